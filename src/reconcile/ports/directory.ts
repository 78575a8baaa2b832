import type {
  ObservedGroup,
  ObservedGroupRule,
  ObservedUser,
  SchemaAttribute,
} from '../../domain/identity/observed.ts';
import type { OktaGroupId, OktaUserId } from '../../domain/kernel/ids.ts';
import type { Instant } from '../../domain/time/instant.ts';

/** One page of a listing, with Okta's own time of the answer (the `Date` header). */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly date: Instant;
}

/** What the System Log tells of a group's members. */
export interface MembershipChanges {
  readonly changes: readonly MembershipChange[];
  /** Okta's time of the answer. */
  readonly date: Instant;
}

export interface MembershipChange {
  readonly user: OktaUserId;
  readonly member: boolean;
  /** True when this very app made it: its client id is the actor. Whoever else has its key is that, too. */
  readonly byApp: boolean;
  /** Okta's id of the request that made it; null when it does not say. [Okta: System Log, transaction.id] */
  readonly requestId: string | null;
}

/** Everyone who holds an admin role, directly or through a group. */
export interface Administrators {
  readonly users: readonly OktaUserId[];
  /** Groups that carry a role: every member is an administrator. */
  readonly groups: readonly OktaGroupId[];
}

/**
 * Okta, for reading. Planning is given this and nothing that can write.
 * Every method throws TenuredError: TEN-21xx the client or key is refused, TEN-22xx a scope or role is missing,
 * TEN-23xx unreachable, throttled beyond the budget or an answer that cannot be trusted.
 */
export interface DirectoryReader {
  /** The organisation's id, from its public metadata, and Okta's time. */
  organisation(): Promise<{ readonly id: string; readonly date: Instant }>;
  /**
   * Proves that the app sees people at all: reads one account that must exist, by id or login.
   * An app without an admin role gets an empty user list with status 200, so no list proves anything by itself.
   */
  canary(idOrLogin: string): Promise<{ readonly id: OktaUserId; readonly date: Instant }>;
  /**
   * Every user of every status, DEPROVISIONED included, unsorted; with `since` those updated at or after it.
   * @param attributes profile attributes to keep; no other leaves the reader.
   */
  users(since: Instant | null, attributes: readonly string[]): AsyncIterable<Page<ObservedUser>>;
  /**
   * One user by id or login, authoritative; null when Okta says there is none.
   * @param lane `leavers` for whoever is about to lose access: such reads wait for nobody else.
   */
  user(idOrLogin: string, attributes: readonly string[], lane?: 'leavers' | 'others'): Promise<ObservedUser | null>;
  /** Every group. */
  groups(): AsyncIterable<Page<ObservedGroup>>;
  /**
   * Groups whose profile or membership changed at or after `since`, and these besides, changed or not: that a group was
   * given an admin role does not count as a change of it.
   * @param besides few enough for one address: some fifty.
   */
  changedGroups(since: Instant, besides: readonly OktaGroupId[]): AsyncIterable<Page<ObservedGroup>>;
  /** One group, authoritative; null when Okta says there is none. */
  group(id: OktaGroupId): Promise<ObservedGroup | null>;
  /** Whether a group carries an admin role. Authoritative; for groups of which no listing says it. */
  carriesRole(group: OktaGroupId): Promise<boolean>;
  groupMembers(group: OktaGroupId): AsyncIterable<Page<OktaUserId>>;
  /**
   * Who came into a group and who went since an instant, oldest first, as the System Log tells; null when the app may not
   * read that.
   */
  membershipChanges(group: OktaGroupId, since: Instant): Promise<MembershipChanges | null>;
  groupRules(): Promise<readonly ObservedGroupRule[]>;
  /** One rule, authoritative; null when Okta says there is none. */
  groupRule(id: string): Promise<ObservedGroupRule | null>;
  /** Accounts that Okta lists as holding an admin role: directly, and in some organisations also by a group. */
  assignees(): Promise<readonly OktaUserId[]>;
  /** The admin roles that an account holds right now, directly or by a group; [] when none. Authoritative. */
  rolesOf(user: OktaUserId): Promise<readonly string[]>;
  /** Every group that an account is in. Authoritative. */
  groupsOf(user: OktaUserId): Promise<readonly OktaGroupId[]>;
  schema(): Promise<readonly SchemaAttribute[]>;
}
