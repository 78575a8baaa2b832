import { err, ok, type Result } from '../kernel/result.ts';
import { instant } from '../time/instant.ts';
import { toEpochDay, type LocalDate } from '../time/local-date.ts';
import { localDateAt, zoneId, type ZoneId } from '../time/zone.ts';
import { isInstantFormat, isNumberFormat, numberFormats, readDateNumber, type NumberFormat } from './date-number.ts';
import { endsInZulu, hasPart, readPattern, type Step } from './date-pattern.ts';
import { dayOf, readText, type Reading, type Words } from './date-text.ts';
import { monthLanguages, monthNames } from './month-names.ts';

/** Reads one column's dates. `undefined` when the text is not exactly of that format or no day that exists. */
export type DateReader = (text: string) => LocalDate | undefined;

/** How a column's dates are written. */
export interface DateOptions {
  /** A pattern such as `dd.MM.yyyy`, or the name of a number format: `excel`, `odata`, `epoch-seconds` … */
  readonly format: string;
  /** For `yy`: the first of the hundred years that two digits can mean. */
  readonly pivot?: number | undefined;
  /** For `MMM` and `MMMM`: the language of the names; English when absent. */
  readonly months?: string | undefined;
  /** Which day an instant or a date with a time is: `asWritten`, `utc`, or the day of an IANA zone. */
  readonly day?: string | undefined;
}

/** Which option is wrong, and why. */
export interface DateComplaint {
  readonly option: keyof DateOptions;
  readonly message: string;
  readonly missing: boolean;
}

const remembered = 20_000;

/**
 * Compiles the way in which one column writes its dates. A time of day is accepted only if it is always midnight, or
 * if `day` says whose day counts: a time makes the day depend on a zone.
 */
export function compileDates(options: DateOptions): Result<DateReader, DateComplaint> {
  const read = isNumberFormat(options.format) ? numberReader(options.format, options) : patternReader(options);
  return read.ok ? ok(remember(read.value)) : read;
}

/** Dates repeat in a column, so their texts are remembered, within a bound. */
function remember(read: DateReader): DateReader {
  const known = new Map<string, LocalDate | undefined>();
  return (text) => {
    let date = known.get(text);
    if (date === undefined && !known.has(text)) {
      if (known.size >= remembered) known.clear();
      date = read(text);
      // A hostile text is not kept alive by being remembered.
      if (text.length < 100) known.set(text, date);
    }
    return date;
  };
}

function wrong(option: keyof DateOptions, message: string, missing = false): { ok: false; error: DateComplaint } {
  return err({ option, message, missing });
}

function numberReader(format: NumberFormat, options: DateOptions): Result<DateReader, DateComplaint> {
  for (const option of ['pivot', 'months'] as const) {
    if (options[option] !== undefined) return wrong(option, `\`${option}\` says nothing about ${format}`);
  }
  if (!isInstantFormat(format)) {
    if (options.day !== undefined) return wrong('day', `${format} counts days, so that \`day\` says nothing`);
    return ok((text) => readDateNumber(format, text));
  }
  if (options.day === undefined) return wrong('day', `${format} gives an instant: whose day counts?`, true);
  if (options.day === 'asWritten') return wrong('day', `${format} gives an instant, no day is written`);
  const zone = zoneOf(options.day);
  return zone === undefined ? noZone(options.day) : ok((text) => readDateNumber(format, text, zone));
}

function zoneOf(day: string): ZoneId | undefined {
  return zoneId(day === 'utc' ? 'UTC' : day);
}

function noZone(day: string): { ok: false; error: DateComplaint } {
  return wrong('day', `"${day}" is neither asWritten nor utc nor a time zone`);
}

function patternReader(options: DateOptions): Result<DateReader, DateComplaint> {
  const pattern = readPattern(options.format);
  if (!pattern.ok) return wrong('format', `date format "${options.format}" cannot be used: ${pattern.error}`);
  const steps = pattern.value;
  const words = wordsOf(steps, options);
  if (!words.ok) return words;
  const convert = conversion(steps, options.day);
  if (!convert.ok) return convert;
  return ok((text) => {
    const reading = readText(steps, words.value, text);
    return reading === undefined ? undefined : convert.value(reading);
  });
}

function wordsOf(steps: readonly Step[], { pivot, months }: DateOptions): Result<Words, DateComplaint> {
  const short = hasPart(steps, 'yy');
  if (short && pivot === undefined) return wrong('pivot', 'a year of two digits (yy) needs its `pivot`', true);
  if (!short && pivot !== undefined) return wrong('pivot', '`pivot` is for a year of two digits (yy)');
  const named = hasPart(steps, 'MMM', 'MMMM');
  if (!named && months !== undefined) return wrong('months', '`months` is for names of months (MMM, MMMM)');
  const language = months ?? 'en';
  if (!monthLanguages.includes(language)) {
    return wrong('months', `"${language}" is none of the languages known: ${monthLanguages.join(', ')}`);
  }
  return ok({ full: monthNames(language, 'full'), short: monthNames(language, 'short'), pivot: pivot ?? 0 });
}

type Convert = (reading: Reading) => LocalDate | undefined;

function conversion(steps: readonly Step[], day: string | undefined): Result<Convert, DateComplaint> {
  const timed = hasPart(steps, 'hour', 'plainHour', 'halfHour');
  const placed = hasPart(steps, 'offset') || (timed && endsInZulu(steps));
  if (day === undefined) {
    if (hasPart(steps, 'offset')) return wrong('day', 'a date with an offset (XXX): whose day counts?', true);
    // Without `day`, a time that is not midnight is no date.
    return ok((reading) => (reading.time === 0 ? dayOf(reading) : undefined));
  }
  if (!timed && !placed) return wrong('day', 'a date without a time and an offset is a day already');
  if (day === 'asWritten') return ok(dayOf);
  const zone = zoneOf(day);
  if (zone === undefined) return noZone(day);
  if (!placed) return wrong('day', 'a time without an offset (XXX or Z) has no instant: only asWritten is possible');
  return ok((reading) => inZone(reading, zone));
}

function inZone(reading: Reading, zone: ZoneId): LocalDate | undefined {
  const written = dayOf(reading);
  if (written === undefined) return undefined;
  const at = toEpochDay(written) * 86_400_000 + reading.time - reading.offset * 60_000;
  // What nobody was employed on stands for "no date", and nobody asks in which zone.
  return written < '1000-01-01' || written > '9998-12-31' ? written : localDateAt(instant(at), zone);
}

/** What a format can be, in words for a hint. */
export const formatHint = `Formats are built of yyyy, MM or M or MMM or MMMM, dd or d, and separators, e.g. dd.MM.yyyy; or ${numberFormats.join(', ')}.`;
