import type { WorkerId } from '../../domain/kernel/ids.ts';
import type { Instant } from '../../domain/time/instant.ts';

/** What HR's rows of one worker say of other ids of the same person. */
export interface ClaimValues {
  /** Worker ids that are named as earlier ones. */
  readonly previous: readonly string[];
  /** Digests of what stands for the person whatever the id is. */
  readonly persons: readonly string[];
}

/** What HR's rows say about whose an account is. Nobody stands here whose mapping asks for nothing of the kind. */
export interface ClaimStore {
  /** True when anybody's rows say anything: a cheap look before all others. */
  any(): boolean;
  of(worker: string): ClaimValues;
  /** Takes the place of what was known of the worker. @returns false when it is the same. */
  set(worker: string, values: ClaimValues): boolean;
  /** Workers whose rows name this one as an earlier id; at most a few more than can be right. */
  naming(worker: string): readonly WorkerId[];
  /** Workers with this digest, likewise. */
  sharing(person: string): readonly WorkerId[];
  /** True when a person said that these two are two people. */
  isRefused(previous: string, worker: string): boolean;
  refuse(previous: string, worker: string, person: string, at: Instant): void;
  /** Takes such a word back. */
  allow(previous: string, worker: string): void;
  /** Forgets every such word about a worker: HR says something else now. */
  forgetRefusals(worker: string): void;
}

/** Worker ids that go on as others: one person, one account. */
export interface ConversionStore {
  any(): boolean;
  /** The id that this one goes on as, one step; null for an id that stands for itself. */
  successor(worker: string): WorkerId | null;
  /** The id that goes on as this one, one step. */
  predecessor(worker: string): WorkerId | null;
  /**
   * Hands the account over, with what is known of it: the binding, our own suspension, a person's request to cut it off. In
   * the caller's transaction when there is one.
   */
  convert(previous: string, worker: string, evidence: string, at: Instant): void;
  /** Gives it back as it was bound before, in the same way. */
  revert(previous: string, worker: string): void;
}
