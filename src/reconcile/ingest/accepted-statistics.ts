import type { DraftCompare, FeedStore, RowBasis, Snapshot } from '../ports.ts';
import { ColumnStatistics } from './column-statistics.ts';

export interface StatisticsTools {
  readonly feed: Pick<FeedStore, 'statistics'>;
  readonly draft: Pick<DraftCompare, 'imageAfter'>;
  readonly breathe: () => Promise<void>;
}

const rowsAtOnce = 1_000;

/**
 * What the accepted file's columns hold, as text. A state from before this was written down has it counted once, from the
 * stored rows; with another mapping since, nobody knows which column they were of. Null when there is nothing to compare.
 */
export async function acceptedStatistics(
  { feed, draft, breathe }: StatisticsTools,
  accepted: Snapshot | null,
  basis: Pick<RowBasis, 'columns'> & { readonly text: string },
): Promise<string | null> {
  if (accepted === null) return null;
  const stored = feed.statistics(accepted.id);
  if (stored !== null || accepted.basis !== basis.text) return stored;
  const counted = new ColumnStatistics(basis.columns);
  for (let after = 0; ;) {
    const rows = draft.imageAfter(after, rowsAtOnce);
    const last = rows.at(-1);
    if (last === undefined) return counted.toText();
    after = last.id;
    for (const { cells } of rows) counted.add(cells);
    await breathe();
  }
}
