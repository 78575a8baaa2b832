import { formatInstant, type Instant } from '../../domain/time/instant.ts';
import type { Org } from '../org/org.ts';
import type { GroupRecord, UserRecord } from '../org/records.ts';
import type { Desk } from './desk.ts';

type Json = Readonly<Record<string, unknown>>;

/** How many of each the page shows at once. */
const shown = 50;

/** Which users and groups are asked for: by a text in them, and by status. */
export interface Wanted {
  readonly text: string;
  readonly status: string;
}

/** Everything that the page shows. The users and groups that changed last come first. */
export function overview(desk: Desk, wanted: Wanted): Json {
  const { org, traffic, faults } = desk;
  org.settle();
  const users = newest(
    org.users.all(),
    (user) => isWanted(user, wanted),
    ({ lastUpdated }) => lastUpdated,
  );
  const groups = newest(org.groups.all(), (group) => isNamed(group, wanted), changedAt);
  return {
    name: org.name,
    url: desk.url,
    now: formatInstant(desk.now()),
    canMove: desk.move !== undefined,
    totals: { users: org.users.count, groups: org.groups.size, events: org.log.end, requests: traffic.count },
    statuses: countStatuses(org),
    users: { matching: users.matching, items: users.items.map((user) => userLine(user, org)) },
    groups: { matching: groups.matching, items: groups.items.map((group) => groupLine(group, org)) },
    log: org.log.events.slice(-shown).reverse().map(eventLine),
    mails: org
      .mails()
      .slice(-shown)
      .reverse()
      .map((mail) => mailLine(mail, org)),
    requests: traffic.requests.slice(-shown).reverse().map(requestLine),
    faults: faults.list(),
    mishaps: faults.mishaps,
    violations: traffic.violations.slice(-shown),
  };
}

/** Everything about one user. */
export function userInFull(idOrLogin: string, { org }: Desk): Json | undefined {
  const user = org.user(idOrLogin);
  if (user === undefined) return undefined;
  const groups = groupsOf(user, org);
  const ids = new Set([user.id, ...groups.map(({ id }) => id)]);
  const about = org.log.events.filter(({ targets }) => targets.some(({ id }) => id === user.id));
  return {
    ...userLine(user, org),
    profile: user.profile,
    created: formatInstant(user.created),
    statusChanged: printed(user.statusChanged),
    groups: groups.map(({ profile }) => profile['name']),
    roles: org.roles.filter(({ assignee }) => ids.has(assignee)).map(({ role }) => role.type),
    sessions: org.sessions.of(user.id).map(({ kind, opened }) => ({ kind, opened: formatInstant(opened) })),
    mails: org
      .mails()
      .filter(({ userId }) => userId === user.id)
      .map((mail) => mailLine(mail, org)),
    log: about.slice(-shown).reverse().map(eventLine),
  };
}

interface Newest<Item> {
  readonly matching: number;
  readonly items: readonly Item[];
}

/** The few that changed last among very many, without putting all of them in order. */
export function newest<Item>(
  all: Iterable<Item>,
  fits: (item: Item) => boolean,
  at: (item: Item) => number,
): Newest<Item> {
  const items: Item[] = [];
  let matching = 0;
  let oldest = -Infinity;
  for (const item of all) {
    if (!fits(item)) continue;
    matching += 1;
    if (items.length >= 2 * shown && at(item) <= oldest) continue;
    items.push(item);
    if (items.length < 4 * shown) continue;
    items.sort((one, other) => at(other) - at(one)).length = 2 * shown;
    oldest = at(item) > oldest ? Math.min(...items.map(at)) : oldest;
  }
  return { matching, items: items.sort((one, other) => at(other) - at(one)).slice(0, shown) };
}

function isWanted(user: UserRecord, { text, status }: Wanted): boolean {
  if (status !== '' && user.status !== status) return false;
  if (text === '') return true;
  const { firstName, lastName, login, email, department } = user.profile;
  const all = [user.id, `${String(firstName)} ${String(lastName)}`, login, email, department];
  return all.some((value) => typeof value === 'string' && value.toLowerCase().includes(text));
}

function isNamed({ profile }: GroupRecord, { text }: Wanted): boolean {
  return text === '' || String(profile['name']).toLowerCase().includes(text);
}

function changedAt({ lastUpdated, lastMembershipUpdated }: GroupRecord): number {
  return Math.max(lastUpdated, lastMembershipUpdated);
}

function countStatuses(org: Org): Json {
  const counts: Record<string, number> = {};
  for (const { status } of org.users.all()) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

function userLine(user: UserRecord, org: Org): Json {
  const { id, status, profile } = user;
  return {
    id,
    status,
    transitioningTo: user.transitioningTo ?? null,
    name: [profile['firstName'], profile['lastName']].filter((part) => part !== undefined).join(' '),
    login: profile['login'],
    department: profile['department'] ?? null,
    source: user.providerType === 'OKTA' ? null : user.providerType,
    admin: org.roles.some(({ assignee }) => assignee === id),
    groups: groupsOf(user, org).length,
    sessions: org.sessions.of(id).length,
    lastLogin: printed(user.lastLogin),
    lastUpdated: formatInstant(user.lastUpdated),
  };
}

function groupsOf(user: UserRecord, org: Org): readonly GroupRecord[] {
  return org.memberships
    .groupsOf(user.position)
    .map((position) => org.groups.at(position))
    .filter((group) => group !== undefined);
}

function groupLine(group: GroupRecord, org: Org): Json {
  const { id, type, profile } = group;
  const rule = org.rules.some(({ status, groupIds }) => status === 'ACTIVE' && groupIds.includes(id));
  return {
    id,
    type,
    name: profile['name'],
    members: type === 'BUILT_IN' ? org.users.count : org.memberships.usersOf(group.position).length,
    rule,
    admin: org.roles.some(({ assignee }) => assignee === id),
    changed: formatInstant(changedAt(group) as Instant),
  };
}

function eventLine({ uuid, published, eventType, author, targets }: Org['log']['events'][number]): Json {
  return {
    uuid,
    published: formatInstant(published),
    eventType,
    actor: author.name ?? author.id,
    actorType: author.type,
    targets: targets.map(({ displayName, alternateId, id }) =>
      [displayName, alternateId, id].find((text) => text !== ''),
    ),
  };
}

function mailLine({ at, kind, recipient, userId }: ReturnType<Org['mails']>[number], org: Org): Json {
  return { at: formatInstant(at), kind, recipient, about: org.users.byId(userId)?.profile['login'] ?? userId };
}

function requestLine(request: Desk['traffic']['requests'][number]): Json {
  return { ...request, at: formatInstant(request.at) };
}

function printed(value: Instant | null): string | null {
  return value === null ? null : formatInstant(value);
}
