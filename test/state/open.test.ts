import BetterSqlite3 from 'better-sqlite3';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkIntegrity, openState } from '../../src/state/index.ts';
import { startChild } from './child.ts';
import { codeOf, refusalOf, temporaryFolder, temporaryState } from './temporary-state.ts';

const opener = new URL('./children/open-state.ts', import.meta.url);

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

function setting(state: { readonly database: BetterSqlite3.Database }, name: string): unknown {
  return state.database.pragma(name, { simple: true });
}

describe('opening the state', () => {
  it('makes the directory and the database for this user alone', () => {
    const state = temporaryState({ directory: join(temporaryFolder(), 'deep/er') });
    state.database.exec("INSERT INTO login_claim VALUES ('a', 'a', 'E1', 0, NULL)");
    expect(modeOf(state.directory)).toBe('700');
    expect(readdirSync(state.directory).map((name) => modeOf(join(state.directory, name)))).toEqual(
      Array(4).fill('600'),
    );
  });

  it('is durable and strict at the first opening and at every later one', () => {
    const directory = join(temporaryFolder(), 'state');
    for (let opening = 0; opening < 3; opening += 1) {
      const state = temporaryState({ directory });
      const names = ['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout', 'trusted_schema', 'mmap_size'];
      expect(names.map((name) => setting(state, name))).toEqual(['wal', 2, 1, 5000, 0, 0]);
      state.close();
      state.close();
    }
  });

  it('leaves nothing but the database behind', () => {
    const state = temporaryState();
    state.close();
    expect(readdirSync(state.directory)).toEqual(['tenured.db']);
  });
});

describe('opening refuses', () => {
  function existing(): { readonly directory: string; readonly file: string } {
    const state = temporaryState();
    state.close();
    return { directory: state.directory, file: state.file };
  }

  it('a database that others may use, with the remedy', () => {
    const { directory, file } = existing();
    for (const mode of [0o640, 0o604, 0o620]) {
      chmodSync(file, mode);
      const { code, error } = refusalOf(() => openState({ directory }));
      expect([code, error.exitCode, error.hint]).toEqual(['TEN-4002', 14, `chmod 600 '${file}'`]);
    }
  });

  it.each(['', '-wal', '-shm'])('a symbolic link in the place of tenured.db%s', (suffix) => {
    const directory = temporaryFolder();
    const elsewhere = join(temporaryFolder(), 'elsewhere.db');
    writeFileSync(elsewhere, '', { mode: 0o600 });
    symlinkSync(elsewhere, join(directory, `tenured.db${suffix}`));
    expect(codeOf(() => openState({ directory }))).toBe('TEN-4001');
    expect(statSync(elsewhere).size).toBe(0);
  });

  it('a dangling symbolic link', () => {
    const directory = temporaryFolder();
    symlinkSync(join(directory, 'nowhere'), join(directory, 'tenured.db'));
    expect(codeOf(() => openState({ directory }))).toBe('TEN-4001');
  });

  it('a directory that is a file, or lies below one', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    for (const directory of [file, join(file, 'below')]) {
      const { code, error } = refusalOf(() => openState({ directory }));
      expect([code, error.where]).toEqual(['TEN-4001', { file: directory }]);
    }
  });

  it('a folder in the place of the database', () => {
    const directory = temporaryFolder();
    mkdirSync(join(directory, 'tenured.db'));
    expect(codeOf(() => openState({ directory }))).toBe('TEN-4001');
  });

  it('a file that is no database', () => {
    const directory = temporaryFolder();
    writeFileSync(join(directory, 'tenured.db'), 'worker_id,name\n'.repeat(1000), { mode: 0o600 });
    expect(codeOf(() => openState({ directory }))).toBe('TEN-4004');
  });

  it('the database of another program, which it leaves as it is', () => {
    const directory = temporaryFolder();
    const file = join(directory, 'tenured.db');
    new BetterSqlite3(file).exec('CREATE TABLE theirs (x)').close();
    chmodSync(file, 0o600);
    const before = readFileSync(file);
    expect(codeOf(() => openState({ directory }))).toBe('TEN-4004');
    expect(readFileSync(file)).toEqual(before);
  });

  it('a directory of another user', () => {
    const { directory, file } = existing();
    // Nothing is forbidden to root, so that somebody else has to try.
    const stranger = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    if (stranger.uid === undefined) chmodSync(file, 0o400);
    else chownSync(directory, stranger.uid, stranger.gid);
    const run = spawnSync(process.execPath, [opener.pathname, directory], {
      ...stranger,
      encoding: 'utf8',
      input: '\n',
    });
    expect(run.stdout.split('\n')[1]).toBe('TEN-4001');
  });
});

describe('checking the state', () => {
  it.each(['quick', 'full'] as const)(
    'finds nothing in a sound one and names what is wrong in another (%s)',
    (depth) => {
      const { database } = temporaryState();
      expect(checkIntegrity(database, depth)).toEqual([]);
      database.pragma('foreign_keys = OFF');
      database.exec("INSERT INTO journal_payload VALUES (7, 'E1', NULL, 'aa', '{}')");
      expect(checkIntegrity(database, depth)).toEqual(['a row of journal_payload points to a row that is not there']);
    },
  );
});

describe('after a process that was killed', () => {
  it('the next opening checks the database, the one after does not', async () => {
    const { directory } = temporaryState();
    const child = startChild(opener, directory);
    expect([await child.line(), await child.line()]).toEqual(['opening', 'open clean']);
    expect(temporaryState({ directory }).uncleanEnd).toBe(false);
    child.process.kill('SIGKILL');
    await child.ended();
    expect(temporaryState({ directory }).uncleanEnd).toBe(true);
    expect(temporaryState({ directory }).uncleanEnd).toBe(false);
  });

  it('a damaged database is refused and stays suspect', async () => {
    const state = temporaryState();
    const { directory, database, file } = state;
    database.exec(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO login_claim SELECT 'login' || i, 'login', 'E' || i, 0, NULL FROM n",
    );
    state.close();
    const child = startChild(opener, directory);
    await child.line();
    await child.line();
    child.process.kill('SIGKILL');
    await child.ended();
    const descriptor = openSync(file, 'r+');
    for (let page = 60; page < 90; page += 1) writeSync(descriptor, Buffer.alloc(2048, 0x5a), 0, 2048, page * 4096);
    expect(codeOf(() => openState({ directory }))).toBe('TEN-4023');
    expect(codeOf(() => openState({ directory }))).toBe('TEN-4023');
  });
});
