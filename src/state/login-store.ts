import type { Database } from 'better-sqlite3';
import { workerId } from '../domain/kernel/ids.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { LoginClaim, LoginStore } from '../reconcile/ports.ts';
import { insertMany } from './insert-many.ts';

/** Logins given to workers. A claim stays for ever, so that a login never passes from one person to the next. */
export function loginStore(database: Database): LoginStore {
  const ofWorker = database.prepare<[string], { login: string }>(
    `SELECT login FROM login_claim WHERE worker_id = ? AND released_at IS NULL`,
  );
  const holder = database.prepare<[string], { worker: string }>(
    `SELECT worker_id AS worker FROM login_claim WHERE login_key = ?`,
  );
  const insert = insertMany(database, 'login_claim', ['login_key', 'login', 'worker_id', 'claimed_at']);
  return {
    ofWorker: (worker) => ofWorker.get(worker)?.login ?? null,
    holder: (loginKey) => {
      const row = holder.get(loginKey);
      return row === undefined ? null : workerId(row.worker);
    },
    claim: database.transaction((claims: readonly LoginClaim[], at: Instant) => {
      insert(claims.flatMap(({ key, login, worker }) => [key, login, worker, at]));
    }),
  };
}
