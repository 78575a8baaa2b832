import type { ObservedGroup } from '../../domain/identity/observed.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { oktaGroupId, oktaUserId, type OktaGroupId, type OktaUserId } from '../../domain/kernel/ids.ts';
import { formatInstant, plus, type Instant } from '../../domain/time/instant.ts';
import type { Page } from '../../reconcile/ports.ts';
import { readPages } from '../transport/pages.ts';
import type { Session } from '../transport/session.ts';
import { address } from './address.ts';
import { wholeSecond } from './whole-second.ts';
import { id, isRaw, list, moment, oneOf, raw, text, untrusted, type Raw } from './trust.ts';

const what = 'groups';
const types = ['OKTA_GROUP', 'APP_GROUP', 'BUILT_IN'] as const;

/**
 * Lists all groups, 200 a page. Every listing asks for `expand=stats`, which tells for nothing which groups carry an
 * admin role and how many members they have. [Okta: listGroups]
 */
export function listGroups(session: Session): AsyncGenerator<Page<ObservedGroup>, void, undefined> {
  return list200(session, {});
}

/**
 * Lists the groups whose profile or membership changed at or after an instant, and those of these ids besides: a role
 * given to a group is no change of it, and the listing tells of that, too. [Okta: listGroups, `filter`]
 */
export function listChangedGroups(
  session: Session,
  since: Instant,
  besides: readonly OktaGroupId[],
): AsyncGenerator<Page<ObservedGroup>, void, undefined> {
  const named = besides.map((group) => `id eq "${id(group, what)}"`);
  return list200(session, { filter: [changedSince(wholeSecond(since)), ...named].join(' or ') });
}

async function* list200(
  session: Session,
  query: Readonly<Record<string, string>>,
): AsyncGenerator<Page<ObservedGroup>, void, undefined> {
  const url = address(session.origin, ['api', 'v1', 'groups'], { limit: '200', expand: 'stats', ...query });
  for await (const answer of readPages(session, { url, bucket: 'GET /api/v1/groups', what })) {
    yield { items: list(answer.json, what, 'the page').map(readGroup), date: answer.date };
  }
}

/** Reads one group, without its statistics: a single one has none; null when there is no such group. [Okta: getGroup] */
export async function getGroup(session: Session, group: OktaGroupId): Promise<ObservedGroup | null> {
  const answer = await session.get({
    url: address(session.origin, ['api', 'v1', 'groups', group]),
    bucket: 'GET /api/v1/groups/{id}',
    what,
    mayBeMissing: true,
  });
  return answer.found ? readGroup(answer.json) : null;
}

/** Lists the ids of a group's members, of every status. [Okta: listGroupUsers] */
export async function* listMembers(
  session: Session,
  group: OktaGroupId,
): AsyncGenerator<Page<OktaUserId>, void, undefined> {
  const url = address(session.origin, ['api', 'v1', 'groups', group, 'users'], { limit: '200' });
  const call = { url, bucket: 'GET /api/v1/groups/{id}/users', what: 'members of a group', mayBeMissing: true };
  for await (const answer of readPages(session, call)) {
    if (!answer.found) throw new TenuredError('TEN-2309', `Okta has no group ${group} any more.`);
    const members = list(answer.json, call.what, 'the page');
    const items = members.map((member) => oktaUserId(id(raw(member, call.what, 'a member')['id'], call.what)));
    yield { items, date: answer.date };
  }
}

/** `filter` is documented with `gt`: one millisecond earlier makes it "at or after". */
function changedSince(since: Instant): string {
  const before = formatInstant(plus(since, -1));
  return `lastUpdated gt "${before}" or lastMembershipUpdated gt "${before}"`;
}

function readGroup(value: unknown): ObservedGroup {
  const group = raw(value, what, 'a group');
  const embedded = group['_embedded'];
  const stats = isRaw(embedded) ? embedded['stats'] : undefined;
  return {
    id: oktaGroupId(id(group['id'], what)),
    name: text(raw(group['profile'], what, 'a profile')['name'], what, 'a name'),
    type: oneOf(group['type'], types, what, 'a type'),
    lastMembershipUpdated: moment(group['lastMembershipUpdated'], what, 'lastMembershipUpdated'),
    ...(isRaw(stats) ? { ...adminFlag(stats), ...memberCount(stats) } : {}),
  };
}

/** The specification spells it `hasAdminPrivlege`; both spellings are read. [Okta: listGroups] */
function adminFlag(stats: Raw): { readonly admin?: boolean } {
  const flag = stats['hasAdminPrivilege'] ?? stats['hasAdminPrivlege'] ?? null;
  if (flag === null) return {};
  if (typeof flag === 'boolean') return { admin: flag };
  throw untrusted(what, 'a flag is neither true nor false');
}

function memberCount(stats: Raw): { readonly members?: number } {
  const count = stats['usersCount'];
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? { members: count } : {};
}
