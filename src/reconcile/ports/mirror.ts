import type { ObservedGroup, ObservedGroupRule, ObservedUser } from '../../domain/identity/observed.ts';
import type { OktaGroupId, OktaUserId, WorkerId } from '../../domain/kernel/ids.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { Administrators } from './directory.ts';

/** How current the mirror is. */
export interface MirrorState {
  /** Attributes that every mirrored user was read with. */
  readonly attributes: readonly string[];
  /** Attributes by whose values every mirrored user can be found. */
  readonly keyAttributes: readonly string[];
  readonly fullPassAt: Instant | null;
  /** Okta's time at the start of the last pass; the next one asks from here, with an overlap. */
  readonly cursor: Instant | null;
  /** The newest `lastUpdated` seen. */
  readonly watermark: Instant | null;
  readonly users: number;
  readonly groups: number;
  /** An account that was there at the last full pass, to prove the next one by. */
  readonly canary: OktaUserId | null;
  readonly referencesAt: Instant | null;
  /** Fingerprint of the live profile schema, and the attributes that it has and lets an app write; null before it was read. */
  readonly schema: string | null;
  readonly writable: readonly string[] | null;
}

/** A mirrored account with the managed groups it is in. */
export interface MirroredUser extends ObservedUser {
  readonly no: number;
  readonly managedGroups: readonly OktaGroupId[];
}

export interface MirrorPass {
  /** @param keyAttributes attributes to find accounts by. */
  put(users: readonly ObservedUser[]): void;
  /** Users that a full pass did not see: to be asked for one by one before they are believed gone. */
  unseen(limit: number): readonly OktaUserId[];
  remove(ids: readonly OktaUserId[]): void;
  finish(cursor: Instant, at: Instant): void;
}

export interface MirrorStore {
  state(): MirrorState;
  beginPass(full: boolean, attributes: readonly string[], keyAttributes: readonly string[]): MirrorPass;
  putGroups(groups: readonly ObservedGroup[], full: boolean): void;
  /** The OKTA_GROUPs, APP_GROUPs and BUILT_IN groups of this name. */
  groupsNamed(name: string): readonly ObservedGroup[];
  /** When the members of a group were last read; null when never. */
  membersReadAt(group: OktaGroupId): Instant | null;
  replaceMembers(group: OktaGroupId, members: Iterable<OktaUserId>, at: Instant): void;
  memberCount(group: OktaGroupId): number;
  setReferences(rules: readonly ObservedGroupRule[], administrators: Administrators, at: Instant): void;
  setSchema(fingerprint: string, writable: readonly string[]): void;
  rules(): readonly ObservedGroupRule[];
  administrators(): Administrators;
  isMember(group: OktaGroupId, user: OktaUserId): boolean;
  /** Takes in what Okta just said of one account, outside a pass. In the caller's transaction when there is one. */
  noteUser(user: ObservedUser): void;
  /** Takes in that a membership was written. */
  noteMember(group: OktaGroupId, user: OktaUserId, member: boolean): void;
  user(no: number): MirroredUser | null;
  userById(id: string): MirroredUser | null;
  userByLogin(login: string): MirroredUser | null;
  /** Accounts whose attribute has this value, by number. */
  usersByKey(attribute: string, value: string): readonly number[];
  /** True when an account of any status holds the login, compared as Okta does: without case and diacritics. */
  loginTaken(loginKey: string): boolean;
}

export interface Binding {
  readonly worker: WorkerId;
  readonly okta: OktaUserId;
  readonly madeBy: 'created' | 'adopted' | 'converted';
  readonly madeAt: Instant;
  readonly evidence: string;
}

export interface BindingStore {
  byWorker(worker: string): Binding | null;
  byUser(okta: string): Binding | null;
  add(bindings: readonly Binding[]): void;
  count(): number;
}

export interface LoginStore {
  /** The login that a worker was given before; sticky for ever. */
  ofWorker(worker: string): string | null;
  /** Whose the login is, compared by key; null when nobody's. */
  holder(loginKey: string): WorkerId | null;
  /** Writes down logins that are nobody's yet as their workers', all of them or none. */
  claim(claims: readonly LoginClaim[], at: Instant): void;
}

/** A login given to a worker. */
export interface LoginClaim {
  readonly key: string;
  readonly login: string;
  readonly worker: WorkerId;
}

/** What the journal remembers that a lifecycle depends on. */
export interface JournalReader {
  /** When we suspended this account, for leaving or for a leave, and have not undone it; null when we did not. */
  suspendedAt(worker: string): Instant | null;
  /** When we deactivated it; null when we did not, or have brought it back. */
  deactivatedAt(worker: string): Instant | null;
  /**
   * When we ended the worker's access, by suspending or, where Okta allows nothing else, by deactivating; null when we did
   * not, or have given it back. A deactivation that follows a suspension does not move it: the grace counts from here.
   */
  accessEndedAt(worker: string): Instant | null;
  /** True when the suspension that still holds was for a leave: coming back from it is the leave's end. */
  suspendedForLeave(worker: string): boolean;
  /** How many different workers lost access at or after `since`: all of them, and those whose end was announced firmly. */
  disabledSince(since: Instant): { readonly all: number; readonly firm: number };
}
