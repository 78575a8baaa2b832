import { invalid, notFound, refuse } from '../http/errors.ts';
import { bodyOf, type Exchange, type Reply, type Route } from '../http/exchange.ts';
import { nextInBody, pageOf } from '../http/listing.ts';
import type { CustomRole } from '../org/iam.ts';
import { printed } from '../views/format.ts';

const all = '/api/v1/iam/roles';
const one = `${all}/:role`;
const reading = { scope: 'okta.roles.read', permission: 'roles' } as const;
const managing = { scope: 'okta.roles.manage', permission: 'roles.manage' } as const;

/** Custom admin roles and their permissions. Okta: Custom Roles, Role Permissions. */
export const iamRoleRoutes: readonly Route[] = [
  { ...reading, method: 'GET', path: all, answer: listRoles },
  { ...managing, method: 'POST', path: all, answer: createRole },
  { ...reading, method: 'GET', path: one, answer: (exchange) => ({ body: view(roleIn(exchange), exchange.url) }) },
  { ...managing, method: 'PUT', path: one, answer: replaceRole },
  { ...managing, method: 'DELETE', path: one, answer: deleteRole },
  { ...reading, method: 'GET', path: `${one}/permissions`, answer: listPermissions },
  { ...reading, method: 'GET', path: `${one}/permissions/:permission`, answer: getPermission },
  { ...managing, method: 'POST', path: `${one}/permissions/:permission`, answer: addPermission },
  { ...managing, method: 'DELETE', path: `${one}/permissions/:permission`, answer: removePermission },
];

const pageSize = 100;
const done: Reply = { status: 204, body: undefined };

function view({ id, label, description, created, lastUpdated }: CustomRole, url: string): unknown {
  const self = `${url}${all}/${id}`;
  return {
    id,
    label,
    description,
    created: printed(created),
    lastUpdated: printed(lastUpdated),
    _links: { self: { href: self }, permissions: { href: `${self}/permissions` } },
  };
}

function roleIn(exchange: Exchange): CustomRole {
  const name = exchange.param('role');
  const role = exchange.org.iam.role(name);
  if (role === undefined) throw notFound(name, 'Role');
  return role;
}

function listRoles(exchange: Exchange): Reply {
  const { org, url } = exchange;
  const { items, next } = pageOf(exchange, [...org.iam.roles.values()], { standard: pageSize });
  return { body: { roles: items.map((role) => view(role, url)), _links: nextInBody(next) } };
}

function textsOf(exchange: Exchange, but?: string): { readonly label: string; readonly description: string } {
  const { label, description } = bodyOf(exchange);
  if (typeof label !== 'string' || label === '') throw invalid('label', 'label: The field cannot be left blank');
  if (typeof description !== 'string') throw invalid('description', 'description: The field cannot be left blank');
  const holder = exchange.org.iam.role(label);
  if (holder !== undefined && holder.id !== but) {
    throw invalid('label', 'label: An object with this field already exists in the current organization');
  }
  return { label, description };
}

function createRole(exchange: Exchange): Reply {
  const { org, url } = exchange;
  const texts = textsOf(exchange);
  const { permissions } = bodyOf(exchange);
  if (!Array.isArray(permissions) || permissions.length === 0) {
    throw invalid('permissions', 'permissions: The field cannot be left blank');
  }
  permissions.forEach(checkPermission);
  const at = { created: org.wholeNow(), lastUpdated: org.wholeNow() };
  const role: CustomRole = { id: org.newId('role'), ...texts, permissions: permissions.map(String), ...at };
  org.iam.roles.set(role.id, role);
  return { body: view(role, url) };
}

function checkPermission(name: unknown): void {
  if (typeof name !== 'string' || !/^okta\.[A-Za-z.]+$/.test(name)) {
    throw invalid('permissions', `permissions: ${String(name)} is not a permission`);
  }
}

function put(exchange: Exchange, role: CustomRole): CustomRole {
  const after = { ...role, lastUpdated: exchange.org.wholeNow() };
  exchange.org.iam.roles.set(after.id, after);
  return after;
}

function replaceRole(exchange: Exchange): Reply {
  const role = roleIn(exchange);
  return { body: view(put(exchange, { ...role, ...textsOf(exchange, role.id) }), exchange.url) };
}

/** A role that somebody holds stays. */
function deleteRole(exchange: Exchange): Reply {
  const { org } = exchange;
  const role = roleIn(exchange);
  if (org.roles.some((each) => each.role.type === 'CUSTOM' && each.role.roleId === role.id)) throw refuse('E0000006');
  org.iam.roles.delete(role.id);
  return done;
}

function permissionView(label: string, role: CustomRole, url: string): unknown {
  const own = `${url}${all}/${role.id}`;
  return {
    label,
    created: printed(role.created),
    lastUpdated: printed(role.lastUpdated),
    _links: { self: { href: `${own}/permissions/${label}` }, role: { href: own } },
  };
}

function listPermissions(exchange: Exchange): Reply {
  const role = roleIn(exchange);
  return { body: { permissions: role.permissions.map((label) => permissionView(label, role, exchange.url)) } };
}

function getPermission(exchange: Exchange): Reply {
  const role = roleIn(exchange);
  const label = exchange.param('permission');
  if (!role.permissions.includes(label)) throw notFound(label, 'Permission');
  return { body: permissionView(label, role, exchange.url) };
}

function addPermission(exchange: Exchange): Reply {
  const role = roleIn(exchange);
  const label = exchange.param('permission');
  checkPermission(label);
  put(exchange, { ...role, permissions: [...new Set([...role.permissions, label])] });
  return done;
}

function removePermission(exchange: Exchange): Reply {
  const role = roleIn(exchange);
  const label = exchange.param('permission');
  if (!role.permissions.includes(label)) throw notFound(label, 'Permission');
  put(exchange, { ...role, permissions: role.permissions.filter((each) => each !== label) });
  return done;
}
