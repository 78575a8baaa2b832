import type { DateReader } from '../mapping/date-format.ts';
import type { LocalDate } from '../time/local-date.ts';
import { ColumnProfile, isSerial, type ColumnFound, type Marked } from './column-profile.ts';
import { anyDate, dateCandidates, serialDate } from './date-shapes.ts';
import { PeopleFold, type PeopleFound } from './people.ts';
import { assignRoles, type Roles } from './roles.ts';
import { letterOf, type TableHead, type TableRows } from './table.ts';

/** Everything that is known of a file once it was read: what the screen, the findings and the first mapping are made from. */
export interface Inspection {
  readonly head: TableHead;
  /** Rows of people: neither titles nor totals nor blank lines. */
  readonly rows: number;
  /** False when reading stopped at a limit: what is counted is counted of these rows. */
  readonly whole: boolean;
  /** Rows below the people that look like totals. */
  readonly totals: Marked;
  /** How the totals begin, for the configuration: at most three texts. */
  readonly totalsBegin: readonly string[];
  /** Rows with more or fewer cells than the header. */
  readonly broken: Marked;
  readonly columns: readonly ColumnFound[];
  readonly roles: Roles;
  readonly people: PeopleFound;
  readonly today: LocalDate;
}

/** So many rows tell which column is what; the others are counted and checked by it. */
const sampleRows = 2_000;
/** Totals are looked for among so many last rows. */
const tailRows = 6;

const totalWords =
  /^(?:grand ?)?(?:total|totals|sum|summe|gesamt|gesamtsumme|anzahl|count|records?|trl|trailer|eof|end of|ende|somme|totaal|datens)/i;

interface Row {
  readonly cells: readonly string[];
  readonly number: number;
}

/**
 * Looks at a table row by row and says what it holds. The first rows tell which column is what; every row is then
 * counted. Pure; memory does not grow with the file but for 16 bytes a worker id, person and address.
 */
export class Inspector {
  readonly #head: TableHead;
  readonly #today: LocalDate;
  readonly #profiles: readonly ColumnProfile[];
  readonly #broken = { count: 0, rows: [] as number[] };
  readonly #sample: Row[] = [];
  readonly #tail: Row[] = [];
  #people: PeopleFold | null = null;
  #rows = 0;

  constructor(head: TableHead, today: LocalDate) {
    this.#head = head;
    this.#today = today;
    const lettered = head.dialect.kind === 'csv';
    this.#profiles = head.header.map((name, index) => new ColumnProfile(name, index, lettered ? letterOf(index) : ''));
  }

  take({ rows, numbers }: TableRows): void {
    rows.forEach((cells, index) => {
      this.#tail.push({ cells, number: numbers[index] ?? 0 });
      if (this.#tail.length <= tailRows) return;
      const row = this.#tail.shift();
      if (row !== undefined) this.#person(row);
    });
  }

  #person({ cells, number }: Row): void {
    this.#rows += 1;
    if (cells.length !== this.#width()) {
      this.#broken.count += 1;
      if (this.#broken.rows.length < 5) this.#broken.rows.push(number);
      return;
    }
    const trimmed = cells.map((cell) => cell.trim());
    this.#profiles.forEach((profile, index) => {
      profile.take(trimmed[index] ?? '', number);
    });
    if (this.#people !== null) this.#people.take(trimmed, number);
    else if (this.#sample.push({ cells: trimmed, number }) >= sampleRows) this.#begin();
  }

  #width(): number {
    const { header, dialect } = this.#head;
    return header.length + (dialect.kind === 'csv' && dialect.trailingDelimiter ? 1 : 0);
  }

  /** From here on it is known which column is what. */
  #begin(): PeopleFold {
    const columns = this.#profiles.map((profile) => profile.finish());
    const roles = assignRoles(columns);
    const reader = (index: number | undefined): DateReader | null =>
      index === undefined ? null : readerOf(columns[index]);
    const fold = new PeopleFold({
      roles,
      hire: reader(roles.hireDate),
      end: reader(roles.endDate),
      today: this.#today,
    });
    for (const { cells, number } of this.#sample) fold.take(cells, number);
    this.#sample.length = 0;
    this.#people = fold;
    return fold;
  }

  /** @param whole false when not every row was given. */
  finish(whole: boolean): Inspection {
    // Records say themselves what they are; only below rows somebody adds up.
    const totals = whole && this.#head.dialect.kind === 'csv' ? this.#totals() : [];
    for (const row of this.#tail) this.#person(row);
    const people = (this.#people ?? this.#begin()).finish();
    const columns = this.#profiles.map((profile) => profile.finish());
    return {
      head: this.#head,
      rows: this.#rows,
      whole,
      totals: { count: totals.length, rows: totals.map(({ number }) => number) },
      totalsBegin: [...new Set(totals.map(({ cells }) => firstText(cells)))].slice(0, 3),
      broken: this.#broken,
      columns,
      roles: assignRoles(columns),
      people,
      today: this.#today,
    };
  }

  /** Takes the rows off the end that are no people. */
  #totals(): Row[] {
    const found: Row[] = [];
    for (let last = this.#tail.at(-1); last !== undefined && this.#isTotal(last); last = this.#tail.at(-1)) {
      found.unshift(last);
      this.#tail.pop();
    }
    return found;
  }

  #isTotal({ cells }: Row): boolean {
    const filled = cells.filter((cell) => cell.trim() !== '').length;
    return totalWords.test(firstText(cells)) && filled <= Math.max(2, this.#head.header.length / 2);
  }
}

function firstText(cells: readonly string[]): string {
  return cells.find((cell) => cell.trim() !== '')?.trim() ?? '';
}

/** A column that is blank so far may hold dates further down. */
function readerOf(column: ColumnFound | undefined): DateReader {
  if (column !== undefined && isSerial(column)) return serialDate;
  const format = column?.dates.best[0]?.format;
  return dateCandidates.find((candidate) => candidate.format === format)?.read ?? anyDate;
}
