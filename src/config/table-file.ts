import { readFileSync, statSync } from 'node:fs';
import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { didYouMean } from '../domain/kernel/nearest.ts';
import type { Place, Problem } from '../domain/kernel/problem.ts';
import { err, ok, type Result } from '../domain/kernel/result.ts';

/** A table that stands in a CSV file: two of its columns, by header. */
export interface TableFile {
  readonly file: string;
  readonly key: string;
  readonly value: string;
  readonly delimiter?: string;
}

/** What the file says, and where each of its values stands. */
export interface ReadTable {
  readonly rows: Readonly<Record<string, string>>;
  place(key: string): Place | undefined;
}

const largest = 16 * 1024 * 1024;
const longestCell = 4096;

/** Reads a table's file, UTF-8 with or without a mark; every problem at once, by file, row and column. */
export function readTable(path: string, declared: TableFile): Result<ReadTable, Problem[]> {
  const text = readText(path);
  if (!text.ok) return err([text.error]);
  const records = parseRecords(path, text.value, declared.delimiter ?? ',');
  if (!records.ok) return err([records.error]);
  const [header = [], ...rows] = records.value;
  const columns = columnsOf(path, header, declared);
  return columns.ok ? collect(path, header, rows, columns.value) : columns;
}

function readText(path: string): Result<string, Problem> {
  try {
    if (statSync(path).size > largest) return err(problem({ file: path }, `${path} is larger than 16 MiB`));
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return err(problem({ file: path }, `${path} cannot be read: there is no such file`));
    const why = code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is not UTF-8' : String(code ?? error);
    return err(problem({ file: path }, `${path} cannot be read: ${why}`));
  }
}

function parseRecords(path: string, text: string, delimiter: string): Result<string[][], Problem> {
  try {
    return ok(parse(text, { delimiter, bom: true, trim: true, relax_column_count: true }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = typeof error['records'] === 'number' ? error['records'] + 1 : 1;
    return err(problem({ file: path, row }, 'the row breaks the CSV syntax: a quote is not closed, or stands alone'));
  }
}

interface Columns {
  readonly key: number;
  readonly value: number;
}

function columnsOf(path: string, header: readonly string[], declared: TableFile): Result<Columns, Problem[]> {
  const problems = [declared.key, declared.value].flatMap((name) => {
    const times = header.filter((one) => one === name).length;
    if (times === 1) return [];
    const message = times === 0 ? `the table has no column "${name}"` : `the column "${name}" stands there twice`;
    const comma = header.length === 1 ? 'If its columns are not parted by commas, declare `delimiter`.' : undefined;
    return [problem({ file: path, row: 1 }, message, didYouMean(name, header) ?? comma)];
  });
  if (problems.length > 0) return err(problems);
  return ok({ key: header.indexOf(declared.key), value: header.indexOf(declared.value) });
}

function collect(
  path: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
  columns: Columns,
): Result<ReadTable, Problem[]> {
  const found = new Map<string, { readonly value: string; readonly row: number }>();
  const problems: Problem[] = [];
  const at = (row: number, column: number): Place => ({
    file: path,
    row,
    header: header[column] ?? '',
    letter: letterOf(column),
  });
  rows.forEach((cells, index) => {
    const row = index + 2;
    if (cells.every((cell) => cell === '')) return;
    const complaint = complaintOf(cells, header, columns, found, at, row);
    if (complaint === undefined) found.set(cells[columns.key] ?? '', { value: cells[columns.value] ?? '', row });
    else problems.push(complaint);
  });
  if (problems.length > 0) return err(problems);
  return ok({
    rows: Object.fromEntries([...found].map(([key, { value }]) => [key, value])),
    place: (key) => {
      const row = found.get(key)?.row;
      return row === undefined ? undefined : at(row, columns.value);
    },
  });
}

function complaintOf(
  cells: readonly string[],
  header: readonly string[],
  columns: Columns,
  found: ReadonlyMap<string, { readonly value: string; readonly row: number }>,
  at: (row: number, column: number) => Place,
  row: number,
): Problem | undefined {
  const { file } = at(row, 0);
  if (cells.length !== header.length) {
    const place = { ...(file === undefined ? {} : { file }), row };
    return problem(place, `the row has ${String(cells.length)} cells, the header ${String(header.length)}`);
  }
  const key = cells[columns.key] ?? '';
  const value = cells[columns.value] ?? '';
  if (key === '') return problem(at(row, columns.key), 'the key is blank');
  if (key.length > longestCell || value.length > longestCell) {
    return problem(at(row, columns.key), `a cell is longer than ${String(longestCell)} characters`);
  }
  if (`${key}${value}`.includes('\ufffd')) return problem(at(row, columns.key), 'a character was lost in an encoding');
  const before = found.get(key);
  if (before === undefined || before.value === value) return undefined;
  return problem(at(row, columns.key), `the key "${key}" has another value in row ${String(before.row)}`);
}

function problem(where: Place, message: string, hint?: string): Problem {
  return { code: 'TEN-1132', severity: 'error', message, where, ...(hint === undefined ? {} : { hint }) };
}

/** `A`, `B` … `Z`, `AA`: a column as spreadsheets name it. */
function letterOf(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : `${letterOf(Math.floor(column / 26) - 1)}${last}`;
}
