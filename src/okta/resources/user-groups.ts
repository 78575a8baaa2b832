import { TenuredError } from '../../domain/kernel/errors.ts';
import { oktaGroupId, type OktaGroupId, type OktaUserId } from '../../domain/kernel/ids.ts';
import { readPages } from '../transport/pages.ts';
import type { Session } from '../transport/session.ts';
import { address } from './address.ts';
import { id, list, raw } from './trust.ts';

const what = 'groups of a user';

/**
 * Reads every group that a user is in, Everyone included. Okta documents no paging here, but pages at 200.
 * [Okta: listUserGroups, recorded answers]
 * @throws TenuredError TEN-2309 when there is no such user.
 */
export async function listGroupsOf(session: Session, user: OktaUserId): Promise<readonly OktaGroupId[]> {
  const url = address(session.origin, ['api', 'v1', 'users', user, 'groups'], { limit: '200' });
  const call = { url, bucket: 'GET /api/v1/users/{id}/groups', what, mayBeMissing: true };
  const groups: OktaGroupId[] = [];
  for await (const answer of readPages(session, call)) {
    if (!answer.found) throw new TenuredError('TEN-2309', `Okta has no user ${user} any more.`);
    const page = list(answer.json, what, 'the page');
    groups.push(...page.map((group) => oktaGroupId(id(raw(group, what, 'a group')['id'], what))));
  }
  return groups;
}
