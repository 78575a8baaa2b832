import type { Clock } from '../../domain/kernel/clock.ts';
import type { Random } from '../../domain/kernel/random.ts';
import { changedBetween } from './change-events.ts';
import { Foundation } from './foundation.ts';
import { GroupTable } from './group-table.ts';
import { Iam } from './iam.ts';
import { idFor } from './ids.ts';
import { Memberships } from './memberships.ts';
import { Realms } from './realms.ts';
import type { GroupChange, GroupRecord, UserRecord } from './records.ts';
import { roleAssignment, type RoleAssignment } from './roles.ts';
import { RuleEngine } from './rule-engine.ts';
import { ruleFromSeed, ruleTarget, type GroupRule } from './rules.ts';
import type { GroupRuleSeed, GroupSeed, MembershipSeed, OrgSeed, RoleSeed } from './seed.ts';
import { groupFromSeed } from './seeding.ts';
import { StaleProfiles } from './stale-profiles.ts';
import { atTheConsole, groupTarget, oktaItself, type Author } from './system-log.ts';
import type { LiveSchema } from './user-schema.ts';
import { UserTable } from './user-table.ts';
import { UserTypes, type UserType } from './user-types.ts';

/** Who and what the org knows: users by what they are made of, groups, their members and rules, and admin roles. */
export abstract class Directory extends Foundation {
  readonly types: UserTypes;
  readonly realms: Realms;
  readonly iam: Iam = new Iam();
  readonly users: UserTable;
  readonly groups: GroupTable;
  readonly memberships: Memberships = new Memberships();
  readonly stale: StaleProfiles = new StaleProfiles();
  protected readonly ruleEngine: RuleEngine;
  protected assignments: readonly RoleAssignment[] = [];

  constructor(seed: OrgSeed, clock: Clock, random: Random, skew: number) {
    super(seed, clock, random, skew);
    this.types = new UserTypes(seed, this.id, this.created);
    this.realms = new Realms(seed.realms, this.id, this.wholeNow());
    this.users = new UserTable(this.types.uniqueAttributes());
    this.groups = new GroupTable(this.id, this.created);
    this.ruleEngine = new RuleEngine(this.groups, this.memberships);
  }

  /** Lets everything happen whose time has come. */
  abstract settle(): void;

  get userTypes(): readonly UserType[] {
    return this.types.all();
  }

  /** The schema of the default user type. */
  get schema(): LiveSchema {
    return this.types.schemaOf(this.types.default.id);
  }

  /** The user with this id or login. */
  user(idOrLogin: string): UserRecord | undefined {
    this.settle();
    return this.users.byId(idOrLogin) ?? this.users.byLogin(idOrLogin);
  }

  /** The group with this id, or the first of this name. */
  group(idOrName: string): GroupRecord | undefined {
    return this.groups.byId(idOrName) ?? this.groups.byName(idOrName);
  }

  addGroup(seed: GroupSeed, author: Author = atTheConsole): GroupRecord {
    const record = this.seedGroup(seed);
    this.record('group.lifecycle.create', author, undefined, record);
    return record;
  }

  changeGroup(idOrName: string, change: GroupChange, author: Author = atTheConsole): GroupRecord {
    const before = this.knownGroup(idOrName);
    const after = { ...before, lastUpdated: this.wholeNow(), ...change };
    this.groups.put(after);
    const details = changedBetween(before.profile, after.profile);
    this.recordAbout('group.profile.update', author, [groupTarget(after, details)]);
    return after;
  }

  /** Removes a group with its memberships and admin roles. Okta: rules that feed it become INVALID. */
  removeGroup(idOrName: string, author: Author = atTheConsole): void {
    const group = this.knownGroup(idOrName);
    for (const user of this.memberships.forgetGroup(group.position)) this.ruleEngine.forget(group.position, user);
    this.assignments = this.assignments.filter((assignment) => assignment.assignee !== group.id);
    this.groups.remove(group);
    for (const rule of this.rules.filter(
      ({ groupIds, status }) => groupIds.includes(group.id) && status !== 'INVALID',
    )) {
      this.ruleEngine.put({ ...rule, status: 'INVALID' });
      this.recordAbout('group.user_membership.rule.invalidate', oktaItself(author), [ruleTarget(rule)]);
    }
    this.record('group.lifecycle.delete', author, undefined, group);
  }

  /** Okta: an explicit membership is no rule's any more, even where a rule had added it. */
  addMember(group: string, user: string, author: Author = atTheConsole): void {
    const member = this.known(user);
    this.ruleEngine.release(this.knownGroup(group), member);
    this.#join(this.knownGroup(group), member, author);
  }

  /**
   * Takes a user out of a group. Okta: of a group that a rule put it in it stays out for good, because the user is
   * added to the rule's exclusions; false when there is no room for one more.
   */
  removeMember(group: string, user: string, author: Author = atTheConsole): boolean {
    const from = this.knownGroup(group);
    const member = this.known(user);
    if (this.ruleEngine.isFed(from, member)) {
      if (!this.ruleEngine.mayExclude(from, member)) return false;
      const rules = this.ruleEngine.exclude(from, member);
      if (rules.length > 0) this.record('group.user_membership.rule.add_exclusion', oktaItself(author), member, from);
    }
    this.#leave(from, member, author);
    return true;
  }

  /** Okta: every user of the org is in the built-in group Everyone. */
  isMember(group: GroupRecord, user: UserRecord): boolean {
    return group.type === 'BUILT_IN' || this.memberships.has(group.position, user.position);
  }

