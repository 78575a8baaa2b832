import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { err, ok, type Result } from '../../domain/kernel/result.ts';
import { minute } from '../../domain/time/instant.ts';
import type { Org } from '../org/org.ts';
import { isSignedBy, readJwt, secondsOf, signingAlgorithms, suits, type UnverifiedJwt } from './jwt.ts';
import { proofErrors, tokenErrors, type OAuthError } from './oauth-errors.ts';
import type { ReplayCache } from './replay-cache.ts';

const oldest = 5 * minute;
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** What a proof has to fit. */
export interface ProofContext {
  readonly method: string;
  /** The request's URL without query and fragment, byte for byte as it was requested. */
  readonly url: string;
  readonly org: Org;
  readonly used: ReplayCache;
  /** At the token endpoint: whether this nonce is good. Okta asks for none at a resource. */
  readonly acceptsNonce?: (nonce: unknown) => boolean;
  /** At a resource: the presented access token and the thumbprint of the key it is bound to. */
  readonly token?: { readonly text: string; readonly thumbprint: string };
}

/**
 * Verifies a DPoP proof and returns the thumbprint of its key.
 * Okta: Configure OAuth 2.0 Demonstrating Proof-of-Possession; RFC 9449 section 4.3.
 */
export async function verifyProof(
  proofs: readonly string[],
  context: ProofContext,
): Promise<Result<string, OAuthError>> {
  const [text] = proofs;
  if (text === undefined) return err(proofErrors.missing);
  if (proofs.length > 1) return err(proofErrors.several);
  const jwt = readJwt(text);
  if (jwt === undefined) return err(proofErrors.unparsable);
  const key = keyOf(jwt);
  if (!key.ok) return key;
  if (!(await isSignedBy(jwt, key.value, String(jwt.header['alg'])))) return err(proofErrors.badSignature);
  const thumbprint = await calculateJwkThumbprint(key.value);
  const problem = requestProblem(jwt, context) ?? tokenProblem(jwt, thumbprint, context) ?? idProblem(jwt, context);
  return problem === undefined ? ok(thumbprint) : err(problem);
}

function keyOf({ header }: UnverifiedJwt): Result<JWK, OAuthError> {
  if (header['typ'] !== 'dpop+jwt') return err(proofErrors.badType);
  const algorithm = header['alg'];
  if (typeof algorithm !== 'string' || !signingAlgorithms.includes(algorithm)) return err(proofErrors.badAlgorithm);
  const key = header['jwk'];
  if (typeof key !== 'object' || key === null) return err(proofErrors.invalid);
  if (privateMembers.some((member) => member in key)) return err(proofErrors.invalid);
  const jwk = key as JWK;
  return suits(jwk, algorithm) ? ok(jwk) : err(proofErrors.badAlgorithm);
}

function requestProblem({ claims }: UnverifiedJwt, { method, url, org }: ProofContext): OAuthError | undefined {
  if (claims['htm'] !== method) return proofErrors.badMethod;
  if (claims['htu'] !== url) return proofErrors.badUrl;
  const issued = secondsOf(claims.iat);
  if (issued === undefined) return proofErrors.badIssuedAt;
  const age = org.now() - issued * 1000;
  if (age < -org.switches.futureIatToleranceMs) return proofErrors.issuedInFuture;
  if (age > oldest) return proofErrors.tooOld;
  const expires = secondsOf(claims.exp);
  return expires !== undefined && expires * 1000 <= org.now() ? proofErrors.expired : undefined;
}

function tokenProblem(
  { claims }: UnverifiedJwt,
  thumbprint: string,
  { token, acceptsNonce }: ProofContext,
): OAuthError | undefined {
  // The first proof of a dance carries neither nonce nor jti, so the nonce is asked for before the jti is.
  if (acceptsNonce !== undefined && !acceptsNonce(claims['nonce'])) return tokenErrors.nonceRequired;
  if (token === undefined) return undefined;
  if (claims['ath'] !== createHash('sha256').update(token.text).digest('base64url')) return proofErrors.wrongTokenHash;
  return thumbprint === token.thumbprint ? undefined : proofErrors.notBound;
}

function idProblem({ claims }: UnverifiedJwt, { org, used }: ProofContext): OAuthError | undefined {
  const id = claims.jti as unknown;
  if (typeof id !== 'string' || id === '') return proofErrors.badId;
  return used.use(`proof ${id}`, org.now(), org.now() + 2 * oldest) ? undefined : proofErrors.replayed;
}
