import { describe, expect, it } from 'vitest';
import { instant } from '../../domain/time/instant.ts';
import { readRate } from './rate-headers.ts';

const date = instant(Date.UTC(2026, 0, 5, 9));
const now = date / 1000;

function rate(limit: string | null, remaining: string | null, reset: string | null): ReturnType<typeof readRate> {
  const headers = new Headers();
  if (limit !== null) headers.append('X-Rate-Limit-Limit', limit);
  if (remaining !== null) headers.append('X-Rate-Limit-Remaining', remaining);
  if (reset !== null) headers.append('X-Rate-Limit-Reset', reset);
  return readRate(headers, date);
}

describe('readRate', () => {
  it('compares the reset with the date of the answer', () => {
    const reset = now + 42;
    expect(rate('600', '599', String(reset))).toEqual({
      kind: 'window',
      limit: 600,
      remaining: 599,
      reset,
      endsIn: 42_000,
    });
  });

  it('takes a reset that is just over for now', () => {
    expect(rate('600', '0', String(now - 3))).toMatchObject({ kind: 'window', endsIn: 0 });
  });

  it('knows the other limit by its zeros', () => {
    expect(rate('0', '0', String(now + 60))).toEqual({ kind: 'concurrency' });
    expect(rate('0', '0', 'soon')).toEqual({ kind: 'concurrency' });
  });

  it('tells missing headers from nonsense', () => {
    expect(rate(null, null, null)).toEqual({ kind: 'none' });
    expect(rate('600', null, null)).toEqual({ kind: 'unreadable' });
  });

  it.each([
    ['600, 600', '599, 599', String(now + 30)],
    ['600', '599', `${String(now + 30)}, ${String(now + 30)}`],
    ['600', '601', String(now + 30)],
    ['0', '5', String(now + 30)],
    ['-1', '-1', String(now + 30)],
    ['six', '5', String(now + 30)],
    ['600', '1.5', String(now + 30)],
    ['600', '599', String((now + 30) * 1000)],
    ['600', '599', '0'],
    ['600', '599', '99999999999999999999'],
  ])('calls %s / %s / %s unreadable', (limit, remaining, reset) => {
    expect(rate(limit, remaining, reset)).toEqual({ kind: 'unreadable' });
  });
});
