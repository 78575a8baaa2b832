import type { WorkerId } from '../../domain/kernel/ids.ts';
import type { LifecycleState } from '../../domain/lifecycle/state.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { Standing } from '../../domain/worker/standing.ts';

export type { Standing };

/** A worker as stored: the last accepted record as JSON text, and when the desired account that follows changes. */
export interface StoredWorker {
  readonly id: WorkerId;
  readonly standing: Standing;
  readonly state: LifecycleState;
  /** When the desired account has to be worked out again; null when no date will change it. */
  readonly validUntil: Instant | null;
  /** 32 hexadecimal digits: another whenever the desired account is. */
  readonly fingerprint: string;
  readonly snapshot: number;
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
  together(work: () => void): void;
}

/** An end that HR has announced. */
export interface Announcement {
  readonly worker: WorkerId;
  readonly endsAt: Instant;
  readonly firstSnapshot: number;
  readonly firstSeenAt: Instant;
  readonly firm: boolean;
}

export interface AnnouncementStore {
  get(id: string): Announcement | null;
  /** Notes the end that the accepted record gives; null withdraws it. Another end than before starts anew. */
  note(id: string, endsAt: Instant | null, snapshot: number, at: Instant): void;
  /**
   * Makes firm what a delivery read at `at` repeats at least 12 h after it was first seen.
   * @param snapshot the new snapshot; null when the accepted one was delivered again, byte for byte.
   */
  confirmRepeated(snapshot: number | null, at: Instant): void;
}
