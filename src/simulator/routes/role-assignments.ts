import { invalid, notFound, refuse } from '../http/errors.ts';
import { bodyOf, type Exchange, type Reply, type Route } from '../http/exchange.ts';
import { roleAssignment, roleLabels, type RoleAssignment } from '../org/roles.ts';
import type { RoleSeed, StandardRole } from '../org/seed.ts';
import { groupView } from '../views/group-view.ts';
import { roleView } from '../views/role-view.ts';
import { groupOf } from './groups.ts';
import { userOf } from './users.ts';

type Kind = 'USER' | 'GROUP' | 'CLIENT';

const below: Readonly<Record<Kind, string>> = {
  USER: '/api/v1/users/:userId/roles',
  GROUP: '/api/v1/groups/:groupId/roles',
  CLIENT: '/oauth2/v1/clients/:clientId/roles',
};
const reading = { scope: 'okta.roles.read', permission: 'roles' } as const;
const managing = { scope: 'okta.roles.manage', permission: 'roles.manage' } as const;

/** Admin roles given to and taken from users, groups and clients. Okta: Role Assignments, group targets. */
export const roleAssignmentRoutes: readonly Route[] = (['USER', 'GROUP', 'CLIENT'] as const).flatMap(
  (kind): Route[] => {
    const path = below[kind];
    const targets = `${path}/:assignmentId/targets/groups`;
    return [
      { ...managing, method: 'POST', path, answer: (exchange) => assign(kind, exchange) },
      { ...reading, method: 'GET', path: `${path}/:assignmentId`, answer: (exchange) => get(kind, exchange) },
      { ...managing, method: 'DELETE', path: `${path}/:assignmentId`, answer: (exchange) => remove(kind, exchange) },
      { ...reading, method: 'GET', path: targets, answer: (exchange) => listTargets(kind, exchange) },
      { ...managing, method: 'PUT', path: `${targets}/:target`, answer: (exchange) => retarget(kind, exchange, true) },
      {
        ...managing,
        method: 'DELETE',
        path: `${targets}/:target`,
        answer: (exchange) => retarget(kind, exchange, false),
      },
    ];
  },
);

const done: Reply = { status: 204, body: undefined };

function holderOf(kind: Kind, exchange: Exchange): string {
  if (kind === 'USER') return userOf(exchange).id;
  if (kind === 'GROUP') return groupOf(exchange).id;
  const id = exchange.param('clientId');
  if (exchange.org.app(id) === undefined) throw notFound(id, 'PublicClientApp');
  return id;
}

function assignmentsOf(kind: Kind, exchange: Exchange): readonly RoleAssignment[] {
  const holder = holderOf(kind, exchange);
  const { org } = exchange;
  if (kind !== 'CLIENT') return org.roles.filter(({ assignee }) => assignee === holder);
  return (org.app(holder)?.roles ?? []).map((role) => roleAssignment(holder, role, org.created));
}

function assignmentIn(kind: Kind, exchange: Exchange): RoleAssignment {
  const id = exchange.param('assignmentId');
  const found = assignmentsOf(kind, exchange).find((assignment) => assignment.id === id);
  if (found === undefined) throw notFound(id, 'RoleAssignment');
  return found;
}

/** Okta: 201 for users and 200 for groups; for clients the document says 200 and recordings show 201. */
function assign(kind: Kind, exchange: Exchange): Reply {
  const { org, url } = exchange;
  const holder = holderOf(kind, exchange);
  const role = { ...roleIn(exchange), id: org.newId('assignment') };
  const held = assignmentsOf(kind, exchange).some((each) => sameRole(each.role, role));
  if (held) throw refuse('E0000090');
  const app = org.app(holder);
  const made =
    kind === 'CLIENT' && app !== undefined
      ? roleAssignment(holder, role, org.wholeNow())
      : org.assignRole(holder, role);
  if (kind === 'CLIENT' && app !== undefined) app.roles = [...app.roles, role];
  const target = { id: holder, type: kind === 'CLIENT' ? 'PublicClientApp' : kind, alternateId: '', displayName: '' };
  const event =
    kind === 'CLIENT' ? 'app.oauth2.client.privilege.grant' : `${kind.toLowerCase()}.account.privilege.grant`;
  org.recordAbout(event, exchange.author, [target]);
  return { status: kind === 'GROUP' ? 200 : 201, body: roleView(made, kind, url) };
}

function sameRole(one: RoleSeed, other: RoleSeed): boolean {
  if (one.type !== 'CUSTOM' || other.type !== 'CUSTOM') return one.type === other.type;
  return one.roleId === other.roleId && one.resourceSet.id === other.resourceSet.id;
}

function roleIn(exchange: Exchange): RoleSeed {
  const { type, role, 'resource-set': set } = bodyOf(exchange);
  if (typeof type === 'string' && type !== 'CUSTOM' && type in roleLabels) return { type: type as StandardRole };
  if (type !== 'CUSTOM') throw invalid('type', 'type: The value is not one of the role types');
  const { iam } = exchange.org;
  const custom = iam.role(String(role));
  const resources = iam.resourceSet(String(set));
  if (custom === undefined) throw notFound(String(role), 'Role');
  if (resources === undefined) throw notFound(String(set), 'ResourceSet');
  const { id: roleId, label, permissions, conditions = {} } = custom;
  return { type, roleId, label, permissions, conditions, resourceSet: { id: resources.id } };
}

function get(kind: Kind, exchange: Exchange): Reply {
  return { body: roleView(assignmentIn(kind, exchange), kind, exchange.url) };
}

function remove(kind: Kind, exchange: Exchange): Reply {
  const { org } = exchange;
  const { id, assignee } = assignmentIn(kind, exchange);
  const app = kind === 'CLIENT' ? org.app(assignee) : undefined;
  if (app === undefined) org.removeRole(id);
  else app.roles = app.roles.filter((role) => roleAssignment(assignee, role, org.created).id !== id);
  const target = { id: assignee, type: kind === 'CLIENT' ? 'PublicClientApp' : kind, alternateId: '', displayName: '' };
  const event =
    kind === 'CLIENT' ? 'app.oauth2.client.privilege.revoke' : `${kind.toLowerCase()}.account.privilege.revoke`;
  org.recordAbout(event, exchange.author, [target]);
  return done;
}

function listTargets(kind: Kind, exchange: Exchange): Reply {
  const { org, url } = exchange;
  const { role } = assignmentIn(kind, exchange);
  const ids = role.type === 'CUSTOM' ? [] : (role.groups ?? []);
  const groups = ids.map((id) => org.group(id)).filter((group) => group !== undefined);
  return { body: groups.map((group) => groupView(group, org, url)) };
}

/** Okta: the first target narrows a role to its groups; the last one cannot be taken away. */
function retarget(kind: Kind, exchange: Exchange, adds: boolean): Reply {
  const { org } = exchange;
  const { id, assignee, role } = assignmentIn(kind, exchange);
  const target = exchange.param('target');
  if (org.groups.byId(target) === undefined) throw notFound(target, 'UserGroup');
  if (role.type === 'CUSTOM') throw refuse('E0000006');
  const others = (role.groups ?? []).filter((each) => each !== target);
  if (!adds && others.length === 0) throw invalid('targets', 'targets: The last target cannot be removed');
  const narrowed: RoleSeed = { ...role, id, groups: adds ? [...others, target] : others };
  const app = kind === 'CLIENT' ? org.app(assignee) : undefined;
  if (app === undefined) org.replaceRole(id, narrowed);
  else app.roles = app.roles.map((each) => (roleAssignment(assignee, each, org.created).id === id ? narrowed : each));
  return done;
}
