import { workerId } from '../../domain/kernel/ids.ts';
import type { CompiledMapping, FieldTrace } from '../../domain/mapping/compiled.ts';
import type { LocalDate } from '../../domain/time/local-date.ts';
import type { Fields } from '../../domain/worker/record.ts';

/** What a row that is put aside says all the same, for people to know whom and what it is about. */
export interface UnusedRow {
  /** False for a row whose cells do not fit the header: nothing of it can be told. */
  readonly readable: boolean;
  /** Null when it gives none. */
  readonly name: string | null;
  /** False when a part of the name cannot be read. */
  readonly nameIsWhole: boolean;
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
  nameIsWhole: false,
  fields: {},
  lastDay: null,
  endText: '',
  immediate: null,
};

/** What a person's name in reports is made from. */
const nameFields: ReadonlySet<string> = new Set(['displayName', 'preferredName', 'givenName', 'familyName']);

/** Reads what can be read of a row that is of no use otherwise. */
export function readUnused(mapping: CompiledMapping, cells: readonly string[]): UnusedRow {
  if (cells.length === 0) return unreadable;
  const traces = mapping.traceRow(cells);
  const wrong = traces.filter(({ problem }) => problem !== null);
  const fields: Fields = Object.fromEntries(
    traces.map(({ field, value, problem }) => [field, problem === null ? value : '']),
  );
  const { spell } = mapping.spellOf(fields);
  const name = mapping.displayName(workerId(''), spell);
  return {
    readable: true,
    name: name === '' ? null : name,
    nameIsWhole: !wrong.some(({ field }) => nameFields.has(field)),
    fields,
    lastDay: spell.lastDay,
    endText: endTextOf(mapping, cells, spell.lastDay, wrong),
    immediate: spell.immediate?.reason ?? null,
  };
}

/** A cell that is read and gives no day says that there is none, whatever stands in it. */
function endTextOf(
  mapping: CompiledMapping,
  cells: readonly string[],
  lastDay: LocalDate | null,
  wrong: readonly FieldTrace[],
): string {
  const { end } = mapping.dateColumnsIn(cells);
  const isRead = !wrong.some(({ column }) => column === end);
  return isRead && lastDay === null ? '' : (cells[end] ?? '').trim();
}
