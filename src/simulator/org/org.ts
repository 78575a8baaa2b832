import type { Clock } from '../../domain/kernel/clock.ts';
import type { Random } from '../../domain/kernel/random.ts';
import { instant, type Instant } from '../../domain/time/instant.ts';
import { ServiceApp } from './apps.ts';
import { GroupTable } from './group-table.ts';
import { idFor, randomId } from './ids.ts';
import { Memberships } from './memberships.ts';
import type { GroupChange, GroupRecord, UserChange, UserRecord } from './records.ts';
import { roleAssignment, type RoleAssignment } from './roles.ts';
import { ruleFromSeed, type GroupRule } from './rules.ts';
import type { GroupRuleSeed, GroupSeed, OrgSeed, RoleSeed, ServiceAppSeed, UserSeed } from './seed.ts';
import { groupFromSeed, orderedProfile, userFromSeed } from './seeding.ts';
import { defaultSwitches, type Switches } from './switches.ts';
import { buildUserSchema, type UserSchema } from './user-schema.ts';
import { UserTable } from './user-table.ts';
import { userTypesFromSeed, type UserType } from './user-types.ts';

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
  switches: Switches;
  readonly #clock: Clock;
  readonly #skew: number;
  readonly #random: Random;
  readonly #apps = new Map<string, ServiceApp>();
  readonly #rules = new Map<string, GroupRule>();
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
    this.#fill(seed);
  }

  /** What time it is for the org: its clock and the skew it was started with. */
  now(): Instant {
    return instant(this.#clock.now() + this.#skew);
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
    return this.users.byId(idOrLogin) ?? this.users.byLogin(idOrLogin);
  }

  addUser(seed: UserSeed): UserRecord {
    const id = seed.id ?? idFor('user', String(seed.profile['login']));
    const record = userFromSeed(seed, { id, position: this.users.size, now: this.now(), types: this.userTypes });
    this.users.put(record, this.now(), this.#keepsPast());
    return record;
  }

  /**
   * Changes a user by hand. A profile given here replaces the whole profile; `lastUpdated` becomes now unless given,
   * and `statusChanged` too when the status is another one.
   */
  changeUser(idOrLogin: string, change: UserChange): UserRecord {
    const before = this.#user(idOrLogin);
    const now = wholeSecond(this.now());
    const moved = change.status !== undefined && change.status !== before.status;
    const after: UserRecord = {
      ...before,
      lastUpdated: now,
      ...(moved ? { statusChanged: now } : {}),
      ...change,
      profile: change.profile === undefined ? before.profile : orderedProfile(change.profile),
    };
    this.users.put(after, this.now(), this.#keepsPast());
    return after;
  }

  /** Erases a user as the second DELETE of Okta's does. */
  removeUser(idOrLogin: string): void {
    const user = this.#user(idOrLogin);
    for (const group of this.memberships.forgetUser(user.position)) this.#touchMembership(group);
    this.#roles = this.#roles.filter((assignment) => assignment.assignee !== user.id);
    this.users.remove(user, this.now(), this.#keepsPast());
  }

  /** The group with this id, or the first of this name. */
  group(idOrName: string): GroupRecord | undefined {
    return this.groups.byId(idOrName) ?? this.groups.byName(idOrName);
  }

  addGroup(seed: GroupSeed): GroupRecord {
    const record = groupFromSeed(seed, {
      id: seed.id ?? idFor('group', `${seed.type ?? ''}${String(seed.profile['name'])}`),
      position: this.groups.size,
      now: this.now(),
    });
    this.groups.put(record);
    return record;
  }

  changeGroup(idOrName: string, change: GroupChange): GroupRecord {
    const after = { ...this.#group(idOrName), lastUpdated: wholeSecond(this.now()), ...change };
    this.groups.put(after);
    return after;
  }

  addMember(group: string, user: string): void {
    const { position } = this.#group(group);
    if (this.#join(this.#group(group), this.#user(user))) this.#touchMembership(position);
  }

  removeMember(group: string, user: string): void {
    const { position } = this.#group(group);
    if (this.memberships.remove(position, this.#user(user).position)) this.#touchMembership(position);
  }

  /** Okta: every user of the org is in the built-in group Everyone. */
  isMember(group: GroupRecord, user: UserRecord): boolean {
    return group.type === 'BUILT_IN' || this.memberships.has(group.position, user.position);
  }

  get rules(): readonly GroupRule[] {
    return [...this.#rules.values()];
  }

  rule(id: string): GroupRule | undefined {
    return this.#rules.get(id);
  }

  addRule(seed: GroupRuleSeed): GroupRule {
    const rule = ruleFromSeed(seed, this.now());
    this.#rules.set(rule.id, rule);
    return rule;
  }

  removeRule(id: string): void {
    this.#rules.delete(id);
  }

  get roles(): readonly RoleAssignment[] {
    return this.#roles;
  }

  /** Gives a user or a group (by id, login or name) an admin role. */
  assignRole(assignee: string, role: RoleSeed): RoleAssignment {
    const holder = this.user(assignee)?.id ?? this.group(assignee)?.id;
    if (holder === undefined) throw new Error(`nobody to give a role to: ${assignee}`);
    const assignment = roleAssignment(holder, role, wholeSecond(this.now()));
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

  #fill(seed: OrgSeed): void {
    seed.apps?.forEach((app) => this.addApp(app));
    for (const user of seed.users ?? []) this.addUser(user);
    for (const group of seed.groups ?? []) this.addGroup(group);
    for (const { group, users } of seed.memberships ?? []) {
      for (const user of users) this.#join(this.#group(group), this.#user(user));
    }
    seed.rules?.forEach((rule) => this.addRule(rule));
    seed.roles?.forEach(({ assignee, role }) => this.assignRole(assignee, role));
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

  #join(group: GroupRecord, user: UserRecord): boolean {
    if (group.type === 'BUILT_IN') return false;
    return this.memberships.add(group.position, user.position);
  }

  #touchMembership(position: number): void {
    const group = this.groups.at(position);
    if (group !== undefined) this.groups.put({ ...group, lastMembershipUpdated: wholeSecond(this.now()) });
  }

  #keepsPast(): boolean {
    return this.switches.searchLagMs > 0;
  }
}

/** Okta keeps whole seconds: its timestamps end in `.000Z`. */
function wholeSecond(value: Instant): Instant {
  return instant(Math.floor(value / 1000) * 1000);
}
