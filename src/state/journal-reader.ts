import type { Database } from 'better-sqlite3';
import { absentCounter, disabledCounter } from './disabled-since.ts';
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
    absentSince: absentCounter(database),
    accessEndedAt: (worker) => optional(ended.get(worker)?.ended),
    requestsSince: ownRequests(database),
  };
}

interface RequestRow {
  readonly at: number;
  readonly request: string | null;
  readonly okta: string | null;
}

/** Backwards from the latest entry: it costs what was done since, however long the journal is. */
function ownRequests(database: Database): JournalReader['requestsSince'] {
  const latest = database.prepare<[], RequestRow>(
    `SELECT j.at, j.request_id AS request, p.okta_id AS okta
     FROM journal j LEFT JOIN journal_payload p ON p.seq = j.seq
     WHERE j.kind = 'outcome'
     ORDER BY j.seq DESC`,
  );
  const open = database
    .prepare<[], string>('SELECT okta_id FROM open_intent JOIN journal_payload USING (seq) WHERE okta_id IS NOT NULL')
    .pluck();
  return (since) => {
    const ids = new Set<string>();
    const unanswered = new Set(open.all());
    for (const { at, request, okta } of latest.iterate()) {
      if (at < since) break;
      if (request !== null) ids.add(request);
      else if (okta !== null) unanswered.add(okta);
    }
    return { ids, unanswered };
  };
}

function optional(value: number | null | undefined): Instant | null {
  return value === null || value === undefined ? null : instant(value);
}
