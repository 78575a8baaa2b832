import { parse, type Parser } from 'csv-parse';
import type { Row } from '../rows/batch.ts';

/** A row may not be longer: one that is comes from a quote that is never closed. */
export const largestRecordBytes = 1 << 20;

/** How the text is cut into rows and cells. */
export interface Dialect {
  readonly delimiter: string;
  readonly quote: string | null;
  readonly escape: string;
  readonly lineEnds: readonly string[];
}

/**
 * csv-parse driven chunk by chunk. Its transform works within the call that feeds it, so rows are taken out in the
 * same turn: no promise, event or object a row. Rows are arrays of cells; their width is checked by the caller, so that
 * one broken row does not hide the problems of the others.
 */
export class PushParser {
  readonly #parser: Parser;

  constructor({ delimiter, quote, escape, lineEnds }: Dialect) {
    this.#parser = parse({
      bom: true,
      delimiter,
      quote: quote ?? false,
      ...(quote === null ? {} : { escape }),
      record_delimiter: [...lineEnds],
      relax_column_count: true,
      skip_empty_lines: false,
      max_record_size: largestRecordBytes,
    });
    // It is told by `errored`, and there at once, where the event comes later.
    this.#parser.on('error', () => undefined);
  }

  /** The rows that end within this chunk. @throws CsvError */
  push(chunk: Buffer): readonly Row[] {
    this.#parser.write(chunk);
    this.#assertWhole();
    return this.#take();
  }

  /** The last rows. @throws CsvError */
  async finish(): Promise<readonly Row[]> {
    this.#assertWhole();
    const rows: Row[] = [];
    await new Promise<void>((resolve) => {
      this.#parser.on('readable', () => void rows.push(...this.#take()));
      this.#parser.on('end', resolve);
      this.#parser.on('close', resolve);
      this.#parser.end();
    });
    this.#assertWhole();
    return rows;
  }

  destroy(): void {
    this.#parser.destroy();
  }

  #take(): Row[] {
    const rows: Row[] = [];
    for (let row = this.#next(); row !== null; row = this.#next()) rows.push(row);
    return rows;
  }

  #next(): Row | null {
    return this.#parser.read() as Row | null;
  }

  #assertWhole(): void {
    const { errored } = this.#parser;
    if (errored !== null) throw errored;
  }
}
