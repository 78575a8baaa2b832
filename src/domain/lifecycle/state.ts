import type { Instant } from '../time/instant.ts';
import type { LocalDate } from '../time/local-date.ts';
import type { ZoneId } from '../time/zone.ts';
import type { FileRead } from '../worker/absence.ts';

/** Where a worker stands at an instant. */
export const lifecycleStates = [
  'upcoming',
  'preboarding',
  'active',
  'on-leave',
  'access-stopped',
  'closed',
  'no-show',
  'unknown',
] as const;

export type LifecycleState = (typeof lifecycleStates)[number];

/** What the account should be. `leave-alone` is wanted when tenured does not know enough to want anything. */
export type AccountState = 'none' | 'staged' | 'active' | 'suspended' | 'closed' | 'leave-alone';

/** The rule that decided a state, in a closed list so that every reader can put it into words. */
export type ReasonRule =
  | 'before-create-lead'
  | 'create-lead-reached'
  | 'hire-date-reached'
  | 'on-leave'
  | 'last-day-ended'
  | 'immediate-stop'
  | 'absent-from-file'
  | 'cut-access'
  | 'grace-ended'
  | 'hire-withdrawn'
  | 'never-started'
  | 'no-accepted-record'
  | 'dates-contradict'
  | 'no-hire-date'
  | 'stale-date'
  | 'end-withdrawn'
  | 'attributes-differ'
  | 'group-rule'
  | 'matched-by-key'
  | 'goes-on-from'
  | 'undone';

/** Why something is wanted: the rule and the facts it used, enough to put into a sentence without looking elsewhere. */
export interface Reason {
  readonly rule: ReasonRule;
  /** The mapped column that decided, by its header. */
  readonly column?: string;
  /** That column's value as HR wrote it. */
  readonly value?: string;
  /** The day that decided, on the worker's calendar. */
  readonly date?: LocalDate;
  /** The instant it takes effect, and the worker's zone to show it in. */
  readonly at?: Instant;
  readonly zone?: ZoneId;
  /**
   * A name the rule goes by: an immediate stop's reason, a leave's kind, a group rule, a match key, a run; of an absence the
   * source, where there are several.
   */
  readonly detail?: string;
  /** The accepted files that the worker does not stand in, from the first to the one that decided. */
  readonly files?: readonly FileRead[];
}
