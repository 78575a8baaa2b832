import type { OktaUserId } from '../../domain/kernel/ids.ts';
import { address } from './address.ts';
import { claimOn, type Write } from './write.ts';

/**
 * Ends a user's sessions at Okta. OAuth and OpenID Connect tokens outlive them unless they are asked for; sessions that
 * web and native apps keep themselves are beyond Okta's reach. [Okta: revokeUserSessions]
 */
export function clearSessions(origin: string, user: OktaUserId): Write {
  return {
    claim: claimOn('clear-sessions', user),
    call: {
      method: 'DELETE',
      url: address(origin, ['api', 'v1', 'users', user, 'sessions'], { oauthTokens: 'true' }),
      bucket: 'DELETE /api/v1/users/{id}/sessions',
      repeatable: true,
      lane: 'leavers',
    },
  };
}
