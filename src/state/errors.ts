import Database from 'better-sqlite3';
import type { Code } from '../domain/kernel/codes.ts';
import { TenuredError } from '../domain/kernel/errors.ts';

interface Meaning {
  readonly code: Code;
  readonly message: string;
  readonly why: string;
  readonly hint: string;
}

const nothingLost =
  'The change was rolled back as a whole; nothing is half written, and nothing was sent to Okta for it.';

/** SQLite's result codes that say something about the world, not about our statements. */
const meanings: Readonly<Record<string, Meaning>> = {
  SQLITE_FULL: {
    code: 'TEN-4021',
    message: 'The disk that holds the state is full.',
    why: nothingLost,
    hint: 'Free some space on that disk (see `df`); tenured goes on by itself.',
  },
  SQLITE_IOERR: {
    code: 'TEN-4022',
    message: 'The disk that holds the state fails to read or write.',
    why: nothingLost,
    hint: 'Look for disk errors in the system log, and check the disk. The state must be on a local disk.',
  },
  SQLITE_READONLY: {
    code: 'TEN-4003',
    message: 'The state cannot be written.',
    why: 'Without a durable note of what is about to be done nothing may be changed in Okta.',
    hint: 'Make the disk writable and the directory owned by the user that tenured runs as.',
  },
  SQLITE_CANTOPEN: {
    code: 'TEN-4001',
    message: 'The state cannot be opened.',
    why: 'Without a durable note of what is about to be done nothing may be changed in Okta.',
    hint: 'The directory and the database in it must belong to the user that tenured runs as.',
  },
  SQLITE_CORRUPT: {
    code: 'TEN-4023',
    message: 'The state database is damaged.',
    why: 'What it says about earlier changes can no longer be trusted, so nothing is changed in Okta.',
    hint: 'Keep a copy of the file and restore the newest sound backup.',
  },
  SQLITE_NOTADB: {
    code: 'TEN-4004',
    message: 'The file in the place of the state database is not a database.',
    why: 'It was overwritten or is something else; tenured does not touch what it did not make.',
    hint: 'Move the file away or restore the newest backup in its place.',
  },
  SQLITE_BUSY: {
    code: 'TEN-4024',
    message: 'Another process kept the state locked for too long.',
    why: 'One process writes at a time; this change waited 5 s and was given up.',
    hint: 'Try again. When it stays, look for another program that has the database open.',
  },
};

const byPrefix = Object.entries(meanings);

/** The error as people are told it; what is not SQLite's word about the world comes back as it was. */
function translateSqliteError(error: unknown, file?: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const meaning = byPrefix.find(([prefix]) => error.code === prefix || error.code.startsWith(`${prefix}_`))?.[1];
  if (meaning === undefined) return error;
  const { code, message, why, hint } = meaning;
  return new TenuredError(code, message, {
    why,
    hint,
    cause: error,
    ...(file === undefined ? {} : { where: { file } }),
  });
}

/** Runs `work`; what SQLite says about disk, locks and damage leaves it as TEN-40xx. */
export function withSqliteErrors<Value>(work: () => Value, file?: string): Value {
  try {
    return work();
  } catch (error) {
    throw translateSqliteError(error, file);
  }
}

/** The same store with every method inside `withSqliteErrors`: what a store hands out across the room's border. */
export function atBorder<Store extends object>(store: Store): Store {
  const methods = Object.entries(store as Record<string, unknown>).map(([name, member]) => {
    if (typeof member !== 'function') return [name, member] as const;
    const method = member as (...values: unknown[]) => unknown;
    return [name, (...values: unknown[]) => withSqliteErrors(() => method(...values))] as const;
  });
  return Object.fromEntries(methods) as Store;
}
