import { invalid, refuse } from '../http/errors.ts';
import { bodyOf, flag, objectOf, type Exchange, type Reply, type Route } from '../http/exchange.ts';
import { isExpression } from '../org/rule-expression.ts';
import { exclusionLimit } from '../org/rule-engine.ts';
import type { GroupRule } from '../org/rules.ts';
import { ruleView } from '../views/group-view.ts';
import { ruleOf } from './rules.ts';

const rulesWrite = { scope: 'okta.groups.manage', permission: 'rules' } as const;
const all = '/api/v1/groups/rules';
const one = `${all}/:ruleId`;

/** Group rules made, changed, switched and removed. Okta: Group Rules. */
export const ruleWriteRoutes: readonly Route[] = [
  { ...rulesWrite, method: 'POST', path: all, answer: createRule },
  { ...rulesWrite, method: 'PUT', path: one, answer: replaceRule },
  { ...rulesWrite, method: 'DELETE', path: one, answer: deleteRule },
  { ...rulesWrite, method: 'POST', path: `${one}/lifecycle/activate`, answer: (exchange) => turn('ACTIVE', exchange) },
  {
    ...rulesWrite,
    method: 'POST',
    path: `${one}/lifecycle/deactivate`,
    answer: (exchange) => turn('INACTIVE', exchange),
  },
];

/** Okta: an org has at most this many rules; a rule's name is at most so long. */
const ruleLimit = 2000;
const longestName = 50;

type Written = Pick<GroupRule, 'name' | 'expression' | 'groupIds' | 'excludedUsers' | 'excludedGroups'>;

/** Okta: a new rule is INACTIVE; one made right after another is refused while priorities are being reconciled. */
function createRule(exchange: Exchange): Reply {
  const { org } = exchange;
  const { ruleSettlesMs, unsettledRules } = org.switches;
  const newest = Math.max(...org.rules.map(({ created }) => created), -Infinity);
  if (ruleSettlesMs > 0 && org.now() < newest + ruleSettlesMs) throw refuse(unsettledRules);
  if (org.rules.length >= ruleLimit) throw invalid('rules', `There are at most ${String(ruleLimit)} group rules`);
  const written = read(exchange);
  const at = { created: org.wholeNow(), lastUpdated: org.wholeNow() };
  const rule: GroupRule = { id: org.newId('rule'), ...written, status: 'INACTIVE', ...at };
  org.putRule(rule);
  return { body: ruleView(rule) };
}

/** Okta: only while INACTIVE, and where a rule leads to never changes. */
function replaceRule(exchange: Exchange): Reply {
  const { org } = exchange;
  const rule = ruleOf(exchange);
  if (rule.status !== 'INACTIVE') throw invalid('status', 'status: The group rule must be INACTIVE to be changed');
  const written = read(exchange);
  const moved = JSON.stringify(written.groupIds) !== JSON.stringify(rule.groupIds);
  if (moved) throw invalid('actions', 'actions: The actions of a group rule cannot be changed');
  const after: GroupRule = { ...rule, ...written, lastUpdated: org.wholeNow() };
  org.putRule(after);
  return { body: ruleView(after) };
}

/** Recorded from live orgs: 202 with an empty object. */
function deleteRule(exchange: Exchange): Reply {
  const rule = ruleOf(exchange);
  exchange.org.removeRule(rule.id, flag(exchange, 'removeUsers', false), exchange.author);
  return { status: 202, body: {} };
}

function turn(status: 'ACTIVE' | 'INACTIVE', exchange: Exchange): Reply {
  const rule = ruleOf(exchange);
  if (rule.status === 'INVALID') throw invalid('status', 'status: The group rule is INVALID');
  exchange.org.switchRule(rule.id, status, exchange.author);
  return { status: 204, body: undefined };
}

function read(exchange: Exchange): Written {
  const { name, conditions, actions } = bodyOf(exchange);
  if (typeof name !== 'string' || name === '' || name.length > longestName) {
    throw invalid('name', `name: The field must be between 1 and ${String(longestName)} characters long`);
  }
  const { expression: stated, people } = objectOf(conditions) ?? {};
  const expression = objectOf(stated)?.['value'];
  if (typeof expression !== 'string' || !isExpression(expression)) {
    throw invalid('expression', 'expression: The expression is not valid');
  }
  const excludedUsers = excluded(people, 'users');
  if (excludedUsers.length > exclusionLimit) throw tooMany();
  return {
    name,
    expression,
    groupIds: targetsOf(actions, exchange),
    excludedUsers,
    excludedGroups: excluded(people, 'groups'),
  };
}

function tooMany(): Error {
  return invalid('exclude', `exclude: A group rule excludes at most ${String(exclusionLimit)} users`);
}

function excluded(people: unknown, kind: 'users' | 'groups'): readonly string[] {
  const list = objectOf(objectOf(people)?.[kind])?.['exclude'] ?? [];
  if (!Array.isArray(list)) throw invalid('exclude', 'exclude: The value must be of type array');
  return list.map(String);
}

/** Okta: rules lead to groups of type OKTA_GROUP, and never to groups with admin roles. */
function targetsOf(actions: unknown, { org, access }: Exchange): readonly string[] {
  const list = objectOf(objectOf(actions)?.['assignUserToGroups'])?.['groupIds'];
  if (!Array.isArray(list) || list.length === 0) {
    throw invalid('groupIds', 'groupIds: The field cannot be left blank');
  }
  for (const id of list.map(String)) {
    const group = org.groups.byId(id);
    if (group?.type !== 'OKTA_GROUP') throw invalid('groupIds', `groupIds: ${id} is not a group to put users into`);
    if (!access.mayGroup('rules', group)) throw refuse('E0000006');
    if (org.roles.some(({ assignee }) => assignee === id)) {
      throw invalid('groupIds', `groupIds: ${id} is a group with admin roles`);
    }
  }
  return list.map(String);
}
