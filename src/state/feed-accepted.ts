import type { Database } from 'better-sqlite3';
import type { AcceptedDraft, Snapshot } from '../reconcile/ports.ts';
import { draftCompare } from './feed-compare.ts';
import { imageReader, toImageRow } from './feed-image.ts';

const removalChunk = 5_000;

/** What follows from a snapshot that was just accepted, or whose settling a crash cut short. */
export function acceptedDraft(database: Database, snapshot: Snapshot): AcceptedDraft {
  const firstRow = database
    .prepare<[number], { firstRow: number }>(`SELECT first_row_id AS firstRow FROM snapshot WHERE snapshot_id = ?`)
    .get(snapshot.id)?.firstRow;
  if (firstRow === undefined) throw new Error(`snapshot ${String(snapshot.id)} is not stored`);
  const image = imageReader(database, snapshot.source);
  const staged = database.prepare<
    [number, string, number],
    { id: number; key: string; hash: string; fileRow: number; cells: string }
  >(
    `SELECT r.row_id AS id, r.key, r.hash, c.file_row AS fileRow, c.cells
     FROM feed_row r JOIN feed_cells c ON c.row_id = r.row_id WHERE r.row_id > ? AND r.source = ?
     ORDER BY r.row_id LIMIT ?`,
  );
  const ended = database.prepare<[number, number, number], { id: number; key: string }>(
    `SELECT row_id AS id, key FROM feed_row WHERE until = ? AND row_id > ? ORDER BY row_id LIMIT ?`,
  );
  const clearProblems = database.prepare<[number]>(`DELETE FROM row_problem WHERE row_id = ?`);
  const insertProblem = database.prepare<[number, number, string, string]>(
    `INSERT INTO row_problem (row_id, ordinal, worker_id, body) VALUES (?, ?, ?, ?)`,
  );
  const forgetEarlier = database.prepare<[string, number]>(
    `DELETE FROM feed_statistics
     WHERE snapshot_id IN (SELECT snapshot_id FROM snapshot WHERE source = ? AND snapshot_id < ?)`,
  );

  const ids = { id: snapshot.id, source: snapshot.source, highest: firstRow - 1, ceiling: Number.MAX_SAFE_INTEGER };
  const compare = draftCompare(database, ids);

  return {
    snapshot,
    endedAfter: (after, limit) => compare.endedAfter(after, limit),
    livingRows: (keys) => compare.livingRows(keys),
    stagedAfter: (after, limit) => staged.all(Math.max(after, firstRow - 1), snapshot.source, limit).map(toImageRow),
    endedKeys: (after, limit) => ended.all(snapshot.id, after, limit),
    keysAfter: (after, limit) => image.keysAfter(after, limit),
    imageRows: (key) => image.imageRows(key),
    setProblems(rowId, key, problems) {
      clearProblems.run(rowId);
      problems.forEach((body, ordinal) => insertProblem.run(rowId, ordinal, key ?? '', body));
    },
    together(work) {
      database.transaction(work).immediate();
    },
    finish(putAside) {
      removeEnded(database, snapshot.id);
      forgetEarlier.run(snapshot.source, snapshot.id);
      database
        .prepare<[number, number]>(`UPDATE snapshot SET status = 'accepted', put_aside = ? WHERE snapshot_id = ?`)
        .run(putAside, snapshot.id);
    },
  };
}

function removeEnded(database: Database, snapshotId: number): void {
  const ids = database.prepare<[number, number], [number]>(`SELECT row_id FROM feed_row WHERE until = ? LIMIT ?`).raw();
  const row = database.prepare<[number]>(`DELETE FROM feed_row WHERE row_id = ?`);
  const cells = database.prepare<[number]>(`DELETE FROM feed_cells WHERE row_id = ?`);
  const problems = database.prepare<[number]>(`DELETE FROM row_problem WHERE row_id = ?`);
  const remove = database.transaction((chunk: readonly [number][]) => {
    for (const [id] of chunk) {
      row.run(id);
      cells.run(id);
      problems.run(id);
    }
  });
  for (let chunk = ids.all(snapshotId, removalChunk); chunk.length > 0; chunk = ids.all(snapshotId, removalChunk)) {
    remove(chunk);
  }
}
