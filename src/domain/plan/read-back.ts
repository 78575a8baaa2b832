import { loginKey } from '../identity/login.ts';
import { enabledStatuses, type ObservedUser, type UserStatus } from '../identity/observed.ts';
import type { Json } from '../kernel/canonical-json.ts';
import { membersOf } from './access.ts';
import type { Operation, OperationKind } from './artefact.ts';
import { heldValue, sameValue, type Scalar } from './profile-diff.ts';

/** Whether an effect whose answer was lost has happened, by what Okta says now. */
export type ReadBack = 'done' | 'not-done' | 'unknown';

/**
 * Decides whether an operation's effect is there. An effect that is there counts as done, whoever brought it about.
 * @param user the account read afresh, by login for a creation, else by id; null when Okta says there is none.
 * @param memberOf names of the groups that the account is in; null when they were not read.
 */
export function readBack(
  operation: Operation,
  user: ObservedUser | null,
  memberOf: ReadonlySet<string> | null,
): ReadBack {
  const seen = effects[operation.kind](operation, user, memberOf);
  return seen === null ? 'unknown' : seen ? 'done' : 'not-done';
}

/** True when it is there, false when it is not, null when nothing that can be read tells. */
type Look = (operation: Operation, user: ObservedUser | null, memberOf: ReadonlySet<string> | null) => boolean | null;

const effects: Readonly<Record<OperationKind, Look>> = {
  create: (operation, user) => user !== null && isCreated(operation, user),
  activate: is((status) => enabledStatuses.has(status)),
  'update-profile': ({ after }, user) =>
    user !== null && Object.entries(membersOf(after)).every(([name, value]) => holds(user, name, value)),
  disable: is((status) => status === 'SUSPENDED' || status === 'DEPROVISIONED'),
  unsuspend: is((status) => enabledStatuses.has(status)),
  deactivate: is((status) => status === 'DEPROVISIONED'),
  'add-to-group': ({ target }, user, memberOf) => (user === null ? false : isMember(memberOf, target)),
  'remove-from-group': ({ target }, user, memberOf) => (user === null ? true : negated(isMember(memberOf, target))),
  // Sessions cannot be read.
  'clear-sessions': () => null,
  // Written on this side alone, with its conclusion, in one transaction: an open intent was never carried out.
  adopt: () => false,
  'rename-login': () => null,
  'link-manager': () => null,
  'set-realm': () => null,
};

function is(wanted: (status: UserStatus) => boolean): Look {
  return (_operation, user) => user !== null && wanted(user.status);
}

/**
 * The account that was asked for: the login, as Okta compares logins, and every attribute that can be read. One that
 * the answer lacks cannot be read, or was left out as empty.
 */
function isCreated({ after }: Operation, user: ObservedUser): boolean {
  const { login, profile } = membersOf(after);
  if (typeof login !== 'string' || loginKey(login) !== loginKey(user.login)) return false;
  return Object.entries(membersOf(profile)).every(
    ([name, value]) => heldValue(user, name) === null || holds(user, name, value),
  );
}

function holds(user: ObservedUser, name: string, value: Json): boolean {
  return sameValue(heldValue(user, name), value as Scalar);
}

function isMember(memberOf: ReadonlySet<string> | null, group: string | null): boolean | null {
  return memberOf === null || group === null ? null : memberOf.has(group);
}

function negated(seen: boolean | null): boolean | null {
  return seen === null ? null : !seen;
}
