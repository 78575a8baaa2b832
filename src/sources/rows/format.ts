import type { Place } from '../../domain/kernel/problem.ts';
import type { RowBasis, RowBatch } from '../../reconcile/ports.ts';

/** Text, chunk by chunk, on its way to rows. One is made for each reading. */
export interface FormatReading {
  /** The rows that end within the text; null when none do. @throws TenuredError TEN-30xx */
  take(text: Buffer): RowBatch | null;
  /** The text of one part has ended: of a page, or of the whole file. */
  endPart(): Promise<readonly RowBatch[]>;
  /** Everything has ended. @throws TenuredError when what came is not whole. */
  finish(proof: Proof): RowsRead;
  /** Where the text stands after `text`, for a fault that begins there. Nothing can be read after this. */
  placeAfter(text: Buffer): Promise<Place>;
  destroy(): void;
}

/** What else says that the file is whole. */
export interface Proof {
  /** Set when the end need not be guessed from the last line. */
  readonly whole: boolean;
  /** No row at all is an answer: nobody changed. */
  readonly mayBeEmpty: boolean;
}

export interface RowsRead {
  readonly rows: number;
  readonly unmapped: readonly string[];
  /** The column letter of each mapped column; '' where columns have no letters. */
  readonly letters: readonly string[];
  /** Each mapped column as the file's header writes it; absent where that is what the mapping says. */
  readonly headers?: readonly string[];
}

/** Begins to read rows of one format. */
export type Format = (file: string, basis: RowBasis) => FormatReading;
