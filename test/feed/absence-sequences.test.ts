import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { badMorning, company, FeedMonths } from '../support/feed-month.ts';
import { file, loginOf, type Person } from '../support/people.ts';

const patience = 300_000;
const day = 24 * 3_600_000;
const directory = mkdtempSync(join(tmpdir(), 'tenured-absence-'));
const policy = { files: 3, hours: 48 };
const months = new FeedMonths(directory, company(40), { missing: 'endAccess', missingFor: policy });
const someone = months.people.find(({ end }) => end === '') as Person;

beforeAll(() => months.prepare(), patience);
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** What a morning's file has of one person: the row, none, one that cannot be read; or it is yesterday's once more. */
type Morning = 'present' | 'missing' | 'unreadable' | 'same';

/** Mornings on which somebody is missing are the most, or hardly anything ever came of it. */
const mornings = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.constant<Morning>('missing') },
    { weight: 2, arbitrary: fc.constant<Morning>('same') },
    { weight: 1, arbitrary: fc.constantFrom<Morning>('present', 'unreadable') },
  ),
  { minLength: 30, maxLength: 30 },
);

/** The files of a month, each with another content than all before, but for those that are yesterday's. */
function filesOf(month: readonly Morning[]): readonly string[] {
  const files: string[] = [];
  month.forEach((morning, index) => {
    files.push(morning === 'same' ? (files.at(-1) ?? months.goodFile) : fileOf(morning, index));
  });
  return files;
}

function fileOf(morning: Morning, index: number): string {
  const rows = months.people.flatMap((one) => {
    if (one.id !== someone.id) return [one];
    if (morning === 'missing') return [];
    return [morning === 'unreadable' ? { ...one, start: 'no day' } : one];
  });
  return file(rows).replace(/,(Legal|Moved \d+),/, `,Moved ${String(index)},`);
}

/** The morning on which access ends, counted by hand: from three mornings without the row, two days from first to last. */
function endsOn(month: readonly Morning[]): number | null {
  let first: number | null = null;
  let files = 0;
  for (const [index, morning] of month.entries()) {
    if (morning === 'same') continue;
    first = morning === 'missing' ? (first ?? index) : null;
    files = first === null ? 0 : files + 1;
    if (first !== null && files >= policy.files && index - first >= 2) return index;
  }
  return null;
}

it(
  'ends access on the morning that a count by hand gives, whatever files came, and never else',
  async () => {
    const seen = { ended: 0, kept: 0 };
    await fc.assert(
      fc.asyncProperty(mornings, async (month) => {
        const files = filesOf(month);
        const { ended } = await months.month('', (index) => files[index] ?? '');
        const own = ended.filter(({ login }) => login === loginOf(someone));
        const expected = endsOn(month);
        seen[expected === null ? 'kept' : 'ended'] += 1;
        expect(own.map(({ at }) => at)).toEqual(expected === null ? [] : [badMorning + expected * day]);
      }),
      { numRuns: 12, seed: 280, examples: [[Array.from({ length: 30 }, () => 'same')], [alternating()]] },
    );
    expect(Math.min(seen.ended, seen.kept)).toBeGreaterThan(0);
  },
  patience,
);

/** Two mornings without the row, then one with it, and so on. */
function alternating(): Morning[] {
  return Array.from({ length: 30 }, (_, index) => (index % 3 === 2 ? 'present' : 'missing'));
}
