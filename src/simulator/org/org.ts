import type { Clock } from '../../domain/kernel/clock.ts';
import type { Random } from '../../domain/kernel/random.ts';
import { instant, type Instant } from '../../domain/time/instant.ts';
import { ApiTokens } from './api-tokens.ts';
import { AppAssignments } from './app-assignments.ts';
import { changedNames, changeEvents, differsInProfile } from './change-events.ts';
import { Directory } from './directory.ts';
import { wholeSecond } from './foundation.ts';
import { idFor } from './ids.ts';
import { LinkedObjects, type LinkedSide } from './linked-objects.ts';
import type { UserChange, UserRecord } from './records.ts';
import { withoutRolesOf } from './roles.ts';
import { Secrets } from './secrets.ts';
import type { AppAssignmentSeed, LinkedObjectSeed, OrgSeed, UserSeed, UserStatus } from './seed.ts';
import { orderedProfile, userFromSeed } from './seeding.ts';
import { Sessions } from './sessions.ts';
import { atTheConsole, oktaItself, userTarget, type Author } from './system-log.ts';

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
export class Org extends Directory {
  readonly linkedObjects: LinkedObjects = new LinkedObjects();
  readonly appAssignments: AppAssignments = new AppAssignments();
  readonly apiTokens: ApiTokens = new ApiTokens();
  readonly secrets: Secrets = new Secrets();
  readonly sessions: Sessions = new Sessions();
  readonly #transitions = new Map<string, Transition>();

  constructor(seed: OrgSeed, clock: Clock, random: Random, skew = 0) {
    super(seed, clock, random, skew);
    this.#fill(seed);
  }

  addUser(seed: UserSeed, author: Author = atTheConsole): UserRecord {
    const record = this.#seedUser(seed);
    this.record('user.lifecycle.create', author, record);
    this.followRules(record, author);
    return record;
  }

  /**
   * Changes a user, writes to the log what changed, and lets the group rules follow. A profile given here replaces the
   * whole profile; `lastUpdated` becomes now unless given, and `statusChanged` too when the status is another one.
   */
  changeUser(idOrLogin: string, change: UserChange, author: Author = atTheConsole): UserRecord {
    const before = this.known(idOrLogin);
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
    this.users.put(after, this.now(), this.keepsPast());
    this.#recordChanges(before, after, author);
    if (moved) this.#transitions.delete(after.id);
    if (moved) this.#endAccess(after, author);
    const returned = moved && before.status === 'DEPROVISIONED';
    if (returned || differsInProfile(before, after)) this.followRules(after, author);
    return after;
  }

  /**
   * Moves a user to a status, at once or after a while. Okta: activating is asynchronous and says
   * `transitioningToStatus` meanwhile; the timestamps are those of the end.
   */
  moveUser(idOrLogin: string, to: UserStatus, author: Author, afterMs = 0): UserRecord {
    const user = this.known(idOrLogin);
    if (afterMs <= 0) return this.#arrive(user, to, author, this.now());
    this.#transitions.set(user.id, { to, ends: instant(this.now() + afterMs), author });
    const started: UserRecord = { ...user, transitioningTo: to };
    this.users.put(started, this.now(), this.keepsPast());
    return started;
  }

  /** Lets every change of status arrive whose time has come. */
  settle(): void {
    this.log.arrive(this.now());
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
    const user = this.known(idOrLogin);
    this.record('user.lifecycle.delete.initiated', author, user);
    for (const group of this.memberships.forgetUser(user.position)) this.touchMembership(group);
    this.ruleEngine.forgetUser(user);
    this.#transitions.delete(user.id);
    this.linkedObjects.forgetUser(user.id);
    this.appAssignments.drop(user.id);
    this.secrets.forget(user.id);
    this.apiTokens.revokeOf(user.id);
    this.assignments = this.assignments.filter((assignment) => assignment.assignee !== user.id);
    this.sessions.clear(user.id, true);
    this.users.remove(user, this.now(), this.keepsPast());
    this.record('user.lifecycle.delete.completed', oktaItself(author), user);
  }

  #recordChanges(before: UserRecord, after: UserRecord, author: Author): void {
    for (const { eventType, details } of changeEvents(before, after)) {
      const debug = details === undefined ? {} : { debug: { changedAttributes: changedNames(details) } };
      this.recordAbout(eventType, author, [userTarget(after, details)], debug);
    }
  }

  #fill(seed: OrgSeed): void {
    seed.apps?.forEach((app) => this.addApp(app));
    for (const user of seed.users ?? []) this.#seedUser(user);
    for (const group of seed.groups ?? []) this.seedGroup(group);
    for (const membership of seed.memberships ?? []) this.seedMembers(membership);
    seed.rules?.forEach((rule) => this.addRule(rule));
    seed.roles?.forEach(({ assignee, role }) => this.assignRole(assignee, role));
    seed.linkedObjects?.forEach((object) => {
      this.#seedLinks(object);
    });
    seed.appAssignments?.forEach((app) => {
      this.#seedApp(app);
    });
  }

  #seedApp({ users, ...app }: AppAssignmentSeed): void {
    this.appAssignments.add(app);
    for (const login of users) this.appAssignments.assign(this.known(login).id, app.id);
  }

  #seedUser(seed: UserSeed): UserRecord {
    const id = seed.id ?? idFor('user', String(seed.profile['login']));
    const { defaultId } = this.realms;
    const placed: UserSeed = defaultId === undefined ? seed : { realmId: defaultId, ...seed };
    const record = userFromSeed(placed, { id, position: this.users.size, now: this.now(), types: this.userTypes });
    this.users.put(record, this.now(), this.keepsPast());
    return record;
  }

  #seedLinks({ primary, associated, links = [] }: LinkedObjectSeed): void {
    const side = (name: string): LinkedSide => ({ name, title: name, description: name, type: 'USER' });
    const object = { primary: side(primary), associated: side(associated) };
    this.linkedObjects.define(object);
    for (const link of links) {
      this.linkedObjects.link(object, this.known(link.associated).id, this.known(link.primary).id);
    }
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

  /** Okta: suspending and deactivating end the user's sessions; deactivating takes API tokens, admin roles and apps. */
  #endAccess(user: UserRecord, author: Author): void {
    const { id, status } = user;
    if (status === 'SUSPENDED' || status === 'DEPROVISIONED') this.sessions.clear(id, false);
    if (status !== 'DEPROVISIONED') return;
    this.apiTokens.revokeOf(id);
    this.assignments = withoutRolesOf(id, this.assignments);
    for (const app of this.appAssignments.drop(id)) {
      const target = { id: app.id, type: 'AppInstance', alternateId: app.label, displayName: app.label };
      this.recordAbout('application.user_membership.remove', oktaItself(author), [userTarget(user), target]);
    }
  }
}
