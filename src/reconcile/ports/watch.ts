import type { SourcedSuspension } from '../../domain/identity/sourced.ts';
import type { OktaUserId, WorkerId } from '../../domain/kernel/ids.ts';
import type { Instant } from '../../domain/time/instant.ts';

/** A suspended account whose profile another system owns. */
export interface WatchedAccount extends SourcedSuspension {
  readonly okta: OktaUserId;
  readonly worker: WorkerId;
  readonly provider: string;
}

/** Remembers, over restarts, whose suspension has to be looked at again. */
export interface SourceWatch {
  /**
   * The account was suspended for the end of access that was due then; once more when it had been for the same end.
   * @param due ISO 8601 UTC; '' where no instant made it due.
   */
  suspended(account: Pick<WatchedAccount, 'okta' | 'worker' | 'provider'>, due: string, at: Instant): void;
  of(okta: string): WatchedAccount | null;
  /** Whose look has come. */
  due(at: Instant): readonly WatchedAccount[];
  looked(okta: string, next: Instant): void;
  /** Nothing is to be looked at any more. */
  forget(okta: string): void;
  /** The earliest look after an instant; null when there is none. */
  nextAfter(at: Instant): Instant | null;
  /** Accounts that are enabled again although they were suspended twice for the same end. */
  undone(): readonly WatchedAccount[];
}
