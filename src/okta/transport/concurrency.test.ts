import { describe, expect, it } from 'vitest';
import { Concurrency } from './concurrency.ts';

describe('Concurrency', () => {
  it('halves once for refusals that come together, never below one, and backs off longer each time', () => {
    const concurrency = new Concurrency();
    const waits = [0, 1, 2, 5_000, 10_000, 20_000].map((now) => concurrency.refused(now));
    expect(waits).toEqual([1000, 1000, 1000, 2000, 4000, 8000]);
    expect(concurrency.limit).toBe(1);
  });

  it('grows by one after twenty good answers, to ten', () => {
    const concurrency = new Concurrency();
    concurrency.refused(0);
    const limits: number[] = [];
    for (let answer = 1; answer <= 300; answer += 1) {
      concurrency.succeeded();
      if (answer % 20 === 0) limits.push(concurrency.limit);
    }
    expect(limits.slice(0, 9)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 10]);
    expect(concurrency.refused(60_000)).toBe(1000);
    expect(concurrency.limit).toBe(5);
  });
});
