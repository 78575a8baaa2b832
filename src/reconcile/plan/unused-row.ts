import { workerId } from '../../domain/kernel/ids.ts';
import type { CompiledMapping } from '../../domain/mapping/compiled.ts';
import type { LocalDate } from '../../domain/time/local-date.ts';
import type { Fields, FieldValue } from '../../domain/worker/record.ts';

/** What a row that is put aside says all the same, for people to know whom and what it is about. */
export interface UnusedRow {
  /** False for a row whose cells do not fit the header: nothing of it can be told. */
  readonly readable: boolean;
  /** Null when it gives none. */
  readonly name: string | null;
  /** The declared fields that can be read, by name. */
  readonly fields: Fields;
  readonly lastDay: LocalDate | null;
  /** The cell of the end of employment, '' when it says that there is none. */
  readonly endText: string;
  /** The rule by which access stops at once; null when none says so. */
  readonly immediate: string | null;
}

const unreadable: UnusedRow = {
  readable: false,
  name: null,
  fields: {},
  lastDay: null,
  endText: '',
  immediate: null,
};

/** Reads what can be read of a row that is of no use otherwise. */
export function readUnused(mapping: CompiledMapping, cells: readonly string[]): UnusedRow {
  if (cells.length === 0) return unreadable;
  const fields: Record<string, FieldValue> = {};
  const { end } = mapping.dateColumnsIn(cells);
  let endIsRead = true;
  for (const { field, column, value, problem } of mapping.traceRow(cells)) {
    fields[field] = value ?? '';
    if (column === end && problem !== null) endIsRead = false;
  }
  const { spell } = mapping.spellOf(fields);
  const name = mapping.displayName(workerId(''), spell);
  const isOpen = endIsRead && spell.lastDay === null;
  return {
    readable: true,
    name: name === '' ? null : name,
    fields,
    lastDay: spell.lastDay,
    endText: isOpen ? '' : (cells[end] ?? '').trim(),
    immediate: spell.immediate?.reason ?? null,
  };
}
