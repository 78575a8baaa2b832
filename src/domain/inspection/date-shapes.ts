import { compileDates, type DateOptions, type DateReader } from '../mapping/date-format.ts';

/** Which of the two numbers is the day; `none` for formats that nobody can take for another. */
export type DayPlace = 'first' | 'second' | 'none';

export interface DateCandidate {
  readonly format: string;
  /** What the mapping has to say beside the format. */
  readonly options: Omit<DateOptions, 'format'>;
  readonly day: DayPlace;
  readonly read: DateReader;
}

/** A day with a time: always midnight, else the day as it stands there. */
function timed(
  date: string,
  day: DayPlace,
  times: readonly string[],
  between = ' ',
): readonly (readonly [string, DayPlace, Omit<DateOptions, 'format'>?])[] {
  return times.flatMap((time) => {
    const format = `${date}${between}${time}`;
    return [[format, day] as const, [format, day, { day: 'asWritten' }] as const];
  });
}

/** Formats that files come in, the narrower one before the wider one. */
const known: readonly (readonly [string, DayPlace, Omit<DateOptions, 'format'>?])[] = [
  ['yyyy-MM-dd', 'none'],
  ['dd.MM.yyyy', 'first'],
  ['d.M.yyyy', 'first'],
  ['dd/MM/yyyy', 'first'],
  ['MM/dd/yyyy', 'second'],
  ['d/M/yyyy', 'first'],
  ['M/d/yyyy', 'second'],
  ['dd-MM-yyyy', 'first'],
  ['MM-dd-yyyy', 'second'],
  ['d-M-yyyy', 'first'],
  ['M-d-yyyy', 'second'],
  ['yyyy/MM/dd', 'none'],
  ['yyyy.MM.dd', 'none'],
  ['yyyyMMdd', 'none'],
  ['dd-MMM-yyyy', 'none'],
  ['d-MMM-yyyy', 'none'],
  ['dd MMM yyyy', 'none'],
  ['d MMM yyyy', 'none'],
  ['dd. MMM yyyy', 'none', { months: 'de' }],
  ['dd-MMM-yyyy', 'none', { months: 'de' }],
  ['d. MMMM yyyy', 'none', { months: 'de' }],
  ['d MMMM yyyy', 'none'],
  ['MMM d, yyyy', 'none'],
  ['MMMM d, yyyy', 'none'],
  ...timed('yyyy-MM-dd', 'none', ['HH:mm:ss', 'HH:mm:ss.SSS', 'HH:mm']),
  ...timed('dd.MM.yyyy', 'first', ['HH:mm:ss', 'HH:mm']),
  ...timed('dd/MM/yyyy', 'first', ['HH:mm:ss', 'HH:mm']),
  ...timed('MM/dd/yyyy', 'second', ['HH:mm:ss', 'HH:mm']),
  ...timed('d/M/yyyy', 'first', ['h:mm:ss a', 'H:mm', 'H:mm:ss']),
  ...timed('M/d/yyyy', 'second', ['h:mm:ss a', 'H:mm', 'H:mm:ss']),
  ...timed('yyyy-MM-dd', 'none', ['HH:mm:ss', 'HH:mm:ss.SSS', 'HH:mm:ssZ', 'HH:mm:ss.SSSZ', 'HH:mm:ssXXX'], 'T'),
  ['yyyy-MM-ddXXX', 'none', { day: 'asWritten' }],
  ['dd.MM.yy', 'first', { pivot: 1950 }],
  ['dd/MM/yy', 'first', { pivot: 1950 }],
  ['MM/dd/yy', 'second', { pivot: 1950 }],
  ['d/M/yy', 'first', { pivot: 1950 }],
  ['M/d/yy', 'second', { pivot: 1950 }],
  ['dd-MMM-yy', 'none', { pivot: 1950 }],
  ['odata', 'none', { day: 'utc' }],
];

/** Those of the known formats that a mapping can state. */
export const dateCandidates: readonly DateCandidate[] = known.flatMap(([format, day, options = {}]) => {
  const read = compileDates({ format, ...options });
  return read.ok ? [{ format, options, day, read: read.value }] : [];
});

/**
 * What a text looks like, its digits and letters left out: `99.99.9999`, `9/99/99`, `99-a-9999`. Null for what is too
 * long or too short to be a date, or holds nothing that a date holds.
 */
export function dateShape(text: string): string | null {
  if (odataText.test(text)) return odataShape;
  if (text.length < 6 || text.length > 28 || !/^(?:\d|\p{L}{3,9}\.? \d{1,2},? \d{4}$)/u.test(text)) return null;
  const shape = text.replaceAll(/\d/g, '9').replaceAll(/\p{L}+/gu, 'a');
  return /^(?:9|a\.? 9)[9a .,:/TZ+-]*$/.test(shape) && /9{4}|9[./-]9|9[ -]a/.test(shape) ? shape : null;
}

const odataText = /^\/Date\(-?\d{1,15}(?:[+-]\d{4})?\)\/$/;
const odataShape = '/Date(9)/';

/** The candidates that can fit texts of a shape at all: the others need not be tried. */
export function candidatesFor(shape: string): readonly DateCandidate[] {
  if (shape === odataShape) return dateCandidates.filter(({ format }) => format === 'odata');
  const separators = shape.replaceAll(/[9a]/g, '');
  return dateCandidates.filter(({ format }) => {
    const own = format.replaceAll(/SSS|HH|hh|mm|ss|yyyy|yy|MMMM|MMM|MM|dd|[HhdMa]/g, '').replaceAll(/XXX|[TZ]/g, '');
    return own === separators.replaceAll(/[+-]::?$|[+-]:?$|[TZ]/g, '') || own === separators;
  });
}

const byShape = new Map<string, readonly DateCandidate[]>();

/** Reads a date of any known form; of those that can be read two ways, the day is taken to come first. */
export const anyDate: DateReader = (text) => {
  const shape = dateShape(text);
  if (shape === null) return undefined;
  let candidates = byShape.get(shape);
  if (candidates === undefined) {
    if (byShape.size >= 200) byShape.clear();
    byShape.set(shape, (candidates = candidatesFor(shape)));
  }
  for (const { read } of candidates) {
    const date = read(text);
    if (date !== undefined) return date;
  }
  return undefined;
};

const excel = compileDates({ format: 'excel' });

/** Reads days as Excel counts them. */
export const serialDate: DateReader = excel.ok ? excel.value : anyDate;
