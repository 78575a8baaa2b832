import { localDate, type LocalDate } from '../time/local-date.ts';
import type { Part, Step } from './date-pattern.ts';
import { lowerMonth, type MonthNames } from './month-names.ts';

/** What the text of a date says, part by part. */
export interface Reading {
  year: number;
  month: number;
  day: number;
  /** Milliseconds since midnight. */
  time: number;
  /** Minutes ahead of UTC. */
  offset: number;
  position: number;
  /** Of the time: 1 for the afternoon, 0 for the morning or a pattern of 24 hours. */
  afternoon: number;
}

/** What a pattern needs beside its parts. */
export interface Words {
  readonly full: MonthNames;
  readonly short: MonthNames;
  /** First of the hundred years that two digits can mean. */
  readonly pivot: number;
}

/** Reads a text by a pattern; undefined when it is not exactly of that form. */
export function readText(steps: readonly Step[], words: Words, text: string): Reading | undefined {
  const reading: Reading = { year: 0, month: 0, day: 0, time: 0, offset: 0, position: 0, afternoon: 0 };
  for (const step of steps) {
    if ('literal' in step) {
      if (!text.startsWith(step.literal, reading.position)) return undefined;
      reading.position += step.literal.length;
    } else if (!readers[step.part](text, reading, words)) {
      return undefined;
    }
  }
  reading.time += reading.afternoon * 12 * hour;
  return reading.position === text.length ? reading : undefined;
}

/** The day as it is written; undefined when there is no such day. */
export function dayOf({ year, month, day }: Reading): LocalDate | undefined {
  return localDate(year, month, day);
}

const minute = 60_000;
const hour = 60 * minute;

type Read = (text: string, reading: Reading, words: Words) => boolean;

/** How each part is read. False when the text has nothing of the kind at the position. */
const readers: Readonly<Record<Part, Read>> = {
  yyyy: (text, reading) => (reading.year = number(text, reading, 4, 4)) >= 0,
  yy: (text, reading, { pivot }) => (reading.year = inCentury(number(text, reading, 2, 2), pivot)) >= 0,
  MM: (text, reading) => (reading.month = number(text, reading, 2, 2)) >= 0,
  M: (text, reading) => (reading.month = number(text, reading, 1, 2)) >= 0,
  MMM: (text, reading, { short }) => (reading.month = named(short, text, reading, true)) > 0,
  MMMM: (text, reading, { full }) => (reading.month = named(full, text, reading, false)) > 0,
  dd: (text, reading) => (reading.day = number(text, reading, 2, 2)) >= 0,
  d: (text, reading) => (reading.day = number(text, reading, 1, 2)) >= 0,
  hour: (text, reading) => addTime(reading, number(text, reading, 2, 2), 23, hour),
  plainHour: (text, reading) => addTime(reading, number(text, reading, 1, 2), 23, hour),
  halfHour: readHalfHour,
  minute: (text, reading) => addTime(reading, number(text, reading, 2, 2), 59, minute),
  second: (text, reading) => addTime(reading, number(text, reading, 2, 2), 59, 1000),
  fraction: readFraction,
  am: readHalf,
  offset: readOffset,
};

function readHalfHour(text: string, reading: Reading): boolean {
  const shown = number(text, reading, 1, 2);
  return shown >= 1 && shown <= 12 && addTime(reading, shown % 12, 11, hour);
}

function addTime(reading: Reading, value: number, most: number, unit: number): boolean {
  if (value < 0 || value > most) return false;
  reading.time += value * unit;
  return true;
}

/** Digits at the position, as many as there are within the bounds; -1 when there are too few. */
function number(text: string, reading: Reading, least: number, most: number): number {
  let value = 0;
  let digits = 0;
  while (digits < most) {
    const digit = text.charCodeAt(reading.position + digits) - 48;
    if (!(digit >= 0 && digit <= 9)) break;
    value = value * 10 + digit;
    digits += 1;
  }
  if (digits < least) return -1;
  reading.position += digits;
  return value;
}

/** The year of these two last digits within the hundred years that begin with the pivot. */
function inCentury(digits: number, pivot: number): number {
  if (digits < 0) return -1;
  const start = pivot - (pivot % 100);
  const year = start + digits;
  return year < pivot ? year + 100 : year;
}

/** The month whose name stands there; 0 when none does. An abbreviation may carry its dot. */
function named(names: MonthNames, text: string, reading: Reading, dotted: boolean): number {
  // No name is longer; only so much of a hostile text is looked at.
  const there = lowerMonth(text.slice(reading.position, reading.position + 20).normalize('NFC'));
  for (const [name, month] of names) {
    if (!there.startsWith(name)) continue;
    const written = lengthAs(text, reading.position, name);
    reading.position += written;
    if (dotted && text.charAt(reading.position) === '.') reading.position += 1;
    return month;
  }
  return 0;
}

/** How many characters of the text make up the name: accents may stand apart from their letters. */
function lengthAs(text: string, position: number, name: string): number {
  for (let length = name.length; length <= name.length * 2; length += 1) {
    if (lowerMonth(text.slice(position, position + length).normalize('NFC')) === name) {
      const next = text.charCodeAt(position + length);
      if (!(next >= 0x300 && next <= 0x36f)) return length;
    }
  }
  return name.length;
}

/** One to nine digits after the second. Which they are cannot change the day, only that they are not midnight. */
function readFraction(text: string, reading: Reading): boolean {
  const digits = number(text, reading, 1, 9);
  if (digits > 0) reading.time += 1;
  return digits >= 0;
}

function readHalf(text: string, reading: Reading): boolean {
  const half = text.slice(reading.position, reading.position + 2).toLowerCase();
  reading.position += 2;
  reading.afternoon = half === 'pm' ? 1 : 0;
  return half === 'am' || half === 'pm';
}

const offset = /(?:(Z)|([+-])(\d{2})(?::?([0-5]\d))?)/iy;

/** `Z`, `+02:00`, `+0200` or `+02`, at most fourteen hours from UTC. */
function readOffset(text: string, reading: Reading): boolean {
  offset.lastIndex = reading.position;
  const found = offset.exec(text);
  if (found === null) return false;
  const minutes = Number(found[3] ?? 0) * 60 + Number(found[4] ?? 0);
  reading.position += found[0].length;
  reading.offset = found[2] === '-' ? -minutes : minutes;
  return minutes <= 14 * 60;
}
