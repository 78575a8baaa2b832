import { workerId } from '../../domain/kernel/ids.ts';
import type { Spell, WorkerRecord } from '../../domain/worker/record.ts';

/** A spell with where it came from: the stored row, and the deciding cells as HR wrote them. */
export interface StoredSpell {
  readonly spell: Spell;
  readonly row: number;
  /** Where the row stood when it was first read. */
  readonly fileRow: number;
  readonly hireText: string;
  readonly endText: string;
}

/** The last accepted record as stored. */
export type StoredRecord = readonly StoredSpell[];

/** Values without their names, but for the mapping's own fields: a first file writes and reads one for everybody. */
type Row = readonly [
  row: number,
  fileRow: number,
  hireText: string,
  endText: string,
  hire: Spell['hire'],
  lastDay: Spell['lastDay'],
  zone: Spell['zone'],
  zoneOrigin: Spell['zoneOrigin'],
  cutOff: Spell['cutOff'],
  immediate: Spell['immediate'],
  leave: Spell['leave'],
  fields: Spell['fields'],
];

export function toText(record: StoredRecord): string {
  return JSON.stringify(record.map(toRow));
}

function toRow({ spell, row, fileRow, hireText, endText }: StoredSpell): Row {
  const { hire, lastDay, zone, zoneOrigin, cutOff, immediate, leave, fields } = spell;
  return [row, fileRow, hireText, endText, hire, lastDay, zone, zoneOrigin, cutOff, immediate, leave, fields];
}

export function fromText(text: string): StoredRecord {
  return (JSON.parse(text) as readonly Row[]).map(fromRow);
}

function fromRow(stored: Row): StoredSpell {
  const [row, fileRow, hireText, endText, hire, lastDay, zone, zoneOrigin, cutOff, immediate, leave, fields] = stored;
  return {
    spell: { hire, lastDay, zone, zoneOrigin, cutOff, immediate, leave, fields },
    row,
    fileRow,
    hireText,
    endText,
  };
}

export function toWorker(id: string, record: StoredRecord): WorkerRecord {
  return { id: workerId(id), spells: record.map((one) => one.spell) };
}
