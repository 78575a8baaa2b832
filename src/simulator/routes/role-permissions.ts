import { invalid, notFound } from '../http/errors.ts';
import { bodyOf, objectOf, type Exchange, type Reply, type Route } from '../http/exchange.ts';
import type { CustomRole } from '../org/iam.ts';
import type { PermissionCondition, PermissionConditions } from '../org/seed.ts';
import { printed } from '../views/format.ts';
import { done, iamManaging, iamReading } from './labelled.ts';

const all = '/api/v1/iam/roles/:role/permissions';
const one = `${all}/:permission`;

/** The permissions of a custom role, and their conditions. Okta: Role Permissions. */
export const rolePermissionRoutes: readonly Route[] = [
  { ...iamReading, method: 'GET', path: all, answer: listPermissions },
  { ...iamReading, method: 'GET', path: one, answer: getPermission },
  { ...iamManaging, method: 'POST', path: one, answer: addPermission },
  { ...iamManaging, method: 'PUT', path: one, answer: replaceConditions },
  { ...iamManaging, method: 'DELETE', path: one, answer: removePermission },
];

/**
 * The custom role that a path names by id or label.
 * @throws Refused E0000007 when there is none.
 */
export function roleIn(exchange: Exchange): CustomRole {
  const name = exchange.param('role');
  const role = exchange.org.iam.role(name);
  if (role === undefined) throw notFound(name, 'Role');
  return role;
}

/**
 * Takes a name for that of a permission.
 * @throws Refused E0000001 when it is none.
 */
export function checkPermission(name: unknown): void {
  if (typeof name !== 'string' || !/^okta\.[A-Za-z.]+$/.test(name)) {
    throw invalid('permissions', `permissions: ${String(name)} is not a permission`);
  }
}

/** Keeps a role that was changed just now. */
export function putRole(exchange: Exchange, role: CustomRole): CustomRole {
  const after = { ...role, lastUpdated: exchange.org.wholeNow() };
  exchange.org.iam.roles.set(after.id, after);
  return after;
}

function permissionView(label: string, role: CustomRole, url: string): unknown {
  const own = `${url}/api/v1/iam/roles/${role.id}`;
  const conditions = role.conditions?.[label];
  return {
    label,
    created: printed(role.created),
    lastUpdated: printed(role.lastUpdated),
    ...(conditions === undefined ? {} : { conditions }),
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
  const permissions = [...new Set([...role.permissions, label])];
  putRole(exchange, { ...role, permissions, conditions: conditionsAfter(role, label, exchange) });
  return done;
}

/** Okta: what is sent stands in for the conditions that there were. */
function replaceConditions(exchange: Exchange): Reply {
  const role = roleIn(exchange);
  const label = exchange.param('permission');
  if (!role.permissions.includes(label)) throw notFound(label, 'Permission');
  const after = putRole(exchange, { ...role, conditions: conditionsAfter(role, label, exchange) });
  return { body: permissionView(label, after, exchange.url) };
}

function conditionsAfter({ conditions = {} }: CustomRole, label: string, exchange: Exchange): PermissionConditions {
  const others = without(conditions, label);
  const sent = objectOf(bodyOf(exchange)['conditions']);
  return sent === undefined ? others : { ...others, [label]: conditionIn(sent) };
}

function without(conditions: PermissionConditions, label: string): PermissionConditions {
  return Object.fromEntries(Object.entries(conditions).filter(([name]) => name !== label));
}

function conditionIn({ include, exclude }: Readonly<Record<string, unknown>>): PermissionCondition {
  const [shown, hidden] = [include, exclude].map(attributesIn);
  if ((shown === undefined) === (hidden === undefined)) {
    throw invalid('conditions', 'conditions: Either include or exclude is needed');
  }
  return shown === undefined ? { exclude: hidden ?? {} } : { include: shown };
}

function attributesIn(value: unknown): Readonly<Record<string, readonly string[]>> | undefined {
  const lists = objectOf(value);
  if (lists === undefined) return undefined;
  const isList = (each: unknown): boolean => Array.isArray(each) && each.every((name) => typeof name === 'string');
  if (!Object.values(lists).every(isList)) throw invalid('conditions', 'conditions: The value must be of type array');
  return lists as Readonly<Record<string, readonly string[]>>;
}

function removePermission(exchange: Exchange): Reply {
  const role = roleIn(exchange);
  const label = exchange.param('permission');
  if (!role.permissions.includes(label)) throw notFound(label, 'Permission');
  const conditions = without(role.conditions ?? {}, label);
  putRole(exchange, { ...role, conditions, permissions: role.permissions.filter((each) => each !== label) });
  return done;
}
