import type { Problem } from '../../domain/kernel/problem.ts';
import type { CellProblem, CompiledMapping } from '../../domain/mapping/compiled.ts';
import type { DataProblem } from '../../domain/plan/artefact.ts';
import { keyTrouble, type KeyTrouble } from '../ingest/conflicts.ts';

/** What is wrong with a cell, as a line for HR. */
export function cellProblem(
  mapping: CompiledMapping,
  worker: string | null,
  cell: CellProblem,
  effect: DataProblem['effect'],
): DataProblem {
  return {
    line: 'problem',
    effect,
    worker,
    name: null,
    column: mapping.columns[cell.column] ?? null,
    value: cell.value,
    problem: cell.problem,
  };
}

/** What is wrong with a row's worker id, as a line for HR. */
export function keyProblem(
  mapping: CompiledMapping,
  key: string,
  trouble: KeyTrouble,
  others: readonly string[],
): DataProblem {
  const blank = trouble === 'blank';
  return {
    line: 'problem',
    effect: 'put-aside',
    worker: blank ? null : key,
    name: null,
    column: mapping.columns[mapping.keyColumn] ?? null,
    value: blank ? '' : key,
    problem: describe(trouble, key, others),
  };
}

function describe(trouble: KeyTrouble, key: string, others: readonly string[]): Problem {
  switch (trouble) {
    case 'blank':
      return put(
        'TEN-3101',
        'the row has no worker id',
        'this person cannot be told from others and is left alone',
        'complete the worker id in HR',
      );
    case 'invalid':
      return put(
        'TEN-3102',
        'the worker id is too long or holds a control character',
        'this person is left alone',
        'correct the worker id in HR',
      );
    case 'several-people':
      return put(
        'TEN-3103',
        `the worker id ${key} stands in several rows that differ`,
        'whose account it is cannot be known: all of them keep what they have',
        'give each person an id of their own in HR',
      );
    case 'another-person':
      return put(
        'TEN-3060',
        others.length === 0
          ? `the worker id ${key} stands for somebody else than before: another name and another first day`
          : `the worker id ${key} stands for one person in ${others[0] ?? ''} and for another in ${others[1] ?? ''}`,
        'whoever had this id would lose their account to a stranger: they keep what they have',
        others.length === 0
          ? 'give the new person an id of their own in HR'
          : 'correct the id in HR; where the ids of two HR systems overlap, ask IT for an `idPrefix`',
      );
    case 'case-variants':
      return put(
        'TEN-3104',
        `the worker id ${key} differs from ${others.join(', ')} only by case`,
        'whether it is one person cannot be known: all of them keep what they have',
        'write the id in one way in HR',
      );
  }
}

/** The same row several times is one row and a note. */
export function repeatedRow(mapping: CompiledMapping, key: string, times: number): DataProblem {
  return {
    line: 'problem',
    effect: 'warning',
    worker: key,
    name: null,
    column: mapping.columns[mapping.keyColumn] ?? null,
    value: key,
    problem: {
      code: 'TEN-3107',
      severity: 'warning',
      message: `the same row stands in the file ${times} times`,
      why: 'it is used once',
      hint: 'nothing, if the export repeats rows on purpose; else remove the repetition in HR',
    },
  };
}

/** A row whose cells do not fit the header. */
export function brokenRow(key: string): DataProblem {
  return {
    line: 'problem',
    effect: 'put-aside',
    worker: keyTrouble(key) === null ? key : null,
    name: null,
    column: null,
    value: null,
    problem: put(
      'TEN-3106',
      'the row has more or fewer cells than the header',
      'its cells may have slipped: this person keeps what they have',
      'have the row exported anew; ask IT to have cells quoted that hold the delimiter',
    ),
  };
}

/** Rows of a worker none of which tells of an employment. */
export function uncountedRows(mapping: CompiledMapping, key: string): DataProblem {
  return {
    line: 'problem',
    effect: 'put-aside',
    worker: key,
    name: null,
    column: mapping.columns[mapping.keyColumn] ?? null,
    value: key,
    problem: put(
      'TEN-3130',
      'no row of this worker counts as an employment',
      'what became of the person cannot be known: they keep what they have, an announced end included',
      'look at the person in HR; if all is right there, ask IT to look at `employment.counts` of the mapping',
    ),
  };
}

function put(code: Problem['code'], message: string, why: string, hint: string): Problem {
  return { code, severity: 'error', message, why, hint };
}
