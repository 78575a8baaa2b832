import { notFound } from '../http/errors.ts';
import type { Exchange, Reply, Route } from '../http/exchange.ts';
import { nextInBody, pageOf } from '../http/listing.ts';
import type { Org } from '../org/org.ts';
import type { UserRecord } from '../org/records.ts';
import { roleAssignment } from '../org/roles.ts';
import { roleView } from '../views/role-view.ts';
import { groupOf } from './groups.ts';
import { userOf } from './users.ts';

const rolesRead = { method: 'GET', scope: 'okta.roles.read', permission: 'roles' } as const;

/** Admin roles of users, groups and clients. */
export const roleRoutes: readonly Route[] = [
  { ...rolesRead, path: '/api/v1/users/:userId/roles', answer: listUserRoles },
  { ...rolesRead, path: '/api/v1/groups/:groupId/roles', answer: listGroupRoles },
  { ...rolesRead, path: '/api/v1/iam/assignees/users', answer: listAssignees },
  { ...rolesRead, path: '/oauth2/v1/clients/:clientId/roles', answer: listClientRoles },
];

/** Okta: the roles of a user include those it has by a group, marked `assignmentType: GROUP`. */
function listUserRoles(exchange: Exchange): Reply {
  const user = userOf(exchange);
  const { org, url } = exchange;
  const groupIds = new Set(org.memberships.groupsOf(user.position).map((position) => org.groups.at(position)?.id));
  const direct = org.roles.filter((assignment) => assignment.assignee === user.id);
  const byGroup = org.roles.filter((assignment) => groupIds.has(assignment.assignee));
  return {
    body: [
      ...direct.map((assignment) => roleView(assignment, 'USER', url)),
      ...byGroup.map((assignment) => roleView(assignment, 'GROUP', url)),
    ],
  };
}

function listGroupRoles(exchange: Exchange): Reply {
  const group = groupOf(exchange);
  const { org, url } = exchange;
  const roles = org.roles.filter((assignment) => assignment.assignee === group.id);
  return { body: roles.map((assignment) => roleView(assignment, 'GROUP', url)) };
}

function listClientRoles(exchange: Exchange): Reply {
  const { org, url } = exchange;
  const id = exchange.param('clientId');
  const app = org.app(id);
  if (app === undefined) throw notFound(id, 'PublicClientApp');
  const assignments = app.roles.map((role) => roleAssignment(id, role, org.created));
  return { body: assignments.map((assignment) => roleView(assignment, 'CLIENT', url)) };
}

/** Okta: list users with role assignments. The next page is named in the body, not in a Link header. */
function listAssignees(exchange: Exchange): Reply {
  const { org, url } = exchange;
  const { items, next } = pageOf(exchange, assignees(org), { standard: 100, maximum: 200 });
  const value = items.map(({ id }) => ({
    id,
    orn: `orn:okta:directory:${org.id}:users:${id}`,
    _links: {
      self: { href: `${url}/api/v1/users/${id}` },
      roles: { href: `${url}/api/v1/users/${id}/roles` },
    },
  }));
  return { body: { value, _links: nextInBody(next) } };
}

function assignees(org: Org): readonly UserRecord[] {
  const positions = new Set<number>();
  for (const { assignee } of org.roles) {
    const user = org.users.byId(assignee);
    if (user !== undefined) positions.add(user.position);
    const group = org.groups.byId(assignee);
    if (group === undefined || org.switches.assignees === 'direct') continue;
    for (const position of org.memberships.usersOf(group.position)) positions.add(position);
  }
  const ordered = [...positions].sort((one, other) => one - other);
  return ordered.map((position) => org.users.at(position)).filter((user) => user !== undefined);
}
