import type { Database } from 'better-sqlite3';
import type { AcceptedDraft, ImageRow } from '../reconcile/ports.ts';

interface CellRow {
  readonly id: number;
  readonly key: string;
  readonly hash: string;
  readonly fileRow: number;
  readonly cells: string;
}

type ImageReader = Pick<AcceptedDraft, 'crowdedKeys' | 'caseVariants' | 'imageRows'>;

/** Reads the newest image of a source: every row that has not ended. */
export function imageReader(database: Database, source: string): ImageReader {
  const crowded = database
    .prepare<[string], [string]>(`SELECT key FROM feed_row WHERE source = ? GROUP BY key HAVING count(*) > 1`)
    .raw();
  const byKey = database.prepare<[string, string], CellRow>(
    `SELECT r.row_id AS id, r.key, r.hash, c.file_row AS fileRow, c.cells
     FROM feed_row r JOIN feed_cells c ON c.row_id = r.row_id
     WHERE r.key = ? AND r.source = ? AND r.until IS NULL ORDER BY r.row_id LIMIT 201`,
  );
  const variants = database.prepare<[string], { keys: string }>(
    `SELECT json_group_array(DISTINCT key) AS keys FROM feed_row WHERE source = ? AND until IS NULL
     GROUP BY lower(key) HAVING count(DISTINCT key) > 1`,
  );
  return {
    caseVariants: (): readonly (readonly string[])[] =>
      variants.all(source).map((row) => JSON.parse(row.keys) as string[]),
    crowdedKeys: (): ReadonlySet<string> => new Set(crowded.all(source).map(([key]) => key)),
    imageRows: (key: string): readonly ImageRow[] => byKey.all(key, source).map(toImageRow),
  };
}

export function toImageRow(row: CellRow): ImageRow {
  return { ...row, cells: JSON.parse(row.cells) as string[] };
}
