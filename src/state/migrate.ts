import type BetterSqlite3 from 'better-sqlite3';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TenuredError } from '../domain/kernel/errors.ts';
import { sha256 } from '../domain/kernel/hash.ts';

type Database = BetterSqlite3.Database;

/** The migrations that come with the program, beside `src` as beside `dist`. */
const shippedMigrations = join(import.meta.dirname, '../../migrations');

/** `TENR`, in the header of every database that tenured made. */
const applicationId = 0x54454e52;

interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

interface AppliedRow {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
}

const migrationTable =
  'CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL) STRICT';

const fileName = /^(\d{4})-[a-z0-9]+(?:-[a-z0-9]+)*\.sql$/;
/** A dump of the resulting schema for people and tests, no migration. */
const schemaDump = 'schema.sql';

/**
 * Brings the database to the schema of this program: forward only, each migration whole or not at all.
 * Several processes may do so at once.
 * @throws TenuredError TEN-4004 to TEN-4008.
 */
export function migrate(database: Database, directory: string = shippedMigrations): void {
  const migrations = readMigrations(directory);
  if (nextMigration(database, migrations, directory) === undefined) return;
  const applyNext = database.transaction(() => {
    const next = nextMigration(database, migrations, directory);
    if (next !== undefined) run(database, next, directory);
    return next !== undefined;
  });
  // Rebuilding a table needs foreign keys off, and the switch works outside a transaction only.
  database.pragma('foreign_keys = OFF');
  try {
    while (applyNext.immediate());
  } finally {
    database.pragma('foreign_keys = ON');
  }
}

/** @throws TenuredError TEN-4004 when the database is somebody else's. Changes nothing. */
export function refuseForeign(database: Database): void {
  const table = database.prepare("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' LIMIT 1").get();
  if (table === undefined || database.pragma('application_id', { simple: true }) === applicationId) return;
  throw new TenuredError('TEN-4004', 'The database was not made by tenured.', {
    where: { file: database.name },
    why: 'It holds tables of another program, and tenured does not touch what it did not make.',
    hint: 'Configure another state directory, or move that file away.',
  });
}

/** Every statement that makes up the schema, in a stable order. */
export function dumpSchema(database: Database): string {
  const rows = database
    .prepare<[], { sql: string }>(
      "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY tbl_name, type DESC, name",
    )
    .all();
  return rows.map(({ sql }) => `${sql};\n`).join('\n');
}

function readMigrations(directory: string): readonly Migration[] {
  const names = listMigrations(directory);
  const migrations = names.map((name) => {
    const number = Number(fileName.exec(name)?.[1] ?? Number.NaN);
    // Git may have written other line ends; that makes no other migration.
    const sql = readFileSync(join(directory, name), 'utf8').replaceAll('\r\n', '\n');
    return { number, name, sql, checksum: sha256(sql) };
  });
  migrations.forEach(({ number, name }, index) => {
    if (number === index + 1) return;
    const wanted = String(index + 1).padStart(4, '0');
    const message = Number.isNaN(number)
      ? `Migration "${name}" is not called NNNN-name.sql.`
      : `Migration "${name}" stands where number ${wanted} belongs.`;
    throw incomplete(directory, message);
  });
  return migrations;
}

function listMigrations(directory: string): readonly string[] {
  try {
    const names = readdirSync(directory).filter((name) => name.endsWith('.sql') && name !== schemaDump);
    if (names.length > 0) return names.sort();
  } catch (error) {
    throw incomplete(directory, 'The migrations cannot be read.', error);
  }
  throw incomplete(directory, 'There are no migrations.');
}

function incomplete(directory: string, message: string, cause?: unknown): TenuredError {
  return new TenuredError('TEN-4007', message, {
    where: { file: directory },
    why: 'The schema is the sum of all migrations, numbered 0001, 0002 and so on without a gap.',
    hint: 'Install tenured again; its migrations must be complete and unchanged.',
    cause,
  });
}

/** The first migration that is missing; undefined when none is. */
function nextMigration(database: Database, migrations: readonly Migration[], directory: string): Migration | undefined {
  const version = Number(database.pragma('user_version', { simple: true }));
  if (version === 0) return migrations[0];
  refuseNewer(database, version, migrations);
  const applied = database
    .prepare<[], AppliedRow>('SELECT number, name, checksum FROM migration ORDER BY number')
    .all();
  for (let index = 0; index < version; index += 1) refuseChanged(applied[index], migrations[index], index, directory);
  return migrations[version];
}

function refuseNewer(database: Database, version: number, migrations: readonly Migration[]): void {
  if (version <= migrations.length) return;
  throw new TenuredError(
    'TEN-4005',
    `The state has schema ${version}, and this version of tenured knows schema ${migrations.length}.`,
    {
      where: { file: database.name },
      why: 'A newer tenured has used it; an older one would misread what it left there.',
      hint: 'Run the newer tenured, or restore a backup from before the upgrade.',
    },
  );
}

function refuseChanged(
  row: AppliedRow | undefined,
  known: Migration | undefined,
  index: number,
  directory: string,
): void {
  if (row?.number === index + 1 && row.checksum === known?.checksum) return;
  const name = row?.name ?? known?.name ?? '';
  throw new TenuredError('TEN-4006', `Migration ${index + 1} was applied in another wording ("${name}").`, {
    where: { file: join(directory, known?.name ?? '') },
    why: 'A migration never changes once it was applied: this program and this state do not belong together.',
    hint: 'Install the tenured that made this state, or restore the migration as it was.',
  });
}

function run(database: Database, migration: Migration, directory: string): void {
  const { number, name, sql, checksum } = migration;
  if (number === 1) database.exec(migrationTable);
  // The row first, so that two starters collide before anything else happens.
  database.prepare('INSERT INTO migration (number, name, checksum) VALUES (?, ?, ?)').run(number, name, checksum);
  try {
    database.exec(sql);
    if (!database.inTransaction) throw new Error('a migration must not end the transaction it runs in');
    const broken = database.pragma('foreign_key_check') as readonly unknown[];
    if (broken.length > 0) throw new Error(`${broken.length} rows point to rows that are not there`);
  } catch (error) {
    throw failed(join(directory, name), error);
  }
  database.pragma(`application_id = ${applicationId}`);
  database.pragma(`user_version = ${number}`);
}

function failed(file: string, cause: unknown): unknown {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TenuredError('TEN-4008', `The state could not be brought to the schema of this version: ${reason}.`, {
    where: { file },
    why: 'The migration was rolled back as a whole; the state is as it was before.',
    hint: 'Run the tenured that was used before, and report this message.',
    cause,
  });
}
