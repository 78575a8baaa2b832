import { hour, type Instant } from '../time/instant.ts';
import { addDays, dayOfWeek, type LocalDate } from '../time/local-date.ts';
import { localDateAt, zonedInstant, type MinuteOfDay, type ZoneId } from '../time/zone.ts';
import type { Finding } from './finding.ts';
import { counted } from './words.ts';

/** Days on which nobody expects a file do not make the last one older. */
export interface ExpectedDays {
  /** 1 for Monday to 7 for Sunday. */
  readonly weekdays: readonly number[];
  readonly holidays: readonly LocalDate[];
}

export interface AgeLimit {
  /** Hours above which a file is old. */
  readonly maxAgeHours: number;
  /** Every day, where it is left out. */
  readonly expected?: ExpectedDays;
  /** Whose days these are. */
  readonly zone: ZoneId;
}

/** G4: how old the accepted file is. An old one goes on ending access that it announced, and enables nobody for long. */
export function judgeAge(modifiedAt: Instant, now: Instant, limit: AgeLimit): Finding {
  const age = ageOf(modifiedAt, now, limit);
  const old = age > limit.maxAgeHours * hour;
  const hours = Math.floor(age / hour);
  const counting = limit.expected === undefined ? '' : ', days without an expected file not counted';
  return {
    guardrail: 'G4',
    verdict: old ? 'warn' : 'ok',
    scope: 'snapshot',
    measured: hours,
    limit: limit.maxAgeHours,
    message: old
      ? `the last accepted file is ${counted(hours, 'hour')} old${counting}`
      : 'the last accepted file is fresh enough',
    subjects: [],
    subjectsTotal: 0,
    remedy: 'ask whoever exports it why no new file has come',
  };
}

/** Milliseconds since a file was written, but for days on which none is expected. */
function ageOf(modifiedAt: Instant, now: Instant, { expected, zone }: AgeLimit): number {
  const all = Math.max(0, now - modifiedAt);
  if (expected === undefined) return all;
  let age = all;
  const holidays = new Set(expected.holidays);
  const last = localDateAt(now, zone);
  for (let date = localDateAt(modifiedAt, zone), days = 0; date <= last; date = addDays(date, 1), days += 1) {
    // A file that is years old is old, whatever days there were.
    if (days > mostDays) return all;
    if (expected.weekdays.includes(dayOfWeek(date)) && !holidays.has(date)) continue;
    const [begin, end] = [dayBegins(date, zone), dayBegins(addDays(date, 1), zone)];
    age -= Math.max(0, Math.min(end, now) - Math.max(begin, modifiedAt));
  }
  return age;
}

const mostDays = 400;
const midnight = 0 as MinuteOfDay;

function dayBegins(date: LocalDate, zone: ZoneId): Instant {
  return zonedInstant(date, midnight, zone, 'earlier');
}
