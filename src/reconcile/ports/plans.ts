import type { PlanEnvelope, PlanHeader, Provenance, StoredPlan } from '../../domain/plan/artefact.ts';
import type { Sha256 } from '../../domain/kernel/ids.ts';
import type { ListedProblem } from '../../domain/plan/artefact.ts';
import type { Instant } from '../../domain/time/instant.ts';

/** A canonical line ready to be stored. */
export interface CanonicalLine {
  readonly text: string;
  readonly provenance: Provenance | null;
}

/** An entry of a plan's list of data problems. */
export interface ListedEntry {
  /** The same whenever the problem is the same: by it is known since when there is one. */
  readonly identity: string;
  readonly problem: ListedProblem;
}

/** A plan being written. Nothing of it can be seen until it is finished; one that never is, is removed later. */
export interface PlanDraft {
  readonly number: number;
  /**
   * Stores a chunk of lines of one lane, in one short transaction. A plan's order is lane by lane, and within a lane as
   * appended; lanes may be appended to in turn.
   */
  append(lane: number, lines: readonly CanonicalLine[]): void;
  /** The lines appended so far in the plan's order, some hundreds at a time: UTF-8, a line feed between two lines. */
  blocks(): Iterable<Uint8Array>;
  /** Adds to the list of data problems, each since it is known, else since this plan is made; outside the hash. */
  list(problems: readonly ListedEntry[]): void;
  /**
   * From now on what this plan lists is what is known, and what it does not list is over. Some thousand at a time: call
   * again, letting others run in between, until it says false. Not for plans for looking, nor of a file that waits.
   */
  rememberListed(): boolean;
  /** Makes the plan visible: `open` plans supersede every earlier open one, in the same transaction. */
  finish(plan: FinishedPlan): void;
  /** Removes it. */
  discard(): void;
}

export interface FinishedPlan {
  readonly hash: Sha256;
  /** SHA-256 over the sorted operation ids: equal when two plans do the same. */
  readonly operationsDigest: Sha256;
  readonly header: PlanHeader;
  readonly envelope: Omit<PlanEnvelope, 'number' | 'hash' | 'header' | 'status' | 'madeAt' | 'expiresAt'>;
  readonly whatIf: boolean;
  /** The snapshot of a candidate plan; it stands beside the open plan and supersedes only an earlier candidate plan. */
  readonly candidate?: number;
}

export interface PlanStore {
  begin(madeAt: Instant, expiresAt: Instant): PlanDraft;
  /**
   * The newest plan that is open or approved, not expired at `now` and not begun; null when there is none. Never one made
   * from a candidate.
   */
  open(now: Instant): { readonly number: number; readonly hash: Sha256; readonly operationsDigest: Sha256 } | null;
  /**
   * The newest plan that may be carried out at `now`: as `open`, and also one that was begun and not brought to its end,
   * since whoever was interrupted goes on with it. Null when there is none.
   */
  applicable(now: Instant): number | null;
  /** The newest plan that is neither for looking nor of a file that waits for a person; null before the first. */
  newest(): StoredPlan | null;
  /** By number, or by at least eight leading hexadecimal digits of the hash; null when none or several fit. */
  find(reference: string): StoredPlan | null;
  /**
   * True when a plan of this held-back snapshot can still be decided about at `now`, or was rejected and would not have
   * expired yet: nobody is asked anew about what was refused.
   */
  hasCandidatePlan(snapshot: number, now: Instant): boolean;
  /** What an envelope of a plan says of its status now. */
  status(number: number, now: Instant): PlanEnvelope['status'];
  /**
   * Remembers that carrying the plan out has begun: it stays what it is, but a later run that needs the same
   * operations makes a plan of its own.
   */
  begun(number: number, at: Instant): void;
  /** A person approved or rejected it, or it was carried out to its end. In the caller's transaction. */
  setStatus(number: number, status: 'approved' | 'rejected' | 'applied'): void;
  /** The largest number of creations in a plan that a person approved at or after `since`; 0 when there is none. */
  largestApprovedCreates(since: Instant): number;
  /** The header of the plan that a person approved last; null when nobody has approved one yet. */
  lastApproved(): PlanHeader | null;
  /** Newest first. A plan whose time is over is listed as expired. */
  list(limit: number, now: Instant): readonly PlanEnvelope[];
}

/** How a run ended; `looked` made a plan for looking only. */
export type RunOutcome = 'planned' | 'looked' | 'applied' | 'yielded' | 'refused' | 'failed';

export interface RunStart {
  readonly trigger: string;
  readonly asOf: Instant;
  readonly version: string;
  readonly config: Sha256;
  readonly mapping: Sha256;
  readonly startedAt: Instant;
}

export interface RunRecord extends RunStart {
  readonly id: number;
  readonly schema: string | null;
  readonly outcome: RunOutcome | null;
  readonly endedAt: Instant | null;
}

export interface RunStore {
  start(run: RunStart): number;
  phase(run: number, phase: string): void;
  end(run: number, outcome: RunOutcome, details: RunEnd): void;
  /** The newest run that completed with a plan or an apply; null on a first run. What-if runs do not count. */
  lastCompleted(): RunRecord | null;
  /**
   * The longest time, in milliseconds, for which nothing ran to its end before a completed run that started after
   * `since`; 0 when there is none.
   */
  longestSilence(since: Instant): number;
  /** Newest first, those under way included. */
  latest(limit: number): readonly RunSummary[];
  /**
   * The newest run when it has no end: killed, or still under way, which only the run lease tells. Null otherwise.
   * @param own the caller's run, which does not count; null for none.
   */
  interrupted(own: number | null): RunSummary | null;
}

/** A run as `status` tells it. */
export interface RunSummary {
  readonly id: number;
  readonly trigger: string;
  /** What it was at when last heard of; `ended` once it has. */
  readonly phase: string;
  /** Null while it has not ended, and for ever when it was killed. */
  readonly outcome: RunOutcome | null;
  readonly errorCode: string | null;
  readonly plan: number | null;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
}

export interface RunEnd {
  readonly endedAt: Instant;
  readonly plan?: number;
  readonly errorCode?: string;
  /** Fingerprint of the mapped attributes' live schema, when it was read. */
  readonly schema?: string;
}

/** An exclusive right, with an epoch that every later holder exceeds. */
export interface Lease {
  readonly epoch: number;
  heartbeat(now: Instant): void;
  release(): void;
}

export interface LeaseStore {
  /**
   * Takes the lease when it is free: given back, its holder's process gone, or its holder silent for 30 s.
   * Null when somebody else holds it.
   */
  acquire(name: 'daemon' | 'run', now: Instant): Lease | null;
  holder(name: 'daemon' | 'run'): { readonly owner: string; readonly heartbeatAt: Instant } | null;
  /**
   * Asked in the moment in which something is sent that only the holder may send.
   * @throws TenuredError TEN-4012 when another process took the lease, or this one gave it back.
   */
  requireOwn(name: 'daemon' | 'run'): void;
  /** Who is really at work with it, since when: null whenever `acquire` would give it away. */
  atWork(name: 'daemon' | 'run', now: Instant): { readonly owner: string; readonly since: Instant } | null;
}

/** The organisation that the state belongs to. */
export interface OrganisationStore {
  bound(): { readonly orgId: string; readonly orgUrl: string } | null;
  bind(orgId: string, orgUrl: string, at: Instant): void;
}
