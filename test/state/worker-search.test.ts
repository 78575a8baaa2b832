import { describe, expect, it } from 'vitest';
import type { UserStatus } from '../../src/domain/identity/observed.ts';
import { workerId } from '../../src/domain/kernel/ids.ts';
import { userStatuses } from '../../src/domain/identity/observed.ts';
import { hour, plus } from '../../src/domain/time/instant.ts';
import type { StoredWorker } from '../../src/reconcile/ports.ts';
import {
  announcementStore,
  bindingStore,
  controlStore,
  mirrorStore,
  workerStore,
  type Database,
} from '../../src/state/index.ts';
import { noon } from './operations.ts';
import { bind, observedUser, storedWorker } from './people.ts';
import { temporaryState } from './temporary-state.ts';

function stored(...people: readonly StoredWorker[]): Database {
  const { database } = temporaryState();
  workerStore(database).put(people);
  return database;
}

function named(id: string, name: string): StoredWorker {
  return storedWorker(id, { desired: { name } });
}

describe('people are found by name', () => {
  const database = (): Database =>
    stored(
      named('E1', 'Zażółć Gęślą'),
      named('E2', 'Anna Maria Müller'),
      named('E3', "D'Arcy MULLER-Ødegård"),
      named('E4', 'E4'),
      named('E5', "100% O'Neil_"),
    );

  it.each([
    ['zażółć', ['E1']],
    ['ZAŻÓŁĆ', ['E1']],
    ['ZAŻÓŁĆ'.normalize('NFD'), ['E1']],
    ['müller', ['E2']],
    ['muller', ['E3']],
    ['  maria   ANNA ', ['E2']],
    ['ller', ['E2', 'E3']],
    ['ødegård', ['E3']],
    ['e4', ['E4']],
    ['100%', ['E5']],
    ['_', ['E5']],
    ["'", ['E3', 'E5']],
    ['nobody', []],
    ['anna nobody', []],
    ['', []],
    ['  ', []],
  ])('by %j: %j', (words, ids) => {
    expect(
      workerStore(database())
        .named(words, 10)
        .map(({ id }) => id),
    ).toEqual(ids);
  });

  it('no more than asked, each with the name', () => {
    const workers = workerStore(database());
    expect(workers.named('ller', 1)).toEqual([{ id: 'E2', name: 'Anna Maria Müller' }]);
    expect(workers.named('ller', 0)).toEqual([]);
  });

  it('among very many', () => {
    const workers = workerStore(
      stored(...Array.from({ length: 12_000 }, (_, index) => named(`E${index}`, `Person ${index} of many`))),
    );
    expect(workers.named('many person 11999', 10)).toEqual([{ id: 'E11999', name: 'Person 11999 of many' }]);
    expect(workers.named('person', 100)).toHaveLength(100);
  });
});

describe('a desired account', () => {
  it('is due from the instant on that it expires at, unless it is due before', () => {
    const workers = workerStore(
      stored(
        storedWorker('E1'),
        storedWorker('E2', { validUntil: plus(noon, hour) }),
        storedWorker('E3', { validUntil: plus(noon, -hour) }),
      ),
    );
    workers.expire(['E1', 'E2', 'E3', 'nobody'], noon);
    expect(['E1', 'E2', 'E3'].map((id) => workers.get(id)?.validUntil)).toEqual([noon, noon, plus(noon, -hour)]);
    expect(workers.due(noon, '', 10).map(({ id }) => id)).toEqual(['E1', 'E2', 'E3']);
  });

  it.each([1, 2, 3, 10])(
    'is found in the order of workers, whether those due fit into a page of %i or not',
    (limit) => {
      const ids = ['E5', 'E1', 'E4', 'E2', 'E3'];
      const workers = workerStore(
        stored(...ids.map((id, index) => storedWorker(id, { validUntil: plus(noon, (index - 3) * hour) }))),
      );
      const found: string[] = [];
      for (
        let page = workers.due(noon, '', limit);
        page.length > 0;
        page = workers.due(noon, found.at(-1) ?? '', limit)
      ) {
        expect(page.length).toBeLessThanOrEqual(limit);
        found.push(...page.map(({ id }) => id));
      }
      expect(found).toEqual(['E1', 'E2', 'E4', 'E5']);
    },
  );

  it('has a next boundary: the earliest one ahead', () => {
    const database = stored(
      storedWorker('E1'),
      storedWorker('E2', { validUntil: plus(noon, hour) }),
      storedWorker('E3', { validUntil: plus(noon, 2 * hour) }),
    );
    const workers = workerStore(database);
    expect(workers.nextBoundary(plus(noon, -hour))).toBe(plus(noon, hour));
    expect(workers.nextBoundary(plus(noon, hour))).toBe(plus(noon, 2 * hour));
    expect(workers.nextBoundary(plus(noon, 2 * hour))).toBeNull();
    const plan = database
      .prepare('EXPLAIN QUERY PLAN SELECT min(valid_until) FROM worker WHERE valid_until > ?')
      .all(noon) as { readonly detail: string }[];
    expect(plan.map(({ detail }) => detail)).toEqual([expect.stringContaining('worker_by_boundary')]);
  });
});

