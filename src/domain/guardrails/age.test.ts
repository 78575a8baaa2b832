import { describe, expect, it } from 'vitest';
import { parseInstant, type Instant } from '../time/instant.ts';
import type { LocalDate } from '../time/local-date.ts';
import type { ZoneId } from '../time/zone.ts';
import { judgeAge, type ExpectedDays } from './age.ts';

const zone = 'Europe/Berlin' as ZoneId;

function at(text: string): Instant {
  return parseInstant(text) as Instant;
}

const workdays: ExpectedDays = { weekdays: [1, 2, 3, 4, 5], holidays: [] };

describe('G4: how old the accepted file is', () => {
  it.each([
    ['2026-11-24T05:59:59Z', 'ok', 23],
    ['2026-11-24T12:00:00Z', 'ok', 30],
    ['2026-11-24T12:00:01Z', 'warn', 30],
    ['2026-11-24T13:00:00Z', 'warn', 31],
  ])('written on Monday at 06:00 UTC, on %s: %s', (now, verdict, measured) => {
    const found = judgeAge(at('2026-11-23T06:00:00Z'), at(now), { maxAgeHours: 30, zone });
    expect(found).toMatchObject({ guardrail: 'G4', verdict, measured, limit: 30 });
  });

  it.each([
    // Friday 07:00 in Berlin: 17 hours of Friday, then 13 of Monday.
    ['over the week-end', '2026-11-20T06:00:00Z', '2026-11-23T12:00:00Z', workdays, 'ok', 30],
    ['over the week-end and longer', '2026-11-20T06:00:00Z', '2026-11-23T12:00:01Z', workdays, 'warn', 30],
    ['within a week-end', '2026-11-21T06:00:00Z', '2026-11-22T20:00:00Z', workdays, 'ok', 0],
    [
      'over a holiday',
      '2026-12-24T06:00:00Z',
      '2026-12-28T10:00:00Z',
      { ...workdays, holidays: ['2026-12-25' as LocalDate] },
      'ok',
      28,
    ],
    ['over the same day, which is none', '2026-12-24T06:00:00Z', '2026-12-28T10:00:00Z', workdays, 'warn', 52],
    [
      'where the week is from Sunday to Thursday',
      '2026-11-19T06:00:00Z',
      '2026-11-22T10:00:00Z',
      { weekdays: [7, 1, 2, 3, 4], holidays: [] },
      'ok',
      28,
    ],
    // The night of Sunday, 25 October 2026, has 25 hours, none of which counts.
    ['over a change of the clocks', '2026-10-23T06:00:00Z', '2026-10-26T11:00:00Z', workdays, 'ok', 28],
    [
      'over a year and more',
      '2024-01-01T06:00:00Z',
      '2026-11-23T12:00:00Z',
      { weekdays: [], holidays: [] },
      'warn',
      25_374,
    ],
    ['from the future', '2026-11-24T06:00:00Z', '2026-11-23T12:00:00Z', workdays, 'ok', 0],
  ])('counts no hour of days without an expected file, %s', (_, from, now, expected, verdict, measured) => {
    const found = judgeAge(at(from), at(now), { maxAgeHours: 30, expected, zone });
    expect([found.verdict, found.measured]).toEqual([verdict, measured]);
  });
});
