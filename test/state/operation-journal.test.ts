import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Operation } from '../../src/domain/plan/artefact.ts';
import { hour, plus, type Instant } from '../../src/domain/time/instant.ts';
import type { Conclusion, Intent, OpenIntent, OperationJournal, OperationOutcome } from '../../src/reconcile/ports.ts';
import {
  auditLog,
  journal,
  journalReader,
  leaseStore,
  openState,
  operationJournal,
  type State,
} from '../../src/state/index.ts';
import { systemRandom } from '../../src/system/random.ts';
import { intentOf, noon, operationOf, planHash } from './operations.ts';
import { codeOf } from './temporary-state.ts';

let directory: string;
let state: State;
let operations: OperationJournal;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tenured-operations-'));
  state = openState({ directory });
  operations = opened(state);
});

afterEach(() => {
  state.close();
  rmSync(directory, { recursive: true });
});

/** The journal for whoever takes the run lease now. */
function opened({ database }: State): OperationJournal {
  const lease = leaseStore(database, { processes: soleProcess }).acquire('run', noon);
  if (lease === null) throw new Error('the lease is taken');
  return operationJournal(database, systemRandom(), lease);
}

/** Whoever held the lease before is gone. */
const soleProcess = {
  self: { host: 'here', pid: 1, started: 'now' },
  state: () => 'gone' as const,
};

const nothing = (): void => undefined;

function intend(operation: Operation, more: Partial<Intent> = {}): OpenIntent {
  const intent = intentOf(operation, more);
  return { ...intent, id: operations.intend(intent) };
}

function conclude(intent: OpenIntent, outcome: OperationOutcome, more: Partial<Conclusion> = {}): void {
  operations.conclude(intent, { outcome, at: plus(intent.at, 1000), ...more }, nothing);
}

function did(operation: Operation, more: Partial<Conclusion & { readonly run: number }> = {}): void {
  const { run = 1, at = noon, ...conclusion } = more;
  conclude(intend(operation, { run, at }), 'done', { at, ...conclusion });
}

function erase(worker: string): number {
  return journal(state.database, systemRandom()).erase(worker);
}

function isWhole(): boolean {
  return journal(state.database, systemRandom()).verify().ok;
}

describe('an intent', () => {
  it('is open as it was written until it is concluded', () => {
    const one = intend(operationOf('disable', 'E1'), { attempt: 2, run: 9 });
    const other = intend(operationOf('create', 'E2'), { okta: null });
    expect(operations.open()).toEqual([one, other]);
    conclude(one, 'in-doubt');
    expect(operations.open()).toEqual([one, other]);
    conclude(one, 'done');
    expect(operations.open()).toEqual([other]);
    conclude(other, 'cancelled');
    expect(operations.open()).toEqual([]);
    expect(isWhole()).toBe(true);
  });

  it('keeps everything about a person in the part that can be erased', () => {
    did(operationOf('disable', 'E1'), { okta: '00uE1', requestId: 'r-1', detail: { message: 'Name of E1 is gone' } });
    const rows = state.database.prepare('SELECT * FROM journal').all();
    expect(JSON.stringify(rows)).not.toMatch(/E1/);
    expect(rows).toMatchObject([
      { kind: 'intent', operation_kind: 'disable', attempt: 1, run_id: 1, lease_epoch: 1, plan_hash: planHash },
      { kind: 'outcome', operation_kind: 'disable', outcome: 'done', request_id: 'r-1', intent_seq: 1 },
    ]);
  });

  it('of a process that lost the lease to another connection is refused and leaves nothing', () => {
    const later = openState({ directory });
    const taken = opened(later);
    expect(codeOf(() => intend(operationOf('disable', 'E1')))).toBe('TEN-4012');
    expect(state.database.prepare('SELECT count(*) FROM journal').pluck().get()).toBe(0);
    expect(state.database.prepare('SELECT count(*) FROM journal_payload').pluck().get()).toBe(0);
    expect([operations.open(), taken.open()]).toEqual([[], []]);
    taken.intend(intentOf(operationOf('disable', 'E1')));
    expect(operations.open()).toHaveLength(1);
    later.close();
  });

  it('is written by nobody without the lease', () => {
    const reader = operationJournal(state.database, systemRandom(), null);
    expect(() => reader.intend(intentOf(operationOf('disable', 'E1')))).toThrow('holder of the run lease');
    expect(reader.open()).toEqual([]);
  });
});

