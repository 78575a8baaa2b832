import { workerId } from '../domain/kernel/ids.ts';
import type { Binding, ConversionStore } from '../reconcile/ports.ts';
import type { Database } from './open.ts';

interface OldBinding {
  readonly okta: string;
  readonly madeBy: Binding['madeBy'];
  readonly madeAt: number;
  readonly evidence: string;
}

/** Worker ids that go on as others, and the hand-over of the account from one to the other. */
export function conversionStore(database: Database): ConversionStore {
  const any = database.prepare<[], number>('SELECT 1 FROM conversion LIMIT 1').pluck();
  const successor = database
    .prepare<[string], string>('SELECT worker_id FROM conversion WHERE previous_id = ?')
    .pluck();
  const predecessor = database
    .prepare<[string], string>('SELECT previous_id FROM conversion WHERE worker_id = ?')
    .pluck();
  const orNull = (id: string | undefined) => (id === undefined ? null : workerId(id));
  return {
    any: () => any.get() !== undefined,
    successor: (worker) => orNull(successor.get(worker)),
    predecessor: (worker) => orNull(predecessor.get(worker)),
    ...handOver(database),
  };
}

function handOver(database: Database): Pick<ConversionStore, 'convert' | 'revert'> {
  const bound = database.prepare<[string], OldBinding>(
    'SELECT okta_id AS okta, made_by AS madeBy, made_at AS madeAt, evidence FROM binding WHERE worker_id = ?',
  );
  const before = database.prepare<[string], Omit<OldBinding, 'okta'>>(
    'SELECT made_by AS madeBy, made_at AS madeAt, evidence FROM conversion WHERE previous_id = ?',
  );
  const unbind = database.prepare<[string]>('DELETE FROM binding WHERE worker_id = ?');
  const bind = database.prepare<[string, string, Binding['madeBy'], number, string]>(
    'INSERT INTO binding (worker_id, okta_id, made_by, made_at, evidence) VALUES (?, ?, ?, ?, ?)',
  );
  const link = database.prepare<[string, string, number, Binding['madeBy'], number, string]>(
    `INSERT INTO conversion (previous_id, worker_id, converted_at, made_by, made_at, evidence) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const unlink = database.prepare<[string]>('DELETE FROM conversion WHERE previous_id = ?');
  const moveRest = follower(database);
  return {
    convert: database.transaction((previous: string, worker: string, evidence: string, at: number) => {
      const old = bound.get(previous);
      if (old === undefined) throw new Error(`the worker ${previous} has no account to hand over`);
      unbind.run(previous);
      bind.run(worker, old.okta, 'converted', at, evidence);
      link.run(previous, worker, at, old.madeBy, old.madeAt, old.evidence);
      moveRest(previous, worker, old.okta);
    }),
    revert: database.transaction((previous: string, worker: string) => {
      const old = before.get(previous);
      const now = bound.get(worker);
      if (old === undefined || now === undefined) throw new Error(`the worker ${worker} has nothing to give back`);
      unlink.run(previous);
      unbind.run(worker);
      bind.run(previous, now.okta, old.madeBy, old.madeAt, old.evidence);
      moveRest(worker, previous, now.okta);
    }),
  };
}

/** What is kept by worker id and belongs to the account goes with it; what HR announced of an id stays with that. */
function follower(database: Database): (from: string, to: string, okta: string) => void {
  const point = database.prepare<[string, string]>(
    `UPDATE worker SET settled_fingerprint = NULL,
       user_no = (SELECT m.user_no FROM binding b JOIN mirror_user m ON m.okta_id = b.okta_id WHERE b.worker_id = ?)
     WHERE worker_id = ?`,
  );
  const moves = [
    database.prepare<[string, string]>('UPDATE OR REPLACE ended_access SET worker_id = ? WHERE worker_id = ?'),
    database.prepare<[string, string]>('UPDATE OR REPLACE cut_request SET worker_id = ? WHERE worker_id = ?'),
  ];
  const watch = database.prepare<[string, string]>('UPDATE source_watch SET worker_id = ? WHERE okta_id = ?');
  // Nobody has to agree to an end that ends nothing any more.
  const release = database.prepare<[string]>('UPDATE announcement SET held = 0 WHERE worker_id = ?');
  return (from, to, okta) => {
    release.run(from);
    for (const id of [from, to]) point.run(id, id);
    for (const move of moves) move.run(to, from);
    watch.run(to, okta);
  };
}
