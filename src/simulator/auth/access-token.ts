import { randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { err, ok, type Result } from '../../domain/kernel/result.ts';
import type { Org } from '../org/org.ts';
import { isSignedBy, readJwt, secondsOf, type UnverifiedJwt } from './jwt.ts';
import { accessErrors, type OAuthError } from './oauth-errors.ts';

/** Okta: the lifetime of an org authorization server's access token is one hour and cannot be changed. */
export const tokenLifetime = 3600;

/** What the org knows of a good access token. */
export interface AccessToken {
  readonly text: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** The thumbprint of the key it is bound to; undefined for a bearer token. */
  readonly thumbprint: string | undefined;
  /** For an API token: the user with whose rights it acts. */
  readonly actsAs?: string;
}

interface TokenKey {
  readonly privateKey: CryptoKey;
  readonly publicJwk: Awaited<ReturnType<typeof exportJWK>>;
  readonly kid: string;
}

let key: Promise<TokenKey> | undefined;

/** The key tokens are signed with, made once a process because making an RSA key takes a while. */
function tokenKey(): Promise<TokenKey> {
  key ??= (async () => {
    const pair = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
    const publicJwk = await exportJWK(pair.publicKey);
    return { privateKey: pair.privateKey, publicJwk, kid: await calculateJwkThumbprint(publicJwk) };
  })();
  return key;
}

/** What a token is issued for. */
export interface Grant {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly thumbprint: string | undefined;
  /** Okta's own resources unless given: a custom authorization server issues tokens for others. */
  readonly audience?: string;
}

/** Signs an access token with the claims Okta documents for one. */
export async function issueToken(org: Org, url: string, grant: Grant): Promise<string> {
  const { privateKey, kid } = await tokenKey();
  const issued = Math.floor(org.now() / 1000);
  const claims = {
    ver: 1,
    jti: `AT.${randomUUID()}`,
    iss: url,
    aud: grant.audience ?? url,
    sub: grant.clientId,
    iat: issued,
    exp: issued + tokenLifetime,
    cid: grant.clientId,
    scp: [...grant.scopes],
    ...(grant.thumbprint === undefined ? {} : { cnf: { jkt: grant.thumbprint } }),
  };
  return new SignJWT(claims).setProtectedHeader({ kid, alg: 'RS256' }).sign(privateKey);
}

/** Judges an access token as the org does at each of its resources. */
export async function verifyToken(text: string, org: Org, url: string): Promise<Result<AccessToken, OAuthError>> {
  const jwt = readJwt(text);
  const { publicJwk } = await tokenKey();
  if (jwt === undefined || !(await isSignedBy(jwt, publicJwk, 'RS256'))) return err(accessErrors.invalid);
  if (jwt.claims.iss !== url) return err(accessErrors.wrongIssuer);
  if (jwt.claims.aud !== url) return err(accessErrors.notForOkta);
  const expires = secondsOf(jwt.claims.exp);
  if (expires === undefined || expires * 1000 <= org.now()) return err(accessErrors.invalid);
  return accepted(jwt, org);
}

function accepted({ text, claims }: UnverifiedJwt, org: Org): Result<AccessToken, OAuthError> {
  const clientId = String(claims['cid']);
  const app = org.app(clientId);
  if (app?.active !== true) return err(accessErrors.revoked);
  const issued = (secondsOf(claims.iat) ?? 0) * 1000;
  if (app.tokensRevokedAt !== undefined && issued <= app.tokensRevokedAt) return err(accessErrors.revoked);
  const scopes = Array.isArray(claims['scp']) ? claims['scp'].map(String) : [];
  const confirmation = claims['cnf'] as { readonly jkt?: string } | undefined;
  return ok({ text, clientId, scopes, thumbprint: confirmation?.jkt });
}
