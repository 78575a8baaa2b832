import type { WorkerStore } from '../ports.ts';
import { sourceOf } from './sources-in-force.ts';
import { fromText, type StoredRecord, type StoredSpell } from './stored-record.ts';
import type { WorkOutTools } from './work-out.ts';

/**
 * A worker's record with what one source says of them now in the place of what it said before: what the other sources say
 * stays, and stands in the order of their precedence.
 */
export function withOtherSources(
  tools: WorkOutTools & { readonly workers: Pick<WorkerStore, 'get'> },
  id: string,
  source: string,
  own: StoredRecord,
): StoredRecord {
  const { sources, mappings, workers } = tools;
  const named = source === sources.home ? own : own.map((one): StoredSpell => ({ ...one, source }));
  if (!sources.several) return named;
  const stored = workers.get(id);
  const others = fromText(stored?.record ?? '[]').filter((one) => sourceOf(tools, one) !== source);
  const rank = (one: StoredSpell): number => mappings.precedenceOf(sourceOf(tools, one));
  return [...others, ...named].sort((one, other) => rank(other) - rank(one));
}
