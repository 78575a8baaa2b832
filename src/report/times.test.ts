import { describe, expect, it } from 'vitest';
import { parseInstant, type Instant } from '../domain/time/instant.ts';
import { parseLocalDate, type LocalDate } from '../domain/time/local-date.ts';
import { zoneId, type ZoneId } from '../domain/time/zone.ts';
import { durationText, moment, momentText, shortMoment, stampText, zoneOf } from './times.ts';

const at = (text: string): Instant => parseInstant(text) as Instant;
const on = (text: string): LocalDate => parseLocalDate(text) as LocalDate;
const zone = (name: string): ZoneId => zoneId(name) as ZoneId;
const berlin = zone('Europe/Berlin');

describe('moment', () => {
  it.each([
    [
      'HR and worker share a clock',
      '2026-11-27T16:00:00Z',
      'Europe/Berlin',
      undefined,
      'Fri 27 Nov 2026 17:00 Europe/Berlin (16:00Z)',
    ],
    [
      'another zone, same clock',
      '2026-11-27T16:00:00Z',
      'Europe/Paris',
      undefined,
      'Fri 27 Nov 2026 17:00 Europe/Berlin (16:00Z)',
    ],
    [
      'the end of a last day',
      '2026-11-23T11:00:00Z',
      'Pacific/Auckland',
      '2026-11-23',
      'Mon 23 Nov 2026 12:00 Europe/Berlin, end of Mon 23 Nov 2026 in Auckland = Mon 23 Nov 11:00Z',
    ],
    [
      'the end of a last day at HR',
      '2026-11-20T23:00:00Z',
      'Europe/Berlin',
      '2026-11-20',
      'Sat 21 Nov 2026 00:00 Europe/Berlin, end of Fri 20 Nov 2026 in Berlin = Fri 20 Nov 23:00Z',
    ],
    [
      'midnight that ends no last day',
      '2026-11-23T11:00:00Z',
      'Pacific/Auckland',
      undefined,
      'Mon 23 Nov 2026 12:00 Europe/Berlin, Tue 24 Nov 2026 00:00 Pacific/Auckland (Mon 23 Nov 11:00Z)',
    ],
    [
      'an earlier cut-off',
      '2026-11-21T01:00:00Z',
      'America/Denver',
      '2026-11-20',
      'Sat 21 Nov 2026 02:00 Europe/Berlin, Fri 20 Nov 2026 18:00 America/Denver (Sat 21 Nov 01:00Z)',
    ],
    [
      'a day that spring shortened',
      '2026-03-29T22:00:00Z',
      'Europe/Berlin',
      '2026-03-29',
      'Mon 30 Mar 2026 00:00 Europe/Berlin, end of Sun 29 Mar 2026 in Berlin = Sun 29 Mar 22:00Z',
    ],
    [
      'half an hour off',
      '2026-11-23T18:30:00Z',
      'Asia/Kolkata',
      '2026-11-23',
      'Mon 23 Nov 2026 19:30 Europe/Berlin, end of Mon 23 Nov 2026 in Kolkata = Mon 23 Nov 18:30Z',
    ],
  ])('says %s', (_, instant, name, lastDay, expected) => {
    const day = lastDay === undefined ? undefined : on(lastDay);
    expect(momentText(moment(at(instant), berlin, zone(name), day))).toBe(expected);
  });

  it('does not throw for what no calendar shows', () => {
    expect(moment(9e15 as Instant, berlin).hr).toContain('instant');
    expect(moment(NaN as Instant, berlin).hr).toContain('NaN');
  });
});

it.each([
  ['Europe/Paris', 'Mon 23 Nov 15:00 Berlin (14:00Z)'],
  ['America/Denver', 'Mon 23 Nov 15:00 Berlin, Mon 23 Nov 07:00 Denver (14:00Z)'],
  ['Pacific/Auckland', 'Mon 23 Nov 15:00 Berlin, Tue 24 Nov 03:00 Auckland (Mon 23 Nov 14:00Z)'],
])('says a moment near the plan shortly for %s', (name, expected) => {
  expect(shortMoment(at('2026-11-23T14:00:00Z'), berlin, zone(name))).toBe(expected);
});

it('shows a stamp that is none as it is', () => {
  expect(stampText('yesterday', berlin)).toBe('yesterday');
});

it('falls back to UTC for a zone that is none', () => {
  expect(zoneOf('Mars/Olympus')).toBe('UTC');
});

it.each([
  [0, '0 minutes'],
  [60_000, '1 minute'],
  [7_200_000, '2 hours'],
  [154_800_000, '43 hours'],
  [200_000_000, '2 days'],
])('calls %i ms %s', (milliseconds, expected) => {
  expect(durationText(milliseconds)).toBe(expected);
});
