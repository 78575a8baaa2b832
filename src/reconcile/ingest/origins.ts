import type { FeedStore, ReadFile } from '../ports.ts';
import { positionFinder } from './positions.ts';

/** The file in which a row stands, and where in it. */
export interface RowOrigin {
  readonly read: ReadFile;
  /** As a spreadsheet counts it. */
  readonly row: number;
}

/** Finds the file in which a stored row stands; null when the source has none that counts. */
export type OriginFinder = (rowId: number, fileRow: number) => RowOrigin | null;

/**
 * Of a source whose files each list everybody, that is the newest one. Where files of changes followed it, a row stands in
 * the file in which it came.
 */
export function originFinder(feed: Pick<FeedStore, 'reads' | 'readIn'>, source: string): OriginFinder {
  const [whole, ...changes] = feed.reads(source);
  if (whole === undefined) return () => null;
  const positionOf = positionFinder(whole.positions);
  const [first] = changes;
  return (rowId, fileRow) => {
    if (first === undefined || rowId < first.firstRow) {
      return { read: whole, row: positionOf(rowId) ?? fileRow };
    }
    const known = feed.readIn(rowId);
    const read =
      known === null ? changes.findLast(({ firstRow }) => firstRow <= rowId) : changes.find(({ id }) => id === known);
    return { read: read ?? whole, row: fileRow };
  };
}
