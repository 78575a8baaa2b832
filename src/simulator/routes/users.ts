import { notFound, refuse } from '../http/errors.ts';
import type { Exchange, Reply, Route } from '../http/exchange.ts';
import { askedOf, listed } from '../http/listing.ts';
import { takePage } from '../http/paging.ts';
import type { UserRecord } from '../org/records.ts';
import { groupView } from '../views/group-view.ts';
import { singleUser, userEtag } from '../views/user-view.ts';
import { viewOptions } from './view-options.ts';

/** Single users and their groups. */
export const userRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v1/users/:userId',
    scope: 'okta.users.read',
    permission: 'users',
    answer: getUser,
  },
  {
    method: 'GET',
    path: '/api/v1/users/:userId/groups',
    scope: 'okta.users.read',
    permission: 'users',
    answer: listUserGroups,
  },
];

/**
 * The user that a path names by id, login or unambiguous shortname. Okta: retrieve a user.
 * @throws Refused E0000007 when there is none, E0000006 when the caller's roles do not reach it.
 */
export function userOf(exchange: Exchange): UserRecord {
  const { org, access } = exchange;
  const reference = exchange.param('userId');
  const shortname = reference.includes('@') ? undefined : reference;
  const user =
    org.users.byId(reference) ??
    org.users.byLogin(reference) ??
    (shortname === undefined ? undefined : org.users.byShortname(shortname));
  if (user === undefined) throw notFound(reference, 'User');
  if (!access.seesUser(user)) throw refuse('E0000006');
  return user;
}

/**
 * Lists are of users that the schema can read.
 * @throws Refused E0000145 when one of them it cannot.
 */
export function refuseStale(users: readonly UserRecord[], { org }: Exchange): void {
  const now = org.now();
  if (users.some((user) => org.stale.isStale(user, org.types.schemaOf(user.typeId), now))) throw refuse('E0000145');
}

function getUser(exchange: Exchange): Reply {
  const user = userOf(exchange);
  const { org, url } = exchange;
  return {
    body: singleUser(user, url, org.userTypes, viewOptions(exchange)(user)),
    headers: { etag: userEtag(user) },
  };
}

/** Okta documents no paging here, but the self link of recorded answers says `limit=200`. */
function listUserGroups(exchange: Exchange): Reply {
  const user = userOf(exchange);
  const { org, url } = exchange;
  const asked = askedOf(exchange, { standard: 200, maximum: 200 });
  // Okta: the built-in group Everyone is among the groups of every user.
  const positions = [org.groups.everyone.position, ...org.memberships.groupsOf(user.position)];
  const page = takePage(
    positions.filter((position) => position >= asked.start),
    (position) => org.groups.at(position),
    () => true,
    asked.size,
  );
  const body = page.items.map((group) => groupView(group, org, url));
  return { body, links: listed(asked, page).links };
}
