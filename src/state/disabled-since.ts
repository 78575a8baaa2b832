import type { JournalReader } from '../reconcile/ports.ts';
import type { Database } from './open.ts';

/**
 * A suspension always ends access. A deactivation does when it is a disable's own branch, or when the account was usable
 * before. Whose payload was erased still counts where the entry itself says that access ended, by operation, not firmly.
 */
export function disabledCounter(database: Database): JournalReader['disabledSince'] {
  const count = database.prepare<[number], { all: number; firm: number }>(
    `SELECT count(DISTINCT who) AS "all", count(DISTINCT iif(firm, who, NULL)) AS firm
     FROM (
       SELECT coalesce(own.worker_id, ended.operation_id) AS who,
              ended.operation_kind AS effect,
              coalesce(nullif(begun.body, '') ->> '$.operation.firm', 0) AS firm,
              nullif(begun.body, '') ->> '$.operation.kind' AS kind,
              nullif(begun.body, '') ->> '$.operation.before.status' AS status
       FROM journal ended
       LEFT JOIN journal_payload own ON own.seq = ended.seq
       LEFT JOIN journal_payload begun ON begun.seq = ended.intent_seq
       WHERE ended.outcome = 'done' AND ended.operation_kind IN ('disable', 'deactivate') AND ended.at >= ?
     )
     WHERE effect = 'disable' OR kind = 'disable' OR status NOT IN ('STAGED', 'SUSPENDED', 'DEPROVISIONED')`,
  );
  return (since) => count.get(since) ?? { all: 0, firm: 0 };
}

/** How many people were disabled since then because they were missing from the file; whose payload was erased may have been. */
export function absentCounter(database: Database): JournalReader['absentSince'] {
  const count = database
    .prepare<[number], number>(
      `SELECT count(DISTINCT coalesce(own.worker_id, ended.operation_id))
       FROM journal ended
       LEFT JOIN journal_payload own ON own.seq = ended.seq
       LEFT JOIN journal_payload begun ON begun.seq = ended.intent_seq
       WHERE ended.outcome = 'done' AND ended.operation_kind IN ('disable', 'deactivate') AND ended.at >= ?
         AND coalesce(nullif(begun.body, '') ->> '$.operation.kind', 'disable') = 'disable'
         AND coalesce(nullif(begun.body, '') ->> '$.operation.reason.rule', 'absent-from-file') = 'absent-from-file'`,
    )
    .pluck();
  return (since) => count.get(since) ?? 0;
}
