import type { UserRecord } from '../org/records.ts';
import type { UserTable } from '../org/user-table.ts';

/** What to sort, and by what. */
export interface Sorting {
  readonly at: (position: number) => UserRecord | undefined;
  readonly fits: (user: UserRecord) => boolean;
  readonly read: (user: UserRecord) => unknown;
  readonly descending: boolean;
}

interface Sorted {
  readonly version: number;
  readonly positions: Uint32Array;
}

const keptOrders = 8;
const kept = new WeakMap<UserTable, Map<string, Sorted>>();

/**
 * Positions of the users that fit, by one of their properties. Under a key the order is kept as long as no user
 * changes, so that only the first page of a sorted search pays for sorting.
 */
export function sortedPositions(users: UserTable, key: string | undefined, sorting: Sorting): Uint32Array {
  if (key === undefined) return sortNow(users, sorting);
  const cache = kept.get(users) ?? new Map<string, Sorted>();
  kept.set(users, cache);
  const known = cache.get(key);
  if (known?.version === users.version) return known.positions;
  if (cache.size >= keptOrders) cache.clear();
  const positions = sortNow(users, sorting);
  cache.set(key, { version: users.version, positions });
  return positions;
}

function sortNow(users: UserTable, { at, fits, read, descending }: Sorting): Uint32Array {
  const rows: (Sortable & { readonly position: number })[] = [];
  for (let position = 0; position < users.size; position += 1) {
    const user = at(position);
    if (user !== undefined && fits(user)) rows.push({ position, id: user.id, value: comparable(read(user)) });
  }
  rows.sort(inOrder(descending));
  return Uint32Array.from(rows, (row) => row.position);
}

/** An id and the value it is sorted by. */
export interface Sortable {
  readonly id: string;
  readonly value: string | number;
}

/** Okta: those with the same value are ordered by id. */
export function inOrder(descending: boolean): (one: Sortable, other: Sortable) => number {
  const direction = descending ? -1 : 1;
  return (one, other) => {
    const byValue = direction * compare(one.value, other.value);
    return byValue === 0 ? compare(one.id, other.id) : byValue;
  };
}

/** A property's value as sorting compares it: text without case, unset as the empty text. */
export function comparable(value: unknown): string | number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return value.toLowerCase();
  return value === undefined || value === null ? '' : JSON.stringify(value);
}

function compare(one: string | number, other: string | number): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
