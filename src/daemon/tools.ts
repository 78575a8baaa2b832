import type { Clock } from '../domain/kernel/clock.ts';
import type { Schedule } from '../domain/kernel/schedule.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { Metrics } from './metrics.ts';
import type { Trigger, TurnOutcome } from './turn-words.ts';

/**
 * How much a turn looks at: `all` reads the source and Okta as usual; `changes` skips the source and Okta's full pass,
 * so that a due date does not wait for them; `nothing` plans from what is stored.
 */
export type Look = 'all' | 'changes' | 'nothing';

export interface TurnRequest {
  readonly trigger: Trigger;
  readonly look: Look;
  /** Only what ends access. */
  readonly endingsOnly: boolean;
}

/** What a turn that is under way may ask and has to do. */
export interface TurnHooks {
  /** Why to end early, finishing what is in flight; null to go on. Cheap: ask before every step. */
  readonly preempted: () => string | null;
  /**
   * To be awaited between the pages of anything long before carrying out. When somebody's date has come meanwhile, their
   * access is ended here and now, once a date; then the turn goes on. Never throws.
   */
  readonly interlude: () => Promise<void>;
}

export interface TurnEnd {
  readonly outcome: TurnOutcome;
}

/** What people have told tenured so far, as marks that change with it. */
export interface Wishes {
  /** Stands for the access that a person wants ended and that is not ended yet; null when there is none. */
  readonly urgent: string | null;
  /** Stands for approvals, resumed people and lifted pauses. */
  readonly other: string;
}

export interface StateFacts {
  /** How many people still have access that should have ended. */
  readonly overdue: number;
  /** How many suspensions were undone twice where the profile comes from; none when left out. */
  readonly undone?: number;
  /** What could not be read from Okta at the last try; nothing when left out. */
  readonly unreadable?: readonly ('administrators' | 'rules')[];
  /** Sources whose accepted file is older than it may be; none when left out. */
  readonly stale?: readonly string[];
  /** Whether a person stopped all writing. */
  readonly paused: boolean;
}

/** A line of the log: a constant text, and named values without anything personal in them. */
export type LogLine = (message: string, fields?: Readonly<Record<string, string | number | boolean | null>>) => void;

export interface DaemonLog {
  readonly error: LogLine;
  readonly warn: LogLine;
  readonly info: LogLine;
  readonly debug: LogLine;
}

export interface DaemonOptions {
  /** How often the source is looked at for a new file. */
  readonly pollSeconds: number;
  /** How long what is under way may take to end after a signal to stop. */
  readonly shutdownGraceSeconds: number;
  /** How far ahead a plan looks: a turn that takes longer than that gives way to one with a new plan. */
  readonly horizonHours: number;
  /** Where to serve health and metrics; null for nowhere. */
  readonly health: { readonly host: string; readonly port: number } | null;
}

/**
 * All that the daemon needs. What throws of the looks (`boundary`, `fileSeen`, `wishes`, `facts`) does not end it: it is
 * logged, shown as not ready, and looked at again.
 */
export interface DaemonTools {
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly options: DaemonOptions;
  readonly log: DaemonLog;
  readonly metrics: Metrics;
  /**
   * One turn: plan, and carry out what may be. There is never a second one at the same time, but for a nested one while
   * `interlude` is awaited. What it throws is logged by its code, and the turn is made again.
   */
  readonly turn: (request: TurnRequest, hooks: TurnHooks) => Promise<TurnEnd>;
  /** The earliest instant after `after` at which anybody's account changes by date, a cut at a later time included. */
  readonly boundary: (after: Instant) => Instant | null;
  /** Tells the source's file, at rest, from every other: its size and time. Null while there is none at rest. */
  readonly fileSeen: () => Promise<string | null>;
  readonly wishes: () => Wishes;
  readonly facts: () => StateFacts;
  /** The grace is over and a turn still under way: whatever waits for the network has to stop waiting. */
  readonly abandon: () => void;
  /** Gives back what the daemon holds. Called once, last. */
  readonly release: () => void;
}

export interface DaemonEnd {
  /** What the stop signal was aborted with: the name of a signal, or an error such as a lost lease. */
  readonly reason: unknown;
  /** False when a turn did not end within the grace. What it left is settled at the next start. */
  readonly inTime: boolean;
}
