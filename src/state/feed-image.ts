import type { Database } from 'better-sqlite3';
import type { AcceptedDraft, ImageRow, KeyPage } from '../reconcile/ports.ts';

interface CellRow {
  readonly id: number;
  readonly key: string;
  readonly hash: string;
  readonly fileRow: number;
  readonly cells: string;
}

type ImageReader = Pick<AcceptedDraft, 'keysAfter' | 'imageRows'>;

/** Reads the newest image of a source: every row that has not ended. */
export function imageReader(database: Database, source: string): ImageReader {
  const keys = database
    .prepare<[string, string, number], [string, number]>(
      `SELECT key, count(*) FROM feed_row WHERE source = ? AND key > ? GROUP BY key ORDER BY key LIMIT ?`,
    )
    .raw();
  const byKey = database.prepare<[string, string], CellRow>(
    `SELECT r.row_id AS id, r.key, r.hash, c.file_row AS fileRow, c.cells
     FROM feed_row r JOIN feed_cells c ON c.row_id = r.row_id
     WHERE r.key = ? AND r.source = ? AND r.until IS NULL ORDER BY r.row_id LIMIT 201`,
  );
  return {
    keysAfter(after, limit): KeyPage {
      const page = keys.all(source, after, limit);
      return { keys: page.map(([key]) => key), rows: page.map(([, rows]) => rows) };
    },
    imageRows: (key: string): readonly ImageRow[] => byKey.all(key, source).map(toImageRow),
  };
}

export function toImageRow(row: CellRow): ImageRow {
  return { ...row, cells: JSON.parse(row.cells) as string[] };
}
