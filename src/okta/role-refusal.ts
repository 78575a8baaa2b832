import { TenuredError } from '../domain/kernel/errors.ts';
import type { WriteOutcome } from '../reconcile/ports.ts';
import { missingFor, readOwnRights, type OwnRights } from './resources/own-rights.ts';
import type { Effect } from './resources/write.ts';
import type { Session } from './transport/session.ts';
import { minute } from '../domain/time/instant.ts';

/** One look serves everybody who is refused within that time. */
const holds = minute;

/**
 * Tells a refusal for the role's sake from one for the account's. Okta answers both with E0000006; what the app's roles
 * allow tells them apart, where the app may read it.
 */
export function roleWatch(
  session: Session,
  clientId: string | null,
  now: () => number,
): (outcome: WriteOutcome, effect: Effect) => Promise<WriteOutcome> {
  let seen: { readonly rights: OwnRights | null; readonly at: number } | null = null;
  return async (outcome, effect) => {
    if (clientId === null || outcome.kind !== 'refused' || outcome.oktaCode !== 'E0000006') return outcome;
    if (seen === null || now() - seen.at > holds) seen = { rights: await look(session, clientId), at: now() };
    const missing = seen.rights === null ? [] : missingFor(effect, seen.rights);
    if (missing.length === 0) return outcome;
    throw new TenuredError(
      'TEN-2202',
      `The app's admin role does not allow it to write accounts: ${missing.join(', ')}.`,
      {
        why: 'The role was taken away or changed. What was not done yet is done by the next run that may.',
        hint: 'Give the app a role with these permissions: in Okta\'s admin console, the app\'s "Admin roles" tab; then tenured doctor',
      },
    );
  };
}

/** A look that fails says nothing about the refusal, which stays what it is. */
function look(session: Session, clientId: string): Promise<OwnRights | null> {
  return readOwnRights(session, clientId).catch((error: unknown) => {
    if (error instanceof TenuredError) return null;
    throw error;
  });
}
