import { looksMisread } from '../mapping/characters.ts';
import { DateProfile, type DatesFound } from './date-profile.ts';

/** Values that are worth a mark, counted and with the first rows in which they stand. */
export const marks = [
  'leading-zero',
  'scientific',
  'trailing-zero-fraction',
  'formula',
  'mail',
  'misread',
  'replaced',
  'digits',
  'number',
  'zone',
  'country',
  'name-pair',
  'national-id',
  'iban',
  'serial',
  'umlaut',
  'nordic',
] as const;

export type Mark = (typeof marks)[number];

export interface Marked {
  readonly count: number;
  /** The first rows, as a spreadsheet counts them. */
  readonly rows: readonly number[];
}

export interface ValueCount {
  readonly value: string;
  readonly count: number;
}

/** What is known of a column once every value was seen. */
export interface ColumnFound {
  readonly header: string;
  readonly index: number;
  readonly letter: string;
  readonly filled: number;
  readonly blank: number;
  /** The first rows where it is blank. */
  readonly blankRows: readonly number[];
  readonly marks: Readonly<Partial<Record<Mark, Marked>>>;
  readonly dates: DatesFound;
  /** Every value with its count, most frequent first; null when there are too many different ones. */
  readonly values: readonly ValueCount[] | null;
  /** Texts that mean blank although they are none, such as `n/a`. */
  readonly nulls: readonly ValueCount[];
  readonly longest: number;
  readonly shortest: number;
  /** Domains of its e-mail addresses, most frequent first, at most 20 of them. */
  readonly domains: readonly ValueCount[];
}

const mostValues = 300;
const longestValue = 80;
const mostRows = 5;
const mostDomains = 200;

const nullTexts = new Set(
  ['null', '(null)', 'n/a', 'na', '#n/a', 'nil', 'none', '-', '--', '---', '.', '?', 'k.a.', 'k. a.', '(blank)'].concat(
    ['(leer)', 'unknown', 'unbekannt', 'not available', 'n.v.', 'keine', 'leer'],
  ),
);

const mail = /^[^\s@]+@([^\s@]+\.[^\s@.]+)$/;
const zoneName =
  /^(?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific|US|Etc)\/[A-Za-z_/+-]+\d*$/;

const wordMarks = new Set<Mark>(['misread', 'replaced', 'zone', 'country', 'name-pair', 'iban', 'umlaut', 'nordic']);

