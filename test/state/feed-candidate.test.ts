import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/guardrails/finding.ts';
import { hour, plus, type Instant } from '../../src/domain/time/instant.ts';
import type { DraftSummary, FeedStore, SnapshotDraft, SourceFile } from '../../src/reconcile/ports.ts';
import { feedStore, type Database } from '../../src/state/index.ts';
import { noon } from './operations.ts';
import { codeOf, temporaryState } from './temporary-state.ts';

const finding: Finding = {
  guardrail: 'G3',
  verdict: 'candidate',
  scope: 'snapshot',
  measured: 5,
  limit: 3,
  message: '5 rows fewer',
  subjects: [],
  subjectsTotal: 0,
  remedy: 'look',
};

function file(modifiedAt: Instant = noon): SourceFile {
  return { file: 'people.csv', bytes: 100, modifiedAt };
}

function summary(rows: number): DraftSummary {
  const letters = ['A', 'C'];
  const statistics = `[${rows}]`;
  return {
    sha256: `s${rows}`,
    rows,
    rowsDigest: `d${rows}`,
    positions: null,
    letters,
    findings: [finding],
    statistics,
  };
}

function stage(draft: SnapshotDraft, ...keys: readonly string[]): void {
  draft.stage(keys.map((key, index) => ({ key, hash: `h-${key}`, fileRow: index + 2, cells: [key, 'x'] })));
}

function begin(feed: FeedStore, at: Instant = noon): SnapshotDraft {
  return feed.begin('people', file(at), 'basis', at);
}

/** E1 to E3 are accepted; a candidate ends E1 and E2, and brings E4. */
function held(): { readonly feed: FeedStore; readonly database: Database; readonly candidate: number } {
  const { database } = temporaryState();
  const feed = feedStore(database);
  const first = begin(feed);
  stage(first, 'E1', 'E2', 'E3');
  first.accept(summary(3), noon).finish(0);
  const second = begin(feed, plus(noon, hour));
  second.end([1, 2]);
  stage(second, 'E4');
  second.hold(summary(2), plus(noon, hour));
  return { feed, database, candidate: second.id };
}

function keysOf(draft: { keysAfter(after: string, limit: number): { readonly keys: readonly string[] } }): unknown {
  return draft.keysAfter('', 100).keys;
}

