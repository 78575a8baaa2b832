import type { Database } from 'better-sqlite3';
import { enabledStatuses } from '../domain/identity/observed.ts';
import { workerId } from '../domain/kernel/ids.ts';
import { instant } from '../domain/time/instant.ts';
import type { WorkerStore } from '../reconcile/ports.ts';

interface NameRow {
  readonly no: number;
  readonly id: string;
  readonly name: string;
}

const namesAtOnce = 5_000;

/** Finds people by name. Looks at everybody: SQLite folds the case of ASCII letters alone. */
export function nameSearch(database: Database): WorkerStore['named'] {
  const page = database.prepare<[number, number], NameRow>(
    `SELECT worker_no AS no, worker_id AS id, name
     FROM worker_detail WHERE worker_no > ? ORDER BY worker_no LIMIT ?`,
  );
  return (words, limit) => {
    const wanted = fold(words).split(/\s+/).filter(Boolean);
    const found: NameRow[] = [];
    for (let after = 0; wanted.length > 0 && found.length < limit;) {
      const rows = page.all(after, namesAtOnce);
      found.push(...rows.filter(({ name }) => containsAll(fold(name), wanted)));
      const last = rows.at(-1);
      if (last === undefined) break;
      after = last.no;
    }
    return found.slice(0, limit).map(({ id, name }) => ({ id: workerId(id), name }));
  };
}

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

function containsAll(name: string, words: readonly string[]): boolean {
  return words.every((word) => name.includes(word));
}

interface OverdueRow {
  readonly id: string;
  readonly name: string;
  readonly okta: string;
  readonly login: string;
  readonly since: number | null;
}

/**
 * Leavers whose account can still be used. Their state says so; of those whose boundary nobody has worked out
 * since, because nothing ran, the announced end or a person's request does.
 */
export function overdueReader(database: Database): WorkerStore['overdue'] {
  const rows = database.prepare<[{ at: number; limit: number; enabled: string }], OverdueRow>(
    `SELECT w.worker_id AS id, d.name, m.okta_id AS okta, p.login,
            CASE
              WHEN w.state IN ('access-stopped', 'closed') THEN d.since
              WHEN c.at <= :at THEN c.at
              ELSE a.ends_at
            END AS since
     FROM worker w
     CROSS JOIN mirror_user m ON m.user_no = w.user_no
     LEFT JOIN announcement a ON a.worker_id = w.worker_id
     LEFT JOIN cut_request c ON c.worker_id = w.worker_id
     -- CROSS JOIN keeps the wide rows last.
     CROSS JOIN worker_detail d ON d.worker_no = w.worker_no
     CROSS JOIN mirror_profile p ON p.user_no = w.user_no
     WHERE w.user_no IS NOT NULL
       AND (w.state IN ('access-stopped', 'closed')
         OR (w.valid_until <= :at AND (a.ends_at <= :at OR c.at <= :at)))
       AND m.status IN (SELECT value FROM json_each(:enabled))
       AND d.in_scope
       AND coalesce(since, 0) <= :at
     ORDER BY w.worker_id LIMIT :limit`,
  );
  const enabled = JSON.stringify([...enabledStatuses]);
  return (at, limit) =>
    rows.all({ at, limit, enabled }).map(({ id, since, ...row }) => ({
      ...row,
      id: workerId(id),
      since: since === null ? null : instant(since),
    }));
}
