import { Temporal } from 'temporal-polyfill';
import type { Brand } from '../kernel/brand.ts';
import { instant, type Instant } from './instant.ts';
import type { LocalDate } from './local-date.ts';

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

/** The instant at which clocks in `zone` show `time` on `date`. Remembered, since workers share few of them. */
export function zonedInstant(date: LocalDate, time: MinuteOfDay, zone: ZoneId, fold: Fold): Instant {
  const key = `${date} ${String(time)} ${fold} ${zone}`;
  let known = zonedInstants.get(key);
  if (known === undefined) {
    if (zonedInstants.size >= zonedInstantsKept) zonedInstants.clear();
    known = computeZonedInstant(date, time, zone, fold);
    zonedInstants.set(key, known);
  }
  return known;
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

/** The calendar day in `zone` at an instant. */
export function localDateAt(value: Instant, zone: ZoneId): LocalDate {
  return localTextAt(value, zone).slice(0, 10) as LocalDate;
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
