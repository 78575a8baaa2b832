import type { OktaUserId } from '../../domain/kernel/ids.ts';
import { address } from './address.ts';
import { claimOn, type Write } from './write.ts';

type LifecycleCall = 'activate' | 'suspend' | 'unlock' | 'unsuspend' | 'deactivate';

/** Unlocking comes before suspending who is locked out. */
const endsAccess: ReadonlySet<LifecycleCall> = new Set(['suspend', 'unlock', 'deactivate']);

/**
 * One lifecycle call. Okta calls these non-idempotent and answers `{}` or an activation link, never the user, so that
 * `done` says only that Okta took it on. [Okta: User Lifecycle]
 */
function lifecycle(
  origin: string,
  call: LifecycleCall,
  user: OktaUserId,
  query: Readonly<Record<string, string>> = {},
): Write {
  return {
    claim: claimOn(call, user),
    call: {
      method: 'POST',
      url: address(origin, ['api', 'v1', 'users', user, 'lifecycle', call], query),
      bucket: `POST /api/v1/users/{id}/lifecycle/${call}`,
      repeatable: false,
      ...(endsAccess.has(call) ? { lane: 'leavers' } : {}),
    },
  };
}

/**
 * Activates; Okta mails by default, so whether it does is always said. The link in the answer of an activation without a
 * mail is as good as a password and is not read. Okta goes on for a while after it has answered
 * (`transitioningToStatus`), and refuses other changes of the user meanwhile with E0000112, which a write waits out.
 * [Okta: activateUser]
 */
export function activate(origin: string, user: OktaUserId, sendEmail: boolean): Write {
  return lifecycle(origin, 'activate', user, { sendEmail: String(sendEmail) });
}

/** Suspends who is ACTIVE; every other status is refused with E0000001. [Okta: suspendUser] */
export function suspend(origin: string, user: OktaUserId): Write {
  return lifecycle(origin, 'suspend', user);
}

export function unlock(origin: string, user: OktaUserId): Write {
  return lifecycle(origin, 'unlock', user);
}

export function unsuspend(origin: string, user: OktaUserId): Write {
  return lifecycle(origin, 'unsuspend', user);
}

/**
 * Deactivates, without the mail to the administrator. Without `Prefer: respond-async` Okta answers when it is done; any
 * 2xx is taken. [Okta: deactivateUser]
 */
export function deactivate(origin: string, user: OktaUserId): Write {
  return lifecycle(origin, 'deactivate', user, { sendEmail: 'false' });
}
