import type { SourceFile } from '../../reconcile/ports.ts';

/** Bytes that belong together: a whole file, or one page of an API's answer. `end` is excluded. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

/** A file open for reading, from wherever it comes. */
export interface RawFile {
  readonly file: SourceFile;
  /** One for a file, one for each page. */
  readonly parts: readonly Part[];
  chunks(part: Part): AsyncIterable<Buffer>;
  /** @throws TenuredError TEN-3011 when it is no longer what it was when it was opened. */
  assertUnchanged(): Promise<void>;
  close(): Promise<void>;
}

/** Where a source's file comes from. */
export interface Transport {
  /** Finds the file, and fetches it when it is elsewhere and has changed. @throws TenuredError */
  look(): Promise<SourceFile>;
  /** SHA-256 when it is known without reading; null when not. */
  knownDigest(): string | null;
  /** Opens what `look` found, or what is there now. @throws TenuredError */
  open(): Promise<RawFile>;
  /** A small file beside the one that `look` found, its name with `suffix` behind; null when there is none. */
  beside(suffix: string): Promise<Companion | null>;
  /** Set when what `look` found has no time of its own, as an answer that came whole may have none. */
  undated?(): boolean;
  /** The names of all files that the pattern means; only where there may be several. */
  names?(): Promise<readonly string[]>;
  /** From here on it is about this one of them, until `close`. */
  choose?(name: string): void;
  /** Lets go of what was fetched. */
  close(): Promise<void>;
}

/** A marker or manifest. */
export interface Companion {
  readonly name: string;
  readonly content: Buffer;
  readonly modifiedAt: number;
}

/** No marker and no manifest is larger. */
export const largestCompanion = 1 << 16;

/** Bytes read at a time: the rows of one piece are garbage while they are young, where those of four would be kept and moved. */
export const chunkBytes = 1 << 16;
