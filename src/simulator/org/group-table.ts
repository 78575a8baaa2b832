import type { Instant } from '../../domain/time/instant.ts';
import { idFor } from './ids.ts';
import type { GroupRecord } from './records.ts';

/** Every group of the org by position. Okta: the built-in group Everyone is always there, and immutable. */
export class GroupTable {
  readonly #records: (GroupRecord | undefined)[] = [];
  readonly #byId = new Map<string, number>();
  readonly #byName = new Map<string, number>();
  readonly everyone: GroupRecord;

  constructor(orgId: string, created: Instant) {
    const at = Math.floor(created / 1000) * 1000;
    this.everyone = {
      position: 0,
      id: idFor('group', `${orgId}\nEveryone`),
      type: 'BUILT_IN',
      created: at as Instant,
      lastUpdated: at as Instant,
      lastMembershipUpdated: at as Instant,
      sourceId: undefined,
      profile: { name: 'Everyone', description: 'All users in your organization' },
    };
    this.put(this.everyone);
  }

  get size(): number {
    return this.#records.length;
  }

  at(position: number): GroupRecord | undefined {
    return this.#records[position];
  }

  byId(id: string): GroupRecord | undefined {
    const position = this.#byId.get(id);
    return position === undefined ? undefined : this.#records[position];
  }

  /** The oldest group of that name; names are not unique across group types. */
  byName(name: string): GroupRecord | undefined {
    const position = this.#byName.get(name);
    return position === undefined ? undefined : this.#records[position];
  }

  all(): readonly GroupRecord[] {
    return this.#records.filter((record) => record !== undefined);
  }

  /** Removes a group; its position stays empty for ever. */
  remove({ id, position, profile }: GroupRecord): void {
    this.#records[position] = undefined;
    this.#byId.delete(id);
    const name = String(profile['name']);
    if (this.#byName.get(name) !== position) return;
    const next = this.all().find((group) => group.profile['name'] === name);
    if (next === undefined) this.#byName.delete(name);
    else this.#byName.set(name, next.position);
  }

  put(record: GroupRecord): void {
    const holder = this.#byId.get(record.id);
    if (holder !== undefined && holder !== record.position) throw new Error(`group id ${record.id} is taken`);
    const former = this.#records[record.position];
    if (former !== undefined && former.profile['name'] !== record.profile['name']) this.remove(former);
    this.#records[record.position] = record;
    this.#byId.set(record.id, record.position);
    const name = String(record.profile['name']);
    if (!this.#byName.has(name)) this.#byName.set(name, record.position);
  }
}
