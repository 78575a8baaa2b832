import type { GuardrailId } from '../../domain/guardrails/finding.ts';
import type { Sha256 } from '../../domain/kernel/ids.ts';
import type { Instant } from '../../domain/time/instant.ts';

/** What a person allowed or refused, with the values that were on the screen. */
export interface Consent {
  readonly plan: number;
  readonly hash: Sha256;
  readonly decision: 'approve' | 'reject';
  /** About the whole plan: then also about the set-up that it was made by. */
  readonly whole: boolean;
  /** The OS user or the signed-in user. */
  readonly person: string;
  readonly reason: string | null;
  readonly at: Instant;
  readonly expiresAt: Instant;
  readonly findings: readonly AcceptedFinding[];
}

/** A finding that the person saw and accepted. It covers a later one that measures no more. */
export interface AcceptedFinding {
  readonly guardrail: GuardrailId;
  readonly measured: number | null;
  /** The source whose file it was about; absent where there was one source only. */
  readonly source?: string;
}

/** Consents hold for operations by id, in whichever later plan these stand. */
export interface ConsentStore {
  /** Keeps a consent with the operations that it names. In the caller's transaction when there is one. */
  give(consent: Consent, operations: Iterable<Sha256>): void;
  /** The newest consent about the operation that has not expired at `now`; null when nobody has said anything. */
  about(operation: Sha256, now: Instant): Consent | null;
  /** Takes approvals of these operations back: they wait for a person again. */
  revoke(operations: Iterable<Sha256>, person: string, at: Instant): void;
  /** Rises with every word that is given: a cheap look for whoever waits for people. */
  latest(): number;
  /** True once a person has approved a whole plan. */
  everApproved(): boolean;
}
