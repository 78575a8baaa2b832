import { Temporal } from 'temporal-polyfill';
import type { Brand } from '../kernel/brand.ts';
import { day, hour, instant, minute, type Instant } from './instant.ts';
import { toEpochDay, type LocalDate } from './local-date.ts';

/** A time zone of the IANA database, aliases such as `US/Eastern` included. */
export type ZoneId = Brand<string, 'ZoneId'>;

/** A time of day as minutes since local midnight; 1440 is the end of the day, 24:00. */
export type MinuteOfDay = Brand<number, 'MinuteOfDay'>;

/**
 * Which of the two instants a local time names that the clocks show twice. Disabling takes the earlier, enabling the
 * later, so that neither gives an hour of access too much. A time that the clocks skip is the first instant after.
 */
export type Fold = 'earlier' | 'later';

const knownZones = new Map<string, ZoneId | undefined>();

/** The zone of that name, or undefined when the IANA database has none. Offsets such as `+02:00` are no zones. */
export function zoneId(name: string): ZoneId | undefined {
  if (!knownZones.has(name)) knownZones.set(name, isZone(name) ? (name as ZoneId) : undefined);
  return knownZones.get(name);
}

function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Reads `07:00`, `18:30` or `24:00`. */
export function parseTimeOfDay(text: string): MinuteOfDay | undefined {
  const parts = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(text);
  if (parts === null) return undefined;
  const minutes = Number(parts[1]) * 60 + Number(parts[2]);
  return minutes > 1440 ? undefined : (minutes as MinuteOfDay);
}

export function formatTimeOfDay(value: MinuteOfDay): string {
  return `${String(Math.floor(value / 60)).padStart(2, '0')}:${String(value % 60).padStart(2, '0')}`;
}

const zonedInstants = new Map<string, Instant>();
const zonedInstantsKept = 100_000;

/** The instant at which clocks in `zone` show `time` on `date`. */
export function zonedInstant(date: LocalDate, time: MinuteOfDay, zone: ZoneId, fold: Fold): Instant {
  const local = toEpochDay(date) * day + time * minute;
  const stretch = stretchAt(zone, local);
  if (local - farthestOffset >= stretch.from && local + farthestOffset <= stretch.to) {
    return instant(local - stretch.offset);
  }
  return nearChange(date, time, zone, fold);
}

/** Local times near a change of the clocks. Remembered, since workers share few of them. */
function nearChange(date: LocalDate, time: MinuteOfDay, zone: ZoneId, fold: Fold): Instant {
  const key = `${date} ${String(time)} ${fold} ${zone}`;
  let known = zonedInstants.get(key);
  if (known === undefined) {
    if (zonedInstants.size >= zonedInstantsKept) zonedInstants.clear();
    known = computeZonedInstant(date, time, zone, fold);
    zonedInstants.set(key, known);
  }
  return known;
}

/** A time without a change of a zone's clocks, in milliseconds since 1970: most local times lie well inside one. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/** Further from UTC than any clock has ever been set. */
const farthestOffset = 26 * hour;
/** A stretch is not followed further than this: what lies beyond is another one. */
const longestStretch = 400 * day;
const stretches = new Map<ZoneId, Stretch[]>();

function stretchAt(zone: ZoneId, at: number): Stretch {
  let known = stretches.get(zone);
  if (known === undefined) stretches.set(zone, (known = []));
  for (const stretch of known) if (at >= stretch.from && at < stretch.to) return stretch;
  const found = findStretch(zone, at);
  known.push(found);
  return found;
}

function findStretch(zone: ZoneId, at: number): Stretch {
  const here = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const before = here.add({ nanoseconds: 1 }).getTimeZoneTransition('previous')?.epochMilliseconds ?? -Infinity;
  const after = here.getTimeZoneTransition('next')?.epochMilliseconds ?? Infinity;
  return {
    from: Math.max(before, at - longestStretch),
    to: Math.min(after, at + longestStretch),
    offset: here.offsetNanoseconds / 1e6,
  };
}

function computeZonedInstant(date: LocalDate, time: MinuteOfDay, zone: ZoneId, fold: Fold): Instant {
  const local = Temporal.PlainDate.from(date).toPlainDateTime().add({ minutes: time });
  const earlier = local.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const later = local.toZonedDateTime(zone, { disambiguation: 'later' });
  if (later.toPlainDateTime().equals(local)) return instant((fold === 'earlier' ? earlier : later).epochMilliseconds);
  return firstInstantAfterGap(later);
}

function firstInstantAfterGap(afterGap: Temporal.ZonedDateTime): Instant {
  const transition = afterGap.add({ nanoseconds: 1 }).getTimeZoneTransition('previous');
  return instant((transition ?? afterGap).epochMilliseconds);
}

const localDates = new Map<ZoneId, { readonly at: Instant; readonly date: LocalDate }>();

/** The calendar day in `zone` at an instant. A run asks for one instant in few zones, so the last of each is kept. */
export function localDateAt(value: Instant, zone: ZoneId): LocalDate {
  const known = localDates.get(zone);
  if (known?.at === value) return known.date;
  const date = localTextAt(value, zone).slice(0, 10) as LocalDate;
  localDates.set(zone, { at: value, date });
  return date;
}

/** `2026-11-23 24:00` is never shown: the local date and time in `zone` as `2026-11-24 00:00`. */
export function localTextAt(value: Instant, zone: ZoneId): string {
  const parts: Record<string, string> = {};
  for (const part of formatterFor(zone).formatToParts(value)) parts[part.type] = part.value;
  const year = String(parts['year']).padStart(4, '0');
  return `${year}-${String(parts['month'])}-${String(parts['day'])} ${String(parts['hour'])}:${String(parts['minute'])}`;
}

const formatters = new Map<ZoneId, Intl.DateTimeFormat>();

function formatterFor(zone: ZoneId): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    formatters.set(zone, formatter);
  }
  return formatter;
}
