import fc from 'fast-check';
import { expect, it } from 'vitest';
import { colleagues, offices, type OfficeName } from '../../src/demo/company.ts';
import { organisation } from '../../src/demo/organisation.ts';
import { accountOf, announced, fromTuesday, story } from '../../src/demo/story.ts';
import { exportOn, weekBefore } from '../../src/demo/week.ts';
import { day, hour, instant, type Instant } from '../../src/domain/time/instant.ts';
import { addDays, dayOfWeek, parseLocalDate, type LocalDate } from '../../src/domain/time/local-date.ts';
import { zonedInstant, type MinuteOfDay, type ZoneId } from '../../src/domain/time/zone.ts';

const endOfDay = 1440 as MinuteOfDay;
const aMonday = parseLocalDate('2026-11-23') as LocalDate;
const moments = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2035, 0, 1) }).map(instant);

function endsAt(date: LocalDate, office: string): Instant {
  const { zone } = offices[office as OfficeName];
  return zonedInstant(date, endOfDay, zone as ZoneId, 'earlier');
}

it('plays a week that is over, and not long ago', () => {
  fc.assert(
    fc.property(moments, (now) => {
      const { monday, begins, ends } = weekBefore(now);
      expect(dayOfWeek(monday)).toBe(1);
      expect(ends).toBeLessThanOrEqual(now);
      expect(now - ends).toBeLessThan(7 * day + 2 * hour);
      expect(ends - begins).toBeGreaterThan(4 * day);
    }),
  );
});

it('lets four people leave in four zones on one day, after two files have said so, in any week', () => {
  fc.assert(
    fc.property(moments, (now) => {
      const week = weekBefore(now);
      const monday = story(week.monday).map(({ row }) => row);
      const leaving = fromTuesday(week.monday, monday).filter(({ id }) => announced.includes(id));
      const thursday = addDays(week.monday, 3);
      expect(leaving.map(({ end }) => end)).toEqual(Array(4).fill(thursday));
      expect(monday.filter(({ id, end }) => announced.includes(id) && end !== '')).toEqual([]);
      const ends = leaving.map(({ office }) => endsAt(thursday, office));
      expect(new Set(ends).size).toBe(4);
      for (const at of ends) {
        expect(at).toBeGreaterThan(exportOn(week, 3));
        expect(at).toBeLessThan(week.ends);
      }
      expect(exportOn(week, 2) - exportOn(week, 1)).toBeGreaterThanOrEqual(12 * hour);
    }),
  );
});

it('gives everybody an address and an id of their own', () => {
  const people = colleagues(aMonday);
  expect(people).toHaveLength(96);
  const all = [...people, ...story(aMonday).flatMap(({ account }) => account?.holds ?? [])];
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  expect(new Set(all.map(({ email }) => email)).size).toBe(all.length);
  for (const { email } of people) expect(email).toMatch(/^[a-z.-]+@longitude\.example$/);
});

it('has a member for every group that is named', () => {
  const { groups } = organisation('Any', colleagues(aMonday).map(accountOf));
  for (const { members } of groups) expect(members.length).toBeGreaterThan(0);
});
