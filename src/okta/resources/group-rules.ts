import type { ObservedGroupRule } from '../../domain/identity/observed.ts';
import { oktaGroupId } from '../../domain/kernel/ids.ts';
import { readPages } from '../transport/pages.ts';
import type { Session } from '../transport/session.ts';
import { address } from './address.ts';
import { id, list, oneOf, raw, text } from './trust.ts';

const what = 'group rules';

/** A rule that is INVALID fills nothing, but comes back to life when it is mended. [Okta: GroupRuleStatus] */
const statuses = ['ACTIVE', 'INACTIVE', 'INVALID'] as const;

/** Reads every group rule, 200 a page. [Okta: listGroupRules] */
export async function listGroupRules(session: Session): Promise<readonly ObservedGroupRule[]> {
  const url = address(session.origin, ['api', 'v1', 'groups', 'rules'], { limit: '200' });
  const rules: ObservedGroupRule[] = [];
  for await (const answer of readPages(session, { url, bucket: 'GET /api/v1/groups/rules', what })) {
    rules.push(...list(answer.json, what, 'the page').map(readRule));
  }
  return rules;
}

/** Reads one rule; null when there is none. [Okta: getGroupRule] */
export async function getGroupRule(session: Session, rule: string): Promise<ObservedGroupRule | null> {
  const answer = await session.get({
    url: address(session.origin, ['api', 'v1', 'groups', 'rules', rule]),
    bucket: 'GET /api/v1/groups/rules/{id}',
    what,
    mayBeMissing: true,
  });
  return answer.found ? readRule(answer.json) : null;
}

function readRule(value: unknown): ObservedGroupRule {
  const rule = raw(value, what, 'a rule');
  const assign = raw(raw(rule['actions'], what, 'actions')['assignUserToGroups'], what, 'assignUserToGroups');
  return {
    id: id(rule['id'], what),
    name: text(rule['name'], what, 'a name'),
    active: oneOf(rule['status'], statuses, what, 'a status') === 'ACTIVE',
    groups: list(assign['groupIds'], what, 'groupIds').map((group) => oktaGroupId(id(group, what))),
  };
}
