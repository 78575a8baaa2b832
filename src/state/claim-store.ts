import { workerId } from '../domain/kernel/ids.ts';
import type { ClaimStore, ClaimValues } from '../reconcile/ports.ts';
import type { Database } from './open.ts';

/** What is beyond this many is ambiguous anyway: one value for everybody must not cost a look at everybody. */
const mostFound = 20;

interface ClaimRow {
  readonly kind: 'previous' | 'person';
  readonly value: string;
}

/** What HR's rows say about whose the account of another id is, and which of it people refused. */
export function claimStore(database: Database): ClaimStore {
  const any = database.prepare<[], number>('SELECT 1 FROM claim LIMIT 1').pluck();
  const by = database
    .prepare<[string, string, number], string>(
      'SELECT worker_id FROM claim WHERE kind = ? AND value = ? ORDER BY worker_id LIMIT ?',
    )
    .pluck();
  const found = (kind: ClaimRow['kind'], value: string) => by.all(kind, value, mostFound).map(workerId);
  return {
    any: () => any.get() !== undefined,
    naming: (worker) => found('previous', worker),
    sharing: (person) => found('person', person),
    ...claims(database),
    ...refusals(database),
  };
}

function claims(database: Database): Pick<ClaimStore, 'of' | 'set'> {
  const own = database.prepare<[string], ClaimRow>('SELECT kind, value FROM claim WHERE worker_id = ? ORDER BY value');
  const remove = database.prepare<[string]>('DELETE FROM claim WHERE worker_id = ?');
  const insert = database.prepare<[string, ClaimRow['kind'], string]>(
    'INSERT OR IGNORE INTO claim (worker_id, kind, value) VALUES (?, ?, ?)',
  );
  const of = (worker: string): ClaimValues => {
    const rows = own.all(worker);
    const valuesOf = (kind: ClaimRow['kind']) => rows.flatMap((row) => (row.kind === kind ? [row.value] : []));
    return { previous: valuesOf('previous'), persons: valuesOf('person') };
  };
  return {
    of,
    set(worker, values) {
      const wanted = { previous: [...new Set(values.previous)].sort(), persons: [...new Set(values.persons)].sort() };
      if (JSON.stringify(of(worker)) === JSON.stringify(wanted)) return false;
      remove.run(worker);
      for (const one of wanted.previous) insert.run(worker, 'previous', one);
      for (const one of wanted.persons) insert.run(worker, 'person', one);
      return true;
    },
  };
}

function refusals(database: Database): Pick<ClaimStore, 'isRefused' | 'refuse' | 'allow' | 'forgetRefusals'> {
  const one = database
    .prepare<[string, string], number>('SELECT 1 FROM claim_refused WHERE previous_id = ? AND worker_id = ?')
    .pluck();
  const put = database.prepare<[string, string, string, number]>(
    'INSERT OR REPLACE INTO claim_refused (previous_id, worker_id, person, at) VALUES (?, ?, ?, ?)',
  );
  const remove = database.prepare<[string, string]>(
    'DELETE FROM claim_refused WHERE previous_id = ? AND worker_id = ?',
  );
  const forget = database.prepare<[string, string]>('DELETE FROM claim_refused WHERE previous_id = ? OR worker_id = ?');
  return {
    isRefused: (previous, worker) => one.get(previous, worker) !== undefined,
    refuse: (previous, worker, person, at) => void put.run(previous, worker, person, at),
    allow: (previous, worker) => void remove.run(previous, worker),
    forgetRefusals: (worker) => void forget.run(worker, worker),
  };
}
