import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import type { ObservedGroup, ObservedUser, SchemaAttribute } from '../../src/domain/identity/observed.ts';
import { loginKey } from '../../src/domain/identity/login.ts';
import { oktaGroupId, oktaUserId, workerId, type OktaUserId } from '../../src/domain/kernel/ids.ts';
import type { CompiledMapping } from '../../src/domain/mapping/compiled.ts';
import type { LocalDate } from '../../src/domain/time/local-date.ts';
import { instant, type Instant } from '../../src/domain/time/instant.ts';
import type { DirectoryReader, Page } from '../../src/reconcile/ports.ts';
import { idFor } from '../../src/simulator/index.ts';
import { columns } from './people.ts';

export const organisation = 'bench';
export const longAgo = '2025-01-01T00:00:00.000Z';
const pageSize = 200;

/** An account as the mapping wants it, so that a plan finds nothing to do. */
interface WantedAccount {
  readonly worker: string;
  readonly user: ObservedUser;
  readonly groups: readonly string[];
}

/** Everyone's account, page by page, from the rows of a file; logins are given as a first plan would. */
export async function* wantedAccounts(file: string, mapping: CompiledMapping): AsyncGenerator<WantedAccount> {
  const positions = mapping.columns.map((column) => columns.indexOf(column as (typeof columns)[number]));
  const taken = new Set<string>();
  for await (const row of createReadStream(file).pipe(parse({ from: 2 }))) {
    const cells = positions.map((position) => (row as string[])[position] ?? '');
    const reading = mapping.readRow(cells);
    if (!reading.ok) throw new Error(JSON.stringify(reading.error));
    const { id, spell } = reading.value;
    const shape = mapping.shape(workerId(id), spell, [spell], '2026-01-01' as LocalDate);
    if (!shape.ok) throw new Error(JSON.stringify(shape.error));
    const login = shape.value.loginCandidates.find((candidate) => !taken.has(loginKey(candidate))) ?? '';
    taken.add(loginKey(login));
    const wanted: Readonly<Record<string, unknown>> = { ...shape.value.attributes, email: login };
    const attributes = Object.fromEntries(
      Object.entries(wanted).filter(([, value]) => value !== null && value !== ''),
    ) as ObservedUser['attributes'];
    yield { worker: id, user: account(login, attributes), groups: shape.value.groups };
  }
}

function account(login: string, attributes: ObservedUser['attributes']): ObservedUser {
  return {
    id: oktaUserId(idFor('user', login)),
    status: 'ACTIVE',
    login,
    email: login,
    typeId: 'oty1',
    provider: 'OKTA',
    attributes,
    lastUpdated: instant(Date.parse(longAgo)),
    lastLogin: null,
  };
}

export interface StubOptions {
  readonly mapping: CompiledMapping;
  readonly now: () => Instant;
  /** Everyone, or nobody but one administrator. */
  readonly accounts: (() => AsyncIterable<WantedAccount>) | null;
}

/** A directory within the process: what fills the mirror before anything is measured, and the empty one of a cold start. */
export function stubDirectory({ mapping, now, accounts }: StubOptions): DirectoryReader {
  const administrator = account('admin@acme.example', {});
  async function* listGroups(): AsyncGenerator<Page<ObservedGroup>> {
    const items = mapping.managedGroups.map((name) => ({
      id: oktaGroupId(idFor('group', name)),
      name,
      type: 'OKTA_GROUP' as const,
      lastMembershipUpdated: instant(Date.parse(longAgo)),
      admin: false,
    }));
    yield await Promise.resolve({ items, date: now() });
  }
  const members = new Map<string, OktaUserId[]>();
  return {
    organisation: () => Promise.resolve({ id: idFor('org', organisation), date: now() }),
    canary: () => Promise.resolve({ id: administrator.id, date: now() }),
    async *users(since) {
      let items: ObservedUser[] = since === null ? [administrator] : [];
      for await (const { user, groups } of accounts === null || since !== null ? [] : accounts()) {
        for (const group of groups) memberList(members, group).push(user.id);
        items.push(user);
        if (items.length < pageSize) continue;
        yield { items, date: now() };
        items = [];
      }
      yield { items, date: now() };
    },
    user: () => Promise.resolve(administrator),
    groups: listGroups,
    changedGroups: listGroups,
    group: () => Promise.resolve(null),
    carriesRole: () => Promise.resolve(false),
    membershipChanges: () => Promise.resolve(null),
    async *groupMembers(group) {
      const name = mapping.managedGroups.find((one) => idFor('group', one) === group) ?? '';
      const all = members.get(name) ?? [];
      // A group without members is one empty page: no page at all would be a listing that was cut off.
      for (let from = 0; from === 0 || from < all.length; from += pageSize) {
        yield await Promise.resolve({ items: all.slice(from, from + pageSize), date: now() });
      }
    },
    groupRules: () => Promise.resolve([]),
    groupRule: () => Promise.resolve(null),
    assignees: () => Promise.resolve([administrator.id]),
    rolesOf: () => Promise.resolve([]),
    groupsOf: () => Promise.resolve([]),
    schema: () => Promise.resolve(mapping.ownedAttributes.map(schemaAttribute)),
  };
}

function memberList(members: Map<string, OktaUserId[]>, group: string): OktaUserId[] {
  const list = members.get(group) ?? [];
  members.set(group, list);
  return list;
}

function schemaAttribute(name: string): SchemaAttribute {
  return {
    name,
    type: 'string',
    custom: name === 'hrWorkerId',
    required: false,
    unique: false,
    mutability: 'READ_WRITE',
    master: 'PROFILE_MASTER',
    minLength: null,
    maxLength: null,
    pattern: null,
    format: null,
    values: null,
    userEditable: false,
  };
}
