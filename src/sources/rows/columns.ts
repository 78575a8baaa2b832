import { TenuredError } from '../../domain/kernel/errors.ts';
import { nearest } from '../../domain/kernel/nearest.ts';
import type { Problem } from '../../domain/kernel/problem.ts';
import { trimmed } from '../../domain/mapping/characters.ts';
import type { RowBasis } from '../../reconcile/ports.ts';

/** A spreadsheet has no more columns. */
export const mostColumns = 16_384;

/** The header row understood: where each mapped column stands. */
export interface Header {
  readonly width: number;
  /** For each mapped column, its position in a row. */
  readonly positions: readonly number[];
  readonly letters: readonly string[];
  /** As the file writes them, without blanks around. */
  readonly headers: readonly string[];
  readonly unmapped: readonly string[];
}

/** A row that may be the header. */
export interface HeaderRow {
  readonly file: string;
  /** As Excel counts it. */
  readonly row: number;
  readonly cells: readonly string[];
  readonly delimiter: string;
  readonly ignoreCase: boolean;
}

/** How many of the mapped columns a row names. */
export function columnsNamed(row: HeaderRow, basis: RowBasis): number {
  const places = placesByName(row);
  return basis.columns.filter((_, index) => namesOf(basis, index, row).some((name) => places.has(name))).length;
}

/**
 * Holds the header row to the contract (G5): every mapped column there, once. Columns are found by name; their order
 * and further columns do not matter.
 * @throws TenuredError with every missing and doubled column as a problem of its own.
 */
export function readHeader(row: HeaderRow, basis: RowBasis): Header {
  const { cells } = row;
  if (cells.length > mostColumns) throw tooManyColumns(row);
  if (cells.length === 1) refuseOtherDelimiter(row, basis);
  const places = placesByName(row);
  const problems: Problem[] = [];
  const isHeader = columnsNamed(row, basis) > 0;
  const positions = basis.columns.map((column, index) => {
    const names = namesOf(basis, index, row);
    const found = names.flatMap((name) => places.get(name) ?? []);
    if (found.length === 0) problems.push(missing(row, column, isHeader));
    if (found.length > 1) problems.push(doubled(row, column, found));
    return found[0] ?? -1;
  });
  if (problems.length > 0) throw contractBroken(row, problems);
  const mapped = new Set(positions);
  return {
    width: cells.length,
    positions,
    letters: positions.map(columnLetter),
    headers: positions.map((position) => cells[position]?.trim() ?? ''),
    unmapped: cells.map((cell) => cell.trim()).filter((_, index) => !mapped.has(index)),
  };
}

/** A header's name as it is compared: composed letters, one blank for whatever space or line break, none around. */
export function plainName(cell: string): string {
  return trimmed(cell).replace(/\s+/g, ' ').normalize('NFC');
}

function folded(name: string, { ignoreCase }: HeaderRow): string {
  const plain = plainName(name);
  return ignoreCase ? plain.toLowerCase() : plain;
}

function placesByName(row: HeaderRow): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  row.cells.forEach((cell, index) => {
    const name = folded(cell, row);
    const known = places.get(name);
    if (known === undefined) places.set(name, [index]);
    else known.push(index);
  });
  return places;
}

/** The names a mapped column may have, the mapping's first. */
function namesOf(basis: RowBasis, index: number, row: HeaderRow): readonly string[] {
  const names = [basis.columns[index] ?? '', ...(basis.alternatives?.[index] ?? [])];
  return [...new Set(names.map((name) => folded(name, row)))];
}

/** One cell that holds another usual delimiter is a header read with the wrong one. */
function refuseOtherDelimiter({ file, row, cells, delimiter }: HeaderRow, basis: RowBasis): void {
  const cell = cells[0] ?? '';
  const other = [';', '\t', '|', ','].find((one) => one !== delimiter && cell.includes(one));
  if (other === undefined || basis.columns.length < 2) return;
  const name = other === '\t' ? 'a tab ("\\t")' : `"${other}"`;
  throw new TenuredError('TEN-3009', `the header is one single cell that holds ${name}: the delimiter is another one`, {
    where: { file, row },
    why: 'none of the mapped columns can be found',
    hint: `set \`delimiter: ${JSON.stringify(other)}\` for this source in the configuration`,
  });
}

function missing({ file, row, cells }: HeaderRow, column: string, isHeader: boolean): Problem {
  const names = cells.map((cell) => cell.trim());
  const near = nearest(column, names);
  // A row that names none of the columns may be a person's: its cells are not shown.
  const otherCase = names.find((name) => plainName(name).toLowerCase() === plainName(column).toLowerCase());
  const known = isHeader ? `the file has: ${names.slice(0, 30).join(', ')}` : 'give the row of the header: `titleRows`';
  return {
    code: 'TEN-3009',
    severity: 'error',
    message: `the mapping reads column "${column}", which the file does not have`,
    where: { file, row, header: column },
    why: 'a missing column is a changed or cut export, never a column of blanks',
    hint: nearHint(otherCase, near) ?? known,
  };
}

function nearHint(otherCase: string | undefined, near: string | undefined): string | undefined {
  if (otherCase !== undefined) {
    return `the file has "${otherCase}": change the mapping, or declare \`ignoreCase: true\` of the source`;
  }
  return near === undefined ? undefined : `the file has "${near}": change the mapping, or ask for the old name back`;
}

function doubled({ file, row, cells }: HeaderRow, column: string, places: readonly number[]): Problem {
  const [first = 0, second = 0] = places;
  const [one = '', other = ''] = [cells[first]?.trim(), cells[second]?.trim()];
  const [left, right] = [columnLetter(first), columnLetter(second)];
  const same = one === other;
  return {
    code: 'TEN-3010',
    severity: 'error',
    message: same
      ? `the file has column "${column}" twice, as ${left} and ${right}`
      : `the file has column "${column}" as "${one}" in ${left} and as "${other}" in ${right}`,
    where: { file, row, header: column, letter: right },
    why: 'which of the two is meant cannot be known',
    hint: 'have one of them renamed in the export',
  };
}

function tooManyColumns({ file, row, cells }: HeaderRow): TenuredError {
  return new TenuredError('TEN-3024', `the file has ${String(cells.length)} columns`, {
    where: { file, row },
    why: `nobody's record has more than ${String(mostColumns)}, which is all that a spreadsheet can hold`,
    hint: 'look whether the delimiter is the right one and whether the file is what HR exports',
  });
}

function contractBroken({ file, row }: HeaderRow, problems: readonly Problem[]): TenuredError {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${String(problems.length - 1)} more)` : '';
  return new TenuredError(first?.code ?? 'TEN-3009', `${first?.message ?? 'the header is not as mapped'}${more}`, {
    where: problems.length === 1 ? { ...first?.where } : { file, row },
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
