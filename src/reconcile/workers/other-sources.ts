import type { WorkerStore } from '../ports.ts';
import { sourceOf } from './sources-in-force.ts';
import { fromText, type StoredRecord, type StoredSpell } from './stored-record.ts';
import type { WorkOutTools } from './work-out.ts';

/** Where a worker's other periods are found. */
export interface OtherPeriods {
  readonly workers: Pick<WorkerStore, 'get'>;
  /** Some ids go on as others here: a record may hold the periods of an earlier id. */
  readonly goesOn: boolean;
}

/**
 * A worker's record with what one source says of them now in the place of what it said before: what the other sources say
 * stays, and what stands under an earlier id, in the order of the sources' precedence.
 */
export function withOtherSources(
  tools: WorkOutTools & OtherPeriods,
  id: string,
  source: string,
  own: StoredRecord,
): StoredRecord {
  const { sources, mappings, workers, goesOn } = tools;
  const named = source === sources.home ? own : own.map((one): StoredSpell => ({ ...one, source }));
  if (!sources.several && !goesOn) return named;
  const stored = workers.get(id);
  const others = fromText(stored?.record ?? '[]').filter(
    (one) => one.of !== undefined || sourceOf(tools, one) !== source,
  );
  if (!sources.several) return [...others, ...named];
  const rank = (one: StoredSpell): number => mappings.precedenceOf(sourceOf(tools, one));
  return [...others, ...named].sort((one, other) => rank(other) - rank(one));
}
