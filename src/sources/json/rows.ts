import type { TenuredError } from '../../domain/kernel/errors.ts';
import type { Place, Problem } from '../../domain/kernel/problem.ts';
import type { RowBasis, RowBatch } from '../../reconcile/ports.ts';
import type { JsonOptions } from '../options.ts';
import { rowBatch, rowShape, type Row, type RowShape } from '../rows/batch.ts';
import type { Format, FormatReading, Proof, RowsRead } from '../rows/format.ts';
import {
  missingColumns,
  noColumn,
  noRecords,
  refusedJson,
  refusedValue,
  noRows,
  noTotal,
  otherTotal,
} from './errors.ts';
import { recordOf, rootOf, type Step } from './paths.ts';
import { JsonFault, JsonScanner } from './scanner.ts';
import { misplacedWords, RecordWalk, type Finds, type Kind, type Misplaced } from './walk.ts';

/** No record about a person is longer. */
const largestRecordBytes = 1 << 20;
const totalSlot = 0;
/** A cell that the record has not told yet. */
const untold: string | undefined = undefined;

/** Rows of JSON: one document with a list of records, or records one after the other, in flat memory. */
export function jsonFormat(options: JsonOptions): Format {
  return (file, basis) => new JsonRows(file, basis, options);
}

class JsonRows implements FormatReading, Finds {
  readonly #file: string;
  readonly #basis: RowBasis;
  readonly #options: JsonOptions;
  readonly #root: Step | null;
  readonly #record: Step;
  readonly #shape: RowShape;
  readonly #seen: boolean[];
  #scanner: JsonScanner;
  #walk: RecordWalk;
  #rows: Row[] = [];
  #fileRows: number[] = [];
  #cells: (string | undefined)[] = [];
  #count = 0;
  #size = 0;
  #listSeen = false;
  #total: number | null = null;
  #separatorSeen = false;

