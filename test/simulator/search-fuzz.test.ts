import { expect, it } from 'vitest';
import { askEverything } from './fuzz/asking.ts';

// `npm run search:campaign` asks thousands of organisations.
it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])(
  'what is asked by search and filter is answered as an evaluator that reads no text says: seed %d',
  async (seed) => {
    const { asked, found, wrong } = await askEverything(seed);
    expect(wrong).toEqual([]);
    expect([asked, found > 5]).toEqual([60, true]);
  },
);
