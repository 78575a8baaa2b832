import BetterSqlite3 from 'better-sqlite3';
import { constants, closeSync, lstatSync, mkdirSync, openSync, statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { TenuredError } from '../domain/kernel/errors.ts';
import { withSqliteErrors } from './errors.ts';
import { markOpen, requireSound, type OpenMark } from './integrity.ts';
import { migrate, refuseForeign } from './migrate.ts';
import { hostProcesses, type ProcessTable } from './processes.ts';

export type Database = BetterSqlite3.Database;

export interface StateOptions {
  /** Where the state lives; made with mode 0700 when it is not there. On a local disk. */
  readonly directory: string;
  /** The program's own migrations when left out. */
  readonly migrationsDirectory?: string;
  /** The host's processes when left out. */
  readonly processes?: ProcessTable;
}

/** The open state. The stores are built on its database; whoever opened it closes it. */
export interface State {
  readonly database: Database;
  readonly file: string;
  /** Whether an earlier process ended without closing it; the database was checked and found sound. */
  readonly uncleanEnd: boolean;
  /** Closes it, as often as called. */
  close(): void;
}

/** The database's name within its directory. */
export const stateFileName = 'tenured.db';
const busyTimeoutMs = 5000;

/** Before it, two connections that write and checkpoint at once can corrupt a WAL database. */
const oldestSqlite = [3, 51, 3] as const;

/**
 * Opens the state, makes it when there is none, and brings it to this program's schema.
 * @throws TenuredError TEN-40xx, exit 14.
 */
export function openState(options: StateOptions): State {
  const { directory } = options;
  const file = join(directory, stateFileName);
  prepareDirectory(directory);
  prepareFile(file);
  const mark = withPath(directory, () => markOpen(directory, options.processes ?? hostProcesses()));
  try {
    const database = withSqliteErrors(() => connect(file, mark, options.migrationsDirectory), file);
    const close = (): void => {
      database.close();
      mark.remove();
    };
    return { database, file, uncleanEnd: mark.uncleanBefore, close };
  } catch (error) {
    mark.remove();
    throw error;
  }
}

function connect(file: string, mark: OpenMark, migrationsDirectory: string | undefined): Database {
  const database = new BetterSqlite3(file, { timeout: busyTimeoutMs, fileMustExist: true });
  try {
    refuseForeign(database);
    configure(database);
    if (mark.uncleanBefore) requireSound(database);
    mark.settle();
    migrate(database, migrationsDirectory);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function configure(database: Database): void {
  requireRecentSqlite(database);
  database.pragma('trusted_schema = OFF');
  switchToWal(database);
  // better-sqlite3 is compiled to fall back to NORMAL whenever an existing WAL database is opened.
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('cell_size_check = ON');
  database.pragma('mmap_size = 0');
  database.pragma('temp_store = MEMORY');
  database.pragma('cache_size = -65536');
  // Rarer than by default, so that a page that many commits in a row touch is copied once; 16 MiB stay a short wait.
  database.pragma('wal_autocheckpoint = 4096');
  database.pragma('journal_size_limit = 67108864');
  requireSetting(database, 'journal_mode', 'wal');
  requireSetting(database, 'synchronous', 2);
  requireSetting(database, 'foreign_keys', 1);
  requireSetting(database, 'trusted_schema', 0);
  requireSetting(database, 'busy_timeout', busyTimeoutMs);
}

function requireRecentSqlite(database: Database): void {
  const version = database.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? '';
  if (isAtLeast(version, oldestSqlite)) return;
  throw new TenuredError('TEN-4009', `SQLite ${version} is too old.`, {
    why: 'Versions before 3.51.3 can corrupt a database that two processes write.',
    hint: 'Install tenured with the better-sqlite3 it was released with (`npm ci`).',
  });
}

/** Compares dotted versions by their numbers. */
function isAtLeast(version: string, oldest: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  const index = oldest.findIndex((wanted, place) => (parts[place] ?? 0) !== wanted);
  return index === -1 || (parts[index] ?? 0) > (oldest[index] ?? 0);
}

/** Several processes may make a new database at once, and SQLite does not wait for this lock by itself. */
function switchToWal(database: Database): void {
  for (let attempts = 100; ; attempts -= 1) {
    try {
      if (database.pragma('journal_mode', { simple: true }) !== 'wal') database.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      const busy = error instanceof BetterSqlite3.SqliteError && error.code.startsWith('SQLITE_BUSY');
      if (!busy || attempts === 0) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    }
  }
}

function requireSetting(database: Database, name: string, wanted: string | number): void {
  const found = database.pragma(name, { simple: true });
  if (found === wanted) return;
  throw new TenuredError('TEN-4009', `SQLite's ${name} is ${String(found)} and cannot be set to ${wanted}.`, {
    where: { file: database.name },
    why: 'What was noted as done could be lost with the power, or two processes could damage the state.',
    hint: 'Put the state directory on a local disk with an ordinary file system.',
  });
}

function prepareDirectory(directory: string): void {
  withPath(directory, () => mkdirSync(directory, { recursive: true, mode: 0o700 }));
  if (withPath(directory, () => statSync(directory)).isDirectory()) return;
  throw unusable(directory, 'The state directory is a file.');
}

/** The file exists with mode 0600 before SQLite sees it; SQLite gives its side files the same mode. */
function prepareFile(file: string): void {
  for (const suffix of ['-wal', '-shm']) refuseSymlink(`${file}${suffix}`, lookAt(`${file}${suffix}`));
  const found = lookAt(file);
  refuseSymlink(file, found);
  if (found !== undefined) refuseUnfit(file, found);
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW;
  closeSync(withPath(file, () => openSync(file, flags, 0o600)));
}

function lookAt(file: string): Stats | undefined {
  return withPath(file, () => lstatSync(file, { throwIfNoEntry: false }));
}

function refuseSymlink(file: string, found: Stats | undefined): void {
  if (found?.isSymbolicLink() !== true) return;
  throw unusable(
    file,
    'The state database is a symbolic link.',
    'Two names for one database let two programs damage it.',
  );
}

function refuseUnfit(file: string, found: Stats): void {
  if (!found.isFile()) throw unusable(file, 'The state database is not a regular file.');
  const open = found.mode & 0o077;
  if (open === 0 || process.platform === 'win32') return;
  const mode = (found.mode & 0o777).toString(8).padStart(4, '0');
  throw new TenuredError('TEN-4002', `The state database can be used by other users (mode ${mode}).`, {
    where: { file },
    why: 'It holds personal data, and whoever can write it decides what happens in Okta.',
    hint: `chmod 600 '${file}'`,
  });
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'it is a file',
  ELOOP: 'it is a symbolic link',
};

function withPath<Value>(file: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'EROFS') throw readOnly(file, error);
    if (code === 'ENOSPC') throw full(file, error);
    throw unusable(file, `The state cannot be opened: ${reasons[code] ?? code}.`, undefined, error);
  }
}

function readOnly(file: string, cause: unknown): TenuredError {
  return new TenuredError('TEN-4003', 'The disk that holds the state is read-only.', {
    where: { file },
    why: 'Without a durable note of what is about to be done nothing may be changed in Okta.',
    hint: 'Mount it writable, or configure a state directory on another disk.',
    cause,
  });
}

function full(file: string, cause: unknown): TenuredError {
  return new TenuredError('TEN-4021', 'The disk that holds the state is full.', {
    where: { file },
    why: 'Without a durable note of what is about to be done nothing may be changed in Okta.',
    hint: 'Free some space on that disk (see `df`).',
    cause,
  });
}

function unusable(file: string, message: string, why?: string, cause?: unknown): TenuredError {
  return new TenuredError('TEN-4001', message, {
    where: { file },
    why: why ?? 'tenured keeps its plans, its journal and its memory of HR there and does nothing without them.',
    hint: 'Name a directory that belongs to the user tenured runs as, for itself alone.',
    cause,
  });
}
