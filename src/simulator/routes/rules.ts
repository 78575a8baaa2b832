import { notFound } from '../http/errors.ts';
import { listRequest, type Exchange, type Reply, type Route } from '../http/exchange.ts';
import { pageLinks, readCursor, readLimit, takePage, upTo } from '../http/paging.ts';
import type { GroupRule } from '../org/rules.ts';
import { ruleView } from '../views/group-view.ts';

const rulesRead = { method: 'GET', scope: 'okta.groups.read', permission: 'groups' } as const;

/** Group rules. */
export const ruleRoutes: readonly Route[] = [
  { ...rulesRead, path: '/api/v1/groups/rules', answer: listRules },
  { ...rulesRead, path: '/api/v1/groups/rules/:ruleId', answer: getRule },
];

function listRules(exchange: Exchange): Reply {
  const { org } = exchange;
  const request = listRequest(exchange, ['search']);
  const limit = readLimit(exchange.query('limit'), { standard: 50, maximum: 200 }, org.switches);
  const after = exchange.query('after');
  const start = readCursor(after, request);
  const words = exchange.query('search')?.toLowerCase() ?? '';
  const rules = org.rules;
  const page = takePage(
    upTo(start, rules.length),
    (rank) => rules[rank],
    (rule) => rule.name.toLowerCase().includes(words),
    limit,
  );
  return { body: page.items.map(ruleView), links: pageLinks(request, after, limit, page.next) };
}

/**
 * The rule that a path names.
 * @throws Refused E0000007 when there is none.
 */
export function ruleOf(exchange: Exchange): GroupRule {
  const id = exchange.param('ruleId');
  const rule = exchange.org.rule(id);
  if (rule === undefined) throw notFound(id, 'GroupRule');
  return rule;
}

function getRule(exchange: Exchange): Reply {
  return { body: ruleView(ruleOf(exchange)) };
}
