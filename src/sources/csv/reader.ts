import { createHash, hash, type Hash } from 'node:crypto';
import { CsvError } from 'csv-parse';
import type { Clock } from '../../domain/kernel/clock.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import type {
  RowBasis,
  RowBatch,
  SourceFile,
  SourceReader,
  SourceReading,
  SourceReadResult,
} from '../../reconcile/ports.ts';
import type { CsvSourceOptions } from '../options.ts';
import { assertAtRest, assertUnchanged, digestFile, openFile, type OpenFile } from './file.ts';
import { readHeader, type Header } from './header.ts';
import { largestRecordBytes, PushParser } from './push-parser.ts';
import { textCheck } from './text.ts';

/** Cells are joined by the unit separator before hashing; a file that holds one is hashed as JSON instead. */
const separator = '\u001f';
const separatorByte = 0x1f;
const chunkBytes = 1 << 18;

/** Reads a comma (or otherwise) separated file with a header row, in UTF-8, strictly, in one pass and flat memory. */
export function csvSource(options: CsvSourceOptions, clock: Clock): SourceReader {
  return {
    async look(): Promise<SourceFile> {
      const opened = await openFile(options.path);
      await opened.handle.close();
      assertAtRest(opened.file, options.settleSeconds, clock);
      return opened.file;
    },
    digest: () => digestFile(options.path),
    read: (basis) => new CsvReading(options, basis),
  };
}

/** One pass over the file. */
class CsvReading implements SourceReading {
  readonly batches: AsyncIterable<RowBatch>;
  readonly #options: CsvSourceOptions;
  readonly #basis: RowBasis;
  #header: Header | undefined;
  #result: SourceReadResult | undefined;
  #rows = 0;
  #fileRow = 0;
  #lastBroken: number | null = null;

  constructor(options: CsvSourceOptions, basis: RowBasis) {
    this.#options = options;
    this.#basis = basis;
    this.batches = this.#read();
  }

