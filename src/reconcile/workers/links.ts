import type { WorkerId } from '../../domain/kernel/ids.ts';
import type { Mappings } from '../../domain/mapping/mappings.ts';
import type { ClaimStore, ClaimValues, ConversionStore, WorkerStore } from '../ports.ts';
import { sourceOf, type SourceTools } from './sources-in-force.ts';
import type { StoredRecord } from './stored-record.ts';

export interface LinkTools extends SourceTools {
  readonly claims: ClaimStore;
  readonly conversions: ConversionStore;
  readonly workers: Pick<WorkerStore, 'unsettle'>;
}

/** True when any mapping asks for earlier ids or for what stands for a person. */
export function asksForLinks({ all }: Mappings): boolean {
  return all.some(({ mapping }) => mapping.linksOf !== null);
}

/**
 * Writes down what a worker's own rows say of other ids. What they say makes the others be looked at again; and what people
 * refused before was about other words.
 */
export function noteLinks(tools: LinkTools, id: WorkerId, record: StoredRecord): void {
  const { claims } = tools;
  const before = claims.of(id);
  const now = linksOf(tools, id, record);
  if (claims.set(id, now)) {
    claims.forgetRefusals(id);
    lookAgain(tools, id, before);
  }
  lookAgain(tools, id, now);
}

/** Whoever has to do with a worker by what either says is looked at again, and the worker as well. */
export function lookAgain(tools: Omit<LinkTools, keyof SourceTools>, id: WorkerId, values?: ClaimValues): void {
  const others = concerned(tools, id, values ?? tools.claims.of(id));
  if (others.size > 0) tools.workers.unsettle([id, ...others]);
}

function concerned(
  { claims, conversions }: Pick<LinkTools, 'claims' | 'conversions'>,
  id: WorkerId,
  { previous, persons }: ClaimValues,
): ReadonlySet<string> {
  const found = [...previous, ...claims.naming(id), ...persons.flatMap((person) => claims.sharing(person))];
  const heads = found.map((one) => headOf(conversions, one));
  return new Set([...found, ...heads].filter((one) => one !== id));
}

/** The id that a worker goes on as today, over all conversions; its own when there is none. */
export function headOf(conversions: Pick<ConversionStore, 'successor'>, id: string): string {
  let head = id;
  for (let next = conversions.successor(head); next !== null; next = conversions.successor(head)) head = next;
  return head;
}

/** Of rows that stand under the worker's own id; a row that names that very id names nobody. */
function linksOf(tools: SourceTools, id: WorkerId, record: StoredRecord): ClaimValues {
  const previous: string[] = [];
  const persons: string[] = [];
  for (const one of record) {
    const read = one.of === undefined ? tools.mappings.of(sourceOf(tools, one))?.linksOf : null;
    const links = read?.(one.spell.fields);
    if (links?.previous !== undefined && links.previous !== null && links.previous !== id)
      previous.push(links.previous);
    if (links?.person !== undefined && links.person !== null) persons.push(links.person);
  }
  return { previous, persons };
}
