import { notFound, refuse } from '../http/errors.ts';
import type { Exchange, Reply, Route } from '../http/exchange.ts';
import type { LinkedObject } from '../org/linked-objects.ts';
import { userOf } from './users.ts';
import { usersWrite, writableUser } from './user-writes.ts';

const below = '/api/v1/users/:userId/linkedObjects/:name';

/** Who a user is linked to, for example its manager. Okta: Linked Objects of a user. */
export const userLinkRoutes: readonly Route[] = [
  { method: 'GET', path: below, scope: 'okta.users.read', permission: 'users', answer: listLinked },
  { ...usersWrite, method: 'PUT', path: `${below}/:primaryId`, permission: 'users.profile', answer: link },
  { ...usersWrite, method: 'DELETE', path: below, permission: 'users.profile', answer: unlink },
];

const done: Reply = { status: 204, body: undefined };

function objectIn(exchange: Exchange): LinkedObject {
  const name = exchange.param('name');
  const object = exchange.org.linkedObjects.byName(name);
  if (object === undefined) throw notFound(name, 'LinkedObject');
  return object;
}

function listLinked(exchange: Exchange): Reply {
  const { org, url } = exchange;
  const user = userOf(exchange);
  objectIn(exchange);
  const ids = org.linkedObjects.linked(exchange.param('name'), user.id);
  return { body: ids.map((id) => ({ _links: { self: { href: `${url}/api/v1/users/${id}` } } })) };
}

/** Okta: a link is made from the associated user to the primary one, and takes the place of an earlier one. */
function link(exchange: Exchange): Reply {
  const { org } = exchange;
  const user = writableUser(exchange, 'users.profile');
  const object = objectIn(exchange);
  // Okta: E0000261, the relation is named from its primary side.
  if (object.primary.name !== exchange.param('name')) throw refuse('E0000261');
  const primaryId = exchange.param('primaryId');
  const primary = org.users.byId(primaryId);
  if (primary === undefined) throw notFound(primaryId, 'User');
  org.linkedObjects.link(object, user.id, primary.id);
  return done;
}

function unlink(exchange: Exchange): Reply {
  const user = writableUser(exchange, 'users.profile');
  exchange.org.linkedObjects.unlink(objectIn(exchange), user.id);
  return done;
}
