import type { CompiledMapping } from '../../domain/mapping/compiled.ts';
import type { AcceptedDraft, EndedRow, LivingRow } from '../ports.ts';

const rowsAtOnce = 1_000;

/** A worker's end of employment as the two files have it, '' for none. */
interface Change {
  readonly worker: string;
  readonly was: string;
  readonly is: string;
}

/**
 * Workers who were given the very end of employment that somebody else lost in the same file. HR corrects a wrong row like
 * that; a column that slipped by some rows, or was sorted by itself, looks the same.
 */
export async function movedEnds(
  accepted: Pick<AcceptedDraft, 'endedAfter' | 'livingRows'>,
  mapping: Pick<CompiledMapping, 'dateColumns' | 'dateColumnsIn'>,
  breathe: () => Promise<void>,
): Promise<readonly string[]> {
  if (mapping.dateColumns.end < 0) return [];
  const changes: Change[] = [];
  for (let after = 0; ;) {
    const ended = accepted.endedAfter(after, rowsAtOnce);
    const last = ended.at(-1);
    if (last === undefined) break;
    after = last.id;
    const living = accepted.livingRows([...new Set(ended.map(({ key }) => key))]);
    for (const row of ended) changes.push(...changeOf(row, living.get(row.key) ?? [], mapping));
    await breathe();
  }
  return exchanged(changes);
}

function changeOf(
  ended: EndedRow,
  living: readonly LivingRow[],
  mapping: Pick<CompiledMapping, 'dateColumnsIn'>,
): readonly Change[] {
  const come = living.filter(({ isNew }) => isNew);
  // Another mapping reads other columns: what stood in this place was something else.
  if (come.length !== 1 || come[0]?.cells.length !== ended.cells.length) return [];
  const endOf = (cells: readonly string[]): string => (cells[mapping.dateColumnsIn(cells).end] ?? '').trim();
  const was = endOf(ended.cells);
  const is = endOf(come[0].cells);
  return was === is ? [] : [{ worker: ended.key, was, is }];
}

/** All when the column was merely put in another order; else those between whom a value went over, or two were exchanged. */
function exchanged(changes: readonly Change[]): readonly string[] {
  const given = changes.filter(({ is }) => is !== '');
  if (isReordered(changes)) return given.map(({ worker }) => worker);
  const lost = new Set(changes.filter(({ is }) => is === '').map(({ was }) => was));
  const swaps = new Set(changes.map(({ was, is }) => `${was} ${is}`));
  return given
    .filter(({ was, is }) => (was === '' ? lost.has(is) : swaps.has(`${is} ${was}`)))
    .map(({ worker }) => worker);
}

function isReordered(changes: readonly Change[]): boolean {
  const before = changes.map(({ was }) => was).sort();
  const after = changes.map(({ is }) => is).sort();
  return changes.length > 1 && before.every((value, index) => value === after[index]);
}