  constructor(file: string, basis: RowBasis, options: JsonOptions) {
    this.#file = file;
    this.#basis = basis;
    this.#options = options;
    this.#root = options.kind === 'jsonl' ? null : rootOf(options.records, outsideOf(options));
    this.#record = recordOf(basis.columns.map((column, slot) => [column, ...(basis.alternatives?.[slot] ?? [])]));
    this.#seen = basis.columns.map(() => false);
    const width = basis.columns.length;
    this.#shape = rowShape(width, [...basis.columns.keys()], basis);
    [this.#scanner, this.#walk] = this.#begin();
  }

  take(text: Buffer): RowBatch | null {
    this.#explained(() => {
      this.#scanner.push(text);
    });
    return this.#batch();
  }

  endPart(): Promise<readonly RowBatch[]> {
    this.#explained(() => {
      // Records one after the other may be none at all.
      if (this.#options.kind === 'json' || this.#count > 0) this.#scanner.finish();
      if (this.#options.kind === 'json' && !this.#listSeen) throw noRecords(this.#file, this.#options.records);
    });
    const last = this.#batch();
    [this.#scanner, this.#walk] = this.#begin();
    this.#listSeen = false;
    return Promise.resolve(last === null ? [] : [last]);
  }

  finish(proof: Proof): RowsRead {
    if (this.#count === 0 && !proof.mayBeEmpty) throw noRows(this.#file);
    const problems = (this.#count === 0 ? [] : this.#basis.columns).flatMap((column, slot): Problem[] =>
      this.#seen[slot] === true ? [] : [noColumn(this.#file, column)],
    );
    if (problems.length > 0) throw missingColumns(problems);
    if (this.#options.total !== null && this.#total !== this.#count) throw this.#wrongTotal(this.#options.total);
    return { rows: this.#count, unmapped: [], letters: this.#basis.columns.map(() => '') };
  }

  placeAfter(text: Buffer): Promise<Place> {
    try {
      this.#scanner.push(text);
    } catch {
      // What is wrong before the fault is not what is asked for.
    }
    return Promise.resolve(this.#place());
  }

  destroy(): void {
    this.#rows = [];
  }

  beginRecord(): void {
    this.#count += 1;
    this.#size = 0;
    this.#cells = this.#basis.columns.map(() => untold);
  }

  inside(slot: number, kind: Kind, value: string): void {
    if (this.#cells[slot] !== untold) throw this.#refused(slot, 'it is there twice');
    this.#seen[slot] = true;
    if (kind === 'number') this.#assertExact(slot, value);
    if (kind === 'text') this.#assertText(slot, value);
    this.#size += value.length;
    if (this.#size > largestRecordBytes)
      throw this.#refused(slot, `the record is longer than ${String(largestRecordBytes)} letters`);
    this.#cells[slot] = value;
  }

  outside(slot: number, kind: Kind, value: string): void {
    if (slot !== totalSlot) return;
    const count = kind === 'number' && /^\d{1,9}$/.test(value) ? Number(value) : null;
    if (count === null) throw noTotal(this.#file, this.#options.total ?? '');
    if (this.#total !== null && this.#total !== count) throw otherTotal(this.#file, count, this.#total);
    this.#total = count;
  }

  blank(from: Step): void {
    if (from.slot >= 0) this.#seen[from.slot] = true;
    for (const step of from.next.values()) this.blank(step);
  }

  endRecord(): void {
    this.#rows.push(this.#cells.map((cell) => cell ?? ''));
    this.#fileRows.push(this.#count);
  }

  recordsBegin(): void {
    this.#listSeen = true;
  }

  misplaced(what: Misplaced, slot: number): never {
    if (what === 'no list of records') throw noRecords(this.#file, this.#options.records);
    if (slot >= 0 && !this.#walk.inRecord) throw noTotal(this.#file, this.#options.total ?? '');
    throw this.#refused(slot, misplacedWords[what]);
  }

  #begin(): [JsonScanner, RecordWalk] {
    const walk = new RecordWalk(this.#root, this.#record, this);
    return [new JsonScanner(walk, this.#options.kind === 'jsonl'), walk];
  }

  #batch(): RowBatch | null {
    if (this.#rows.length === 0) return null;
    const batch = rowBatch(this.#rows, this.#fileRows, this.#shape, this.#separatorSeen);
    this.#rows = [];
    this.#fileRows = [];
    return batch;
  }

  #explained(work: () => void): void {
    try {
      work();
    } catch (error) {
      throw error instanceof JsonFault ? refusedJson(this.#place(), error) : error;
    }
  }

  #place(): Place {
    return { file: this.#file, ...(this.#count === 0 ? {} : { row: this.#count }) };
  }

  #refused(slot: number, what: string): TenuredError {
    const column = this.#basis.columns[slot];
    return refusedValue({ ...this.#place(), ...(column === undefined ? {} : { header: column }) }, what);
  }

  #assertExact(slot: number, written: string): void {
    if (/[eE]/.test(written)) throw this.#refused(slot, 'it is a number in scientific notation');
    if (!written.includes('.') && !Number.isSafeInteger(Number(written))) {
      throw this.#refused(slot, 'it is a number of more digits than programs keep exactly');
    }
  }

  #assertText(slot: number, value: string): void {
    if (value.includes('\u001F')) this.#separatorSeen = true;
    if (value.includes('\0')) throw this.#refused(slot, 'it holds a NUL character');
    if (value.includes('\uFFFD')) throw this.#refused(slot, 'it holds the replacement character U+FFFD');
    if (!value.isWellFormed()) throw this.#refused(slot, 'it holds half a character');
  }

  #wrongTotal(path: string): TenuredError {
    return this.#total === null ? noTotal(this.#file, path) : otherTotal(this.#file, this.#total, this.#count);
  }
}

function outsideOf({ total }: JsonOptions): readonly (readonly [string, number])[] {
  return total === null ? [] : [[total, totalSlot]];
}