describe('a conclusion', () => {
  it('is one with what follows from it: both or neither', () => {
    const intent = intend(operationOf('disable', 'E1'));
    const follow = state.database.prepare("INSERT INTO login_claim VALUES ('a', 'a', 'E1', 0, NULL)");
    const end: Conclusion = { outcome: 'done', at: noon };
    expect(() => {
      operations.conclude(intent, end, () => {
        follow.run();
        throw new Error('no');
      });
    }).toThrow('no');
    expect([operations.open().length, journalReader(state.database).suspendedAt('E1')]).toEqual([1, null]);
    operations.conclude(intent, end, () => void follow.run());
    expect(state.database.prepare('SELECT count(*) FROM login_claim').pluck().get()).toBe(1);
  });

  it('is written by a process that lost the lease, too', () => {
    const intent = intend(operationOf('disable', 'E1'));
    const later = openState({ directory });
    opened(later);
    conclude(intent, 'done');
    expect(operations.outcomeSince(intent.operation.id, noon)).toBe('done');
    later.close();
  });

  it('that somebody else has written before is noted, but nothing follows from it twice', () => {
    const intent = intend(operationOf('create', 'E1'));
    const effects: string[] = [];
    const as = (who: string, outcome: OperationOutcome, requestId: string | null = null): void => {
      operations.conclude(intent, { outcome, at: noon, requestId }, () => void effects.push(`${who} ${outcome}`));
    };
    const latest = (): OperationOutcome | null => operations.outcomeSince(intent.operation.id, noon);
    as('first', 'in-doubt');
    as('second', 'cancelled');
    as('first', 'cancelled');
    as('first', 'done');
    expect([effects, latest()]).toEqual([['first in-doubt', 'second cancelled'], 'cancelled']);
    as('first', 'done', 'r-1');
    expect([effects.slice(2), latest()]).toEqual([['first done'], 'done']);
    as('second', 'done', 'r-2');
    as('second', 'failed', 'r-3');
    as('second', 'in-doubt');
    expect([effects.slice(3), latest()]).toEqual([[], 'done']);
    expect(state.database.prepare("SELECT count(*) FROM journal WHERE kind = 'outcome'").pluck().get()).toBe(8);
    expect([operations.open(), isWhole()]).toEqual([[], true]);
  });
});

describe('looking back', () => {
  const operation = operationOf('update-profile', 'E1');

  it('tells the latest outcome and how many tries there were', () => {
    expect([operations.outcomeSince(operation.id, noon), operations.attemptsSince(operation.id, noon)]).toEqual([
      null,
      0,
    ]);
    conclude(intend(operation), 'failed');
    expect(operations.outcomeSince(operation.id, noon)).toBe('failed');
    const again = intend(operation, { attempt: 2, at: plus(noon, hour) });
    expect(operations.outcomeSince(operation.id, noon)).toBe('in-doubt');
    conclude(again, 'done');
    expect([operations.outcomeSince(operation.id, noon), operations.attemptsSince(operation.id, noon)]).toEqual([
      'done',
      2,
    ]);
  });

  it('sees nothing before its instant', () => {
    conclude(intend(operation), 'done');
    expect(operations.outcomeSince(operation.id, plus(noon, hour))).toBeNull();
    expect(operations.attemptsSince(operation.id, plus(noon, hour))).toBe(0);
  });
});

describe('what a run did', () => {
  it('is the last entry of each operation, in their order', () => {
    const [one, two, three, four] = ['E1', 'E2', 'E3', 'E4'].map((id) => operationOf('disable', id)) as [
      Operation,
      Operation,
      Operation,
      Operation,
    ];
    const first = intend(one);
    const second = intend(two);
    conclude(second, 'failed', { detail: { status: 403 } });
    conclude(first, 'done', { effect: 'deactivate', detail: 'PROVISIONED' });
    conclude(intend(two, { attempt: 2 }), 'done', { okta: '00uNew' });
    intend(three);
    did(four, { run: 2 });
    expect([...operations.ofRun(1)]).toEqual([
      { operation: one, effect: 'deactivate', okta: '00uE1', outcome: 'done', at: noon + 1000, detail: 'PROVISIONED' },
      { operation: two, effect: 'disable', okta: '00uNew', outcome: 'done', at: noon + 1000, detail: null },
      { operation: three, effect: 'disable', okta: '00uE3', outcome: 'in-doubt', at: noon, detail: null },
    ]);
    expect([...operations.ofRun(2)]).toHaveLength(1);
    expect([...operations.ofRun(3)]).toEqual([]);
  });

  it('is read by pages, so that its reader can write meanwhile, and in time that grows with the run', () => {
    state.database.transaction(() => {
      for (let index = 0; index < 3000; index += 1) did(operationOf('disable', `E${index}`));
    })();
    let seen = 0;
    for (const { operation } of operations.ofRun(1)) {
      if (operation.subject.worker === `E${seen}`) seen += 1;
      if (seen % 1000 === 0) did(operationOf('unsuspend', operation.subject.worker), { run: 2 });
    }
    expect(seen).toBe(3000);
    const used = state.database
      .prepare(
        `EXPLAIN QUERY PLAN SELECT 1 FROM journal later
         WHERE later.operation_id = 'a' AND +later.run_id = 1 AND later.seq > 1`,
      )
      .all() as { readonly detail: string }[];
    expect(used[0]?.detail).toContain('journal_by_operation');
  });
});

