import BetterSqlite3 from 'better-sqlite3';
import { cpSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openState } from '../../src/state/index.ts';
import { dumpSchema } from '../../src/state/migrate.ts';
import { startChild } from './child.ts';
import { codeOf, refusalOf, temporaryFolder, temporaryState } from './temporary-state.ts';

const shipped = join(import.meta.dirname, '../../migrations');
const opener = new URL('./children/open-state.ts', import.meta.url);

/** A folder with two small migrations, and a state that only knows what is in there. */
function workshop(): { readonly migrationsDirectory: string; readonly directory: string } {
  const migrationsDirectory = temporaryFolder();
  writeFileSync(join(migrationsDirectory, '0001-init.sql'), 'CREATE TABLE one (x INTEGER) STRICT;\n');
  writeFileSync(join(migrationsDirectory, '0002-more.sql'), 'CREATE TABLE two (x INTEGER) STRICT;\n');
  return { migrationsDirectory, directory: join(temporaryFolder(), 'state') };
}

function tables(options: { readonly migrationsDirectory: string; readonly directory: string }): unknown {
  const database = new BetterSqlite3(join(options.directory, 'tenured.db'));
  const names = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all();
  const version = database.pragma('user_version', { simple: true });
  database.close();
  return { version, names };
}

describe('the shipped migrations', () => {
  it('make the schema that is committed beside them', () => {
    const file = join(shipped, 'schema.sql');
    const dump = `-- What the migrations add up to. Written by the test with UPDATE_SCHEMA=1; never edited.\n\n${dumpSchema(temporaryState().database)}`;
    if (process.env['UPDATE_SCHEMA'] === '1') writeFileSync(file, dump);
    expect(dump).toBe(readFileSync(file, 'utf8'));
  });

  it('are found from the program, and a second opening applies none', () => {
    const state = temporaryState();
    const count = readdirSync(shipped).filter((name) => /^\d{4}-/.test(name)).length;
    expect(state.database.pragma('user_version', { simple: true })).toBe(count);
    state.close();
    const again = temporaryState({ directory: state.directory });
    expect(again.database.prepare('SELECT count(*) FROM migration').pluck().get()).toBe(count);
    expect(again.database.pragma('foreign_keys', { simple: true })).toBe(1);
  });
});

describe('migrations', () => {
  it('apply in order, new ones on top of old ones', () => {
    const options = workshop();
    openState(options).close();
    writeFileSync(join(options.migrationsDirectory, '0003-last.sql'), 'ALTER TABLE two RENAME TO three;');
    openState(options).close();
    expect(tables(options)).toEqual({ version: 3, names: ['migration', 'one', 'three'] });
  });

  it('are the same with other line ends', () => {
    const options = workshop();
    openState(options).close();
    writeFileSync(join(options.migrationsDirectory, '0001-init.sql'), 'CREATE TABLE one (x INTEGER) STRICT;\r\n');
    openState(options).close();
  });

  it('changed after they were applied are refused', () => {
    const options = workshop();
    openState(options).close();
    writeFileSync(join(options.migrationsDirectory, '0001-init.sql'), 'CREATE TABLE one (x TEXT) STRICT;\n');
    const { code, error } = refusalOf(() => openState(options));
    expect([code, error.exitCode]).toEqual(['TEN-4006', 14]);
    expect(error.message).toContain('Migration 1');
  });

  it.each([
    ['a gap', '0004-later.sql'],
    ['a number twice', '0002-again.sql'],
    ['a name without a number', 'hotfix.sql'],
    ['a name out of pattern', '3-short.sql'],
  ])('with %s are refused before anything is applied', (_, name) => {
    const options = workshop();
    writeFileSync(join(options.migrationsDirectory, name), 'CREATE TABLE x (x);');
    expect(codeOf(() => openState(options))).toBe('TEN-4007');
    expect(tables(options)).toEqual({ version: 0, names: [] });
  });

  it('that are missing altogether are refused', () => {
    const { directory } = workshop();
    expect(codeOf(() => openState({ directory, migrationsDirectory: temporaryFolder() }))).toBe('TEN-4007');
    expect(codeOf(() => openState({ directory, migrationsDirectory: join(directory, 'nowhere') }))).toBe('TEN-4007');
  });

  it('of a newer program are refused by an older one, and so is a state with a hole', () => {
    const options = workshop();
    openState(options).close();
    renameSync(join(options.migrationsDirectory, '0002-more.sql'), join(temporaryFolder(), 'aside.sql'));
    const { code, error } = refusalOf(() => openState(options));
    expect([code, error.message]).toEqual([
      'TEN-4005',
      'The state has schema 2, and this version of tenured knows schema 1.',
    ]);
    expect(tables(options)).toEqual({ version: 2, names: ['migration', 'one', 'two'] });
  });

  it.each([
    ['bad SQL', 'CREATE TABLE half (x); CREATE TABEL other (x);'],
    ['a row that points nowhere', 'CREATE TABLE half (x REFERENCES one (rowid)); INSERT INTO half VALUES (7);'],
  ])('with %s leave the state as it was', (_, sql) => {
    const options = workshop();
    openState(options).close();
    writeFileSync(join(options.migrationsDirectory, '0003-bad.sql'), sql);
    expect(codeOf(() => openState(options))).toBe('TEN-4008');
    expect(tables(options)).toEqual({ version: 2, names: ['migration', 'one', 'two'] });
  });

  it('are whole or not at all when the process is killed inside one', async () => {
    const rows = 700_000;
    const options = workshop();
    openState(options).close();
    writeFileSync(
      join(options.migrationsDirectory, '0003-long.sql'),
      `CREATE TABLE long (x INTEGER) STRICT;
       INSERT INTO long WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows}) SELECT i FROM n;
       CREATE INDEX long_by_x ON long (x);`,
    );
    const duration = await migrationTime(options);
    const versions: unknown[] = [];
    for (let round = 1; round <= 6; round += 1) {
      const directory = join(temporaryFolder(), 'copy');
      cpSync(options.directory, directory, { recursive: true });
      const child = startChild(opener, directory, options.migrationsDirectory);
      await child.line();
      await wait((duration * round) / 6);
      child.process.kill('SIGKILL');
      await child.ended();
      versions.push(wholeVersion(join(directory, 'tenured.db'), rows));
    }
    expect(versions).toContain(2);
  });
});

async function migrationTime(options: {
  readonly directory: string;
  readonly migrationsDirectory: string;
}): Promise<number> {
  const directory = join(temporaryFolder(), 'timed');
  cpSync(options.directory, directory, { recursive: true });
  const child = startChild(opener, directory, options.migrationsDirectory);
  await child.line();
  const start = performance.now();
  expect(await child.line()).toBe('open clean');
  child.say('close');
  await child.ended();
  rmSync(directory, { recursive: true });
  return performance.now() - start;
}

/** The schema version, having proved that everything of that version is there and nothing else. */
function wholeVersion(file: string, rows: number): unknown {
  const database = new BetterSqlite3(file);
  const version = database.pragma('user_version', { simple: true });
  const names = database.prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'long%'").pluck().all();
  expect(database.prepare('SELECT max(number) FROM migration').pluck().get()).toBe(version);
  expect(names.length).toBe(version === 3 ? 2 : 0);
  if (version === 3) expect(database.prepare('SELECT count(*) FROM long').pluck().get()).toBe(rows);
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  database.close();
  return version;
}
