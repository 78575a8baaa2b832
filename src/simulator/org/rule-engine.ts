import type { GroupTable } from './group-table.ts';
import type { Memberships } from './memberships.ts';
import type { GroupRecord, UserRecord } from './records.ts';
import { compileRule, type RuleTest } from './rule-expression.ts';
import type { GroupRule } from './rules.ts';

/** What the rules want changed for one user. */
export interface RuleVerdict {
  readonly joins: readonly GroupRecord[];
  readonly leaves: readonly GroupRecord[];
}

/** Okta: a rule excludes at most this many users. */
export const exclusionLimit = 100;

/**
 * The group rules, and which memberships they are the reason for. Okta: a rule removes only what it added, an explicit
 * membership is not the rule's any more, and a user removed by hand is excluded from the rule for good.
 */
export class RuleEngine {
  readonly #rules = new Map<string, GroupRule>();
  readonly #tests = new Map<string, RuleTest | undefined>();
  /** Positions of the groups that rules feed, by the position of the user. */
  readonly #fed = new Map<number, Set<number>>();
  readonly #groups: GroupTable;
  readonly #memberships: Memberships;

  constructor(groups: GroupTable, memberships: Memberships) {
    this.#groups = groups;
    this.#memberships = memberships;
  }

  get rules(): readonly GroupRule[] {
    return [...this.#rules.values()];
  }

  rule(id: string): GroupRule | undefined {
    return this.#rules.get(id);
  }

  put(rule: GroupRule): void {
    this.#rules.set(rule.id, rule);
  }

  remove(id: string): void {
    this.#rules.delete(id);
  }

  isFed(group: GroupRecord, user: UserRecord): boolean {
    return this.#fed.get(user.position)?.has(group.position) ?? false;
  }

  /** The membership is a rule's from now on. */
  feed(group: GroupRecord, user: UserRecord): void {
    const fed = this.#fed.get(user.position);
    if (fed === undefined) this.#fed.set(user.position, new Set([group.position]));
    else fed.add(group.position);
  }

  /** The membership is no rule's any more. */
  release(group: GroupRecord, user: UserRecord): void {
    const fed = this.#fed.get(user.position);
    fed?.delete(group.position);
    if (fed?.size === 0) this.#fed.delete(user.position);
  }

  forgetUser(user: UserRecord): void {
    this.#fed.delete(user.position);
  }

  /** What the active rules want of this user, against what it is a member of. */
  judge(user: UserRecord): RuleVerdict {
    const wanted = new Map<number, GroupRecord>();
    for (const rule of this.#rules.values()) {
      if (!this.#fits(rule, user)) continue;
      for (const group of this.#targetsOf(rule)) wanted.set(group.position, group);
    }
    const joins = [...wanted.values()].filter(({ position }) => !this.#memberships.has(position, user.position));
    const leaves = [...(this.#fed.get(user.position) ?? [])]
      .filter((position) => !wanted.has(position))
      .map((position) => this.#groups.at(position));
    return { joins, leaves: leaves.filter((group) => group !== undefined) };
  }

  /** Whether every rule that feeds this membership still has room for one more exclusion. */
  mayExclude(group: GroupRecord, user: UserRecord): boolean {
    return this.#feeders(group, user).every((rule) => rule.excludedUsers.length < exclusionLimit);
  }

  /** Excludes the user from every rule that would add it to the group again; the rules that were changed. */
  exclude(group: GroupRecord, user: UserRecord): readonly GroupRule[] {
    const feeders = this.#feeders(group, user);
    for (const rule of feeders) this.put({ ...rule, excludedUsers: [...rule.excludedUsers, user.id] });
    return feeders;
  }

  #feeders(group: GroupRecord, user: UserRecord): readonly GroupRule[] {
    return this.rules.filter((rule) => rule.groupIds.includes(group.id) && this.#fits(rule, user));
  }

  #targetsOf(rule: GroupRule): readonly GroupRecord[] {
    if (rule.status !== 'ACTIVE') return [];
    const targets = rule.groupIds.map((id) => this.#groups.byId(id)).filter((group) => group !== undefined);
    return targets.filter((group) => group.type === 'OKTA_GROUP');
  }

  #fits(rule: GroupRule, user: UserRecord): boolean {
    if (rule.status !== 'ACTIVE' || rule.excludedUsers.includes(user.id)) return false;
    const excluded = rule.excludedGroups.map((id) => this.#groups.byId(id));
    if (excluded.some((group) => group !== undefined && this.#memberships.has(group.position, user.position))) {
      return false;
    }
    return this.#test(rule.expression)?.(user.profile) ?? false;
  }

  #test(expression: string): RuleTest | undefined {
    if (!this.#tests.has(expression)) this.#tests.set(expression, compileRule(expression));
    return this.#tests.get(expression);
  }
}