describe('overdue', () => {
  const gone = { state: 'access-stopped', account: 'suspended', since: plus(noon, -hour) } as const;

  interface Case {
    readonly worker?: Parameters<typeof storedWorker>[1];
    readonly status?: UserStatus;
    readonly bound?: boolean;
  }

  function household({ worker = { desired: gone }, status = 'ACTIVE', bound = true }: Case): Database {
    const database = stored(storedWorker('E1', worker), storedWorker('E2'));
    const pass = mirrorStore(database).beginPass(true, [], []);
    pass.put([observedUser('a', { status }), observedUser('b')]);
    pass.finish(noon, noon);
    if (bound) bind(bindingStore(database), 'E1', 'a');
    bind(bindingStore(database), 'E2', 'b');
    return database;
  }

  function overdue(one: Case): readonly string[] {
    return workerStore(household(one))
      .overdue(noon, 10)
      .map(({ id }) => id);
  }

  it('is a leaver whose account can still be used, told with all that is needed to end it by hand', () => {
    expect(workerStore(household({})).overdue(noon, 10)).toEqual([
      { id: 'E1', name: 'Ada Lovelace', okta: 'a', login: 'a@acme.example', since: plus(noon, -hour) },
    ]);
  });

  it('depends on whether the account can be used', () => {
    const found = userStatuses.filter((status) => overdue({ status }).length > 0);
    expect(found).toEqual(['PROVISIONED', 'ACTIVE', 'RECOVERY', 'PASSWORD_EXPIRED', 'LOCKED_OUT']);
  });

  it.each([
    [
      'somebody whose access is closed',
      { worker: { desired: { ...gone, state: 'closed', account: 'closed' } } },
      ['E1'],
    ],
    ['somebody whose stop has no instant', { worker: { desired: { ...gone, since: null } } }, ['E1']],
    ['somebody who went exactly now', { worker: { desired: { ...gone, since: noon } } }, ['E1']],
    ['somebody who goes in a moment', { worker: { desired: { ...gone, since: plus(noon, 1) } } }, []],
    ['somebody on leave', { worker: { desired: { ...gone, state: 'on-leave' } } }, []],
    ['somebody out of scope', { worker: { desired: { ...gone, inScope: false } } }, []],
    ['somebody without an account of theirs', { bound: false }, []],
    ['somebody who is missing from the file', { worker: { desired: gone, standing: 'missing' } }, ['E1']],
  ] satisfies readonly (readonly [string, Case, readonly string[]])[])('of %s: as wanted', (_, one, wanted) => {
    expect(overdue(one)).toEqual(wanted);
  });

  it('is also whose boundary passed while nothing ran, by the announced end', () => {
    const database = household({ worker: { validUntil: plus(noon, -hour) } });
    const workers = workerStore(database);
    expect(workers.overdue(noon, 10)).toEqual([]);
    announcementStore(database).note(
      'E1',
      { at: plus(noon, -hour), source: 'people' },
      { id: 1, source: 'people' },
      plus(noon, -24 * hour),
    );
    announcementStore(database).note(
      'E2',
      { at: plus(noon, -hour), source: 'people' },
      { id: 1, source: 'people' },
      plus(noon, -24 * hour),
    );
    expect(workers.overdue(noon, 10)).toMatchObject([{ id: 'E1', since: plus(noon, -hour) }]);
    expect(workers.overdue(plus(noon, -2 * hour), 10)).toEqual([]);
  });

  it('is also whom a person asked to cut off, until the next run has worked it out', () => {
    const database = household({ worker: {} });
    const request = { person: 'ada', reason: null, evenProtected: false, requestedAt: noon };
    controlStore(database).cut({ worker: workerId('E1'), at: noon, ...request });
    controlStore(database).cut({ worker: workerId('E2'), at: plus(noon, hour), ...request });
    expect(workerStore(database).overdue(noon, 10)).toMatchObject([{ id: 'E1', since: noon }]);
  });

  it('lists people by id, no more than asked', () => {
    const database = stored(...['E3', 'E1', 'E2'].map((id) => storedWorker(id, { desired: gone })));
    const pass = mirrorStore(database).beginPass(true, [], []);
    pass.put(['1', '2', '3'].map((id) => observedUser(id)));
    pass.finish(noon, noon);
    for (const id of ['1', '2', '3']) bind(bindingStore(database), `E${id}`, id);
    expect(
      workerStore(database)
        .overdue(noon, 2)
        .map(({ id }) => id),
    ).toEqual(['E1', 'E2']);
  });
});
