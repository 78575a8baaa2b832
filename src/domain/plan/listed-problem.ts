import { enabledStatuses } from '../identity/observed.ts';
import { hashOf } from '../kernel/hash.ts';
import type { LifecycleState } from '../lifecycle/state.ts';
import type {
  Concerned,
  DatedProblem,
  DataProblem,
  ListedProblem,
  PlanEnvelope,
  Skip,
  SkipReason,
  StoredLine,
  Urgency,
} from './artefact.ts';

/** More of a value is not shown: nobody reads it, and it stands whole in HR's file. */
export const longestValue = 500;

/** Reasons for leaving somebody alone that HR can end by mending their data. */
const mendedByHr: ReadonlySet<SkipReason> = new Set([
  'unknown',
  'stale-date',
  'missing-from-file',
  'double-claim',
  'claim-unclear',
  'mapping-failed',
  'no-login-possible',
  'manager-unresolved',
]);

/** Whether it is HR who has to act. Nothing is left to mend of somebody of whom there neither is nor was a usable row. */
export function isForHr({ why, reason }: Skip): boolean {
  return mendedByHr.has(why) && reason?.rule !== 'no-accepted-record';
}

/** What an entry is about, whatever it says of the person: what its urgency follows from. */
export type Judged = Pick<ListedProblem, 'effect' | 'kind' | 'worker' | 'concerned'>;

/** Who stays although they leave comes first, then who cannot start, then the rest. */
export function urgencyOf(judged: Judged): Urgency {
  const { effect, kind, concerned } = judged;
  if (effect === 'warning' || kind === 'manager-unresolved') return 'other';
  if (kind === 'double-claim') return hasLeft(concerned.state) ? 'leaving' : 'starting';
  if (effect === 'put-aside' ? hidesAnEnd(judged) : keepsAccess(judged)) return 'leaving';
  return waitsForAccount(concerned) ? 'starting' : 'other';
}

/** An end that is not in force stands in the unused row, or may stand there. */
function hidesAnEnd({ worker, concerned }: Judged): boolean {
  const { account, rowEnd, longPast } = concerned;
  const mayLeave = isEnabled(account) || (worker === null && !longPast);
  return mayLeave && (rowEnd === 'new' || rowEnd === 'unreadable');
}

function keepsAccess({ kind, concerned: { account, state, endsAt } }: Judged): boolean {
  if (!isEnabled(account)) return false;
  if (kind === 'missing-from-file') return endsAt === null;
  // While it is unclear where somebody stands, no end of theirs is in force.
  if (kind === 'unknown') return endsAt !== null;
  return kind === 'stale-date' && hasLeft(state);
}

function waitsForAccount({ account, state, longPast, elsewhere }: Concerned): boolean {
  return (account === null || account === 'STAGED') && !hasLeft(state) && !longPast && !elsewhere;
}

/** True of an account that its owner can use, or bring to use. */
export function isEnabled(account: Concerned['account']): boolean {
  return account !== null && enabledStatuses.has(account);
}

/** True of somebody whose employment is over. */
export function hasLeft(state: LifecycleState): boolean {
  return state === 'access-stopped' || state === 'closed' || state === 'no-show';
}

/**
 * What tells a problem from every other: the same person, column, value and kind is the same problem, wherever the row
 * stands and whatever its other cells say. Without an id, the name stands for the person. 32 hexadecimal digits.
 */
export function identityOf({
  source,
  worker,
  name,
  column,
  value,
  kind,
  detail,
}: Pick<ListedProblem, 'source' | 'worker' | 'name' | 'column' | 'value' | 'kind' | 'detail'>): string {
  const told = [source, worker, worker === null ? name : null, column, value, kind, detail];
  return hashOf(told).slice(0, 32);
}

const nothingKnown: Concerned = {
  account: null,
  state: 'unknown',
  endsAt: null,
  zone: null,
  rowEnd: 'none',
  longPast: false,
  elsewhere: false,
};

/** A row's problem as an entry; of a plan that was stored without a list, nothing is known of the person. */
export function rowEntry(
  problem: DataProblem,
  of: Pick<ListedProblem, 'source' | 'provenance'> & Partial<Pick<ListedProblem, 'concerned' | 'link'>>,
): ListedProblem {
  const { effect, worker, name, column, value, problem: told } = problem;
  const { code, message, why = null, hint = null } = told;
  return finished({
    ...{ effect, worker, name, column, value, kind: code },
    said: { message, why, hint },
    detail: null,
    concerned: nothingKnown,
    link: null,
    ...of,
  });
}

/** Somebody who is left alone as an entry, with the column that decided where one did. */
export function skipEntry(
  { subject, state, why, reason, detail }: Skip,
  of: Pick<ListedProblem, 'source' | 'provenance'> & Partial<Pick<ListedProblem, 'concerned' | 'link'>>,
): ListedProblem {
  const isDated = why === 'unknown' || why === 'stale-date';
  return finished({
    effect: 'left-alone',
    worker: subject.worker,
    name: subject.name,
    column: isDated ? (reason?.column ?? null) : null,
    value: isDated ? (reason?.value ?? null) : null,
    kind: why,
    said: null,
    detail: detail ?? (why === 'unknown' ? (reason?.rule ?? null) : null),
    concerned: { ...nothingKnown, state },
    link: null,
    ...of,
  });
}

function finished(entry: Omit<ListedProblem, 'urgency'>): ListedProblem {
  return { ...entry, urgency: urgencyOf(entry) };
}

/** The same with no more of the value than is shown; to be asked for its identity before. */
export function shortened(entry: ListedProblem): ListedProblem {
  const { value } = entry;
  return value === null || value.length <= longestValue ? entry : { ...entry, value: cut(value) };
}

/** Never inside a character. */
function cut(value: string): string {
  return `${value.slice(0, longestValue).replace(/[\ud800-\udbff]$/u, '')}…`;
}

/** The list that lines alone give, in their order: of a plan that was stored without one. */
export function* listFromLines(lines: Iterable<StoredLine>, { header }: PlanEnvelope): Generator<DatedProblem> {
  const { source } = header.snapshot;
  for (const { line, provenance } of lines) {
    const of = { source, provenance };
    if (line.line === 'problem') yield { ...shortened(rowEntry(line, of)), since: null };
    if (line.line === 'skip' && isForHr(line)) yield { ...shortened(skipEntry(line, of)), since: null };
  }
}
