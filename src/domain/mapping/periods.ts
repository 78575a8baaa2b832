import { addDays, toEpochDay, type LocalDate } from '../time/local-date.ts';
import type { Effect, Fields } from '../worker/record.ts';
import { expression, reference, type Compilation } from './compilation.ts';
import type { ChooseDocument, EmploymentDocument } from './document.ts';
import { isFailed, type Expression } from './expression.ts';
import { mappingError } from './problems.ts';
import type { Variables } from './variables.ts';

/** Of several rows of one worker: when each is in effect, and which is preferred. Fields by name. */
export interface PeriodRules {
  readonly from: readonly string[];
  /** Null where HR gives no such date. */
  readonly until: readonly string[] | null;
  readonly untilIsLastDay: boolean;
  readonly prefer: readonly Preference[];
}

type Preference =
  | { readonly by: 'rule'; readonly when: Expression }
  | { readonly by: 'date' | 'number'; readonly field: string; readonly sign: 1 | -1 };

/** Null for a mapping that declares neither dates of effect nor a preference. */
export function compilePeriods(compilation: Compilation): PeriodRules | null {
  const { employment, rows } = compilation.document;
  if (employment.effective === undefined && employment.choose === undefined) return null;
  if (rows === 'one') {
    const key = employment.effective === undefined ? 'choose' : 'effective';
    const hint = 'Write rows: many, at the top of the mapping.';
    const message = `\`${key}\` is for workers with several rows`;
    compilation.problems.push(mappingError('TEN-1103', ['employment', key], message, { hint }));
  }
  const { effective } = employment;
  return {
    from: datesAt(compilation, effective?.from ?? [], 'from'),
    until: effective?.until === undefined ? null : datesAt(compilation, effective.until.field, 'until'),
    untilIsLastDay: effective?.until?.means === 'lastDay',
    prefer: (employment.choose ?? []).flatMap((rule, index) => compileChoice(compilation, rule, index) ?? []),
  };
}

function datesAt(compilation: Compilation, names: readonly string[], key: 'from' | 'until'): readonly string[] {
  const path = key === 'from' ? ['employment', 'effective', 'from'] : ['employment', 'effective', 'until', 'field'];
  return names.flatMap((name, index) => {
    const at = names.length === 1 ? path : [...path, index];
    return reference(compilation, name, ['date'], at)?.name ?? [];
  });
}

function compileChoice(compilation: Compilation, rule: ChooseDocument, index: number): Preference | undefined {
  const path = ['employment', 'choose', index];
  if ('prefer' in rule) {
    const use = { yields: 'bool', today: false, rule: true } as const;
    const when = expression(compilation, rule.prefer, use, [...path, 'prefer']);
    return when === undefined ? undefined : { by: 'rule', when };
  }
  for (const [key, by, sign] of orders) {
    const name = (rule as Readonly<Partial<Record<string, string>>>)[key];
    if (name === undefined) continue;
    const field = reference(compilation, name, [by === 'date' ? 'date' : 'int'], [...path, key]);
    return field === undefined ? undefined : { by, field: field.name, sign };
  }
  return undefined;
}

const orders = [
  ['latest', 'date', 1],
  ['earliest', 'date', -1],
  ['highest', 'number', 1],
  ['lowest', 'number', -1],
] as const;

/** When this row is in effect; undefined when the mapping declares no dates for it. */
export function effectOf(rules: PeriodRules, fields: Fields): Effect | undefined {
  if (rules.from.length === 0) return undefined;
  const from = pick(rules.from, fields, (one, than) => one > than);
  if (rules.until === null) return { from, until: null, untilNext: true };
  const until = pick(rules.until, fields, (one, than) => one < than);
  return { from, until: until !== null && rules.untilIsLastDay ? addDays(until, 1) : until, untilNext: false };
}

function pick(
  names: readonly string[],
  fields: Fields,
  better: (one: string, than: string) => boolean,
): LocalDate | null {
  let best: LocalDate | null = null;
  for (const name of names) {
    const value = fields[name];
    if (typeof value === 'string' && value !== '' && (best === null || better(value, best))) best = value as LocalDate;
  }
  return best;
}

/** What the rules say of this row: greater numbers are preferred, blank ones come last. */
export function preferenceOf(
  rules: PeriodRules,
  fields: Fields,
  variables: Variables,
  report: (failed: Expression, failure: string) => void,
): readonly (number | null)[] | undefined {
  if (rules.prefer.length === 0) return undefined;
  return rules.prefer.map((rule) => {
    if (rule.by !== 'rule') return ordinal(fields[rule.field], rule.sign);
    const value = rule.when.evaluate(variables);
    if (isFailed(value)) report(rule.when, value.failure);
    return value === true ? 1 : 0;
  });
}

function ordinal(value: Fields[string] | undefined, sign: 1 | -1): number | null {
  if (typeof value === 'number') return sign * value;
  return typeof value === 'string' && value !== '' ? sign * toEpochDay(value as LocalDate) : null;
}

/** Whether rows tell of an employment at all; null when all do. */
export function compileCounts(compilation: Compilation, { counts }: EmploymentDocument): Expression | null {
  if (counts === undefined) return null;
  const use = { yields: 'bool', today: false, rule: true } as const;
  return expression(compilation, counts, use, ['employment', 'counts']) ?? null;
}
