import type { ObservedGroup } from '../../domain/identity/observed.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { oktaGroupId, oktaUserId, type OktaGroupId, type OktaUserId } from '../../domain/kernel/ids.ts';
import { formatInstant, plus, type Instant } from '../../domain/time/instant.ts';
import type { Page } from '../../reconcile/ports.ts';
import { readPages } from '../transport/pages.ts';
import type { Session } from '../transport/session.ts';
import type { AdminGroups } from './admin-groups.ts';
import { address } from './address.ts';
import { wholeSecond } from './whole-second.ts';
import { id, isRaw, list, moment, oneOf, raw, text, untrusted } from './trust.ts';

const what = 'groups';
const types = ['OKTA_GROUP', 'APP_GROUP', 'BUILT_IN'] as const;

/** A group as listed, with what only this room needs to know. */
interface ListedGroup {
  readonly group: ObservedGroup;
  readonly changed: Instant;
  /** Whether a role is assigned to the group; null when Okta does not say. */
  readonly admin: boolean | null;
}

/**
 * Lists groups; with `since` those whose profile or membership changed at or after it. Every listing asks for
 * `expand=stats`, which tells for nothing which groups carry an admin role, so that `administrators` rarely needs calls
 * of its own. A role given to a group does not count as a change, so once an hour (and at first) the incremental listing
 * reads all groups and hands on the changed ones. [Okta: listGroups]
 */
export async function* listGroups(
  session: Session,
  since: Instant | null,
  admins: AdminGroups,
): AsyncGenerator<Page<ObservedGroup>, void, undefined> {
  const whole = since === null || !admins.fresh();
  const from = since === null ? null : wholeSecond(since);
  const query = { limit: '200', expand: 'stats', ...(whole || from === null ? {} : { filter: changedSince(from) }) };
  const url = address(session.origin, ['api', 'v1', 'groups'], query);
  const seen = admins.reading(whole);
  for await (const answer of readPages(session, { url, bucket: 'GET /api/v1/groups', what })) {
    const listed = list(answer.json, what, 'the page').map(readGroup);
    for (const { group, admin } of listed) seen.note(group.id, admin);
    const wanted = listed.filter(({ changed }) => from === null || changed >= from);
    yield { items: wanted.map(({ group }) => group), date: answer.date };
  }
  seen.complete();
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

function readGroup(value: unknown): ListedGroup {
  const group = raw(value, what, 'a group');
  const lastMembershipUpdated = moment(group['lastMembershipUpdated'], what, 'lastMembershipUpdated');
  const lastUpdated = moment(group['lastUpdated'], what, 'lastUpdated');
  return {
    group: {
      id: oktaGroupId(id(group['id'], what)),
      name: text(raw(group['profile'], what, 'a profile')['name'], what, 'a name'),
      type: oneOf(group['type'], types, what, 'a type'),
      lastMembershipUpdated,
    },
    changed: lastUpdated > lastMembershipUpdated ? lastUpdated : lastMembershipUpdated,
    admin: adminFlag(group['_embedded']),
  };
}

/** The specification spells it `hasAdminPrivlege`; both spellings are read. [Okta: listGroups] */
function adminFlag(embedded: unknown): boolean | null {
  const stats = isRaw(embedded) ? embedded['stats'] : undefined;
  if (!isRaw(stats)) return null;
  const flag = stats['hasAdminPrivilege'] ?? stats['hasAdminPrivlege'] ?? null;
  if (flag === null || typeof flag === 'boolean') return flag;
  throw untrusted(what, 'a flag is neither true nor false');
}
