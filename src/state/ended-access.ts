import type { Operation, OperationKind } from '../domain/plan/artefact.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { Database } from './open.ts';

/** What was done to somebody's account, as the journal has it. */
export interface DoneEffect {
  readonly operation: Operation;
  /** The operation's own kind unless a disable took another branch. */
  readonly effect: OperationKind;
  readonly at: Instant;
}

/** Kinds that give access back, or begin with an account that tenured has never ended. */
const givenBack: ReadonlySet<OperationKind> = new Set(['unsuspend', 'activate', 'create', 'adopt']);

/**
 * Keeps the list of those whose access tenured ended, as the journal says. A lifecycle asks it for every worker, and the
 * journal itself would have to be read back to each worker's last change of access.
 * @returns what takes in one effect, to be called in the transaction that journals it.
 */
export function endedAccess(database: Database): (done: DoneEffect) => void {
  const suspended = database.prepare<[{ worker: string; at: number; leave: number }]>(
    `INSERT INTO ended_access (worker_id, suspended_at, ended_at, for_leave) VALUES (:worker, :at, :at, :leave)
     ON CONFLICT (worker_id) DO UPDATE SET suspended_at = :at, deactivated_at = NULL, ended_at = :at, for_leave = :leave`,
  );
  const deactivated = database.prepare<[{ worker: string; at: number }]>(
    `INSERT INTO ended_access (worker_id, deactivated_at, ended_at) VALUES (:worker, :at, :at)
     ON CONFLICT (worker_id) DO UPDATE SET suspended_at = NULL, deactivated_at = :at`,
  );
  const back = database.prepare<[string]>('DELETE FROM ended_access WHERE worker_id = ?');
  return ({ operation, effect, at }) => {
    const { worker } = operation.subject;
    if (effect === 'disable') suspended.run({ worker, at, leave: operation.lifecycle === 'leave' ? 1 : 0 });
    else if (effect === 'deactivate') deactivated.run({ worker, at });
    else if (givenBack.has(effect)) back.run(worker);
  };
}
