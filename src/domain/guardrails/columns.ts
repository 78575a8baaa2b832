import type { Finding } from './finding.ts';
import { allowed, mostSubjects } from './limit.ts';
import type { ColumnLimits } from './limits.ts';
import { counted } from './words.ts';

/** A mapped column of a snapshot beside the same column of the last accepted one. */
export interface ColumnMeasure {
  readonly header: string;
  /** Columns that say who somebody is, or the days of beginning and end, are held to narrower limits. */
  readonly decides: 'identity' | 'dates' | 'rules' | 'attributes';
  /** The owned attributes and managed groups that are made from it, as `touches` of a finding names them. */
  readonly touches: readonly string[];
  readonly rows: number;
  readonly acceptedRows: number;
  readonly blanks: number;
  readonly acceptedBlanks: number;
  /** Different values, counted up to some hundreds and estimated above. */
  readonly distinct: number;
  readonly acceptedDistinct: number;
  /** Cells of known workers that hold another value than before. */
  readonly replaced: number;
  /** Cells that were blank, and that are blank now. */
  readonly filled: number;
  readonly emptied: number;
  /** Some of the workers whose cells these are. */
  readonly workers: readonly string[];
}

/** One of the three things that can be wrong with a column. */
interface Excess {
  readonly measured: number;
  readonly limit: number;
  readonly words: string;
  readonly meaning: string;
}

/**
 * G9: whether the columns still hold what they held. A column that says who somebody is or when access ends, and is not
 * what it was, holds the file back; any other holds back what is made from it.
 */
export function judgeColumns(columns: readonly ColumnMeasure[], limits: ColumnLimits): readonly Finding[] {
  const found = columns.flatMap((column) => {
    const worst = excessOf(column, limits);
    return worst === null ? [] : [{ column, ...worst }];
  });
  const deciding = found.filter(({ column }) => column.decides !== 'attributes');
  const others = found.filter(({ column }) => column.decides === 'attributes');
  const findings: Finding[] = [];
  if (deciding.length > 0) findings.push(findingOf(deciding, 'candidate'));
  if (others.length > 0) findings.push(findingOf(others, 'hold'));
  return findings.length > 0 ? findings : [fine(columns)];
}

type Found = Excess & { readonly column: ColumnMeasure };

function excessOf(column: ColumnMeasure, limits: ColumnLimits): Excess | null {
  return changedTooMuch(column, limits) ?? blankTooOften(column, limits) ?? tooAlike(column, limits);
}

/**
 * A value for another counts, and one that is gone. A date that is new does not: new ends of employment have a limit of their
 * own (G20), and where a date went from one person to another, one is gone as well.
 */
function changedTooMuch(column: ColumnMeasure, limits: ColumnLimits): Excess | null {
  const { header, replaced, filled, emptied, acceptedRows } = column;
  const strict = column.decides === 'identity' || column.decides === 'dates';
  const measured = replaced + emptied + (strict ? 0 : filled);
  const limit = allowed(strict ? limits.keys : limits.changed, acceptedRows);
  if (measured <= limit) return null;
  return {
    measured,
    limit,
    words: `"${header}" is another for ${counted(measured, 'person', 'people')} of ${acceptedRows}; ${limit} are usual`,
    meaning: 'a column that was shifted, sorted by itself or filled from another field looks like this',
  };
}

function blankTooOften(column: ColumnMeasure, { blank }: ColumnLimits): Excess | null {
  const { header, rows, acceptedRows, blanks, acceptedBlanks } = column;
  if (acceptedRows === 0) return null;
  const limit = allowed(blank, acceptedRows);
  const measured = Math.round(blanks - (acceptedBlanks * rows) / acceptedRows);
  if (measured <= limit) return null;
  return {
    measured,
    limit,
    words: `"${header}" is blank in ${percent(blanks, rows)} of the rows; it was in ${percent(acceptedBlanks, acceptedRows)}`,
    meaning: 'a field that was taken out of the export, or that the export may not read any more, looks like this',
  };
}

