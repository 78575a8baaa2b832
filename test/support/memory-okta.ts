import type { ObservedUser, SchemaAttribute } from '../../src/domain/identity/observed.ts';
import { oktaGroupId, oktaUserId, type OktaGroupId, type OktaUserId } from '../../src/domain/kernel/ids.ts';
import { instant, type Instant } from '../../src/domain/time/instant.ts';
import type { DirectoryReader, DirectoryWriter, Page, WriteOutcome } from '../../src/reconcile/ports.ts';

/** Somebody whose access ended, and when. */
export interface Ended {
  readonly login: string;
  readonly at: Instant;
  readonly how: 'suspend' | 'deactivate';
}

export interface MemoryAccount {
  readonly login: string;
  readonly status: ObservedUser['status'];
  readonly attributes: ObservedUser['attributes'];
}

const longAgo = instant(Date.UTC(2025, 0, 1));

/**
 * Okta within the process, for thousands of months of days: it keeps statuses and writes down whose access ended. What Okta
 * refuses and how it answers is the simulator's business, not this one's.
 */
export class MemoryOkta {
  readonly ended: Ended[] = [];
  readonly #users = new Map<string, ObservedUser>();
  readonly #now: () => Instant;
  readonly #groups: readonly string[];

  constructor(accounts: readonly MemoryAccount[], groups: readonly string[], now: () => Instant) {
    this.#now = now;
    this.#groups = groups;
    for (const { login, status, attributes } of [
      { login: 'admin', status: 'ACTIVE', attributes: {} } as const,
      ...accounts,
    ]) {
      const id = idOf(login);
      const user = { typeId: 'oty1', provider: 'OKTA', lastUpdated: longAgo, lastLogin: longAgo };
      this.#users.set(id, { ...user, id, status, login, email: login, attributes });
    }
  }

  status(login: string): ObservedUser['status'] | undefined {
    return this.#users.get(idOf(login))?.status;
  }

  reader(attributes: readonly string[]): DirectoryReader {
    const page = <Item>(items: readonly Item[]): Page<Item> => ({ items, date: this.#now() });
    const users = this.#users;
    const groups = this.#groups;
    const admin = idOf('admin');
    const type = 'OKTA_GROUP' as const;
    const unchanged = { type, lastMembershipUpdated: longAgo, admin: false };
    const all = groups.map((name) => ({ id: groupOf(name), name, ...unchanged }));
    async function* listGroups(): AsyncIterable<Page<(typeof all)[number]>> {
      yield await Promise.resolve(page(all));
    }
    return {
      organisation: () => Promise.resolve({ id: 'org-memory', date: this.#now() }),
      canary: () => Promise.resolve({ id: admin, date: this.#now() }),
      async *users(since) {
        const changed = [...users.values()].filter(({ lastUpdated }) => since === null || lastUpdated >= since);
        yield await Promise.resolve(page(changed));
      },
      user: (idOrLogin) => Promise.resolve(users.get(idOrLogin) ?? users.get(idOf(idOrLogin)) ?? null),
      groups: listGroups,
      changedGroups: listGroups,
      group: (id) => Promise.resolve(all.find((one) => one.id === id) ?? null),
      carriesRole: () => Promise.resolve(false),
      membershipChanges: () => Promise.resolve(null),
      async *groupMembers() {
        yield await Promise.resolve(page([...users.keys()].filter((id) => id !== admin).map(oktaUserId)));
      },
      groupRules: () => Promise.resolve([]),
      groupRule: () => Promise.resolve(null),
      assignees: () => Promise.resolve([admin]),
      rolesOf: () => Promise.resolve([]),
      groupsOf: () => Promise.resolve(groups.map(groupOf)),
      schema: () => Promise.resolve(attributes.map(schemaAttribute)),
    };
  }

  writer(): DirectoryWriter {
    const done = (id: OktaUserId | null): Promise<WriteOutcome> => {
      const user = id === null ? null : (this.#users.get(id) ?? null);
      return Promise.resolve({ kind: 'done', requestId: null, date: this.#now(), user });
    };
    const become = (id: OktaUserId, status: ObservedUser['status']): Promise<WriteOutcome> => {
      const user = this.#users.get(id);
      if (user !== undefined) this.#users.set(id, { ...user, status, lastUpdated: this.#now() });
      return done(id);
    };
    const end = (id: OktaUserId, how: Ended['how']): Promise<WriteOutcome> => {
      this.ended.push({ login: this.#users.get(id)?.login ?? '', at: this.#now(), how });
      return become(id, how === 'suspend' ? 'SUSPENDED' : 'DEPROVISIONED');
    };
    return {
      create: () => Promise.reject(new Error('nobody is created here')),
      activate: (id) => become(id, 'ACTIVE'),
      updateProfile: (id) => done(id),
      suspend: (id) => end(id, 'suspend'),
      unlock: (id) => become(id, 'ACTIVE'),
      unsuspend: (id) => become(id, 'ACTIVE'),
      deactivate: (id) => end(id, 'deactivate'),
      clearSessions: () => done(null),
      addToGroup: () => done(null),
      removeFromGroup: () => done(null),
    };
  }
}

function idOf(login: string): OktaUserId {
  return oktaUserId(login.startsWith('00u') ? login : `00u${login}`);
}

function groupOf(name: string): OktaGroupId {
  return oktaGroupId(`00g${name}`);
}

function schemaAttribute(name: string): SchemaAttribute {
  const none = { minLength: null, maxLength: null, pattern: null, format: null, values: null };
  const plain = { type: 'string', required: false, unique: false, mutability: 'READ_WRITE' } as const;
  return { name, custom: name === 'hrWorkerId', ...plain, master: 'PROFILE_MASTER', ...none, userEditable: false };
}
