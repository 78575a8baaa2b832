import { workerId, type WorkerId } from '../kernel/ids.ts';
import type { Problem } from '../kernel/problem.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { LocalDate } from '../time/local-date.ts';
import type { FieldValue, Spell } from '../worker/record.ts';
import { isUnusual, unfitness } from './characters.ts';
import type { Attribute, Attributes } from './attributes.ts';
import type { AccountShape, AttributeValue } from './compiled.ts';
import { isFailed, type Expression, type Failed } from './expression.ts';
import { addGroups, type Complain, type Groups } from './groups.ts';
import { addCandidates } from './login.ts';
import type { Transliterate } from './transliteration.ts';
import type { Variables } from './variables.ts';

/** Everything that turns a worker into an account. */
export interface ShapePlan {
  readonly attributes: Attributes;
  readonly candidates: readonly Expression[];
  readonly groups: Groups;
  readonly ascii: Transliterate;
  readonly managerField: string | null;
  /** Groups come from the chosen period alone, whatever else holds. */
  readonly groupsOfChosen: boolean;
  readonly variables: Variables;
}

/** The account's shape; groups come from every covering period, or from the chosen one when none covers. */
export function shapeOf(
  plan: ShapePlan,
  id: WorkerId,
  chosen: Spell,
  covering: readonly Spell[],
  today: LocalDate,
): Result<AccountShape, Problem[]> {
  const problems: Problem[] = [];
  plan.variables.load(chosen.fields, today);
  const attributes: Record<string, AttributeValue> = {};
  const onCreate: Record<string, AttributeValue> = {};
  const { filled, fromLogin } = plan.attributes;
  for (const attribute of filled) {
    const value = attribute.value.evaluate(plan.variables);
    setAttribute(attribute, value, attribute.on === 'always' ? attributes : onCreate, id, problems);
  }
  const loginCandidates: string[] = [];
  for (const candidate of plan.candidates) {
    const value = candidate.evaluate(plan.variables);
    // A candidate that fails is no candidate; the next one is tried.
    if (typeof value === 'string') addCandidates(value, loginCandidates, plan.ascii);
  }
  const groups = groupsOf(plan, id, chosen, covering, today, problems);
  if (problems.length > 0) return err(problems);
  const manager = managerOf(plan, id, chosen);
  return ok({ attributes, onCreate, loginAttributes: fromLogin, loginCandidates, groups, manager });
}

/** The groups alone, from every covering period, or from the chosen one. */
export function groupsFor(
  plan: ShapePlan,
  id: WorkerId,
  chosen: Spell,
  covering: readonly Spell[],
  today: LocalDate,
): Result<readonly string[], Problem[]> {
  const problems: Problem[] = [];
  plan.variables.load(chosen.fields, today);
  const groups = groupsOf(plan, id, chosen, covering, today, problems);
  return problems.length > 0 ? err(problems) : ok(groups);
}

function setAttribute(
  attribute: Attribute,
  value: FieldValue | Failed,
  target: Record<string, AttributeValue>,
  id: WorkerId,
  problems: Problem[],
): void {
  if (value === null || value === '') {
    setBlank(attribute, target, id, problems);
    return;
  }
  if (isFailed(value)) {
    problems.push(broken(id, `${attribute.name}: \`${attribute.value.source}\` fails: ${value.failure}`));
    return;
  }
  // What a field holds was looked at when the row was read.
  if (typeof value === 'string' && attribute.value.kind !== 'field' && isUnusual(value)) {
    const unfit = unfitness(value);
    if (unfit !== undefined) {
      problems.push(broken(id, `${attribute.name} contains ${unfit}`));
      return;
    }
  }
  target[attribute.name] = value;
}

function setBlank(
  attribute: Attribute,
  target: Record<string, AttributeValue>,
  id: WorkerId,
  problems: Problem[],
): void {
  if (attribute.onBlank === 'error') {
    problems.push(broken(id, `${attribute.name} is blank, which the mapping declares an error`));
  } else if (attribute.onBlank === 'clear' && attribute.on === 'always') {
    target[attribute.name] = null;
  }
}

function broken(id: WorkerId, message: string): Problem {
  const why = 'Nothing is changed for this worker until it is mended.';
  const hint = 'Correct the value in HR. If it is right, ask IT to mend the expression in the mapping.';
  return { code: 'TEN-1117', severity: 'error', message, where: { worker: id }, why, hint };
}

function groupsOf(
  plan: ShapePlan,
  id: WorkerId,
  chosen: Spell,
  covering: readonly Spell[],
  today: LocalDate,
  problems: Problem[],
): readonly string[] {
  const spells = covering.length === 0 || plan.groupsOfChosen ? [chosen] : covering;
  const groups = new Set<string>();
  const complain: Complain = (code, message) => {
    problems.push({ ...broken(id, message), code });
  };
  for (const spell of spells) {
    if (spell !== chosen || spells.length > 1) plan.variables.load(spell.fields, today);
    addGroups(plan.groups, plan.variables, groups, complain);
  }
  const sorted = spells.length === 1 && plan.groups.templates.length === 0;
  return sorted ? [...groups] : [...groups].sort();
}

function managerOf(plan: ShapePlan, id: WorkerId, chosen: Spell): WorkerId | null {
  if (plan.managerField === null) return null;
  const value = chosen.fields[plan.managerField];
  // Nobody is their own manager; some HR systems write the top of the house that way.
  return typeof value === 'string' && value !== '' && value !== id ? workerId(value) : null;
}

/** First and last name as mapped, else the worker id. */
export function displayName(id: WorkerId, chosen: Spell): string {
  const own = textOf(chosen, 'displayName');
  if (own !== '') return own;
  const preferred = textOf(chosen, 'preferredName');
  const given = preferred === '' ? textOf(chosen, 'givenName') : preferred;
  const family = textOf(chosen, 'familyName');
  if (given === '' && family === '') return id;
  if (given === '' || family === '') return given + family;
  return `${given} ${family}`;
}

function textOf(spell: Spell, name: string): string {
  const value = spell.fields[name];
  return typeof value === 'string' ? value : '';
}
