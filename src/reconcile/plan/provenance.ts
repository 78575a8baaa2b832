import type { CompiledMapping } from '../../domain/mapping/compiled.ts';
import type { Provenance } from '../../domain/plan/artefact.ts';
import type { Reason } from '../../domain/lifecycle/state.ts';
import type { Snapshot } from '../ports.ts';
import { positionFinder } from '../ingest/positions.ts';
import type { StoredRecord, StoredSpell } from '../workers/stored-record.ts';

/** Says where in the file a worker's facts stand, and which cell decided. */
export interface ProvenanceBook {
  /** The reason with HR's own column and value where a column decided. */
  explain(reason: Reason, record: StoredRecord): Reason;
  place(reason: Reason, record: StoredRecord): Provenance | null;
  /** The place of a row with a problem in one of its columns. */
  row(rowId: number, firstFileRow: number, column: string | null): Provenance;
  /** A mapped column as the file's own header writes it. */
  header(column: string | null): string | null;
}

export function provenanceBook(mapping: CompiledMapping, snapshot: Snapshot): ProvenanceBook {
  // People know the file by its name; where it lies stands in the plan's envelope.
  const file = snapshot.file.file.split('/').at(-1) ?? '';
  const positionOf = positionFinder(snapshot.positions);
  const letterOf = (column: number): string | null => snapshot.letters[column] ?? null;

  function deciding(
    reason: Reason,
    record: StoredRecord,
  ): { spell: StoredSpell; column: number; value: string } | null {
    const column = columnOf(mapping, reason);
    if (column < 0) return null;
    const isEnd = column === mapping.dateColumns.end;
    const spell = record.find(({ spell: one }) => (isEnd ? one.lastDay : one.hire) === reason.date) ?? record[0];
    if (spell === undefined) return null;
    const own = spell.dateColumns?.[isEnd ? 'end' : 'hire'] ?? column;
    return { spell, column: own, value: isEnd ? spell.endText : spell.hireText };
  }

  return {
    explain(reason, record) {
      const found = deciding(reason, record);
      const header = found === null ? undefined : mapping.columns[found.column];
      return found === null || header === undefined
        ? inOrder(reason, {})
        : inOrder(reason, { column: header, value: found.value });
    },
    place(reason, record) {
      const found = deciding(reason, record);
      const spell = found?.spell ?? record[0];
      if (spell === undefined) return null;
      return {
        file,
        row: positionOf(spell.row) ?? spell.fileRow,
        letter: found === null ? null : letterOf(found.column),
      };
    },
    header: (column) => (column === null ? null : (snapshot.headers?.[mapping.columns.indexOf(column)] ?? column)),
    row: (rowId, firstFileRow, column) => ({
      file,
      row: positionOf(rowId) ?? firstFileRow,
      letter: column === null ? null : letterOf(mapping.columns.indexOf(column)),
    }),
  };
}

const members = ['at', 'column', 'date', 'detail', 'rule', 'value', 'zone'] as const;

/** A reason with its members in the order of canonical JSON, in which every line is written. */
function inOrder(reason: Reason, decided: Pick<Reason, 'column' | 'value'>): Reason {
  const known = { ...reason, ...decided };
  const ordered: Partial<Record<(typeof members)[number], unknown>> = {};
  for (const member of members) if (known[member] !== undefined) ordered[member] = known[member];
  return ordered as unknown as Reason;
}

const decidedByEnd: ReadonlySet<Reason['rule']> = new Set(['last-day-ended', 'never-started', 'grace-ended']);
const decidedByHire: ReadonlySet<Reason['rule']> = new Set([
  'hire-date-reached',
  'create-lead-reached',
  'before-create-lead',
]);

function columnOf(mapping: CompiledMapping, { rule }: Reason): number {
  if (decidedByEnd.has(rule)) return mapping.dateColumns.end;
  return decidedByHire.has(rule) ? mapping.dateColumns.hire : -1;
}
