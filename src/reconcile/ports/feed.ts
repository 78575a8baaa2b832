import type { Finding } from '../../domain/guardrails/finding.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { FileRead } from '../../domain/worker/absence.ts';
import type { Numbered, SourceFile } from './source.ts';

/** One complete read of a source, and what became of it. */
export interface Snapshot {
  readonly id: number;
  readonly source: string;
  readonly file: SourceFile;
  readonly sha256: string;
  /** The row basis it was read with: another one makes every row a changed one. */
  readonly basis: string;
  readonly rows: number;
  /** An order-free digest of every row's fingerprint. */
  readonly rowsDigest: string;
  readonly putAside: number;
  /** Where unchanged rows stand in this file, as `RowPositions` writes it; null when not known. */
  readonly positions: string | null;
  /** The column letter of each mapped column. */
  readonly letters: readonly string[];
  /** Each mapped column as the file's header writes it; absent where that is what the mapping says. */
  readonly headers?: readonly string[];
  /** When it was read, or delivered again byte for byte, last. */
  readonly readAt: Instant;
  /** When it was read. */
  readonly firstReadAt: Instant;
  readonly findings: readonly Finding[];
  /** Its place among the files of a source that sends changes; null of other sources. */
  readonly numbered: Numbered | null;
}

/** A file that counts, as far as its rows are found in it. */
export interface ReadFile {
  /** The snapshot's. */
  readonly id: number;
  /** Rows from this id on came with it or later. */
  readonly firstRow: number;
  readonly file: string;
  readonly letters: readonly string[];
  readonly positions: string | null;
}

/** A stretch of the accepted image in file order; nothing is made for a row that nobody asks about. */
export interface RowPage {
  readonly size: number;
  /** Rows of the page are counted from 0. */
  id(index: number): number;
  /** False beyond the page's end. */
  hasHash(index: number, hash: string): boolean;
  hash(index: number): string;
  /** Looked up: it costs as much as a page of a dozen rows. */
  key(index: number): string;
  /** Where the row with this id stands, from `from` on; -1 when it is not there. */
  indexOf(id: number, from: number): number;
}

/** Where a row stands in the accepted image. */
export interface ImagePlace {
  readonly id: number;
  readonly hash: string;
}

/** A stretch of the stored keys in their order, each once, with how many stored rows have it, ended ones counted. */
export interface KeyPage {
  readonly keys: readonly string[];
  readonly rows: readonly number[];
}

/** A row that is new or changed. */
export interface StagedRow {
  readonly key: string;
  readonly hash: string;
  readonly fileRow: number;
  /** In the order of the mapped columns; empty when the row had a wrong number of cells. */
  readonly cells: readonly string[];
  /** The snapshot in which it came, when that is an earlier one. */
  readonly readIn?: number | null;
}

/** A row of the image being read. */
export interface ImageRow extends StagedRow {
  readonly id: number;
}

/** A row of the accepted image. */
export interface EndedRow {
  readonly id: number;
  readonly key: string;
  readonly cells: readonly string[];
}

/** A row of the accepted image, with the file row at which it was first read. */
export interface PlacedRow extends EndedRow {
  readonly fileRow: number;
}

/** A row of the new image. */
export interface LivingRow {
  readonly isNew: boolean;
  readonly cells: readonly string[];
}

/** A draft's changes beside what was there before, in pages by row id. */
export interface DraftCompare {
  /** Rows that the new file does not have as they were. */
  endedAfter(after: number, limit: number): readonly EndedRow[];
  /** The new image's rows of these keys. */
  livingRows(keys: readonly string[]): ReadonlyMap<string, readonly LivingRow[]>;
  /** Keys of the new and changed rows, once a row. */
  stagedKeys(after: number, limit: number): readonly { readonly id: number; readonly key: string }[];
  /** Every row of the accepted image. */
  imageAfter(after: number, limit: number): readonly PlacedRow[];
}

/** What a draft amounts to, known once every row has been read. */
export interface DraftSummary {
  readonly sha256: string;
  readonly rows: number;
  readonly rowsDigest: string;
  readonly positions: string | null;
  readonly letters: readonly string[];
  readonly headers?: readonly string[];
  readonly findings: readonly Finding[];
  /** What its columns hold, as `ColumnStatistics` writes it; null when not known. */
  readonly statistics: string | null;
}

/**
 * A snapshot being read. New rows and the ends of old ones are written as they are found, in short transactions, and
 * count for nothing until `accept`. A draft that is never decided is undone by the next `begin`.
 */
