import { TenuredError } from '../../domain/kernel/errors.ts';
import { oktaUserId, type OktaGroupId, type OktaUserId } from '../../domain/kernel/ids.ts';
import { readPages } from '../transport/pages.ts';
import type { Patience } from '../transport/retry.ts';
import type { GetCall, JsonAnswer, Session } from '../transport/session.ts';
import { address } from './address.ts';
import { id, isRaw, list, raw, text, untrusted } from './trust.ts';

const what = 'admin roles';

/** Users with role assignments; the next page's address is in the body, not in a header. [Okta: listUsersWithRoleAssignments] */
export async function listAssignees(session: Session): Promise<readonly OktaUserId[]> {
  const url = address(session.origin, ['api', 'v1', 'iam', 'assignees', 'users'], { limit: '100' });
  const users: OktaUserId[] = [];
  for await (const answer of readPages(session, { url, bucket: 'GET /api/v1/iam/assignees/users', what }, nextInBody)) {
    const value = list(raw(answer.json, what, 'the page')['value'], what, 'value');
    users.push(...value.map((user) => oktaUserId(id(raw(user, what, 'a user')['id'], what))));
  }
  return users;
}

function nextInBody(answer: JsonAnswer): string | null {
  const links = raw(answer.json, what, 'the page')['_links'];
  const next = isRaw(links) ? links['next'] : undefined;
  if (next === undefined || next === null) return null;
  return text(raw(next, what, 'the next page')['href'], what, 'the next page');
}

/** Whether a group carries an admin role; false when there is no such group. [Okta: listGroupAssignedRoles] */
export async function carriesRole(session: Session, group: OktaGroupId): Promise<boolean> {
  const answer = await session.get({
    url: address(session.origin, ['api', 'v1', 'groups', group, 'roles']),
    bucket: 'GET /api/v1/groups/{id}/roles',
    what,
    mayBeMissing: true,
  });
  return answer.found && list(answer.json, what, 'the list').length > 0;
}

/**
 * The types of the roles that a user holds now, its own and those by a group. [Okta: listAssignedRolesForUser]
 * @param patience how long it may take; as long as any call unless told.
 * @throws TenuredError TEN-2309 when there is no such user.
 */
export async function readRolesOf(session: Session, user: OktaUserId, patience?: Patience): Promise<readonly string[]> {
  const call: GetCall = {
    url: address(session.origin, ['api', 'v1', 'users', user, 'roles']),
    bucket: 'GET /api/v1/users/{id}/roles',
    what,
    mayBeMissing: true,
    lane: 'leavers',
    ...(patience === undefined ? {} : { patience }),
  };
  const types: string[] = [];
  for await (const answer of readPages(session, call)) {
    if (!answer.found) throw new TenuredError('TEN-2309', `Okta has no user ${user} any more.`);
    types.push(...typesIn(answer));
  }
  return types;
}

function typesIn(answer: JsonAnswer): readonly string[] {
  return list(answer.json, what, 'the list').map((role) => {
    const type = raw(role, what, 'a role')['type'];
    if (typeof type !== 'string' || !/^[A-Z_]{1,60}$/.test(type)) throw untrusted(what, 'a role has no type');
    return type;
  });
}
