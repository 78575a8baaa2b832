import type { Database } from 'better-sqlite3';
import { workerId } from '../domain/kernel/ids.ts';
import { day, hour, instant, type Instant } from '../domain/time/instant.ts';
import { fromEpochDay } from '../domain/time/local-date.ts';
import type { Announcement, AnnouncementStore, Snapshot } from '../reconcile/ports.ts';

interface AnnouncementRow {
  readonly worker: string;
  readonly endsAt: number;
  readonly firstSnapshot: number;
  readonly firstSeenAt: number;
  readonly firmAt: number | null;
  readonly counted: number;
  readonly held: number;
  readonly source: string;
}

/** An announcement is firm once a second accepted snapshot at least this much later repeats it. */
const firmAfter = 12 * hour;

/** Ends that HR has announced, and whether they are firm. */
export function announcementStore(database: Database): AnnouncementStore {
  const get = database.prepare<[string], AnnouncementRow>(
    `SELECT worker_id AS worker, ends_at AS endsAt, first_snapshot_id AS firstSnapshot, first_seen_at AS firstSeenAt,
            firm_at AS firmAt, counted, held, source
     FROM announcement WHERE worker_id = ?`,
  );
  const put = database.prepare<[string, number, number, number, number, string]>(
    `INSERT INTO announcement (worker_id, ends_at, first_snapshot_id, first_seen_at, counted, source)
     VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (worker_id) DO UPDATE SET ends_at = excluded.ends_at, first_snapshot_id = excluded.first_snapshot_id,
       first_seen_at = excluded.first_seen_at, counted = excluded.counted, firm_at = NULL, firm_by = NULL, held = 0,
       source = excluded.source`,
  );
  const attribute = database.prepare<[string, string]>(`UPDATE announcement SET source = ? WHERE worker_id = ?`);
  const withdraw = database.prepare<[string]>(`DELETE FROM announcement WHERE worker_id = ?`);
  const confirm = database.prepare<[number, string, string, number | null, number]>(
    `UPDATE announcement SET firm_at = ?, firm_by = ?
     WHERE firm_at IS NULL AND held = 0 AND source = ? AND first_snapshot_id IS NOT ? AND first_seen_at <= ?
       AND EXISTS (SELECT 1 FROM worker WHERE worker.worker_id = announcement.worker_id)
       AND NOT EXISTS (SELECT 1 FROM worker_standing
                       WHERE worker_standing.worker_id = announcement.worker_id
                         AND worker_standing.source = announcement.source)`,
  );
  const takeBack = taker(database);
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
        held: row.held === 1,
      };
    },
    note(id, announced, snapshot, at) {
      const endsAt = announced?.at ?? null;
      const before = get.get(id);
      if (before !== undefined && (endsAt === null || endsAt > before.endsAt)) takeBack(id, snapshot);
      if (announced === null) {
        withdraw.run(id);
        return;
      }
      const { at: end, source } = announced;
      if (before?.endsAt !== end) put.run(id, end, snapshot.id, at, counts(before, end) ? 1 : 0, source);
      else if (before.source !== source) attribute.run(source, id);
    },
    confirmRepeated(source, snapshot, at) {
      const by = snapshot === null ? 'delivered again' : `snapshot ${snapshot}`;
      confirm.run(at, by, source, snapshot, at - firmAfter);
    },
    ...crowdStore(database),
    ...outlook(database),
  };
}

/**
 * Remembers whose end a snapshot took back or moved later; what earlier snapshots of its source did is forgotten with its
 * first.
 */
function taker(database: Database): (worker: string, snapshot: Pick<Snapshot, 'id' | 'source'>) => void {
  const forget = database.prepare<[number, string]>(
    `DELETE FROM announcement_taken_back WHERE snapshot_id <> ? AND source = ?`,
  );
  const put = database.prepare<[string, number, string]>(
    `INSERT OR REPLACE INTO announcement_taken_back (worker_id, snapshot_id, source) VALUES (?, ?, ?)`,
  );
  let known: number | null = null;
  return (worker, { id, source }) => {
    if (id !== known) forget.run(id, source);
    known = id;
    put.run(worker, id, source);
  };
}

