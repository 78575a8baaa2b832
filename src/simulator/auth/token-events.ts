import { createHash } from 'node:crypto';
import type { Result } from '../../domain/kernel/result.ts';
import { formatInstant, instant, second } from '../../domain/time/instant.ts';
import type { Org } from '../org/org.ts';
import type { Author, LogTarget } from '../org/system-log.ts';
import type { OAuthError } from './oauth-errors.ts';
import type { TokenResponse } from './token-endpoint.ts';

/** Okta: what a client's own token shows up as in the System Log, granted or refused. */
const eventType = 'app.oauth2.token.grant.access_token';

/**
 * Writes to the log that a known client got a token or was refused one. The question for a nonce, which is how every
 * DPoP client begins, is no refusal; strangers leave no trace, since there is nobody to name.
 */
export function recordToken(
  org: Org,
  author: Author,
  form: URLSearchParams,
  answer: Result<TokenResponse, OAuthError>,
): void {
  if (org.app(author.id) === undefined) return;
  if (!answer.ok && answer.error.error === 'use_dpop_nonce') return;
  const asked = {
    clientAuthType: 'private_key_jwt',
    grantType: form.get('grant_type') ?? '',
    requestedScopes: separated(form.get('scope') ?? ''),
  };
  if (answer.ok) {
    const debug = { ...asked, grantedScopes: separated(answer.value.scope) };
    org.recordAbout(eventType, author, [tokenTarget(org, author, answer.value)], { debug });
    return;
  }
  const outcome = { result: 'FAILURE', reason: answer.error.error } as const;
  org.recordAbout(eventType, author, [], { outcome, debug: asked });
}

/** The token is named by a hash of it, never by itself. */
function tokenTarget(org: Org, { id }: Author, { access_token: token, expires_in: seconds }: TokenResponse): LogTarget {
  const expires = formatInstant(instant(org.now() + seconds * second));
  const hash = createHash('sha256').update(token).digest('base64url');
  return {
    id: `AT.${hash.slice(0, 20)}`,
    type: 'access_token',
    alternateId: 'unknown',
    displayName: 'Access Token',
    detailEntry: { expires, subject: id, hash },
  };
}

function separated(scopes: string): string {
  return scopes.split(/\s+/).join(',');
}
