import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { oktaUserId, workerId } from '../../src/domain/kernel/ids.ts';
import type { Binding } from '../../src/reconcile/ports.ts';
import { openState, openStores, type State, type Stores } from '../../src/state/index.ts';
import { noon } from './operations.ts';

let directory: string;
let state: State;
let stores: Stores;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tenured-conversions-'));
  state = openState({ directory });
  stores = openStores(state.database);
});

afterEach(() => {
  state.close();
  rmSync(directory, { recursive: true });
});

function bind(worker: string, madeBy: Binding['madeBy'] = 'adopted'): void {
  const okta = oktaUserId('00u1');
  stores.bindings.add([{ worker: workerId(worker), okta, madeBy, madeAt: noon, evidence: 'profile.email' }]);
}

const cut = { at: noon, person: 'olga', reason: null, evenProtected: false, requestedAt: noon };

describe('a hand-over', () => {
  it('moves the account with all that is kept by worker id, and back as it was', () => {
    bind('C1');
    stores.controls.cut({ ...cut, worker: workerId('C1') });
    state.database.exec("INSERT INTO ended_access (worker_id, suspended_at, ended_at) VALUES ('C1', 5, 5)");
    stores.conversions.convert('C1', 'E1', 'plan 1', noon);
    expect(stores.bindings.byUser('00u1')).toMatchObject({ worker: 'E1', madeBy: 'converted', evidence: 'plan 1' });
    expect([stores.bindings.byWorker('C1'), stores.conversions.successor('C1')]).toEqual([null, 'E1']);
    expect([stores.journal.suspendedAt('E1'), stores.controls.cutOf('E1')?.person]).toEqual([5, 'olga']);
    stores.conversions.revert('C1', 'E1');
    expect(stores.bindings.byUser('00u1')).toMatchObject({
      worker: 'C1',
      madeBy: 'adopted',
      evidence: 'profile.email',
    });
    expect([stores.conversions.any(), stores.journal.suspendedAt('C1')]).toEqual([false, 5]);
    expect([stores.journal.suspendedAt('E1'), stores.controls.cutOf('E1')]).toEqual([null, null]);
  });

  it.each([
    ['adopted', true],
    ['created', false],
  ] as const)('remembers over any number of ids how the account came to be known: %s', (madeBy, adopted) => {
    bind('C1', madeBy);
    stores.conversions.convert('C1', 'E1', 'plan 1', noon);
    stores.conversions.convert('E1', 'X1', 'plan 2', noon);
    expect(stores.bindings.isAdopted('X1')).toBe(adopted);
  });

  it('needs something to hand over', () => {
    expect(() => {
      stores.conversions.convert('C1', 'E1', 'plan 1', noon);
    }).toThrow('no account to hand over');
  });
});

describe('claims', () => {
  it('are found by whom they are about, and written only when they are others', () => {
    const { claims } = stores;
    expect(claims.any()).toBe(false);
    const one = { previous: ['C1'], persons: ['d1'] };
    expect([claims.set('E1', one), claims.set('E1', one)]).toEqual([true, false]);
    claims.set('E2', { previous: ['C1'], persons: [] });
    expect([claims.naming('C1'), claims.sharing('d1'), claims.of('E1')]).toEqual([['E1', 'E2'], ['E1'], one]);
    claims.set('E1', { previous: [], persons: [] });
    expect([claims.naming('C1'), claims.sharing('d1')]).toEqual([['E2'], []]);
  });

  it('of one value for everybody cost no look at everybody', () => {
    for (let number = 0; number < 100; number += 1) stores.claims.set(`E${number}`, { previous: [], persons: ['d'] });
    expect(stores.claims.sharing('d')).toHaveLength(20);
  });

  it('use an index, never the whole table', () => {
    const plans = ['kind = ? AND value = ?', 'worker_id = ?'].map((where) =>
      state.database
        .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN SELECT * FROM claim WHERE ${where}`.replaceAll('?', "'x'"))
        .all()
        .map(({ detail }) => detail)
        .join(),
    );
    for (const plan of plans) expect(plan).toMatch(/^SEARCH claim USING/);
  });

  it('stay refused until somebody takes that back or HR says something else', () => {
    const { claims } = stores;
    claims.refuse('C1', 'E1', 'olga', noon);
    claims.refuse('C1', 'E2', 'olga', noon);
    expect([claims.isRefused('C1', 'E1'), claims.isRefused('E1', 'C1')]).toEqual([true, false]);
    claims.allow('C1', 'E1');
    expect([claims.isRefused('C1', 'E1'), claims.isRefused('C1', 'E2')]).toEqual([false, true]);
    claims.forgetRefusals('C1');
    expect(claims.isRefused('C1', 'E2')).toBe(false);
  });
});
