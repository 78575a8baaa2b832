import type { Clock } from '../../domain/kernel/clock.ts';
import type { Random } from '../../domain/kernel/random.ts';
import { instant, type Instant } from '../../domain/time/instant.ts';
import { ServiceApp } from './apps.ts';
import { changeEvents, differsInProfile } from './change-events.ts';
import { GroupTable } from './group-table.ts';
import { idFor, randomId, randomText } from './ids.ts';
import { Memberships } from './memberships.ts';
import { Outbox, type Mail } from './outbox.ts';
import type { GroupChange, GroupRecord, UserChange, UserRecord } from './records.ts';
import { roleAssignment, withoutRolesOf, type RoleAssignment } from './roles.ts';
import { RuleEngine } from './rule-engine.ts';
import { ruleFromSeed, type GroupRule } from './rules.ts';
import type {
  GroupRuleSeed,
  GroupSeed,
  MembershipSeed,
  OrgSeed,
  RoleSeed,
  ServiceAppSeed,
  UserSeed,
  UserStatus,
} from './seed.ts';
import { groupFromSeed, orderedProfile, userFromSeed } from './seeding.ts';
import { Sessions } from './sessions.ts';
import { defaultSwitches, type Switches } from './switches.ts';
import { atTheConsole, groupTarget, oktaItself, SystemLog, userTarget, type Author } from './system-log.ts';
import { buildUserSchema, type UserSchema } from './user-schema.ts';
import { UserTable } from './user-table.ts';
import { userTypesFromSeed, type UserType } from './user-types.ts';

/** A change of status that is under way. */
interface Transition {
  readonly to: UserStatus;
  readonly ends: Instant;
  readonly author: Author;
}

/**
 * The live state of the simulated organisation. Tests read it and change it as an administrator would in the console:
 * no scope, no role and no rate limit stands in their way. Everything over HTTP goes through the routes instead.
 */
export class Org {
  readonly id: string;
  readonly name: string;
  readonly pipeline: 'idx' | 'v1';
  readonly schema: UserSchema;
  readonly userTypes: readonly UserType[];
  readonly users: UserTable;
  readonly groups: GroupTable;
  readonly memberships: Memberships = new Memberships();
  readonly created: Instant;
  readonly log: SystemLog = new SystemLog();
  readonly sessions: Sessions = new Sessions();
  readonly #outbox = new Outbox();
  readonly #rules: RuleEngine;
  readonly #transitions = new Map<string, Transition>();
  switches: Switches;
  readonly #clock: Clock;
  readonly #skew: number;
  readonly #random: Random;
  readonly #apps = new Map<string, ServiceApp>();
  #roles: readonly RoleAssignment[] = [];

  constructor(seed: OrgSeed, clock: Clock, random: Random, skew = 0) {
    this.#clock = clock;
    this.#random = random;
    this.#skew = skew;
    this.created = this.now();
    this.id = seed.orgId ?? idFor('org', seed.name);
    this.name = seed.name;
    this.pipeline = seed.pipeline ?? 'idx';
    this.switches = { ...defaultSwitches, ...seed.switches };
    this.schema = buildUserSchema(seed.schema);
    this.userTypes = userTypesFromSeed(seed.userTypes ?? [], this.id, this.created);
    this.users = new UserTable(this.schema.uniqueAttributes);
    this.groups = new GroupTable(this.id, this.created);
    this.#rules = new RuleEngine(this.groups, this.memberships);
    this.#fill(seed);
  }

