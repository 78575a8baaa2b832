import type { RecordDialect, TableHead, TableRows } from '../../domain/inspection/table.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import type { UnknownTable } from '../../reconcile/ports.ts';
import { noRecords, refusedJson, refusedValue } from '../json/errors.ts';
import { recordOf, rootOf } from '../json/paths.ts';
import { JsonFault, JsonScanner } from '../json/scanner.ts';
import { misplacedWords, RecordWalk, type Finds, type Kind, type Misplaced } from '../json/walk.ts';
import { bytesOf } from './bytes.ts';
import type { Encoding } from './encoding.ts';
import { findShape, type JsonShape } from './json-shape.ts';

/** What is known of the file by its bytes. */
export interface RecordsFile {
  readonly path: string;
  readonly bytes: number;
  readonly gzip: boolean;
  readonly encoding: Encoding;
}

/** Finds out where a JSON file's records are; null when it holds none. */
export function openUnknownRecords(file: RecordsFile, head: Buffer): UnknownTable | null {
  const decoder = new TextDecoder(file.encoding.encoding);
  const shape = findShape(Buffer.from(decoder.decode(head, { stream: true })));
  if (shape === null) return null;
  const { kind, records, paths } = shape;
  const dialect: RecordDialect = { kind, records, ...file.encoding, gzip: file.gzip };
  const tableHead: TableHead = { file: file.path, bytes: file.bytes, dialect, header: paths };
  return { head: tableHead, rows: () => rowsOf(file, shape) };
}

async function* rowsOf(file: RecordsFile, shape: JsonShape): AsyncGenerator<TableRows, void, undefined> {
  const cells = new RecordCells(file.path, shape.paths);
  const root = shape.kind === 'jsonl' ? null : rootOf(shape.records);
  const walk = new RecordWalk(root, recordOf(shape.paths.map((path) => [path])), cells);
  const scanner = new JsonScanner(walk, shape.kind === 'jsonl');
  const decoder = new TextDecoder(file.encoding.encoding);
  try {
    for await (const chunk of bytesOf(file.path)) {
      scanner.push(Buffer.from(decoder.decode(chunk, { stream: true })));
      yield cells.taken();
    }
    scanner.finish();
    yield cells.taken();
  } catch (error) {
    throw error instanceof JsonFault ? refusedJson({ file: file.path, row: cells.records }, error) : error;
  }
}

/** Records as rows of a table, each value as it is written. */
class RecordCells implements Finds {
  readonly #file: string;
  readonly #paths: readonly string[];
  #rows: (readonly string[])[] = [];
  #numbers: number[] = [];
  #cells: string[] = [];
  #count = 0;

  constructor(file: string, paths: readonly string[]) {
    this.#file = file;
    this.#paths = paths;
  }

  get records(): number {
    return this.#count;
  }

  taken(): TableRows {
    const taken = { rows: this.#rows, numbers: this.#numbers };
    this.#rows = [];
    this.#numbers = [];
    return taken;
  }

  beginRecord(): void {
    this.#count += 1;
    this.#cells = this.#paths.map(() => '');
  }

  inside(slot: number, _kind: Kind, value: string): void {
    this.#cells[slot] = value;
  }

  endRecord(): void {
    this.#rows.push(this.#cells);
    this.#numbers.push(this.#count);
  }

  outside(): void {
    // Nothing outside of the records is asked for.
  }

  blank(): void {
    // Blank is what nobody filled.
  }

  recordsBegin(): void {
    // The list was found before.
  }

  misplaced(what: Misplaced, slot: number): never {
    if (what === 'no list of records') throw noRecords(this.#file, '$');
    const header = this.#paths[slot];
    const where = { file: this.#file, row: this.#count, ...(header === undefined ? {} : { header }) };
    throw refusedValue(where, misplacedWords[what]);
  }
}

/** Nothing in it is a record about a person. */
export function noRecordsFound(file: string): TenuredError {
  return new TenuredError('TEN-3151', 'this is JSON without a list of records', {
    where: { file },
    why: 'people are the elements of a list, or documents one after the other, each a block of values',
    hint: 'look at what is exported; a single list in the document is found by itself',
  });
}
