import { describe, expect, it } from 'vitest';
import type { ObservedUser } from '../../src/domain/identity/observed.ts';
import { oktaGroupId, oktaUserId } from '../../src/domain/kernel/ids.ts';
import { hour, plus } from '../../src/domain/time/instant.ts';
import type { MirrorStore, WorkerStore } from '../../src/reconcile/ports.ts';
import { bindingStore, mirrorStore, workerStore, type Database } from '../../src/state/index.ts';
import { noon } from './operations.ts';
import { bind, observedUser, storedWorker } from './people.ts';
import { temporaryState } from './temporary-state.ts';

const keys = ['hrWorkerId', 'email', 'login'];
const sales = { id: oktaGroupId('00gS'), name: 'Sales', type: 'OKTA_GROUP', lastMembershipUpdated: noon } as const;

interface Mirrored {
  readonly database: Database;
  readonly mirror: MirrorStore;
  readonly workers: WorkerStore;
}

/** A mirror after one full pass, with a group. */
function mirrored(...users: readonly ObservedUser[]): Mirrored {
  const { database } = temporaryState();
  const mirror = mirrorStore(database);
  pass(mirror, true, users);
  mirror.putGroups([sales], mirror.nextGroupPass());
  return { database, mirror, workers: workerStore(database) };
}

function pass(mirror: MirrorStore, full: boolean, users: readonly ObservedUser[], by = keys): readonly string[] {
  const going = mirror.beginPass(full, ['hrWorkerId'], by);
  going.put(users);
  const unseen = going.unseen(100);
  going.finish(noon, noon);
  return unseen;
}

function contents({ database }: Mirrored): unknown {
  const all = (sql: string): unknown => database.prepare(sql).all();
  return {
    users: all('SELECT * FROM mirror_user ORDER BY okta_id'),
    profiles: all('SELECT * FROM mirror_profile ORDER BY user_no'),
    keys: all('SELECT * FROM mirror_key ORDER BY attribute, value, user_no'),
    members: all('SELECT * FROM mirror_member ORDER BY group_id, okta_id'),
    state: all('SELECT * FROM mirror_state'),
  };
}

function unsettled({ workers }: Mirrored): readonly string[] {
  return workers.unsettledPairs('', 100).pairs.map(({ worker }) => worker.id);
}

describe('an account that was noted', () => {
  const before = [observedUser('a'), observedUser('b')];
  const changes: readonly ObservedUser[] = [
    observedUser('a', { status: 'SUSPENDED', lastUpdated: plus(noon, hour) }),
    observedUser('a', { login: 'Zoë@acme.example', email: null }),
    observedUser('b', { attributes: { hrWorkerId: 'another' } }),
    observedUser('c', { status: 'STAGED', lastUpdated: plus(noon, 2 * hour) }),
    observedUser('a'),
  ];

  it.each(changes.map((user, index) => [index, user] as const))('is as a pass would have stored it (%i)', (_, user) => {
    const noted = mirrored(...before);
    const passed = mirrored(...before);
    noted.mirror.noteUser(user);
    pass(passed.mirror, false, [user]);
    expect(contents(noted)).toEqual(contents(passed));
  });

  it('is found by id, login and key at once, and is counted', () => {
    const { mirror } = mirrored(...before);
    mirror.noteUser(observedUser('c', { login: 'Zoë@acme.example' }));
    expect(mirror.userById('c')?.login).toBe('Zoë@acme.example');
    expect(mirror.loginTaken('ZOE@acme.example')).toBe(true);
    expect(mirror.usersByKey('hrWorkerId', 'W-c')).toHaveLength(1);
    expect(mirror.state().users).toBe(3);
  });

  it('is seen by the next full pass, or asked for', () => {
    const { mirror } = mirrored(...before);
    mirror.noteUser(observedUser('c'));
    expect(pass(mirror, true, before)).toEqual(['c']);
    expect(pass(mirror, true, [...before, observedUser('c')])).toEqual([]);
  });

  it('may be the first of all', () => {
    const { database } = temporaryState();
    const mirror = mirrorStore(database);
    mirror.noteUser(observedUser('a'));
    expect(mirror.state()).toMatchObject({ users: 1, fullPassAt: null, watermark: noon });
  });

  it('belongs to the transaction around it', () => {
    const { mirror, database } = mirrored(...before);
    expect(() => {
      database.transaction(() => {
        mirror.noteUser(observedUser('a', { status: 'SUSPENDED' }));
        mirror.noteMember(sales.id, oktaUserId('a'), true);
        throw new Error('no');
      })();
    }).toThrow('no');
    expect(mirror.userById('a')).toMatchObject({ status: 'ACTIVE', managedGroups: [] });
  });
});

