import { describe, expect, it } from 'vitest';
import { oktaUserId, workerId } from '../../src/domain/kernel/ids.ts';
import { hour, instant, plus } from '../../src/domain/time/instant.ts';
import type { DraftSummary, SnapshotDraft, StagedRow } from '../../src/reconcile/ports.ts';
import { openStores } from '../../src/state/index.ts';
import { storedWorker } from './people.ts';
import { temporaryState } from './temporary-state.ts';

const now = instant(1_800_000_000_000);
const end = plus(now, 30 * 24 * hour);

function rows(prefix: string, count: number, version = 1): StagedRow[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `${prefix}${String(index)}`,
    hash: `${prefix}${String(index)}-${String(version)}`,
    fileRow: index + 2,
    cells: [`${prefix}${String(index)}`, String(version)],
  }));
}

function summary(count: number): DraftSummary {
  return {
    sha256: 'aa',
    rows: count,
    rowsDigest: 'd',
    positions: null,
    letters: ['A', 'B'],
    findings: [],
    statistics: null,
  };
}

function house() {
  const { database } = temporaryState();
  const stores = openStores(database);
  const begin = (source: string): SnapshotDraft =>
    stores.feed.begin(source, { file: `${source}.csv`, bytes: 1, modifiedAt: now }, 'basis', now);
  const accept = (source: string, staged: readonly StagedRow[]): void => {
    const draft = begin(source);
    draft.stage(staged);
    draft.accept(summary(staged.length), now).finish(0);
  };
  const image = (source: string): readonly string[] => {
    const draft = begin(source);
    const found = draft.imageAfter(0, 1_000).map(({ key, cells }) => `${key}=${cells.join()}`);
    draft.reject(summary(0), now);
    return found;
  };
  return { database, stores, begin, accept, image };
}

describe('the rows of two sources', () => {
  it('are kept apart when a held file of one is replaced after the other was read', () => {
    const { stores, begin, accept, image, database } = house();
    accept('a', rows('A', 3));
    const held = begin('a');
    held.stage(rows('A', 5, 2));
    held.end([1, 2]);
    held.hold(summary(5), now);
    accept('b', rows('B', 4));
    accept('b', rows('B', 2));
    expect(stores.feed.candidate('a')?.snapshot.rows).toBe(5);
    expect(image('a')).toEqual(['A0=A0,1', 'A1=A1,1', 'A2=A2,1']);
    expect(image('b')).toHaveLength(6);
    const orphans = `SELECT count(*) FROM feed_cells WHERE row_id NOT IN (SELECT row_id FROM feed_row)`;
    expect(database.prepare(orphans).pluck().get()).toBe(0);
  });

  it('are settled apart when both were accepted before either was', () => {
    const { stores, begin } = house();
    const one = begin('a');
    one.stage(rows('A', 2));
    one.accept(summary(2), now);
    const other = begin('b');
    other.stage(rows('B', 3));
    other.accept(summary(3), now);
    expect(
      stores.feed
        .unfinished('a')
        ?.stagedAfter(0, 10)
        .map(({ key }) => key),
    ).toEqual(['A0', 'A1']);
    expect(
      stores.feed
        .unfinished('b')
        ?.stagedAfter(0, 10)
        .map(({ key }) => key),
    ).toEqual(['B0', 'B1', 'B2']);
    expect(one.stagedKeys(0, 10).map(({ key }) => key)).toEqual(['A0', 'A1']);
  });
});

describe('announced ends of two sources', () => {
  it('become firm and are taken back by their own source alone', () => {
    const { announcements, bindings, workers } = house().stores;
    const later = plus(now, 24 * hour);
    workers.put([storedWorker('E1'), storedWorker('K1')]);
    bindings.add(
      ['E1', 'K1'].map((id) => ({
        worker: workerId(id),
        okta: oktaUserId(`00u${id}`),
        madeBy: 'adopted' as const,
        madeAt: now,
        evidence: '',
      })),
    );
    announcements.note('E1', { at: end, source: 'a' }, { id: 1, source: 'a' }, now);
    announcements.note('K1', { at: end, source: 'b' }, { id: 2, source: 'b' }, now);
    announcements.confirmRepeated('b', 4, later);
    announcements.confirmRepeated('b', null, later);
    expect([announcements.get('E1')?.firm, announcements.get('K1')?.firm]).toEqual([false, true]);
    expect(announcements.newIn({ id: 1, source: 'a' }, now)).toEqual({ snapshot: 1, recent: 1 });
    announcements.note('E1', null, { id: 3, source: 'a' }, later);
    announcements.note('K1', null, { id: 4, source: 'b' }, later);
    expect(announcements.takenBack([3, 4], 10)).toEqual({ total: 2, workers: ['E1', 'K1'] });
    announcements.note('K1', { at: end, source: 'b' }, { id: 5, source: 'b' }, later);
    announcements.note('K1', null, { id: 6, source: 'b' }, later);
    expect(announcements.takenBack([3, 6], 10)).toEqual({ total: 2, workers: ['E1', 'K1'] });
  });

  it('stay as firm as they were when another source comes to give the same end', () => {
    const { announcements, workers } = house().stores;
    workers.put([storedWorker('E1')]);
    announcements.note('E1', { at: end, source: 'a' }, { id: 1, source: 'a' }, now);
    announcements.note('E1', { at: end, source: 'b' }, { id: 2, source: 'b' }, now);
    announcements.confirmRepeated('a', 3, plus(now, 24 * hour));
    expect(announcements.get('E1')?.firm).toBe(false);
    announcements.confirmRepeated('b', 4, plus(now, 24 * hour));
    announcements.note('E1', { at: end, source: 'a' }, { id: 5, source: 'a' }, now);
    expect(announcements.get('E1')?.firm).toBe(true);
  });
});

describe('the sources of a state', () => {
  it('are known with the time since when they are not configured any more', () => {
    const { standings } = house().stores;
    expect([standings.home(), standings.known().size]).toEqual([null, 0]);
    standings.configured(['a', 'b'], now);
    standings.configured(['b'], plus(now, hour));
    standings.configured(['b'], plus(now, 2 * hour));
    expect([standings.home(), [...standings.known()]]).toEqual([
      'a',
      [
        ['a', plus(now, hour)],
        ['b', null],
      ],
    ]);
    standings.configured(['b', 'a'], plus(now, 3 * hour));
    expect([...standings.known()]).toEqual([
      ['a', null],
      ['b', null],
    ]);
  });

  it('tell who does not simply stand in them, and since when', () => {
    const { standings } = house().stores;
    standings.set('E1', { source: 'a', standing: 'missing', since: now });
    standings.set('E1', { source: 'a', standing: 'missing', since: plus(now, hour) });
    standings.set('E1', { source: 'b', standing: 'put-aside', since: now });
    expect(standings.of('E1')).toEqual([
      { source: 'a', standing: 'missing', since: now },
      { source: 'b', standing: 'put-aside', since: now },
    ]);
    expect([standings.putAside('a'), standings.putAside('b')]).toEqual([[], ['E1']]);
    standings.clear('E1', 'b');
    expect([standings.any('a'), standings.any('b')]).toEqual([true, false]);
  });
});
