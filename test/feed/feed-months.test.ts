import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { earlierOf, kinds, spoil } from '../support/corruptions.ts';
import { company, FeedMonths } from '../support/feed-month.ts';
import { file, loginOf } from '../support/people.ts';

const patience = 300_000;
const directory = mkdtempSync(join(tmpdir(), 'tenured-months-'));
const cutDown = new FeedMonths(join(directory, 'cut'), company(500));
const spoiled = new FeedMonths(join(directory, 'spoiled'), company(120));
const earlier = earlierOf(spoiled.people);

beforeAll(async () => {
  await cutDown.prepare();
  await spoiled.prepare(file(earlier));
}, patience);

afterAll(() => {
  cutDown.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Leavers of the month, whom no bad file may keep: all of them had been announced in two good files. */
const leavers = (months: FeedMonths): number => months.people.filter(({ end }) => end > '2026').length;

describe('a month of good files', () => {
  it('ends the access of whoever leaves, and of nobody else', async () => {
    const month = await cutDown.month(cutDown.goodFile);
    expect([month.wrong, month.forgotten, month.ended.length]).toEqual([[], [], leavers(cutDown)]);
  });
});

describe('a file of 500 people cut off, that comes again every morning', () => {
  const good = Buffer.from(cutDown.goodFile);

  it(
    'changes nothing when it is refused: at the ends of rows, beside them, and all over the file',
    async () => {
      for (const offset of sampleOffsets(good)) {
        const { outcome, untouched } = await cutDown.decision(good.subarray(0, offset));
        expect([offset, outcome.kind, untouched]).toEqual([offset, expect.not.stringMatching('accepted'), true]);
      }
    },
    patience,
  );

  it.each(lastRows(good))(
    'ends nobody’s access wrongly who is in the rows that are left when %i bytes are missing',
    async (missing) => {
      const month = await cutDown.month(good.subarray(0, good.length - missing));
      expect([month.wrong, month.forgotten, month.ended.length]).toEqual([[], [], leavers(cutDown)]);
    },
    patience,
  );
});

/** Absence ends access as soon as a configuration may ask for it. */
const impatient = { missing: 'endAccess', missingFor: { files: 2, hours: 24 } } as const;

describe('the same file cut off, where absence from it ends access', () => {
  const months = new FeedMonths(join(directory, 'absence'), company(500), impatient);
  const good = Buffer.from(months.goodFile);
  const rowEnds = [...good.entries()]
    .flatMap(([at, byte]) => (byte === 10 ? [at + 1] : []))
    .slice(-14, -1)
    .reverse();
  /** What a cut file shows that is no copy of yesterday's: somebody is in another department every day. */
  const other = (bytes: Buffer, day: number): string => bytes.toString().replace(',Sales,', `,Sales ${String(day)},`);

  beforeAll(async () => {
    await months.prepare();
  }, patience);

  it.each(rowEnds.slice(0, 3).flatMap((end) => [end - 1, end, end + 9]))(
    'ends nobody’s access, cut off at byte %i, however often the same bytes come',
    async (offset) => {
      const month = await months.month(good.subarray(0, offset));
      expect([month.wrong, month.forgotten, month.ended.length]).toEqual([[], [], leavers(months)]);
    },
    patience,
  );

  it.each(rowEnds.map((end, index) => [index + 1, end] as const))(
    'ends no more than two people’s access unasked when it lacks %i rows and differs every morning',
    async (rows, offset) => {
      const month = await months.month('', (day) => other(good.subarray(0, offset), day));
      const lacking = months.people.slice(-rows).map(loginOf);
      expect(month.wrong).toEqual(rows <= 2 ? lacking : []);
      expect(month.forgotten).toEqual([]);
    },
    patience,
  );

  it(
    'ends no more than two people’s access a week when it loses a row every morning',
    async () => {
      const month = await months.month('', (day) => {
        const lines = months.goodFile.split('\n');
        return other(Buffer.from([...lines.slice(0, 501 - day), ''].join('\n')), day);
      });
      expect(month.wrong.length).toBeLessThanOrEqual(2 * 5);
      for (const { at } of month.ended.filter(({ login }) => month.wrong.includes(login))) {
        const within = month.ended.filter(
          (one) => month.wrong.includes(one.login) && at <= one.at && one.at < at + week,
        );
        expect(within.length).toBeLessThanOrEqual(2);
      }
    },
    patience,
  );
});

const week = 7 * 24 * 3_600_000;

describe('a spoiled file that comes again every morning', () => {
  it.each(kinds.map((kind, index) => [kind, index + 1] as const))(
    'ends nobody’s access wrongly: %s, seed %i',
    async (kind, seed) => {
      const month = await spoiled.month(spoil(kind, { people: spoiled.people, earlier }, seed));
      expect(month.wrong).toEqual([]);
      // As many ends as HR may take back without being asked: by three blank cells nobody can tell a spoiled file.
      expect(month.forgotten.length).toBeLessThanOrEqual(3);
    },
    patience,
  );
});

/** Bytes of the last rows of 500, 2 %, without which a file may still be taken. */
const mayBeMissing = 700;

/** Every row's end and the bytes beside it, and 300 spread over the file; but for the last rows, which are lived through. */
function sampleOffsets(good: Buffer): readonly number[] {
  const offsets = new Set<number>();
  for (let at = good.indexOf('\n'); at >= 0 && at < good.length - mayBeMissing; at = good.indexOf('\n', at + 1)) {
    for (const beside of [at - 1, at, at + 1]) offsets.add(beside);
  }
  for (let index = 1; index <= 300; index += 1) offsets.add(Math.floor((index * (good.length - mayBeMissing)) / 301));
  return [...offsets].sort((one, other) => one - other);
}

/** Around the ends of the last four rows: little enough is missing for the file to be taken. */
function lastRows(good: Buffer): readonly number[] {
  const found: number[] = [];
  let at = good.length - 1;
  for (let rows = 0; rows < 2; rows += 1) {
    for (const beside of [at - 2, at, at + 1]) if (beside < good.length) found.push(good.length - beside);
    at = good.lastIndexOf('\n', at - 1);
  }
  return found;
}
