import type { Attributes } from './attributes.ts';
import type { Compilation } from './compilation.ts';
import type { ColumnUse } from './compiled.ts';
import type { EmploymentRules } from './employment.ts';
import type { Expression } from './expression.ts';
import type { ManagedGroup } from './shape.ts';

/** The compiled parts of a mapping that read worker fields. */
export interface FieldReaders {
  readonly employment: EmploymentRules;
  readonly attributes: Attributes;
  readonly candidates: readonly Expression[];
  readonly groups: readonly ManagedGroup[];
}

/** What each mapped column decides, in the order of the mapping's columns. */
export function columnUses(compilation: Compilation, readers: FieldReaders): readonly ColumnUse[] {
  const dates = columnsOf(compilation, dateFields(compilation, readers.employment));
  const identity = columnsOf(compilation, identityFields(compilation, readers));
  return compilation.columns.map((_column, index) => ({
    decides: identity.has(index) ? 'identity' : dates.has(index) ? 'dates' : 'attributes',
    attributes: readers.attributes.filled.flatMap(({ name, value }) => (reads(compilation, value, index) ? [name] : [])),
    groups: readers.groups.flatMap(({ name, rules }) =>
      rules.some((rule) => reads(compilation, rule, index)) ? [name] : [],
    ),
  }));
}

/** Dates, and whatever else the rules of employment look at: a status column ends access as surely as a date does. */
function dateFields({ document }: Compilation, rules: EmploymentRules): ReadonlySet<string> {
  const names = new Set<string>();
  for (const name of [rules.hire, rules.end]) if (name !== null) names.add(name);
  for (const { when, from } of rules.immediate) addAll(names, [...when.fields, from]);
  for (const { when, from, until } of rules.leave) addAll(names, [...when.fields, from, until]);
  addAll(names, rules.cutOff?.fields ?? []);
  for (const [name, { type }] of Object.entries(document.worker)) if (type === 'date') names.add(name);
  return names;
}

/**
 * Whom a row is about: the id, what accounts are matched by, and a column that is the login or the e-mail address. Names
 * that a login is made of are none: people marry, and keep the login that they were given.
 */
function identityFields({ document }: Compilation, { attributes, candidates }: FieldReaders): ReadonlySet<string> {
  const { previousWorkerId, personKey } = document.employment;
  const names = new Set(['workerId', ...document.match.map(({ field }) => field)]);
  const addresses = attributes.filled.flatMap(({ name, value }) => (name === 'email' ? [value] : []));
  for (const { fields } of [...candidates, ...addresses]) if (fields.length === 1) addAll(names, fields);
  addAll(names, [previousWorkerId ?? null, personKey ?? null]);
  return names;
}

function addAll(names: Set<string>, more: readonly (string | null)[]): void {
  for (const name of more) if (name !== null) names.add(name);
}

function columnsOf({ fields }: Compilation, names: ReadonlySet<string>): ReadonlySet<number> {
  return new Set([...names].flatMap((name) => fields.get(name)?.column ?? []));
}

function reads({ fields }: Compilation, expression: Expression, column: number): boolean {
  return expression.fields.some((name) => fields.get(name)?.column === column);
}
