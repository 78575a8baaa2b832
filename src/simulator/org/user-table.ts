import type { Instant } from '../../domain/time/instant.ts';
import { foldLogin } from './fold.ts';
import { createInstantIndex, type InstantIndex } from './last-updated-index.ts';
import type { UserRecord } from './records.ts';

interface PastRecord {
  readonly changedAt: Instant;
  readonly position: number;
  /** What was there before; undefined when the user was created by this change. */
  readonly before: UserRecord | undefined;
}

/**
 * Every user of the org by position, with the indexes that make 300,000 of them quick to search, and enough of the
 * recent past to answer as a replica that lags behind would.
 */
export class UserTable {
  /** Positions by lower-case value: `search` ignores case, uniqueness does not. Okta: only custom attributes. */
  readonly #unique = new Map<string, Map<string, readonly number[]>>();
  readonly #records: (UserRecord | undefined)[] = [];
  readonly #byId = new Map<string, number>();
  readonly #byLogin = new Map<string, number>();
  #past: PastRecord[] = [];
  #version = 0;
  #count = 0;
  readonly lastUpdatedIndex: InstantIndex = createInstantIndex(
    () => this.#records.length,
    (position) => this.#records[position]?.lastUpdated ?? 0,
  );

  constructor(uniqueAttributes: Iterable<string>) {
    for (const name of uniqueAttributes) this.#unique.set(name, new Map());
  }

  /** Starts or stops keeping an attribute's values for look-up by `positionsByUnique`. */
  track(attribute: string, unique: boolean): void {
    if (!unique) this.#unique.delete(attribute);
    if (!unique || this.#unique.has(attribute)) return;
    const holders = new Map<string, readonly number[]>();
    for (const record of this.all()) {
      const value = uniqueValue(record, attribute)?.toLowerCase();
      if (value !== undefined) holders.set(value, [...(holders.get(value) ?? []), record.position]);
    }
    this.#unique.set(attribute, holders);
  }

  /** Positions ever given out: the end of a scan. */
  get size(): number {
    return this.#records.length;
  }

  /** Users there are. */
  get count(): number {
    return this.#count;
  }

  /** Grows with every change: a result computed at one version holds as long as the version stands. */
  get version(): number {
    return this.#version;
  }

  at(position: number): UserRecord | undefined {
    return this.#records[position];
  }

  byId(id: string): UserRecord | undefined {
    const position = this.#byId.get(id);
    return position === undefined ? undefined : this.#records[position];
  }

  byLogin(login: string): UserRecord | undefined {
    const position = this.#byLogin.get(foldLogin(login));
    return position === undefined ? undefined : this.#records[position];
  }

  /** Who holds this value of a unique attribute in any case; undefined when the attribute is not a unique one. */
  positionsByUnique(attribute: string, value: string): readonly number[] | undefined {
    const holders = this.#unique.get(attribute);
    return holders === undefined ? undefined : (holders.get(value.toLowerCase()) ?? []);
  }

  /** Okta: a login without its domain finds the user as long as it is unambiguous. */
  byShortname(name: string): UserRecord | undefined {
    const prefix = `${foldLogin(name)}@`;
    let found: UserRecord | undefined;
    for (const [login, position] of this.#byLogin) {
      if (!login.startsWith(prefix)) continue;
      if (found !== undefined) return undefined;
      found = this.#records[position];
    }
    return found;
  }

  *all(): Iterable<UserRecord> {
    for (const record of this.#records) if (record !== undefined) yield record;
  }

  /** Writes a new user, or a new version of one, at its position. Throws when login, id or unique value is taken. */
  put(record: UserRecord, at: Instant, keepPast: boolean): void {
    const before = this.#records[record.position];
    this.#claim(record, before);
    if (keepPast) this.#past.push({ changedAt: at, position: record.position, before });
    this.#records[record.position] = record;
    this.lastUpdatedIndex.touch(record.position);
    if (before === undefined) this.#count += 1;
    this.#version += 1;
  }

  /** Erases a user; its position stays empty for ever. */
  remove(record: UserRecord, at: Instant, keepPast: boolean): void {
    if (keepPast) this.#past.push({ changedAt: at, position: record.position, before: record });
    this.#byId.delete(record.id);
    this.#byLogin.delete(loginOf(record));
    this.#releaseUnique(record);
    this.#records[record.position] = undefined;
    this.#count -= 1;
    this.#version += 1;
  }

  /**
   * The table as a replica sees it that learns of a change some time after it was made. Okta: list users, "results are
   * sourced from an eventually consistent datasource".
   */
  behind(now: Instant, lagMs: number, spreadMs = 0): (position: number) => UserRecord | undefined {
    const isLate = ({ changedAt, position }: PastRecord): boolean =>
      changedAt + lagMs + share(position, changedAt) * spreadMs > now;
    this.#past = this.#past.filter(isLate);
    if (this.#past.length === 0) return (position) => this.#records[position];
    const earlier = new Map<number, UserRecord | undefined>();
    for (const change of this.#past) {
      if (!earlier.has(change.position)) earlier.set(change.position, change.before);
    }
    return (position) => (earlier.has(position) ? earlier.get(position) : this.#records[position]);
  }

  #claim(record: UserRecord, before: UserRecord | undefined): void {
    this.#refuseTaken(record);
    if (before !== undefined) this.#release(before);
    this.#byLogin.set(loginOf(record), record.position);
    this.#byId.set(record.id, record.position);
    for (const [name, holders] of this.#unique) {
      const value = uniqueValue(record, name)?.toLowerCase();
      if (value !== undefined) holders.set(value, [...(holders.get(value) ?? []), record.position]);
    }
  }

  #refuseTaken(record: UserRecord): void {
    const isOther = (position: number | undefined): boolean => position !== undefined && position !== record.position;
    if (isOther(this.#byLogin.get(loginOf(record)))) throw new Error(`login ${loginOf(record)} is taken`);
    if (isOther(this.#byId.get(record.id))) throw new Error(`user id ${record.id} is taken`);
    for (const [name, holders] of this.#unique) {
      const value = uniqueValue(record, name);
      if (value === undefined) continue;
      const others = (holders.get(value.toLowerCase()) ?? []).filter(isOther);
      const taken = others.some((position) => uniqueValue(this.#records[position], name) === value);
      if (taken) throw new Error(`${name} ${value} is taken`);
    }
  }

  #release(before: UserRecord): void {
    this.#byLogin.delete(loginOf(before));
    this.#releaseUnique(before);
  }

  #releaseUnique(before: UserRecord): void {
    for (const [name, holders] of this.#unique) {
      const value = uniqueValue(before, name)?.toLowerCase();
      if (value === undefined) continue;
      const rest = (holders.get(value) ?? []).filter((position) => position !== before.position);
      if (rest.length > 0) holders.set(value, rest);
      else holders.delete(value);
    }
  }
}

/** A fixed fraction for one change: what makes single changes late by times of their own. */
function share(position: number, at: Instant): number {
  return ((position * 7919 + at * 104_729) % 1000) / 1000;
}

function loginOf(record: UserRecord): string {
  return foldLogin(String(record.profile['login']));
}

function uniqueValue(record: UserRecord | undefined, attribute: string): string | undefined {
  const value = record?.profile[attribute];
  return value === undefined || value === null ? undefined : String(value);
}
