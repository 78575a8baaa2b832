import type { Database } from 'better-sqlite3';
import { instant, type Instant } from '../domain/time/instant.ts';
import type {
  AcceptedDraft,
  FeedStore,
  ReadFile,
  Snapshot,
  SnapshotDraft,
  SourceFile,
  StoredProblem,
} from '../reconcile/ports.ts';
import { acceptedDraft } from './feed-accepted.ts';
import { candidates } from './feed-candidate.ts';
import { toSnapshot, type SnapshotRow } from './feed-snapshot.ts';
import { snapshotDraft } from './feed-draft.ts';

/** Snapshots of the sources and the image of each source's file. */
export function feedStore(database: Database): FeedStore {
  const newest = database.prepare<[string], SnapshotRow>(
    `SELECT * FROM snapshot WHERE source = ? AND status IN ('accepted', 'settling') ORDER BY snapshot_id DESC LIMIT 1`,
  );
  const settling = database.prepare<[string], SnapshotRow>(
    `SELECT * FROM snapshot WHERE source = ? AND status = 'settling' ORDER BY snapshot_id DESC LIMIT 1`,
  );
  const confirm = database.prepare<[number, number, number]>(
    `UPDATE snapshot SET modified_at = ?, read_at = ? WHERE snapshot_id = ?`,
  );
  const firstFileRow = database.prepare<[number], { fileRow: number }>(
    `SELECT file_row AS fileRow FROM feed_cells WHERE row_id = ?`,
  );
  const statistics = database
    .prepare<[number], string>(`SELECT body FROM feed_statistics WHERE snapshot_id = ?`)
    .pluck();
  const setFindings = database.prepare<[string, number]>(`UPDATE snapshot SET findings = ? WHERE snapshot_id = ?`);
  const before = database
    .prepare<[string, string], number>(
      `SELECT max(decided_at) FROM snapshot WHERE source = ? AND sha256 = ? AND status IN ('accepted', 'settling')`,
    )
    .pluck();
  const reads = database.prepare<[string, string], ReadRow>(
    `SELECT snapshot_id AS id, first_row_id AS firstRow, file, letters, positions FROM snapshot
     WHERE source = ? AND status IN ('accepted', 'settling') AND snapshot_id >= coalesce(
       (SELECT max(snapshot_id) FROM snapshot WHERE source = ? AND status IN ('accepted', 'settling') AND whole = 1), 0)
     ORDER BY snapshot_id`,
  );
  const readBefore = database.prepare<[string, number], ReadRow>(
    `SELECT snapshot_id AS id, first_row_id AS firstRow, file, letters, positions FROM snapshot
     WHERE source = ? AND first_read_at < ? AND status IN ('accepted', 'settling') ORDER BY snapshot_id DESC LIMIT 1`,
  );
  const files = database.prepare<[string, number], { file: string; at: number }>(
    // Of the rows of one content, SQLite gives the others' columns of the one that is least.
    `SELECT file, min(first_read_at) AS at FROM snapshot
     WHERE source = ? AND status IN ('accepted', 'settling') AND sequence IS NULL
     GROUP BY sha256 HAVING at >= ? ORDER BY at`,
  );
  const readIn = database.prepare<[number], number | null>(`SELECT read_in FROM feed_cells WHERE row_id = ?`).pluck();
  const problems = problemReader(database);
  const waiting = candidates(database);

  return {
    accepted: (source) => toSnapshotOrNull(newest.get(source)),
    candidate: (source) => waiting.candidate(source),
    unfinished(source): AcceptedDraft | null {
      waiting.settleChosen(source);
      const snapshot = toSnapshotOrNull(settling.get(source));
      return snapshot === null ? null : acceptedDraft(database, snapshot);
    },
    begin: (source, file, basis, at, numbered = null): SnapshotDraft =>
      snapshotDraft(database, { source, file, basis, at, numbered }),
    reads: (source) => reads.all(source, source).map(toReadFile),
    readBefore(source, at) {
      const row = readBefore.get(source, at);
      return row === undefined ? null : toReadFile(row);
    },
    filesSince: (source, since) =>
      files.all(source, since).map(({ file, at }) => ({ file: file.split(/[/\\]/u).at(-1) ?? file, at: instant(at) })),
    readIn: (rowId) => readIn.get(rowId) ?? null,
    confirm(snapshot, file: SourceFile, at: Instant) {
      confirm.run(file.modifiedAt, at, snapshot.id);
      waiting.giveUp(snapshot.source);
    },
    statistics: (snapshot) => statistics.get(snapshot) ?? null,
    setFindings: (snapshot, findings) => void setFindings.run(JSON.stringify(findings), snapshot),
    acceptedBefore(source, sha256) {
      const at = before.get(source, sha256) ?? null;
      return at === null ? null : instant(at);
    },
    firstFileRow: (rowId) => firstFileRow.get(rowId)?.fileRow ?? null,
    problems,
  };
}

/** Pages end with a whole row: a page of `limit` is followed by what is left of its last row. */
function problemReader(database: Database): FeedStore['problems'] {
  const page = database.prepare<[string, string, number, number], StoredProblem>(
    `SELECT p.worker_id AS worker, p.row_id AS rowId, r.source, c.file_row AS fileRow, c.cells, p.body
     FROM row_problem p JOIN feed_row r ON r.row_id = p.row_id JOIN feed_cells c ON c.row_id = p.row_id
     WHERE p.worker_id > ? OR (p.worker_id = ? AND p.row_id > ?)
     ORDER BY p.worker_id, p.row_id, p.ordinal LIMIT ?`,
  );
  const ofRow = database.prepare<[number], StoredProblem>(
    `SELECT p.worker_id AS worker, p.row_id AS rowId, r.source, c.file_row AS fileRow, c.cells, p.body
     FROM row_problem p JOIN feed_row r ON r.row_id = p.row_id JOIN feed_cells c ON c.row_id = p.row_id
     WHERE p.row_id = ? ORDER BY p.ordinal`,
  );
  return (after, limit) => {
    const found = page.all(after.worker, after.worker, after.row, limit);
    const last = found.at(-1);
    if (last === undefined || found.length < limit) return found;
    return [...found.filter((one) => one.rowId !== last.rowId), ...ofRow.all(last.rowId)];
  };
}

type ReadRow = Omit<ReadFile, 'letters'> & { readonly letters: string };

function toReadFile(row: ReadRow): ReadFile {
  return { ...row, letters: JSON.parse(row.letters) as string[] };
}

function toSnapshotOrNull(row: SnapshotRow | undefined): Snapshot | null {
  return row === undefined ? null : toSnapshot(row);
}
