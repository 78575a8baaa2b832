import { addDays, dayOfWeek, parseLocalDate } from '../time/local-date.ts';

/** One of a source's files, whose place among them is a number in its name. */
export interface NumberedFile {
  readonly name: string;
  /** A count, or a date as `yyyyMMdd`. */
  readonly number: number;
  /** It lists everybody; else only who changed since the file before. */
  readonly whole: boolean;
}

/** How numbers follow each other: by one, by a calendar day, or by a day from Monday to Friday. */
export type Step = 'one' | 'day' | 'workday';

/** Which file comes next. */
export type NextFile =
  | { readonly kind: 'next'; readonly file: NumberedFile }
  | { readonly kind: 'nothing' }
  /** A file between the last and `found` has not come. */
  | { readonly kind: 'gap'; readonly missing: number; readonly found: NumberedFile }
  /** Changes alone tell nobody who works here. */
  | { readonly kind: 'no-beginning' }
  | { readonly kind: 'doubled'; readonly names: readonly [string, string] };

/**
 * The file to read after `last`. The newest whole file that is not yet behind goes before all changes: it tells what they
 * told. Changes are taken one by one in their order, and none over a gap: what stood in the one that is missing is not known.
 */
export function nextInSequence(
  files: readonly NumberedFile[],
  last: Pick<NumberedFile, 'number' | 'whole'> | null,
  step: Step,
): NextFile {
  const ahead = files.filter((file) => isAhead(file, last));
  const whole = ahead.filter((file) => file.whole).reduce<NumberedFile | null>(newer, null);
  if (whole !== null) return alone(whole, ahead);
  if (last === null) return { kind: 'no-beginning' };
  const first = ahead.reduce<NumberedFile | null>(older, null);
  if (first === null) return { kind: 'nothing' };
  const due = successor(last.number, step);
  return first.number === due ? alone(first, ahead) : { kind: 'gap', missing: due, found: first };
}

/** A whole file of the same number as the last changes is ahead of them: it was written after them, or tells the same. */
function isAhead(file: NumberedFile, last: Pick<NumberedFile, 'number' | 'whole'> | null): boolean {
  if (last === null || file.number > last.number) return true;
  return file.number === last.number && file.whole && !last.whole;
}

function newer(one: NumberedFile | null, other: NumberedFile): NumberedFile {
  return one === null || other.number > one.number ? other : one;
}

function older(one: NumberedFile | null, other: NumberedFile): NumberedFile {
  return one === null || other.number < one.number ? other : one;
}

function alone(file: NumberedFile, ahead: readonly NumberedFile[]): NextFile {
  const twin = ahead.find((other) => other !== file && other.number === file.number && other.whole === file.whole);
  return twin === undefined ? { kind: 'next', file } : { kind: 'doubled', names: [file.name, twin.name] };
}

/** The number after this one. A number that is no date goes on by one. */
export function successor(number: number, step: Step): number {
  const text = String(number);
  const date = step === 'one' ? undefined : parseLocalDate(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`);
  if (date === undefined) return number + 1;
  let next = addDays(date, 1);
  while (step === 'workday' && dayOfWeek(next) > 5) next = addDays(next, 1);
  return Number(next.replaceAll('-', ''));
}
