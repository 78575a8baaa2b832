import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ObservedGroup, ObservedUser } from '../domain/identity/observed.ts';
import { oktaGroupId, oktaUserId, workerId } from '../domain/kernel/ids.ts';
import { instant, plus } from '../domain/time/instant.ts';
import type { BindingStore, MirrorStore, StoredWorker, WorkerStore } from '../reconcile/ports.ts';
import { bindingStore } from './binding-store.ts';
import { mirrorStore } from './mirror-store.ts';
import { openState, type State } from './open.ts';
import { workerStore } from './worker-store.ts';

const now = instant(Date.UTC(2026, 10, 23));

let directory: string;
let state: State;
let mirror: MirrorStore;
let workers: WorkerStore;
let bindings: BindingStore;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tenured-mirror-'));
  state = openState({ directory });
  mirror = mirrorStore(state.database);
  workers = workerStore(state.database);
  bindings = bindingStore(state.database);
});

afterEach(() => {
  state.close();
  rmSync(directory, { recursive: true });
});

function user(id: string, more: Partial<ObservedUser> = {}): ObservedUser {
  return {
    id: oktaUserId(id),
    status: 'ACTIVE',
    login: `${id}@acme.example`,
    email: `${id}@acme.example`,
    typeId: 'oty1',
    provider: 'OKTA',
    attributes: { hrWorkerId: `W-${id}` },
    lastUpdated: now,
    lastLogin: null,
    ...more,
  };
}

function pass(full: boolean, ...users: ObservedUser[]): readonly string[] {
  const going = mirror.beginPass(full, ['hrWorkerId'], ['hrWorkerId', 'email', 'login']);
  going.put(users);
  const unseen = going.unseen(100);
  going.finish(now, now);
  return unseen;
}

function worker(id: string, more: Partial<StoredWorker> = {}): StoredWorker {
  return {
    id: workerId(id),
    standing: 'present',
    state: 'active',
    validUntil: null,
    fingerprint: `f-${id}`,
    snapshot: 1,
    name: id,
    inScope: true,
    since: null,
    workedOutAt: now,
    record: '[]',
    ...more,
  };
}

function bind(worker_: string, okta: string): void {
  const evidence = 'test';
  bindings.add([{ worker: workerId(worker_), okta: oktaUserId(okta), madeBy: 'adopted', madeAt: now, evidence }]);
}

const sales: ObservedGroup = { id: oktaGroupId('00gS'), name: 'Sales', type: 'OKTA_GROUP', lastMembershipUpdated: now };

describe('the mirror', () => {
  it('finds accounts by id, by login as Okta compares logins, and by key attributes', () => {
    pass(true, user('a', { login: 'Isáàc.Bröck@acme.example' }), user('b', { attributes: { hrWorkerId: '007' } }));
    expect(mirror.userByLogin('isaac.brock@ACME.example')?.id).toBe('a');
    expect(mirror.loginTaken('ISAAC.BROCK@acme.example')).toBe(true);
    expect(mirror.loginTaken('isaac@acme.example')).toBe(false);
    expect(mirror.usersByKey('hrWorkerId', '007')).toHaveLength(1);
    expect(mirror.usersByKey('hrWorkerId', '7')).toEqual([]);
    expect(mirror.userById('A')).toBeNull();
  });

  it('counts a login as taken by an account that was deactivated', () => {
    pass(true, user('a', { status: 'DEPROVISIONED' }));
    expect(mirror.loginTaken('a@acme.example')).toBe(true);
  });

  it('names whom a full pass did not see, and an incremental one nobody', () => {
    pass(true, user('a'), user('b'), user('c'));
    expect(pass(false, user('b', { status: 'SUSPENDED' }))).toEqual([]);
    expect(pass(true, user('a'), user('b'))).toEqual(['c']);
  });

  it('forgets whom it is told to forget, keys, memberships and pointers included', () => {
    pass(true, user('a'));
    mirror.putGroups([sales], mirror.nextGroupPass());
    mirror.replaceMembers(sales.id, [oktaUserId('a')], now);
    workers.put([worker('E1')]);
    bind('E1', 'a');
    const going = mirror.beginPass(true, [], []);
    going.remove([oktaUserId('a')]);
    going.finish(now, now);
    expect(mirror.userById('a')).toBeNull();
    expect(mirror.usersByKey('hrWorkerId', 'W-a')).toEqual([]);
    expect(mirror.isMember(sales.id, oktaUserId('a'))).toBe(false);
    expect(workers.unsettledPairs('', 10).pairs).toMatchObject([{ userNo: null, boundTo: 'a' }]);
  });

  it('keeps what it knows of itself: counts, cursor, watermark and a canary', () => {
    expect(mirror.state()).toMatchObject({ users: 0, fullPassAt: null, canary: null });
    pass(true, user('a', { status: 'DEPROVISIONED' }), user('b', { lastUpdated: plus(now, 5_000) }));
    expect(mirror.state()).toMatchObject({
      users: 2,
      fullPassAt: now,
      cursor: now,
      watermark: now + 5_000,
      canary: 'b',
    });
    mirror.setSchema('fingerprint', ['title']);
    expect(mirror.state()).toMatchObject({ schema: 'fingerprint', writable: ['title'], attributes: ['hrWorkerId'] });
  });

  it('drops groups that are gone and tells groups of the same name apart', () => {
    const imported: ObservedGroup = { ...sales, id: oktaGroupId('00gX'), type: 'APP_GROUP' };
    mirror.putGroups([sales, imported], mirror.nextGroupPass());
    expect(mirror.groupsNamed('Sales').map(({ type }) => type)).toEqual(['OKTA_GROUP', 'APP_GROUP']);
    const pass = mirror.nextGroupPass();
    mirror.putGroups([imported], pass);
    const gone = mirror.groupsUnseen(pass).map(({ id }) => id);
    expect(gone).toEqual([sales.id]);
    mirror.removeGroups(gone);
    expect(mirror.groupsNamed('Sales').map(({ id }) => id)).toEqual(['00gX']);
  });
});

