import type { ObservedUser } from '../../domain/identity/observed.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import type { OktaGroupId, OktaUserId } from '../../domain/kernel/ids.ts';
import type { WriteOutcome } from '../../reconcile/ports.ts';
import { tryObject } from '../transport/json.ts';
import type { WriteCall, Written } from '../transport/write-session.ts';
import { refusalOf } from './refusal.ts';
import type { Raw } from './trust.ts';

/** What a write does to an account. */
export type Effect =
  | 'create'
  | 'activate'
  | 'update-profile'
  | 'suspend'
  | 'unlock'
  | 'unsuspend'
  | 'deactivate'
  | 'clear-sessions'
  | 'add-to-group'
  | 'remove-from-group';

/** What a write touches: all that the gate judges it by. */
export interface Claim {
  readonly effect: Effect;
  /** Null for an account that does not exist yet. */
  readonly user: OktaUserId | null;
  readonly groups: readonly OktaGroupId[];
  readonly attributes: readonly string[];
}

/** One write, described but not sent: nothing in `resources` can send it. */
export interface Write {
  readonly claim: Claim;
  readonly call: WriteCall;
  /**
   * Reads the account out of a 2xx's body. `null` says that the body does not show it, which takes nothing from what
   * Okta acknowledged; `unknown` says that without it nobody knows what was done.
   */
  readonly account?: (body: Raw) => ObservedUser | 'unknown' | null;
}

/** A claim on one account that names no group and no attribute. */
export function claimOn(effect: Effect, user: OktaUserId): Claim {
  return { effect, user, groups: [], attributes: [] };
}

/** What the caller may know of a write that ended so. */
export function outcomeOf(written: Written, write: Write): WriteOutcome {
  if (written.kind === 'lost') return { kind: 'unknown', why: written.why, requestId: written.requestId };
  if (written.kind === 'refused') return refusalOf(written.answer, write.call);
  const { answer, date } = written;
  const user = write.account?.(tryObject(answer.text) ?? {}) ?? null;
  if (user === 'unknown') {
    const why = 'Okta acknowledged it, but did not show what it did.';
    return { kind: 'unknown', why, requestId: answer.requestId };
  }
  return { kind: 'done', requestId: answer.requestId, date, user };
}

/** What `read` makes of a body; null when the body cannot be trusted. */
export function ifTrusted(read: () => ObservedUser): ObservedUser | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof TenuredError && error.code === 'TEN-2306') return null;
    throw error;
  }
}
