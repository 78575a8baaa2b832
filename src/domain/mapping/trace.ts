import type { FieldTrace } from './compiled.ts';
import { cellError } from './problems.ts';
import type { RowPlan } from './row.ts';
import { columnFor, isFault, readCell } from './values.ts';

/** Reads a row field by field as `readRow` does, and keeps what came of each. */
export function traceRow({ fields }: Pick<RowPlan, 'fields'>, cells: readonly string[]): readonly FieldTrace[] {
  return fields.map((field) => {
    const column = columnFor(field, cells);
    const cell = cells[column] ?? '';
    const value = readCell(field, cell);
    if (!isFault(value)) return { field: field.name, column, cell, value, problem: null };
    return { field: field.name, column, cell, value: null, problem: cellError(column, cell, value).problem };
  });
}
