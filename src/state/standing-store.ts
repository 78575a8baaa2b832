import type { Database } from 'better-sqlite3';
import { instant } from '../domain/time/instant.ts';
import type { SourceStanding, StandingStore } from '../reconcile/ports.ts';

interface StandingRow {
  readonly source: string;
  readonly standing: SourceStanding['standing'];
  readonly since: number;
}

/** The sources, and who does not simply stand in one of them. */
export function standingStore(database: Database): StandingStore {
  const of = database.prepare<[string], StandingRow>(
    `SELECT source, standing, since FROM worker_standing WHERE worker_id = ? ORDER BY source`,
  );
  const set = database.prepare<[string, string, string, number]>(
    `INSERT INTO worker_standing (worker_id, source, standing, since) VALUES (?, ?, ?, ?)
     ON CONFLICT (worker_id, source) DO UPDATE SET standing = excluded.standing, since = excluded.since
       WHERE standing <> excluded.standing`,
  );
  const clear = database.prepare<[string, string]>(`DELETE FROM worker_standing WHERE worker_id = ? AND source = ?`);
  const any = database.prepare<[string], { one: 1 }>(`SELECT 1 AS one FROM worker_standing WHERE source = ? LIMIT 1`);
  const missing = database.prepare<[string, number], { worker: string; since: number }>(
    `SELECT worker_id AS worker, since FROM worker_standing
     WHERE source = ? AND standing = 'missing' AND since <= ? ORDER BY worker_id`,
  );
  const putAside = database
    .prepare<[string], string>(
      `SELECT worker_id FROM worker_standing WHERE source = ? AND standing = 'put-aside' ORDER BY worker_id`,
    )
    .pluck();
  return {
    ...sourceBook(database),
    of: (worker) => of.all(worker).map((row) => ({ ...row, since: instant(row.since) })),
    set: (worker, { source, standing, since }) => void set.run(worker, source, standing, since),
    clear: (worker, source) => void clear.run(worker, source),
    any: (source) => any.get(source) !== undefined,
    missingUntil: (source, until) =>
      missing.all(source, until).map(({ worker, since }) => ({ worker, since: instant(since) })),
    putAside: (source) => putAside.all(source),
  };
}

function sourceBook(database: Database): Pick<StandingStore, 'configured' | 'home' | 'known'> {
  const home = database.prepare<[], string>(`SELECT name FROM source WHERE home = 1`).pluck();
  const known = database.prepare<[], { name: string; removedAt: number | null }>(
    `SELECT name, removed_at AS removedAt FROM source ORDER BY name`,
  );
  const add = database.prepare<[string]>(
    `INSERT INTO source (name, home) VALUES (?, (SELECT count(*) = 0 FROM source))
     ON CONFLICT (name) DO UPDATE SET removed_at = NULL WHERE removed_at IS NOT NULL`,
  );
  const remove = database.prepare<[number, string]>(
    `UPDATE source SET removed_at = ? WHERE removed_at IS NULL AND name NOT IN (SELECT value FROM json_each(?))`,
  );
  const configured = database.transaction((names: readonly string[], at: number) => {
    for (const name of names) add.run(name);
    remove.run(at, JSON.stringify(names));
  });
  return {
    configured: (names, at) => {
      configured.immediate(names, at);
    },
    home: () => home.get() ?? null,
    known: () =>
      new Map(known.all().map(({ name, removedAt }) => [name, removedAt === null ? null : instant(removedAt)])),
  };
}
