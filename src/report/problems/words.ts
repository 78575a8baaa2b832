import type { DatedProblem, ListedProblem, SkipReason, Urgency } from '../../domain/plan/artefact.ts';
import type { Instant } from '../../domain/time/instant.ts';
import { daysBetween, type LocalDate } from '../../domain/time/local-date.ts';
import { localDateAt, type ZoneId } from '../../domain/time/zone.ts';
import { asSentence, clip, counted, withStop } from '../text.ts';
import { instantOf } from '../times.ts';
import { skipWords, type Tone } from '../words.ts';

/** When the list is looked at: ages are counted in days of HR's own calendar. */
export interface Seen {
  readonly at: Instant | undefined;
  readonly zone: ZoneId;
}

/** How long a problem has been known, and since which day; null where nobody wrote it down. */
export interface Age {
  readonly days: number | null;
  /** `today`, `1 day`, `12 days`. */
  readonly text: string;
  /** By HR's calendar. */
  readonly since: LocalDate | null;
}

/** The list comes by age, so that one answer holds for many entries: calendars are slow. */
const lately = new WeakMap<Seen, { readonly since: string | null; readonly age: Age }>();

/** Since when a problem is known, in days. */
export function ageOf({ since }: Pick<DatedProblem, 'since'>, seen: Seen): Age {
  const last = lately.get(seen);
  if (last?.since === since) return last.age;
  const age = ageSince(since, seen);
  lately.set(seen, { since, age });
  return age;
}

function ageSince(since: string | null, { at, zone }: Seen): Age {
  const from = instantOf(since);
  if (from === undefined || at === undefined) return { days: null, text: 'not known', since: null };
  const first = localDateAt(from, zone);
  const days = Math.max(0, daysBetween(first, localDateAt(at, zone)));
  return { days, text: days === 0 ? 'today' : counted(days, 'day'), since: first };
}

/** Whom a problem concerns: by name, else by HR's id, else by the row. */
export function problemPerson({ name, worker, provenance }: ListedProblem): string {
  if (name !== null && name !== '') return name;
  if (worker !== null && worker !== '') return worker;
  return provenance === null ? 'Somebody without an id' : `Row ${String(provenance.row)}`;
}

/** Messages about a cell begin with their verb, `is not a date`: the cell is their subject. */
const predicate =
  /^(?:is|was|has|contains|gives|holds|does|cannot|can|may|must|starts|begins|ends|looks|lies|means|stands|differs|occurs|lacks|misses|repeats|exceeds|refers|points|belongs|matches|needs|names|says)(?=\s)/u;

/** What is wrong, in a sentence that names the cell: `Last Day says "2027-02-30", which is not a date.` */
export function problemText(problem: ListedProblem): string {
  const { column, value, said } = problem;
  if (column === null || said === null) return wrongText(problem);
  const isBlank = value === null || value === '';
  const cell = isBlank ? `${column} is blank` : `${column} says "${clip(value, 120)}"`;
  const { message } = said;
  if (predicate.test(message)) {
    return withStop(isBlank && /^is blank\b/u.test(message) ? `${column} ${message}` : `${cell}, which ${message}`);
  }
  return !isBlank && message.includes(value) ? asSentence(message) : `${cell}. ${asSentence(message)}`;
}

/** What is wrong, in a sentence that stands beside the cell: `This is not a date.` */
export function wrongText({ said, kind, detail }: ListedProblem): string {
  if (said !== null) return asSentence(predicate.test(said.message) ? `This ${said.message}` : said.message);
  if (kind === 'unknown') return unclear[detail ?? ''] ?? asSentence(skipWords(kind).why);
  const why = skipWords(kind as SkipReason).why;
  return asSentence(detail === null || detail === '' ? why : `${why} (${clip(detail, 300)})`);
}

/** By the rule that left it unclear. */
const unclear: Readonly<Record<string, string>> = {
  'dates-contradict': "HR's dates contradict each other.",
  'no-hire-date': 'HR gives no start date.',
};

/** What to do about it, in HR's own system. */
export function remedy({ said, kind, column }: ListedProblem): string {
  if (said === null) return skipWords(kind as SkipReason).todo ?? 'Correct the record in the HR system.';
  if (said.hint !== null && said.hint !== '') return asSentence(said.hint);
  return column === null ? 'Correct the record in the HR system.' : `Correct ${column} in the HR system.`;
}

/** The headings of the list. */
export const urgencyWords: Readonly<Record<Urgency, string>> = {
  leaving: 'Somebody may keep access',
  starting: 'Somebody cannot start',
  other: 'Everything else',
};

const effects: Readonly<
  Record<ListedProblem['effect'], { readonly symbol: string; readonly word: string; readonly tone: Tone }>
> = {
  'put-aside': { symbol: 'x', word: 'put aside', tone: 'stop' },
  warning: { symbol: '?', word: 'used, but look', tone: 'change' },
  'left-alone': { symbol: '!', word: 'left alone', tone: 'wait' },
};

/** What became of the row, or of the person. */
export function effectWords(effect: ListedProblem['effect']): (typeof effects)[ListedProblem['effect']] {
  return effects[effect];
}

/** A link that a page may carry: only what a template can have made. */
export function safeLink(link: string | null): string | null {
  return link?.startsWith('https://') === true && !/[\s"'<>\\`]/u.test(link) ? link : null;
}
