import { notFound, refuse } from '../http/errors.ts';
import type { Exchange, Reply, Route } from '../http/exchange.ts';
import { askedOf, listed } from '../http/listing.ts';
import { takePage, upTo } from '../http/paging.ts';
import { rankOf } from '../org/rank.ts';
import type { Org } from '../org/org.ts';
import type { GroupRecord } from '../org/records.ts';
import type { Predicate } from '../search/compile.ts';
import { criteriaIn } from '../search/criteria.ts';
import { groupFilterFields, groupSearchFields } from '../search/group-fields.ts';
import { comparable, inOrder } from '../search/sorting.ts';
import { groupView } from '../views/group-view.ts';
import { userItem } from '../views/user-view.ts';
import { refuseStale } from './users.ts';
import { viewOptions } from './view-options.ts';

const groupsRead = { method: 'GET', scope: 'okta.groups.read', permission: 'groups' } as const;

/** Groups and their members. */
export const groupRoutes: readonly Route[] = [
  { ...groupsRead, path: '/api/v1/groups', answer: listGroups },
  { ...groupsRead, path: '/api/v1/groups/:groupId', answer: getGroup },
  { ...groupsRead, path: '/api/v1/groups/:groupId/users', answer: listMembers },
];

/**
 * The group that a path names.
 * @throws Refused E0000007 when there is none, E0000006 when the caller's roles do not reach it.
 */
export function groupOf(exchange: Exchange): GroupRecord {
  const id = exchange.param('groupId');
  const group = exchange.org.groups.byId(id);
  if (group === undefined) throw notFound(id, 'UserGroup');
  if (!exchange.access.seesGroup(group)) throw refuse('E0000006');
  return group;
}

function getGroup(exchange: Exchange): Reply {
  return { body: groupView(groupOf(exchange), exchange.org, exchange.url, wantsStats(exchange)) };
}

/** Okta: list groups; without `limit` up to 10,000 a page, a `q` lists 300 and does not page. */
function listGroups(exchange: Exchange): Reply {
  const { org, access, url } = exchange;
  const words = exchange.query('q');
  const parameters = ['expand', 'filter', 'q', 'search', 'sortBy', 'sortOrder'];
  const pages = words === undefined;
  const asked = askedOf(exchange, { parameters, standard: pages ? 10_000 : 300, maximum: 10_000, pages });
  const fits = selection(exchange);
  const ordered = order(exchange, org);
  const visible = (group: GroupRecord): boolean => fits(group) && access.seesGroup(group);
  const page = takePage(upTo(asked.start, ordered.length), (rank) => ordered[rank], visible, asked.size);
  const body = page.items.map((group) => groupView(group, org, url, wantsStats(exchange)));
  return { body, links: listed(asked, page).links };
}

function selection(exchange: Exchange): Predicate<GroupRecord> {
  const search = exchange.query('search');
  const filter = exchange.query('filter');
  const words = exchange.query('q')?.toLowerCase();
  if (search !== undefined && filter !== undefined) throw refuse('E0000033');
  const parts: Predicate<GroupRecord>[] = [];
  if (search !== undefined) parts.push(criteriaIn(search, groupSearchFields(profileAttributes(exchange.org))).fits);
  if (filter !== undefined) parts.push(criteriaIn(filter, groupFilterFields).fits);
  if (words !== undefined) {
    parts.push((group) => String(group.profile['name']).toLowerCase().startsWith(words));
  }
  return (group) => parts.every((part) => part(group));
}

function profileAttributes(org: Org): ReadonlySet<string> {
  const names = new Set(['name', 'description']);
  for (const group of org.groups.all()) for (const name of Object.keys(group.profile)) names.add(name);
  return names;
}

function order(exchange: Exchange, org: Org): readonly GroupRecord[] {
  const sortBy = exchange.query('sortBy');
  if (sortBy === undefined || exchange.query('search') === undefined) return org.groups.all();
  const field = groupSearchFields(profileAttributes(org)).field(sortBy);
  if (field === undefined) throw refuse('E0000031');
  const descending = exchange.query('sortOrder')?.toLowerCase().startsWith('desc') ?? false;
  const rows = org.groups.all().map((group) => ({ group, id: group.id, value: comparable(field.read(group)) }));
  return rows.sort(inOrder(descending)).map((row) => row.group);
}

/** Okta: list group members, 1,000 a page unless asked otherwise; DEPROVISIONED members included. */
function listMembers(exchange: Exchange): Reply {
  const group = groupOf(exchange);
  const { org, url, access } = exchange;
  const asked = askedOf(exchange, { standard: 1000, maximum: 1000 });
  const page = takePage(
    membersFrom(group, org, asked.start),
    (position) => org.users.at(position),
    (user) => access.seesEveryUser || access.seesUser(user),
    asked.size,
  );
  refuseStale(page.items, exchange);
  const options = viewOptions(exchange);
  const body = page.items.map((user) => userItem(user, url, options(user)));
  return { body, links: listed(asked, page).links };
}

function* membersFrom(group: GroupRecord, org: Org, start: number): Iterable<number> {
  if (group.type === 'BUILT_IN') {
    yield* upTo(start, org.users.size);
    return;
  }
  const members = org.memberships.usersOf(group.position);
  for (let rank = rankOf(members, start); rank < members.length; rank += 1) yield members[rank] ?? 0;
}

function wantsStats(exchange: Exchange): boolean {
  return exchange.query('expand')?.split(',').includes('stats') ?? false;
}
