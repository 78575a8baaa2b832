import type { Instant } from '../time/instant.ts';
import type { LocalDate } from '../time/local-date.ts';
import type { NamedCount } from './tally.ts';

/** What a plan is made by: another one asks for a person's look first (G14). */
export interface SetUp {
  readonly version: string;
  readonly config: string;
  readonly mapping: string;
  readonly schema: string | null;
}

/** What the plan's guardrails are held against. A member that is absent counts as nothing. */
export interface PlanMeasures {
  /** N: accounts that are bound and enabled. */
  readonly boundEnabled: number;
  /** What the last plan that a person approved was made by; null before the first. */
  readonly approved: SetUp | null;
  readonly current: SetUp;
  /** When the last run ended; null before the first. */
  readonly lastRunAt: Instant | null;
  /** Milliseconds for which nothing ran, at the longest, since a plan was last approved. */
  readonly longestSilence?: number;
  /** The real time, from which days are counted. */
  readonly at: Instant;
  /** The largest number of creations that a person approved within 400 days. */
  readonly largestApprovedCreates: number;
  /** G10, G10f: how many people lost access within the 24 h before `at`: all of them, and those firmly announced. */
  readonly disabledLastDay?: { readonly all: number; readonly firm: number };
  /** G11: how many people lost access by absence from the file within the 7 days before `at`; absent where nobody can. */
  readonly absentLastWeek?: number;
  /** G10f: firmly announced ends within the seven days after `at`, by the UTC day on which they fall. */
  readonly firmEndsByDay?: readonly { readonly day: LocalDate; readonly count: number }[];
  /** G12: announced ends that the newest accepted snapshot took back or moved later. */
  readonly endsWithdrawn?: NamedCount;
  /** G12: announced ends within the 30 days after `at`. */
  readonly endsDueIn30Days?: number;
  /** G16: how many members a managed group has now, by its name. Asked for groups that lose members only. */
  readonly groupSizes?: (name: string) => number;
  /** G16: memberships of all managed groups together. Asked for only when one is lost. */
  readonly managedMemberships?: () => number;
  /** G20: announcements that came all at once, and that no person has made firm. */
  readonly heldAnnouncements?: NamedCount;
}
