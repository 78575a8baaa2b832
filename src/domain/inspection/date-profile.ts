import type { LocalDate } from '../time/local-date.ts';
import { candidatesFor, dateShape, type DateCandidate, type DayPlace } from './date-shapes.ts';

/** Days that stand for "no end": further away than any contract. */
export const farFuture = '2090-01-01';

/** Texts that stand for "no date" where a date is expected, and fit no calendar. */
const noDate = /^(?:0{1,2}[./-]0{1,2}[./-]0{4}|0{4}[./-]0{2}[./-]0{2}|0{8}|9{8})$/;

const mostKept = 20;
const mostRows = 5;

interface Range {
  readonly earliest: LocalDate;
  readonly latest: LocalDate;
}

interface Shape {
  readonly shape: string;
  readonly candidates: readonly DateCandidate[];
  /** For each candidate, how many texts it reads. */
  readonly fits: number[];
  /** For each candidate, the first and the last day that it reads, open ends left out. */
  readonly ranges: Range[];
  count: number;
  /** Read by a day-first format and by no month-first one; and the other way round. */
  onlyFirst: number;
  onlySecond: number;
  readonly rows: number[];
}

/** A format with how many of a column's values it reads. */
export interface DateFit {
  readonly format: string;
  readonly options: DateCandidate['options'];
  readonly day: DayPlace;
  readonly fits: number;
}

/** What is known of a column's dates once every value was seen. */
export interface DatesFound {
  /** Values that look like dates, those that mean "none" not counted. */
  readonly count: number;
  /** The formats that read the most, best first; several when they read the very same values. */
  readonly best: readonly DateFit[];
  /** True when day and month can be taken for one another in every value. */
  readonly twoWay: boolean;
  /** Values that prove that the day comes first, and that the month does. */
  readonly provesDayFirst: number;
  readonly provesMonthFirst: number;
  /** The column's shapes, most frequent first: `99.99.9999`. */
  readonly shapes: readonly { readonly shape: string; readonly count: number; readonly rows: readonly number[] }[];
  /** Texts and days that mean "no end known", with their counts. */
  readonly openEnds: readonly { readonly text: string; readonly count: number }[];
  /** By the best format. */
  readonly earliest: LocalDate | null;
  /** The latest that is no open end. */
  readonly latest: LocalDate | null;
}

/** Folds over the values of one column and finds the format that reads all of them. */
export class DateProfile {
  readonly #shapes = new Map<string, Shape>();
  readonly #openEnds = new Map<string, number>();
  #count = 0;

  /** False for a text that looks like no date at all. */
  take(text: string, row: number): boolean {
    if (noDate.test(text)) return this.#openEnd(text);
    const shape = dateShape(text);
    if (shape === null) return false;
    const known = this.#shapes.get(shape) ?? this.#begin(shape);
    if (known === null) return false;
    known.count += 1;
    if (known.rows.length < mostRows) known.rows.push(row);
    this.#count += 1;
    this.#read(known, text);
    return true;
  }

  #begin(shape: string): Shape | null {
    if (this.#shapes.size >= mostKept) return null;
    const candidates = candidatesFor(shape);
    const begun: Shape = { shape, candidates, fits: [], ranges: [], count: 0, onlyFirst: 0, onlySecond: 0, rows: [] };
    this.#shapes.set(shape, begun);
    return begun;
  }

  #read(known: Shape, text: string): void {
    const readBy = new Set<DayPlace>();
    let date: LocalDate | undefined;
    known.candidates.forEach(({ day, read }, index) => {
      const found = read(text);
      if (found === undefined) return;
      known.fits[index] = (known.fits[index] ?? 0) + 1;
      date ??= found;
      if (found < farFuture) known.ranges[index] = wider(known.ranges[index], { earliest: found, latest: found });
      readBy.add(day);
    });
    if (readBy.has('first') && !readBy.has('second')) known.onlyFirst += 1;
    if (readBy.has('second') && !readBy.has('first')) known.onlySecond += 1;
    if (date !== undefined && date >= farFuture) this.#openEnd(date);
  }

  #openEnd(text: string): true {
    if (this.#openEnds.has(text) || this.#openEnds.size < mostKept) {
      this.#openEnds.set(text, (this.#openEnds.get(text) ?? 0) + 1);
    }
    return true;
  }

  finish(): DatesFound {
    const shapes = [...this.#shapes.values()].sort((one, other) => other.count - one.count);
    const best = bestOf(shapes);
    const range = rangeOf(shapes, best[0]);
    const sum = (pick: (shape: Shape) => number): number => shapes.reduce((total, shape) => total + pick(shape), 0);
    const provesDayFirst = sum(({ onlyFirst }) => onlyFirst);
    const provesMonthFirst = sum(({ onlySecond }) => onlySecond);
    return {
      count: this.#count,
      best,
      twoWay: best.some(({ day }) => day === 'first') && best.some(({ day }) => day === 'second'),
      provesDayFirst,
      provesMonthFirst,
      shapes: shapes.map(({ shape, count, rows }) => ({ shape, count, rows })),
      openEnds: [...this.#openEnds].map(([text, count]) => ({ text, count })),
      earliest: range?.earliest ?? null,
      latest: range?.latest ?? null,
    };
  }
}

function wider(one: Range | undefined, other: Range): Range {
  if (one === undefined) return other;
  return {
    earliest: one.earliest < other.earliest ? one.earliest : other.earliest,
    latest: one.latest > other.latest ? one.latest : other.latest,
  };
}

/** The days as the best format reads them: another one reads others from the same texts. */
function rangeOf(shapes: readonly Shape[], best: DateFit | undefined): Range | undefined {
  let range: Range | undefined;
  for (const { candidates, ranges } of shapes) {
    const index = candidates.findIndex(({ format, options }) => format === best?.format && options === best.options);
    const own = ranges[index];
    if (own !== undefined) range = wider(range, own);
  }
  return range;
}

/** The formats that read the most values; of those for the same day's place the narrowest alone. */
function bestOf(shapes: readonly Shape[]): readonly DateFit[] {
  const fits = new Map<DateCandidate, number>();
  for (const shape of shapes) {
    shape.candidates.forEach((candidate, index) => {
      const read = shape.fits[index] ?? 0;
      if (read > 0) fits.set(candidate, (fits.get(candidate) ?? 0) + read);
    });
  }
  const most = Math.max(0, ...fits.values());
  const best: DateFit[] = [];
  for (const [{ format, options, day }, count] of fits) {
    if (count === most && !best.some((one) => one.day === day)) best.push({ format, options, day, fits: count });
  }
  return best;
}
