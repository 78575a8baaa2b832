import { TenuredError } from '../../domain/kernel/errors.ts';
import type { Problem } from '../../domain/kernel/problem.ts';
import { nearest } from '../../domain/kernel/nearest.ts';
import type { RowBasis } from '../../reconcile/ports.ts';

/** The header row understood: where each mapped column stands. */
export interface Header {
  readonly width: number;
  /** For each mapped column, its position in a row. */
  readonly positions: readonly number[];
  readonly letters: readonly string[];
  readonly unmapped: readonly string[];
}

/**
 * Holds the header row to the contract (G5): every mapped column there, once. Columns are found by name; their order
 * and further columns do not matter.
 * @throws TenuredError with every missing and doubled column as a problem of its own.
 */
export function readHeader(file: string, cells: readonly string[], basis: RowBasis): Header {
  const names = cells.map((cell) => cell.trim());
  const problems: Problem[] = [];
  if (cells.length === 1) refuseOtherDelimiter(file, cells[0] ?? '', basis);
  const positions = basis.columns.map((column) => position(file, names, column, problems));
  if (problems.length > 0) throw contractBroken(file, problems);
  const mapped = new Set(basis.columns);
  return {
    width: cells.length,
    positions,
    letters: positions.map(columnLetter),
    unmapped: names.filter((name) => !mapped.has(name)),
  };
}

/** One cell that holds another usual delimiter is a header read with the wrong one. */
function refuseOtherDelimiter(file: string, cell: string, basis: RowBasis): void {
  const other = [';', '\t', '|', ','].find((delimiter) => cell.includes(delimiter));
  if (other === undefined || basis.columns.length < 2) return;
  const name = other === '\t' ? 'a tab ("\\t")' : `"${other}"`;
  throw new TenuredError('TEN-3009', `the header is one single cell that holds ${name}: the delimiter is another one`, {
    where: { file, row: 1 },
    why: 'none of the mapped columns can be found',
    hint: `set \`delimiter: ${JSON.stringify(other)}\` for this source in the configuration`,
  });
}

function position(file: string, names: readonly string[], column: string, problems: Problem[]): number {
  const found = names.indexOf(column);
  if (found < 0) problems.push(missing(file, names, column));
  else if (names.includes(column, found + 1)) problems.push(doubled(file, names, column, found));
  return found;
}

function missing(file: string, names: readonly string[], column: string): Problem {
  const near = nearest(column, names);
  return {
    code: 'TEN-3009',
    severity: 'error',
    message: `the mapping reads column "${column}", which the file does not have`,
    where: { file, row: 1, header: column },
    why: 'a missing column is a changed or cut export, never a column of blanks',
    hint:
      near === undefined
        ? `the file has: ${names.slice(0, 30).join(', ')}`
        : `the file has "${near}": change the mapping, or ask for the old name back`,
  };
}

function doubled(file: string, names: readonly string[], column: string, first: number): Problem {
  const second = names.indexOf(column, first + 1);
  return {
    code: 'TEN-3010',
    severity: 'error',
    message: `the file has column "${column}" twice, as ${columnLetter(first)} and ${columnLetter(second)}`,
    where: { file, row: 1, header: column, letter: columnLetter(second) },
    why: 'which of the two is meant cannot be known',
    hint: 'have one of them renamed in the export',
  };
}

function contractBroken(file: string, problems: readonly Problem[]): TenuredError {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${String(problems.length - 1)} more)` : '';
  return new TenuredError(first?.code ?? 'TEN-3009', `${first?.message ?? 'the header is not as mapped'}${more}`, {
    where: { file, row: 1 },
    ...(first?.why === undefined ? {} : { why: first.why }),
    ...(first?.hint === undefined ? {} : { hint: first.hint }),
    problems,
  });
}

/** `A` for 0, `Z` for 25, `AA` for 26, as spreadsheets name columns. */
export function columnLetter(index: number): string {
  let rest = index;
  let letters = '';
  do {
    letters = String.fromCharCode(65 + (rest % 26)) + letters;
    rest = Math.floor(rest / 26) - 1;
  } while (rest >= 0);
  return letters;
}
