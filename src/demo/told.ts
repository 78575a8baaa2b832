import type { Operation } from '../domain/plan/artefact.ts';
import type { LocalDate } from '../domain/time/local-date.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { RunEvent } from '../reconcile/events.ts';
import { asSentence, counted, kindWords, type Screen } from '../report/index.ts';
import { dayName, dayText, shortClock, shortUtc } from './clocks.ts';
import type { Happening } from './watch.ts';

/** Where text before what happened ends: `Fri 00:00 Auckland    Thu 11:00Z  `. */
const clockWidth = 21;
const utcWidth = 12;
const indent = clockWidth + utcWidth;

type Done = Extract<RunEvent, { readonly type: 'operation' }>;

/** Where somebody is, and the clock that hangs there. */
export type Whereabouts = Parameters<typeof shortClock>[1];

/** What happened in one turn, a line for HR's file and one for each person, on that person's own clock. */
export function* toldLines(
  to: Screen,
  happenings: readonly Happening[],
  hr: Whereabouts,
  whereIs: (worker: string) => Whereabouts,
): Generator<string> {
  for (const { at, event } of happenings) {
    if (event.type === 'snapshot') yield* line(to, at, hr, fileText(event, happenings), fileTone(event));
  }
  for (const [worker, own] of byPerson(happenings)) {
    const [first] = own;
    if (first === undefined) continue;
    yield* line(to, first.at, whereIs(worker), ...personText(own.map(({ done }) => done)));
  }
}

function* line(to: Screen, at: Instant, where: Whereabouts, text: string, tone: Tone | undefined): Generator<string> {
  const [first = '', ...more] = to.lines(text, indent, tone);
  const clocks = `${shortClock(at, where).padEnd(clockWidth)}${shortUtc(at).padEnd(utcWidth)}`;
  yield `${to.pad(clocks, indent)}${first.slice(indent)}`;
  yield* more;
}

type Tone = Parameters<Screen['paint']>[0];

const outcomes = {
  accepted: 'accepted',
  unchanged: 'says the same again',
  candidate: 'HELD BACK',
  rejected: 'REFUSED',
} as const;

function fileText({ outcome, rows }: Snapshot, happenings: readonly Happening[]): string {
  const why = outcome === 'accepted' || outcome === 'unchanged' ? '' : `: ${whyNot(happenings)}`;
  return `HR's file: ${counted(rows, 'row')}, ${outcomes[outcome]}${why}`;
}

type Snapshot = Extract<RunEvent, { readonly type: 'snapshot' }>;

function fileTone({ outcome }: Snapshot): Tone | undefined {
  return outcome === 'rejected' || outcome === 'candidate' ? 'stop' : undefined;
}

function whyNot(happenings: readonly Happening[]): string {
  for (const { event } of happenings) {
    if (event.type === 'finding' && event.finding.verdict === 'reject') return asSentence(event.finding.message);
  }
  return 'see the log';
}

interface At {
  readonly at: Instant;
  readonly done: Done;
}

/** What was not to be done yet, or was so already, is nothing to tell. */
function byPerson(happenings: readonly Happening[]): ReadonlyMap<string, readonly At[]> {
  const people = new Map<string, At[]>();
  for (const { at, event } of happenings) {
    if (event.type !== 'operation' || event.settled === 'later' || event.settled === 'already') continue;
    const { worker } = event.operation.subject;
    const known = people.get(worker);
    if (known === undefined) people.set(worker, [{ at, done: event }]);
    else known.push({ at, done: event });
  }
  return people;
}

/** The first of these kinds says what it was about. */
const leading = ['disable', 'unsuspend', 'deactivate', 'create', 'activate', 'adopt'] as const;

function personText(own: readonly Done[]): [string, Tone] {
  const wrong = own.find(({ settled }) => settled !== 'done');
  if (wrong !== undefined) return [`! ${nameOf(wrong)}  ${wrong.settled}: ${wrong.why ?? ''}`, 'stop'];
  const operations = own.map(({ operation }) => operation);
  const main = leading.map((kind) => operations.find((one) => one.kind === kind)).find((one) => one !== undefined);
  const shown = main ?? operations[0];
  if (shown === undefined) return ['', 'dim'];
  const { symbol, tone } = kindWords(shown.kind);
  const text = main === undefined ? changesText(operations) : mainText(main);
  return [`${symbol} ${shown.subject.name}  ${text}`, tone];
}

function nameOf({ operation }: Done): string {
  return operation.subject.name;
}

function mainText({ kind, lifecycle, reason }: Operation): string {
  if (kind === 'disable') {
    return lifecycle === 'leave' ? `on leave (${reason.detail ?? ''}): suspended` : `${lastDay(reason)}access ended`;
  }
  if (kind === 'create') return `account made${reason.date === undefined ? '' : `, starts ${dayText(reason.date)}`}`;
  if (kind === 'activate') return 'starts: account activated';
  return kind === 'unsuspend' ? 'back: has access again' : kindWords(kind).verb;
}

function lastDay({ date }: { readonly date?: LocalDate }): string {
  return date === undefined ? '' : `last day ${dayName(date)}: `;
}

/** `department Workshop → Support, title …; groups +Support -Workshop`. */
function changesText(operations: readonly Operation[]): string {
  const profile = operations.filter(({ kind }) => kind === 'update-profile').flatMap(({ after }) => keysOf(after));
  const groups = operations.flatMap(({ kind, target }) => {
    if (kind === 'add-to-group') return [`+${target ?? ''}`];
    return kind === 'remove-from-group' ? [`-${target ?? ''}`] : [];
  });
  return [
    ...(profile.length === 0 ? [] : [`changed: ${profile.join(', ')}`]),
    ...(groups.length === 0 ? [] : [`groups ${groups.join(' ')}`]),
  ].join('; ');
}

function keysOf(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}
