import type { Instant } from '../../domain/time/instant.ts';

/** A file (or answer) as the source offers it, before its rows are read. */
export interface SourceFile {
  /** The path as configured, for people. */
  readonly file: string;
  readonly bytes: number;
  readonly modifiedAt: Instant;
}

/** Which cells make a row's fingerprint. */
export interface RowBasis {
  /** Mapped columns in the mapping's order. */
  readonly columns: readonly string[];
  /** For each of `columns`, other names that it may have in the file; exactly one of them has to be there. */
  readonly alternatives?: readonly (readonly string[])[];
  /** Index into `columns` of the worker id. */
  readonly keyColumn: number;
  /** Put before every worker id; nothing when left out. */
  readonly keyPrefix?: string;
  /** Part of every fingerprint, so that another mapping makes every row a changed one. */
  readonly salt: string;
}

/** A thousand rows or so. Only the mapped cells can be had from it. */
export interface RowBatch {
  readonly size: number;
  /** The worker id, trimmed and with its prefix, '' when blank. */
  key(index: number): string;
  /** 32 hexadecimal digits over the mapped cells. */
  hash(index: number): string;
  /** As Excel counts it; records of JSON from 1. */
  fileRow(index: number): number;
  /** The mapped cells in the basis's order. */
  cells(index: number): readonly string[];
  /** Set when the row has more or fewer cells than the header: how many. Its cells cannot be trusted. */
  brokenWidth(index: number): number | null;
  /** Of rows that were stored before: the snapshot in which they came; absent for rows that come now. */
  readIn?(index: number): number | null;
}

/** What a complete read found. */
export interface SourceReadResult {
  readonly sha256: string;
  /** Rows below the header, blank lines not counted. */
  readonly rows: number;
  /** Header cells that no mapping names. */
  readonly unmapped: readonly string[];
  /** The column letter of each mapped column, in the basis's order; '' where columns have none, as in JSON. */
  readonly letters: readonly string[];
  /** Each mapped column as the file's header writes it; absent where that is what the mapping says. */
  readonly headers?: readonly string[];
}

export interface SourceReading {
  readonly batches: AsyncIterable<RowBatch>;
  /** Available once `batches` has ended. */
  result(): SourceReadResult;
}

/** A stored row to be read under another basis. */
export interface RereadRow {
  /** As it was stored: its cells tell it anew, unless it has none. */
  readonly key: string;
  /** In the basis's order; empty when the row had a wrong number of cells. */
  readonly cells: readonly string[];
  readonly fileRow: number;
}

/** Where a file stands among those of a source that sends changes. */
export interface Numbered {
  readonly number: number;
  /** It lists everybody; else only who changed since the file before. */
  readonly whole: boolean;
}

/** HR, for reading. Throws TenuredError TEN-30xx with every problem of the file at once. */
export interface SourceReader {
  /** Looks at the file without reading it: there, regular, not empty, at rest. */
  look(): Promise<SourceFile>;
  /** SHA-256 of the file's bytes, in hexadecimal. */
  digest(): Promise<string>;
  /** Reads every row; the iteration throws when the file breaks the header contract, its encoding or its syntax. */
  read(basis: RowBasis): SourceReading;
  /** Rows that were read before, as they would be read under another basis: only their mapped cells are known. */
  stored(basis: RowBasis, rows: readonly RereadRow[]): RowBatch;
  /**
   * Only of a source that sends changes: chooses the file after `last`, which all else is about until `close`; null when
   * none has come since. @throws TenuredError TEN-3041 to TEN-3043
   */
  next?(last: Numbered | null): Promise<Numbered | null>;
  /** Lets go of what was fetched for reading. The reader can be used again. */
  close?(): Promise<void>;
}
