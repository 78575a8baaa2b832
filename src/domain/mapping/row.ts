import { workerId } from '../kernel/ids.ts';
import type { Effect, FieldValue, Fields, Spell } from '../worker/record.ts';
import { isUnusual, looksMisread } from './characters.ts';
import type { CellProblem, RowReading, SpellReading } from './compiled.ts';
import {
  countsAsEmployment,
  cutOffOf,
  dateIn,
  immediateStop,
  lastDayOf,
  leaveOf,
  ruleHint,
  type EmploymentRules,
  type Report,
} from './employment.ts';
import type { Expression } from './expression.ts';
import { effectOf, preferenceOf, type PeriodRules } from './periods.ts';
import { cellError, cellWarning, type Fault } from './problems.ts';
import { columnFor, isFault, isScientific, readCell, type Field } from './values.ts';
import type { Variables } from './variables.ts';
import { findZone, type ZoneRule } from './zone.ts';

/** Everything that turns a row into a period of employment. */
export interface RowPlan {
  readonly fields: readonly Field[];
  readonly fieldsByName: ReadonlyMap<string, Field>;
  /** Dates and names: the fields whose values are looked at twice. */
  readonly watched: readonly Field[];
  readonly keyColumn: number;
  /** Put before every worker id; '' for none. */
  readonly idPrefix: string;
  readonly employment: EmploymentRules;
  readonly zone: ZoneRule;
  readonly variables: Variables;
}

const none: readonly CellProblem[] = Object.freeze([]);
const farFuture = '2101-01-01';

/** The fields that deserve a second look: dates, texts that hold names, and the id of another person. */
export function watchedFields(fields: readonly Field[], manager: string | undefined): readonly Field[] {
  return fields.filter(
    ({ type, name }) => type === 'date' || (type === 'text' && (/name$/i.test(name) || name === manager)),
  );
}

/** Reads a row, cells in the order of the mapping's columns. All problems at once. */
export function readRow(plan: RowPlan, cells: readonly string[]): RowReading {
  const fields: Record<string, FieldValue> = {};
  let problems: CellProblem[] | null = null;
  for (const field of plan.fields) {
    const column = field.orColumns === null ? field.column : columnFor(field, cells);
    const cell = cells[column] ?? '';
    const value = readCell(field, cell);
    if (isFault(value)) problems = withFault(problems, column, cell, value);
    else fields[field.name] = value;
  }
  const id = fields['workerId'];
  if (plan.idPrefix !== '' && typeof id === 'string') fields['workerId'] = prefixed(plan.idPrefix, id);
  const known = typeof id === 'string' ? workerId(prefixed(plan.idPrefix, id)) : null;
  if (problems !== null || known === null) return { ok: false, error: { id: known, problems: problems ?? none } };
  const built = spellOf(plan, fields, cells);
  if (built.problems !== none) return { ok: false, error: { id: known, problems: built.problems } };
  return { ok: true, value: { id: known, spell: built.spell, counts: built.counts, warnings: built.warnings } };
}

/** An id of a source whose ids get a prefix; a blank one stays blank. */
export function prefixed(prefix: string, id: string): string {
  return id === '' ? '' : prefix + id;
}

/** Two fields of one column, a family and a given name for example, say the same of its cell once. */
function withFault(found: CellProblem[] | null, column: number, cell: string, fault: Fault): CellProblem[] {
  const problems = found ?? [];
  const said = problems.some((one) => one.column === column && one.problem.message === fault.message);
  if (!said) problems.push(cellError(column, cell, fault));
  return problems;
}

/** A period of employment from converted fields. The cells, where there are any, are quoted in problems. */
export function spellOf(plan: RowPlan, fields: Fields, cells: readonly string[]): SpellReading {
  const found: { problems: CellProblem[] | null; warnings: CellProblem[] | null } = { problems: null, warnings: null };
  const report: Report = (failed, fault, value) => {
    (found.problems ??= []).push(cellError(columnOf(plan, failed), value, fault));
  };
  const zone = findZone(plan.zone, fields);
  if (zone.fault !== null) blameZone(plan, zone.fault, zone.blame, zone.origin === 'default', cells, found);
  checkFields(plan, fields, cells, found);
  plan.variables.load(fields, '');
  const spell: Spell = {
    hire: dateIn(fields, plan.employment.hire),
    lastDay: lastDayOf(plan.employment, fields),
    zone: zone.zone,
    zoneOrigin: zone.origin,
    cutOff: cutOffOf(plan.employment, fields, plan.variables, report),
    immediate: immediateStop(plan.employment, fields, plan.variables, report),
    leave: leaveOf(plan.employment, fields, plan.variables, report),
    fields,
  };
  const counts = countsAsEmployment(plan.employment, plan.variables, report);
  const { periods } = plan.employment;
  const whole = periods === null ? spell : { ...spell, ...periodOf(plan, periods, fields, cells, found, report) };
  return { spell: whole, counts, problems: found.problems ?? none, warnings: found.warnings ?? none };
}

