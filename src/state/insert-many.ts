import type { Database, Statement } from 'better-sqlite3';

type Value = string | number | null;

/** Rows a statement: more gain nothing, and fewer leave a call's own cost with each row. */
const together = 16;

/**
 * Inserts many rows into a table, several a statement: a call costs as much as the row it writes.
 * The rows' values come one behind the other, in the order of `columns`.
 */
export function insertMany(
  database: Database,
  table: string,
  columns: readonly string[],
): (values: readonly Value[]) => void {
  const row = `(${columns.map(() => '?').join(', ')})`;
  const statement = (rows: number): Statement<[readonly Value[]]> => {
    const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${Array<string>(rows).fill(row).join(', ')}`;
    return database.prepare<[readonly Value[]]>(sql);
  };
  const several = statement(together);
  const one = statement(1);
  return (values) => {
    for (let from = 0; from < values.length;) {
      const wide = from + together * columns.length <= values.length;
      const to = from + (wide ? together : 1) * columns.length;
      (wide ? several : one).run(values.slice(from, to));
      from = to;
    }
  };
}
