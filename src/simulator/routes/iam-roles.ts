import { invalid, refuse } from '../http/errors.ts';
import { bodyOf, type Exchange, type Reply, type Route } from '../http/exchange.ts';
import { nextInBody, pageOf } from '../http/listing.ts';
import type { CustomRole } from '../org/iam.ts';
import { done, iamManaging, iamPage, iamReading, labelledView, textsOf } from './labelled.ts';
import { checkPermission, putRole, roleIn } from './role-permissions.ts';

const all = '/api/v1/iam/roles';
const one = `${all}/:role`;

/** Custom admin roles. Okta: Custom Roles. */
export const iamRoleRoutes: readonly Route[] = [
  { ...iamReading, method: 'GET', path: all, answer: listRoles },
  { ...iamManaging, method: 'POST', path: all, answer: createRole },
  { ...iamReading, method: 'GET', path: one, answer: (exchange) => ({ body: view(roleIn(exchange), exchange.url) }) },
  { ...iamManaging, method: 'PUT', path: one, answer: replaceRole },
  { ...iamManaging, method: 'DELETE', path: one, answer: deleteRole },
];

function view(role: CustomRole, url: string): unknown {
  const self = `${url}${all}/${role.id}`;
  return { ...labelledView(role), _links: { self: { href: self }, permissions: { href: `${self}/permissions` } } };
}

function listRoles(exchange: Exchange): Reply {
  const { org, url } = exchange;
  const { items, next } = pageOf(exchange, [...org.iam.roles.values()], { standard: iamPage });
  return { body: { roles: items.map((role) => view(role, url)), _links: nextInBody(next) } };
}

function createRole(exchange: Exchange): Reply {
  const { org, url } = exchange;
  const texts = textsOf(exchange, (label) => org.iam.role(label));
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

function replaceRole(exchange: Exchange): Reply {
  const role = roleIn(exchange);
  const texts = textsOf(exchange, (label) => exchange.org.iam.role(label), role.id);
  return { body: view(putRole(exchange, { ...role, ...texts }), exchange.url) };
}

/** A role that somebody holds stays. */
function deleteRole(exchange: Exchange): Reply {
  const { org } = exchange;
  const role = roleIn(exchange);
  if (org.roles.some((each) => each.role.type === 'CUSTOM' && each.role.roleId === role.id)) throw refuse('E0000006');
  org.iam.roles.delete(role.id);
  return done;
}
