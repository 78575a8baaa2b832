import { invalid, refuse } from '../http/errors.ts';
import type { Exchange, Reply, Route } from '../http/exchange.ts';
import type { GroupRecord, UserRecord } from '../org/records.ts';
import { exclusionLimit } from '../org/rule-engine.ts';
import { groupOf } from './groups.ts';
import { userOf } from './users.ts';

const member = { scope: 'okta.groups.manage', path: '/api/v1/groups/:groupId/users/:userId' } as const;

/** Members put into and taken out of groups. Okta: assign and unassign a user to a group; both are idempotent. */
export const membershipRoutes: readonly Route[] = [
  { ...member, method: 'PUT', permission: ['membership', 'membership.group'], answer: addMember },
  { ...member, method: 'DELETE', permission: ['membership', 'membership.group'], answer: removeMember },
];

const done: Reply = { status: 204, body: undefined };

function addMember(exchange: Exchange): Reply {
  const { group, user } = addressed(exchange);
  if (user.status === 'DEPROVISIONED') throw refuseDeactivated(exchange);
  exchange.org.addMember(group.id, user.id, exchange.author);
  return done;
}

/** Which code Okta refuses a deactivated user with is not documented; that it does is. */
function refuseDeactivated({ org }: Exchange): Error {
  const code = org.switches.deactivatedMember;
  return code === 'E0000001' ? invalid('user', 'The user is deactivated') : refuse(code);
}

function removeMember(exchange: Exchange): Reply {
  const { group, user } = addressed(exchange);
  if (!exchange.org.removeMember(group.id, user.id, exchange.author)) {
    throw invalid('exclude', `A group rule excludes at most ${String(exclusionLimit)} users`);
  }
  return done;
}

function addressed(exchange: Exchange): { readonly group: GroupRecord; readonly user: UserRecord } {
  const { access, org } = exchange;
  const group = groupOf(exchange);
  const user = userOf(exchange);
  refuseUnwritable(group, exchange);
  const halves = access.mayGroup('membership.group', group) && access.mayUser('membership.user', user);
  if (!access.mayGroup('membership', group) && !halves) throw refuse('E0000006');
  const activating = user.transitioningTo !== undefined && user.transitioningTo !== 'DEPROVISIONED';
  if (activating && org.switches.membershipWhileActivating === 'refuse') throw refuse('E0000112');
  return { group, user };
}

/**
 * Refuses a group whose members are nobody's to write.
 * @throws Refused E0000006. Okta: for BUILT_IN groups even to a super administrator, for imported groups (answered 501
 * until 2026), and for groups with admin roles to everybody else.
 */
export function refuseUnwritable(group: GroupRecord, { org, access }: Exchange): void {
  const grantsRole = org.roles.some(({ assignee }) => assignee === group.id);
  // Nobody but a super administrator gives roles.
  const isSuper = access.may('roles.manage');
  if (group.type === 'APP_GROUP' && org.switches.importedMembership === 'unsupported') throw refuse('E0000060');
  if (group.type !== 'OKTA_GROUP' || (grantsRole && !isSuper)) throw refuse('E0000006');
}
