import type { Database } from 'better-sqlite3';
import { instant, type Instant } from '../domain/time/instant.ts';
import type { WorkerStore } from '../reconcile/ports.ts';

/** Has desired accounts worked out again from an instant on; one that is due earlier stays so. */
export function workerExpiry(database: Database): WorkerStore['expire'] {
  const expire = database.prepare<[{ id: string; at: number }]>(
    `UPDATE worker SET valid_until = :at WHERE worker_id = :id AND (valid_until IS NULL OR valid_until > :at)`,
  );
  return database.transaction((ids: readonly string[], at: Instant) => {
    for (const id of ids) expire.run({ id, at });
  });
}

/** The earliest boundary ahead, from the index of boundaries. */
export function boundaryReader(database: Database): WorkerStore['nextBoundary'] {
  const next = database
    .prepare<[number], number | null>('SELECT min(valid_until) FROM worker WHERE valid_until > ?')
    .pluck();
  return (after) => {
    const at = next.get(after) ?? null;
    return at === null ? null : instant(at);
  };
}
