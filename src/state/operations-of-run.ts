import type { Json } from '../domain/kernel/canonical-json.ts';
import type { Operation, OperationKind } from '../domain/plan/artefact.ts';
import { instant } from '../domain/time/instant.ts';
import type { JournalledOperation, OperationOutcome } from '../reconcile/ports.ts';
import { withSqliteErrors } from './errors.ts';
import type { Database } from './open.ts';

interface LastRow {
  readonly seq: number;
  readonly at: number;
  readonly effect: OperationKind;
  readonly outcome: OperationOutcome | null;
  readonly okta: string | null;
  readonly intent: string;
  /** Null for an intent that nothing followed. */
  readonly conclusion: string | null;
}

const pageRows = 500;

/**
 * Reads what a run did: of each operation the last entry, in the order of these. One that was begun last and never
 * concluded is in doubt; one whose worker was erased is left out.
 */
export function operationsOfRun(database: Database): (run: number) => Generator<JournalledOperation> {
  const page = database.prepare<[number, number, number], LastRow>(
    `SELECT j.seq, j.at, j.operation_kind AS effect, j.outcome, coalesce(own.okta_id, begun.okta_id) AS okta,
            begun.body AS intent, iif(j.intent_seq IS NULL, NULL, own.body) AS conclusion
     FROM journal j
     JOIN journal_payload begun ON begun.seq = coalesce(j.intent_seq, j.seq) AND begun.body <> ''
     LEFT JOIN journal_payload own ON own.seq = j.seq
     WHERE j.run_id = ? AND j.operation_id IS NOT NULL AND j.seq > ?
       -- The plus keeps SQLite from reading the whole run again for each of its entries.
       AND NOT EXISTS (SELECT 1 FROM journal later
         WHERE later.operation_id = j.operation_id AND +later.run_id = j.run_id AND later.seq > j.seq)
     ORDER BY j.seq LIMIT ?`,
  );
  return function* (run) {
    for (let after = 0; ;) {
      const from = after;
      const rows = withSqliteErrors(() => page.all(run, from, pageRows));
      for (const row of rows) yield toOperation(row);
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.seq;
    }
  };
}

function toOperation({ intent, effect, okta, outcome, at, conclusion }: LastRow): JournalledOperation {
  const { operation } = JSON.parse(intent) as { readonly operation: Operation };
  const detail =
    conclusion === null || conclusion === '' ? null : (JSON.parse(conclusion) as { readonly detail: Json }).detail;
  return { operation, effect, okta, outcome: outcome ?? 'in-doubt', at: instant(at), detail };
}