describe('pairs', () => {
  it('stay settled only while both sides are what they were', () => {
    pass(true, user('a'));
    workers.put([worker('E1'), worker('E2')]);
    bind('E1', 'a');
    expect(unsettled()).toEqual(['E1', 'E2']);
    workers.settle(['E1', 'E2']);
    expect(unsettled()).toEqual([]);

    pass(false, user('a', { status: 'SUSPENDED' }));
    expect(unsettled()).toEqual(['E1']);
    workers.settle(['E1']);

    workers.put([worker('E2', { fingerprint: 'another' })]);
    expect(unsettled()).toEqual(['E2']);
    workers.settle(['E2']);

    pass(true, user('a', { status: 'SUSPENDED', attributes: { hrWorkerId: 'changed' } }));
    expect(unsettled()).toEqual(['E1']);
  });

  it('come apart when a membership changes, for those alone who came or went', () => {
    pass(true, user('a'), user('b'));
    workers.put([worker('E1'), worker('E2')]);
    bind('E1', 'a');
    bind('E2', 'b');
    mirror.putGroups([sales], mirror.nextGroupPass());
    mirror.replaceMembers(sales.id, [oktaUserId('a')], now);
    workers.settle(['E1', 'E2']);
    mirror.replaceMembers(sales.id, [oktaUserId('a'), oktaUserId('b')], now);
    expect(unsettled()).toEqual(['E2']);
    mirror.replaceMembers(sales.id, [oktaUserId('b')], now);
    expect(unsettled()).toEqual(['E1', 'E2']);
  });

  it('find the account whichever came first: worker, binding or mirrored user', () => {
    bind('E1', 'a');
    workers.put([worker('E1')]);
    pass(true, user('a'), user('b'));
    bind('E2', 'b');
    workers.put([worker('E2')]);
    expect(workers.unsettledPairs('', 10).pairs.map(({ userNo }) => userNo !== null)).toEqual([true, true]);
    expect(workers.unsettledPairs('', 10).enabled).toBe(2);
  });

  it('are looked at in key ranges, each worker once, in the order of their ids', () => {
    const ids = Array.from({ length: 25 }, (_, index) => `E${String(index + 10)}`);
    workers.put(ids.map((id) => worker(id)).reverse());
    const seen: string[] = [];
    let after = '';
    for (;;) {
      const page = workers.unsettledPairs(after, 10);
      if (page.last === null) break;
      seen.push(...page.pairs.map((pair) => pair.worker.id));
      after = page.last;
    }
    expect(seen).toEqual(ids);
  });

  it('that are settled are found again when a date comes near', () => {
    workers.put([worker('E1', { validUntil: plus(now, 60_000) }), worker('E2', { validUntil: plus(now, 90_000) })]);
    workers.settle(['E1', 'E2']);
    expect(workers.settledDueUntil(plus(now, 60_000), '', 10).map(({ worker: one }) => one.id)).toEqual(['E1']);
    expect(workers.due(plus(now, 59_999), '', 10)).toEqual([]);
    expect(workers.due(plus(now, 60_000), '', 10).map(({ id }) => id)).toEqual(['E1']);
  });

  it('count workers by standing', () => {
    workers.put([worker('E1'), worker('E2'), worker('E3', { standing: 'put-aside' })]);
    workers.setStanding(['E2'], 'missing');
    expect(workers.counts()).toEqual({ present: 1, 'put-aside': 1, missing: 1 });
    expect(workers.putAside()).toEqual(['E3']);
  });

  function unsettled(): readonly string[] {
    return workers.unsettledPairs('', 100).pairs.map((pair) => pair.worker.id);
  }
});
