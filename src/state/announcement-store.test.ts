import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { oktaUserId, workerId } from '../domain/kernel/ids.ts';
import { hour, instant, plus, type Instant } from '../domain/time/instant.ts';
import type { AnnouncementStore } from '../reconcile/ports.ts';
import { announcementStore } from './announcement-store.ts';
import { bindingStore } from './binding-store.ts';
import { openState, type State } from './open.ts';
import { standingStore } from './standing-store.ts';
import { workerStore } from './worker-store.ts';

const seen = instant(Date.UTC(2026, 10, 23));
const end = instant(Date.UTC(2026, 11, 1));

let directory: string;
let state: State;
let announcements: AnnouncementStore;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tenured-announcement-'));
  state = openState({ directory });
  announcements = announcementStore(state.database);
  workerStore(state.database).put([
    {
      id: workerId('E1'),
      standing: 'present',
      state: 'active',
      validUntil: null,
      fingerprint: '',
      snapshot: 1,
      name: 'Ada Lovelace',
      inScope: true,
      since: null,
      workedOutAt: instant(0),
      record: '[]',
    },
  ]);
  note('E1', end, 1, seen);
});

afterEach(() => {
  state.close();
  rmSync(directory, { recursive: true });
});

function note(id: string, endsAt: Instant | null, snapshot: number, at: Instant): void {
  const announced = endsAt === null ? null : { at: endsAt, source: 'people' };
  announcements.note(id, announced, { id: snapshot, source: 'people' }, at);
}

function firm(): boolean | undefined {
  return announcements.get('E1')?.firm;
}

describe('an announced end becomes firm', () => {
  it('when another snapshot repeats it twelve hours later, and not a second before', () => {
    announcements.confirmRepeated('people', 2, plus(seen, 12 * hour - 1000));
    expect(firm()).toBe(false);
    announcements.confirmRepeated('people', 2, plus(seen, 12 * hour));
    expect(firm()).toBe(true);
  });

  it('not by the snapshot that brought it, but by the same file delivered again', () => {
    announcements.confirmRepeated('people', 1, plus(seen, 24 * hour));
    expect(firm()).toBe(false);
    announcements.confirmRepeated('people', null, plus(seen, 24 * hour));
    expect(firm()).toBe(true);
  });

  it('not while its worker is missing from the file or put aside', () => {
    const standings = standingStore(state.database);
    for (const standing of ['missing', 'put-aside'] as const) {
      standings.set('E1', { source: 'people', standing, since: seen });
      announcements.confirmRepeated('people', 2, plus(seen, 24 * hour));
      expect(firm()).toBe(false);
    }
  });

  it('anew when the end moves, and never when it is withdrawn', () => {
    announcements.confirmRepeated('people', 2, plus(seen, 12 * hour));
    note('E1', end, 3, plus(seen, 13 * hour));
    expect(firm()).toBe(true);
    note('E1', plus(end, hour), 4, plus(seen, 14 * hour));
    expect(announcements.get('E1')).toMatchObject({ firm: false, firstSnapshot: 4, firstSeenAt: seen + 14 * hour });
    note('E1', null, 5, plus(seen, 15 * hour));
    expect(announcements.get('E1')).toBeNull();
  });
});

