import type { Instant } from '../time/instant.ts';
import type { Spell } from './record.ts';

/** The instants that a spell's dates stand for. Null means that the spell has no such instant. */
export interface SpellInstants {
  readonly spell: Spell;
  /** When the account is created, staged. */
  readonly create: Instant | null;
  /** Local midnight of the hire date: the employment itself; null when it has always been. */
  readonly begin: Instant | null;
  /** When a person who had no access gets it. */
  readonly activate: Instant | null;
  /** When access ends by the end date or at once by a rule; null when open. */
  readonly end: Instant | null;
  /** What ended it. */
  readonly endedBy: 'last-day' | 'immediate' | 'absence' | null;
  /** How HR itself ends it later, where absence from the file ends it first; null else. */
  readonly endsAnyway: { readonly at: Instant; readonly by: 'last-day' | 'immediate' } | null;
  /** When the row speaks for its worker; null when always, or when it did or will without an end. */
  readonly from: Instant | null;
  readonly until: Instant | null;
  /** A later row of the worker took over: what this one says of the time from then on is history. */
  readonly handedOver: boolean;
}
