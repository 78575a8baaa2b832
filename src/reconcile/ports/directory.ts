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
  /** Every group; with `since` those whose profile or membership changed at or after it. */
  groups(since: Instant | null): AsyncIterable<Page<ObservedGroup>>;
  groupMembers(group: OktaGroupId): AsyncIterable<Page<OktaUserId>>;
  groupRules(): Promise<readonly ObservedGroupRule[]>;
  administrators(): Promise<Administrators>;
  /** The admin roles that an account holds right now, directly or by a group; [] when none. Authoritative. */
  rolesOf(user: OktaUserId): Promise<readonly string[]>;
  /** Every group that an account is in. Authoritative. */
  groupsOf(user: OktaUserId): Promise<readonly OktaGroupId[]>;
  schema(): Promise<readonly SchemaAttribute[]>;
}
