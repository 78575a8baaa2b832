import type { PlanEnvelope, PlanHeader, Provenance, StoredPlan } from '../../domain/plan/artefact.ts';
import type { Sha256 } from '../../domain/kernel/ids.ts';
import type { Instant } from '../../domain/time/instant.ts';

/** A canonical line ready to be stored. */
export interface CanonicalLine {
  readonly text: string;
  readonly provenance: Provenance | null;
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
}

export interface PlanStore {
  begin(madeAt: Instant, expiresAt: Instant): PlanDraft;
  /** The newest plan that is open or approved and not expired at `now`; null when there is none. */
  open(now: Instant): { readonly number: number; readonly hash: Sha256; readonly operationsDigest: Sha256 } | null;
  /** By number, or by at least eight leading hexadecimal digits of the hash; null when none or several fit. */
  find(reference: string): StoredPlan | null;
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
}

/** The organisation that the state belongs to. */
export interface OrganisationStore {
  bound(): { readonly orgId: string; readonly orgUrl: string } | null;
  bind(orgId: string, orgUrl: string, at: Instant): void;
}
