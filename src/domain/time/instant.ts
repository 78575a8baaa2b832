import type { Brand } from '../kernel/brand.ts';

/** A point on the UTC time line: whole milliseconds since 1970-01-01T00:00:00Z. ISO 8601 UTC in JSON. */
export type Instant = Brand<number, 'Instant'>;

export function instant(epochMilliseconds: number): Instant {
  return epochMilliseconds as Instant;
}

const isoInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** Reads an ISO 8601 date-time with an offset; undefined for anything else, a missing offset included. */
export function parseInstant(text: string): Instant | undefined {
  if (!isoInstant.test(text) || !isOnTheCalendar(text)) return undefined;
  const value = Date.parse(text);
  return Number.isNaN(value) ? undefined : instant(value);
}

/** Date.parse takes 30 February for 2 March. */
function isOnTheCalendar(text: string): boolean {
  const day = Number(text.slice(8, 10));
  if (day <= 28) return true;
  const lastOfMonth = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0));
  return day <= lastOfMonth.getUTCDate();
}

/** `2026-11-23T11:00:00.000Z`. */
export function formatInstant(value: Instant): string {
  const date = new Date(value);
  const year = date.getUTCFullYear();
  // Throws for what is no instant. Else slower than putting the parts together, and a first plan writes half a million.
  if (!(year >= 0 && year <= 9999)) return date.toISOString();
  const calendarDay = `${pad(year, 4)}-${pad(date.getUTCMonth() + 1, 2)}-${pad(date.getUTCDate(), 2)}`;
  const clock = `${pad(date.getUTCHours(), 2)}:${pad(date.getUTCMinutes(), 2)}:${pad(date.getUTCSeconds(), 2)}`;
  return `${calendarDay}T${clock}.${pad(date.getUTCMilliseconds(), 3)}Z`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

export function plus(value: Instant, milliseconds: number): Instant {
  return instant(value + milliseconds);
}

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;