  /** Whether a group rule is the reason for this membership. */
  isFedByRule(group: GroupRecord, user: UserRecord): boolean {
    return this.ruleEngine.isFed(group, user);
  }

  get rules(): readonly GroupRule[] {
    return this.ruleEngine.rules;
  }

  rule(id: string): GroupRule | undefined {
    return this.ruleEngine.rule(id);
  }

  addRule(seed: GroupRuleSeed): GroupRule {
    const rule = ruleFromSeed(seed, this.now());
    this.ruleEngine.put(rule);
    return rule;
  }

  /** Changes a rule as it stands, without evaluating it. */
  putRule(rule: GroupRule): void {
    this.ruleEngine.put(rule);
  }

  /**
   * Switches a rule on or off. Okta: a rule that is activated is evaluated for everybody; one that is deactivated
   * leaves in the groups whom it put there.
   */
  switchRule(id: string, status: 'ACTIVE' | 'INACTIVE', author: Author): void {
    const rule = this.rule(id);
    if (rule === undefined || rule.status === status) return;
    this.ruleEngine.put({ ...rule, status });
    const event = status === 'ACTIVE' ? 'trigger' : 'deactivated';
    this.recordAbout(`group.user_membership.rule.${event}`, author, [ruleTarget(rule)]);
    if (status === 'ACTIVE') for (const user of this.users.all()) this.followRules(user, author);
  }

  /** Removes a rule; with `removeUsers` also from the groups whom only this rule had put there. */
  removeRule(id: string, removeUsers = false, author: Author = atTheConsole): void {
    const fed = this.ruleEngine.fedBy(id);
    this.ruleEngine.remove(id);
    for (const { group, user } of fed) {
      const into = this.groups.at(group);
      const member = this.users.at(user);
      if (into === undefined || member === undefined) continue;
      if (removeUsers) this.#leave(into, member, oktaItself(author));
      else this.ruleEngine.release(into, member);
    }
  }

  get roles(): readonly RoleAssignment[] {
    return this.assignments;
  }

  /** Gives a user or a group (by id, login or name) an admin role. */
  assignRole(assignee: string, role: RoleSeed): RoleAssignment {
    const holder = this.user(assignee)?.id ?? this.group(assignee)?.id;
    if (holder === undefined) throw new Error(`nobody to give a role to: ${assignee}`);
    const assignment = roleAssignment(holder, role, this.wholeNow());
    this.assignments = [...this.assignments, assignment];
    return assignment;
  }

  /** Puts another role in the place of an assignment's. */
  replaceRole(assignmentId: string, role: RoleSeed): void {
    this.assignments = this.assignments.map((each) => (each.id === assignmentId ? { ...each, role } : each));
  }

  removeRole(assignmentId: string): void {
    this.assignments = this.assignments.filter((assignment) => assignment.id !== assignmentId);
  }

  protected seedGroup(seed: GroupSeed): GroupRecord {
    const record = groupFromSeed(seed, {
      id: seed.id ?? idFor('group', `${seed.type ?? ''}${String(seed.profile['name'])}`),
      position: this.groups.size,
      now: this.now(),
    });
    this.groups.put(record);
    return record;
  }

  protected seedMembers({ group, users, byRule = false }: MembershipSeed): void {
    const into = this.knownGroup(group);
    if (into.type === 'BUILT_IN') return;
    for (const login of users) {
      const user = this.known(login);
      this.memberships.add(into.position, user.position);
      if (byRule) this.ruleEngine.feed(into, user);
    }
  }

  protected known(idOrLogin: string): UserRecord {
    const user = this.user(idOrLogin);
    if (user === undefined) throw new Error(`no such user: ${idOrLogin}`);
    return user;
  }

  protected knownGroup(idOrName: string): GroupRecord {
    const group = this.group(idOrName);
    if (group === undefined) throw new Error(`no such group: ${idOrName}`);
    return group;
  }

  /** Okta: rules are evaluated when a profile changes and when a user comes back, never for a deactivated user. */
  protected followRules(user: UserRecord, author: Author): void {
    if (user.status === 'DEPROVISIONED') return;
    const { joins, leaves } = this.ruleEngine.judge(user);
    for (const { group, ruleId } of joins) {
      this.ruleEngine.feed(group, user, ruleId);
      this.#join(group, user, oktaItself(author));
    }
    for (const group of leaves) this.#leave(group, user, oktaItself(author));
  }

  #join(group: GroupRecord, user: UserRecord, author: Author): void {
    if (group.type === 'BUILT_IN' || !this.memberships.add(group.position, user.position)) return;
    this.#membershipChanged('group.user_membership.add', group, user, author);
  }

  #leave(group: GroupRecord, user: UserRecord, author: Author): void {
    this.ruleEngine.release(group, user);
    if (!this.memberships.remove(group.position, user.position)) return;
    this.#membershipChanged('group.user_membership.remove', group, user, author);
  }

  #membershipChanged(event: string, group: GroupRecord, user: UserRecord, author: Author): void {
    this.touchMembership(group.position);
    this.record(event, author, user, group);
    if (!this.switches.membershipTouchesUser) return;
    const current = this.users.at(user.position) ?? user;
    this.users.put({ ...current, lastUpdated: this.wholeNow() }, this.now(), this.keepsPast());
  }

  protected touchMembership(position: number): void {
    const group = this.groups.at(position);
    if (group !== undefined) this.groups.put({ ...group, lastMembershipUpdated: this.wholeNow() });
  }

  protected keepsPast(): boolean {
    return this.switches.searchLagMs + this.switches.searchLagSpreadMs > 0;
  }
}
