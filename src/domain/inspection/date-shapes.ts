import { compileDateFormat, type DateReader } from '../mapping/date-format.ts';

/** Which of the two numbers is the day; `none` for formats that nobody can take for another. */
export type DayPlace = 'first' | 'second' | 'none';

export interface DateCandidate {
  readonly format: string;
  readonly day: DayPlace;
  readonly read: DateReader;
}

/** Formats that files come in, the narrower one before the wider one. */
const known: readonly (readonly [string, DayPlace])[] = [
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
  ['yyyy-MM-dd HH:mm:ss', 'none'],
  ['yyyy-MM-dd HH:mm:ss.SSS', 'none'],
  ['yyyy-MM-ddTHH:mm:ss', 'none'],
  ['yyyy-MM-ddTHH:mm:ss.SSS', 'none'],
  ['yyyy-MM-ddTHH:mm:ssZ', 'none'],
  ['yyyy-MM-ddTHH:mm:ss.SSSZ', 'none'],
  ['dd.MM.yyyy HH:mm:ss', 'first'],
  ['dd.MM.yyyy HH:mm', 'first'],
  ['dd/MM/yyyy HH:mm:ss', 'first'],
  ['MM/dd/yyyy HH:mm:ss', 'second'],
  ['dd/MM/yyyy HH:mm', 'first'],
  ['MM/dd/yyyy HH:mm', 'second'],
  ['d/M/yyyy h:mm:ss a', 'first'],
  ['M/d/yyyy h:mm:ss a', 'second'],
  ['dd.MM.yy', 'first'],
  ['dd/MM/yy', 'first'],
  ['MM/dd/yy', 'second'],
  ['d/M/yy', 'first'],
  ['M/d/yy', 'second'],
  ['dd-MMM-yy', 'none'],
];

/** Those of the known formats that a mapping can state. */
export const dateCandidates: readonly DateCandidate[] = known.flatMap(([format, day]) => {
  const read = compileDateFormat(format);
  return read.ok ? [{ format, day, read: read.value }] : [];
});

/**
 * What a text looks like, its digits and letters left out: `99.99.9999`, `9/99/99`, `99-a-9999`. Null for what is too
 * long or too short to be a date, or holds nothing that a date holds.
 */
export function dateShape(text: string): string | null {
  if (text.length < 6 || text.length > 28 || !/^[\d]/.test(text)) return null;
  const shape = text.replaceAll(/\d/g, '9').replaceAll(/\p{L}+/gu, 'a');
  return /^9[9a .:/TZ+-]*$/.test(shape) && /9{4}|9[./-]9|9[ -]a/.test(shape) ? shape : null;
}

/** The candidates that can fit texts of a shape at all: the others need not be tried. */
export function candidatesFor(shape: string): readonly DateCandidate[] {
  const separators = shape.replaceAll(/[9a]/g, '');
  return dateCandidates.filter(({ format }) => {
    const own = format.replaceAll(/SSS|HH|hh|mm|ss|yyyy|yy|MMM|MM|dd|[hdMa]/g, '').replaceAll(/[TZ]/g, '');
    return own === separators.replaceAll(/[TZ]/g, '');
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
