import type { Database } from 'better-sqlite3';
import type { DraftCompare, EndedRow, LivingRow } from '../reconcile/ports.ts';

/** What a draft is, by its ids. */
interface DraftIds {
  readonly id: number;
  readonly source: string;
  /** The highest row id of the accepted image: new rows lie above. */
  readonly highest: number;
  /** No row of the source has an id from here on. */
  readonly ceiling: number;
}

interface CellsRow {
  readonly id: number;
  readonly key: string;
  readonly cells: string;
}

interface PlacedCells extends CellsRow {
  readonly fileRow: number;
}

/** Reads a draft's changes beside what was there before, in pages. */
export function draftCompare(database: Database, { id, source, highest, ceiling }: DraftIds): DraftCompare {
  const ended = database.prepare<[number, number, number], CellsRow>(
    `SELECT r.row_id AS id, r.key, c.cells FROM feed_row r JOIN feed_cells c ON c.row_id = r.row_id
     WHERE r.until = ? AND r.row_id > ? ORDER BY r.row_id LIMIT ?`,
  );
  const living = database.prepare<[string, string], CellsRow>(
    `SELECT r.row_id AS id, r.key, c.cells FROM json_each(?) k CROSS JOIN feed_row r
     JOIN feed_cells c ON c.row_id = r.row_id
     WHERE r.key = k.value AND r.source = ? AND r.until IS NULL ORDER BY r.row_id`,
  );
  const staged = database.prepare<[number, number, string, number], { id: number; key: string }>(
    `SELECT row_id AS id, key FROM feed_row WHERE row_id > ? AND row_id < ? AND source = ? ORDER BY row_id LIMIT ?`,
  );
  const image = database.prepare<[number, number, number, string, number], PlacedCells>(
    `SELECT r.row_id AS id, r.key, c.cells, c.file_row AS fileRow FROM feed_row r JOIN feed_cells c ON c.row_id = r.row_id
     WHERE r.row_id > ? AND r.row_id <= ? AND (r.until IS NULL OR r.until = ?) AND r.source = ?
     ORDER BY r.row_id LIMIT ?`,
  );
  return {
    endedAfter: (after, limit) => ended.all(id, after, limit).map(toEnded),
    livingRows(keys) {
      const found = new Map<string, LivingRow[]>();
      for (const row of living.all(JSON.stringify(keys), source)) {
        const one = { isNew: row.id > highest, cells: JSON.parse(row.cells) as string[] };
        const others = found.get(row.key);
        if (others === undefined) found.set(row.key, [one]);
        else others.push(one);
      }
      return found;
    },
    stagedKeys: (after, limit) => staged.all(Math.max(after, highest), ceiling, source, limit),
    imageAfter: (after, limit) =>
      image.all(after, highest, id, source, limit).map((row) => ({ ...toEnded(row), fileRow: row.fileRow })),
  };
}

function toEnded({ id, key, cells }: CellsRow): EndedRow {
  return { id, key, cells: JSON.parse(cells) as string[] };
}
