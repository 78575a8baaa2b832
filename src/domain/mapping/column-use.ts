import type { Attributes } from './attributes.ts';
import type { Compilation } from './compilation.ts';
import type { ColumnUse } from './compiled.ts';
import type { EmploymentRules } from './employment.ts';
import type { Expression } from './expression.ts';
import type { Groups } from './groups.ts';
import { linkFields } from './link-fields.ts';

/** The compiled parts of a mapping that read worker fields. */
export interface FieldReaders {
  readonly employment: EmploymentRules;
  readonly attributes: Attributes;
  readonly candidates: readonly Expression[];
  readonly groups: Groups;
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
    groups: groupsOf(compilation, groups, index),
  }));
}

/** Of a template, every group that it may name. */
function groupsOf(compilation: Compilation, { named, templates }: Groups, column: number): readonly string[] {
  const own = named.flatMap(({ name, rules }) => (rules.some((one) => reads(compilation, one, column)) ? [name] : []));
  const made = templates.flatMap(({ parts, when, among }) => {
    const readers = [...parts, when].filter((one) => typeof one === 'object' && one !== null);
    return readers.some((one) => reads(compilation, one, column)) ? [...among] : [];
  });
  return [...new Set([...own, ...made])].sort();
}

function dateFields({ hire, end, immediate }: EmploymentRules): ReadonlySet<string> {
  return namesOf([hire, end, ...immediate.map(({ from }) => from)]);
}

/**
 * A status column ends access as surely as a date does, and changes more often; so does what says which of several rows
 * counts, and from when.
 */
function ruleFields({ immediate, leave, cutOff, counts, periods }: EmploymentRules): ReadonlySet<string> {
  const rules = [...immediate, ...leave].map(({ when }) => when);
  if (counts !== null) rules.push(counts);
  const preferred = (periods?.prefer ?? []).flatMap((one) => (one.by === 'rule' ? one.when.fields : [one.field]));
  return namesOf([
    ...rules.flatMap(({ fields }) => fields),
    ...leave.flatMap(({ from, until }) => [from, until]),
    ...cutOffFields(cutOff),
    ...preferred,
    ...(periods?.from ?? []),
    ...(periods?.until ?? []),
  ]);
}

function cutOffFields(cutOff: EmploymentRules['cutOff']): readonly string[] {
  if (cutOff === null) return [];
  return 'times' in cutOff ? [cutOff.field] : cutOff.fields;
}

/**
 * Whom a row is about: the id, what accounts are matched by, and a column that is the login or the e-mail address. Names
 * that a login is made of are none: people marry, and keep the login that they were given.
 */
function identityFields({ document }: Compilation, { attributes, candidates }: FieldReaders): ReadonlySet<string> {
  const addresses = attributes.filled.flatMap(({ name, value }) => (name === 'email' ? [value] : []));
  const alone = [...candidates, ...addresses].filter(({ fields }) => fields.length === 1);
  return namesOf([
    'workerId',
    ...document.match.map(({ field }) => field),
    ...alone.flatMap(({ fields }) => fields),
    ...linkFields(document),
  ]);
}

function namesOf(names: readonly (string | null)[]): ReadonlySet<string> {
  return new Set(names.filter((name) => name !== null));
}

function columnsOf(compilation: Compilation, names: ReadonlySet<string>): ReadonlySet<number> {
  return new Set([...names].flatMap((name) => columnsOfField(compilation, name)));
}

function reads(compilation: Compilation, expression: Expression, column: number): boolean {
  return expression.fields.some((name) => columnsOfField(compilation, name).includes(column));
}

/** A field may be read from several columns, the first that is not blank. */
function columnsOfField({ fields }: Compilation, name: string): readonly number[] {
  const field = fields.get(name);
  return field === undefined ? [] : [field.column, ...(field.orColumns ?? [])];
}
