import { CsvError } from 'csv-parse';
import { TenuredError } from '../../domain/kernel/errors.ts';
import type { Place } from '../../domain/kernel/problem.ts';
import type { RowBasis, RowBatch } from '../../reconcile/ports.ts';
import type { CsvOptions } from '../options.ts';
import { rowBatch, rowShape, separatorByte, type Row, type RowShape } from '../rows/batch.ts';
import { columnLetter, type Header } from '../rows/columns.ts';
import type { Format, FormatReading, Proof, RowsRead } from '../rows/format.ts';
import { brokenSyntax, cutOff, noRows, openEnd } from './errors.ts';
import { headerSearch, type HeaderSearch } from './header-search.ts';
import { PushParser } from './push-parser.ts';
import { readStart } from './start.ts';
import { tailOf, type Tail } from './tail.ts';

const nothing = Buffer.alloc(0);

/** Rows of comma (or otherwise) separated text with a header row, in one pass and flat memory. */
export function csvFormat(options: CsvOptions): Format {
  return (file, basis) => new CsvRows(file, basis, options);
}

class CsvRows implements FormatReading {
  readonly #file: string;
  readonly #basis: RowBasis;
  readonly #options: CsvOptions;
  #beginning: Buffer = nothing;
  #parser: PushParser | undefined;
  #search: HeaderSearch | undefined;
  #tail: Tail | null = null;
  #header: Header | undefined;
  #shape: RowShape | undefined;
  #rows = 0;
  #fileRow = 0;
  #lastBroken: number | null = null;
  #lastByte: number | undefined;
  #endByte = 10;
  #separatorSeen = false;
  #trailing: -1 | 0 | 1 | undefined;

  constructor(file: string, basis: RowBasis, options: CsvOptions) {
    this.#file = file;
    this.#basis = basis;
    this.#options = options;
  }

