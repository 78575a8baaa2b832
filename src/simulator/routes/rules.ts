import { notFound } from '../http/errors.ts';
import type { Exchange, Reply, Route } from '../http/exchange.ts';
import { pageOf } from '../http/listing.ts';
import type { GroupRule } from '../org/rules.ts';
import { ruleView } from '../views/group-view.ts';

const rulesRead = { method: 'GET', scope: 'okta.groups.read', permission: 'groups' } as const;

/** Group rules. */
export const ruleRoutes: readonly Route[] = [
  { ...rulesRead, path: '/api/v1/groups/rules', answer: listRules },
  { ...rulesRead, path: '/api/v1/groups/rules/:ruleId', answer: getRule },
];

function listRules(exchange: Exchange): Reply {
  const words = exchange.query('search')?.toLowerCase() ?? '';
  const shape = { parameters: ['search'], standard: 50, maximum: 200 };
  const page = pageOf(exchange, exchange.org.rules, shape, ({ name }) => name.toLowerCase().includes(words));
  return { body: page.items.map(ruleView), links: page.links };
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
