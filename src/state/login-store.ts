import type { Database } from 'better-sqlite3';
import { workerId } from '../domain/kernel/ids.ts';
import type { LoginStore } from '../reconcile/ports.ts';

/** Logins given to workers. A claim stays for ever, so that a login never passes from one person to the next. */
export function loginStore(database: Database): LoginStore {
  const ofWorker = database.prepare<[string], { login: string }>(
    `SELECT login FROM login_claim WHERE worker_id = ? AND released_at IS NULL`,
  );
  const holder = database.prepare<[string], { worker: string }>(
    `SELECT worker_id AS worker FROM login_claim WHERE login_key = ?`,
  );
  const claim = database.prepare<[string, string, string, number]>(
    `INSERT INTO login_claim (login_key, login, worker_id, claimed_at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  return {
    ofWorker: (worker) => ofWorker.get(worker)?.login ?? null,
    holder: (loginKey) => {
      const row = holder.get(loginKey);
      return row === undefined ? null : workerId(row.worker);
    },
    claim: (loginKey, login, worker, at) =>
      claim.run(loginKey, login, worker, at).changes === 1 || holder.get(loginKey)?.worker === worker,
    together: (work) => {
      database.transaction(work).immediate();
    },
  };
}
