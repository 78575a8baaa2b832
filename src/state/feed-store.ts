import type { Database } from 'better-sqlite3';
import type { Finding } from '../domain/guardrails/finding.ts';
import { instant, type Instant } from '../domain/time/instant.ts';
import type {
  AcceptedDraft,
  FeedStore,
  Snapshot,
  SnapshotDraft,
  SourceFile,
  StoredProblem,
} from '../reconcile/ports.ts';
import { acceptedDraft } from './feed-accepted.ts';
import { snapshotDraft } from './feed-draft.ts';

interface SnapshotRow {
  readonly snapshot_id: number;
  readonly source: string;
  readonly file: string;
  readonly bytes: number;
  readonly modified_at: number;
  readonly sha256: string;
  readonly basis: string;
  readonly rows: number;
  readonly rows_digest: string;
  readonly put_aside: number;
  readonly positions: string | null;
  readonly letters: string;
  readonly read_at: number;
  readonly findings: string;
}

/** Snapshots of the sources and the image of each source's file. */
export function feedStore(database: Database): FeedStore {
  const newest = database.prepare<[string], SnapshotRow>(
    `SELECT * FROM snapshot WHERE source = ? AND status IN ('accepted', 'settling') ORDER BY snapshot_id DESC LIMIT 1`,
  );
  const settling = database.prepare<[string], SnapshotRow>(
    `SELECT * FROM snapshot WHERE source = ? AND status = 'settling' ORDER BY snapshot_id DESC LIMIT 1`,
  );
  const after = database.prepare<[number], { one: number }>(
    `SELECT 1 AS one FROM snapshot WHERE status IN ('accepted', 'settling') AND read_at > ? LIMIT 1`,
  );
  const confirm = database.prepare<[number, number, number]>(
    `UPDATE snapshot SET modified_at = ?, read_at = ? WHERE snapshot_id = ?`,
  );
  const firstFileRow = database.prepare<[number], { fileRow: number }>(
    `SELECT file_row AS fileRow FROM feed_cells WHERE row_id = ?`,
  );
  const problems = problemReader(database);

  return {
    accepted: (source) => toSnapshot(newest.get(source)),
    acceptedAfter: (at) => after.get(at) !== undefined,
    unfinished(source): AcceptedDraft | null {
      const snapshot = toSnapshot(settling.get(source));
      return snapshot === null ? null : acceptedDraft(database, snapshot);
    },
    begin: (source, file, basis, at): SnapshotDraft => snapshotDraft(database, { source, file, basis, at }),
    confirm: (snapshot, file: SourceFile, at: Instant) => void confirm.run(file.modifiedAt, at, snapshot.id),
    firstFileRow: (rowId) => firstFileRow.get(rowId)?.fileRow ?? null,
    problems,
  };
}

/** Pages end with a whole row: a page of `limit` is followed by what is left of its last row. */
function problemReader(database: Database): FeedStore['problems'] {
  const page = database.prepare<[string, string, number, number], StoredProblem>(
    `SELECT p.worker_id AS worker, p.row_id AS rowId, c.file_row AS fileRow, p.body
     FROM row_problem p JOIN feed_cells c ON c.row_id = p.row_id
     WHERE p.worker_id > ? OR (p.worker_id = ? AND p.row_id > ?)
     ORDER BY p.worker_id, p.row_id, p.ordinal LIMIT ?`,
  );
  const ofRow = database.prepare<[number], StoredProblem>(
    `SELECT p.worker_id AS worker, p.row_id AS rowId, c.file_row AS fileRow, p.body
     FROM row_problem p JOIN feed_cells c ON c.row_id = p.row_id WHERE p.row_id = ? ORDER BY p.ordinal`,
  );
  return (after, limit) => {
    const found = page.all(after.worker, after.worker, after.row, limit);
    const last = found.at(-1);
    if (last === undefined || found.length < limit) return found;
    return [...found.filter((one) => one.rowId !== last.rowId), ...ofRow.all(last.rowId)];
  };
}

function toSnapshot(row: SnapshotRow | undefined): Snapshot | null {
  if (row === undefined) return null;
  return {
    id: row.snapshot_id,
    source: row.source,
    file: { file: row.file, bytes: row.bytes, modifiedAt: instant(row.modified_at) },
    sha256: row.sha256,
    basis: row.basis,
    rows: row.rows,
    rowsDigest: row.rows_digest,
    putAside: row.put_aside,
    positions: row.positions,
    letters: JSON.parse(row.letters) as string[],
    readAt: instant(row.read_at),
    findings: JSON.parse(row.findings) as Finding[],
  };
}
