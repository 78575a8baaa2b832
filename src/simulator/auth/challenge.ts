import type { Random } from '../../domain/kernel/random.ts';
import { errorObject, Refused, type ErrorCode } from '../http/errors.ts';
import { signingAlgorithms } from './jwt.ts';
import type { OAuthError } from './oauth-errors.ts';

/** What a challenge names besides the error. */
export interface Challenged {
  readonly scheme: 'Bearer' | 'DPoP';
  readonly url: string;
  readonly scope: string;
  /** The path of the request. */
  readonly resource: string;
}

/**
 * Refuses a request at a resource. Okta puts the OAuth error into `www-authenticate`, with http:// addresses whatever
 * the org is reached by, and names the scope the endpoint needs; the body may well be empty.
 */
export function challenge(
  error: OAuthError,
  at: Challenged,
  body: { readonly code: ErrorCode; readonly form: 'json' | 'empty' },
): Refused {
  return new Refused(error.description, (random: Random) => ({
    status: error.status,
    headers: { 'www-authenticate': challengeHeader(error, at) },
    body: body.form === 'json' ? errorObject(body.code, random) : undefined,
  }));
}

function challengeHeader({ error, description }: OAuthError, { scheme, url, scope, resource }: Challenged): string {
  const plain = url.replace(/^https:/, 'http:');
  const algorithms = scheme === 'DPoP' ? `algs="${signingAlgorithms.join(' ')}", ` : '';
  return (
    `${scheme} ${algorithms}authorization_uri="${plain}/oauth2/v1/authorize", realm="${plain}", scope="${scope}", ` +
    `error="${error}", error_description="${description}", resource="${resource}"`
  );
}
