import type { Database } from 'better-sqlite3';
import { disabledCounter } from './disabled-since.ts';
import { instant, type Instant } from '../domain/time/instant.ts';
import type { JournalReader } from '../reconcile/ports.ts';

interface EndedRow {
  readonly suspended: number | null;
  readonly deactivated: number | null;
  readonly ended: number;
  readonly leave: number;
}

/** What the journal says that a lifecycle depends on. */
export function journalReader(database: Database): JournalReader {
  const ended = database.prepare<[string], EndedRow>(
    `SELECT suspended_at AS suspended, deactivated_at AS deactivated, ended_at AS ended, for_leave AS leave
     FROM ended_access WHERE worker_id = ?`,
  );
  return {
    suspendedAt: (worker) => optional(ended.get(worker)?.suspended),
    deactivatedAt: (worker) => optional(ended.get(worker)?.deactivated),
    suspendedForLeave: (worker) => ended.get(worker)?.leave === 1,
    disabledSince: disabledCounter(database),
    accessEndedAt: (worker) => optional(ended.get(worker)?.ended),
  };
}

function optional(value: number | null | undefined): Instant | null {
  return value === null || value === undefined ? null : instant(value);
}
