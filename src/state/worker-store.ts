import type { Database } from 'better-sqlite3';
import { enabledStatuses } from '../domain/identity/observed.ts';
import { workerId } from '../domain/kernel/ids.ts';
import type { LifecycleState } from '../domain/lifecycle/state.ts';
import { instant, type Instant } from '../domain/time/instant.ts';
import type { Pair, PairPage, Standing, StoredWorker, WorkerStore } from '../reconcile/ports.ts';
import { insertMany } from './insert-many.ts';
import { boundaryReader, workerExpiry } from './worker-expiry.ts';
import { nameSearch, overdueReader } from './worker-search.ts';

interface WorkerRow {
  readonly id: string;
  readonly standing: Standing;
  readonly state: LifecycleState;
  readonly validUntil: number | null;
  readonly fingerprint: string;
  readonly snapshot: number;
  readonly name: string;
  readonly inScope: 0 | 1;
  readonly since: number | null;
  readonly workedOutAt: number;
  readonly record: string;
}

interface PairRow extends WorkerRow {
  readonly userNo: number | null;
  readonly boundTo: string | null;
}

interface ScanRow {
  readonly last: string | null;
  readonly looked: number;
  readonly enabled: number;
  readonly unsettled: number;
}

/** Workers as last accepted, their desired accounts, and the join with the mirror. */
export function workerStore(database: Database): WorkerStore {
  const basis = database.prepare<[], { basis: string }>(`SELECT basis FROM worker_basis`);
  const setBasis = database.prepare<[string]>(
    `INSERT INTO worker_basis (only_row, basis) VALUES (1, ?) ON CONFLICT (only_row) DO UPDATE SET basis = excluded.basis`,
  );
  const one = database.prepare<[string], WorkerRow>(
    `SELECT w.worker_id AS id, w.standing, w.state, w.valid_until AS validUntil, w.fingerprint,
            d.snapshot_id AS snapshot, d.name, d.in_scope AS inScope, d.since,
            d.worked_out_at AS workedOutAt, d.record
     FROM worker w JOIN worker_detail d ON d.worker_no = w.worker_no WHERE w.worker_id = ?`,
  );
  const after = database.prepare<[string, number], WorkerRow>(
    `SELECT w.worker_id AS id, w.standing, w.state, w.valid_until AS validUntil, w.fingerprint,
            d.snapshot_id AS snapshot, d.name, d.in_scope AS inScope, d.since,
            d.worked_out_at AS workedOutAt, d.record
     FROM worker w JOIN worker_detail d ON d.worker_no = w.worker_no WHERE w.worker_id > ? ORDER BY w.worker_id LIMIT ?`,
  );
  const due = dueReader(database);
  const known = database.prepare<[], number>(`SELECT coalesce(max(worker_no), 0) FROM worker_detail`).pluck();
  const others = database.prepare<[], { standing: Standing; count: number }>(
    `SELECT standing, count(*) AS count FROM worker WHERE standing <> 'present' GROUP BY standing`,
  );
  const aside = database
    .prepare<[], [string]>(
      // SQLite takes the partial index only when its very condition stands here.
      `SELECT worker_id FROM worker WHERE standing = 'put-aside' AND standing <> 'present' ORDER BY worker_id`,
    )
    .raw();
  const setStanding = database.prepare<[Standing, string, Standing]>(
    `UPDATE worker SET standing = ?, settled_fingerprint = NULL WHERE worker_id = ? AND standing <> ?`,
  );
  const unsettle = database.prepare<[string]>(`UPDATE worker SET settled_fingerprint = NULL WHERE worker_id = ?`);
  const writer = workerWriter(database);
  const pairs = pairReader(database);

  return {
    basis: () => basis.get()?.basis ?? null,
    setBasis: (value) => void setBasis.run(value),
    get: (id) => {
      const row = one.get(id);
      return row === undefined ? null : toWorker(row);
    },
    put: writer,
    setStanding: database.transaction((ids: readonly string[], standing: Standing) => {
      for (const id of ids) setStanding.run(standing, id, standing);
    }),
    due,
    after: (from, limit) => after.all(from, limit).map(toWorker),
    counts() {
      // Workers are numbered from 1 and never removed, so that nobody who is present has to be counted.
      const result = { present: known.get() ?? 0, 'put-aside': 0, missing: 0 };
      for (const { standing, count } of others.all()) {
        result[standing] = count;
        result.present -= count;
      }
      return result;
    },
    putAside: () => aside.all().map(([id]) => id),
    ...pairs,
    unsettle: (ids) => {
      for (const id of ids) unsettle.run(id);
    },
    expire: workerExpiry(database),
    nextBoundary: boundaryReader(database),
    named: nameSearch(database),
    overdue: overdueReader(database),
    together: (work) => {
      database.transaction(work).immediate();
    },
  };
}

