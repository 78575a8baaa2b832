import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInstant, instant } from './instant.ts';
import { addDays, parseLocalDate, type LocalDate } from './local-date.ts';
import {
  formatTimeOfDay,
  localDateAt,
  localTextAt,
  parseTimeOfDay,
  zonedInstant,
  zoneId,
  type ZoneId,
} from './zone.ts';

function at(date: string, time: string, zone: string, fold: 'earlier' | 'later'): string {
  const minutes = parseTimeOfDay(time);
  const known = zoneId(zone);
  const day = parseLocalDate(date);
  if (minutes === undefined || known === undefined || day === undefined) throw new Error('bad case');
  return formatInstant(zonedInstant(day, minutes, known, fold));
}

describe('the instant of a local time', () => {
  it.each([
    ['the end of the last day in Auckland', '2026-11-23', '24:00', 'Pacific/Auckland', '2026-11-23T11:00:00.000Z'],
    ['in Berlin', '2026-11-23', '24:00', 'Europe/Berlin', '2026-11-23T23:00:00.000Z'],
    ['in Denver', '2026-11-23', '24:00', 'America/Denver', '2026-11-24T07:00:00.000Z'],
    ['in Honolulu', '2026-11-23', '24:00', 'Pacific/Honolulu', '2026-11-24T10:00:00.000Z'],
    ['an alias', '2026-07-01', '07:00', 'US/Eastern', '2026-07-01T11:00:00.000Z'],
    ['a quarter-hour zone', '2026-07-01', '07:00', 'Asia/Kathmandu', '2026-07-01T01:15:00.000Z'],
    ['the far side of the date line', '2026-01-01', '00:00', 'Pacific/Kiritimati', '2025-12-31T10:00:00.000Z'],
  ])('%s', (_case, date, time, zone, expected) => {
    expect(at(date, time, zone, 'earlier')).toBe(expected);
    expect(at(date, time, zone, 'later')).toBe(expected);
  });

  it('that clocks skip is the first instant after the gap', () => {
    expect(at('2026-03-08', '02:30', 'America/New_York', 'earlier')).toBe('2026-03-08T07:00:00.000Z');
    expect(at('2026-03-08', '02:30', 'America/New_York', 'later')).toBe('2026-03-08T07:00:00.000Z');
    // Samoa skipped the whole of 30 December 2011.
    expect(at('2011-12-30', '12:00', 'Pacific/Apia', 'earlier')).toBe('2011-12-30T10:00:00.000Z');
  });

  it('at midnight, where the clocks skip it, is the first instant of that day', () => {
    expect(at('2018-11-04', '00:00', 'America/Sao_Paulo', 'earlier')).toBe('2018-11-04T03:00:00.000Z');
    expect(at('2018-11-03', '24:00', 'America/Sao_Paulo', 'earlier')).toBe('2018-11-04T03:00:00.000Z');
  });

  it('that clocks show twice is the earlier for disabling and the later for enabling', () => {
    expect(at('2026-10-25', '02:30', 'Europe/Berlin', 'earlier')).toBe('2026-10-25T00:30:00.000Z');
    expect(at('2026-10-25', '02:30', 'Europe/Berlin', 'later')).toBe('2026-10-25T01:30:00.000Z');
  });

  const zones = Intl.supportedValuesOf('timeZone').map((name) => name as ZoneId);
  const dates = fc.integer({ min: 0, max: 4017 }).map((days) => addDays('2020-01-01' as LocalDate, days));

  it('never lies before its local date begins nor after it ends, in any zone, on any day of 2020 to 2030', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), dates, fc.integer({ min: 0, max: 1439 }), (zone, date, minutes) => {
        const value = zonedInstant(date, minutes as never, zone, 'earlier');
        expect(localTextAt(value, zone) >= `${date} ${formatTimeOfDay(minutes as never)}`).toBe(true);
        expect(localDateAt(instant(value - 1), zone) <= date).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('ends a day no earlier than every instant of it, in any zone', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), dates, (zone, date) => {
        const end = zonedInstant(date, 1440 as never, zone, 'earlier');
        expect(localDateAt(end, zone) > date).toBe(true);
        expect(localDateAt(instant(end - 60_000), zone) <= date).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('zone names', () => {
  it.each(['Europe/Berlin', 'US/Eastern', 'UTC', 'Etc/GMT+5'])('takes %s', (name) => {
    expect(zoneId(name)).toBe(name);
  });

  it.each(['', 'Berlin', '+02:00', 'Europe/Nowhere', 'CEST?', '__proto__'])('refuses %j', (name) => {
    expect(zoneId(name)).toBeUndefined();
  });
});

describe('times of day', () => {
  it('reads hours and minutes, 24:00 included', () => {
    expect(parseTimeOfDay('07:00')).toBe(420);
    expect(parseTimeOfDay('24:00')).toBe(1440);
    expect(parseTimeOfDay('24:01')).toBeUndefined();
    expect(parseTimeOfDay('7:00')).toBeUndefined();
    expect(formatTimeOfDay(1440 as never)).toBe('24:00');
  });
});
