import type { Instant } from '../domain/time/instant.ts';
import { addDays, dayOfWeek, type LocalDate } from '../domain/time/local-date.ts';
import { localDateAt, localTextAt, type ZoneId } from '../domain/time/zone.ts';

const utc = 'UTC' as ZoneId;
const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Thu 19 Nov`. */
export function dayText(date: LocalDate): string {
  return `${dayName(date)} ${String(Number(date.slice(8)))} ${monthNames[Number(date.slice(5, 7)) - 1] ?? ''}`;
}

/** `Mon 16 to Fri 20 Nov 2026`. */
export function weekText(monday: LocalDate): string {
  const friday = addDays(monday, 4);
  return `${dayText(monday)} to ${dayText(friday)} ${friday.slice(0, 4)}`;
}

/** A place, and the zone of its clocks. */
interface Place {
  readonly name: string;
  readonly zone: ZoneId;
}

/** The place a zone is named after. */
export function placeOf(zone: ZoneId): string {
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}

/** `Fri 00:00 Auckland`. */
export function shortClock(at: Instant, { name, zone }: Place): string {
  return `${dayName(localDateAt(at, zone))} ${localTextAt(at, zone).slice(-5)} ${name}`;
}

/** `Thu 11:00Z`. */
export function shortUtc(at: Instant): string {
  return `${dayName(localDateAt(at, utc))} ${localTextAt(at, utc).slice(-5)}Z`;
}

/** `Fri 20 Nov 00:00:00`, and `Thu 19 Nov 11:00:00Z` in UTC. */
export function fullClock(at: Instant, zone: ZoneId = utc): string {
  const seconds = new Date(at).toISOString().slice(16, 19);
  const text = `${dayText(localDateAt(at, zone))} ${localTextAt(at, zone).slice(-5)}${seconds}`;
  return zone === utc ? `${text}Z` : text;
}

/** `Thu`. */
export function dayName(date: LocalDate): string {
  return dayNames[dayOfWeek(date) - 1] ?? '';
}
