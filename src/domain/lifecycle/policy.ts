import type { MinuteOfDay } from '../time/zone.ts';

/** What the organisation decided about joining, leaving and being away. All times are local to the worker. */
export interface LifecyclePolicy {
  /** When an account is created, staged: `workingDays` before the hire date at `at` (default 5, 07:00). */
  readonly create: { readonly workingDays: number; readonly at: MinuteOfDay };
  /** When it is activated: the hire date at `at` (default 07:00). */
  readonly activate: { readonly at: MinuteOfDay };
  /** When access ends on the last day (default 24:00). */
  readonly cutOff: MinuteOfDay;
  /** Days between the journalled suspension and the deactivation (default 7, 0 allowed). */
  readonly graceDays: number;
  /** Days between two periods of employment that still count as continuous for groups and closing (default 14). */
  readonly gapToleranceDays: number;
  /** What a leave's kind does to the account; a kind that is not named is `keep`. */
  readonly leave: Readonly<Record<string, 'keep' | 'suspend'>>;
  /** A due date further back than this many days is asked about, not acted on (default 14). */
  readonly staleAfterDays: number;
}
