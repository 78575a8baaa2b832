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
    } else if (!readPart(step.part, words, text, reading)) {
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

function readPart(part: Part, words: Words, text: string, reading: Reading): boolean {
  switch (part) {
    case 'yyyy':
      return (reading.year = number(text, reading, 4, 4)) >= 0;
    case 'yy':
      return (reading.year = inCentury(number(text, reading, 2, 2), words.pivot)) >= 0;
    case 'MM':
      return (reading.month = number(text, reading, 2, 2)) >= 0;
    case 'M':
      return (reading.month = number(text, reading, 1, 2)) >= 0;
    case 'MMM':
      return (reading.month = named(words.short, text, reading, true)) > 0;
    case 'MMMM':
      return (reading.month = named(words.full, text, reading, false)) > 0;
    case 'dd':
      return (reading.day = number(text, reading, 2, 2)) >= 0;
    case 'd':
      return (reading.day = number(text, reading, 1, 2)) >= 0;
    default:
      return readTime(part, text, reading);
  }
}

function readTime(part: Part, text: string, reading: Reading): boolean {
  switch (part) {
    case 'hour':
      return addTime(reading, number(text, reading, 2, 2), 23, hour);
    case 'halfHour': {
      const shown = number(text, reading, 1, 2);
      return shown >= 1 && shown <= 12 && addTime(reading, shown % 12, 11, hour);
    }
    case 'minute':
      return addTime(reading, number(text, reading, 2, 2), 59, minute);
    case 'second':
      return addTime(reading, number(text, reading, 2, 2), 59, 1000);
    case 'fraction':
      return readFraction(text, reading);
    case 'am':
      return readHalf(text, reading);
    default:
      return readOffset(text, reading);
  }
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

/** `Z`, `+02:00`, `+0200` or `+02`, at most fourteen hours from UTC. */
function readOffset(text: string, reading: Reading): boolean {
  const sign = text.charAt(reading.position);
  reading.position += 1;
  if (sign === 'Z' || sign === 'z') return true;
  if (sign !== '+' && sign !== '-') return false;
  const hours = number(text, reading, 2, 2);
  const colon = text.charAt(reading.position) === ':';
  if (colon) reading.position += 1;
  const next = text.charCodeAt(reading.position);
  const minutes = colon || (next >= 48 && next <= 57) ? number(text, reading, 2, 2) : 0;
  if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59) return false;
  reading.offset = (sign === '-' ? -1 : 1) * (hours * 60 + minutes);
  return true;
}
