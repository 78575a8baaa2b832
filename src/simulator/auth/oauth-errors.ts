/** An OAuth refusal: status, error and text as Okta's OAuth error catalogue has them. */
export interface OAuthError {
  readonly status: number;
  readonly error: string;
  readonly description: string;
}

const client = (description: string): OAuthError => ({ status: 401, error: 'invalid_client', description });
const proof = (description: string): OAuthError => ({ status: 400, error: 'invalid_dpop_proof', description });
const scope = (description: string): OAuthError => ({ status: 400, error: 'invalid_scope', description });
const token = (description: string): OAuthError => ({ status: 401, error: 'invalid_token', description });
const request = (description: string, status = 400): OAuthError => ({ status, error: 'invalid_request', description });

/** Every refusal of the token endpoint. Okta: OAuth 2.0 and OpenID Connect error codes. */
export const tokenErrors = {
  noCredentials: client('No client credentials found.'),
  unknownIssuer: client('The issuer claim for client_assertion is not a valid client_id.'),
  wrongSubject: client('The subject claim for client_assertion is not a valid client_id.'),
  wrongAudience: client('The audience claim for client_assertion must be the endpoint invoked for the request.'),
  noExpiry: client("The client_assertion must contain the 'exp' claim as seconds since epoch."),
  expired: client('The client_assertion token is expired.'),
  expiryTooFar: client('The client_assertion token has an expiration too far into the future.'),
  issuedInFuture: client('The client_assertion token must be issued before the current time.'),
  replayed: client('The client_assertion token has already been used.'),
  badSignature: client('The client_assertion signature is invalid.'),
  unknownKid: client('The client_assertion JWT kid is invalid.'),
  badAlgorithm: client('The client_assertion JWT signature algorithm is invalid.'),
  unparsable: client('The parsing of the client_assertion failed.'),
  noKeys: client('The client does not have a JWKSet configured, but the client_assertion requires one.'),
  notSigningKey: client('The client_assertion JWT needs to be signed using a signing key.'),
  secretUsed: client(
    'Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.',
  ),
  notServiceApp: client(
    "Only clients with 'application_type' of 'service' may use the client_credentials 'grant_type' with the Org Authorization Server.",
  ),
  badAssertionType: request('The client_assertion_type is invalid.'),
  severalCredentials: request(
    'Cannot supply multiple client credentials. Use one of the following: credentials in the Authorization header, credentials in the post body, or a client_assertion in the post body.',
    401,
  ),
  noScope: scope('No scopes were requested.'),
  unknownScope: scope('One or more scopes are not configured for the authorization server resource.'),
  openidScope: scope("Cannot request 'openid' scopes using client credentials."),
  selfScope: {
    status: 400,
    error: 'client_credentials_self_scope_requested',
    description: "The 'client_credentials' grant type may not request .self scopes.",
  },
  nothingGranted: {
    status: 400,
    error: 'consent_required',
    description: 'You are not allowed any of the requested scopes.',
  },
  unsupportedGrantType: {
    status: 400,
    error: 'unsupported_grant_type',
    description: 'The authorization grant type is not supported by the authorization server.',
  },
  nonceRequired: {
    status: 400,
    error: 'use_dpop_nonce',
    description: 'Authorization server requires nonce in DPoP proof.',
  },
} as const satisfies Readonly<Record<string, OAuthError>>;

export function grantTypeNotEnabled(configured: readonly string[]): OAuthError {
  return {
    status: 400,
    error: 'unauthorized_client',
    description: `The client is not authorized to use the provided grant type. Configured grant types: [${configured.join(', ')}].`,
  };
}

/** Every refusal of a DPoP proof. */
export const proofErrors = {
  missing: proof('The DPoP proof JWT header is missing.'),
  several: proof('Multiple DPoP proof JWT headers are not allowed.'),
  badType: proof("'typ' must be 'dpop+jwt' in the DPoP proof JWT."),
  badAlgorithm: proof('The DPoP proof JWT signature algorithm is invalid.'),
  unparsable: proof('The DPoP proof JWT cannot be parsed.'),
  badSignature: proof('The DPoP proof JWT signature is invalid.'),
  badMethod: proof("'htm' claim in the DPoP proof JWT is invalid."),
  badUrl: proof("'htu' claim in the DPoP proof JWT is invalid."),
  badIssuedAt: proof("'iat' claim in the DPoP proof JWT is invalid."),
  issuedInFuture: proof('The DPoP proof JWT is issued in the future.'),
  tooOld: proof('The DPoP proof JWT is issued more than five minutes in the past.'),
  expired: proof('The DPoP proof JWT is expired.'),
  badId: proof("'jti' claim in the DPoP proof JWT is invalid."),
  replayed: proof('The DPoP proof JWT has already been used.'),
  wrongTokenHash: proof("'ath' claim in the DPoP proof does not match the presented access_token."),
  notBound: proof('The access_token is not bound to the provided DPoP proof.'),
  invalid: proof('The DPoP proof JWT is invalid.'),
} as const satisfies Readonly<Record<string, OAuthError>>;

/** Every refusal of an access token at a resource. */
export const accessErrors = {
  invalid: token('The access token is invalid.'),
  revoked: token('The access token has been revoked.'),
  wrongIssuer: token('The access token provided has an invalid issuer.'),
  notForOkta: token('The access token provided is not intended for Okta.'),
  notDpopBound: token('The presented access_token is not DPoP bound.'),
  proofRequired: request('The resource request requires a DPoP proof.'),
  schemeRequired: request(
    'The resource request must use the DPoP authentication scheme when using a DPoP bound token.',
  ),
  insufficientScope: {
    status: 403,
    error: 'insufficient_scope',
    description: 'The access token provided does not contain the required scopes.',
  },
} as const satisfies Readonly<Record<string, OAuthError>>;
