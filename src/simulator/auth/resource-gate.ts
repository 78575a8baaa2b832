import type { Org } from '../org/org.ts';
import { refuse, type Refused } from '../http/errors.ts';
import { err, type Result } from '../../domain/kernel/result.ts';
import { verifyApiToken } from './api-token.ts';
import { verifyToken, type AccessToken } from './access-token.ts';
import { challenge, type Challenged } from './challenge.ts';
import { verifyProof } from './dpop-proof.ts';
import { accessErrors, type OAuthError } from './oauth-errors.ts';
import type { ReplayCache } from './replay-cache.ts';
import { includesScope } from './scopes.ts';

/** What the gate knows of the org. */
export interface GateState {
  readonly org: Org;
  readonly url: string;
  readonly used: ReplayCache;
}

/** A request at a resource, as far as its authentication goes. */
export interface GuardedRequest {
  readonly method: string;
  /** The path as the request line had it. */
  readonly path: string;
  readonly authorization: string | undefined;
  readonly proofs: readonly string[];
  /** The scope the endpoint needs. */
  readonly scope: string;
}

/** Authenticates the caller of a resource by its access token and, where bound, its DPoP proof. */
export async function authenticate(request: GuardedRequest, state: GateState): Promise<Result<AccessToken, Refused>> {
  const { org, url } = state;
  if (request.authorization === undefined) return err(refuse('E0000005'));
  const [scheme = '', credential = ''] = request.authorization.split(' ');
  const kind = scheme.toLowerCase();
  if (kind === 'ssws') return verifyApiToken(credential, org);
  if (kind !== 'bearer' && kind !== 'dpop') return err(refuse('E0000011'));
  const fail = (error: OAuthError): Result<AccessToken, Refused> =>
    err(refusal(error, challengedAt(request, url, kind === 'dpop' ? 'DPoP' : 'Bearer'), org));
  const verified = await verifyToken(credential, org, url);
  if (!verified.ok) return fail(verified.error);
  const problem = await bindingProblem(request, verified.value, kind, state);
  return problem === undefined ? verified : fail(problem);
}

/** Whether the token came by the scheme it asks for, and with a proof of the key it is bound to. */
async function bindingProblem(
  { method, path, proofs }: GuardedRequest,
  { text, thumbprint }: AccessToken,
  kind: 'bearer' | 'dpop',
  { org, url, used }: GateState,
): Promise<OAuthError | undefined> {
  if (kind === 'bearer') return thumbprint === undefined ? undefined : accessErrors.schemeRequired;
  if (thumbprint === undefined) return accessErrors.notDpopBound;
  if (proofs.length === 0) return accessErrors.proofRequired;
  const proof = await verifyProof(proofs, { method, url: url + path, org, used, token: { text, thumbprint } });
  return proof.ok ? undefined : proof.error;
}

/** The first gate after authentication: the token's scopes, which an API token has none of and needs none. Undefined when the request may pass. */
export function scopeProblem(request: GuardedRequest, token: AccessToken, org: Org, url: string): Refused | undefined {
  if (token.actsAs !== undefined || includesScope(token.scopes, request.scope)) return undefined;
  const at = challengedAt(request, url, token.thumbprint === undefined ? 'Bearer' : 'DPoP');
  return challenge(accessErrors.insufficientScope, at, {
    code: 'E0000006',
    form: org.switches.insufficientScopeBody,
  });
}

function challengedAt(request: GuardedRequest, url: string, scheme: 'Bearer' | 'DPoP'): Challenged {
  return { scheme, url, scope: request.scope, resource: request.path };
}

function refusal(error: OAuthError, at: Challenged, org: Org): Refused {
  const { invalidTokenBody, refusedProofBody, refusedProofStatus } = org.switches;
  const form = error.error === 'invalid_token' ? invalidTokenBody : refusedProofBody;
  const status = error.error === 'invalid_dpop_proof' ? refusedProofStatus : error.status;
  return challenge({ ...error, status }, at, { code: 'E0000011', form });
}
