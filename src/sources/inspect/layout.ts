import { CsvError } from 'csv-parse';
import { PushParser, type Dialect } from '../csv/push-parser.ts';
import { plainName } from '../rows/columns.ts';

/** A delimiter with the rows that it makes of the beginning of a file. */
interface Cut {
  readonly delimiter: string;
  readonly rows: readonly (readonly string[])[];
  /** The width that most rows have. */
  readonly width: number;
  /** Rows of that width. */
  readonly regular: number;
}

/** Where the table stands within the file. */
export interface Layout {
  readonly delimiter: string;
  readonly separatorLine: boolean;
  /** The header's row as a spreadsheet counts it, which shows no `sep=` line. */
  readonly headerRow: number;
  readonly header: readonly string[];
  readonly titleRows: number;
  readonly trailingDelimiter: boolean;
}

const delimiters = [',', ';', '\t', '|'] as const;
const rowsLooked = 400;
const headersLooked = 60;

/** Finds delimiter and header in the beginning of a file's text; null when it is no table. */
export function findLayout(text: string): Layout | null {
  const declared = /^\ufeff?"?sep=([^"\r\n])"?\r?\n/i.exec(text)?.[1];
  const cuts = (declared === undefined ? delimiters : [declared]).map((delimiter) => cut(text, delimiter));
  const best = cuts.reduce<Cut | null>((one, other) => (isBetter(other, one) ? other : one), null);
  if (best === null || best.regular === 0) return null;
  const headerIndex = findHeader(best);
  const header = best.rows[headerIndex];
  if (header === undefined) return null;
  const above = best.rows.slice(declared === undefined ? 0 : 1, headerIndex);
  const trailing = endsBlank(best, headerIndex);
  return {
    delimiter: best.delimiter,
    separatorLine: declared !== undefined,
    headerRow: headerIndex + (declared === undefined ? 1 : 0),
    header: (trailing ? header.slice(0, best.width - 1) : header).map(plainName),
    titleRows: above.filter((row) => !isBlank(row)).length,
    trailingDelimiter: trailing,
  };
}

/** As spreadsheets write it. */
export function dialectOf(delimiter: string): Dialect {
  return { delimiter, quote: '"', escape: '"', lineEnds: ['\r\n', '\n'] };
}

/** True for a row that is nothing but a line end, or delimiters in a table of that width. */
export function isBlank(row: readonly string[], width = 1): boolean {
  return (row.length === 1 || row.length === width) && row.every((cell) => cell.trim() === '');
}

function cut(text: string, delimiter: string): Cut {
  const rows = parsed(text, delimiter);
  const widths = new Map<number, number>();
  for (const row of rows) if (row.length > 1) widths.set(row.length, (widths.get(row.length) ?? 0) + 1);
  let width = 0;
  let regular = 0;
  for (const [own, rowsOfIt] of widths) {
    if (rowsOfIt > regular || (rowsOfIt === regular && own > width)) [width, regular] = [own, rowsOfIt];
  }
  return { delimiter, rows, width, regular };
}

/** What breaks the syntax by the delimiter that the first line has most of; null when nothing does. */
export function syntaxFault(text: string): CsvError | null {
  const [first = ''] = text.split(/[\r\n]/, 1);
  const counts = delimiters.map((delimiter) => ({ delimiter, count: first.split(delimiter).length }));
  const { delimiter } = counts.reduce((one, other) => (other.count > one.count ? other : one));
  const parser = new PushParser(dialectOf(delimiter));
  try {
    parser.push(Buffer.from(text));
    return null;
  } catch (error) {
    if (error instanceof CsvError) return error;
    throw error;
  } finally {
    parser.destroy();
  }
}

function parsed(text: string, delimiter: string): readonly (readonly string[])[] {
  const parser = new PushParser(dialectOf(delimiter));
  try {
    return parser.push(Buffer.from(text)).slice(0, rowsLooked);
  } catch (error) {
    if (error instanceof CsvError) return [];
    throw error;
  } finally {
    parser.destroy();
  }
}

/** More rows that agree win; of equals, more columns. */
function isBetter(one: Cut, than: Cut | null): boolean {
  if (than === null) return true;
  const [own, others] = [agreement(one), agreement(than)];
  return Math.abs(own - others) > 0.1 ? own > others : one.width > than.width;
}

function agreement({ regular, rows }: Cut): number {
  return rows.length === 0 ? 0 : regular / rows.length;
}

/** The first row of the table's width that is filled and holds words, not values; else the first of that width. */
function findHeader({ rows, width }: Cut): number {
  const wide = rows.slice(0, headersLooked).map((row, index) => ({ row, index }));
  const candidates = wide.filter(({ row }) => row.length === width || row.length === width - 1);
  const header = candidates.find(({ row }) => looksLikeHeader(row, width));
  return (header ?? candidates.find(({ row }) => row.length === width) ?? { index: -1 }).index;
}

function looksLikeHeader(row: readonly string[], width: number): boolean {
  const filled = row.map((cell) => cell.trim()).filter((cell) => cell !== '');
  if (filled.length < Math.max(2, width * 0.6)) return false;
  const words = filled.filter((cell) => /\p{L}/u.test(cell) && !/@|^\d{1,4}[./-]\d/.test(cell));
  return words.length >= filled.length * 0.9 && new Set(filled).size >= filled.length * 0.8;
}

/** Header and rows alike end with a delimiter, or the rows with one more than the header. */
function endsBlank({ rows, width }: Cut, headerIndex: number): boolean {
  const below = rows.slice(headerIndex + 1).filter((row) => row.length === width);
  if (below.length === 0) return false;
  const header = rows[headerIndex] ?? [];
  const last = header.length === width ? (header.at(-1) ?? '').trim() : '';
  return last === '' && below.every((row) => (row.at(-1) ?? '').trim() === '');
}
