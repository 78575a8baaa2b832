import { workerId, type WorkerId } from '../../domain/kernel/ids.ts';
import type { DateColumns } from '../../domain/mapping/compiled.ts';
import type { Spell, WorkerRecord } from '../../domain/worker/record.ts';

/** A spell with where it came from: the stored row, and the deciding cells as HR wrote them. */
export interface StoredSpell {
  readonly spell: Spell;
  readonly row: number;
  /** Where the row stood when it was first read. */
  readonly fileRow: number;
  readonly hireText: string;
  readonly endText: string;
  /** The source that the row came from; absent for the one that is `home` in this state. */
  readonly source?: string;
  /** The id that the row stands under, where the worker goes on from another one; absent for the worker's own. */
  readonly of?: WorkerId;
  /** The columns that they stand in, where the mapping names several for one of them. */
  readonly dateColumns?: DateColumns;
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
  // What few mappings have, so that all others neither write nor read it.
  more?: Pick<Spell, 'effect' | 'preference'> & Pick<StoredSpell, 'dateColumns' | 'source' | 'of'>,
];

export function toText(record: StoredRecord): string {
  return JSON.stringify(record.map(toRow));
}

function toRow({ spell, row, fileRow, hireText, endText, dateColumns, source, of }: StoredSpell): Row {
  const { hire, lastDay, zone, zoneOrigin, cutOff, immediate, leave, fields, effect, preference } = spell;
  const plain = [row, fileRow, hireText, endText, hire, lastDay, zone, zoneOrigin, cutOff, immediate, leave] as const;
  const isPlain = effect === undefined && preference === undefined && dateColumns === undefined;
  if (isPlain && source === undefined && of === undefined) return [...plain, fields];
  const more = {
    ...(effect === undefined ? {} : { effect }),
    ...(preference === undefined ? {} : { preference }),
    ...(dateColumns === undefined ? {} : { dateColumns }),
    ...(source === undefined ? {} : { source }),
    ...(of === undefined ? {} : { of }),
  };
  return [...plain, fields, more];
}

export function fromText(text: string): StoredRecord {
  return (JSON.parse(text) as readonly Row[]).map(fromRow);
}

function fromRow(stored: Row): StoredSpell {
  const [row, fileRow, hireText, endText, hire, lastDay, zone, zoneOrigin, cutOff, immediate, leave, fields, more] =
    stored;
  const spell: Spell = { hire, lastDay, zone, zoneOrigin, cutOff, immediate, leave, fields };
  if (more === undefined) return { spell, row, fileRow, hireText, endText };
  const { dateColumns, source, of, ...period } = more;
  return {
    spell: { ...spell, ...period },
    row,
    fileRow,
    hireText,
    endText,
    ...(dateColumns === undefined ? {} : { dateColumns }),
    ...(source === undefined ? {} : { source }),
    ...(of === undefined ? {} : { of }),
  };
}

export function toWorker(id: string, record: StoredRecord): WorkerRecord {
  return { id: workerId(id), spells: record.map((one) => one.spell) };
}
