import type { WorkerId } from '../../domain/kernel/ids.ts';
import type { ConversionStore } from '../ports.ts';
import type { StoredRecord, StoredSpell } from './stored-record.ts';

/** The worker's own periods and, before them, those of the id that goes on as this one, with all that this one went on from. */
export function withEarlier(own: StoredRecord, earlier: WorkerId, record: StoredRecord): StoredRecord {
  const named = record.map((one): StoredSpell => ({ ...one, of: one.of ?? earlier }));
  return [...named, ...ownPeriods(own)];
}

/** The periods that stand under the worker's own id. */
export function ownPeriods(record: StoredRecord): StoredRecord {
  return record.filter(({ of }) => of === undefined);
}

/** The ids that go on from a worker, one after the other. */
export function successorsOf(conversions: Pick<ConversionStore, 'successor'>, id: string): readonly WorkerId[] {
  const found: WorkerId[] = [];
  for (let next = conversions.successor(id); next !== null; next = conversions.successor(next)) found.push(next);
  return found;
}
