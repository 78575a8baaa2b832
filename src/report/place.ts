import { listed } from './text.ts';

/** Where in a file something stands, as far as it is known. */
export interface Spot {
  readonly file: string | null;
  readonly row: number | null;
  readonly letter: string | null;
}

const rowsShown = 5;

/** `people.csv, row 88, column C`: where IT finds it, after HR's own words for it; null for nowhere. */
export function placeText(spot: Spot | null): string | null {
  return spot === null ? null : placesText([spot]);
}

/** `people.csv, rows 119 and 120, column A`: several places of one thing, of which the first tells file and column. */
export function placesText(spots: readonly Spot[]): string | null {
  const [first] = spots;
  if (first === undefined) return null;
  const rows = spots.flatMap(({ row }) => (row === null ? [] : [String(row)]));
  const parts = [
    first.file,
    rows.length === 0 ? null : `${rows.length === 1 ? 'row' : 'rows'} ${listed(rows, rows.length, rowsShown)}`,
    first.letter === null || first.letter === '' ? null : `column ${first.letter}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
}
