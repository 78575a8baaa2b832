import type { Database } from 'better-sqlite3';
import type { Instant } from '../domain/time/instant.ts';
import type { DraftSummary, ImagePlace, Numbered, SnapshotDraft, SourceFile, StagedRow } from '../reconcile/ports.ts';
import { acceptedDraft } from './feed-accepted.ts';
import { draftCompare } from './feed-compare.ts';
import { refuseUnsettled } from './feed-candidate.ts';
import { imageReader } from './feed-image.ts';
import { pageReader } from './feed-page.ts';
import { insertMany } from './insert-many.ts';

interface DraftStart {
  readonly source: string;
  readonly file: SourceFile;
  readonly basis: string;
  readonly at: Instant;
  readonly numbered: Numbered | null;
}

/** Rows that many keys together may have beyond one each to be looked up together. */
const mostFurtherRows = 1_000;

const cleaningChunk = 20_000;

/**
 * Begins a snapshot. New rows go in with an id above every old one; old rows that are gone get `until`. Neither counts
 * before the snapshot's own row says that it is accepted, and both are undone when it never does.
 */
export function snapshotDraft(database: Database, start: DraftStart): SnapshotDraft {
  undoUndecided(database, start.source);
  refuseUnsettled(database, start.source);
  const highest = highestRowId(database);
  const id = insertSnapshot(database, start, highest + 1);
  const lowest = lowestRowId(database, start.source);
  const image = imageReader(database, start.source);
  const byKey = database
    .prepare<[string, string, number], [number, string]>(
      `SELECT row_id, hash FROM feed_row WHERE key = ? AND source = ? AND row_id <= ? ORDER BY row_id LIMIT 64`,
    )
    .raw();
  const byKeys = database
    .prepare<[string, string, number, number], [string, number, string]>(
      `SELECT r.key, r.row_id, r.hash FROM json_each(?) k CROSS JOIN feed_row r
       WHERE r.key = k.value AND r.source = ? AND r.row_id <= ? LIMIT ?`,
    )
    .raw();
  const insertRows = insertMany(database, 'feed_row', ['row_id', 'source', 'key', 'hash']);
  const insertCells = insertMany(database, 'feed_cells', ['row_id', 'file_row', 'cells', 'read_in']);
  const endRow = database.prepare<[number, number]>(`UPDATE feed_row SET until = ? WHERE row_id = ?`);
  let next = highest + 1;

  const stage = database.transaction((rows: readonly StagedRow[]) => {
    insertRows(rows.flatMap((row, index) => [next + index, start.source, row.key, row.hash]));
    insertCells(
      rows.flatMap((row, index) => [next + index, row.fileRow, JSON.stringify(row.cells), row.readIn ?? null]),
    );
    next += rows.length;
  });
  const end = database.transaction((rowIds: readonly number[]) => {
    for (const rowId of rowIds) endRow.run(id, rowId);
  });

  return {
    ...draftCompare(database, { id, source: start.source, highest, ceiling: Number.MAX_SAFE_INTEGER }),
    id,
    imageRange: { lowest, highest: lowest === 0 ? -1 : highest },
    rowsAfter: pageReader(database, start.source, highest),
    rowsByKey: (key) => byKey.all(key, start.source, highest).map(([rowId, hash]) => ({ id: rowId, hash })),
    rowsByKeys(keys) {
      const limit = keys.length + mostFurtherRows;
      const rows = byKeys.all(JSON.stringify(keys), start.source, highest, limit);
      return rows.length === limit ? null : placesByKey(rows);
    },
    stage,
    end,
    keysAfter: (after, limit) => image.keysAfter(after, limit),
    imageRows: (key) => image.imageRows(key),
    isKnown: (key) => byKey.get(key, start.source, highest) !== undefined,
    accept(summary, at) {
      decide(database, id, 'settling', summary, at);
      const file = start.file;
      return acceptedDraft(database, {
        id,
        source: start.source,
        file,
        sha256: summary.sha256,
        basis: start.basis,
        rows: summary.rows,
        rowsDigest: summary.rowsDigest,
        positions: summary.positions,
        letters: summary.letters,
        ...(summary.headers === undefined ? {} : { headers: summary.headers }),
        putAside: 0,
        readAt: start.at,
        firstReadAt: start.at,
        findings: summary.findings,
        numbered: start.numbered,
      });
    },
    // A candidate keeps its rows, but the accepted image goes on without them: the next begin undoes them.
    hold: (summary, at) => {
      decide(database, id, 'candidate', summary, at);
    },
    reject(summary, at) {
      decide(database, id, 'rejected', summary, at);
      undoRows(database, { id, source: start.source, firstRow: highest + 1 });
    },
  };
}

function placesByKey(rows: readonly [string, number, string][]): ReadonlyMap<string, readonly ImagePlace[]> {
  const places = new Map<string, ImagePlace[]>();
  for (const [key, id, hash] of rows) {
    const others = places.get(key);
    if (others === undefined) places.set(key, [{ id, hash }]);
    else others.push({ id, hash });
  }
  return places;
}

