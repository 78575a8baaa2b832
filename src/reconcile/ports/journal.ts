import type { Json } from '../../domain/kernel/canonical-json.ts';
import type { Sha256 } from '../../domain/kernel/ids.ts';
import type { Operation, OperationKind } from '../../domain/plan/artefact.ts';
import type { Instant } from '../../domain/time/instant.ts';

/**
 * How an operation ended. `done` it is so now; `failed` Okta refused it; `conflicted` somebody had changed what it
 * relied on, nothing was sent; `cancelled` it did not happen and may be tried again; `in-doubt` nobody knows yet.
 */
export type OperationOutcome = 'done' | 'failed' | 'conflicted' | 'in-doubt' | 'cancelled';

/** What is about to be done. Written, durably, before Okta is called. */
export interface Intent {
  readonly operation: Operation;
  /** The Okta id it will be done to; null for a creation. */
  readonly okta: string | null;
  readonly plan: Sha256;
  readonly run: number;
  /** 1 for the first try. */
  readonly attempt: number;
  readonly at: Instant;
}

/** An intent whose end is not known: a crash or a lost answer came between. */
export interface OpenIntent extends Intent {
  readonly id: number;
}

export interface Conclusion {
  readonly outcome: OperationOutcome;
  readonly at: Instant;
  /** What was done when a disable took another branch: it counts as that kind from then on. */
  readonly effect?: OperationKind;
  /** Okta's id of the account, known for creations only now. */
  readonly okta?: string;
  readonly requestId?: string | null;
  /** In words or values, for the audit: which branch was taken, what Okta refused with. */
  readonly detail?: Json;
}

/** An operation that a run carried out, for `undo` and for reports. */
export interface JournalledOperation {
  readonly operation: Operation;
  readonly effect: OperationKind;
  readonly okta: string | null;
  readonly outcome: OperationOutcome;
  readonly at: Instant;
  readonly detail: Json;
}

/** The part of the journal that keeps what people and runs did, for an auditor. */
export interface AuditLog {
  /** In the caller's transaction when there is one; needs no lease. */
  note(entry: AuditNote): void;
}

/** The part of the journal that operations go through: intent, effect, outcome. */
export interface OperationJournal extends AuditLog {
  /**
   * Writes the intent, durably. Within the same transaction it is checked that the run lease is still held.
   * @returns the intent's id.
   * @throws TenuredError TEN-4012 when another process took the lease: nothing may be sent.
   */
  intend(intent: Intent): number;
  /**
   * Writes how it ended, together with what follows from it on this side (`effects`: mirror, binding, owed clean-up),
   * in one transaction. A conclusion is written even when the lease is lost: what happened has happened. Where another
   * process has settled the intent meanwhile, it stays settled so: nothing follows, and what came late is kept as a
   * remark beside it, unless Okta itself acknowledged (`requestId`) what the other had not found done.
   */
  conclude(intent: OpenIntent, conclusion: Conclusion, effects: () => void): void;
  /** Intents that were never concluded, or only as `in-doubt`, oldest first. */
  open(): readonly OpenIntent[];
  /** The latest outcome of the operation's intents at or after `since`; null when it was not tried. */
  outcomeSince(operation: Sha256, since: Instant): OperationOutcome | null;
  /** How many tries at or after `since`. */
  attemptsSince(operation: Sha256, since: Instant): number;
  /** What a run did, in the order in which it did it; the last conclusion of each operation. */
  ofRun(run: number): Iterable<JournalledOperation>;
}

/** Anything else worth keeping: an approval, a pause, a run's end. Without a word about a person but in `body`. */
export interface AuditNote {
  readonly at: Instant;
  /** `approved`, `rejected`, `paused`, `resumed`, `cut-access`, `accepted-fewer`, `applied`, `yielded`, `stopped`. */
  readonly kind: string;
  readonly run?: number;
  readonly plan?: Sha256;
  readonly worker?: string;
  readonly body: Json;
}
