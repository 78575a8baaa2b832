import { describe, expect, it } from 'vitest';
import { workerId } from '../../src/domain/kernel/ids.ts';
import { hour, plus, type Instant } from '../../src/domain/time/instant.ts';
import type { CutRequest, Pause } from '../../src/reconcile/ports.ts';
import { controlStore, owedStore, workerStore, type Database } from '../../src/state/index.ts';
import { startChild } from './child.ts';
import { noon, operationOf, planHash } from './operations.ts';
import { storedWorker } from './people.ts';
import { temporaryState } from './temporary-state.ts';

const writer = new URL('./children/hold-lease.ts', import.meta.url);

function pause(worker: string | null, more: Partial<Pause> = {}): Pause {
  return { worker, person: 'ada', reason: null, since: noon, ...more };
}

function cut(worker: string, more: Partial<CutRequest> = {}): CutRequest {
  return {
    worker: workerId(worker),
    at: noon,
    person: 'ada',
    reason: 'lost laptop',
    evenProtected: false,
    requestedAt: plus(noon, -hour),
    ...more,
  };
}

describe('a pause', () => {
  it('is of one worker or of everybody, until it is taken back', () => {
    const controls = controlStore(temporaryState().database);
    expect([controls.pauseOf(null), controls.pauseOf('E1'), controls.pauses()]).toEqual([null, null, []]);
    controls.pause(pause('E1', { reason: 'maternity cover' }));
    controls.pause(pause(null));
    expect(controls.pauses()).toEqual([pause(null), pause('E1', { reason: 'maternity cover' })]);
    expect([controls.pauseOf(null), controls.pauseOf('E1')?.reason]).toEqual([pause(null), 'maternity cover']);
    expect([controls.resume('E1'), controls.resume('E1'), controls.resume('E2')]).toEqual([true, false, false]);
    expect(controls.pauses()).toEqual([pause(null)]);
    expect([controls.resume(null), controls.pauses()]).toEqual([true, []]);
  });

  it('said again is the newer one', () => {
    const controls = controlStore(temporaryState().database);
    controls.pause(pause('E1'));
    controls.pause(pause('E1', { person: 'bo', since: plus(noon, hour) }));
    expect(controls.pauses()).toEqual([pause('E1', { person: 'bo', since: plus(noon, hour) })]);
  });
});

describe('a cut', () => {
  function household(validUntil: Instant | null): {
    readonly database: Database;
    readonly controls: ReturnType<typeof controlStore>;
    readonly dueAt: () => Instant | null | undefined;
  } {
    const { database } = temporaryState();
    const workers = workerStore(database);
    workers.put([storedWorker('E1', { validUntil })]);
    return { database, controls: controlStore(database), dueAt: () => workers.get('E1')?.validUntil };
  }

  it('is kept until it is lifted', () => {
    const { controls } = household(null);
    controls.cut(cut('E1', { evenProtected: true }));
    controls.cut(cut('E0', { reason: null }));
    expect(controls.cutOf('E1')).toEqual(cut('E1', { evenProtected: true }));
    expect(controls.cuts()).toEqual([cut('E0', { reason: null }), cut('E1', { evenProtected: true })]);
    expect([controls.liftCut('E1'), controls.liftCut('E1')]).toEqual([true, false]);
    expect([controls.cutOf('E1'), controls.cuts().length]).toEqual([null, 1]);
  });

  it.each([
    ['no date', null, noon],
    ['a later date', plus(noon, hour), noon],
    ['an earlier date', plus(noon, -2 * hour), plus(noon, -2 * hour)],
  ])('has somebody with %s worked out again from its instant on', (_, before, after) => {
    const { controls, dueAt } = household(before);
    controls.cut(cut('E1'));
    expect(dueAt()).toBe(after);
  });

  it('that is lifted has the worker worked out again at once', () => {
    const { controls, dueAt } = household(null);
    controls.cut(cut('E1', { at: plus(noon, 24 * hour), requestedAt: noon }));
    expect(dueAt()).toBe(plus(noon, 24 * hour));
    controls.liftCut('E1');
    expect(dueAt()).toBe(noon);
  });

  it('and its consequence are there together or not at all', () => {
    const { database, controls, dueAt } = household(null);
    expect(() => {
      database.transaction(() => {
        controls.cut(cut('E1'));
        throw new Error('no');
      })();
    }).toThrow('no');
    expect([controls.cutOf('E1'), dueAt()]).toEqual([null, null]);
  });
});

describe('the version of the state', () => {
  it('stays while nobody writes and changes whoever does', async () => {
    const state = temporaryState();
    const controls = controlStore(state.database);
    const seen = [controls.version()];
    expect(controls.version()).toBe(seen[0]);
    controls.pause(pause('E1'));
    seen.push(controls.version());
    controlStore(temporaryState({ directory: state.directory }).database).pause(pause('E2'));
    seen.push(controls.version());
    const child = startChild(writer, state.directory);
    await child.line();
    seen.push(controls.version());
    expect(controls.version()).toBe(seen.at(-1));
    expect(new Set(seen).size).toBe(4);
  });
});

describe('clean-up that is owed', () => {
  it('is kept since the first time, oldest first, until it is done', () => {
    const owed = owedStore(temporaryState().database);
    const [one, other] = ['E1', 'E2'].map((id) => operationOf('clear-sessions', id)) as [
      ReturnType<typeof operationOf>,
      ReturnType<typeof operationOf>,
    ];
    expect(owed.all()).toEqual([]);
    owed.add(one, planHash, plus(noon, hour));
    owed.add(other, planHash, noon);
    owed.add(one, planHash, plus(noon, 2 * hour));
    expect(owed.all()).toEqual([
      { operation: other, plan: planHash, since: noon },
      { operation: one, plan: planHash, since: plus(noon, hour) },
    ]);
    owed.remove(other.id);
    owed.remove(other.id);
    expect(owed.all().map(({ operation }) => operation.subject.worker)).toEqual(['E1']);
  });
});