describe('a candidate', () => {
  it('is told as it was read, while everything goes on from the accepted snapshot', () => {
    const { feed, candidate } = held();
    expect(feed.candidate('people')?.snapshot).toMatchObject({
      id: candidate,
      rows: 2,
      rowsDigest: 'd2',
      sha256: 's2',
      letters: ['A', 'C'],
      readAt: plus(noon, hour),
      findings: [finding],
    });
    expect(feed.candidate('others')).toBeNull();
    expect([feed.accepted('people')?.rows, feed.unfinished('people')]).toEqual([3, null]);
  });

  it('that a person accepts is settled by the next run like one whose settling a crash cut short', () => {
    const { feed, candidate } = held();
    feed.candidate('people')?.accept(plus(noon, 2 * hour));
    expect(feed.candidate('people')).toBeNull();
    const unfinished = feed.unfinished('people');
    expect(unfinished?.snapshot).toMatchObject({ id: candidate, rows: 2, rowsDigest: 'd2' });
    expect(unfinished?.stagedAfter(0, 10).map(({ key, cells }) => [key, cells])).toEqual([['E4', ['E4', 'x']]]);
    expect(unfinished?.endedKeys(0, 10).map(({ key }) => key)).toEqual(['E1', 'E2']);
    expect(['E1', 'E3', 'E4'].map((key) => unfinished?.imageRows(key).length)).toEqual([0, 1, 1]);
    unfinished?.finish(0);
    expect([feed.accepted('people')?.id, feed.unfinished('people')]).toEqual([candidate, null]);
    const next = begin(feed, plus(noon, 3 * hour));
    expect(keysOf(next)).toEqual(['E3', 'E4']);
    expect([next.isKnown('E1'), next.isKnown('E3'), next.isKnown('E4')]).toEqual([false, true, true]);
  });

  it('that is accepted while a run is under way does not become its baseline', () => {
    const { feed } = held();
    feed.candidate('people')?.accept(plus(noon, 2 * hour));
    expect(feed.accepted('people')?.rows).toBe(3);
    expect(codeOf(() => begin(feed, plus(noon, 3 * hour)))).toBe('TEN-4014');
    expect(feed.unfinished('people')?.snapshot.rows).toBe(2);
    expect(codeOf(() => begin(feed, plus(noon, 3 * hour)))).toBe('TEN-4014');
    expect(feed.unfinished('people')?.endedKeys(0, 10)).toHaveLength(2);
  });

  it('stays chosen over a crash between the choice and its settling', () => {
    const { directory, database } = temporaryState();
    const feed = feedStore(database);
    const first = begin(feed);
    stage(first, 'E1');
    first.hold(summary(1), noon);
    feed.candidate('people')?.accept(noon);
    const again = feedStore(temporaryState({ directory }).database);
    expect(again.unfinished('people')?.stagedAfter(0, 10)).toHaveLength(1);
    const oncemore = feedStore(temporaryState({ directory }).database);
    expect(oncemore.unfinished('people')?.stagedAfter(0, 10)).toHaveLength(1);
  });

  it('is replaced by the next read, and can be accepted no more', () => {
    const { feed, database, candidate } = held();
    const seen = feed.candidate('people');
    const next = begin(feed, plus(noon, 2 * hour));
    expect(feed.candidate('people')).toBeNull();
    expect(codeOf(() => seen?.accept(noon))).toBe('TEN-5014');
    expect(keysOf(next)).toEqual(['E1', 'E2', 'E3']);
    const page = next.rowsAfter(0, 10);
    expect([0, 1, 2].map((index) => page.key(index))).toEqual(['E1', 'E2', 'E3']);
    expect(page.size).toBe(3);
    expect(database.prepare('SELECT status FROM snapshot WHERE snapshot_id = ?').pluck().get(candidate)).toBe(
      'replaced',
    );
    next.reject(summary(0), noon);
    expect(feed.accepted('people')?.rows).toBe(3);
  });

  it('cannot be accepted from the moment on that its rows begin to go', () => {
    const { feed, database } = held();
    // A read that is cut short while it undoes the candidate's rows.
    database.exec("CREATE TRIGGER fail BEFORE DELETE ON feed_row BEGIN SELECT RAISE(ABORT, 'killed'); END");
    const seen = feed.candidate('people');
    expect(() => begin(feed, plus(noon, 2 * hour))).toThrow('killed');
    database.exec('DROP TRIGGER fail');
    expect(codeOf(() => seen?.accept(noon))).toBe('TEN-5014');
    expect(keysOf(begin(feed, plus(noon, 2 * hour)))).toEqual(['E1', 'E2', 'E3']);
  });

  it('is given up when the accepted file is delivered again', () => {
    const { feed } = held();
    const seen = feed.candidate('people');
    const accepted = feed.accepted('people');
    if (accepted === null) throw new Error('nothing is accepted');
    feed.confirm(accepted, file(plus(noon, 2 * hour)), plus(noon, 2 * hour));
    expect(feed.candidate('people')).toBeNull();
    expect(codeOf(() => seen?.accept(noon))).toBe('TEN-5014');
    expect(keysOf(begin(feed, plus(noon, 3 * hour)))).toEqual(['E1', 'E2', 'E3']);
  });

  it('is accepted in the transaction around it', () => {
    const { feed, database } = held();
    expect(() => {
      database.transaction(() => {
        feed.candidate('people')?.accept(noon);
        throw new Error('no');
      })();
    }).toThrow('no');
    expect(feed.candidate('people')).not.toBeNull();
  });
});
