import type { AccountState } from '../../domain/lifecycle/state.ts';
import type { DesiredAccount } from '../../domain/plan/desired.ts';
import { day, plus, type Instant } from '../../domain/time/instant.ts';
import type { LocalDate } from '../../domain/time/local-date.ts';
import type { ZoneId } from '../../domain/time/zone.ts';
import type { StoredWorker, WorkerStore } from '../../reconcile/ports.ts';
import { workerOf } from '../../reconcile/workers/sources-in-force.ts';
import { fromText } from '../../reconcile/workers/stored-record.ts';
import { accountAt, desiredAt, type WorkOutTools } from '../../reconcile/workers/work-out.ts';

/** What the coming days bring, in the words of a working life. */
export type Turn = 'starts' | 'leaves' | 'goes on leave' | 'comes back';

/** One person's next turn. */
export interface Upcoming {
  readonly worker: string;
  readonly name: string;
  readonly turn: Turn;
  readonly at: Instant;
  readonly zone: ZoneId | null;
  /** The day that decided, on the worker's calendar; null when none did. */
  readonly date: LocalDate | null;
}

export interface Agenda {
  readonly days: number;
  readonly counts: Readonly<Record<Turn, number>>;
  /** The soonest. */
  readonly next: readonly Upcoming[];
}

const daysAhead = 7;
const pageSize = 500;
const mostNamed = 3;
/** More boundaries than anybody's record has within a week. */
const mostBoundaries = 20;

/** Who starts, leaves, goes on leave and comes back within the next days, by what HR has said so far. */
export async function upcoming(
  tools: { readonly workers: WorkerStore; readonly workOut: WorkOutTools; readonly breathe: () => Promise<void> },
  now: Instant,
): Promise<Agenda> {
  const until = plus(now, daysAhead * day);
  const counts: Record<Turn, number> = { starts: 0, leaves: 0, 'goes on leave': 0, 'comes back': 0 };
  const next: Upcoming[] = [];
  let after = '';
  for (;;) {
    const page = tools.workers.due(until, after, pageSize);
    const last = page.at(-1);
    if (last === undefined) return { days: daysAhead, counts, next };
    after = last.id;
    for (const worker of page) {
      for (const turn of turnsOf(tools.workOut, worker, now, until)) {
        counts[turn.turn] += 1;
        keepSoonest(next, turn);
      }
    }
    await tools.breathe();
  }
}

function keepSoonest(next: Upcoming[], turn: Upcoming): void {
  next.push(turn);
  next.sort((one, other) => one.at - other.at);
  if (next.length > mostNamed) next.pop();
}

function* turnsOf(workOut: WorkOutTools, stored: StoredWorker, now: Instant, until: Instant): Iterable<Upcoming> {
  const record = fromText(stored.record);
  if (record.length === 0) return;
  const worker = workerOf(workOut, stored.id, record);
  let account = accountAt(workOut, stored, now);
  let at = stored.validUntil;
  for (let step = 0; step < mostBoundaries && at !== null && at <= until; step += 1) {
    const { desired, lifecycle } = desiredAt(workOut, worker, at);
    const turn = desired.inScope && at > now ? turnBetween(account, desired) : null;
    const { zone = null, date = null } = desired.reason;
    if (turn !== null) yield { worker: stored.id, name: desired.name, turn, at, zone, date };
    account = desired.account;
    at = lifecycle.next;
  }
}

function turnBetween(before: AccountState, { account, state }: DesiredAccount): Turn | null {
  if (account === 'active' && before !== 'active') return before === 'suspended' ? 'comes back' : 'starts';
  if (before !== 'active' || (account !== 'suspended' && account !== 'closed')) return null;
  return state === 'on-leave' ? 'goes on leave' : 'leaves';
}