  /** What time it is for the org: its clock and the skew it was started with. */
  now(): Instant {
    return instant(this.#clock.now() + this.#skew);
  }

  /** Now in whole seconds, as Okta keeps its timestamps. */
  wholeNow(): Instant {
    return wholeSecond(this.now());
  }

  app(clientId: string): ServiceApp | undefined {
    return this.#apps.get(clientId);
  }

  addApp(seed: ServiceAppSeed): ServiceApp {
    const app = new ServiceApp(seed);
    this.#apps.set(app.clientId, app);
    return app;
  }

  /** Revokes every access token the client holds now. */
  revokeTokens(clientId: string): void {
    const app = this.#apps.get(clientId);
    if (app !== undefined) app.tokensRevokedAt = this.now();
  }

  /** The user with this id or login. */
  user(idOrLogin: string): UserRecord | undefined {
    this.settle();
    return this.users.byId(idOrLogin) ?? this.users.byLogin(idOrLogin);
  }

  addUser(seed: UserSeed, author: Author = atTheConsole): UserRecord {
    const record = this.#seedUser(seed);
    this.record('user.lifecycle.create', author, record);
    this.#followRules(record, author);
    return record;
  }

  /**
   * Changes a user, writes to the log what changed, and lets the group rules follow. A profile given here replaces the
   * whole profile; `lastUpdated` becomes now unless given, and `statusChanged` too when the status is another one.
   */
  changeUser(idOrLogin: string, change: UserChange, author: Author = atTheConsole): UserRecord {
    const before = this.#user(idOrLogin);
    const now = this.wholeNow();
    const moved = change.status !== undefined && change.status !== before.status;
    const after: UserRecord = {
      ...before,
      lastUpdated: now,
      // Whoever sets another status calls off a change of status that is under way.
      ...(moved ? { statusChanged: now, transitioningTo: undefined } : {}),
      ...change,
      profile: change.profile === undefined ? before.profile : orderedProfile(change.profile),
    };
    this.users.put(after, this.now(), this.#keepsPast());
    for (const event of changeEvents(before, after)) this.record(event, author, after);
    if (moved) this.#transitions.delete(after.id);
    if (moved) this.#endAccess(after);
    const returned = moved && before.status === 'DEPROVISIONED';
    if (returned || differsInProfile(before, after)) this.#followRules(after, author);
    return after;
  }

  /**
   * Moves a user to a status, at once or after a while. Okta: activating is asynchronous and says
   * `transitioningToStatus` meanwhile; the timestamps are those of the end.
   */
  moveUser(idOrLogin: string, to: UserStatus, author: Author, afterMs = 0): UserRecord {
    const user = this.#user(idOrLogin);
    if (afterMs <= 0) return this.#arrive(user, to, author, this.now());
    this.#transitions.set(user.id, { to, ends: instant(this.now() + afterMs), author });
    const started: UserRecord = { ...user, transitioningTo: to };
    this.users.put(started, this.now(), this.#keepsPast());
    return started;
  }

  /** Lets every change of status arrive whose time has come. */
  settle(): void {
    if (this.#transitions.size === 0) return;
    const due = [...this.#transitions].filter(([, { ends }]) => ends <= this.now());
    due.sort(([, one], [, other]) => one.ends - other.ends);
    for (const [id, { to, ends, author }] of due) {
      const user = this.users.byId(id);
      if (this.#transitions.delete(id) && user !== undefined) this.#arrive(user, to, author, ends);
    }
  }

  /** Erases a user as the second DELETE of Okta's does. */
  removeUser(idOrLogin: string, author: Author = atTheConsole): void {
    const user = this.#user(idOrLogin);
    this.record('user.lifecycle.delete.initiated', author, user);
    for (const group of this.memberships.forgetUser(user.position)) this.#touchMembership(group);
    this.#rules.forgetUser(user);
    this.#transitions.delete(user.id);
    this.#roles = this.#roles.filter((assignment) => assignment.assignee !== user.id);
    this.sessions.clear(user.id, true);
    this.users.remove(user, this.now(), this.#keepsPast());
    this.record('user.lifecycle.delete.completed', oktaItself(author), user);
  }

  /** Adds an event to the System Log about a user, a group or both. */
  record(eventType: string, author: Author, user?: UserRecord, group?: GroupRecord): void {
    const targets = [
      ...(user === undefined ? [] : [userTarget(user)]),
      ...(group === undefined ? [] : [groupTarget(group)]),
    ];
    this.log.record(eventType, author, targets, this.now());
  }

  /** The mails the org has sent so far, newest last. */
  mails(): readonly Mail[] {
    return this.#outbox.mails;
  }

  sendMail(kind: Mail['kind'], user: UserRecord): void {
    // Okta: the mail of a deactivation goes to the administrator, every other one to the user.
    const recipient = kind === 'deactivation' ? 'admin@okta.invalid' : String(user.profile['email']);
    this.#outbox.send({ at: this.now(), kind, recipient, userId: user.id });
  }

  /** The group with this id, or the first of this name. */
  group(idOrName: string): GroupRecord | undefined {
    return this.groups.byId(idOrName) ?? this.groups.byName(idOrName);
  }

  addGroup(seed: GroupSeed, author: Author = atTheConsole): GroupRecord {
    const record = this.#seedGroup(seed);
    this.record('group.lifecycle.create', author, undefined, record);
    return record;
  }

  changeGroup(idOrName: string, change: GroupChange): GroupRecord {
    const after = { ...this.#group(idOrName), lastUpdated: this.wholeNow(), ...change };
    this.groups.put(after);
    this.record('group.profile.update', atTheConsole, undefined, after);
    return after;
  }

  /** Okta: an explicit membership is no rule's any more, even where a rule had added it. */
  addMember(group: string, user: string, author: Author = atTheConsole): void {
    const member = this.#user(user);
    this.#rules.release(this.#group(group), member);
    this.#join(this.#group(group), member, author);
  }

  /**
   * Takes a user out of a group. Okta: of a group that a rule put it in it stays out for good, because the user is
   * added to the rule's exclusions; false when there is no room for one more.
   */
  removeMember(group: string, user: string, author: Author = atTheConsole): boolean {
    const from = this.#group(group);
    const member = this.#user(user);
    if (this.#rules.isFed(from, member)) {
      if (!this.#rules.mayExclude(from, member)) return false;
      const rules = this.#rules.exclude(from, member);
      if (rules.length > 0) this.record('group.user_membership.rule.add_exclusion', oktaItself(author), member, from);
    }
    this.#leave(from, member, author);
    return true;
  }

  /** Okta: every user of the org is in the built-in group Everyone. */
  isMember(group: GroupRecord, user: UserRecord): boolean {
    return group.type === 'BUILT_IN' || this.memberships.has(group.position, user.position);
  }

  get rules(): readonly GroupRule[] {
    return this.#rules.rules;
  }

  rule(id: string): GroupRule | undefined {
    return this.#rules.rule(id);
  }

  addRule(seed: GroupRuleSeed): GroupRule {
    const rule = ruleFromSeed(seed, this.now());
    this.#rules.put(rule);
    return rule;
  }

  removeRule(id: string): void {
    this.#rules.remove(id);
  }

  get roles(): readonly RoleAssignment[] {
    return this.#roles;
  }

  /** Gives a user or a group (by id, login or name) an admin role. */
  assignRole(assignee: string, role: RoleSeed): RoleAssignment {
    const holder = this.user(assignee)?.id ?? this.group(assignee)?.id;
    if (holder === undefined) throw new Error(`nobody to give a role to: ${assignee}`);
    const assignment = roleAssignment(holder, role, this.wholeNow());
    this.#roles = [...this.#roles, assignment];
    return assignment;
  }

  removeRole(assignmentId: string): void {
    this.#roles = this.#roles.filter((assignment) => assignment.id !== assignmentId);
  }

  /** A fresh id in Okta's form. */
  newId(kind: Parameters<typeof randomId>[0]): string {
    return randomId(kind, this.#random);
  }

  /** What a link in a mail would carry. */
  newToken(): string {
    return randomText(this.#random, 20);
  }

  #fill(seed: OrgSeed): void {
    seed.apps?.forEach((app) => this.addApp(app));
    for (const user of seed.users ?? []) this.#seedUser(user);
    for (const group of seed.groups ?? []) this.#seedGroup(group);
    for (const membership of seed.memberships ?? []) this.#seedMembers(membership);
    seed.rules?.forEach((rule) => this.addRule(rule));
    seed.roles?.forEach(({ assignee, role }) => this.assignRole(assignee, role));
  }

  #seedUser(seed: UserSeed): UserRecord {
    const id = seed.id ?? idFor('user', String(seed.profile['login']));
    const record = userFromSeed(seed, { id, position: this.users.size, now: this.now(), types: this.userTypes });
    this.users.put(record, this.now(), this.#keepsPast());
    return record;
  }

  #seedGroup(seed: GroupSeed): GroupRecord {
    const record = groupFromSeed(seed, {
      id: seed.id ?? idFor('group', `${seed.type ?? ''}${String(seed.profile['name'])}`),
      position: this.groups.size,
      now: this.now(),
    });
    this.groups.put(record);
    return record;
  }

  #seedMembers({ group, users, byRule = false }: MembershipSeed): void {
    const into = this.#group(group);
    if (into.type === 'BUILT_IN') return;
    for (const login of users) {
      const user = this.#user(login);
      this.memberships.add(into.position, user.position);
      if (byRule) this.#rules.feed(into, user);
    }
  }

  #user(idOrLogin: string): UserRecord {
    const user = this.user(idOrLogin);
    if (user === undefined) throw new Error(`no such user: ${idOrLogin}`);
    return user;
  }

  #group(idOrName: string): GroupRecord {
    const group = this.group(idOrName);
    if (group === undefined) throw new Error(`no such group: ${idOrName}`);
    return group;
  }

  /** The end of a change of status. */
  #arrive(user: UserRecord, to: UserStatus, author: Author, at: Instant): UserRecord {
    const then = wholeSecond(at);
    const dormant = user.status === 'STAGED' || user.status === 'DEPROVISIONED';
    const activated = dormant && to !== 'DEPROVISIONED';
    const change = {
      status: to,
      transitioningTo: undefined,
      lastUpdated: then,
      ...(user.status === to ? {} : { statusChanged: then }),
      ...(activated ? { activated: then } : {}),
    };
    return this.changeUser(user.id, change, author);
  }

  /** Okta: suspending and deactivating end the user's sessions, and deactivating takes its admin roles too. */
  #endAccess({ id, status }: UserRecord): void {
    if (status === 'SUSPENDED' || status === 'DEPROVISIONED') this.sessions.clear(id, false);
    if (status === 'DEPROVISIONED') this.#roles = withoutRolesOf(id, this.#roles);
  }

  /** Okta: rules are evaluated when a profile changes and when a user comes back, never for a deactivated user. */
  #followRules(user: UserRecord, author: Author): void {
    if (user.status === 'DEPROVISIONED') return;
    const { joins, leaves } = this.#rules.judge(user);
    for (const group of joins) {
      this.#rules.feed(group, user);
      this.#join(group, user, oktaItself(author));
    }
    for (const group of leaves) this.#leave(group, user, oktaItself(author));
  }

  #join(group: GroupRecord, user: UserRecord, author: Author): void {
    if (group.type === 'BUILT_IN' || !this.memberships.add(group.position, user.position)) return;
    this.#membershipChanged('group.user_membership.add', group, user, author);
  }

  #leave(group: GroupRecord, user: UserRecord, author: Author): void {
    this.#rules.release(group, user);
    if (!this.memberships.remove(group.position, user.position)) return;
    this.#membershipChanged('group.user_membership.remove', group, user, author);
  }

  #membershipChanged(event: string, group: GroupRecord, user: UserRecord, author: Author): void {
    this.#touchMembership(group.position);
    this.record(event, author, user, group);
    if (!this.switches.membershipTouchesUser) return;
    const current = this.users.at(user.position) ?? user;
    this.users.put({ ...current, lastUpdated: this.wholeNow() }, this.now(), this.#keepsPast());
  }

  #touchMembership(position: number): void {
    const group = this.groups.at(position);
    if (group !== undefined) this.groups.put({ ...group, lastMembershipUpdated: this.wholeNow() });
  }

  #keepsPast(): boolean {
    return this.switches.searchLagMs > 0;
  }
}

/** Okta keeps whole seconds: its timestamps end in `.000Z`. */
function wholeSecond(value: Instant): Instant {
  return instant(Math.floor(value / 1000) * 1000);
}
