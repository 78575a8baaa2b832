import { mostSubjects } from '../../domain/guardrails/limit.ts';
import type { RowBatch, RowPage, SnapshotDraft, StagedRow } from '../ports.ts';
import { keylessPrefix, keyTrouble } from './conflicts.ts';
import { RowPositions } from './positions.ts';
import { RowsDigest } from './rows-digest.ts';

const pageSize = 4096;

/** What the merge found. */
export interface Merged {
  readonly staged: number;
  readonly ended: number;
  readonly digest: string;
  readonly positions: string | null;
  /** New or changed rows whose worker id is blank or invalid: how many, and the first of them as `row 12`. */
  readonly unusable: { readonly count: number; readonly places: readonly string[] };
}

/**
 * Merges a file with the accepted image in file order. An unchanged row in its old place costs a comparison; one that
 * moved costs a look-up by key; only new and changed rows are written. Rows are told apart by key and fingerprint
 * together, so that a worker may have several.
 */
export class ImageMerge {
  readonly #draft: SnapshotDraft;
  readonly #imageRows: number;
  readonly #seen: Uint8Array;
  readonly #lowest: number;
  readonly #digest: RowsDigest;
  readonly #positions = new RowPositions();
  readonly #unusable: { count: number; places: string[] } = { count: 0, places: [] };
  #page: RowPage;
  #at = 0;
  #found = -1;
  #matched = 0;
  #staged = 0;

  constructor(draft: SnapshotDraft, image: { readonly rows: number; readonly digest: string }) {
    this.#draft = draft;
    this.#imageRows = image.rows;
    this.#digest = new RowsDigest(image.digest);
    const { lowest, highest } = draft.imageRange;
    this.#lowest = lowest;
    this.#seen = new Uint8Array(Math.max(0, highest - lowest + 1 + 7) >> 3);
    this.#page = draft.rowsAfter(lowest - 1, pageSize);
  }

  /** Takes the next rows of the file. */
  take(batch: RowBatch): void {
    const changed: StagedRow[] = [];
    for (let index = 0; index < batch.size; index += 1) {
      const hash = batch.hash(index);
      const key = batch.key(index) === '' ? keylessPrefix + hash : batch.key(index);
      if (this.#keepsItsPlace(key, hash, batch.fileRow(index))) continue;
      if (this.#hasMoved(key, hash, batch.fileRow(index))) continue;
      if (this.#page.keys[this.#at] === key) this.#advance();
      if (keyTrouble(key) !== null) this.#noteUnusable(batch.fileRow(index));
      const cells = batch.brokenWidth(index) === null ? batch.cells(index) : [];
      changed.push({ key, hash, fileRow: batch.fileRow(index), cells });
      this.#digest.add(hash);
    }
    if (changed.length === 0) return;
    this.#draft.stage(changed);
    this.#staged += changed.length;
  }

  /** Ends what the file no longer has. */
  finish(): Merged {
    const ended = this.#matched === this.#imageRows ? 0 : this.#endUnseen();
    return {
      staged: this.#staged,
      ended,
      digest: this.#digest.toString(),
      positions: this.#positions.toText(),
      unusable: this.#unusable,
    };
  }

  #noteUnusable(fileRow: number): void {
    this.#unusable.count += 1;
    if (this.#unusable.places.length < mostSubjects) this.#unusable.places.push(`row ${fileRow}`);
  }

  #keepsItsPlace(key: string, hash: string, fileRow: number): boolean {
    const at = this.#at;
    if (this.#page.keys[at] !== key || this.#page.hashes[at] !== hash) return false;
    if (!this.#see(this.#page.ids[at] ?? 0, fileRow)) return false;
    this.#advance();
    return true;
  }

  #hasMoved(key: string, hash: string, fileRow: number): boolean {
    if (this.#imageRows === 0) return false;
    for (const row of this.#draft.rowsByKey(key)) {
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
    if (this.#at === this.#page.ids.length && this.#at > 0) this.#continueAfter(this.#page.ids[this.#at - 1] ?? 0);
  }

  #continueAfter(id: number): void {
    const within = this.#page.ids.indexOf(id + 1, this.#at);
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
      const last = page.ids.at(-1);
      if (last === undefined) return ended;
      ended += this.#endUnseenOf(page);
      after = last;
    }
  }

  #endUnseenOf(page: RowPage): number {
    const gone: number[] = [];
    for (let index = 0; index < page.ids.length; index += 1) {
      const id = page.ids[index] ?? 0;
      const bit = id - this.#lowest;
      if (((this.#seen[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0) continue;
      gone.push(id);
      this.#digest.remove(page.hashes[index] ?? '');
    }
    if (gone.length > 0) this.#draft.end(gone);
    return gone.length;
  }
}
