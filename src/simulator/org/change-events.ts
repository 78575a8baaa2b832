import { hashOf } from '../../domain/kernel/hash.ts';
import type { UserRecord } from './records.ts';
import type { Profile, UserStatus } from './seed.ts';
import type { ChangeDetails } from './system-log.ts';

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

/** An event for a change, and what of the user's attributes it changed. */
export interface ChangeEvent {
  readonly eventType: string;
  readonly details?: ChangeDetails;
}

/** The System Log's events for what differs between two records of a user, one for each kind of change. */
export function changeEvents(before: UserRecord, after: UserRecord): readonly ChangeEvent[] {
  const events: ChangeEvent[] = [];
  if (before.status !== after.status) events.push({ eventType: moveEvent(before.status, after.status) });
  if (before.typeId !== after.typeId) events.push({ eventType: 'user.account.update_user_type' });
  if (differsInProfile(before, after) || before.realmId !== after.realmId) {
    const details = changedBetween(withRealm(before), withRealm(after));
    events.push({ eventType: 'user.account.update_profile', details });
  }
  if (before.passwordChanged !== after.passwordChanged) events.push({ eventType: 'user.account.update_password' });
  return events;
}

/** What differs between two profiles, as it was and as it is; what is missing on one side is missing there. */
export function changedBetween(before: Profile, after: Profile): ChangeDetails {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null),
  );
  const side = (profile: Profile): Profile =>
    Object.fromEntries(names.flatMap((name) => (profile[name] === undefined ? [] : [[name, profile[name]]])));
  return { from: side(before), to: side(after) };
}

/** The names of what was changed, as debug data has them. */
export function changedNames({ from, to }: ChangeDetails): string {
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].join(',');
}

function withRealm({ profile, realmId }: UserRecord): Profile {
  return realmId === undefined ? profile : { ...profile, realmId };
}
