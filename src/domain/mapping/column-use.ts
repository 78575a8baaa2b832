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
  const { employment, attributes, groups } = readers;
  const dates = columnsOf(compilation, dateFields(employment));
  const identity = columnsOf(compilation, identityFields(compilation, readers));
  const rules = columnsOf(compilation, ruleFields(employment));
  const decidedBy = (index: number): ColumnUse['decides'] => {
    if (identity.has(index)) return 'identity';
    if (dates.has(index)) return 'dates';
    return rules.has(index) ? 'rules' : 'attributes';
  };
  return compilation.columns.map((_column, index) => ({
    decides: decidedBy(index),
    attributes: attributes.filled.flatMap(({ name, value }) => (reads(compilation, value, index) ? [name] : [])),
    groups: groups.flatMap(({ name, rules: own }) => (own.some((one) => reads(compilation, one, index)) ? [name] : [])),
  }));
}

function dateFields({ hire, end, immediate }: EmploymentRules): ReadonlySet<string> {
  return namesOf([hire, end, ...immediate.map(({ from }) => from)]);
}

/** A status column ends access as surely as a date does, and changes more often. */
function ruleFields({ immediate, leave, cutOff }: EmploymentRules): ReadonlySet<string> {
  const rules = [
    ...immediate.map(({ when }) => when),
    ...leave.map(({ when }) => when),
    ...(cutOff === null ? [] : [cutOff]),
  ];
  return namesOf([...rules.flatMap(({ fields }) => fields), ...leave.flatMap(({ from, until }) => [from, until])]);
}

/**
 * Whom a row is about: the id, what accounts are matched by, and a column that is the login or the e-mail address. Names
 * that a login is made of are none: people marry, and keep the login that they were given.
 */
function identityFields({ document }: Compilation, { attributes, candidates }: FieldReaders): ReadonlySet<string> {
  const { previousWorkerId, personKey } = document.employment;
  const addresses = attributes.filled.flatMap(({ name, value }) => (name === 'email' ? [value] : []));
  const alone = [...candidates, ...addresses].filter(({ fields }) => fields.length === 1);
  return namesOf([
    'workerId',
    ...document.match.map(({ field }) => field),
    ...alone.flatMap(({ fields }) => fields),
    previousWorkerId ?? null,
    personKey ?? null,
  ]);
}

function namesOf(names: readonly (string | null)[]): ReadonlySet<string> {
  return new Set(names.filter((name) => name !== null));
}

function columnsOf({ fields }: Compilation, names: ReadonlySet<string>): ReadonlySet<number> {
  return new Set([...names].flatMap((name) => fields.get(name)?.column ?? []));
}

function reads({ fields }: Compilation, expression: Expression, column: number): boolean {
  return expression.fields.some((name) => fields.get(name)?.column === column);
}
