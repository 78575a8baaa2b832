import type { Brand } from '../kernel/brand.ts';

/** A day on somebody's calendar, `YYYY-MM-DD`, in no zone. Compares correctly as text. */
export type LocalDate = Brand<string, 'LocalDate'>;

const isoDate = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Reads `YYYY-MM-DD`; undefined when it is not a day that exists. */
export function parseLocalDate(text: string): LocalDate | undefined {
  const parts = isoDate.exec(text);
  return parts === null ? undefined : localDate(Number(parts[1]), Number(parts[2]), Number(parts[3]));
}

/** The day with these calendar numbers; undefined when there is none, 31 February for example. */
export function localDate(year: number, month: number, dayOfMonth: number): LocalDate | undefined {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || dayOfMonth < 1) return undefined;
  if (dayOfMonth > daysInMonth(year, month)) return undefined;
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(dayOfMonth, 2)}` as LocalDate;
}

/** The day `days` later, or earlier when negative. */
export function addDays(date: LocalDate, days: number): LocalDate {
  return fromEpochDay(toEpochDay(date) + days);
}

/** Days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return toEpochDay(to) - toEpochDay(from);
}

/** 1 = Monday … 7 = Sunday, as ISO 8601 counts. */
export function dayOfWeek(date: LocalDate): number {
  return dayOfWeekOf(toEpochDay(date));
}

/** The day `count` working days (Monday to Friday) before `date`. */
export function workingDaysBefore(date: LocalDate, count: number): LocalDate {
  let epochDay = toEpochDay(date);
  for (let left = count; left > 0;) {
    epochDay -= 1;
    if (dayOfWeekOf(epochDay) <= 5) left -= 1;
  }
  return fromEpochDay(epochDay);
}

function dayOfWeekOf(epochDay: number): number {
  return ((((epochDay + 3) % 7) + 7) % 7) + 1;
}

/** Days since 1970-01-01. */
export function toEpochDay(date: LocalDate): number {
  return Date.UTC(digits(date, 0, 4), digits(date, 5, 7) - 1, digits(date, 8, 10)) / 86_400_000;
}

/** The number that stands there: dates are read for everybody several times a run, and texts cut out of them cost more. */
function digits(date: LocalDate, from: number, to: number): number {
  let value = 0;
  for (let index = from; index < to; index += 1) value = value * 10 + date.charCodeAt(index) - zero;
  return value;
}

const zero = 48;

/** The day that begins so many days after 1970-01-01. */
export function fromEpochDay(epochDay: number): LocalDate {
  const date = new Date(epochDay * 86_400_000);
  return `${pad(date.getUTCFullYear(), 4)}-${pad(date.getUTCMonth() + 1, 2)}-${pad(date.getUTCDate(), 2)}` as LocalDate;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
