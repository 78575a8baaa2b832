import type { Database } from 'better-sqlite3';
import type { RowPage } from '../reconcile/ports.ts';

/** A row's fingerprint has as many digits, so that those of a page can stand in one text. */
const digits = 32;

interface Packed {
  readonly first: number | null;
  readonly last: number;
  readonly size: number;
  readonly hashes: string;
}

/** Reads the stored image in file order, a page as one value: a value of its own for each row costs as much as finding it. */
export function pageReader(
  database: Database,
  source: string,
  highest: number,
): (after: number, limit: number) => RowPage {
  const packed = database.prepare<[string, number, number, number], Packed>(
    // Every fingerprint has 32 digits; one that somebody damaged must not move those behind it.
    `SELECT min(row_id) AS first, max(row_id) AS last, count(*) AS size,
            group_concat(CASE WHEN length(hash) = 32 THEN hash ELSE substr(printf('%-32s', hash), 1, 32) END, '') AS hashes
     FROM (SELECT row_id, hash FROM feed_row
           WHERE source = ? AND row_id > ? AND row_id <= ? AND until IS NULL ORDER BY row_id LIMIT ?)`,
  );
  const ids = database
    .prepare<[string, number, number, number], number>(
      `SELECT row_id FROM feed_row
       WHERE source = ? AND row_id > ? AND row_id <= ? AND until IS NULL ORDER BY row_id LIMIT ?`,
    )
    .pluck();
  const key = database.prepare<[number], string>(`SELECT key FROM feed_row WHERE row_id = ?`).pluck();
  const keyOf = (id: number): string => key.get(id) ?? '';
  return (after, limit) => {
    const found = packed.get(source, after, highest, limit);
    if (found === undefined || found.first === null) return emptyPage;
    const { first, last, size, hashes } = found;
    const isGapless = last - first + 1 === size;
    return isGapless
      ? gaplessPage(first, size, hashes, keyOf)
      : pageOf(ids.all(source, after, highest, limit), hashes, keyOf);
  };
}

const emptyPage = pageOf([], '', () => '');

function gaplessPage(first: number, size: number, hashes: string, keyOf: (id: number) => string): RowPage {
  return {
    size,
    id: (index) => first + index,
    hasHash: (index, hash) => index < size && hashes.startsWith(hash, index * digits),
    hash: (index) => hashes.slice(index * digits, (index + 1) * digits),
    key: (index) => keyOf(first + index),
    indexOf: (id, from) => (id - first >= from && id - first < size ? id - first : -1),
  };
}

function pageOf(ids: readonly number[], hashes: string, keyOf: (id: number) => string): RowPage {
  return {
    ...gaplessPage(0, ids.length, hashes, keyOf),
    id: (index) => ids[index] ?? 0,
    key: (index) => keyOf(ids[index] ?? 0),
    indexOf: (id, from) => ids.indexOf(id, from),
  };
}