/** When the row is in effect and how much it is preferred, where the mapping says so. */
function periodOf(
  plan: RowPlan,
  periods: PeriodRules,
  fields: Fields,
  cells: readonly string[],
  found: Found,
  report: Report,
): Pick<Spell, 'effect' | 'preference'> {
  const effect = effectOf(periods, fields);
  const preference = preferenceOf(periods, fields, plan.variables, (failed, failure) => {
    const message = `rule \`${failed.source}\` fails: ${failure}`;
    report(failed, { code: 'TEN-1115', message, hint: ruleHint }, '');
  });
  if (effect !== undefined && isNeverInEffect(effect)) {
    const column = plan.fieldsByName.get(periods.until?.[0] ?? '')?.column ?? plan.keyColumn;
    (found.warnings ??= []).push(cellWarning(column, cells[column] ?? '', neverInEffect.fault, neverInEffect.why));
  }
  return { ...(effect === undefined ? {} : { effect }), ...(preference === undefined ? {} : { preference }) };
}

function columnOf(plan: RowPlan, failed: Expression): number {
  const name = failed.fields[0];
  return (name === undefined ? undefined : plan.fieldsByName.get(name)?.column) ?? plan.keyColumn;
}

interface Found {
  problems: CellProblem[] | null;
  warnings: CellProblem[] | null;
}

function blameZone(
  plan: RowPlan,
  fault: Fault,
  blame: Field | null,
  fellBack: boolean,
  cells: readonly string[],
  found: Found,
): void {
  const column = blame?.column ?? plan.keyColumn;
  const cell = cells[column] ?? '';
  if (fellBack && plan.zone.otherwise !== null) {
    const why = 'A wrong zone moves the moment at which access begins and ends by hours.';
    (found.warnings ??= []).push(cellWarning(column, cell, fault, why));
  } else {
    (found.problems ??= []).push(cellError(column, cell, fault));
  }
}

const misread: Oddity = {
  fault: {
    code: 'TEN-1116',
    message: 'looks like UTF-8 that was read with another encoding',
    hint: 'Correct it in HR if it looks so there, too. Else ask IT to correct the encoding of the export.',
  },
  why: 'The name would reach Okta damaged.',
};

function isNeverInEffect({ from, until }: Effect): boolean {
  return from !== null && until !== null && until <= from;
}

const neverInEffect: Oddity = {
  fault: {
    code: 'TEN-1116',
    message: 'ends the row on the day on which it begins, or before',
    hint: 'Correct the dates in HR if the row should count.',
  },
  why: 'The row is never in effect; the other rows of this worker decide.',
};

const sentinel: Oddity = {
  fault: {
    code: 'TEN-1116',
    message: 'is after 2100 and probably means "no date"',
    hint: 'Correct it in HR. If it means "no end", ask IT to list it under `openEnd` of this field.',
  },
  why: 'Nobody would leave on that day.',
};

const damagedReference: Oddity = {
  fault: {
    code: 'TEN-1116',
    message: 'was turned into scientific notation, digits are lost',
    hint: 'Export the column as text; a spreadsheet must not open and save the file.',
  },
  why: 'Whom it names cannot be known.',
};

interface Oddity {
  readonly fault: Fault;
  readonly why: string;
}

/** What a person should look at although it can be read: damaged names, undeclared "no end" dates. */
function checkFields(plan: RowPlan, fields: Fields, cells: readonly string[], found: Found): void {
  for (const field of plan.watched) {
    const value = fields[field.name];
    if (typeof value !== 'string') continue;
    const oddity = oddityOf(field, value);
    if (oddity === null) continue;
    const column = columnFor(field, cells);
    (found.warnings ??= []).push(cellWarning(column, cells[column] ?? '', oddity.fault, oddity.why));
  }
}

function oddityOf(field: Field, value: string): Oddity | null {
  if (field.type === 'date') return value >= farFuture ? sentinel : null;
  if (isUnusual(value) && looksMisread(value)) return misread;
  return isScientific(value) ? damagedReference : null;
}
