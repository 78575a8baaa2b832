import type { Permission } from '../auth/permissions.ts';
import { invalid, refuse, type Refused } from '../http/errors.ts';
import type { Exchange } from '../http/exchange.ts';
import { judgeProfile, type ProfileProblem, type ProfileWrite } from '../org/profile-check.ts';
import type { UserRecord } from '../org/records.ts';
import type { Profile } from '../org/seed.ts';
import { singleUser } from '../views/user-view.ts';
import { userOf } from './users.ts';

/** What every endpoint that writes users needs of Okta's scope and role gates. */
export const usersWrite = { scope: 'okta.users.manage' } as const;

/**
 * The user that a path names, to be changed by the caller.
 * @throws Refused E0000007 or E0000006 as for reading, and E0000006 when the permission does not reach the user.
 */
export function writableUser(exchange: Exchange, permission: Permission): UserRecord {
  const user = userOf(exchange);
  if (!exchange.access.mayUser(permission, user)) throw refuse('E0000006');
  return user;
}

/** Okta: E0000112, a user takes no update while it is being activated; while it is deactivated the status is wrong. */
export function refuseInTransition({ transitioningTo }: UserRecord): void {
  if (transitioningTo === undefined) return;
  throw refuse(transitioningTo === 'DEPROVISIONED' ? 'E0000038' : 'E0000112');
}

/**
 * The profile that a write leads to.
 * @throws Refused with what is wrong about it.
 */
export function acceptedProfile(write: ProfileWrite, exchange: Exchange): Profile {
  const { schema, users, switches } = exchange.org;
  const judged = judgeProfile(write, { schema, users, switches });
  if ('problem' in judged) throw refusal(judged.problem);
  return judged.profile;
}

/**
 * The user type that a body names; undefined when it names none.
 * @throws Refused E0000001 when there is no such type.
 */
export function typeOf(value: Readonly<Record<string, unknown>> | undefined, exchange: Exchange): string | undefined {
  if (value === undefined) return undefined;
  const type = exchange.org.userTypes.find(({ id }) => id === value['id']);
  if (type === undefined) throw invalid('type', 'type: The user type does not exist');
  return type.id;
}

/** The user as it is now, the way that answers to writes show it: without an ETag. */
export function singleUserNow(id: string, { org, url }: Exchange): unknown {
  const user = org.users.byId(id);
  if (user === undefined) throw new Error(`a user that was just written is gone: ${id}`);
  return singleUser(user, url, org.userTypes);
}

/** Okta: `Prefer: respond-async` lets the caller go on while a user is being deactivated. */
export function respondsAsync(exchange: Exchange): boolean {
  return /(^|[\s,])respond-async([\s,;]|$)/i.test(exchange.header('prefer') ?? '');
}

function refusal({ code, about, causes }: ProfileProblem): Refused {
  return refuse(code, about, causes);
}