function dueReader(database: Database): WorkerStore['due'] {
  const amongEverybody = database.prepare<[number, string, number], WorkerRow>(
    `SELECT w.worker_id AS id, w.standing, w.state, w.valid_until AS validUntil, w.fingerprint,
            d.snapshot_id AS snapshot, d.name, d.in_scope AS inScope, d.since,
            d.worked_out_at AS workedOutAt, d.record
     FROM worker w JOIN worker_detail d ON d.worker_no = w.worker_no
     WHERE w.valid_until <= ? AND w.worker_id > ? ORDER BY w.worker_id LIMIT ?`,
  );
  const amongFew = database.prepare<[number, string, number], WorkerRow>(
    `SELECT w.worker_id AS id, w.standing, w.state, w.valid_until AS validUntil, w.fingerprint,
            d.snapshot_id AS snapshot, d.name, d.in_scope AS inScope, d.since,
            d.worked_out_at AS workedOutAt, d.record
     FROM worker w INDEXED BY worker_by_boundary JOIN worker_detail d ON d.worker_no = w.worker_no
     WHERE w.valid_until <= ? AND w.worker_id > ? ORDER BY w.worker_id LIMIT ?`,
  );
  const few = fewDue(database);
  return (at, from, limit) => (few(at, limit) ? amongFew : amongEverybody).all(at, from, limit).map(toWorker);
}

/**
 * Whether as many as fit into one page have a boundary until an instant. These are found by the index of boundaries and
 * sorted in no time; left alone, SQLite goes through everybody in their order, which is right for many.
 */
function fewDue(database: Database): (until: Instant, limit: number) => boolean {
  const upTo = database
    .prepare<[number, number], number>(`SELECT count(*) FROM (SELECT 1 FROM worker WHERE valid_until <= ? LIMIT ?)`)
    .pluck();
  return (until, limit) => (upTo.get(until, limit + 1) ?? 0) <= limit;
}

