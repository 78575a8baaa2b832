import { describe, expect, it } from 'vitest';
import { instant } from '../../domain/time/instant.ts';
import { retryAfter } from './retry-after.ts';

const date = instant(Date.UTC(2026, 0, 5, 9));
const asked = (value: string): number | null => retryAfter(new Headers({ 'retry-after': value }), date);

describe('retryAfter', () => {
  it.each<[string, number | null]>([
    ['0', 0],
    ['17', 17_000],
    ['86400', 120_000],
    ['Mon, 05 Jan 2026 09:00:20 GMT', 20_000],
    ['Mon, 05 Jan 2026 08:00:00 GMT', 0],
    ['Tue, 06 Jan 2026 09:00:00 GMT', 120_000],
    ['-5', null],
    ['1.5', null],
    ['soon', null],
    ['5, 5', null],
    ['99999999999999999999', null],
    ['', null],
  ])('takes %j for %j', (value, milliseconds) => {
    expect(asked(value)).toBe(milliseconds);
  });

  it('is null without the header', () => {
    expect(retryAfter(new Headers(), date)).toBeNull();
  });
});
