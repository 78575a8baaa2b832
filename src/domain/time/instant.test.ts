import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInstant, instant, parseInstant } from './instant.ts';

describe('an instant', () => {
  it.each([
    ['2026-02-28T09:00:00Z', '2026-02-28T09:00:00.000Z'],
    ['2028-02-29T09:00:00+05:30', '2028-02-29T03:30:00.000Z'],
    ['2026-12-31T23:59:59.999Z', '2026-12-31T23:59:59.999Z'],
    ['2026-04-30T09:00Z', '2026-04-30T09:00:00.000Z'],
  ])('is read from %s', (text, expected) => {
    const read = parseInstant(text);
    expect(read === undefined ? undefined : formatInstant(read)).toBe(expected);
  });

  it.each([
    '2026-02-29T09:00:00Z',
    '2026-02-30T09:00:00Z',
    '2026-04-31T09:00:00Z',
    '2026-13-01T09:00:00Z',
    '2026-01-32T09:00:00Z',
    '2026-01-00T09:00:00Z',
    '2026-01-05T25:00:00Z',
    '2026-01-05T09:00:00',
    '2026-01-05',
  ])('is not read from %s', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it('reads what it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1000, 0), max: Date.UTC(9999, 0) }), (value) => {
        expect(parseInstant(formatInstant(instant(value)))).toBe(value);
      }),
    );
  });
});