function workerWriter(database: Database): (workers: readonly StoredWorker[]) => void {
  const highest = database.prepare<[], { no: number | null }>(`SELECT max(worker_no) AS no FROM worker_detail`);
  const known = database
    .prepare<[string], string>(`SELECT w.worker_id FROM json_each(?) k CROSS JOIN worker w WHERE w.worker_id = k.value`)
    .pluck();
  const insert = insertMany(database, 'worker', [
    'worker_id',
    'worker_no',
    'standing',
    'state',
    'valid_until',
    'fingerprint',
  ]);
  const insertDetail = insertMany(database, 'worker_detail', [
    'worker_no',
    'worker_id',
    'snapshot_id',
    'name',
    'in_scope',
    'since',
    'worked_out_at',
    'record',
  ]);
  const anyBinding = database.prepare<[], { one: number }>(`SELECT 1 AS one FROM binding LIMIT 1`);
  const point = database.prepare<[string]>(
    `UPDATE worker SET user_no =
       (SELECT m.user_no FROM binding b JOIN mirror_user m ON m.okta_id = b.okta_id WHERE b.worker_id = worker.worker_id)
     WHERE worker_id = ?`,
  );
  const update = database.prepare<[Standing, string, number | null, string, string]>(
    `UPDATE worker SET standing = ?, state = ?, valid_until = ?, fingerprint = ? WHERE worker_id = ?`,
  );
  const updateDetail = database.prepare<[...Detail, string]>(
    `UPDATE worker_detail SET snapshot_id = ?, name = ?, in_scope = ?, since = ?, worked_out_at = ?, record = ?
     WHERE worker_no = (SELECT worker_no FROM worker WHERE worker_id = ?)`,
  );
  const add = (workers: readonly StoredWorker[]): void => {
    const first = (highest.get()?.no ?? 0) + 1;
    insert(
      workers.flatMap((one, index) => [
        one.id,
        first + index,
        one.standing,
        one.state,
        one.validUntil,
        one.fingerprint,
      ]),
    );
    insertDetail(workers.flatMap((one, index) => [first + index, one.id, ...detailOf(one)]));
    if (anyBinding.get() !== undefined) for (const { id } of workers) point.run(id);
  };
  const change = (worker: StoredWorker): void => {
    update.run(worker.standing, worker.state, worker.validUntil, worker.fingerprint, worker.id);
    updateDetail.run(...detailOf(worker), worker.id);
  };
  return database.transaction((workers: readonly StoredWorker[]) => {
    const latest = [...new Map(workers.map((worker) => [worker.id, worker])).values()];
    const stored = new Set(known.all(JSON.stringify(latest.map(({ id }) => id))));
    for (const worker of latest) if (stored.has(worker.id)) change(worker);
    add(latest.filter(({ id }) => !stored.has(id)));
  });
}

type Detail = [number, string, number, number | null, number, string];

function detailOf(one: StoredWorker): Detail {
  return [one.snapshot, one.name, Number(one.inScope), one.since, one.workedOutAt, one.record];
}

type PairReader = Pick<WorkerStore, 'unsettledPairs' | 'pairs' | 'settledDueUntil' | 'settle'>;

/**
 * Pairing is the full join every run, level-triggered: a pair is settled only while both fingerprints are what they
 * were when nothing was needed. It goes through key ranges, so that no statement stays open while others write.
 */