describe('people who lost access', () => {
  const since = plus(noon, -hour);

  it('are counted once each, firm ones apart', () => {
    did(operationOf('disable', 'E1', { firm: true }));
    did(operationOf('disable', 'E2'));
    did(operationOf('disable', 'E2', { due: '2026-11-23T00:00:00.000Z' }));
    did(operationOf('disable', 'E3'), { at: plus(since, -1) });
    conclude(intend(operationOf('disable', 'E4')), 'failed');
    did(operationOf('clear-sessions', 'E5'));
    expect(journalReader(state.database).disabledSince(since)).toEqual({ all: 2, firm: 1 });
    expect(journalReader(state.database).disabledSince(plus(noon, 1))).toEqual({ all: 0, firm: 0 });
  });

  it('are those whose account could be used before', () => {
    did(operationOf('disable', 'E1'), { effect: 'deactivate' });
    did(operationOf('deactivate', 'E2', { before: { status: 'PROVISIONED' } }));
    for (const status of ['STAGED', 'SUSPENDED']) did(operationOf('deactivate', `E-${status}`, { before: { status } }));
    did(operationOf('disable', 'E3'), { effect: 'clear-sessions' });
    expect(journalReader(state.database).disabledSince(since)).toEqual({ all: 2, firm: 0 });
  });

  it('still count once they are erased, as not announced', () => {
    did(operationOf('disable', 'E1', { firm: true }));
    did(operationOf('disable', 'E2', { firm: true }));
    erase('E1');
    expect(journalReader(state.database).disabledSince(since)).toEqual({ all: 2, firm: 1 });
  });
});

describe('people who lost access because they were in no file any more', () => {
  const since = plus(noon, -hour);
  const missing = { reason: { rule: 'absent-from-file' } } as const;

  it('are counted once each, whatever the disable came to, and nobody else', () => {
    did(operationOf('disable', 'E1', missing));
    did(operationOf('disable', 'E2', missing), { effect: 'deactivate' });
    did(operationOf('disable', 'E2', { ...missing, due: '2026-11-23T00:00:00.000Z' }));
    did(operationOf('disable', 'E3'));
    did(operationOf('disable', 'E4', missing), { at: plus(since, -1) });
    did(operationOf('clear-sessions', 'E5', missing));
    conclude(intend(operationOf('disable', 'E6', missing)), 'failed');
    did(operationOf('deactivate', 'E7', { before: { status: 'SUSPENDED' } }));
    expect(journalReader(state.database).absentSince(since)).toBe(2);
  });

  it('still count once they are erased, as may everybody of whom nothing is known any more', () => {
    did(operationOf('disable', 'E1', missing));
    did(operationOf('disable', 'E2'));
    erase('E1');
    erase('E2');
    expect(journalReader(state.database).absentSince(since)).toBe(2);
  });
});

