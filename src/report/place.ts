import type { Provenance } from '../domain/plan/artefact.ts';
import type { ProblemRow } from './summary.ts';

/** `people.csv, row 88, column C`: where IT finds it, after HR's own words for it. */
export function placeText(provenance: Provenance | null): string | null {
  if (provenance === null) return null;
  const letter = provenance.letter === null ? '' : `, column ${provenance.letter}`;
  return `${provenance.file}, row ${String(provenance.row)}${letter}`;
}

/** Where a data problem stands: the line's own provenance, else what the problem itself knows. */
export function problemPlace({ problem, provenance }: ProblemRow): string | null {
  if (provenance !== null) return placeText(provenance);
  const { file, row, letter } = problem.problem.where ?? {};
  if (file === undefined) return row === undefined ? null : `row ${String(row)}`;
  return row === undefined ? file : placeText({ file, row, letter: letter ?? null });
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

/** What follows for the person until it is mended. */
export function consequence(row: ProblemRow): string {
  const { problem, effect } = row.problem;
  if (problem.why !== undefined && problem.why !== '') return problem.why;
  return effect === 'put-aside'
    ? 'The row is put aside: a newcomer gets no account, everybody else keeps the last accepted record.'
    : 'The row is used as it is.';
}

/** What to do about it, in HR's own system. */
export function remedy(row: ProblemRow): string {
  const { hint } = row.problem.problem;
  if (hint !== undefined && hint !== '') return hint;
  const column = problemColumn(row);
  return column === null ? 'Correct the record in the HR system.' : `Correct ${column} in the HR system.`;
}