const tests: readonly (readonly [Mark, (text: string) => boolean])[] = [
  ['leading-zero', (text) => /^0\d+$/.test(text)],
  ['scientific', (text) => /^-?\d(?:[.,]\d+)?E[+-]\d{2,3}$/i.test(text)],
  ['trailing-zero-fraction', (text) => /^\d+[.,]0+$/.test(text)],
  ['formula', (text) => text.startsWith('="') || /^=[\w(]/.test(text)],
  ['misread', looksMisread],
  ['replaced', (text) => text.includes('\uFFFD')],
  ['digits', (text) => /^\d+$/.test(text)],
  ['number', (text) => /^-?\d[\d.,' ]*$/.test(text)],
  ['zone', (text) => zoneName.test(text)],
  ['country', (text) => /^[A-Z]{2,3}$/.test(text)],
  ['name-pair', (text) => text.includes(',') && /^\p{L}[\p{L} '’-]*, ?\p{L}[\p{L} .'’-]*$/u.test(text)],
  ['national-id', (text) => /^\d{3}-\d{2}-\d{4}$/.test(text)],
  ['iban', (text) => /^[A-Z]{2}\d{2}[ ]?(?:[A-Z0-9]{4}[ ]?){2,7}[A-Z0-9]{1,4}$/.test(text)],
  ['serial', (text) => /^[1-7]\d{4}$/.test(text)],
  ['umlaut', (text) => /[äöüß]/i.test(text)],
  ['nordic', (text) => /[åæø]/i.test(text)],
];

const lettered = tests.filter(([mark]) => wordMarks.has(mark));

/** A value that came before: what was found out about it is true of it again. */
interface Seen {
  count: number;
  readonly marks: readonly Mark[];
  isDate: boolean | null;
}

const letterFirst = /^\p{L}/u;

/** What is to be said of a text; most texts need few looks. */
function marksOf(text: string): readonly Mark[] {
  if (text.includes('@') && mail.test(text)) return ['mail'];
  const candidates = letterFirst.test(text) ? lettered : tests;
  let found: Mark[] | null = null;
  for (const [mark, isSo] of candidates) if (isSo(text)) (found ??= []).push(mark);
  return found ?? none;
}

const none: readonly Mark[] = [];

/** Folds over one column's values. Memory is bounded whatever the file holds. */
export class ColumnProfile {
  readonly #header: string;
  readonly #index: number;
  readonly #letter: string;
  readonly #dates = new DateProfile();
  readonly #marks = new Map<Mark, { count: number; readonly rows: number[] }>();
  readonly #nulls = new Map<string, number>();
  readonly #domains = new Map<string, number>();
  readonly #blankRows: number[] = [];
  #values: Map<string, Seen> | null = new Map();
  #filled = 0;
  #blank = 0;
  #longest = 0;
  #shortest = Infinity;

  constructor(header: string, index: number, letter: string) {
    this.#header = header;
    this.#index = index;
    this.#letter = letter;
  }

  /** A cell's text without the white space around it. */
  take(text: string, row: number): void {
    if (text === '') {
      this.#blank += 1;
      if (this.#blankRows.length < mostRows) this.#blankRows.push(row);
      return;
    }
    this.#filled += 1;
    this.#longest = Math.max(this.#longest, text.length);
    this.#shortest = Math.min(this.#shortest, text.length);
    if (text.length <= 14 && nullTexts.has(text.toLowerCase())) add(this.#nulls, text, mostValues);
    if (text.includes('@')) this.#domain(text);
    const seen = this.#values?.get(text);
    if (seen === undefined) this.#remember(text, this.#mark(text, row));
    else this.#again(seen, row);
    if (seen?.isDate !== false) this.#takeDate(text, row, seen);
  }

  #again(seen: Seen, row: number): void {
    seen.count += 1;
    for (const mark of seen.marks) this.#note(mark, row);
  }

  #domain(text: string): void {
    const domain = mail.exec(text)?.[1];
    if (domain !== undefined) add(this.#domains, domain.toLowerCase(), mostDomains);
  }

  #takeDate(text: string, row: number, seen: Seen | undefined): void {
    const isDate = this.#dates.take(text, row);
    const known = seen ?? this.#values?.get(text);
    if (known !== undefined) known.isDate = isDate;
  }

  #remember(text: string, found: readonly Mark[]): void {
    if (this.#values === null) return;
    if (this.#values.size >= mostValues || text.length > longestValue) this.#values = null;
    else this.#values.set(text, { count: 1, marks: found, isDate: null });
  }

  #mark(text: string, row: number): readonly Mark[] {
    const found = marksOf(text);
    for (const mark of found) this.#note(mark, row);
    return found;
  }

  #note(mark: Mark, row: number): void {
    const known = this.#marks.get(mark);
    if (known === undefined) this.#marks.set(mark, { count: 1, rows: [row] });
    else {
      known.count += 1;
      if (known.rows.length < mostRows) known.rows.push(row);
    }
  }

  finish(): ColumnFound {
    return {
      header: this.#header,
      index: this.#index,
      letter: this.#letter,
      filled: this.#filled,
      blank: this.#blank,
      blankRows: this.#blankRows,
      marks: Object.fromEntries(this.#marks),
      dates: this.#dates.finish(),
      values: this.#values === null ? null : byCount(countsOf(this.#values)),
      nulls: byCount(this.#nulls),
      longest: this.#longest,
      shortest: this.#filled === 0 ? 0 : this.#shortest,
      domains: byCount(this.#domains).slice(0, 20),
    };
  }
}

function add(counts: Map<string, number>, text: string, most: number): void {
  if (counts.has(text) || counts.size < most) counts.set(text, (counts.get(text) ?? 0) + 1);
}

function countsOf(values: ReadonlyMap<string, Seen>): ReadonlyMap<string, number> {
  return new Map([...values].map(([value, { count }]) => [value, count]));
}

function byCount(counts: ReadonlyMap<string, number>): readonly ValueCount[] {
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((one, other) => (other.count === one.count ? (one.value < other.value ? -1 : 1) : other.count - one.count));
}

/** The share of a column's filled cells that bear a mark. */
export function share({ marks: found, filled }: ColumnFound, mark: Mark): number {
  return filled === 0 ? 0 : (found[mark]?.count ?? 0) / filled;
}

/** The share of a column's filled cells that a date format reads, or that stand for "no date". */
export function dateShare({ dates, filled }: ColumnFound): number {
  return filled === 0 ? 0 : (dates.best[0]?.fits ?? 0) / filled;
}

/** True for a column of spreadsheets' day numbers. */
export function isSerial(column: ColumnFound): boolean {
  return share(column, 'serial') > 0.9 && column.dates.best.length === 0;
}
