import type { Sha256, WorkerId } from '../../domain/kernel/ids.ts';
import type { Operation } from '../../domain/plan/artefact.ts';
import type { Instant } from '../../domain/time/instant.ts';

/** A person's word that nothing is to be written: for one worker, or for everybody (`worker` null). */
export interface Pause {
  readonly worker: string | null;
  readonly person: string;
  readonly reason: string | null;
  readonly since: Instant;
}

/** A person's word that somebody's access ends now or at an instant, whatever HR says. */
export interface CutRequest {
  readonly worker: WorkerId;
  readonly at: Instant;
  readonly person: string;
  readonly reason: string | null;
  /** Also when the account is protected. */
  readonly evenProtected: boolean;
  readonly requestedAt: Instant;
}

/** What people told tenured from outside a run. Each is one transaction and needs no lease. */
export interface ControlStore {
  pause(pause: Pause): void;
  /** @returns false when there was no such pause. */
  resume(worker: string | null): boolean;
  pauseOf(worker: string | null): Pause | null;
  pauses(): readonly Pause[];
  cut(request: CutRequest): void;
  /** @returns false when there was none. */
  liftCut(worker: string): boolean;
  cutOf(worker: string): CutRequest | null;
  cuts(): readonly CutRequest[];
  /** Changes whenever any process has written to the state: a cheap look for whoever waits for people. */
  version(): number;
}

/**
 * Clean-up that is owed for something already done: sessions to end after a suspension. Kept until it is done, whatever
 * happens to the plan that it came from.
 */
export interface OwedStore {
  add(operation: Operation, plan: Sha256, since: Instant): void;
  remove(operation: Sha256): void;
  all(): readonly { readonly operation: Operation; readonly plan: Sha256; readonly since: Instant }[];
}