describe('the lifecycle reads', () => {
  const told = (worker: string): readonly (number | null)[] => {
    const reader = journalReader(state.database);
    return [reader.suspendedAt(worker), reader.deactivatedAt(worker), reader.accessEndedAt(worker)];
  };
  const at = (hours: number): { readonly at: Instant } => ({ at: plus(noon, hours * hour) });

  it('a suspension until we undo it, and the grace from it also after the deactivation', () => {
    expect(told('E1')).toEqual([null, null, null]);
    did(operationOf('disable', 'E1'), at(1));
    expect(told('E1')).toEqual([noon + hour, null, noon + hour]);
    did(operationOf('deactivate', 'E1', { before: { status: 'SUSPENDED' } }), at(2));
    expect(told('E1')).toEqual([null, noon + 2 * hour, noon + hour]);
    did(operationOf('activate', 'E1', { before: { status: 'DEPROVISIONED' } }), at(3));
    expect(told('E1')).toEqual([null, null, null]);
  });

  it('a suspension that was undone as none, and the next one anew', () => {
    did(operationOf('disable', 'E1'), at(1));
    did(operationOf('unsuspend', 'E1'), at(2));
    expect(told('E1')).toEqual([null, null, null]);
    did(operationOf('disable', 'E1', { due: '2026-12-01T00:00:00.000Z' }), at(3));
    expect(told('E1')).toEqual([noon + 3 * hour, null, noon + 3 * hour]);
  });

  it('whether a suspension that holds was for a leave', () => {
    const forLeave = (): boolean => journalReader(state.database).suspendedForLeave('E1');
    did(operationOf('disable', 'E1', { lifecycle: 'leave' }), at(1));
    expect(forLeave()).toBe(true);
    did(operationOf('unsuspend', 'E1', { lifecycle: 'leave' }), at(2));
    expect(forLeave()).toBe(false);
    did(operationOf('disable', 'E1', { due: '2026-12-01T00:00:00.000Z' }), at(3));
    expect(forLeave()).toBe(false);
  });

  it('a deactivation where a disable had to deactivate', () => {
    did(operationOf('disable', 'E1'), { ...at(1), effect: 'deactivate' });
    expect(told('E1')).toEqual([null, noon + hour, noon + hour]);
  });

  it('nothing from what failed, or was done to others', () => {
    conclude(intend(operationOf('disable', 'E1')), 'failed');
    did(operationOf('disable', 'E2'));
    did(operationOf('clear-sessions', 'E1'));
    did(operationOf('disable', 'E1'), { effect: 'clear-sessions' });
    expect(told('E1')).toEqual([null, null, null]);
  });
});

describe('an erased worker', () => {
  it('is in no answer any more, and every other answer stays', () => {
    did(operationOf('disable', 'E1'));
    did(operationOf('disable', 'E2'));
    intend(operationOf('clear-sessions', 'E1'));
    const open = intend(operationOf('clear-sessions', 'E2'));
    auditLog(state.database, systemRandom()).note({ at: noon, kind: 'cut-access', worker: 'E1', body: { by: 'ada' } });
    expect(erase('E1')).toBe(4);
    expect(operations.open()).toEqual([open]);
    expect([...operations.ofRun(1)].map(({ operation }) => operation.subject.worker)).toEqual(['E2', 'E2']);
    expect(journalReader(state.database).suspendedAt('E1')).toBeNull();
    expect(journalReader(state.database).suspendedAt('E2')).toBe(noon);
    expect(operations.outcomeSince(operationOf('disable', 'E1').id, noon)).toBe('done');
    expect(isWhole()).toBe(true);
  });
});

describe('a note', () => {
  it('stands in the chain with its body apart, and is no operation', () => {
    operations.note({ at: noon, kind: 'yielded', run: 1, plan: planHash, body: { counts: { done: 3 } } });
    auditLog(state.database, systemRandom()).note({ at: noon, kind: 'paused', worker: 'E1', body: { person: 'ada' } });
    expect(state.database.prepare('SELECT kind, run_id, plan_hash, lease_epoch FROM journal').all()).toEqual([
      { kind: 'yielded', run_id: 1, plan_hash: planHash, lease_epoch: 1 },
      { kind: 'paused', run_id: null, plan_hash: null, lease_epoch: null },
    ]);
    expect(state.database.prepare('SELECT worker_id, body FROM journal_payload').all()).toEqual([
      { worker_id: null, body: '{"counts":{"done":3}}' },
      { worker_id: 'E1', body: '{"person":"ada"}' },
    ]);
    expect([[...operations.ofRun(1)], operations.open(), isWhole()]).toEqual([[], [], true]);
  });

  it('belongs to the transaction around it', () => {
    expect(() => {
      state.database.transaction(() => {
        auditLog(state.database, systemRandom()).note({ at: noon, kind: 'approved', body: null });
        throw new Error('no');
      })();
    }).toThrow('no');
    expect(journal(state.database, systemRandom()).head()).toBeNull();
  });
});