function insertSnapshot(database: Database, start: DraftStart, firstRowId: number): number {
  const { file } = start;
  const insert = database.prepare<
    [string, string, number, number, string, number, number, number, number | null, 0 | 1]
  >(
    `INSERT INTO snapshot (source, status, file, bytes, modified_at, sha256, basis, first_row_id, rows, rows_digest,
       put_aside, letters, read_at, first_read_at, findings, sequence, whole)
     VALUES (?, 'reading', ?, ?, ?, '', ?, ?, 0, '', 0, '[]', ?, ?, '[]', ?, ?)`,
  );
  const { lastInsertRowid } = insert.run(
    start.source,
    file.file,
    file.bytes,
    file.modifiedAt,
    start.basis,
    firstRowId,
    start.at,
    start.at,
    start.numbered?.number ?? null,
    start.numbered?.whole === false ? 0 : 1,
  );
  return Number(lastInsertRowid);
}

function decide(database: Database, id: number, status: string, summary: DraftSummary, at: Instant): void {
  database.transaction(() => {
    writeDecision(database, id, status, summary, at);
  })();
}

function writeDecision(database: Database, id: number, status: string, summary: DraftSummary, at: Instant): void {
  database
    .prepare<[string, string, number, string, string | null, string, string | null, string, number, number]>(
      `UPDATE snapshot SET status = ?, sha256 = ?, rows = ?, rows_digest = ?, positions = ?, letters = ?, headers = ?, findings = ?,
         decided_at = ?
       WHERE snapshot_id = ?`,
    )
    .run(
      status,
      summary.sha256,
      summary.rows,
      summary.rowsDigest,
      summary.positions,
      JSON.stringify(summary.letters),
      summary.headers === undefined ? null : JSON.stringify(summary.headers),
      JSON.stringify(summary.findings),
      at,
      id,
    );
  if (summary.statistics === null) return;
  database
    .prepare<[number, string]>(`INSERT OR REPLACE INTO feed_statistics (snapshot_id, body) VALUES (?, ?)`)
    .run(id, summary.statistics);
}

/** Undoes what a crash left half read, and the candidate that this read replaces. */
function undoUndecided(database: Database, source: string): void {
  const undecided = database
    .prepare<[string], { id: number; firstRow: number; status: string }>(
      `SELECT snapshot_id AS id, first_row_id AS firstRow, status FROM snapshot
       WHERE source = ? AND status IN ('reading', 'candidate') ORDER BY snapshot_id DESC`,
    )
    .all(source);
  const close = database.prepare<[string, number]>(`UPDATE snapshot SET status = ? WHERE snapshot_id = ?`);
  const claim = database.prepare<[number]>(
    `UPDATE snapshot SET status = 'reading' WHERE snapshot_id = ? AND status IN ('reading', 'candidate')`,
  );
  const forgetStatistics = database.prepare<[number]>(`DELETE FROM feed_statistics WHERE snapshot_id = ?`);
  for (const { id, firstRow, status } of undecided) {
    // Before its first row goes, so that nobody accepts what is half gone.
    if (claim.run(id).changes === 0) continue;
    undoRows(database, { id, source, firstRow });
    forgetStatistics.run(id);
    close.run(status === 'candidate' ? 'replaced' : 'rejected', id);
  }
}

interface Undone {
  readonly id: number;
  readonly source: string;
  readonly firstRow: number;
}

/** Another source may have rows above the first one of the draft: what is undone is the draft's own. */
function undoRows(database: Database, { id, source, firstRow }: Undone): void {
  const cells = database.prepare<[number, string, number]>(
    `DELETE FROM feed_cells WHERE row_id IN
       (SELECT row_id FROM feed_row WHERE row_id >= ? AND source = ? ORDER BY row_id LIMIT ?)`,
  );
  const rows = database.prepare<[number, string, number]>(
    `DELETE FROM feed_row WHERE row_id IN
       (SELECT row_id FROM feed_row WHERE row_id >= ? AND source = ? ORDER BY row_id LIMIT ?)`,
  );
  const chunk = database.transaction(() => {
    cells.run(firstRow, source, cleaningChunk);
    return rows.run(firstRow, source, cleaningChunk).changes;
  });
  while (chunk.immediate() === cleaningChunk);
  // A state from before rows and cells went together may have cells of which the rows are gone.
  database
    .prepare<[number]>(`DELETE FROM feed_cells WHERE row_id >= ? AND row_id NOT IN (SELECT row_id FROM feed_row)`)
    .run(firstRow);
  const revive = database.prepare<[number, number]>(
    `UPDATE feed_row SET until = NULL WHERE row_id IN (SELECT row_id FROM feed_row WHERE until = ? LIMIT ?)`,
  );
  while (revive.run(id, cleaningChunk).changes === cleaningChunk);
}

/** Rows of later snapshots lie above those of earlier ones, whether or not these are still there. */
function highestRowId(database: Database): number {
  const highest = database.prepare<[], number | null>(`SELECT max(row_id) FROM feed_row`).pluck().get() ?? 0;
  const first = database
    .prepare<[], number>(`SELECT first_row_id FROM snapshot ORDER BY snapshot_id DESC LIMIT 1`)
    .pluck()
    .get();
  return Math.max(highest, (first ?? 1) - 1);
}

function lowestRowId(database: Database, source: string): number {
  return (
    database
      .prepare<[string], { id: number }>(`SELECT row_id AS id FROM feed_row WHERE source = ? ORDER BY row_id LIMIT 1`)
      .get(source)?.id ?? 0
  );
}
