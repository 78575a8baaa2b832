import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { insertMany } from './insert-many.ts';

describe('inserting many rows', () => {
  it.each([0, 1, 15, 16, 17, 32, 100])('writes all of %i, each once and with its own values', (count) => {
    const database = new Database(':memory:');
    database.exec('CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT, note TEXT) STRICT');
    const insert = insertMany(database, 'person', ['id', 'name', 'note']);
    const rows = Array.from({ length: count }, (_, index) => [index, `E${String(index)}`, index % 2 === 0 ? null : '']);
    insert(rows.flat());
    expect(database.prepare('SELECT * FROM person ORDER BY id').raw().all()).toEqual(rows);
  });
});
