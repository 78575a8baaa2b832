import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hour, instant } from '../time/instant.ts';
import { absenceOf, missingSoFar, type FileRead } from './absence.ts';

const policy = { files: 3, hours: 48 };

/** Files that were read so many hours after the first one that lacks the worker. */
function read(...hours: readonly number[]): readonly FileRead[] {
  return hours.map((at) => ({ file: `${String(at)}.csv`, at: instant(1_000 * hour + at * hour) }));
}

const since = instant(1_000 * hour);

describe('absence', () => {
  it.each([
    { of: 'no file', hours: [], at: null },
    { of: 'two files, however late', hours: [0, 400], at: null },
    { of: 'three files within 47 hours', hours: [0, 24, 47], at: null },
    { of: 'three files within 48 hours', hours: [0, 24, 48], at: 48 },
    { of: 'three files within 49 hours', hours: [0, 24, 49], at: 49 },
    { of: 'the first late one of many', hours: [0, 6, 12, 24, 47, 50, 60], at: 50 },
    { of: 'files from before the absence', hours: [-48, -24, 0, 48], at: null },
    { of: 'three after files from before', hours: [-48, 0, 24, 72], at: 72 },
  ])('$of: decided at $at', ({ hours, at }) => {
    const found = absenceOf(since, read(...hours), policy);
    expect(found?.at ?? null).toBe(at === null ? null : since + at * hour);
  });

  it('names the files up to the one that decided', () => {
    const found = absenceOf(since, read(-24, 0, 24, 48, 72), policy);
    expect(found?.files.map(({ file }) => file)).toEqual(['0.csv', '24.csv', '48.csv']);
  });

  it('says how far it has come', () => {
    expect(missingSoFar(since, read(-24, 0, 24), policy)).toEqual({
      since,
      files: 2,
      needed: 3,
      notBefore: since + 48 * hour,
    });
  });
});

const files = fc
  .uniqueArray(fc.integer({ min: -200, max: 200 }), { maxLength: 20 })
  .map((hours) => read(...[...hours].sort((one, other) => one - other)));
const policies = fc.record({ files: fc.integer({ min: 2, max: 8 }), hours: fc.integer({ min: 24, max: 100 }) });

describe('whatever files came', () => {
  it('is decided by a file, late enough in number and in time, and by the first of them', () => {
    fc.assert(
      fc.property(files, policies, (all, asked) => {
        const without = all.filter(({ at }) => at >= since);
        const fits = without.filter(({ at }, index) => index + 1 >= asked.files && at >= since + asked.hours * hour);
        expect(absenceOf(since, all, asked)?.at).toBe(fits[0]?.at);
      }),
    );
  });

  it('stays decided when further files come, and is never earlier for a longer time or more files', () => {
    fc.assert(
      fc.property(files, policies, fc.integer({ min: 0, max: 20 }), (all, asked, kept) => {
        const before = absenceOf(since, all.slice(0, kept), asked);
        const after = absenceOf(since, all, asked);
        if (before !== null) expect(after).toEqual(before);
        const stricter = absenceOf(since, all, { files: asked.files + 1, hours: asked.hours + 1 });
        expect(stricter?.at ?? Infinity).toBeGreaterThanOrEqual(after?.at ?? Infinity);
      }),
    );
  });
});
