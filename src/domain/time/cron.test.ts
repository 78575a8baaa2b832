import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextTick, parseCron, type Cron } from './cron.ts';
import { formatInstant, hour, instant, minute, parseInstant, type Instant } from './instant.ts';
import { dayOfWeek, type LocalDate } from './local-date.ts';
import { localTextAt, zoneId, type ZoneId } from './zone.ts';

function cron(text: string): Cron {
  const parsed = parseCron(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

function zone(name: string): ZoneId {
  return zoneId(name) as ZoneId;
}

function at(text: string): Instant {
  return parseInstant(text) as Instant;
}

function ticks(text: string, zoneName: string, after: string, count: number): string[] {
  const found: string[] = [];
  let last: Instant | null = at(after);
  for (let index = 0; index < count; index += 1) {
    last = nextTick(cron(text), zone(zoneName), last);
    if (last === null) break;
    found.push(formatInstant(last).replace(':00.000Z', 'Z'));
  }
  return found;
}

describe('a cron expression', () => {
  it.each([
    ['*/15 * * * *', 'UTC', '2026-11-23T11:59Z', ['2026-11-23T12:00Z', '2026-11-23T12:15Z', '2026-11-23T12:30Z']],
    ['*/15 * * * *', 'UTC', '2026-11-23T12:00Z', ['2026-11-23T12:15Z']],
    ['30 6 * * 1-5', 'Europe/Berlin', '2026-11-20T06:00Z', ['2026-11-23T05:30Z', '2026-11-24T05:30Z']],
    ['0 6 * * mon,WED', 'UTC', '2026-11-23T06:00Z', ['2026-11-25T06:00Z', '2026-11-30T06:00Z']],
    ['0 0 1 jan,jul *', 'Asia/Tokyo', '2026-11-23T00:00Z', ['2026-12-31T15:00Z', '2027-06-30T15:00Z']],
    ['0 0 * * 7', 'UTC', '2026-11-23T00:00Z', ['2026-11-29T00:00Z']],
    ['0 0 29 2 *', 'UTC', '2026-11-23T00:00Z', ['2028-02-29T00:00Z', '2032-02-29T00:00Z']],
    ['0 6 13 * 5', 'UTC', '2026-11-23T00:00Z', ['2027-08-13T06:00Z']],
    ['5-10/5,40 22-23 * * *', 'UTC', '2026-11-23T22:05Z', ['2026-11-23T22:10Z', '2026-11-23T22:40Z']],
  ])('%s in %s after %s', (text, zoneName, after, wanted) => {
    expect(ticks(text, zoneName, after, wanted.length)).toEqual(wanted);
  });

  it('comes after the gap when the clocks skip its time, and does not pause when they show it twice', () => {
    expect(ticks('30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00Z', 2)).toEqual([
      '2026-03-29T01:00Z',
      '2026-03-30T00:30Z',
    ]);
    expect(ticks('*/30 * * * *', 'Europe/Berlin', '2026-10-25T00:00Z', 5)).toEqual([
      '2026-10-25T00:30Z',
      '2026-10-25T01:00Z',
      '2026-10-25T01:30Z',
      '2026-10-25T02:00Z',
      '2026-10-25T02:30Z',
    ]);
  });

  it.each([
    ['', 'five fields'],
    ['* * * *', 'five fields'],
    ['0 * * * * *', 'five fields'],
    ['@hourly', 'five fields'],
    ['*  * * * *', 'five fields'],
    ['60 * * * *', 'minute'],
    ['* 24 * * *', 'hour'],
    ['* * 0 * *', 'day of the month'],
    ['* * L * *', 'day of the month'],
    ['* * * 13 *', 'month'],
    ['* * * * 8', 'day of the week'],
    ['* * * * 5#2', 'day of the week'],
    ['20-10 * * * *', 'minute'],
    ['5/15 * * * *', 'minute'],
    ['*/0 * * * *', 'minute'],
    ['1,,2 * * * *', 'minute'],
    ['-5 * * * *', 'minute'],
    ['0 0 31 2 *', 'never comes'],
    ['0 0 31 4,6,9,11 *', 'never comes'],
  ])('"%s" is refused for its %s', (text, why) => {
    const parsed = parseCron(text);
    expect(parsed.ok ? '' : parsed.error).toContain(why);
  });
});

it('gives instants that rise, at a minute that matches in local time, with none left out', () => {
  const zones = ['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/St_Johns', 'Pacific/Apia'].map(zone);
  const expressions = ['*/15 * * * *', '0 3 * * *', '59 23 * * 0', '*/7 1-3 * * *', '0 12 1 * *'];
  const instants = fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2030, 0) }).map((value) => instant(value));
  fc.assert(
    fc.property(fc.constantFrom(...expressions), fc.constantFrom(...zones), instants, (text, where, after) => {
      const parsed = cron(text);
      const next = nextTick(parsed, where, after) as Instant;
      expect(next).toBeGreaterThan(after);
      for (
        let back = Math.floor((next - 1) / minute) * minute;
        back > Math.max(after, next - 8 * hour);
        back -= minute
      ) {
        expect(matchesAt(parsed, instant(back), where)).toBe(false);
      }
    }),
    { numRuns: 300 },
  );
});

function matchesAt({ times, months, daysOfMonth, daysOfWeek }: Cron, value: Instant, where: ZoneId): boolean {
  const [date = '', time = ''] = localTextAt(value, where).split(' ');
  const minuteOfDay = Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return (
    times.some((one) => one === minuteOfDay) &&
    months.has(Number(date.slice(5, 7))) &&
    daysOfMonth.has(Number(date.slice(8))) &&
    daysOfWeek.has(dayOfWeek(date as LocalDate) % 7)
  );
}
