import { parseInstant, type Instant } from '../domain/time/instant.ts';
import { addDays, dayOfWeek, type LocalDate } from '../domain/time/local-date.ts';
import { localDateAt, localTextAt, zoneId, type ZoneId } from '../domain/time/zone.ts';

const utc = 'UTC' as ZoneId;
const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Beyond these years a calendar in some zone stops being four digits. */
const earliest = Date.UTC(1, 0, 3);
const latest = Date.UTC(9999, 11, 29);

/** A plan's zone by name, UTC when the name is none. */
export function zoneOf(name: string): ZoneId {
  return zoneId(name) ?? utc;
}

/** Reads a plan's ISO instant; undefined for null and for what no calendar shows. */
export function instantOf(text: string | null): Instant | undefined {
  return text === null ? undefined : showable(parseInstant(text));
}

/** The instant, when calendars in every zone can show it. */
export function showable(at: Instant | undefined): Instant | undefined {
  return at !== undefined && at >= earliest && at <= latest ? at : undefined;
}

/** `Fri 27 Nov 2026`. */
export function dayText(date: LocalDate): string {
  return `${dayNames[dayOfWeek(date) - 1] ?? ''} ${dateText(date)}`;
}

/** `27 Nov 2026`. */
export function dateText(date: LocalDate): string {
  return `${shortDate(date)} ${date.slice(0, 4)}`;
}

function shortDate(date: LocalDate): string {
  return `${String(Number(date.slice(8, 10)))} ${monthNames[Number(date.slice(5, 7)) - 1] ?? ''}`;
}

/** `Fri 27 Nov`. */
export function shortDay(date: LocalDate): string {
  return `${dayNames[dayOfWeek(date) - 1] ?? ''} ${shortDate(date)}`;
}

/** The place a zone is named after: `Europe/Berlin` → `Berlin`, `Etc/UTC` → `UTC`. */
export function placeOf(zone: ZoneId): string {
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}

/** `17:00` in the zone. */
export function timeText(at: Instant, zone: ZoneId): string {
  return localTextAt(at, zone).slice(-5);
}

/** `Fri 27 Nov 2026 17:00`. */
export function dayTimeText(at: Instant, zone: ZoneId): string {
  return `${dayText(localDateAt(at, zone))} ${timeText(at, zone)}`;
}

/** `16:00Z`, with the day in front when UTC is on another day than `beside`: `Sat 21 Nov 07:00Z`. */
export function utcText(at: Instant, beside?: LocalDate): string {
  const date = localDateAt(at, utc);
  const time = `${timeText(at, utc)}Z`;
  return date === beside ? time : `${shortDay(date)} ${time}`;
}

/** An instant said three ways: HR's clock first, then the worker's, then UTC. */
export interface Moment {
  /** `Mon 23 Nov 2026 12:00 Europe/Berlin`. */
  readonly hr: string;
  /** The same instant on the worker's clock when it reads differently or ends a day: `end of Mon 23 Nov 2026 in Auckland`. */
  readonly local: string | null;
  /** `Mon 23 Nov 11:00Z`. */
  readonly utc: string;
}

/**
 * An instant for people: HR's zone, the worker's, UTC.
 * @param lastDay the worker's last day, so that its 24:00 is shown as the end of that day and not as the day after.
 */
export function moment(at: Instant, hrZone: ZoneId, zone?: ZoneId, lastDay?: LocalDate): Moment {
  if (showable(at) === undefined) return { hr: `instant ${String(at)}`, local: null, utc: 'no calendar shows it' };
  const hr = `${dayTimeText(at, hrZone)} ${hrZone}`;
  const worker = zone ?? hrZone;
  const ends = endsDay(at, worker, lastDay);
  if (ends !== undefined) {
    return { hr, local: `end of ${dayText(ends)} in ${placeOf(worker)}`, utc: utcText(at) };
  }
  const local = dayTimeText(at, worker);
  if (local === dayTimeText(at, hrZone)) return { hr, local: null, utc: utcText(at, localDateAt(at, hrZone)) };
  return { hr, local: `${local} ${worker}`, utc: utcText(at, localDateAt(at, worker)) };
}

/** The day that this instant is the 24:00 of, when it is the worker's last day. */
export function endsDay(at: Instant, zone: ZoneId, lastDay?: LocalDate): LocalDate | undefined {
  if (lastDay === undefined || showable(at) === undefined) return undefined;
  return localTextAt(at, zone) === `${addDays(lastDay, 1)} 00:00` ? lastDay : undefined;
}

/** A moment in one line: `Fri 27 Nov 2026 17:00 Europe/Berlin (16:00Z)`. */
export function momentText({ hr, local, utc: zulu }: Moment): string {
  if (local === null) return `${hr} (${zulu})`;
  return local.startsWith('end of ') ? `${hr}, ${local} = ${zulu}` : `${hr}, ${local} (${zulu})`;
}

/** A moment without year and region, for the days around a plan: `Mon 23 Nov 15:00 Berlin, Mon 23 Nov 07:00 Denver (14:00Z)`. */
export function shortMoment(at: Instant, hrZone: ZoneId, zone: ZoneId = hrZone): string {
  if (showable(at) === undefined) return `instant ${String(at)}`;
  const clock = (where: ZoneId): string => `${shortDay(localDateAt(at, where))} ${timeText(at, where)}`;
  const own = clock(zone);
  if (own === clock(hrZone)) return `${own} ${placeOf(hrZone)} (${utcText(at, localDateAt(at, hrZone))})`;
  return `${clock(hrZone)} ${placeOf(hrZone)}, ${own} ${placeOf(zone)} (${utcText(at, localDateAt(at, zone))})`;
}

/** HR's clock and UTC for an instant that is nobody's own: when a plan was made, when a file came. */
export function stampText(text: string, zone: ZoneId): string {
  const at = instantOf(text);
  return at === undefined ? text : momentText(moment(at, zone));
}

/** `18 hours`, `3 days`: how long ago, in the largest unit that says it. */
export function durationText(milliseconds: number): string {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  if (minutes < 120) return `${String(minutes)} ${minutes === 1 ? 'minute' : 'minutes'}`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${String(hours)} hours` : `${String(Math.floor(hours / 24))} days`;
}
