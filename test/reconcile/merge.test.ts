import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../src/domain/kernel/hash.ts';
import { instant } from '../../src/domain/time/instant.ts';
import { ColumnStatistics } from '../../src/reconcile/ingest/column-statistics.ts';
import { ChangesMerge } from '../../src/reconcile/ingest/changes-merge.ts';
import { ImageMerge, type Merged } from '../../src/reconcile/ingest/merge.ts';
import { originFinder } from '../../src/reconcile/ingest/origins.ts';
import { positionFinder } from '../../src/reconcile/ingest/positions.ts';
import { RowsDigest } from '../../src/reconcile/ingest/rows-digest.ts';
import type { FeedStore, RowBatch, Snapshot, SnapshotDraft } from '../../src/reconcile/ports.ts';
import { feedStore, openState, type State } from '../../src/state/index.ts';

interface Row {
  readonly key: string;
  readonly value: string;
}

let directory: string;
let state: State;
let feed: FeedStore;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tenured-merge-'));
  state = openState({ directory });
  feed = feedStore(state.database);
});

afterEach(() => {
  state.close();
  rmSync(directory, { recursive: true });
});

const now = instant(1_800_000_000_000);

function hashOf(row: Row): string {
  return sha256(JSON.stringify(row)).slice(0, 32);
}

/** The rows as a source gives them; the header is row 1. */
function batchOf(rows: readonly Row[], firstRow: number): RowBatch {
  const at = (index: number): Row => rows[index] ?? { key: '', value: '' };
  return {
    size: rows.length,
    key: (index) => at(index).key,
    hash: (index) => hashOf(at(index)),
    fileRow: (index) => firstRow + index,
    cells: (index) => [at(index).key, at(index).value],
    brokenWidth: () => null,
  };
}

/** A file that lists everybody, or one of changes in which this value says that a row is gone. */
type Kind = { readonly number: number; readonly removed: string } | null;

function read(rows: readonly Row[], kind: Kind = null): { draft: SnapshotDraft; merged: Merged } {
  const accepted = feed.accepted('people');
  const file = { file: kind === null ? 'people.csv' : `${String(kind.number)}.csv`, bytes: 1, modifiedAt: now };
  const numbered = kind === null ? null : { number: kind.number, whole: false };
  const draft = feed.begin('people', file, 'basis', now, numbered);
  const image = { rows: accepted?.rows ?? 0, digest: accepted?.rowsDigest ?? '' };
  const statistics = new ColumnStatistics(['key', 'value']);
  const merge =
    kind === null
      ? new ImageMerge(draft, image, statistics)
      : new ChangesMerge(draft, image, statistics, { column: 1, values: new Set([kind.removed]) });
  for (let from = 0; from < rows.length; from += 7) merge.take(batchOf(rows.slice(from, from + 7), from + 2));
  return { draft, merged: merge.finish() };
}

function summary(merged: Merged) {
  const { digest: rowsDigest, positions, rows } = merged;
  return { sha256: 'x', rows, rowsDigest, positions, letters: ['A', 'B'], findings: [], statistics: null };
}

function accept(rows: readonly Row[], kind: Kind = null): Merged {
  const { draft, merged } = read(rows, kind);
  draft.accept(summary(merged), now).finish(0);
  return merged;
}

/** What the state holds now, as a sorted list of fingerprints. */
function image(): readonly string[] {
  return state.database
    .prepare<[], [string]>('SELECT hash FROM feed_row WHERE until IS NULL ORDER BY hash')
    .raw()
    .all()
    .map(([hash]) => hash);
}

function fingerprints(rows: readonly Row[]): readonly string[] {
  return rows.map(hashOf).sort();
}

const people = fc.array(
  fc.record({
    key: fc.constantFrom('', 'E1', 'E2', 'E3', 'E4', 'E5', 'E6', 'E7', 'E8', 'E9'),
    value: fc.constantFrom('a', 'b', 'c'),
  }),
  { maxLength: 40 },
);

