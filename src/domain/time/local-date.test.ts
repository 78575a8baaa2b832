import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInstant, parseInstant } from './instant.ts';
import {
  addDays,
  dayOfWeek,
  daysBetween,
  localDate,
  parseLocalDate,
  toEpochDay,
  workingDaysBefore,
  type LocalDate,
} from './local-date.ts';

describe('local dates', () => {
  it.each(['2026-02-29', '2026-13-01', '2026-00-10', '26-01-01', '2026-1-1', '2026-01-32', '2100-02-29', ''])(
    'refuses %j',
    (text) => {
      expect(parseLocalDate(text)).toBeUndefined();
    },
  );

  it('knows leap years', () => {
    expect(parseLocalDate('2024-02-29')).toBe('2024-02-29');
    expect(localDate(2000, 2, 29)).toBe('2000-02-29');
    expect(addDays('2024-02-29' as LocalDate, 366)).toBe('2025-03-01');
  });

  it('counts days there and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -30_000, max: 60_000 }), fc.integer({ min: -5_000, max: 5_000 }), (start, days) => {
        const from = addDays('1970-01-01' as LocalDate, start);
        const to = addDays(from, days);
        expect(daysBetween(from, to)).toBe(days);
        expect(toEpochDay(to)).toBe(start + days);
        expect(from < to).toBe(days > 0);
      }),
    );
  });

  it('counts working days backwards over weekends', () => {
    expect(dayOfWeek('2026-11-23' as LocalDate)).toBe(1);
    expect(workingDaysBefore('2026-11-23' as LocalDate, 5)).toBe('2026-11-16');
    expect(workingDaysBefore('2026-11-22' as LocalDate, 1)).toBe('2026-11-20');
    expect(workingDaysBefore('2026-11-25' as LocalDate, 0)).toBe('2026-11-25');
  });
});

describe('instants', () => {
  it.each([
    ['2026-11-30T17:00Z', '2026-11-30T17:00:00.000Z'],
    ['2026-11-30T17:00:05.5+02:00', '2026-11-30T15:00:05.500Z'],
  ])('reads %s', (text, expected) => {
    const value = parseInstant(text);
    expect(value === undefined ? value : formatInstant(value)).toBe(expected);
  });

  it.each(['2026-11-30', '2026-11-30T17:00', 'tomorrow', '2026-11-30 17:00Z', '2026-13-30T17:00Z'])(
    'refuses %s',
    (text) => {
      expect(parseInstant(text)).toBeUndefined();
    },
  );
});
