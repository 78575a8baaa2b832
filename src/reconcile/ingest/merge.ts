import type { ImagePlace, RowBatch, RowPage, SnapshotDraft, StagedRow } from '../ports.ts';
import type { ColumnStatistics } from './column-statistics.ts';
import { keylessPrefix, keyTrouble } from './conflicts.ts';
import { RowPositions } from './positions.ts';
import { RowsDigest } from './rows-digest.ts';

const pageSize = 4096;
/** Changed rows are written in transactions of about this many: each one waits for the disk. */
const stagedTogether = 1_000;

/** How rows that are read become the new image. */
export interface Merge {
  /** Takes the next rows of the file. */
  take(batch: RowBatch): void;
  /** Ends what is no longer there. */
  finish(): Merged;
}

/** What the merge found. */
export interface Merged {
  /** Rows of the new image. */
  readonly rows: number;
  readonly staged: number;
  readonly ended: number;
  readonly digest: string;
  readonly positions: string | null;
  /** How many new or changed rows have a blank or invalid worker id. */
  readonly unusable: number;
  /** Rows without a worker id that ended because a file of changes does not repeat them: nobody was dropped with them. */
  readonly forgotten: number;
}

/**
 * Merges a file with the accepted image in file order. An unchanged row in its old place costs a comparison; one that
 * moved costs a look-up by key; only new and changed rows are written. Rows are told apart by key and fingerprint
 * together, so that a worker may have several.
 */
export class ImageMerge implements Merge {
  readonly #draft: SnapshotDraft;
  readonly #imageRows: number;
  readonly #seen: Uint8Array;
  readonly #lowest: number;
  readonly #digest: RowsDigest;
  readonly #positions = new RowPositions();
  readonly #statistics: ColumnStatistics;
  #page: RowPage;
  #at = 0;
  #found = -1;
  #matched = 0;
  #staged = 0;
  #changed: StagedRow[] = [];
  #looked = 0;
  #scattered = false;
  #places: ReadonlyMap<string, readonly ImagePlace[]> | null = null;
  #unusable = 0;

  /** @param statistics of the accepted image; new rows are counted into it. */
  constructor(
    draft: SnapshotDraft,
    image: { readonly rows: number; readonly digest: string },
    statistics: ColumnStatistics,
  ) {
    this.#draft = draft;
    this.#statistics = statistics;
    this.#imageRows = image.rows;
    this.#digest = new RowsDigest(image.digest);
    const { lowest, highest } = draft.imageRange;
    this.#lowest = lowest;
    this.#seen = new Uint8Array(Math.max(0, highest - lowest + 1 + 7) >> 3);
    this.#page = draft.rowsAfter(lowest - 1, pageSize);
  }

  /** Takes the next rows of the file. */
  take(batch: RowBatch): void {
    this.#places = this.#scattered ? this.#draft.rowsByKeys(keysOf(batch)) : null;
    const looked = this.#looked;
    const changed = this.#changed;
    for (let index = 0; index < batch.size; index += 1) {
      const hash = batch.hash(index);
      if (this.#keepsItsPlace(hash, batch.fileRow(index))) continue;
      const id = batch.key(index);
      const key = id === '' ? keylessPrefix + hash : id;
      if (this.#hasMoved(key, hash, batch.fileRow(index))) continue;
      if (this.#isNext(key)) this.#advance();
      if (keyTrouble(key) !== null) this.#unusable += 1;
      const cells = batch.brokenWidth(index) === null ? batch.cells(index) : [];
      changed.push({ key, hash, fileRow: batch.fileRow(index), cells, ...cameIn(batch, index) });
      this.#statistics.add(cells);
      this.#digest.add(hash);
    }
    // A file in another order goes on in another order: the next rows are looked up together.
    this.#scattered = this.#looked - looked > batch.size / 2;
    if (changed.length >= stagedTogether) this.#stage();
  }

  #stage(): void {
    if (this.#changed.length === 0) return;
    this.#draft.stage(this.#changed);
    this.#staged += this.#changed.length;
    this.#changed = [];
  }

  /** Ends what the file no longer has. */
  finish(): Merged {
    this.#stage();
    const ended = this.#matched === this.#imageRows ? 0 : this.#endUnseen();
    return {
      rows: this.#imageRows - ended + this.#staged,
      staged: this.#staged,
      ended,
      digest: this.#digest.toString(),
      positions: this.#positions.toText(),
      unusable: this.#unusable,
      forgotten: 0,
    };
  }

  /** The fingerprint covers the worker id's cell, so that nobody has to look at the key as well. */
  #keepsItsPlace(hash: string, fileRow: number): boolean {
    const at = this.#at;
    if (!this.#page.hasHash(at, hash) || !this.#see(this.#page.id(at), fileRow)) return false;
    this.#advance();
    return true;
  }

  /** True when the row that is next in the image is this worker's: it has changed. */
  #isNext(key: string): boolean {
    return this.#at < this.#page.size && this.#page.key(this.#at) === key;
  }

  #hasMoved(key: string, hash: string, fileRow: number): boolean {
    if (this.#imageRows === 0) return false;
    this.#looked += 1;
    const together = key.startsWith(keylessPrefix) ? null : this.#places;
    const places = together === null ? this.#draft.rowsByKey(key) : (together.get(key) ?? []);
    for (const row of places) {
      if (row.hash !== hash || !this.#see(row.id, fileRow)) continue;
      // Two neighbours in a row: the file goes on from here, so the page does too.
      if (row.id === this.#found + 1) this.#continueAfter(row.id);
      this.#found = row.id;
      return true;
    }
    return false;
  }

  /** True when the row had not been seen before. */
  #see(id: number, fileRow: number): boolean {
    const bit = id - this.#lowest;
    const byte = this.#seen[bit >> 3] ?? 0;
    const mask = 1 << (bit & 7);
    if ((byte & mask) !== 0) return false;
    this.#seen[bit >> 3] = byte | mask;
    this.#matched += 1;
    this.#positions.note(id, fileRow);
    return true;
  }

  #advance(): void {
    this.#at += 1;
    if (this.#at === this.#page.size && this.#at > 0) this.#continueAfter(this.#page.id(this.#at - 1));
  }

  #continueAfter(id: number): void {
    const within = this.#page.indexOf(id + 1, this.#at);
    if (within >= 0) {
      this.#at = within;
      return;
    }
    this.#page = this.#draft.rowsAfter(id, pageSize);
    this.#at = 0;
  }

  #endUnseen(): number {
    let ended = 0;
    let after = this.#lowest - 1;
    for (;;) {
      const page = this.#draft.rowsAfter(after, pageSize);
      if (page.size === 0) return ended;
      ended += this.#endUnseenOf(page);
      after = page.id(page.size - 1);
    }
  }

  #endUnseenOf(page: RowPage): number {
    const gone: number[] = [];
    for (let index = 0; index < page.size; index += 1) {
      const id = page.id(index);
      const bit = id - this.#lowest;
      if (((this.#seen[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0) continue;
      gone.push(id);
      this.#digest.remove(page.hash(index));
    }
    if (gone.length > 0) this.#draft.end(gone);
    return gone.length;
  }
}

/** Rows that come now need no word of where they came. */
function cameIn(batch: RowBatch, index: number): Pick<StagedRow, 'readIn'> {
  return batch.readIn === undefined ? {} : { readIn: batch.readIn(index) };
}

function keysOf(batch: RowBatch): string[] {
  const keys = new Set<string>();
  for (let index = 0; index < batch.size; index += 1) {
    const key = batch.key(index);
    if (key !== '') keys.add(key);
  }
  return [...keys];
}
