import { day, instant, plus, type Instant } from '../domain/time/instant.ts';
import { addDays, dayOfWeek, type LocalDate } from '../domain/time/local-date.ts';
import { localDateAt, zonedInstant, type MinuteOfDay, type ZoneId } from '../domain/time/zone.ts';
import { company } from './company.ts';

/** The week that is played, by HR's calendar and clocks. */
export interface Week {
  readonly monday: LocalDate;
  /** Monday 09:00: a person sits down. */
  readonly begins: Instant;
  /** Friday 18:00. */
  readonly ends: Instant;
}

const zone = company.zone as ZoneId;

/** The newest week that is over on Friday evening: what is played has been, so that the host's clock agrees with it later. */
export function weekBefore(now: Instant): Week {
  const today = localDateAt(now, zone);
  const monday = addDays(today, 1 - dayOfWeek(today));
  const week = weekOf(monday);
  return week.ends <= now ? week : weekOf(addDays(monday, -7));
}

export function weekOf(monday: LocalDate): Week {
  return { monday, begins: clockAt(monday, 9, 0), ends: clockAt(addDays(monday, 4), 18, 0) };
}

/** When HR's export is written, on a day counted from Monday. */
export function exportOn({ monday }: Week, days: number): Instant {
  return clockAt(addDays(monday, days), 6, 30);
}

function clockAt(date: LocalDate, hours: number, minutes: number): Instant {
  return zonedInstant(date, (hours * 60 + minutes) as MinuteOfDay, zone, 'earlier');
}

/** The earlier of two instants that there may be. */
export function sooner(one: Instant | null, other: Instant | null): Instant | null {
  if (one === null || other === null) return one ?? other;
  return instant(Math.min(one, other));
}

/** A month before the week: when tenured made the accounts that it looks after. */
export function monthBefore({ begins }: Week): Instant {
  return plus(begins, -30 * day);
}