function pairReader(database: Database): PairReader {
  const range = database.prepare<[string, string, number], ScanRow>(
    `SELECT max(w.worker_id) AS last, count(*) AS looked,
            count(m.status IN (SELECT value FROM json_each(?)) OR NULL) AS enabled,
            count(w.settled_fingerprint IS NOT w.fingerprint OR w.settled_observed IS NOT m.fingerprint OR NULL) AS unsettled
     FROM (SELECT worker_id, user_no, fingerprint, settled_fingerprint, settled_observed
           FROM worker WHERE worker_id > ? ORDER BY worker_id LIMIT ?) w
     LEFT JOIN mirror_user m ON m.user_no = w.user_no`,
  );
  const unsettled = database.prepare<[string, string], PairRow>(
    `SELECT w.worker_id AS id, w.standing, w.state, w.valid_until AS validUntil, w.fingerprint,
            d.snapshot_id AS snapshot, d.name, d.in_scope AS inScope, d.since,
            d.worked_out_at AS workedOutAt, d.record, w.user_no AS userNo, b.okta_id AS boundTo
     FROM worker w
     LEFT JOIN mirror_user m ON m.user_no = w.user_no
     LEFT JOIN binding b ON b.worker_id = w.worker_id
     -- CROSS JOIN keeps the wide rows last: they are read for those who are not settled only.
     CROSS JOIN worker_detail d
     WHERE w.worker_id > ? AND w.worker_id <= ? AND d.worker_no = w.worker_no
       AND (w.settled_fingerprint IS NOT w.fingerprint OR w.settled_observed IS NOT m.fingerprint)
     ORDER BY w.worker_id`,
  );
  const every = database.prepare<[string, string], PairRow>(
    `SELECT w.worker_id AS id, w.standing, w.state, w.valid_until AS validUntil, w.fingerprint,
            d.snapshot_id AS snapshot, d.name, d.in_scope AS inScope, d.since,
            d.worked_out_at AS workedOutAt, d.record, w.user_no AS userNo, b.okta_id AS boundTo
     FROM worker w
     JOIN worker_detail d ON d.worker_no = w.worker_no
     LEFT JOIN binding b ON b.worker_id = w.worker_id
     WHERE w.worker_id > ? AND w.worker_id <= ? ORDER BY w.worker_id`,
  );
  const dueUntil = database.prepare<[number, string, number], PairRow>(
    `SELECT w.worker_id AS id, w.standing, w.state, w.valid_until AS validUntil, w.fingerprint,
            d.snapshot_id AS snapshot, d.name, d.in_scope AS inScope, d.since,
            d.worked_out_at AS workedOutAt, d.record, w.user_no AS userNo, b.okta_id AS boundTo
     FROM worker w
     JOIN worker_detail d ON d.worker_no = w.worker_no
     LEFT JOIN mirror_user m ON m.user_no = w.user_no
     LEFT JOIN binding b ON b.worker_id = w.worker_id
     WHERE w.valid_until <= ? AND w.worker_id > ?
       AND w.settled_fingerprint IS w.fingerprint AND w.settled_observed IS m.fingerprint
     ORDER BY w.worker_id LIMIT ?`,
  );
  const dueUntilAmongFew = database.prepare<[number, string, number], PairRow>(
    `SELECT w.worker_id AS id, w.standing, w.state, w.valid_until AS validUntil, w.fingerprint,
            d.snapshot_id AS snapshot, d.name, d.in_scope AS inScope, d.since,
            d.worked_out_at AS workedOutAt, d.record, w.user_no AS userNo, b.okta_id AS boundTo
     FROM worker w INDEXED BY worker_by_boundary
     JOIN worker_detail d ON d.worker_no = w.worker_no
     LEFT JOIN mirror_user m ON m.user_no = w.user_no
     LEFT JOIN binding b ON b.worker_id = w.worker_id
     WHERE w.valid_until <= ? AND w.worker_id > ?
       AND w.settled_fingerprint IS w.fingerprint AND w.settled_observed IS m.fingerprint
     ORDER BY w.worker_id LIMIT ?`,
  );
  const few = fewDue(database);
  const settle = database.prepare<[string]>(
    `UPDATE worker SET settled_fingerprint = fingerprint,
       settled_observed = (SELECT m.fingerprint FROM mirror_user m WHERE m.user_no = worker.user_no)
     WHERE worker_id = ?`,
  );
  const page = (from: string, size: number, pairsUpTo: (last: string, unsettled: number) => PairRow[]): PairPage => {
    const scan = range.get(enabledStatusList, from, size);
    const last = scan?.last ?? null;
    if (scan === undefined || last === null) return { pairs: [], last: null, looked: 0, enabled: 0 };
    const { looked, enabled } = scan;
    return { pairs: pairsUpTo(last, scan.unsettled).map(toPair), last: workerId(last), looked, enabled };
  };
  return {
    // Most stretches hold nobody to look at, which their one look has told already.
    unsettledPairs: (from, size) => page(from, size, (last, count) => (count === 0 ? [] : unsettled.all(from, last))),
    pairs: (from, size) => page(from, size, (last) => every.all(from, last)),
    settledDueUntil: (until, from, limit) =>
      (few(until, limit) ? dueUntilAmongFew : dueUntil).all(until, from, limit).map(toPair),
    settle: database.transaction((ids: readonly string[]) => {
      for (const id of ids) settle.run(id);
    }),
  };
}

const enabledStatusList = JSON.stringify([...enabledStatuses]);

function toWorker(row: WorkerRow): StoredWorker {
  return {
    id: workerId(row.id),
    standing: row.standing,
    state: row.state,
    validUntil: row.validUntil === null ? null : instant(row.validUntil),
    fingerprint: row.fingerprint,
    snapshot: row.snapshot,
    name: row.name,
    inScope: row.inScope === 1,
    since: row.since === null ? null : instant(row.since),
    workedOutAt: instant(row.workedOutAt),
    record: row.record,
  };
}

function toPair(row: PairRow): Pair {
  return { worker: toWorker(row), userNo: row.userNo, boundTo: row.boundTo };
}
