import type { ProblemRow } from './summary.ts';
import { asSentence, baseName, clip, listed, withStop } from './text.ts';

/** Where in a file something stands, as far as it is known. */
export interface Spot {
  readonly file: string | null;
  readonly row: number | null;
  readonly letter: string | null;
}

const rowsShown = 5;

/** `people.csv, row 88, column C`: where IT finds it, after HR's own words for it; null for nowhere. */
export function placeText(spot: Spot | null): string | null {
  return spot === null ? null : placesText([spot]);
}

/** `people.csv, rows 119 and 120, column A`: several places of one thing, of which the first tells file and column. */
export function placesText(spots: readonly Spot[]): string | null {
  const [first] = spots;
  if (first === undefined) return null;
  const rows = spots.flatMap(({ row }) => (row === null ? [] : [String(row)]));
  const parts = [
    first.file,
    rows.length === 0 ? null : `${rows.length === 1 ? 'row' : 'rows'} ${listed(rows, rows.length, rowsShown)}`,
    first.letter === null ? null : `column ${first.letter}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
}

/** Where a data problem stands: the line's own provenance, else what the problem itself knows. */
export function problemSpot({ problem, provenance }: ProblemRow): Spot {
  if (provenance !== null) return provenance;
  const { file, row, letter } = problem.problem.where ?? {};
  return { file: file === undefined ? null : baseName(file), row: row ?? null, letter: letter ?? null };
}

/** Whom a data problem concerns. */
export function problemPerson({ problem, provenance }: ProblemRow): string {
  if (problem.name !== null && problem.name !== '') return problem.name;
  if (problem.worker !== null && problem.worker !== '') return problem.worker;
  const row = provenance?.row ?? problem.problem.where?.row;
  return row === undefined ? 'Somebody without an id' : `Row ${String(row)}`;
}

/** HR's own column header, as far as the problem is about one. */
export function problemColumn({ problem }: ProblemRow): string | null {
  return problem.column ?? problem.problem.where?.header ?? null;
}

/** Messages about a cell begin with their verb, `is not a date`: the cell is their subject. */
const predicate =
  /^(?:is|was|has|contains|gives|holds|does|cannot|can|may|must|starts|begins|ends|looks|lies|means|stands|differs|occurs|lacks|misses|repeats|exceeds|refers|points|belongs|matches|needs|names|says)(?=\s)/u;

/** What is wrong, in a sentence that names the cell: `Last Day says "2027-02-30", which is not a date.` */
export function problemText(row: ProblemRow): string {
  const { message } = row.problem.problem;
  const column = problemColumn(row);
  if (column === null) return wrongText(row);
  const { value } = row.problem;
  const isBlank = value === null || value === '';
  const cell = isBlank ? `${column} is blank` : `${column} says "${clip(value, 120)}"`;
  if (predicate.test(message)) {
    return withStop(isBlank && /^is blank\b/u.test(message) ? `${column} ${message}` : `${cell}, which ${message}`);
  }
  return !isBlank && message.includes(value) ? asSentence(message) : `${cell}. ${asSentence(message)}`;
}

/** What is wrong, in a sentence that stands beside the cell: `This is not a date.` */
export function wrongText({ problem }: ProblemRow): string {
  const { message } = problem.problem;
  return asSentence(predicate.test(message) ? `This ${message}` : message);
}

/** What follows for the person until it is mended. */
export function consequence(row: ProblemRow): string {
  const { problem, effect } = row.problem;
  if (problem.why !== undefined && problem.why !== '') return asSentence(problem.why);
  return effect === 'put-aside'
    ? 'The row is put aside: a newcomer gets no account, everybody else keeps the last accepted record.'
    : 'The row is used as it is.';
}

/** What to do about it, in HR's own system. */
export function remedy(row: ProblemRow): string {
  const { hint } = row.problem.problem;
  if (hint !== undefined && hint !== '') return asSentence(hint);
  const column = problemColumn(row);
  return column === null ? 'Correct the record in the HR system.' : `Correct ${column} in the HR system.`;
}
