import { err, ok, type Result } from '../kernel/result.ts';
import { localDate, type LocalDate } from '../time/local-date.ts';

/** Reads one column's dates. `undefined` when the text is not exactly of that format or no day that exists. */
export type DateReader = (text: string) => LocalDate | undefined;

type Part = 'yyyy' | 'MMM' | 'MM' | 'M' | 'dd' | 'd' | 'zeroHour' | 'zero' | 'zeros' | 'am';
type Step = { readonly part: Part } | { readonly literal: string };

const parts: readonly (readonly [string, Part])[] = [
  ['yyyy', 'yyyy'],
  ['MMM', 'MMM'],
  ['MM', 'MM'],
  ['M', 'M'],
  ['dd', 'dd'],
  ['d', 'd'],
  ['HH', 'zero'],
  ['hh', 'zeroHour'],
  ['h', 'zeroHour'],
  ['mm', 'zero'],
  ['ss', 'zero'],
  ['SSS', 'zeros'],
  ['a', 'am'],
];

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const remembered = 20_000;
const earliest = '1900-01-01';

/**
 * Compiles a date format: `yyyy-MM-dd`, `dd.MM.yyyy`, `M/d/yyyy`, `dd-MMM-yyyy` (English months), `yyyyMMdd`, each with
 * an optional time (`HH:mm:ss`, `h:mm:ss a`) that has to be midnight: a time of day would make the day depend on a zone.
 */
export function compileDateFormat(format: string): Result<DateReader, string> {
  const steps = tokenize(format);
  if (!steps.ok) return steps;
  const complaint = complete(steps.value);
  return complaint === undefined ? ok(remember(steps.value)) : err(complaint);
}

/** Dates repeat in a column, so their texts are remembered, within a bound. */
function remember(steps: readonly Step[]): DateReader {
  const known = new Map<string, LocalDate | undefined>();
  return (text) => {
    let date = known.get(text);
    if (date === undefined && !known.has(text)) {
      if (known.size >= remembered) known.clear();
      date = read(steps, text);
      known.set(text, date);
    }
    return date;
  };
}

function tokenize(format: string): Result<readonly Step[], string> {
  const steps: Step[] = [];
  let position = 0;
  while (position < format.length) {
    const found = parts.find(([text]) => format.startsWith(text, position));
    if (found !== undefined) {
      steps.push({ part: found[1] });
      position += found[0].length;
    } else {
      const literal = literalAt(format, position);
      if (literal === undefined) return err(`"${format.slice(position)}" is not understood`);
      steps.push({ literal: literal.text });
      position = literal.next;
    }
  }
  return ok(steps);
}

function literalAt(format: string, position: number): { text: string; next: number } | undefined {
  const character = format.charAt(position);
  if (character === "'") {
    const end = format.indexOf("'", position + 1);
    return end <= position + 1 ? undefined : { text: format.slice(position + 1, end), next: end + 1 };
  }
  // T and Z of ISO 8601; any other letter is more likely a mistyped part than text.
  return /[A-SU-Ya-z0-9]/.test(character) ? undefined : { text: character, next: position + 1 };
}

function complete(steps: readonly Step[]): string | undefined {
  const count = (...wanted: readonly Part[]): number =>
    steps.filter((step) => 'part' in step && wanted.includes(step.part)).length;
  if (count('yyyy') !== 1) return 'a four-digit year (yyyy) is needed once';
  if (count('MMM', 'MM', 'M') !== 1) return 'a month (MM, M or MMM) is needed once';
  if (count('dd', 'd') !== 1) return 'a day (dd or d) is needed once';
  return ambiguous(steps) ? 'a one-digit part (M or d) needs a separator after it' : undefined;
}

function ambiguous(steps: readonly Step[]): boolean {
  return steps.some((step, index) => {
    if (!('part' in step) || (step.part !== 'M' && step.part !== 'd')) return false;
    const next = steps[index + 1];
    return next !== undefined && 'part' in next;
  });
}

interface Reading {
  year: number;
  month: number;
  day: number;
  position: number;
}

function read(steps: readonly Step[], text: string): LocalDate | undefined {
  const reading: Reading = { year: 0, month: 0, day: 0, position: 0 };
  for (const step of steps) {
    if ('literal' in step) {
      if (!text.startsWith(step.literal, reading.position)) return undefined;
      reading.position += step.literal.length;
    } else if (!readPart(step.part, text, reading)) {
      return undefined;
    }
  }
  if (reading.position !== text.length) return undefined;
  const date = localDate(reading.year, reading.month, reading.day);
  return date === undefined || date < earliest ? undefined : date;
}

function readPart(part: Part, text: string, reading: Reading): boolean {
  switch (part) {
    case 'yyyy':
      return (reading.year = number(text, reading, 4, 4)) >= 0;
    case 'MM':
      return (reading.month = number(text, reading, 2, 2)) >= 0;
    case 'M':
      return (reading.month = number(text, reading, 1, 2)) >= 0;
    case 'dd':
      return (reading.day = number(text, reading, 2, 2)) >= 0;
    case 'd':
      return (reading.day = number(text, reading, 1, 2)) >= 0;
    case 'MMM':
      return (reading.month = monthName(text, reading)) > 0;
    case 'zero':
      return number(text, reading, 2, 2) === 0;
    case 'zeros':
      return number(text, reading, 3, 3) === 0;
    case 'zeroHour':
      return number(text, reading, 1, 2) === 12;
    case 'am':
      return meridiem(text, reading);
  }
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

function monthName(text: string, reading: Reading): number {
  const name = text.slice(reading.position, reading.position + 3).toLowerCase();
  reading.position += 3;
  return months.indexOf(name) + 1;
}

function meridiem(text: string, reading: Reading): boolean {
  const matches = text.slice(reading.position, reading.position + 2).toLowerCase() === 'am';
  reading.position += 2;
  return matches;
}