export interface SnapshotDraft extends DraftCompare {
  readonly id: number;
  /** The lowest and highest row id of the accepted image, 0 and -1 when it is empty. */
  readonly imageRange: { readonly lowest: number; readonly highest: number };
  /** Rows of the accepted image with an id above `after`, in file order. */
  rowsAfter(after: number, limit: number): RowPage;
  /**
   * Rows of the accepted image with this key: the first 64, so that a column of one value for everybody costs no more
   * than rows that are written again.
   */
  rowsByKey(key: string): readonly ImagePlace[];
  /** The same for many keys in one look-up; null when they have so many rows that one by one is better. */
  rowsByKeys(keys: readonly string[]): ReadonlyMap<string, readonly ImagePlace[]> | null;
  stage(rows: readonly StagedRow[]): void;
  end(rowIds: readonly number[]): void;
  keysAfter(after: string, limit: number): KeyPage;
  /** The new image's rows with this key, at most 201: more than any one person has. */
  imageRows(key: string): readonly ImageRow[];
  /** True when the key has a row in the accepted image. */
  isKnown(key: string): boolean;
  /** Makes it the accepted snapshot, durably. What follows from it may be redone after a crash. */
  accept(summary: DraftSummary, at: Instant): AcceptedDraft;
  /** Keeps it for a person to look at; it announces nothing and is no baseline. */
  hold(summary: DraftSummary, at: Instant): void;
  /** Undoes it, keeping the record that it was refused and why. */
  reject(summary: DraftSummary, at: Instant): void;
}

/** An accepted snapshot whose consequences for workers are still to be worked out. */
export interface AcceptedDraft extends Pick<DraftCompare, 'endedAfter' | 'livingRows'> {
  readonly snapshot: Snapshot;
  /** New and changed rows with an id above `after`, in file order. */
  stagedAfter(after: number, limit: number): readonly ImageRow[];
  /** Keys of rows that ended, above `after`. */
  endedKeys(after: number, limit: number): readonly { readonly id: number; readonly key: string }[];
  keysAfter(after: string, limit: number): KeyPage;
  imageRows(key: string): readonly ImageRow[];
  setProblems(rowId: number, key: string | null, problems: readonly string[]): void;
  /** Runs `work` in one transaction. */
  together(work: () => void): void;
  /** Done with: old rows are removed in short transactions. */
  finish(putAside: number): void;
}

/** A complete read that waits for a person's word. */
export interface CandidateSnapshot {
  readonly snapshot: Snapshot;
  /** Ended for good: it is accepted, and the next run works out what follows. In the caller's transaction. */
  accept(at: Instant): void;
}

export interface FeedStore {
  /** The read that waits for a person; null when there is none. */
  candidate(source: string): CandidateSnapshot | null;
  /** The accepted snapshot that everything is planned from; null before the first. */
  accepted(source: string): Snapshot | null;
  /** Accepted, but what follows from it was cut short by a crash: to be worked out again before anything else. */
  unfinished(source: string): AcceptedDraft | null;
  begin(source: string, file: SourceFile, basis: string, at: Instant, numbered?: Numbered | null): SnapshotDraft;
  /** The newest whole file that counts and the changes after it, in their order. */
  reads(source: string): readonly ReadFile[];
  /** The newest file of the source that counted and was read before an instant; null when there was none. */
  readBefore(source: string, at: Instant): ReadFile | null;
  /** The snapshot in which a row came, where that is not the one that stored it. */
  readIn(rowId: number): number | null;
  /** Notes that the accepted file was delivered again, byte for byte. */
  confirm(snapshot: Snapshot, file: SourceFile, at: Instant): void;
  /** What the snapshot's columns hold; null when nobody wrote it down. */
  statistics(snapshot: number): string | null;
  /** Writes an accepted snapshot's findings anew: what one of them held is done, or nobody wants it any more. */
  setFindings(snapshot: number, findings: readonly Finding[]): void;
  /** Whether one of the source's earlier accepted files had these bytes; when it was accepted. */
  acceptedBefore(source: string, sha256: string): Instant | null;
  /**
   * Accepted files of the source that listed everybody, from an instant on and in the order in which they were read: each
   * content once, when it was read first. The same bytes read again or by another mapping are no other file.
   */
  filesSince(source: string, since: Instant): readonly FileRead[];
  /** The file row at which a stored row was first read. */
  firstFileRow(rowId: number): number | null;
  /** Problems of the current image's rows above a position, by worker id and then row; a row's are never parted. */
  problems(after: ProblemPosition, limit: number): readonly StoredProblem[];
}

export interface ProblemPosition {
  /** The worker's id, '' for rows without one. */
  readonly worker: string;
  readonly row: number;
}

/** A problem of a stored row; `body` is a DataProblem as JSON. */
export interface StoredProblem {
  readonly worker: string;
  readonly rowId: number;
  readonly fileRow: number;
  readonly source: string;
  /** The row's mapped cells as a JSON array; empty when it had a wrong number of cells. */
  readonly cells: string;
  readonly body: string;
}