describe('the two short lists beside the journal', () => {
  type Step =
    | { readonly do: 'intend'; readonly worker: number; readonly kind: Operation['kind'] }
    | {
        readonly do: 'conclude';
        readonly which: number;
        readonly outcome: OperationOutcome;
        readonly branch: boolean;
        readonly answered: boolean;
      }
    | { readonly do: 'crash' };

  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({
      do: fc.constant('intend' as const),
      worker: fc.nat(3),
      kind: fc.constantFrom<Operation['kind'][]>('disable', 'deactivate', 'unsuspend', 'activate', 'update-profile'),
    }),
    fc.record({
      do: fc.constant('conclude' as const),
      which: fc.nat(30),
      outcome: fc.constantFrom<OperationOutcome[]>('done', 'done', 'failed', 'conflicted', 'in-doubt', 'cancelled'),
      branch: fc.boolean(),
      answered: fc.boolean(),
    }),
    fc.record({ do: fc.constant('crash' as const) }),
  );

  interface Model {
    readonly intents: OpenIntent[];
    readonly ended: Set<number>;
  }

  function take(one: Step, model: Model, now: number): void {
    const at = plus(noon, now);
    if (one.do === 'crash') {
      // Nothing is tidied up: the lease is still held, and the next process takes it from a dead one.
      state.close();
      state = openState({ directory });
      operations = opened(state);
    } else if (one.do === 'intend') {
      model.intents.push(intend(operationOf(one.kind, `E${one.worker}`), { at }));
    } else {
      const intent = model.intents[one.which % Math.max(1, model.intents.length)];
      if (intent === undefined) return;
      const branch = one.branch && intent.operation.kind === 'disable' ? { effect: 'deactivate' as const } : {};
      conclude(intent, one.outcome, { at, ...branch, requestId: one.answered ? 'r' : null });
      if (one.outcome !== 'in-doubt') model.ended.add(intent.id);
    }
  }

  /** Read from the journal alone: the truth that the lists repeat. */
  function openByJournal(): unknown {
    return state.database
      .prepare(
        `SELECT seq FROM journal j WHERE kind = 'intent' AND NOT EXISTS
           (SELECT 1 FROM journal o WHERE o.intent_seq = j.seq AND o.outcome <> 'in-doubt') ORDER BY seq`,
      )
      .pluck()
      .all();
  }

  function endedByJournal(): unknown {
    const rows = state.database
      .prepare(
        `SELECT p.worker_id AS worker, j.operation_kind AS effect, j.at FROM journal j
         JOIN journal_payload p ON p.seq = j.seq
         WHERE j.outcome = 'done' AND j.operation_id IS NOT NULL
         ORDER BY j.seq`,
      )
      .all() as { readonly worker: string; readonly effect: string; readonly at: number }[];
    const ended = new Map<string, Record<string, unknown>>();
    for (const { worker, effect, at } of rows) {
      if (effect === 'disable')
        ended.set(worker, { suspended_at: at, deactivated_at: null, ended_at: at, for_leave: 0 });
      if (effect === 'deactivate') {
        const before = ended.get(worker)?.['ended_at'] ?? at;
        ended.set(worker, { suspended_at: null, deactivated_at: at, ended_at: before, for_leave: 0 });
      }
      if (effect === 'unsuspend' || effect === 'activate') ended.delete(worker);
    }
    return [...ended].map(([worker, row]) => ({ worker_id: worker, ...row })).sort(byWorker);
  }

  function byWorker(one: { readonly worker_id: string }, other: { readonly worker_id: string }): number {
    return one.worker_id < other.worker_id ? -1 : 1;
  }

  it('say what the journal says, whatever happened and however often the process died', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        state.close();
        rmSync(directory, { recursive: true });
        directory = mkdtempSync(join(tmpdir(), 'tenured-operations-'));
        state = openState({ directory });
        operations = opened(state);
        const model: Model = { intents: [], ended: new Set() };
        steps.forEach((one, index) => {
          take(one, model, index);
        });
        const open = model.intents.filter(({ id }) => !model.ended.has(id));
        expect(operations.open()).toEqual(open);
        expect(openByJournal()).toEqual(open.map(({ id }) => id));
        expect(state.database.prepare('SELECT * FROM ended_access ORDER BY worker_id').all()).toEqual(endedByJournal());
        expect(isWhole()).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('are cheap to read beside a long journal', () => {
    const plan = state.database
      .prepare('EXPLAIN QUERY PLAN SELECT o.seq FROM open_intent o JOIN journal j ON j.seq = o.seq ORDER BY o.seq')
      .all() as { readonly detail: string }[];
    expect(plan.map(({ detail }) => detail)).toEqual([
      'SCAN o',
      expect.stringContaining('SEARCH j USING INTEGER PRIMARY KEY'),
    ]);
  });
});
