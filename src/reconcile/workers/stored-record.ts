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

export function toText(record: StoredRecord): string {
  return JSON.stringify(record);
}

export function fromText(text: string): StoredRecord {
  return JSON.parse(text) as StoredRecord;
}

export function toWorker(id: string, record: StoredRecord): WorkerRecord {
  return { id: workerId(id), spells: record.map((one) => one.spell) };
}
