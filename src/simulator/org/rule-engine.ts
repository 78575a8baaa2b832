import type { GroupTable } from './group-table.ts';
import type { Memberships } from './memberships.ts';
import type { GroupRecord, UserRecord } from './records.ts';
import { compileRule, type RuleTest } from './rule-expression.ts';
import type { GroupRule } from './rules.ts';

/** What the rules want changed for one user. */
export interface RuleVerdict {
  readonly joins: readonly { readonly group: GroupRecord; readonly ruleId: string }[];
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
  /** The rule that put a user into a group, by the positions of user and group; undefined where nobody knows which. */
  readonly #fed = new Map<number, Map<number, string | undefined>>();
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
  feed(group: GroupRecord, user: UserRecord, ruleId?: string): void {
    const fed = this.#fed.get(user.position) ?? new Map<number, string | undefined>();
    this.#fed.set(user.position, fed.set(group.position, ruleId));
  }

  /** The membership is no rule's any more. */
  release(group: GroupRecord, user: UserRecord): void {
    this.forget(group.position, user.position);
  }

  forget(group: number, user: number): void {
    const fed = this.#fed.get(user);
    fed?.delete(group);
    if (fed?.size === 0) this.#fed.delete(user);
  }

  forgetUser(user: UserRecord): void {
    this.#fed.delete(user.position);
  }

  /** The memberships, by positions, that are there because of this rule. */
  fedBy(ruleId: string): readonly { readonly group: number; readonly user: number }[] {
    return [...this.#fed].flatMap(([user, fed]) =>
      [...fed].filter(([, by]) => by === ruleId).map(([group]) => ({ group, user })),
    );
  }

  /** What the active rules want of this user, against what it is a member of. */
  judge(user: UserRecord): RuleVerdict {
    const wanted = new Map<number, { readonly group: GroupRecord; readonly ruleId: string }>();
    for (const rule of this.#rules.values()) {
      if (!this.#fits(rule, user)) continue;
      for (const group of this.#targetsOf(rule)) wanted.set(group.position, { group, ruleId: rule.id });
    }
    const joins = [...wanted.values()].filter(({ group }) => !this.#memberships.has(group.position, user.position));
    const leaves = [...(this.#fed.get(user.position) ?? [])]
      .filter(([position, by]) => !wanted.has(position) && !this.#rests(by))
      .map(([position]) => this.#groups.at(position));
    return { joins, leaves: leaves.filter((group) => group !== undefined) };
  }

  /** Okta: a rule that is not active does nothing, so whom it put into a group stays there. */
  #rests(ruleId: string | undefined): boolean {
    return ruleId !== undefined && this.#rules.get(ruleId)?.status !== 'ACTIVE';
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
