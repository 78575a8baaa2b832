import { hashOf } from '../../domain/kernel/hash.ts';
import type { UserRecord } from './records.ts';
import type { UserStatus } from './seed.ts';

/** The event of a move to a status, unless whoever moved it names another. Okta: event types. */
const movedTo: Readonly<Record<UserStatus, string>> = {
  STAGED: 'user.lifecycle.deactivate',
  PROVISIONED: 'user.lifecycle.activate',
  ACTIVE: 'user.lifecycle.activate',
  RECOVERY: 'user.account.reset_password',
  PASSWORD_EXPIRED: 'user.account.expire_password',
  LOCKED_OUT: 'user.account.lock',
  SUSPENDED: 'user.lifecycle.suspend',
  DEPROVISIONED: 'user.lifecycle.deactivate',
};

function moveEvent(before: UserStatus, after: UserStatus): string {
  if (after === 'ACTIVE' && before === 'SUSPENDED') return 'user.lifecycle.unsuspend';
  if (after === 'ACTIVE' && before === 'LOCKED_OUT') return 'user.account.unlock_by_admin';
  return movedTo[after];
}

/** Whether two records of a user differ in their profile. */
export function differsInProfile(before: UserRecord, after: UserRecord): boolean {
  return before.profile !== after.profile && hashOf(before.profile) !== hashOf(after.profile);
}

/** The System Log's events for what differs between two records of a user, one for each kind of change. */
export function changeEvents(before: UserRecord, after: UserRecord): readonly string[] {
  const events: string[] = [];
  if (before.status !== after.status) events.push(moveEvent(before.status, after.status));
  if (before.typeId !== after.typeId) events.push('user.account.update_user_type');
  if (differsInProfile(before, after) || before.realmId !== after.realmId) events.push('user.account.update_profile');
  if (before.passwordChanged !== after.passwordChanged) events.push('user.account.update_password');
  return events;
}
