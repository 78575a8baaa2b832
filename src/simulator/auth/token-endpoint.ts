import { err, ok, type Result } from '../../domain/kernel/result.ts';
import type { ServiceApp } from '../org/apps.ts';
import type { Org } from '../org/org.ts';
import { issueToken, tokenLifetime } from './access-token.ts';
import { authenticateClient } from './client-assertion.ts';
import { verifyProof } from './dpop-proof.ts';
import type { Nonces } from './nonces.ts';
import { grantTypeNotEnabled, tokenErrors, type OAuthError } from './oauth-errors.ts';
import type { ReplayCache } from './replay-cache.ts';
import { grantScopes } from './scopes.ts';

/** A request for a token, as far as the endpoint looks at it. */
export interface TokenRequest {
  readonly form: URLSearchParams;
  readonly authorization: string | undefined;
  /** Every `DPoP` header of the request. */
  readonly proofs: readonly string[];
}

/** What the token endpoint keeps between requests. */
export interface TokenState {
  readonly org: Org;
  readonly url: string;
  readonly nonces: Nonces;
  readonly used: ReplayCache;
}

export interface TokenResponse {
  readonly token_type: 'Bearer' | 'DPoP';
  readonly expires_in: number;
  readonly access_token: string;
  readonly scope: string;
}

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** `POST /oauth2/v1/token` of the org authorization server, for client_credentials. Okta: OAuth 2.0, token. */
export async function answerTokenRequest(
  request: TokenRequest,
  state: TokenState,
): Promise<Result<TokenResponse, OAuthError>> {
  const endpoint = `${state.url}/oauth2/v1/token`;
  const assertion = credentialsOf(request, state.org);
  if (!assertion.ok) return assertion;
  const client = await authenticateClient(assertion.value, endpoint, state.org, state.used);
  if (!client.ok) return client;
  const app = client.value;
  const refusal = grantTypeProblem(request.form.get('grant_type'), app);
  if (refusal !== undefined) return err(refusal);
  const thumbprint = await boundKey(request.proofs, app, endpoint, state);
  if (!thumbprint.ok) return thumbprint;
  const scopes = grantScopes(request.form.get('scope') ?? undefined, app, state.org.switches);
  if (!scopes.ok) return scopes;
  const grant = { clientId: app.clientId, scopes: scopes.value, thumbprint: thumbprint.value };
  return ok({
    token_type: app.dpopBound ? 'DPoP' : 'Bearer',
    expires_in: tokenLifetime,
    access_token: await issueToken(state.org, state.url, grant),
    scope: scopes.value.join(' '),
  });
}

function credentialsOf({ form, authorization }: TokenRequest, org: Org): Result<string, OAuthError> {
  const assertion = form.get('client_assertion');
  const secret = authorization !== undefined || form.has('client_secret');
  if (assertion === null) return err(secret ? tokenErrors.secretUsed : tokenErrors.noCredentials);
  const named = form.has('client_id') && org.switches.clientIdBesideAssertion === 'refuse';
  if (secret || named) return err(tokenErrors.severalCredentials);
  return form.get('client_assertion_type') === assertionType ? ok(assertion) : err(tokenErrors.badAssertionType);
}

const knownGrantTypes = [
  'authorization_code',
  'client_credentials',
  'implicit',
  'password',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:ietf:params:oauth:grant-type:token-exchange',
];

function grantTypeProblem(grantType: string | null, app: ServiceApp): OAuthError | undefined {
  if (grantType === null || !knownGrantTypes.includes(grantType)) return tokenErrors.unsupportedGrantType;
  if (!app.grantTypes.includes(grantType)) return grantTypeNotEnabled(app.grantTypes);
  if (grantType !== 'client_credentials') return tokenErrors.unsupportedGrantType;
  return app.applicationType === 'service' ? undefined : tokenErrors.notServiceApp;
}

async function boundKey(
  proofs: readonly string[],
  app: ServiceApp,
  endpoint: string,
  { org, used, nonces }: TokenState,
): Promise<Result<string | undefined, OAuthError>> {
  // An app that does not require DPoP ignores the header and gets a bearer token.
  if (!app.dpopBound) return ok(undefined);
  const acceptsNonce = (nonce: unknown): boolean => nonces.accepts(nonce, org.now());
  return verifyProof(proofs, { method: 'POST', url: endpoint, org, used, acceptsNonce });
}
