import type { JWK } from 'jose';
import type { ServiceApp } from '../org/apps.ts';
import type { Org } from '../org/org.ts';
import { isSignedBy, readJwt, secondsOf, signingAlgorithms, suits, type UnverifiedJwt } from './jwt.ts';
import { tokenErrors, type OAuthError } from './oauth-errors.ts';
import type { ReplayCache } from './replay-cache.ts';
import { err, ok, type Result } from '../../domain/kernel/result.ts';

const longestLife = 3600;

/** The client that an unverified assertion says it is. */
export function claimedClient(assertion: string | undefined): string | undefined {
  const issuer = assertion === undefined ? undefined : readJwt(assertion)?.claims.iss;
  return typeof issuer === 'string' ? issuer : undefined;
}

/**
 * Authenticates a service app by its client assertion (private_key_jwt): the claims, the key among those registered,
 * the signature, and that the assertion's jti is used once. Okta: Implement OAuth for Okta with a service app.
 */
export async function authenticateClient(
  assertion: string,
  endpoint: string,
  org: Org,
  used: ReplayCache,
): Promise<Result<ServiceApp, OAuthError>> {
  const jwt = readJwt(assertion);
  if (jwt === undefined) return err(tokenErrors.unparsable);
  const app = typeof jwt.claims.iss === 'string' ? org.app(jwt.claims.iss) : undefined;
  if (app?.active !== true) return err(tokenErrors.unknownIssuer);
  if (jwt.claims.sub !== app.clientId) return err(tokenErrors.wrongSubject);
  const key = keyOf(jwt, app);
  if (!key.ok) return key;
  if (!(await isSignedBy(jwt, key.value, String(jwt.header['alg'])))) return err(tokenErrors.badSignature);
  const problem = claimProblem(jwt, endpoint, org);
  if (problem !== undefined) return err(problem);
  return takeId(jwt, app, org, used) ? ok(app) : err(tokenErrors.replayed);
}

function keyOf(jwt: UnverifiedJwt, app: ServiceApp): Result<JWK, OAuthError> {
  const algorithm = jwt.header['alg'];
  if (app.keys.length === 0) return err(tokenErrors.noKeys);
  if (typeof algorithm !== 'string' || !signingAlgorithms.includes(algorithm)) return err(tokenErrors.badAlgorithm);
  const kid = jwt.header['kid'];
  const active = app.keys.filter((key) => key.status !== 'INACTIVE');
  // Without a kid only a client with one key can be told which key signed.
  const candidates = kid === undefined ? active : active.filter((key) => key.kid === kid);
  const [key] = candidates;
  if (key === undefined || candidates.length > 1) return err(tokenErrors.unknownKid);
  if (key.use !== undefined && key.use !== 'sig') return err(tokenErrors.notSigningKey);
  return suits(key, algorithm) ? ok(key as JWK) : err(tokenErrors.badAlgorithm);
}

function claimProblem({ claims }: UnverifiedJwt, endpoint: string, org: Org): OAuthError | undefined {
  const now = org.now() / 1000;
  const audiences: readonly unknown[] = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
  const issuer = org.switches.assertionAudience === 'endpointOrIssuer' ? new URL(endpoint).origin : endpoint;
  if (!audiences.includes(endpoint) && !audiences.includes(issuer)) return tokenErrors.wrongAudience;
  const expires = secondsOf(claims.exp);
  if (expires === undefined) return tokenErrors.noExpiry;
  if (expires <= now) return tokenErrors.expired;
  if (expires > now + longestLife) return tokenErrors.expiryTooFar;
  const issued = secondsOf(claims.iat);
  const latest = now + org.switches.futureIatToleranceMs / 1000;
  if (issued !== undefined && issued > latest) return tokenErrors.issuedInFuture;
  return undefined;
}

function takeId({ claims }: UnverifiedJwt, app: ServiceApp, org: Org, used: ReplayCache): boolean {
  if (claims.jti === undefined) return true;
  const expiry = (secondsOf(claims.exp) ?? 0) * 1000;
  return used.use(`assertion ${app.clientId} ${claims.jti}`, org.now(), expiry);
}
