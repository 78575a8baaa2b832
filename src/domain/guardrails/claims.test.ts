import { describe, expect, it } from 'vitest';
import { judgeClaims } from './claims.ts';
import { limits } from './limits.fixture.ts';

describe('G8c, accounts claimed by new worker ids', () => {
  it.each([
    [0, 20, 'ok', 3],
    [3, 20, 'ok', 3],
    [4, 20, 'candidate', 3],
    [50, 5_000, 'ok', 50],
    [51, 5_000, 'candidate', 50],
  ])('%i claims of %i known: %s', (total, known, verdict, limit) => {
    expect(judgeClaims({ total, subjects: [] }, known, limits)).toMatchObject({ verdict, limit, measured: total });
  });

  it('says in words what it may be, and who', () => {
    const found = judgeClaims({ total: 4, subjects: ['E1 from C1'] }, 20, limits);
    expect(found.message).toBe(
      '4 worker ids without an account claim that of another one for the first time; up to 3 are usual; ids that were given out anew, or a column that was filled for everybody, look like this',
    );
    expect([found.subjects, found.subjectsTotal]).toEqual([['E1 from C1'], 4]);
  });
});
