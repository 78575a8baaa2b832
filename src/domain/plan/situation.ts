import type { Claimed, Claiming } from '../identity/claim.ts';
import type { ObservedUser } from '../identity/observed.ts';
import type { WorkerId } from '../kernel/ids.ts';
import type { Instant } from '../time/instant.ts';
import type { Missing } from '../worker/absence.ts';
import type { Standing } from '../worker/standing.ts';
import type { Operation, Skip } from './artefact.ts';
import type { DesiredAccount } from './desired.ts';
import type { ManagedGroup } from './group-diff.ts';

/** The account that belongs to a worker, as the mirror shows it. */
export interface AccountFacts {
  readonly user: ObservedUser;
  /** Names of the managed groups it is in. */
  readonly groups: ReadonlySet<string>;
  /** Why nobody may touch it; null when tenured may. */
  readonly protection: string | null;
  /** Why its suspension is not repeated although it was undone; absent when it was not. */
  readonly undone?: string;
  /** How it came to be the worker's; adopted accounts lose no group. */
  readonly adopted: boolean;
  /** When our journal says that we suspended it, and that we deactivated it. */
  readonly suspendedAt: Instant | null;
  readonly deactivatedAt: Instant | null;
  /** That suspension was for a leave. */
  readonly suspendedForLeave: boolean;
}

/** What matching found for a worker without a bound account. */
export type Match =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly user: ObservedUser; readonly key: string; readonly protection: string | null }
  | { readonly kind: 'ambiguous'; readonly key: string; readonly count: number }
  | { readonly kind: 'claimed'; readonly user: ObservedUser; readonly by: string };

/** Everything a decision about one worker depends on. */
export interface Situation {
  readonly worker: string;
  readonly standing: Standing;
  readonly desired: DesiredAccount;
  /** The plan's instant. */
  readonly at: Instant;
  /** The instant that `desired` is for when it lies ahead; null when it is the plan's own. */
  readonly boundary: Instant | null;
  /** True when the snapshot is fresh enough to enable anybody from it. */
  readonly mayEnable: boolean;
  readonly account: AccountFacts | null;
  /** Bound, but the account is gone from Okta. */
  readonly lostAccount: string | null;
  readonly match: Match;
  /** The id that this one goes on as; absent for one that stands for itself. */
  readonly goesOnAs?: WorkerId;
  /** What its rows say of the account of another id; absent for nothing. */
  readonly claiming?: Claiming;
  /** Who claims its account; absent while nobody does. */
  readonly claimed?: Claimed;
  /** The login to create with; null when every candidate is taken. Asked for only when a create is decided. */
  allocateLogin(): string | null;
  /** Managed groups by name: usable, or why not. */
  readonly groups: ReadonlyMap<string, ManagedGroup>;
  /** Writable attributes of the live schema; null when it is not known. */
  readonly schema: ReadonlySet<string> | null;
  /** HR announced this very end firmly, or a person asked for it. */
  readonly firm: boolean;
  /** This end was told for the first time when it was stale already: repeating it makes it no surer. */
  readonly toldLate: boolean;
  /** Announced together with too many others at once (G20), and no person has made it firm. */
  readonly held: boolean;
  /** Another worker, who has no account, asks for this one's; absent when nobody does. */
  readonly askedFor?: boolean;
  /** A person asked that nothing be written for this worker. */
  readonly paused: boolean;
  /** Whether people who are missing from the file are reported. */
  readonly reportMissing: boolean;
  /** How far that has come, where it ends access: absent where it does not. */
  readonly absence?: Missing;
  /** Days after which a due date is asked about. */
  readonly staleAfterDays: number;
}

/** What is to be done about one worker: operations in their order, and what is left alone and why. */
export interface Decision {
  readonly operations: readonly Operation[];
  readonly skips: readonly Skip[];
}

export const nothing: Decision = { operations: [], skips: [] };
