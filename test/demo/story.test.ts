import fc from 'fast-check';
import { expect, it } from 'vitest';
import { colleagues, offices, type OfficeName } from '../../src/demo/company.ts';
import { organisation } from '../../src/demo/organisation.ts';
import { accountOf, story } from '../../src/demo/story.ts';
import { hour, instant, type Instant } from '../../src/domain/time/instant.ts';
import { dayOfWeek, parseLocalDate, type LocalDate } from '../../src/domain/time/local-date.ts';
import { zonedInstant, type MinuteOfDay, type ZoneId } from '../../src/domain/time/zone.ts';

const endOfDay = 1440 as MinuteOfDay;

function endsAt(text: string, office: string): Instant {
  const { zone } = offices[office as OfficeName];
  return zonedInstant(parseLocalDate(text) as LocalDate, endOfDay, zone as ZoneId, 'earlier');
}

it('tells the same story at every hour of every day', () => {
  const moments = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2035, 0, 1) });
  fc.assert(
    fc.property(moments, (at) => {
      const byId = new Map(story(instant(at)).map(({ row }) => [row.id, row]));
      const until = (id: string) => endsAt(byId.get(id)?.end ?? '', byId.get(id)?.office ?? '') - at;
      for (const over of ['2001', '2002', '2007', '2041']) expect(until(over)).toBeLessThanOrEqual(0);
      for (const ahead of ['2003', '2004', '2005']) {
        expect(until(ahead)).toBeGreaterThan(0);
        expect(until(ahead)).toBeLessThanOrEqual(25 * hour);
      }
      for (const monday of ['2012', '2013', '2014']) {
        expect(dayOfWeek(byId.get(monday)?.start as LocalDate)).toBe(1);
      }
      expect(parseLocalDate(byId.get('2051')?.end ?? '')).toBeUndefined();
    }),
  );
});

it('gives everybody an address and an id of their own', () => {
  const people = colleagues(parseLocalDate('2026-11-23') as LocalDate);
  expect(people).toHaveLength(96);
  expect(new Set(people.map(({ id }) => id)).size).toBe(96);
  expect(new Set(people.map(({ email }) => email)).size).toBe(96);
  for (const { email } of people) expect(email).toMatch(/^[a-z.-]+@longitude\.example$/);
});

it('has a member for every group that is named', () => {
  const people = colleagues(parseLocalDate('2026-11-23') as LocalDate);
  const { groups } = organisation('Any', people.map(accountOf));
  for (const { members } of groups) expect(members.length).toBeGreaterThan(0);
});
