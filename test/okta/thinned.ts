/**
 * Every one of a table's columns for a row, or, where `TENURED_THINNED` is set, one of them: another one in each row, so
 * that every row and every column is met, though not each with each.
 */
export function columns<Column>(row: number, all: readonly Column[]): readonly Column[] {
  return process.env['TENURED_THINNED'] === undefined ? all : all.filter((_, column) => column === row % all.length);
}
