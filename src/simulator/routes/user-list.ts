import { refuse } from '../http/errors.ts';
import type { Exchange, Reply, Route } from '../http/exchange.ts';
import { askedOf, listed } from '../http/listing.ts';
import { takePage, upTo, type Page } from '../http/paging.ts';
import type { Org } from '../org/org.ts';
import type { UserRecord } from '../org/records.ts';
import { candidatePositions, type Positions } from '../search/candidates.ts';
import type { Predicate } from '../search/compile.ts';
import { criteriaIn } from '../search/criteria.ts';
import type { Expression } from '../search/parse.ts';
import { sortedPositions } from '../search/sorting.ts';
import { userFilterFields, userSearchFields } from '../search/user-fields.ts';
import { projectUser } from '../views/projection.ts';
import { userItem } from '../views/user-view.ts';
import { refuseStale } from './users.ts';
import { viewOptions } from './view-options.ts';

const selecting = ['expand', 'fields', 'filter', 'q', 'search', 'sortBy', 'sortOrder'];

/** `GET /api/v1/users`. Okta: list users. */
export const userListRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v1/users',
    scope: 'okta.users.read',
    permission: 'users',
    answersWithoutRole: true,
    answer: listUsers,
  },
];

interface Query {
  readonly fits: Predicate<UserRecord>;
  readonly expression: Expression | undefined;
  /** Whether Okta answers it from a replica that may lag behind. */
  readonly lags: boolean;
}

interface Seen {
  readonly at: (position: number) => UserRecord | undefined;
  readonly fits: Predicate<UserRecord>;
}

function listUsers(exchange: Exchange): Reply {
  const { access, url } = exchange;
  // Okta: `q` does not page.
  const pages = exchange.query('q') === undefined;
  // Okta: `sortOrder` is ignored without `sortBy`, and both without `search`; the links leave out what was ignored.
  const sorts = exchange.query('search') !== undefined && exchange.query('sortBy') !== undefined;
  const parameters = sorts ? selecting : selecting.filter((name) => !name.startsWith('sort'));
  const asked = askedOf(exchange, { parameters, standard: pages ? 200 : 10, maximum: 200, pages });
  const query = readQuery(exchange);
  const found = access.isAdmin
    ? findPage(exchange, query, asked.start, asked.size, sorts)
    : { items: [], next: undefined };
  refuseStale(found.items, exchange);
  const options = viewOptions(exchange);
  const fields = exchange.query('fields');
  const body = found.items.map((user) => projectUser(userItem(user, url, options(user)), fields));
  return { body, links: listed(asked, found).links };
}

function readQuery(exchange: Exchange): Query {
  const search = exchange.query('search');
  const filter = exchange.query('filter');
  const words = exchange.query('q');
  if (search !== undefined && filter !== undefined) throw refuse('E0000033');
  if (search !== undefined)
    return { ...criteriaIn(search, userSearchFields(exchange.org.types.searchable())), lags: true };
  if (filter !== undefined) return { ...criteriaIn(filter, userFilterFields), lags: true };
  if (words !== undefined) return { fits: startsWith(words), expression: undefined, lags: true };
  // Okta: the plain list omits users that are DEPROVISIONED.
  return { fits: (user) => user.status !== 'DEPROVISIONED', expression: undefined, lags: false };
}

/** Okta: `q` matches the start of firstName, lastName or email and omits DEPROVISIONED users. */
function startsWith(words: string): Predicate<UserRecord> {
  const wanted = words.toLowerCase();
  return (user) =>
    user.status !== 'DEPROVISIONED' &&
    ['firstName', 'lastName', 'email'].some((name) => {
      const value = user.profile[name];
      return typeof value === 'string' && value.toLowerCase().startsWith(wanted);
    });
}

function findPage(exchange: Exchange, query: Query, start: number, limit: number, sorts: boolean): Page<UserRecord> {
  const { org, access } = exchange;
  const lag = query.lags ? lagOf(org) : 0;
  const at =
    lag > 0
      ? org.users.behind(org.now(), org.switches.searchLagMs, org.switches.searchLagSpreadMs)
      : (position: number) => org.users.at(position);
  const fits = access.seesEveryUser
    ? query.fits
    : (user: UserRecord): boolean => query.fits(user) && access.seesUser(user);
  if (sorts) return sortedPage(exchange, { at, fits }, start, limit);
  // A replica behind its time may hold a record under values that the indexes have forgotten.
  const narrowed =
    lag > 0 || query.expression === undefined ? undefined : candidatePositions(query.expression, org.users);
  const positions = narrowed === undefined ? upTo(start, org.users.size) : from(narrowed, start);
  return takePage(positions, at, fits, limit);
}

function sortedPage(exchange: Exchange, { at, fits }: Seen, start: number, limit: number): Page<UserRecord> {
  const { org, access } = exchange;
  const [search, sortBy, sortOrder] = ['search', 'sortBy', 'sortOrder'].map((name) => exchange.query(name) ?? '');
  const field = userSearchFields(org.types.searchable()).field(sortBy ?? '');
  if (field === undefined) throw refuse('E0000031');
  const descending = sortOrder?.toLowerCase().startsWith('desc') ?? false;
  // What a lagging replica or a narrow role shows changes without the users changing.
  const keeps = lagOf(org) === 0 && access.seesEveryUser;
  const key = keeps ? [search, sortBy, String(descending)].join('\n') : undefined;
  const sorted = sortedPositions(org.users, key, { at, fits, read: field.read, descending });
  const items: UserRecord[] = [];
  for (const position of sorted.subarray(start, start + limit)) {
    const user = at(position);
    if (user !== undefined) items.push(user);
  }
  return { items, next: start + limit < sorted.length ? start + limit : undefined };
}

function lagOf({ switches }: Org): number {
  return switches.searchLagMs + switches.searchLagSpreadMs;
}

function* from(positions: Positions, start: number): Iterable<number> {
  for (const position of positions) if (position >= start) yield position;
}