describe('announcements that come with too many others', () => {
  const week = plus(seen, -7 * 24 * hour);
  const later = plus(seen, 24 * hour);

  beforeEach(() => {
    const bindings = bindingStore(state.database);
    const binding = { madeBy: 'adopted', madeAt: seen, evidence: 'test' } as const;
    bindings.add(
      ['E1', 'E2', 'E3', 'E4', 'E5'].map((id) => ({ ...binding, worker: workerId(id), okta: oktaUserId(`00u${id}`) })),
    );
  });

  function people(...ids: readonly string[]): void {
    const person = { standing: 'present', state: 'active', validUntil: null, fingerprint: '', snapshot: 1 } as const;
    const stored = ids.map((id) => ({
      ...person,
      id: workerId(id),
      name: id,
      inScope: true,
      since: null,
      workedOutAt: instant(0),
      record: '[]',
    }));
    workerStore(state.database).put(stored);
  }

  function held(limit = 10): readonly [number, readonly string[]] {
    const { total, workers } = announcements.held(limit);
    return [total, workers];
  }

  it('are counted when they are new or move to an earlier end', () => {
    for (const id of ['E2', 'E3', 'E4']) note(id, end, 1, seen);
    people('E2', 'E3', 'E4');
    announcements.confirmRepeated('people', 2, plus(seen, 12 * hour));
    note('E2', plus(end, -hour), 3, later);
    note('E3', plus(end, hour), 3, later);
    note('E4', end, 3, later);
    note('E5', end, 3, later);
    expect(announcements.newIn({ id: 3, source: 'people' }, week)).toEqual({ snapshot: 2, recent: 4 });
    expect(announcements.newIn({ id: 1, source: 'people' }, later)).toEqual({ snapshot: 2, recent: 2 });
    expect(announcements.newIn({ id: 9, source: 'people' }, plus(later, 1))).toEqual({ snapshot: 0, recent: 0 });
  });

  it('stay counted while they were never firm, however they move, and not once they are withdrawn', () => {
    note('E1', plus(end, hour), 2, later);
    expect(announcements.newIn({ id: 2, source: 'people' }, week)).toEqual({ snapshot: 1, recent: 1 });
    note('E1', null, 3, later);
    expect(announcements.newIn({ id: 2, source: 'people' }, week)).toEqual({ snapshot: 0, recent: 0 });
  });

  it('are held with their snapshot, and no repetition makes them firm', () => {
    people('E2');
    note('E2', end, 2, later);
    announcements.hold({ id: 2, source: 'people' }, later);
    announcements.confirmRepeated('people', 3, plus(later, 12 * hour));
    expect([announcements.get('E1'), announcements.get('E2')]).toMatchObject([
      { firm: true, held: false },
      { firm: false, held: true },
    ]);
    expect(held()).toEqual([1, ['E2']]);
  });

  it('are held with what came in parts before, as far back as is asked', () => {
    note('E2', end, 2, later);
    note('E3', end, 3, plus(later, hour));
    announcements.hold({ id: 3, source: 'people' }, later);
    expect(held()).toEqual([2, ['E2', 'E3']]);
    announcements.hold({ id: 3, source: 'people' }, seen);
    expect(held()).toEqual([3, ['E1', 'E2', 'E3']]);
  });

  it('are not held when a person made them firm before', () => {
    announcements.makeFirm(['E1'], 'ada', seen);
    announcements.hold({ id: 1, source: 'people' }, later);
    expect([announcements.get('E1'), held()]).toMatchObject([{ firm: true, held: false }, [0, []]]);
  });

  it('become firm by a person alone: the named ones, or all that are held', () => {
    for (const id of ['E2', 'E3', 'E4']) note(id, end, 2, later);
    announcements.hold({ id: 2, source: 'people' }, later);
    expect(held(2)).toEqual([3, ['E2', 'E3']]);
    announcements.makeFirm(['E3', 'nobody'], 'ada', later);
    expect([announcements.get('E3'), held()]).toMatchObject([{ firm: true, held: false }, [2, ['E2', 'E4']]]);
    announcements.makeFirm(null, 'ada', later);
    expect(held()).toEqual([0, []]);
    expect(['E1', 'E2', 'E4'].map((id) => announcements.get(id)?.firm)).toEqual([false, true, true]);
  });

  it('do not count and are not held for people without an account', () => {
    note('E9', end, 2, later);
    expect(announcements.newIn({ id: 2, source: 'people' }, later)).toEqual({ snapshot: 0, recent: 0 });
    announcements.hold({ id: 2, source: 'people' }, later);
    expect(held()).toEqual([0, []]);
  });

  it('start anew with another end, to be judged with its own snapshot', () => {
    announcements.hold({ id: 1, source: 'people' }, later);
    note('E1', end, 2, later);
    expect(held()).toEqual([1, ['E1']]);
    note('E1', plus(end, hour), 3, later);
    expect(held()).toEqual([0, []]);
    expect(announcements.newIn({ id: 3, source: 'people' }, week)).toEqual({ snapshot: 1, recent: 1 });
  });
});

describe('what is to come, and what will not come any more', () => {
  const own = { madeBy: 'adopted', madeAt: seen, evidence: 'test' } as const;
  const bind = (...ids: readonly string[]): void => {
    bindingStore(state.database).add(ids.map((id) => ({ ...own, worker: workerId(id), okta: oktaUserId(`00u${id}`) })));
  };

  it('is counted by day, of people who have an account', () => {
    bind('E1', 'E2', 'E3');
    note('E2', plus(end, hour), 1, seen);
    note('E3', plus(end, 25 * hour), 1, seen);
    note('E4', plus(end, 25 * hour), 1, seen);
    announcements.makeFirm(['E1', 'E3', 'E4'], 'dana', seen);
    expect(announcements.due(seen, plus(end, 48 * hour))).toEqual({
      total: 3,
      firmByDay: [
        { day: '2026-12-01', count: 1 },
        { day: '2026-12-02', count: 1 },
      ],
    });
    expect(announcements.due(plus(end, 1), plus(end, 25 * hour))).toEqual({ total: 1, firmByDay: [] });
  });

  it('is remembered of the newest snapshot that took anything back', () => {
    bind('E1', 'E2');
    note('E2', end, 1, seen);
    note('E3', end, 1, seen);
    note('E1', plus(end, hour), 2, seen);
    note('E2', null, 2, seen);
    note('E3', null, 2, seen);
    expect(announcements.takenBack([2], 1)).toEqual({ total: 2, workers: ['E1'] });
    note('E1', end, 3, seen);
    expect(announcements.takenBack([3], 9)).toEqual({ total: 0, workers: [] });
    note('E1', null, 4, seen);
    expect([announcements.takenBack([2], 9).total, announcements.takenBack([4], 9).total]).toEqual([0, 1]);
  });
});
