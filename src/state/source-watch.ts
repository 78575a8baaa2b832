import type { Database } from 'better-sqlite3';
import type { UserStatus } from '../domain/identity/observed.ts';
import { firstLook, isUndone, mostSuspensions } from '../domain/identity/sourced.ts';
import { oktaUserId, workerId } from '../domain/kernel/ids.ts';
import { instant } from '../domain/time/instant.ts';
import type { SourceWatch, WatchedAccount } from '../reconcile/ports.ts';

interface WatchRow {
  readonly okta: string;
  readonly worker: string;
  readonly provider: string;
  readonly suspendedAt: number;
  readonly suspensions: number;
  readonly looks: number;
}

/** Suspended accounts whose profile another system owns. There are few: whoever left within the hour. */
export function sourceWatch(database: Database): SourceWatch {
  const put = database.prepare<[string, string, string, string, number, number]>(
    `INSERT INTO source_watch (okta_id, worker_id, provider, due, suspended_at, suspensions, looks, next_look_at)
     VALUES (?, ?, ?, ?, ?, 1, 0, ?)
     ON CONFLICT (okta_id) DO UPDATE SET worker_id = excluded.worker_id, provider = excluded.provider,
       suspensions = iif(due = excluded.due, suspensions + 1, 1), due = excluded.due,
       suspended_at = excluded.suspended_at, looks = 0, next_look_at = excluded.next_look_at`,
  );
  const one = database.prepare<[string], WatchRow>(`SELECT w.okta_id AS okta, w.worker_id AS worker, w.provider,
            w.suspended_at AS suspendedAt, w.suspensions, w.looks FROM source_watch w WHERE w.okta_id = ?`);
  const due = database.prepare<[number], WatchRow>(
    `SELECT w.okta_id AS okta, w.worker_id AS worker, w.provider,
            w.suspended_at AS suspendedAt, w.suspensions, w.looks FROM source_watch w WHERE w.next_look_at <= ? ORDER BY w.next_look_at, w.okta_id`,
  );
  const looked = database.prepare<[number, string]>(
    `UPDATE source_watch SET looks = looks + 1, next_look_at = ? WHERE okta_id = ?`,
  );
  const forget = database.prepare<[string]>(`DELETE FROM source_watch WHERE okta_id = ?`);
  const next = database
    .prepare<[number], number | null>(`SELECT min(next_look_at) FROM source_watch WHERE next_look_at > ?`)
    .pluck();
  const repeated = database.prepare<[number], WatchRow & { readonly status: UserStatus }>(
    `SELECT w.okta_id AS okta, w.worker_id AS worker, w.provider,
            w.suspended_at AS suspendedAt, w.suspensions, w.looks, u.status FROM source_watch w JOIN mirror_user u ON u.okta_id = w.okta_id
     WHERE w.suspensions >= ? ORDER BY w.okta_id`,
  );
  return {
    suspended({ okta, worker, provider }, end, at) {
      put.run(okta, worker, provider, end, at, firstLook(at));
    },
    of(okta) {
      const row = one.get(okta);
      return row === undefined ? null : toAccount(row);
    },
    due: (at) => due.all(at).map(toAccount),
    looked: (okta, at) => void looked.run(at, okta),
    forget: (okta) => void forget.run(okta),
    nextAfter(at) {
      const found = next.get(at) ?? null;
      return found === null ? null : instant(found);
    },
    undone: () =>
      repeated
        .all(mostSuspensions)
        .filter((row) => isUndone(toAccount(row), row.status))
        .map(toAccount),
  };
}

function toAccount({ okta, worker, provider, suspendedAt, suspensions, looks }: WatchRow): WatchedAccount {
  return {
    okta: oktaUserId(okta),
    worker: workerId(worker),
    provider,
    suspendedAt: instant(suspendedAt),
    suspensions,
    looks,
  };
}
