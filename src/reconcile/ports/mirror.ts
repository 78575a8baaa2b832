import type { ObservedGroup, ObservedGroupRule, ObservedUser, UserStatus } from '../../domain/identity/observed.ts';
import type { OktaGroupId, OktaUserId, WorkerId } from '../../domain/kernel/ids.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { Administrators, MembershipChange } from './directory.ts';

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
  /** When the group rules, and when the accounts with admin roles were last read whole. */
  readonly rulesAt: Instant | null;
  readonly administratorsAt: Instant | null;
  /** Why they could not be read at the last try, in words without names; null when they could. */
  readonly rulesFault: string | null;
  readonly administratorsFault: string | null;
  /** When all groups were last listed; null when never. */
  readonly groupsAt: Instant | null;
  /** Okta's time at the start of the last look at groups; the next one asks from here, with an overlap. */
  readonly groupsCursor: Instant | null;
  /** Fingerprint of the live profile schema, and the attributes that it has and lets an app write; null before it was read. */
  readonly schema: string | null;
  readonly writable: readonly string[] | null;
}

/** A mirrored account with the managed groups it is in. */
export interface MirroredUser extends ObservedUser {
  readonly no: number;
  readonly managedGroups: readonly OktaGroupId[];
}

/** How well a group's members are known. By Okta's clock. */
export interface KnownMembers {
  /** Everything up to here is known. */
  readonly readAt: Instant;
  /** All of them were last read here. */
  readonly wholeAt: Instant;
  readonly count: number;
  /** Okta's own count of members less those it listed, when all were read; null when Okta did not count. */
  readonly offset: number | null;
}

export interface MirrorPass {
  /** @param keyAttributes attributes to find accounts by. */
  put(users: readonly ObservedUser[]): void;
  /** Users that a full pass did not see: to be asked for one by one before they are believed gone. */
  unseen(limit: number): readonly OktaUserId[];
  /** The status that an account had when it was last seen; null for a stranger. */
  statusOf(id: OktaUserId): UserStatus | null;
  remove(ids: readonly OktaUserId[]): void;
  finish(cursor: Instant, at: Instant): void;
}

export interface MirrorStore {
  state(): MirrorState;
  beginPass(full: boolean, attributes: readonly string[], keyAttributes: readonly string[]): MirrorPass;
  /** A number above that of every look at groups before. */
  nextGroupPass(): number;
  /** Takes in groups that the look of this number showed. */
  putGroups(groups: readonly ObservedGroup[], pass: number): void;
  /** Groups that no look of this number or a later one has shown. */
  groupsUnseen(pass: number): readonly ObservedGroup[];
  removeGroups(ids: readonly OktaGroupId[]): void;
  /** @param at when all groups had been listed; null after a look at those that changed. */
  finishGroups(cursor: Instant, at: Instant | null): void;
  /** The OKTA_GROUPs, APP_GROUPs and BUILT_IN groups of this name. */
  groupsNamed(name: string): readonly ObservedGroup[];
  group(id: OktaGroupId): ObservedGroup | null;
  /** How well the members of a group are known; null when they never were read. */
  membersKnown(group: OktaGroupId): KnownMembers | null;
  /** @param at Okta's time at the start of the read. */
  replaceMembers(group: OktaGroupId, members: Iterable<OktaUserId>, at: Instant): void;
  /** Those members that `others` lacks, at most `limit`. */
  membersBeside(group: OktaGroupId, others: ReadonlySet<OktaUserId>, limit: number): readonly OktaUserId[];
  /** Takes in what came and went up to `at`. */
  changeMembers(group: OktaGroupId, changes: readonly MembershipChange[], at: Instant): void;
  memberCount(group: OktaGroupId): number;
  setRules(rules: readonly ObservedGroupRule[], at: Instant): void;
  setAdministrators(users: readonly OktaUserId[], at: Instant): void;
  /** They could not be read, for this reason: what was read before stands. */
  noteFault(what: 'rules' | 'administrators', why: string): void;
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
  /** Enabled accounts that are bound to nobody. Looks at every account: not for every run. */
  unboundEnabled(): number;
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
  /** True when the account was there before tenured, whatever worker ids it has gone through since. */
  isAdopted(worker: string): boolean;
  count(): number;
  /** How many of the workers stand in a source's newest image. */
  countIn(source: string): number;
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
  /** How many of them lost access because they were missing from the file. */
  absentSince(since: Instant): number;
  /** What this tenured asked of Okta at or after `since`, to tell it from what others did with the same app's key. */
  requestsSince(since: Instant): OwnRequests;
}

/** Requests as the journal has them. */
export interface OwnRequests {
  /** Okta's ids of those that were answered. */
  readonly ids: ReadonlySet<string>;
  /** Accounts of those whose answer was lost, or has not come yet: Okta's id of such a request is not known. */
  readonly unanswered: ReadonlySet<string>;
}