  take(text: Buffer): RowBatch | null {
    if (text.length === 0) return null;
    this.#lastByte = text[text.length - 1];
    this.#separatorSeen ||= text.includes(separatorByte);
    if (this.#parser !== undefined) return this.#batch(this.#push(this.#parser, text));
    this.#beginning = this.#beginning.length === 0 ? text : Buffer.concat([this.#beginning, text]);
    return this.#begin(false);
  }

  async endPart(): Promise<readonly RowBatch[]> {
    const first = this.#parser === undefined ? this.#begin(true) : null;
    const last = this.#batch(await this.#lastRows());
    return [first, last].filter((batch) => batch !== null);
  }

  finish(proof: Proof): RowsRead {
    if (this.#header === undefined) this.#search?.give();
    const people = this.#rows;
    this.#tail?.finish(people);
    if (this.#header === undefined || (people === 0 && !proof.mayBeEmpty)) throw noRows(this.#file);
    if (this.#lastBroken !== null) throw cutOff(this.#file, this.#lastBroken);
    const proved = proof.whole || this.#options.trailer !== null || this.#options.finalLineBreak === 'optional';
    if (!proved && this.#lastByte !== this.#endByte) throw openEnd(this.#file, this.#fileRow);
    const { unmapped, letters, headers } = this.#header;
    return { rows: people, unmapped, letters, headers };
  }

  async placeAfter(text: Buffer): Promise<Place> {
    try {
      this.take(text);
      if (this.#parser === undefined) this.#begin(true);
      const rows = await this.#lastRows();
      const complete = rows.length === 0 ? 0 : rows.length - 1;
      const last = rows.at(-1);
      return placeOf(this.#fileRow + complete + 1, (last?.length ?? 1) - 1);
    } catch (error) {
      if (error instanceof TenuredError && error.where?.row !== undefined) return rowAndLetter(error.where);
      return {};
    }
  }

  destroy(): void {
    this.#parser?.destroy();
  }

  #begin(isAll: boolean): RowBatch | null {
    const start = readStart(this.#file, this.#beginning, this.#options, isAll);
    if (start === null) return null;
    const { delimiter, lineEnds } = start.dialect;
    this.#endByte = lineEnds.includes('\n') ? 10 : 13;
    this.#search = headerSearch(this.#file, this.#options, delimiter, this.#basis);
    this.#tail = tailOf(this.#file, this.#options, delimiter);
    this.#parser = new PushParser(start.dialect);
    this.#beginning = nothing;
    return this.#batch(this.#push(this.#parser, start.text));
  }

  #push(parser: PushParser, text: Buffer): readonly Row[] {
    try {
      return parser.push(text);
    } catch (error) {
      throw this.#explained(error);
    }
  }

  async #lastRows(): Promise<readonly Row[]> {
    try {
      return (await this.#parser?.finish()) ?? [];
    } catch (error) {
      throw this.#explained(error);
    }
  }

  #explained(error: unknown): unknown {
    return error instanceof CsvError ? brokenSyntax(this.#file, error) : error;
  }

  #batch(parsed: readonly Row[]): RowBatch | null {
    const rows: Row[] = [];
    const fileRows: number[] = [];
    for (const row of parsed) {
      this.#fileRow += 1;
      if (row.length === 1 && row[0] === '') continue;
      if (this.#header === undefined) this.#find(row);
      else if (this.#isBlank(row)) continue;
      else if (this.#tail === null) this.#keep(row, this.#fileRow, rows, fileRows);
      else this.#aboveTail(this.#tail, row, rows, fileRows);
    }
    if (rows.length === 0 || this.#shape === undefined) return null;
    this.#rows += rows.length;
    return rowBatch(rows, fileRows, this.#shape, this.#separatorSeen);
  }

  /** Spreadsheets write such a row for each line that was emptied and not removed: it tells of nobody. */
  #isBlank(row: Row): boolean {
    const shape = this.#shape;
    if (shape === undefined || row[shape.keyPosition]?.trim() !== '') return false;
    const apart = Math.abs(row.length - shape.width);
    return apart <= (this.#options.trailingDelimiter ? 1 : 0) && row.every((cell) => cell.trim() === '');
  }

  #find(row: Row): void {
    const header = this.#search?.take(row, this.#fileRow) ?? null;
    if (header === null) return;
    this.#header = header;
    this.#shape = rowShape(header.width, header.positions, this.#basis);
  }

  #aboveTail(tail: Tail, row: Row, rows: Row[], fileRows: number[]): void {
    const held = tail.hold(row, this.#fileRow);
    if (held !== null && tail.isPerson(held.row, held.fileRow)) this.#keep(held.row, held.fileRow, rows, fileRows);
  }

  #keep(written: Row, fileRow: number, rows: Row[], fileRows: number[]): void {
    const row = this.#options.trailingDelimiter ? this.#withoutTrailing(written) : written;
    this.#lastBroken = row.length === this.#shape?.width ? null : fileRow;
    rows.push(row);
    fileRows.push(fileRow);
  }

  /** What the first row does, one delimiter more or less than the header, every other one has to do as well. */
  #withoutTrailing(row: Row): Row {
    const width = this.#shape?.width ?? 0;
    this.#trailing ??= trailingOf(row, width, this.#header?.unmapped.at(-1) === '');
    if (row.length !== width + this.#trailing) return this.#trailing === 0 ? row : [...row, ...tooWide];
    if (this.#trailing === 1) return row.at(-1) === '' ? row.slice(0, width) : row;
    return this.#trailing === -1 ? [...row, ''] : row;
  }
}

/** Never as wide as the header is: a row that does not do as the first one did. */
const tooWide = ['', ''];

function trailingOf(row: Row, width: number, headerTrails: boolean): -1 | 0 | 1 {
  if (row.length === width + 1 && row.at(-1) === '') return 1;
  return row.length === width - 1 && headerTrails ? -1 : 0;
}

function placeOf(row: number, column: number): Place {
  return { row, letter: columnLetter(Math.max(0, column)) };
}

function rowAndLetter({ row, letter }: Place): Place {
  return { ...(row === undefined ? {} : { row }), ...(letter === undefined ? {} : { letter }) };
}
