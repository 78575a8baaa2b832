import { codes, type Code } from '../domain/kernel/codes.ts';
import type { Schedule } from '../domain/kernel/schedule.ts';
import { formatInstant, minute, plus, type Instant } from '../domain/time/instant.ts';
import type { Ledger } from './ledger.ts';
import type { StateFacts } from './tools.ts';

export interface HealthFacts {
  readonly now: Instant;
  readonly ledger: Readonly<Ledger>;
  /** When the last full turn is too old; null while there is none, or with a schedule that never comes. */
  readonly staleAt: Instant | null;
  /** Why the state cannot be looked at; null when it can. */
  readonly stateProblem: Code | null;
  /** Null when the state could not be asked. */
  readonly state: StateFacts | null;
}

/** Why the daemon is not ready, in words that name nobody. */
export interface HealthReason {
  readonly code: Code;
  readonly message: string;
}

export interface Health {
  /** The process does its work at all: restart it when this is false. */
  readonly live: boolean;
  /** Everybody's access is as it should be, as far as anybody can tell: look into it when this is false. */
  readonly ready: boolean;
  readonly reasons: readonly HealthReason[];
  /** A person stopped all writing. That is wanted, so it is no reason. */
  readonly paused: boolean;
}

/** Turns that fail one after another before it counts: one may meet a restart at the other end. */
const tooManyFailures = 3;
const leastStale = 15 * minute;
const stateUnusable = 14;

/** How the daemon is. Okta's or HR's failing shows here, too, and is no reason to restart anything. */
export function judgeHealth(facts: HealthFacts): Health {
  const { ledger, state } = facts;
  const reasons = [starting, stale, overdue, undone, unreadable, rulesUnreadable, oldFiles, unusable, failing].flatMap(
    (judge) => judge(facts) ?? [],
  );
  return {
    live: ledger.looping,
    ready: ledger.looping && reasons.length === 0,
    reasons,
    paused: state?.paused ?? false,
  };
}

function starting({ ledger }: HealthFacts): HealthReason | null {
  if (ledger.lastFull !== null) return null;
  return { code: 'TEN-7002', message: 'no turn has looked at everything since the start' };
}

function stale({ now, ledger, staleAt }: HealthFacts): HealthReason | null {
  if (ledger.lastFull === null || staleAt === null || now <= staleAt) return null;
  return {
    code: 'TEN-7003',
    message: `everything was last looked at ${formatInstant(ledger.lastFull)}, too long ago for the schedule`,
  };
}

function overdue({ state }: HealthFacts): HealthReason | null {
  if (state === null || state.overdue === 0) return null;
  const message =
    state.overdue === 1
      ? '1 person still has access that should have ended'
      : `${String(state.overdue)} people still have access that should have ended`;
  return { code: 'TEN-7004', message };
}

function undone({ state }: HealthFacts): HealthReason | null {
  const count = state?.undone ?? 0;
  if (count === 0) return null;
  const accounts = count === 1 ? '1 account is' : `${String(count)} accounts are`;
  return { code: 'TEN-2354', message: `${accounts} enabled again by the system that the profile comes from` };
}

/** Not what Okta said: that is for whoever looks into the state. */
function unreadable({ state }: HealthFacts): HealthReason | null {
  if (state?.unreadable?.includes('administrators') !== true) return null;
  return { code: 'TEN-2352', message: 'who is an administrator cannot be read from Okta: people are suspended only' };
}

function rulesUnreadable({ state }: HealthFacts): HealthReason | null {
  if (state?.unreadable?.includes('rules') !== true) return null;
  return { code: 'TEN-2353', message: 'group rules cannot be read from Okta: no group is written to' };
}

function oldFiles({ state }: HealthFacts): HealthReason | null {
  const sources = state?.stale ?? [];
  if (sources.length === 0) return null;
  return { code: 'TEN-3090', message: `no new file has come for too long: ${sources.join(', ')}` };
}

function unusable({ ledger, stateProblem }: HealthFacts): HealthReason | null {
  const code = stateProblem ?? stateFailure(ledger);
  return code === null ? null : { code, message: `the state cannot be used: ${codes[code].title}` };
}

/** A full disk shows only when a turn writes. */
function stateFailure({ failures, lastFailure }: Readonly<Ledger>): Code | null {
  return failures > 0 && lastFailure !== null && codes[lastFailure].exit === stateUnusable ? lastFailure : null;
}

function failing({ ledger: { failures, lastFailure } }: HealthFacts): HealthReason | null {
  if (failures < tooManyFailures) return null;
  const last = lastFailure === null ? '' : `, the last one with ${lastFailure} (${codes[lastFailure].title})`;
  return { code: 'TEN-7005', message: `the last ${String(failures)} turns failed${last}` };
}

/**
 * When a full turn that completed at `last` is too old: three intervals of the schedule and three of its instants later,
 * so that nights and week-ends that the schedule leaves out do not count, and at least 15 minutes.
 */
export function staleAt(schedule: Schedule, last: Instant): Instant | null {
  const first = schedule.next(last);
  const second = first === null ? null : schedule.next(first);
  const third = second === null ? null : schedule.next(second);
  if (first === null || second === null || third === null) return null;
  return [plus(last, leastStale), plus(last, 3 * (second - first)), third].reduce((latest, at) =>
    at > latest ? at : latest,
  );
}
