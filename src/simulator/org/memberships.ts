import { rankOf } from './rank.ts';

/** Who is in which group, by positions: two sorted lists of numbers, because an org may hold millions of memberships. */
export class Memberships {
  readonly #usersOf = new Map<number, number[]>();
  readonly #groupsOf = new Map<number, number[]>();

  /** False when the user was a member already. */
  add(group: number, user: number): boolean {
    if (!insert(listOf(this.#usersOf, group), user)) return false;
    insert(listOf(this.#groupsOf, user), group);
    return true;
  }

  /** False when the user was no member. */
  remove(group: number, user: number): boolean {
    if (!take(this.#usersOf.get(group), user)) return false;
    take(this.#groupsOf.get(user), group);
    return true;
  }

  has(group: number, user: number): boolean {
    const users = this.#usersOf.get(group);
    return users?.[rankOf(users, user)] === user;
  }

  usersOf(group: number): readonly number[] {
    return this.#usersOf.get(group) ?? [];
  }

  groupsOf(user: number): readonly number[] {
    return this.#groupsOf.get(user) ?? [];
  }

  /** The users that were in a group when it was removed. */
  forgetGroup(group: number): readonly number[] {
    const users = this.usersOf(group);
    for (const user of users) take(this.#groupsOf.get(user), group);
    this.#usersOf.delete(group);
    return users;
  }

  /** The groups a user was in when it was erased. */
  forgetUser(user: number): readonly number[] {
    const groups = this.groupsOf(user);
    for (const group of groups) take(this.#usersOf.get(group), user);
    this.#groupsOf.delete(user);
    return groups;
  }
}

function listOf(lists: Map<number, number[]>, key: number): number[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const fresh: number[] = [];
  lists.set(key, fresh);
  return fresh;
}

function insert(list: number[], value: number): boolean {
  const last = list.at(-1);
  if (last === undefined || last < value) {
    list.push(value);
    return true;
  }
  const rank = rankOf(list, value);
  if (list[rank] === value) return false;
  list.splice(rank, 0, value);
  return true;
}

function take(list: number[] | undefined, value: number): boolean {
  if (list === undefined) return false;
  const rank = rankOf(list, value);
  if (list[rank] !== value) return false;
  list.splice(rank, 1);
  return true;
}
