import { workerId } from '../domain/kernel/ids.ts';
import { instant } from '../domain/time/instant.ts';
import type { ControlStore, CutRequest, Pause } from '../reconcile/ports.ts';
import { atBorder } from './errors.ts';
import type { Database } from './open.ts';
import { workerExpiry } from './worker-expiry.ts';

interface PauseRow {
  readonly worker: string;
  readonly person: string;
  readonly reason: string | null;
  readonly since: number;
}

interface CutRow {
  readonly worker: string;
  readonly at: number;
  readonly person: string;
  readonly reason: string | null;
  readonly evenProtected: number;
  readonly requestedAt: number;
}

/** What people told tenured from outside a run. */
export function controlStore(database: Database): ControlStore {
  const ofThis = database.prepare<[], number>('SELECT total_changes()').pluck();
  const ofOthers = database.prepare<[], number>('PRAGMA data_version').pluck();
  return atBorder({
    ...pauses(database),
    ...cuts(database),
    // Neither number ever falls. One counts what other connections committed, the other what this one wrote.
    version: () => (ofThis.get() ?? 0) + (ofOthers.get() ?? 0),
  });
}

function pauses(database: Database): Pick<ControlStore, 'pause' | 'resume' | 'pauseOf' | 'pauses'> {
  const put = database.prepare<[string, string, string | null, number]>(
    `INSERT INTO pause (worker_id, person, reason, since) VALUES (?, ?, ?, ?)
     ON CONFLICT (worker_id) DO UPDATE SET person = excluded.person, reason = excluded.reason, since = excluded.since`,
  );
  const remove = database.prepare<[string]>('DELETE FROM pause WHERE worker_id = ?');
  const one = database.prepare<[string], PauseRow>(
    'SELECT worker_id AS worker, person, reason, since FROM pause WHERE worker_id = ?',
  );
  const all = database.prepare<[], PauseRow>(
    'SELECT worker_id AS worker, person, reason, since FROM pause ORDER BY worker_id',
  );
  return {
    pause: ({ worker, person, reason, since }) => void put.run(worker ?? everybody, person, reason, since),
    resume: (worker) => remove.run(worker ?? everybody).changes === 1,
    pauseOf(worker) {
      const row = one.get(worker ?? everybody);
      return row === undefined ? null : toPause(row);
    },
    pauses: () => all.all().map(toPause),
  };
}

const everybody = '';

function toPause({ worker, since, ...row }: PauseRow): Pause {
  return { ...row, worker: worker === everybody ? null : worker, since: instant(since) };
}

function cuts(database: Database): Pick<ControlStore, 'cut' | 'liftCut' | 'cutOf' | 'cuts'> {
  const put = database.prepare<[string, number, string, string | null, number, number]>(
    `INSERT INTO cut_request (worker_id, at, person, reason, even_protected, requested_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (worker_id) DO UPDATE SET at = excluded.at, person = excluded.person, reason = excluded.reason,
       even_protected = excluded.even_protected, requested_at = excluded.requested_at`,
  );
  const remove = database.prepare<[string]>('DELETE FROM cut_request WHERE worker_id = ?');
  const one = database.prepare<[string], CutRow>(
    `SELECT worker_id AS worker, at, person, reason, even_protected AS evenProtected, requested_at AS requestedAt
     FROM cut_request WHERE worker_id = ?`,
  );
  const all = database.prepare<[], CutRow>(
    `SELECT worker_id AS worker, at, person, reason, even_protected AS evenProtected, requested_at AS requestedAt
     FROM cut_request ORDER BY worker_id`,
  );
  const expire = workerExpiry(database);
  const cut = database.transaction(({ worker, at, person, reason, evenProtected, requestedAt }: CutRequest) => {
    put.run(worker, at, person, reason, evenProtected ? 1 : 0, requestedAt);
    expire([worker], at);
  });
  const lift = database.transaction((worker: string) => {
    const row = one.get(worker);
    if (row === undefined) return false;
    remove.run(worker);
    // It was asked for before now, so that the account is worked out anew at once.
    expire([worker], instant(row.requestedAt));
    return true;
  });
  return {
    cut: (request) => {
      cut.immediate(request);
    },
    liftCut: (worker) => lift.immediate(worker),
    cutOf(worker) {
      const row = one.get(worker);
      return row === undefined ? null : toCut(row);
    },
    cuts: () => all.all().map(toCut),
  };
}

function toCut({ worker, at, evenProtected, requestedAt, ...row }: CutRow): CutRequest {
  return {
    ...row,
    worker: workerId(worker),
    at: instant(at),
    evenProtected: evenProtected === 1,
    requestedAt: instant(requestedAt),
  };
}
