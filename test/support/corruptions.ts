import { cellsOf, csv, header, type Person } from './people.ts';

/** Numbers from 0 up to, not including, 1, the same for the same seed. */
export type Dice = () => number;

export function dice(seed: number): Dice {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What a file may suffer on its way, and what becomes of this one. */
export const corruptions = {
  'shifted columns': shiftedColumns,
  'shifted cells of one column': shiftedCells,
  'one column sorted by itself': sortedColumn,
  cut: cut,
  'half file': half,
  'duplicated block': duplicatedBlock,
  'swapped ids': swappedIds,
  'swapped dates in a row': swappedDates,
  'ends given to others': endsGivenToOthers,
  'blanked column': blankedColumn,
  'filled down column': filledDown,
  'mis-encoded': misEncoded,
  'old file replayed': oldFile,
  'other file': otherFile,
} as const;

export type Corruption = keyof typeof corruptions;

/** What a corruption starts from: today's good file's people, and those of a file that was accepted earlier. */
export interface Good {
  readonly people: readonly Person[];
  readonly earlier: readonly Person[];
}

type Spoil = (good: Good, roll: Dice) => Buffer;

function below(roll: Dice, limit: number): number {
  return Math.floor(roll() * limit);
}

function rowsOf({ people }: Good): string[][] {
  return people.map((one) => [...cellsOf(one)]);
}

function bytes(rows: readonly (readonly string[])[]): Buffer {
  return Buffer.from(csv(rows));
}

/** A stretch of rows: from a few to all of them. */
function stretch(rows: readonly unknown[], roll: Dice): { readonly from: number; readonly to: number } {
  const length = 2 + below(roll, rows.length - 1);
  const from = below(roll, rows.length - length + 1);
  return { from, to: Math.min(rows.length, from + length) };
}

/** The cells of a stretch of rows stand one column further to the left or to the right. */
function shiftedColumns(good: Good, roll: Dice): Buffer {
  const rows = rowsOf(good);
  const { from, to } = stretch(rows, roll);
  const left = roll() < 0.5;
  for (const row of rows.slice(from, to)) {
    if (left) row.push(row.shift() ?? '');
    else row.unshift(row.pop() ?? '');
  }
  return bytes(rows);
}

/** One column slips by some rows against the others. */
function shiftedCells(good: Good, roll: Dice): Buffer {
  const rows = rowsOf(good);
  const { from, to } = stretch(rows, roll);
  const column = below(roll, header.length);
  const by = 1 + below(roll, 3);
  const cells = rows.map((row) => row[column] ?? '');
  for (let index = from; index < to; index += 1) (rows[index] ?? [])[column] = cells[index - by] ?? '';
  return bytes(rows);
}

function sortedColumn(good: Good, roll: Dice): Buffer {
  const rows = rowsOf(good);
  const column = below(roll, header.length);
  const sorted = rows.map((row) => row[column] ?? '').sort();
  if (roll() < 0.5) sorted.reverse();
  rows.forEach((row, index) => (row[column] = sorted[index] ?? ''));
  return bytes(rows);
}

function cut(good: Good, roll: Dice): Buffer {
  const whole = bytes(rowsOf(good));
  // Half of them near the end, where little enough is missing for the file to be taken.
  const back = roll() < 0.5 ? below(roll, 300) : below(roll, whole.length);
  return whole.subarray(0, Math.max(1, whole.length - 1 - back));
}

function half(good: Good, roll: Dice): Buffer {
  const rows = rowsOf(good);
  const middle = Math.floor(rows.length / 2);
  return bytes(roll() < 0.5 ? rows.slice(0, middle) : rows.slice(middle));
}

function duplicatedBlock(good: Good, roll: Dice): Buffer {
  const rows = rowsOf(good);
  const { from, to } = stretch(rows, roll);
  const block = rows.slice(from, Math.min(to, from + 35)).map((row) => [...row]);
  // As a second export glued on would have it: the same rows, or rows of another day.
  if (roll() < 0.5) for (const row of block) row[4] = row[4] === '' ? '2026-11-20' : '';
  return bytes([...rows, ...block]);
}

function swappedIds(good: Good, roll: Dice): Buffer {
  return permuted(good, roll, 0);
}

function endsGivenToOthers(good: Good, roll: Dice): Buffer {
  return permuted(good, roll, 4);
}

/** The cells of one column of some rows change places. */
function permuted(good: Good, roll: Dice, column: number): Buffer {
  const rows = rowsOf(good);
  const some = 2 + below(roll, rows.length - 1);
  const chosen = shuffled(rows, roll).slice(0, some);
  const cells = chosen.map((row) => row[column] ?? '');
  chosen.forEach((row, index) => (row[column] = cells[(index + 1) % cells.length] ?? ''));
  return bytes(rows);
}

function shuffled<Item>(items: readonly Item[], roll: Dice): Item[] {
  const mixed = [...items];
  for (let index = mixed.length - 1; index > 0; index -= 1) {
    const other = below(roll, index + 1);
    const [one, two] = [mixed[index], mixed[other]];
    if (one !== undefined && two !== undefined) [mixed[index], mixed[other]] = [two, one];
  }
  return mixed;
}

/** First and last day stand in each other's place. */
function swappedDates(good: Good, roll: Dice): Buffer {
  const rows = rowsOf(good);
  const { from, to } = stretch(rows, roll);
  for (const row of rows.slice(from, to)) [row[3], row[4]] = [row[4] ?? '', row[3] ?? ''];
  return bytes(rows);
}

function blankedColumn(good: Good, roll: Dice): Buffer {
  const rows = rowsOf(good);
  const { from, to } = stretch(rows, roll);
  const column = below(roll, header.length);
  for (const row of rows.slice(from, to)) row[column] = '';
  return bytes(rows);
}

/** A cell is dragged down over the rows below it. */
function filledDown(good: Good, roll: Dice): Buffer {
  const rows = rowsOf(good);
  const { from, to } = stretch(rows, roll);
  const column = below(roll, header.length);
  const leaver = rows.find((row) => row[4] !== '') ?? [];
  const value = (column === 4 && roll() < 0.7 ? leaver[4] : rows[from]?.[column]) ?? '';
  if (to - from <= fewest) return bytes(rows.map((row) => [...row.slice(0, 4), value, ...row.slice(5)]));
  for (const row of rows.slice(from, to)) row[column] = value;
  return bytes(rows);
}

/** Fewer dates than this that are simply another cannot be told from HR's own entries. */
const fewest = 5;

function misEncoded(good: Good, roll: Dice): Buffer {
  const text = csv(rowsOf(good));
  const kind = below(roll, 4);
  if (kind === 0) return Buffer.from(text, 'latin1');
  if (kind === 1) return Buffer.from(Buffer.from(text).toString('latin1'));
  if (kind === 2) return Buffer.from(`\uFEFF${text}`, 'utf16le');
  const whole = Buffer.from(text);
  whole[below(roll, whole.length)] = 0;
  return whole;
}

/** An old file: of the day that was accepted, or one that nobody has ever seen. */
function oldFile({ people, earlier }: Good, roll: Dice): Buffer {
  if (roll() < 0.6) return bytes(earlier.map((one) => [...cellsOf(one)]));
  const gone = below(roll, 3);
  return bytes(
    people.slice(0, people.length - gone).map((one) => [...cellsOf({ ...one, end: one.end > '2026' ? '' : one.end })]),
  );
}

/** Another company's file, with ids that may look like ours. */
function otherFile({ people }: Good, roll: Dice): Buffer {
  const same = roll() < 0.7;
  return bytes(
    people.map((one, index) => {
      const id = same ? one.id : one.id.replace('P', 'Q');
      const start = `199${String(index % 10)}-0${String(1 + (index % 9))}-15`;
      const end = index % 3 === 0 ? '2026-11-2' + String(index % 5) : '';
      return [...cellsOf({ ...one, id, first: `Zed${String(index)}`, last: `Other-${String(index)}`, start, end })];
    }),
  );
}

/** What HR said some days before: two others were to leave, and some sat elsewhere. */
export function earlierOf(people: readonly Person[]): readonly Person[] {
  const before = new Map(
    people
      .filter(({ end }) => end === '')
      .slice(0, 2)
      .map(({ id }) => [id, '2026-12-02']),
  );
  return people.map((one, index) => ({
    ...one,
    end: before.get(one.id) ?? one.end,
    dept: index % 40 === 2 ? 'Old' : one.dept,
  }));
}

/** The names of all corruptions. */
export const kinds = Object.keys(corruptions) as readonly Corruption[];

/** A spoiled file; the same seed spoils the same company's file in the same way. */
export function spoil(kind: Corruption, good: Good, seed: number): Buffer {
  const spoilt: Spoil = corruptions[kind];
  return spoilt(good, dice(seed));
}
