import type { Database } from 'better-sqlite3';
import { oktaUserId, workerId } from '../domain/kernel/ids.ts';
import { instant } from '../domain/time/instant.ts';
import type { Binding, BindingStore } from '../reconcile/ports.ts';

interface BindingRow {
  readonly worker: string;
  readonly okta: string;
  readonly madeBy: Binding['madeBy'];
  readonly madeAt: number;
  readonly evidence: string;
}

/** Which account is whose. */
export function bindingStore(database: Database): BindingStore {
  const byWorker = database.prepare<[string], BindingRow>(
    `SELECT worker_id AS worker, okta_id AS okta, made_by AS madeBy, made_at AS madeAt, evidence
     FROM binding WHERE worker_id = ?`,
  );
  const byUser = database.prepare<[string], BindingRow>(
    `SELECT worker_id AS worker, okta_id AS okta, made_by AS madeBy, made_at AS madeAt, evidence
     FROM binding WHERE okta_id = ?`,
  );
  const insert = database.prepare<[string, string, string, number, string]>(
    `INSERT INTO binding (worker_id, okta_id, made_by, made_at, evidence) VALUES (?, ?, ?, ?, ?)`,
  );
  const point = database.prepare<[string, string]>(
    `UPDATE worker SET user_no = (SELECT user_no FROM mirror_user WHERE okta_id = ?) WHERE worker_id = ?`,
  );
  const count = database.prepare<[], { count: number }>(`SELECT count(*) AS count FROM binding`);
  const countIn = database
    .prepare<[string], number>(
      `SELECT count(*) FROM binding
       WHERE EXISTS (SELECT 1 FROM feed_row WHERE key = binding.worker_id AND source = ? AND until IS NULL)`,
    )
    .pluck();
  const adopted = database
    .prepare<[string], number>(
      `WITH RECURSIVE origin (worker_id, made_by) AS (
         SELECT worker_id, made_by FROM binding WHERE worker_id = ?
         UNION ALL
         SELECT c.previous_id, c.made_by FROM origin o JOIN conversion c ON c.worker_id = o.worker_id
         WHERE o.made_by = 'converted'
       )
       SELECT 1 FROM origin WHERE made_by = 'adopted'`,
    )
    .pluck();
  return {
    byWorker: (worker) => toBinding(byWorker.get(worker)),
    byUser: (okta) => toBinding(byUser.get(okta)),
    add: database.transaction((bindings: readonly Binding[]) => {
      for (const one of bindings) {
        insert.run(one.worker, one.okta, one.madeBy, one.madeAt, one.evidence);
        point.run(one.okta, one.worker);
      }
    }),
    isAdopted: (worker) => adopted.get(worker) !== undefined,
    count: () => count.get()?.count ?? 0,
    countIn: (source) => countIn.get(source) ?? 0,
  };
}

function toBinding(row: BindingRow | undefined): Binding | null {
  if (row === undefined) return null;
  return { ...row, worker: workerId(row.worker), okta: oktaUserId(row.okta), madeAt: instant(row.madeAt) };
}
