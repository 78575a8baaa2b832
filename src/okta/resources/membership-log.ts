import { TenuredError } from '../../domain/kernel/errors.ts';
import { oktaUserId, type OktaGroupId } from '../../domain/kernel/ids.ts';
import { formatInstant, type Instant } from '../../domain/time/instant.ts';
import type { MembershipChange, MembershipChanges } from '../../reconcile/ports.ts';
import { readPages } from '../transport/pages.ts';
import type { Session } from '../transport/session.ts';
import { address } from './address.ts';
import { id, list, moment, raw } from './trust.ts';
import { wholeSecond } from './whole-second.ts';

const what = 'the System Log';
const perPage = 1000;
/** So many changes of one group are read as cheaply by listing its members. */
const mostPages = 10;

const added = 'group.user_membership.add';
const removed = 'group.user_membership.remove';

interface Dated extends MembershipChange {
  readonly published: Instant;
}

/**
 * Reads who came into a group and who went since an instant. Asked as one polls, without `until`: only so is nothing left
 * out that was stored late. Such a query never says that it has ended, a page that is not full does. [Okta: listLogEvents]
 * @param self the client id of this app: what it did itself is told apart.
 * @returns null when there is more than would be cheap to read.
 * @throws TenuredError TEN-22xx when the app may not read the log.
 */
export async function readMembershipChanges(
  session: Session,
  self: string,
  group: OktaGroupId,
  since: Instant,
): Promise<MembershipChanges | null> {
  const url = address(session.origin, ['api', 'v1', 'logs'], {
    since: formatInstant(wholeSecond(since)),
    limit: String(perPage),
    sortOrder: 'ASCENDING',
    filter: `(eventType eq "${added}" or eventType eq "${removed}") and target.id eq "${id(group, what)}"`,
  });
  const found: Dated[] = [];
  let pages = 0;
  for await (const answer of readPages(session, { url, bucket: 'GET /api/v1/logs', what })) {
    const events = list(answer.json, what, 'the page');
    for (const event of events) found.push(...changesIn(event, group, self));
    if (events.length < perPage) return { changes: inOrder(found), date: answer.date };
    pages += 1;
    if (pages === mostPages) return null;
  }
  throw new TenuredError('TEN-2307', 'The System Log ended without saying so.');
}

/** Stored late means stored out of order. What is of the same instant stays as it was stored. */
function inOrder(changes: readonly Dated[]): readonly MembershipChange[] {
  return changes
    .toSorted((one, other) => one.published - other.published)
    .map(({ user, member, byApp, requestId }) => ({ user, member, byApp, requestId }));
}

function changesIn(value: unknown, group: OktaGroupId, self: string): readonly Dated[] {
  const event = raw(value, what, 'an event');
  const type = event['eventType'];
  if (type !== added && type !== removed) return [];
  if (raw(event['outcome'], what, 'an outcome')['result'] !== 'SUCCESS') return [];
  const targets = list(event['target'], what, 'targets').map((target) => raw(target, what, 'a target'));
  if (!targets.some((target) => target['id'] === group)) return [];
  const byApp = raw(event['actor'], what, 'an actor')['id'] === self;
  const requestId = requestOf(event['transaction']);
  const published = moment(event['published'], what, 'a time');
  return targets
    .filter((target) => target['type'] === 'User')
    .map((target) => ({
      user: oktaUserId(id(target['id'], what)),
      member: type === added,
      byApp,
      requestId,
      published,
    }));
}

/** The transaction of a request over HTTP carries its `X-Okta-Request-Id`. [Okta: System Log] */
function requestOf(transaction: unknown): string | null {
  if (transaction === undefined || transaction === null) return null;
  const requestId = raw(transaction, what, 'a transaction')['id'];
  return typeof requestId === 'string' ? requestId : null;
}
