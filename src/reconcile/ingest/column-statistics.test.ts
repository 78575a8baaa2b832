import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ColumnStatistics, statisticsFrom } from './column-statistics.ts';
import { DistinctSample } from './distinct-sample.ts';

function sampleOf(values: Iterable<string>): DistinctSample {
  const sample = new DistinctSample();
  for (const value of values) sample.add(value);
  return sample;
}

function* numbered(count: number): Iterable<string> {
  for (let index = 0; index < count; index += 1) yield `value ${String(index)}`;
}

describe('different values', () => {
  it('are counted exactly up to some hundreds, whatever comes and goes in whatever order', () => {
    const values = fc.array(fc.integer({ min: 0, max: 40 }).map(String), { maxLength: 300 });
    fc.assert(
      fc.property(values, values, (kept, gone) => {
        const sample = sampleOf([...gone, ...kept]);
        for (const value of gone) sample.remove(value);
        expect(sample.size()).toBe(new Set(kept).size);
      }),
    );
  });

  it.each([1_000, 20_000, 300_000])('are estimated within a fifth for %i', (count) => {
    const size = sampleOf(numbered(count)).size();
    expect(size).toBeGreaterThan(count * 0.8);
    expect(size).toBeLessThan(count * 1.2);
  });

  it('are the same sample in another order, and after having been stored', () => {
    const values = [...numbered(3_000)];
    const sample = sampleOf(values);
    expect(sampleOf(values.reverse()).size()).toBe(sample.size());
    expect(new DistinctSample(sample.stored()).size()).toBe(sample.size());
  });

  it('shrink with what is removed, also above what is counted exactly', () => {
    const sample = sampleOf(numbered(20_000));
    const before = sample.size();
    for (const value of numbered(10_000)) sample.remove(value);
    expect(sample.size() / before).toBeGreaterThan(0.4);
    expect(sample.size() / before).toBeLessThan(0.6);
  });
});

describe('the statistics of columns', () => {
  it('carried on by changes are those of the rows that are left', () => {
    const cell = fc.constantFrom('', ' ', 'a', 'b', 'c', 'd');
    const rows = fc.array(fc.tuple(cell, cell), { maxLength: 60 });
    fc.assert(
      fc.property(rows, rows, (kept, gone) => {
        const carried = new ColumnStatistics(['A', 'B']);
        for (const row of [...gone, ...kept]) carried.add(row);
        const stored = statisticsFrom(carried.toText());
        for (const row of gone) stored.remove(row);
        const fresh = new ColumnStatistics(['A', 'B']);
        for (const row of kept) fresh.add(row);
        for (const index of [0, 1]) {
          expect([stored.blanks(index), stored.distinct(index)]).toEqual([fresh.blanks(index), fresh.distinct(index)]);
        }
      }),
    );
  });

  it('leave rows alone whose cells cannot be trusted', () => {
    const statistics = new ColumnStatistics(['A']);
    statistics.add([]);
    expect([statistics.blanks(0), statistics.distinct(0)]).toEqual([0, 0]);
  });
});
