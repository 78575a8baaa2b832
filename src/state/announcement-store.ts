import type { Database } from 'better-sqlite3';
import { workerId } from '../domain/kernel/ids.ts';
import { hour, instant } from '../domain/time/instant.ts';
import type { Announcement, AnnouncementStore } from '../reconcile/ports.ts';

interface AnnouncementRow {
  readonly worker: string;
  readonly endsAt: number;
  readonly firstSnapshot: number;
  readonly firstSeenAt: number;
  readonly firmAt: number | null;
}

/** An announcement is firm once a second accepted snapshot at least this much later repeats it. */
const firmAfter = 12 * hour;

/** Ends that HR has announced, and whether they are firm. */
export function announcementStore(database: Database): AnnouncementStore {
  const get = database.prepare<[string], AnnouncementRow>(
    `SELECT worker_id AS worker, ends_at AS endsAt, first_snapshot_id AS firstSnapshot, first_seen_at AS firstSeenAt,
            firm_at AS firmAt
     FROM announcement WHERE worker_id = ?`,
  );
  const put = database.prepare<[string, number, number, number]>(
    `INSERT INTO announcement (worker_id, ends_at, first_snapshot_id, first_seen_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (worker_id) DO UPDATE SET ends_at = excluded.ends_at, first_snapshot_id = excluded.first_snapshot_id,
       first_seen_at = excluded.first_seen_at, firm_at = NULL, firm_by = NULL`,
  );
  const withdraw = database.prepare<[string]>(`DELETE FROM announcement WHERE worker_id = ?`);
  const confirm = database.prepare<[number, string, number | null, number]>(
    `UPDATE announcement SET firm_at = ?, firm_by = ?
     WHERE firm_at IS NULL AND first_snapshot_id IS NOT ? AND first_seen_at <= ?
       AND EXISTS (SELECT 1 FROM worker WHERE worker.worker_id = announcement.worker_id AND standing = 'present')`,
  );
  return {
    get(id): Announcement | null {
      const row = get.get(id);
      if (row === undefined) return null;
      return {
        worker: workerId(row.worker),
        endsAt: instant(row.endsAt),
        firstSnapshot: row.firstSnapshot,
        firstSeenAt: instant(row.firstSeenAt),
        firm: row.firmAt !== null,
      };
    },
    note(id, endsAt, snapshot, at) {
      if (endsAt === null) withdraw.run(id);
      else if (get.get(id)?.endsAt !== endsAt) put.run(id, endsAt, snapshot, at);
    },
    confirmRepeated(snapshot, at) {
      confirm.run(at, snapshot === null ? 'delivered again' : `snapshot ${snapshot}`, snapshot, at - firmAfter);
    },
  };
}
