import type { ObservedUser } from '../../domain/identity/observed.ts';
import type { Json } from '../../domain/kernel/canonical-json.ts';
import type { OktaGroupId, OktaUserId } from '../../domain/kernel/ids.ts';
import type { Instant } from '../../domain/time/instant.ts';

/**
 * How a write ended, as far as the caller can know. Never a guess: whatever is neither acknowledged nor refused is
 * `unknown`, and has to be read back before anything is decided from it.
 */
export type WriteOutcome =
  | {
      readonly kind: 'done';
      readonly requestId: string | null;
      /** Okta's own time of the answer. */
      readonly date: Instant;
      /** The account as Okta says it is now, where the call answers with it. */
      readonly user: ObservedUser | null;
    }
  | {
      readonly kind: 'refused';
      readonly status: number;
      /** Okta's error code, `E0000001`; null when the answer had none. */
      readonly oktaCode: string | null;
      /** Okta's own words, causes included, without values of the profile. */
      readonly message: string;
      readonly requestId: string | null;
    }
  | {
      readonly kind: 'unknown';
      readonly why: string;
      /** Of an answer that settles nothing; null when there was none. */
      readonly requestId: string | null;
    };

export interface NewUser {
  readonly profile: Readonly<Record<string, Json>>;
  /** At most 20. [Okta: E0000093] */
  readonly groups: readonly OktaGroupId[];
}

/**
 * Okta, for writing. Every method passes the gate first, whoever calls it; a refusal of the gate is TenuredError
 * TEN-24xx and nothing is sent. Other TenuredErrors (client, scope, unreachable, throttled) mean that nothing was
 * changed: whatever may have been changed is `unknown`.
 */
export interface DirectoryWriter {
  /** Creates the account STAGED, never activated by the same call. */
  create(user: NewUser, attributes: readonly string[]): Promise<WriteOutcome>;
  activate(user: OktaUserId, sendEmail: boolean): Promise<WriteOutcome>;
  /** A partial update: attributes that are not named stay; null clears. */
  updateProfile(
    user: OktaUserId,
    changes: Readonly<Record<string, Json>>,
    attributes: readonly string[],
  ): Promise<WriteOutcome>;
  suspend(user: OktaUserId): Promise<WriteOutcome>;
  unlock(user: OktaUserId): Promise<WriteOutcome>;
  unsuspend(user: OktaUserId): Promise<WriteOutcome>;
  deactivate(user: OktaUserId): Promise<WriteOutcome>;
  /** Ends every session, and revokes OpenID Connect and OAuth tokens with them. */
  clearSessions(user: OktaUserId): Promise<WriteOutcome>;
  addToGroup(group: OktaGroupId, user: OktaUserId): Promise<WriteOutcome>;
  removeFromGroup(group: OktaGroupId, user: OktaUserId): Promise<WriteOutcome>;
}

/**
 * What the gate in the writer asks before each write. Answered from this side's own stores at that moment, never from
 * the plan that is being carried out.
 */
export interface Authority {
  /** Why everything is stopped (a pause, a pause file); null when writing is allowed. */
  stopped(): string | null;
  /** Why the account must not be touched; null when it may be. */
  protection(user: OktaUserId): string | null;
  /** A person asked for this very account to be cut off although it is protected. */
  mayCutProtected(user: OktaUserId): boolean;
  /** True when tenured created or adopted the account. */
  isBound(user: OktaUserId): boolean;
  /** True when the mapping names the group and no active rule and no role is on it. */
  isManagedGroup(group: OktaGroupId): boolean;
  /** True when the mapping owns the attribute. */
  owns(attribute: string): boolean;
  /** When the list of administrators was last read whole; null when never. */
  administratorsReadAt(): Instant | null;
  /** Why no group may be written to now: which of them rules fill is not known. Null when it is. */
  groupsStopped(): string | null;
  /** Why nobody may be touched but by suspending: who is an administrator is known from before only. Null when it is. */
  suspendsOnly(): string | null;
}
