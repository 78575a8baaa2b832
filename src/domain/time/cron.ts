import { err, ok, type Result } from '../kernel/result.ts';
import type { Instant } from './instant.ts';
import { addDays, dayOfWeek, type LocalDate } from './local-date.ts';
import { localDateAt, zonedInstant, type MinuteOfDay, type ZoneId } from './zone.ts';

/**
 * A cron expression: minute, hour, day of the month, month, day of the week. All five have to match, so that
 * `0 6 13 * 5` is a Friday the 13th.
 */
export interface Cron {
  /** In order, each minute of the day that matches. */
  readonly times: readonly MinuteOfDay[];
  readonly daysOfMonth: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** 0 is Sunday. */
  readonly daysOfWeek: ReadonlySet<number>;
}

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
}

const minutes: Field = { name: 'minute', least: 0, most: 59, names: [] };
const hours: Field = { name: 'hour', least: 0, most: 23, names: [] };
const daysOfMonth: Field = { name: 'day of the month', least: 1, most: 31, names: [] };
const months: Field = {
  name: 'month',
  least: 1,
  most: 12,
  names: ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
};
const daysOfWeek: Field = {
  name: 'day of the week',
  least: 0,
  most: 7,
  names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
};
const fields = [minutes, hours, daysOfMonth, months, daysOfWeek] as const;

/**
 * Reads five fields of `*`, numbers, names of months and days, ranges `1-5`, steps `*\/15` or `8-18/2`, and lists of these.
 * Anything else is refused in words, what never comes (31 February) included.
 */
export function parseCron(text: string): Result<Cron, string> {
  const parts = text.split(' ');
  if (parts.length !== fields.length) return err('has to have five fields: minute hour day month weekday');
  const sets: ReadonlySet<number>[] = [];
  for (const [index, field] of fields.entries()) {
    const values = parseField(parts[index] ?? '', field);
    if (!values.ok) return values;
    sets.push(values.value);
  }
  const cron = build(sets);
  return comes(cron) ? ok(cron) : err('never comes: no such day');
}

function build([minuteSet, hourSet, ofMonth, monthSet, ofWeek]: readonly ReadonlySet<number>[]): Cron {
  const times = ascending(hourSet).flatMap((hour) =>
    ascending(minuteSet).map((minuteOfHour) => (hour * 60 + minuteOfHour) as MinuteOfDay),
  );
  return {
    times,
    daysOfMonth: new Set(ofMonth),
    months: new Set(monthSet),
    daysOfWeek: new Set(ascending(ofWeek).map((weekday) => weekday % 7)),
  };
}

function ascending(values: ReadonlySet<number> = new Set()): number[] {
  return [...values].sort((one, other) => one - other);
}

function parseField(text: string, field: Field): Result<ReadonlySet<number>, string> {
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const range = parseItem(item, field);
    if (range === null) {
      return err(`has a ${field.name} that cannot be read: "${text}"; ${String(field.least)} to ${String(field.most)}`);
    }
    for (let value = range.from; value <= range.to; value += range.step) values.add(value);
  }
  return ok(values);
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

const itemPattern = /^(\*|\w+(?:-\w+)?)(?:\/(\d{1,2}))?$/;

function parseItem(text: string, field: Field): Range | null {
  const [, span = '', every] = itemPattern.exec(text) ?? [];
  const range = parseSpan(span, field);
  const step = every === undefined ? 1 : Number(every);
  // `5/15` means one thing here and another there.
  const isVague = every !== undefined && !/[*-]/.test(span);
  return range === null || step < 1 || isVague ? null : { ...range, step };
}

function parseSpan(text: string, field: Field): Omit<Range, 'step'> | null {
  if (text === '*') return { from: field.least, to: lastOf(field) };
  const [low = '', high = low] = text.split('-');
  const from = valueOf(low, field);
  const to = valueOf(high, field);
  return from === null || to === null || to < from ? null : { from, to };
}

/** `*` of the days of the week ends with Saturday: Sunday is 0 already. */
function lastOf(field: Field): number {
  return field === daysOfWeek ? 6 : field.most;
}

function valueOf(text: string, field: Field): number | null {
  const named = field.names.indexOf(text.toLowerCase());
  if (named >= 0) return named;
  if (!/^\d{1,2}$/.test(text)) return null;
  const value = Number(text);
  return value >= field.least && value <= field.most ? value : null;
}

/** Leap years and weekdays repeat within 28 years, but for the years around 2100. */
const farthestDay = 366 * 40;

function comes(cron: Cron): boolean {
  return nextDay(cron, '2026-01-01' as LocalDate) !== null;
}

/** The first matching day from `from` on. */
function nextDay(cron: Cron, from: LocalDate): LocalDate | null {
  for (let ahead = 0; ahead < farthestDay; ahead += 1) {
    const date = addDays(from, ahead);
    if (matches(cron, date)) return date;
  }
  return null;
}

function matches(cron: Cron, date: LocalDate): boolean {
  return (
    cron.months.has(Number(date.slice(5, 7))) &&
    cron.daysOfMonth.has(Number(date.slice(8, 10))) &&
    cron.daysOfWeek.has(dayOfWeek(date) % 7)
  );
}

/**
 * The first instant after `after` at which clocks in `zone` show a matching time. A time that they skip is the first
 * instant after the gap; one that they show twice comes twice, so that `*\/15` does not pause for an hour.
 */
export function nextTick(cron: Cron, zone: ZoneId, after: Instant): Instant | null {
  // A day back, for a fold that reaches over midnight.
  let from = addDays(localDateAt(after, zone), -1);
  for (;;) {
    const date = nextDay(cron, from);
    if (date === null) return null;
    const found = firstAfter(cron, date, zone, after);
    if (found !== null) return found;
    from = addDays(date, 1);
  }
}

function firstAfter(cron: Cron, date: LocalDate, zone: ZoneId, after: Instant): Instant | null {
  let found: Instant | null = null;
  for (const time of cron.times) {
    for (const fold of ['earlier', 'later'] as const) {
      const at = zonedInstant(date, time, zone, fold);
      if (at > after && (found === null || at < found)) found = at;
    }
  }
  return found;
}