/** What is to come, and what will not come any more. Who has no account has no access to lose. */
function outlook(database: Database): Pick<AnnouncementStore, 'due' | 'takenBack'> {
  const due = database.prepare<[number, number, number], { day: number; count: number; firm: number }>(
    `SELECT ends_at / ? AS day, count(*) AS count, count(firm_at) AS firm FROM announcement
     WHERE ends_at >= ? AND ends_at < ?
       AND EXISTS (SELECT 1 FROM binding WHERE binding.worker_id = announcement.worker_id)
     GROUP BY 1 ORDER BY 1`,
  );
  // CROSS JOIN keeps the short list in front: few ends are taken back, and nearly everybody has an account.
  const total = database
    .prepare<[string], number>(
      `SELECT count(*) FROM announcement_taken_back CROSS JOIN binding USING (worker_id)
       WHERE snapshot_id IN (SELECT value FROM json_each(?))`,
    )
    .pluck();
  const some = database
    .prepare<[string, number], string>(
      `SELECT worker_id FROM announcement_taken_back CROSS JOIN binding USING (worker_id)
       WHERE snapshot_id IN (SELECT value FROM json_each(?))
       ORDER BY worker_id LIMIT ?`,
    )
    .pluck();
  return {
    due(from, until) {
      const days = due.all(day, from, until);
      return {
        total: days.reduce((sum, { count }) => sum + count, 0),
        firmByDay: days.flatMap(({ day: since, firm }) =>
          firm === 0 ? [] : [{ day: fromEpochDay(since), count: firm }],
        ),
      };
    },
    takenBack: (snapshots, limit) => ({
      total: total.get(JSON.stringify(snapshots)) ?? 0,
      workers: some.all(JSON.stringify(snapshots), limit).map(workerId),
    }),
  };
}

/** An end that was never firm and moves again is as new as it was: a mass of them must not pass by moving once more. */
function counts(before: AnnouncementRow | undefined, endsAt: number): boolean {
  if (before === undefined || endsAt < before.endsAt) return true;
  return before.firmAt === null && before.counted === 1;
}

/**
 * Announcements that came with many others. Who has no account has no access to lose and is neither counted nor held: a
 * first file is full of ends that mean nothing yet.
 */
function crowdStore(database: Database): Pick<AnnouncementStore, 'newIn' | 'hold' | 'holdOf' | 'held' | 'makeFirm'> {
  const news = database.prepare<[number, number, string], { snapshot: number; recent: number }>(
    `SELECT count(iif(first_snapshot_id = ?, 1, NULL)) AS snapshot,
            count(iif(first_seen_at >= ? AND source = ?, 1, NULL)) AS recent
     FROM announcement
     WHERE counted = 1 AND EXISTS (SELECT 1 FROM binding WHERE binding.worker_id = announcement.worker_id)`,
  );
  const hold = database.prepare<[number, number, string]>(
    `UPDATE announcement SET held = 1
     WHERE (first_snapshot_id = ? OR (first_seen_at >= ? AND source = ? AND counted = 1)) AND firm_at IS NULL
       AND EXISTS (SELECT 1 FROM binding WHERE binding.worker_id = announcement.worker_id)`,
  );
  const holdOne = database.prepare<[string]>(
    `UPDATE announcement SET held = 1 WHERE worker_id = ? AND firm_at IS NULL
       AND EXISTS (SELECT 1 FROM binding WHERE binding.worker_id = announcement.worker_id)`,
  );
  const total = database.prepare<[], number>(`SELECT count(*) FROM announcement WHERE held = 1`).pluck();
  const some = database
    .prepare<[number], string>(`SELECT worker_id FROM announcement WHERE held = 1 ORDER BY worker_id LIMIT ?`)
    .pluck();
  const all = database.prepare<[number, string]>(
    `UPDATE announcement SET firm_at = ?, firm_by = ?, held = 0 WHERE held = 1`,
  );
  const one = database.prepare<[number, string, string]>(
    `UPDATE announcement SET firm_at = ?, firm_by = ?, held = 0 WHERE worker_id = ? AND firm_at IS NULL`,
  );
  const makeFirm = database.transaction((ids: readonly string[] | null, person: string, at: Instant) => {
    if (ids === null) all.run(at, person);
    else for (const id of ids) one.run(at, person, id);
  });
  return {
    newIn: ({ id, source }, since) => news.get(id, since, source) ?? { snapshot: 0, recent: 0 },
    hold: ({ id, source }, since) => void hold.run(id, since, source),
    holdOf: database.transaction((ids: readonly string[]) => {
      for (const id of ids) holdOne.run(id);
    }),
    held: (limit) => ({ total: total.get() ?? 0, workers: some.all(limit).map(workerId) }),
    makeFirm: (ids, person, at) => {
      makeFirm.immediate(ids, person, at);
    },
  };
}
