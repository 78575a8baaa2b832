import { addDays, type LocalDate } from '../time/local-date.ts';
import { parseTimeOfDay, type MinuteOfDay } from '../time/zone.ts';
import type { Fields, ImmediateStop, Leave } from '../worker/record.ts';
import { expression, reference, tableNamed, type Compilation, type Use } from './compilation.ts';
import type { MappingProblem } from './compiled.ts';
import { isFailed, type Expression } from './expression.ts';
import { compileCounts, compilePeriods, type PeriodRules } from './periods.ts';
import { mappingError, type Fault, type Path } from './problems.ts';
import type { Variables } from './variables.ts';

interface ImmediateRule {
  readonly reason: string;
  readonly when: Expression;
  readonly from: string | null;
}

interface LeaveRule {
  readonly kind: string;
  readonly when: Expression;
  readonly from: string | null;
  readonly until: string | null;
}

/** The employment part of a mapping, compiled. Fields by name. */
export interface EmploymentRules {
  readonly hire: string | null;
  readonly end: string | null;
  readonly endIsFirstDayGone: boolean;
  readonly cutOff: Expression | CutOffTable | null;
  /** Whether a row tells of an employment; null when every row does. */
  readonly counts: Expression | null;
  readonly periods: PeriodRules | null;
  readonly immediate: readonly ImmediateRule[];
  readonly leave: readonly LeaveRule[];
}

/** Times of day by a field's value. */
interface CutOffTable {
  readonly field: string;
  readonly times: ReadonlyMap<string, MinuteOfDay>;
}

const rule: Use = { yields: 'bool', today: false, rule: true };
const textRule: Use = { yields: 'text', today: false, rule: true };

export function compileEmployment(compilation: Compilation): EmploymentRules {
  const { employment } = compilation.document;
  const dateAt = (name: string | undefined, path: Path): string | null =>
    name === undefined ? null : (reference(compilation, name, ['date'], path)?.name ?? null);
  const immediate: ImmediateRule[] = [];
  employment.immediate.forEach(({ reason, when, from }, index) => {
    const path = ['employment', 'immediate', index];
    const compiled = expression(compilation, when, rule, [...path, 'when']);
    const fromField = dateAt(from, [...path, 'from']);
    if (compiled !== undefined) immediate.push({ reason, when: compiled, from: fromField });
  });
  const leave: LeaveRule[] = [];
  employment.leave.forEach(({ kind, when, from, until }, index) => {
    const path = ['employment', 'leave', index];
    const compiled = expression(compilation, when, rule, [...path, 'when']);
    const dates = { from: dateAt(from, [...path, 'from']), until: dateAt(until, [...path, 'until']) };
    if (compiled !== undefined) leave.push({ kind, when: compiled, ...dates });
  });
  return {
    hire: dateAt(employment.hire, ['employment', 'hire']),
    end: dateAt(employment.end?.field, ['employment', 'end', 'field']),
    endIsFirstDayGone: employment.end?.means === 'firstDayGone',
    cutOff: compileCutOff(compilation) ?? null,
    counts: compileCounts(compilation, employment),
    periods: compilePeriods(compilation),
    immediate,
    leave,
  };
}

function compileCutOff(compilation: Compilation): Expression | CutOffTable | undefined {
  const { cutOff } = compilation.document.employment;
  const path = ['employment', 'cutOff'];
  if (cutOff === undefined) return undefined;
  if (typeof cutOff === 'string') return expression(compilation, cutOff, textRule, path);
  const field = reference(compilation, cutOff.field, ['text'], [...path, 'field']);
  const table = tableNamed(compilation, cutOff.table, [...path, 'table']);
  const times = new Map<string, MinuteOfDay>();
  for (const [key, text] of table ?? []) {
    const time = parseTimeOfDay(text);
    if (time !== undefined) times.set(key, time);
    else if (text !== '') compilation.problems.push(noTime(cutOff.table, key, text));
  }
  return field === undefined ? undefined : { field: field.name, times };
}

function noTime(table: string, key: string, text: string): MappingProblem {
  const hint = 'Write it as 18:00; blank takes the time of the configuration.';
  return mappingError('TEN-1103', ['tables', table, key], `"${text}" is no time of day`, { hint });
}

/** The date in a field, null when blank. Fields of type date hold '' or a day that exists. */
export function dateIn(fields: Fields, name: string | null): LocalDate | null {
  if (name === null) return null;
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? (value as LocalDate) : null;
}

const daysBefore = new Map<string, LocalDate>();
const daysBeforeKept = 50_000;

/** The last day of employment, whatever the column means. */
export function lastDayOf(rules: EmploymentRules, fields: Fields): LocalDate | null {
  const end = dateIn(fields, rules.end);
  if (end === null || !rules.endIsFirstDayGone) return end;
  let before = daysBefore.get(end);
  if (before === undefined) {
    if (daysBefore.size >= daysBeforeKept) daysBefore.clear();
    before = addDays(end, -1);
    daysBefore.set(end, before);
  }
  return before;
}

/** Reports a rule that has no answer for this worker. */
export type Report = (failed: Expression, fault: Fault, value: string) => void;

export const ruleHint = 'Correct the value in HR. If it is right, ask IT to make the rule say what it means.';

/** The first immediate rule that holds. The variables are loaded with the worker's fields. */
export function immediateStop(
  rules: EmploymentRules,
  fields: Fields,
  variables: Variables,
  report: Report,
): ImmediateStop | null {
  for (const { reason, when, from } of rules.immediate) {
    if (holds(when, variables, report)) return { reason, from: dateIn(fields, from) };
  }
  return null;
}

/** The first leave rule that holds. */
export function leaveOf(rules: EmploymentRules, fields: Fields, variables: Variables, report: Report): Leave | null {
  for (const { kind, when, from, until } of rules.leave) {
    if (holds(when, variables, report)) return { kind, from: dateIn(fields, from), until: dateIn(fields, until) };
  }
  return null;
}

/** Whether the row tells of an employment. One whose rule fails is put aside by its report. */
export function countsAsEmployment(rules: EmploymentRules, variables: Variables, report: Report): boolean {
  return rules.counts === null || holds(rules.counts, variables, report);
}

function holds(when: Expression, variables: Variables, report: Report): boolean {
  const value = when.evaluate(variables);
  if (!isFailed(value)) return value === true;
  report(when, { code: 'TEN-1115', message: `rule \`${when.source}\` fails: ${value.failure}`, hint: ruleHint }, '');
  return false;
}

const cutOffHint = 'Correct it in HR: 18:00. If it is right, ask IT to mend `employment.cutOff` in the mapping.';

/** The time of day at which access ends on the last day; null takes the policy's. */
export function cutOffOf(
  rules: EmploymentRules,
  fields: Fields,
  variables: Variables,
  report: Report,
): MinuteOfDay | null {
  if (rules.cutOff === null) return null;
  if ('times' in rules.cutOff) return rules.cutOff.times.get(String(fields[rules.cutOff.field])) ?? null;
  const value = rules.cutOff.evaluate(variables);
  if (isFailed(value)) {
    const message = `rule \`${rules.cutOff.source}\` fails: ${value.failure}`;
    report(rules.cutOff, { code: 'TEN-1115', message, hint: ruleHint }, '');
    return null;
  }
  if (typeof value !== 'string' || value === '') return null;
  const time = parseTimeOfDay(value);
  if (time !== undefined) return time;
  report(rules.cutOff, { code: 'TEN-1112', message: 'is no time of day', hint: cutOffHint }, value);
  return null;
}