describe('merging a file with the accepted image', () => {
  it('ends with exactly the file’s rows, whatever came before, and writes only what changed', () => {
    fc.assert(
      fc.property(fc.array(people, { minLength: 1, maxLength: 6 }), (files) => {
        state.database.exec('DELETE FROM feed_row; DELETE FROM feed_cells; DELETE FROM snapshot;');
        let before: readonly string[] = [];
        for (const rows of files) {
          const merged = accept(rows);
          const after = fingerprints(rows);
          expect(image()).toEqual(after);
          expect(merged.staged).toBe(surplus(after, before));
          expect(merged.ended).toBe(surplus(before, after));
          expect(merged.digest).toBe(digestOf(rows));
          before = after;
        }
      }),
      { numRuns: 150 },
    );
  });

  it('knows where every row stands in today’s file', () => {
    fc.assert(
      fc.property(people, people, fc.boolean(), (first, second, shuffled) => {
        state.database.exec('DELETE FROM feed_row; DELETE FROM feed_cells; DELETE FROM snapshot;');
        accept(first);
        const next = [...second, ...(shuffled ? [...first].reverse() : first)];
        accept(next);
        const find = positionFinder(feed.accepted('people')?.positions ?? null);
        for (const { row_id: id, hash } of rowsStored()) {
          const row = find(id) ?? feed.firstFileRow(id) ?? 0;
          const standing = next[row - 2];
          expect(standing === undefined ? '' : hashOf(standing)).toBe(hash);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('writes nothing for a file in another order', () => {
    const rows = Array.from({ length: 500 }, (_, index) => ({ key: `E${String(index)}`, value: 'a' }));
    accept(rows);
    const shuffled = [...rows].sort((a, b) => (hashOf(a) < hashOf(b) ? -1 : 1));
    expect(accept(shuffled)).toMatchObject({ staged: 0, ended: 0, digest: digestOf(rows) });
  });
});

/** The whole company after changes: what a file says of somebody replaces all that was said of them. */
function changed(company: readonly Row[], changes: readonly Row[], removed: string): readonly Row[] {
  const told = new Set(changes.map(({ key }) => key));
  const others = company.filter(({ key }) => key !== '' && !told.has(key));
  return [...others, ...changes.filter(({ value }) => value !== removed)];
}

describe('merging a file of changes with the accepted image', () => {
  const removed = 'c';

  it('ends with what a whole file would have said', () => {
    fc.assert(
      fc.property(people, fc.array(people, { minLength: 1, maxLength: 6 }), (first, files) => {
        state.database.exec('DELETE FROM feed_row; DELETE FROM feed_cells; DELETE FROM snapshot;');
        accept(first);
        let company: readonly Row[] = first;
        for (const [index, changes] of files.entries()) {
          const merged = accept(changes, { number: index + 1, removed });
          company = changed(company, changes, removed);
          expect(image()).toEqual(fingerprints(company));
          expect([merged.rows, merged.digest]).toEqual([company.length, digestOf(company)]);
        }
        expect(accept(company)).toMatchObject({ staged: 0, ended: 0 });
      }),
      { numRuns: 60 },
    );
  });

  it('knows in which file every row stands, and where', () => {
    fc.assert(
      fc.property(people, fc.array(people, { minLength: 1, maxLength: 5 }), (first, files) => {
        state.database.exec('DELETE FROM feed_row; DELETE FROM feed_cells; DELETE FROM snapshot;');
        accept(first);
        for (const [index, changes] of files.entries()) accept(changes, { number: index + 1, removed });
        const written = new Map([
          ['people.csv', first],
          ...files.map((rows, at) => [`${String(at + 1)}.csv`, rows] as const),
        ]);
        const originOf = originFinder(feed, 'people');
        for (const { row_id: id, hash } of rowsStored()) {
          const origin = originOf(id, feed.firstFileRow(id) ?? 0);
          const standing = written.get(origin?.read.file ?? '')?.[(origin?.row ?? 0) - 2];
          expect(standing === undefined ? '' : hashOf(standing)).toBe(hash);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('ends every row of an id, however many there are', () => {
    const rows = Array.from({ length: 500 }, (_, index) => ({ key: 'E1', value: String(index) }));
    accept([...rows, { key: 'E2', value: 'a' }]);
    expect(accept([{ key: 'E1', value: '7' }], { number: 1, removed })).toMatchObject({
      rows: 2,
      ended: 499,
      staged: 0,
    });
  });
});

describe('a column of one value for everybody', () => {
  it('is merged right, and no look-up takes more than a handful of rows', () => {
    const rows = Array.from({ length: 3_000 }, (_, index) => ({ key: 'X', value: String(index) }));
    accept(rows);
    const shuffled = [...rows].sort((a, b) => (hashOf(a) < hashOf(b) ? -1 : 1));
    accept(shuffled);
    expect(image()).toEqual(fingerprints(rows));
    const { draft } = read(shuffled);
    expect(draft.rowsByKey('X').length).toBeLessThanOrEqual(64);
    expect(draft.imageRows('X').length).toBeLessThanOrEqual(201);
  });
});

describe('a draft counts for nothing', () => {
  const first = [
    { key: 'E1', value: 'a' },
    { key: 'E2', value: 'a' },
  ];
  const second = [
    { key: 'E2', value: 'b' },
    { key: 'E3', value: 'a' },
  ];

  it('until it is accepted, and nothing of it stays when it is rejected', () => {
    accept(first);
    const { draft, merged } = read(second);
    expect(feed.accepted('people')?.rows).toBe(2);
    draft.reject(summary(merged), now);
    expect(image()).toEqual(fingerprints(first));
  });

  it('when it was cut short by a crash: the next read undoes it', () => {
    accept(first);
    read(second);
    const merged = accept(first);
    expect(merged).toMatchObject({ staged: 0, ended: 0 });
    expect(image()).toEqual(fingerprints(first));
  });

  it('while a person has not looked at it; the next read replaces it', () => {
    accept(first);
    const { draft, merged } = read(second);
    draft.hold(summary(merged), now);
    expect(feed.accepted('people')?.rowsDigest).toBe(digestOf(first));
    expect(accept(first)).toMatchObject({ staged: 0, ended: 0 });
    expect(statuses()).toEqual(['accepted', 'replaced', 'accepted']);
  });

  it('and an accepted one that was not settled is found again', () => {
    const { draft, merged } = read(second);
    draft.accept(summary(merged), now);
    const again = feed.unfinished('people');
    expect(again?.stagedAfter(0, 10).map((row) => row.key)).toEqual(['E2', 'E3']);
    again?.finish(0);
    expect(feed.unfinished('people')).toBeNull();
  });
});

function statuses(): readonly string[] {
  return state.database
    .prepare<[], [string]>('SELECT status FROM snapshot ORDER BY snapshot_id')
    .raw()
    .all()
    .map(([status]) => status);
}

function rowsStored(): readonly { row_id: number; hash: string }[] {
  return state.database
    .prepare<[], { row_id: number; hash: string }>('SELECT row_id, hash FROM feed_row WHERE until IS NULL')
    .all();
}

function digestOf(rows: readonly Row[]): Snapshot['rowsDigest'] {
  const digest = new RowsDigest();
  for (const row of rows) digest.add(hashOf(row));
  return digest.toString();
}

/** How many of `these` are not matched one by one in `those`. */
function surplus(these: readonly string[], those: readonly string[]): number {
  const left = new Map<string, number>();
  for (const one of those) left.set(one, (left.get(one) ?? 0) + 1);
  let count = 0;
  for (const one of these) {
    const there = left.get(one) ?? 0;
    if (there === 0) count += 1;
    else left.set(one, there - 1);
  }
  return count;
}
