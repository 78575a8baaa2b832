import { expect, it } from 'vitest';
import { systemRandom } from './random.ts';

it('gives numbers from 0 up to, not including, 1, spread evenly', () => {
  const random = systemRandom();
  const numbers = Array.from({ length: 10_000 }, () => random.next());
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
});

it('gives as many bytes as asked, never the same', () => {
  const random = systemRandom();
  expect([random.bytes(0).length, random.bytes(32).length]).toEqual([0, 32]);
  expect(random.bytes(32)).not.toEqual(random.bytes(32));
});
