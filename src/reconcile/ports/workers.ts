import type { WorkerId } from '../../domain/kernel/ids.ts';
import type { LifecycleState } from '../../domain/lifecycle/state.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { LocalDate } from '../../domain/time/local-date.ts';
import type { Standing } from '../../domain/worker/standing.ts';
import type { Snapshot } from './feed.ts';

export type { Standing };

/** A worker as stored: the last accepted record as JSON text, and some of the desired account that follows from it. */
export interface StoredWorker {
  readonly id: WorkerId;
  readonly standing: Standing;
  readonly state: LifecycleState;
  /** When the desired account has to be worked out again; null when no date will change it. */
  readonly validUntil: Instant | null;
  /** 32 hexadecimal digits: another whenever the desired account is. */
  readonly fingerprint: string;
  readonly snapshot: number;
  /** The person's name, for lists and to be found by; the id where no record gives one. */
  readonly name: string;
  /** False for somebody whom the mapping leaves out. */
  readonly inScope: boolean;
  /** When the state began; null when no instant did it. */
  readonly since: Instant | null;
  /** The instant that all this was worked out for. */
  readonly workedOutAt: Instant;
  readonly record: string;
}

/** Counts by standing. */
export type StandingCounts = Readonly<Record<Standing, number>>;

/** A worker beside the account that is bound to it. */
export interface Pair {
  readonly worker: StoredWorker;
  /** The mirror's number of the bound account; null when none is bound, or when it is gone from the mirror. */
  readonly userNo: number | null;
  /** Okta's id of the bound account, also when the mirror has lost it. */
  readonly boundTo: string | null;
}

/** A stretch of workers in the order of their ids, of which `pairs` are those that are not settled. */
export interface PairPage {
  readonly pairs: readonly Pair[];
  /** The last id looked at; null at the end. */
  readonly last: WorkerId | null;
  readonly looked: number;
  /** How many of those looked at have an account that can be used. */
  readonly enabled: number;
}

export interface WorkerStore {
  /** What every desired account was worked out with; null before the first. */
  basis(): string | null;
  setBasis(basis: string): void;
  get(id: string): StoredWorker | null;
  put(workers: readonly StoredWorker[]): void;
  setStanding(ids: readonly string[], standing: Standing): void;
  /** Workers whose desired account is not valid any more at `at`, above `after`. */
  due(at: Instant, after: string, limit: number): readonly StoredWorker[];
  /** Every worker above `after`. */
  after(after: string, limit: number): readonly StoredWorker[];
  counts(): StandingCounts;
  /** Ids of every worker put aside. */
  putAside(): readonly string[];
  /** The full fingerprint join, one key range a call. */
  unsettledPairs(after: string, range: number): PairPage;
  /** Every pair of one key range, settled or not. */
  pairs(after: string, range: number): PairPage;
  /** Settled pairs whose desired account changes by date until `until`, above `after`. */
  settledDueUntil(until: Instant, after: string, limit: number): readonly Pair[];
  /** Remembers that these pairs need nothing, as the two sides' fingerprints are now. */
  settle(ids: readonly string[]): void;
  /** Has these workers looked at again, whatever was needed before: something beyond their own record has changed. */
  unsettle(ids: readonly string[]): void;
  together(work: () => void): void;
  /** Has these workers' desired accounts worked out again from `at` on: a fact beyond HR's record has changed. */
  expire(ids: readonly string[], at: Instant): void;
  /** The earliest instant after `after` at which any desired account changes by date; null when none does. */
  nextBoundary(after: Instant): Instant | null;
  /** Workers whose name contains every one of these words, without regard to case; at most `limit`. */
  named(words: string, limit: number): readonly { readonly id: WorkerId; readonly name: string }[];
  /**
   * Bound workers whose access should have ended by `at` while their account is still enabled, by worker id: never
   * more than `limit`.
   */
  overdue(at: Instant, limit: number): readonly OverdueWorker[];
}

/** Somebody whose access should have ended. */
export interface OverdueWorker {
  readonly id: WorkerId;
  readonly name: string;
  readonly okta: string;
  readonly login: string;
  /** When it should have ended; null when no instant is known. */
  readonly since: Instant | null;
}

/** An end that HR has announced. */
export interface Announcement {
  readonly worker: WorkerId;
  readonly endsAt: Instant;
  readonly firstSnapshot: number;
  readonly firstSeenAt: Instant;
  readonly firm: boolean;
  /** Announced together with too many others at once (G20): only a person makes it firm. */
  readonly held: boolean;
}

/** An end, and the source whose period gives it. */
export interface AnnouncedEnd {
  readonly at: Instant;
  readonly source: string;
}

/** Announced ends within a stretch of time. */
export interface DueEnds {
  readonly total: number;
  readonly firmByDay: readonly { readonly day: LocalDate; readonly count: number }[];
}

export interface AnnouncementStore {
  get(id: string): Announcement | null;
  /** Notes the end that the accepted record gives; null withdraws it. Another end than before starts anew. */
  note(id: string, announced: AnnouncedEnd | null, snapshot: Pick<Snapshot, 'id' | 'source'>, at: Instant): void;
  /**
   * Makes firm what a delivery of a source, read at `at`, repeats at least 12 h after it was first seen: ends that this very
   * source gives.
   * @param snapshot the new snapshot; null when the accepted one was delivered again, byte for byte.
   */
  confirmRepeated(source: string, snapshot: number | null, at: Instant): void;
  /**
   * Announcements of workers with an account, first seen or moved to an earlier end in this snapshot; and of all snapshots
   * of its source read at or after `since`. One that was never firm counts again when it moves later.
   */
  newIn(
    snapshot: Pick<Snapshot, 'id' | 'source'>,
    since: Instant,
  ): { readonly snapshot: number; readonly recent: number };
  /**
   * Holds what came with this snapshot, or with its source's first at or after `since`, about workers with an account and is not firm:
   * repeating it does not make it firm.
   */
  hold(snapshot: Pick<Snapshot, 'id' | 'source'>, since: Instant): void;
  /** Holds what these workers' rows announce, unless it is firm already. */
  holdOf(ids: readonly string[]): void;
  /** How many are held, and some of them by name. */
  held(limit: number): { readonly total: number; readonly workers: readonly WorkerId[] };
  /** Announced ends of people who have an account, from one instant up to another: all, and firm ones by UTC day. */
  due(from: Instant, until: Instant): DueEnds;
  /** Ends of people who have an account that these snapshots took back or moved later: how many, and some of them. */
  takenBack(
    snapshots: readonly number[],
    limit: number,
  ): { readonly total: number; readonly workers: readonly WorkerId[] };
  /** A person's word makes these firm; null for all that are held. */
  makeFirm(ids: readonly string[] | null, person: string, at: Instant): void;
}
