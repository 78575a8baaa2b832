import BetterSqlite3 from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { TenuredError } from '../domain/kernel/errors.ts';
import { atBorder, withSqliteErrors } from './errors.ts';

function codeOf(work: () => unknown): unknown {
  try {
    return withSqliteErrors(work);
  } catch (error) {
    return error instanceof TenuredError ? error.code : error;
  }
}

it.each([
  ['SQLITE_FULL', 'TEN-4021'],
  ['SQLITE_IOERR', 'TEN-4022'],
  ['SQLITE_IOERR_FSYNC', 'TEN-4022'],
  ['SQLITE_READONLY_DIRECTORY', 'TEN-4003'],
  ['SQLITE_CANTOPEN', 'TEN-4001'],
  ['SQLITE_CORRUPT_INDEX', 'TEN-4023'],
  ['SQLITE_NOTADB', 'TEN-4004'],
  ['SQLITE_BUSY_SNAPSHOT', 'TEN-4024'],
])('%s is told as %s', (code, wanted) => {
  const cause = new BetterSqlite3.SqliteError('told by SQLite', code);
  const told = codeOf(() => {
    throw cause;
  });
  expect(told).toBe(wanted);
});

it('a mistake of the program stays what it is', () => {
  const database = new BetterSqlite3(':memory:');
  expect(codeOf(() => database.exec('SELEKT'))).toBeInstanceOf(BetterSqlite3.SqliteError);
  expect(codeOf(() => database.exec('CREATE TABLE t (x NOT NULL); INSERT INTO t VALUES (NULL)'))).toBeInstanceOf(
    BetterSqlite3.SqliteError,
  );
});

it('a full disk rolls the transaction back and says so', () => {
  const database = new BetterSqlite3(':memory:');
  database.exec('CREATE TABLE t (x)');
  database.pragma('max_page_count = 10');
  const insert = database.prepare('INSERT INTO t VALUES (zeroblob(3000))');
  const fill = database.transaction(() => {
    for (let row = 0; row < 20; row += 1) insert.run();
  });
  expect(codeOf(() => fill())).toBe('TEN-4021');
  expect(database.prepare('SELECT count(*) FROM t').pluck().get()).toBe(0);
});

it('a lock held too long is told as busy, through a store as well', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenured-busy-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const first = new BetterSqlite3(join(folder, 'a.db'));
  const second = new BetterSqlite3(join(folder, 'a.db'), { timeout: 10 });
  first.exec('BEGIN EXCLUSIVE');
  const store = atBorder({ size: 3, write: () => second.exec('CREATE TABLE t (x)') });
  expect(store.size).toBe(3);
  expect(codeOf(() => store.write())).toBe('TEN-4024');
});
