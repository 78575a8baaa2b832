import type { Sha256 } from '../domain/kernel/ids.ts';
import type { Operation } from '../domain/plan/artefact.ts';
import { instant, type Instant } from '../domain/time/instant.ts';
import type { OwedStore } from '../reconcile/ports.ts';
import { atBorder } from './errors.ts';
import type { Database } from './open.ts';

interface OwedRow {
  readonly operation: string;
  readonly plan: string;
  readonly since: number;
}

/** Clean-up that is owed. What is owed twice is owed since the first time. */
export function owedStore(database: Database): OwedStore {
  const add = database.prepare<[string, string, string, number]>(
    'INSERT INTO owed (operation_id, operation, plan_hash, since) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const remove = database.prepare<[string]>('DELETE FROM owed WHERE operation_id = ?');
  const all = database.prepare<[], OwedRow>(
    'SELECT operation, plan_hash AS plan, since FROM owed ORDER BY since, operation_id',
  );
  return atBorder({
    add: (operation: Operation, plan: Sha256, since: Instant) =>
      void add.run(operation.id, JSON.stringify(operation), plan, since),
    remove: (operation: Sha256) => void remove.run(operation),
    all: () =>
      all.all().map(({ operation, plan, since }) => ({
        operation: JSON.parse(operation) as Operation,
        plan: plan as Sha256,
        since: instant(since),
      })),
  });
}
