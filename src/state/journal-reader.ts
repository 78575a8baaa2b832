import type { Database } from 'better-sqlite3';
import { instant } from '../domain/time/instant.ts';
import type { JournalReader } from '../reconcile/ports.ts';

/** What the journal says that a lifecycle depends on. */
export function journalReader(database: Database): JournalReader {
  const latest = database.prepare<[string], { kind: string; at: number }>(
    `SELECT j.operation_kind AS kind, j.at FROM journal j JOIN journal_payload p ON p.seq = j.seq
     WHERE p.worker_id = ? AND j.outcome = 'done' AND j.operation_kind IN ('disable', 'unsuspend', 'deactivate', 'activate')
     ORDER BY j.seq DESC LIMIT 1`,
  );
  const at = (worker: string, kind: string) => {
    const row = latest.get(worker);
    return row?.kind === kind ? instant(row.at) : null;
  };
  return { suspendedAt: (worker) => at(worker, 'disable'), deactivatedAt: (worker) => at(worker, 'deactivate') };
}
