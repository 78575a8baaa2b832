import type { ImageRow, RowBatch, SnapshotDraft, StagedRow } from '../ports.ts';
import type { ColumnStatistics } from './column-statistics.ts';
import { keylessPrefix, keyTrouble } from './conflicts.ts';
import type { Merge, Merged } from './merge.ts';
import { RowsDigest } from './rows-digest.ts';

/** Which cell says that HR has removed a row. */
export interface Removal {
  /** Index into the mapped columns. */
  readonly column: number;
  readonly values: ReadonlySet<string>;
}

/** What of a worker's stored rows the file tells again. */
interface Told {
  readonly stored: readonly ImageRow[];
  readonly kept: Set<number>;
}

const stagedTogether = 1_000;
const keysAtOnce = 1_000;

/**
 * Puts a file of changes into the accepted image: what it tells of a worker replaces all that was known of them, and
 * whoever is not in it stays as they were. Memory grows with the changes, never with the image.
 */
export class ChangesMerge implements Merge {
  readonly #draft: SnapshotDraft;
  readonly #imageRows: number;
  readonly #digest: RowsDigest;
  readonly #statistics: ColumnStatistics;
  readonly #removal: Removal | null;
  readonly #told = new Map<string, Told>();
  #changed: StagedRow[] = [];
  #staged = 0;
  #ended = 0;
  #forgotten = 0;
  #unusable = 0;

  /** @param statistics of the accepted image; new rows are counted into it. */
  constructor(
    draft: SnapshotDraft,
    image: { readonly rows: number; readonly digest: string },
    statistics: ColumnStatistics,
    removal: Removal | null,
  ) {
    this.#draft = draft;
    this.#imageRows = image.rows;
    this.#digest = new RowsDigest(image.digest);
    this.#statistics = statistics;
    this.#removal = removal;
  }

  take(batch: RowBatch): void {
    for (let index = 0; index < batch.size; index += 1) {
      const hash = batch.hash(index);
      const key = batch.key(index) === '' ? keylessPrefix + hash : batch.key(index);
      const told = this.#toldOf(key);
      const cells = batch.brokenWidth(index) === null ? batch.cells(index) : [];
      if (this.#isRemoved(cells)) continue;
      const again = told.stored.find((row) => row.hash === hash && !told.kept.has(row.id));
      if (again === undefined) this.#stage({ key, hash, fileRow: batch.fileRow(index), cells });
      else told.kept.add(again.id);
    }
  }

  finish(): Merged {
    this.#flush();
    for (const [key, told] of this.#told) this.#endUntold(key, told);
    this.#endKeyless();
    return {
      rows: this.#imageRows + this.#staged - this.#ended,
      staged: this.#staged,
      ended: this.#ended,
      digest: this.#digest.toString(),
      // Where a row stands is told by the file in which it came.
      positions: null,
      unusable: this.#unusable,
      forgotten: this.#forgotten,
    };
  }

  #isRemoved(cells: readonly string[]): boolean {
    return this.#removal?.values.has((cells[this.#removal.column] ?? '').trim()) === true;
  }

  #toldOf(key: string): Told {
    const known = this.#told.get(key);
    if (known !== undefined) return known;
    const told = { stored: this.#stored(key), kept: new Set<number>() };
    this.#told.set(key, told);
    return told;
  }

  #stored(key: string): readonly ImageRow[] {
    return this.#draft.imageRows(key).filter(({ id }) => id <= this.#draft.imageRange.highest);
  }

  #stage(row: StagedRow): void {
    if (keyTrouble(row.key) !== null) this.#unusable += 1;
    this.#statistics.add(row.cells);
    this.#digest.add(row.hash);
    this.#changed.push(row);
    if (this.#changed.length >= stagedTogether) this.#flush();
  }

  #flush(): void {
    if (this.#changed.length === 0) return;
    this.#draft.stage(this.#changed);
    this.#staged += this.#changed.length;
    this.#changed = [];
  }

  /** Only so many rows of one key are given at once; those that have ended make room for the next. */
  #endUntold(key: string, { kept }: Pick<Told, 'kept'>): void {
    for (;;) {
      const gone = this.#stored(key).filter(({ id }) => !kept.has(id));
      if (gone.length === 0) return;
      this.#draft.end(gone.map(({ id }) => id));
      this.#ended += gone.length;
      for (const { hash } of gone) this.#digest.remove(hash);
    }
  }

  /** A row without an id is a mistake in one file: the next one need not repeat that it is mended. */
  #endKeyless(): void {
    const before = this.#ended;
    this.#endKeylessRows();
    this.#forgotten = this.#ended - before;
  }

  #endKeylessRows(): void {
    for (let after = ''; ;) {
      const { keys } = this.#draft.keysAfter(after, keysAtOnce);
      for (const key of keys) {
        if (!key.startsWith(keylessPrefix)) return;
        if (!this.#told.has(key)) this.#endUntold(key, { kept: new Set() });
        after = key;
      }
      if (keys.length === 0) return;
    }
  }
}