function tooAlike({ header, distinct, acceptedDistinct }: ColumnMeasure, limits: ColumnLimits): Excess | null {
  const limit: number = allowed(limits.distinct, acceptedDistinct);
  const measured = acceptedDistinct - distinct;
  if (measured <= limit) return null;
  return {
    measured,
    limit,
    words: `"${header}" holds ${counted(distinct, 'different value')}; it held ${acceptedDistinct}`,
    meaning: 'a column that was filled down or took a default for everybody looks like this',
  };
}

function findingOf(found: readonly Found[], verdict: 'candidate' | 'hold'): Finding {
  const [worst] = [...found].sort((one, other) => other.measured / (other.limit + 1) - one.measured / (one.limit + 1));
  if (worst === undefined) throw new Error('a finding about no column');
  const touches = [...new Set(found.flatMap(({ column }) => column.touches))].sort();
  const headers = found.map(({ column }) => column.header);
  const whom = worst.column.workers.slice(0, mostNamed).join(', ');
  return {
    guardrail: 'G9',
    verdict,
    scope: verdict === 'candidate' ? 'snapshot' : 'attributes',
    measured: worst.measured,
    limit: worst.limit,
    message: `column ${found.map(({ words }) => words).join('; ')}${whom === '' ? '' : `, e.g. ${whom}`}: ${worst.meaning}`,
    subjects: headers.slice(0, mostSubjects),
    subjectsTotal: headers.length,
    remedy:
      verdict === 'candidate'
        ? 'compare some of these people with HR; have the file written again, or approve it when HR really changed all that'
        : 'compare some of these people with HR; what is made from these columns waits until a person approves it',
    ...(verdict === 'hold' ? { touches } : {}),
  };
}

/** How many workers are named as examples. */
const mostNamed = 5;

function fine(columns: readonly ColumnMeasure[]): Finding {
  return {
    guardrail: 'G9',
    verdict: 'ok',
    scope: 'snapshot',
    measured: 0,
    limit: 0,
    message:
      columns.length === 0
        ? 'there is no earlier file to compare the columns with'
        : `${counted(columns.length, 'column')} as in the last accepted file`,
    subjects: [],
    subjectsTotal: 0,
    remedy: '',
  };
}

function percent(part: number, whole: number): string {
  return `${whole === 0 ? 0 : Math.round((100 * part) / whole)} %`;
}

/** What of a finding about columns goes on holding when the next file is accepted. Null when it holds nothing. */
export function heldColumns(findings: readonly Finding[]): Finding | null {
  return findings.find(holdsColumns) ?? null;
}

/** True for a finding about columns that holds what is made from them. */
export function holdsColumns({ guardrail, scope }: Finding): boolean {
  return guardrail === 'G9' && scope === 'attributes';
}

/** What stands in the place of a finding that holds nothing any more. */
export function releasedColumns(findings: readonly Finding[]): readonly Finding[] {
  const held = heldColumns(findings);
  const message = 'what had changed in the columns has been approved, or taken back';
  return findings.map((one) => (one === held ? { ...fine([]), message } : one));
}

/** A new finding about columns beside one that still holds: both hold. */
export function withHeldColumns(findings: readonly Finding[], held: Finding | null): readonly Finding[] {
  if (held === null) return findings;
  const own = heldColumns(findings);
  const others = findings.filter((one) => one !== own && !(one.guardrail === 'G9' && one.verdict === 'ok'));
  if (own === null) return [...others, held];
  const subjects = [...new Set([...held.subjects, ...own.subjects])];
  const merged: Finding = {
    ...own,
    measured: Math.max(own.measured ?? 0, held.measured ?? 0),
    message: `${own.message}; and before that: ${held.message}`.slice(0, longestMessage),
    subjects,
    subjectsTotal: subjects.length,
    touches: [...new Set([...(held.touches ?? []), ...(own.touches ?? [])])].sort(),
  };
  return [...others, merged];
}

const longestMessage = 1_000;