describe('a membership that was noted', () => {
  it('is as reading the group would have stored it, and stays when it is noted again', () => {
    const noted = mirrored(observedUser('a'), observedUser('b'));
    const read = mirrored(observedUser('a'), observedUser('b'));
    noted.mirror.noteMember(sales.id, oktaUserId('a'), true);
    noted.mirror.noteMember(sales.id, oktaUserId('a'), true);
    read.mirror.replaceMembers(sales.id, [oktaUserId('a')], noon);
    expect(contents(noted)).toEqual(contents(read));
    noted.mirror.noteMember(sales.id, oktaUserId('a'), false);
    noted.mirror.noteMember(sales.id, oktaUserId('b'), false);
    read.mirror.replaceMembers(sales.id, [], noon);
    expect(contents(noted)).toEqual(contents(read));
  });
});

describe('a settled pair', () => {
  function settled(): Mirrored {
    const all = mirrored(observedUser('a'), observedUser('b'));
    all.workers.put([storedWorker('E1'), storedWorker('E2')]);
    bind(bindingStore(all.database), 'E1', 'a');
    bind(bindingStore(all.database), 'E2', 'b');
    all.workers.settle(['E1', 'E2']);
    return all;
  }

  it('comes apart when its account is noted to be another, and only then', () => {
    const all = settled();
    all.mirror.noteUser(observedUser('a'));
    expect(unsettled(all)).toEqual([]);
    all.mirror.noteUser(observedUser('a', { status: 'SUSPENDED' }));
    expect(unsettled(all)).toEqual(['E1']);
    all.mirror.noteMember(sales.id, oktaUserId('b'), true);
    expect(unsettled(all)).toEqual(['E1', 'E2']);
    all.mirror.noteMember(sales.id, oktaUserId('b'), false);
    expect(unsettled(all)).toEqual(['E1']);
  });

  it('stays together when a pass then says what was noted', () => {
    const all = settled();
    const suspended = observedUser('a', { status: 'SUSPENDED' });
    all.mirror.noteUser(suspended);
    all.workers.settle(['E1']);
    pass(all.mirror, false, [suspended]);
    expect(unsettled(all)).toEqual([]);
  });

  it('is one with the account that was made for it', () => {
    const all = settled();
    all.workers.put([storedWorker('E3')]);
    all.mirror.noteUser(observedUser('c', { status: 'STAGED' }));
    bind(bindingStore(all.database), 'E3', 'c');
    expect(all.workers.unsettledPairs('', 100).pairs).toMatchObject([{ boundTo: 'c', userNo: 3 }]);
  });
});

describe('other key attributes', () => {
  it('find everybody after the next full pass, though nobody changed', () => {
    const users = [observedUser('a'), observedUser('b')];
    const { mirror } = mirrored(...users);
    const others = ['hrWorkerId', 'email'];
    pass(mirror, false, [observedUser('a')], others);
    expect(mirror.state().keyAttributes).toEqual(keys);
    expect(mirror.usersByKey('login', 'b@acme.example')).toHaveLength(1);
    pass(mirror, true, users, others);
    expect(mirror.state().keyAttributes).toEqual(others);
    expect([mirror.usersByKey('login', 'b@acme.example'), mirror.usersByKey('email', 'b@acme.example').length]).toEqual(
      [[], 1],
    );
  });
});
