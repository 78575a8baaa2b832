import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pageReader } from './feed-page.ts';
import { openState, type State } from './open.ts';

let directory: string;
let state: State;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tenured-page-'));
  state = openState({ directory });
});

afterEach(() => {
  state.close();
  rmSync(directory, { recursive: true });
});

function hashOf(id: number): string {
  return String(id).padStart(32, '0');
}

function store(id: number, source = 'hr', hash = hashOf(id)): void {
  state.database
    .prepare('INSERT INTO feed_row (row_id, source, key, hash) VALUES (?, ?, ?, ?)')
    .run(id, source, `E${String(id)}`, hash);
}

describe('a page of the stored image', () => {
  it.each([
    ['without a gap', [5, 6, 7, 8]],
    ['with gaps', [5, 7, 8, 12]],
    ['of one row', [5]],
  ])('%s tells every row', (_, ids) => {
    for (const id of ids) store(id);
    store(100, 'other');
    const page = pageReader(state.database, 'hr', 100)(4, 10);
    expect(page.size).toBe(ids.length);
    ids.forEach((id, index) => {
      expect(page.id(index)).toBe(id);
      expect(page.hash(index)).toBe(hashOf(id));
      expect(page.key(index)).toBe(`E${String(id)}`);
      expect(page.hasHash(index, hashOf(id))).toBe(true);
      expect(page.hasHash(index, hashOf(id + 1))).toBe(false);
      expect(page.indexOf(id, 0)).toBe(index);
      expect(page.indexOf(id, index + 1)).toBe(-1);
    });
    expect(page.hasHash(ids.length, hashOf(0))).toBe(false);
    expect(page.indexOf(99, 0)).toBe(-1);
  });

  it('is empty behind the last row, and holds none of another source or of a newer file', () => {
    store(5);
    store(6, 'other');
    store(7);
    const rowsAfter = pageReader(state.database, 'hr', 6);
    expect(rowsAfter(0, 10).size).toBe(1);
    expect(rowsAfter(5, 10).size).toBe(0);
    expect(rowsAfter(5, 10).hasHash(0, hashOf(5))).toBe(false);
  });

  it('keeps the others in their places beside a damaged fingerprint', () => {
    store(5);
    store(6, 'hr', 'short');
    store(7, 'hr', 'x'.repeat(40));
    store(8);
    const page = pageReader(state.database, 'hr', 100)(0, 10);
    expect([0, 1, 2, 3].map((index) => page.hasHash(index, hashOf(index + 5)))).toEqual([true, false, false, true]);
  });
});