  result(): SourceReadResult {
    if (this.#result === undefined) throw new Error('the file has not been read to its end');
    return this.#result;
  }

  async *#read(): AsyncGenerator<RowBatch, void, undefined> {
    const opened = await openFile(this.#options.path);
    try {
      const digest = createHash('sha256');
      yield* this.#parse(opened, digest);
      await assertUnchanged(opened);
      this.#finish(digest);
    } finally {
      await opened.handle.close();
    }
  }

  async *#parse(opened: OpenFile, digest: Hash): AsyncGenerator<RowBatch, void, undefined> {
    const parser = new PushParser(this.#options.delimiter);
    const check = textCheck(this.#options.path);
    let separatorSeen = false;
    try {
      for await (const data of opened.handle.createReadStream({ autoClose: false, highWaterMark: chunkBytes })) {
        const chunk = data as Buffer;
        digest.update(chunk);
        check.accept(chunk);
        separatorSeen ||= chunk.includes(separatorByte);
        yield* this.#batch(parser.push(chunk), separatorSeen);
      }
      check.finish();
      yield* this.#batch(await parser.finish(), separatorSeen);
    } catch (error) {
      throw error instanceof CsvError ? brokenSyntax(this.#options.path, error) : error;
    } finally {
      parser.destroy();
    }
  }

  *#batch(parsed: readonly (readonly string[])[], separatorSeen: boolean): Generator<RowBatch, void, undefined> {
    const rows: (readonly string[])[] = [];
    const fileRows: number[] = [];
    for (const row of parsed) {
      this.#fileRow += 1;
      if (row.length === 1 && row[0] === '') continue;
      if (this.#header === undefined) {
        this.#header = readHeader(this.#options.path, row, this.#basis);
        continue;
      }
      this.#lastBroken = row.length === this.#header.width ? null : this.#fileRow;
      rows.push(row);
      fileRows.push(this.#fileRow);
    }
    if (rows.length === 0 || this.#header === undefined) return;
    this.#rows += rows.length;
    yield new CsvBatch(rows, fileRows, this.#header, this.#basis, separatorSeen);
  }

  #finish(digest: Hash): void {
    if (this.#header === undefined || this.#rows === 0) throw noRows(this.#options.path);
    if (this.#lastBroken !== null) throw cutOff(this.#options.path, this.#lastBroken);
    this.#result = {
      sha256: digest.digest('hex'),
      rows: this.#rows,
      unmapped: this.#header.unmapped,
      letters: this.#header.letters,
    };
  }
}

class CsvBatch implements RowBatch {
  readonly size: number;
  readonly #rows: readonly (readonly string[])[];
  readonly #fileRows: readonly number[];
  readonly #positions: readonly number[];
  readonly #width: number;
  readonly #keyPosition: number;
  readonly #salt: string;
  readonly #separatorSeen: boolean;

  constructor(
    rows: readonly (readonly string[])[],
    fileRows: readonly number[],
    header: Header,
    basis: RowBasis,
    separatorSeen: boolean,
  ) {
    this.size = rows.length;
    this.#rows = rows;
    this.#fileRows = fileRows;
    this.#positions = header.positions;
    this.#width = header.width;
    this.#keyPosition = header.positions[basis.keyColumn] ?? 0;
    this.#salt = basis.salt;
    this.#separatorSeen = separatorSeen;
  }

  key(index: number): string {
    return (this.#rows[index]?.[this.#keyPosition] ?? '').trim();
  }

  hash(index: number): string {
    return hash('sha256', this.#separatorSeen ? this.#asJson(index) : this.#joined(index), 'hex').slice(0, 32);
  }

  fileRow(index: number): number {
    return this.#fileRows[index] ?? 0;
  }

  cells(index: number): readonly string[] {
    const row = this.#rows[index] ?? [];
    return this.#positions.map((position) => row[position] ?? '');
  }

  brokenWidth(index: number): number | null {
    const width = this.#rows[index]?.length ?? 0;
    return width === this.#width ? null : width;
  }

  #joined(index: number): string {
    const row = this.#rows[index] ?? [];
    let text = this.#salt;
    for (const position of this.#positions) text += separator + (row[position] ?? '');
    return row.length === this.#width ? text : `${text}${separator}${String(row.length)} cells`;
  }

  #asJson(index: number): string {
    return JSON.stringify([this.#salt, this.#rows[index]?.length, this.cells(index)]);
  }
}

function brokenSyntax(file: string, error: CsvError): TenuredError {
  const line = (error as unknown as { readonly lines?: number }).lines;
  const unclosed = error.code === 'CSV_QUOTE_NOT_CLOSED';
  return new TenuredError('TEN-3008', syntaxMessage(error.code), {
    where: { file, ...(line === undefined ? {} : { line }) },
    why: 'everything after this place would be read as something else than HR meant',
    hint: unclosed
      ? 'the file may be cut off; have it sent again'
      : 'quote cells that hold the delimiter, a quote or a line break, and double the quotes inside',
  });
}

function syntaxMessage(code: string): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'a quoted cell is never closed';
  if (code === 'CSV_MAX_RECORD_SIZE') return `a row is longer than ${String(largestRecordBytes)} bytes`;
  return `the CSV syntax is broken (${code})`;
}

function noRows(file: string): TenuredError {
  return new TenuredError('TEN-3004', 'the source file has a header but no rows', {
    where: { file },
    why: 'a file without people says nothing about anybody, least of all that everybody has left',
    hint: 'ask whoever exports it to send the full file again',
  });
}

function cutOff(file: string, row: number): TenuredError {
  return new TenuredError('TEN-3013', 'the last row is incomplete: the file is cut off', {
    where: { file, row },
    why: 'the people after it are missing, and have not left',
    hint: 'have the file sent again, whole',
  });
}
