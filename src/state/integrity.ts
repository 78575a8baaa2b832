import type BetterSqlite3 from 'better-sqlite3';
import { closeSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { TenuredError } from '../domain/kernel/errors.ts';
import { withSqliteErrors } from './errors.ts';
import { parseIdentity, type ProcessTable } from './processes.ts';

type Database = BetterSqlite3.Database;

/** Says that this process has the state open; removed at an orderly end, so what is left behind tells of another. */
export interface OpenMark {
  /** Whether a process that had the state open ended without closing it. */
  readonly uncleanBefore: boolean;
  /** Forgets those processes, once the state was found sound. */
  settle(): void;
  remove(): void;
}

const markPrefix = 'tenured.db-open-';

/** Leaves one small file per process and opening: a flag inside the database could not say whose it is. */
export function markOpen(directory: string, processes: ProcessTable): OpenMark {
  const others = readdirSync(directory).filter((name) => name.startsWith(markPrefix));
  const left = others.map((name) => join(directory, name)).filter((file) => isLeftBehind(file, processes));
  const own = writeMark(directory, processes);
  return {
    uncleanBefore: left.length > 0,
    settle: () => left.forEach((file) => rmSync(file, { force: true })),
    remove: () => rmSync(own, { force: true }),
  };
}

function isLeftBehind(file: string, processes: ProcessTable): boolean {
  try {
    const text = readFileSync(file, 'utf8');
    // Empty: its process is just about to open the state.
    if (text === '') return false;
    const owner = parseIdentity(text);
    return owner === null || processes.state(owner) !== 'alive';
  } catch {
    // Its process closed the state just now.
    return false;
  }
}

function writeMark(directory: string, processes: ProcessTable): string {
  for (let number = 1; ; number += 1) {
    const file = join(directory, `${markPrefix}${processes.self.pid}-${number}`);
    try {
      const descriptor = openSync(file, 'wx', 0o600);
      writeSync(descriptor, JSON.stringify(processes.self));
      closeSync(descriptor);
      return file;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/**
 * What is wrong with the database file; [] when it is sound.
 * `quick` reads every page once, `full` compares every index with its table as well.
 */
export function checkIntegrity(database: Database, depth: 'quick' | 'full'): readonly string[] {
  const rows = database.pragma(depth === 'quick' ? 'quick_check' : 'integrity_check') as readonly Record<
    string,
    unknown
  >[];
  const found = rows.flatMap((row) => Object.values(row).map(String)).filter((line) => line !== 'ok');
  const dangling = database.pragma('foreign_key_check') as readonly { readonly table: string }[];
  return [...found, ...dangling.map(({ table }) => `a row of ${table} points to a row that is not there`)];
}

/**
 * Writes the database anew without anything that was deleted: freed and reused pages keep old content, so that
 * nothing less makes the disk forget a person. Needs as much free space again as the database takes.
 */
export function compact(database: Database): void {
  withSqliteErrors(() => {
    // The copy would otherwise be made in memory.
    database.pragma('temp_store = FILE');
    try {
      database.exec('VACUUM');
    } finally {
      database.pragma('temp_store = MEMORY');
    }
    database.pragma('wal_checkpoint(TRUNCATE)');
  }, database.name);
}

/** @throws TenuredError TEN-4023 when the quick check finds anything. */
export function requireSound(database: Database): void {
  const found = checkIntegrity(database, 'quick');
  if (found.length === 0) return;
  throw new TenuredError('TEN-4023', `The state database is damaged: ${found.slice(0, 3).join('; ')}.`, {
    where: { file: database.name },
    why: 'What it says about earlier changes can no longer be trusted, so nothing is changed in Okta.',
    hint: 'Keep a copy of the file and restore the newest sound backup.',
  });
}
