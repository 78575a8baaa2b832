import { describe, expect, it } from 'vitest';
import type { ListedProblem, PlanHeader, PlanLine } from '../../src/domain/plan/artefact.ts';
import type { Sha256 } from '../../src/domain/kernel/ids.ts';
import { instant, plus } from '../../src/domain/time/instant.ts';
import type { CanonicalLine, FinishedPlan, ListedEntry, PlanDraft } from '../../src/reconcile/ports.ts';
import { feedStore, planStore, type Database, type SqlitePlanStore } from '../../src/state/index.ts';
import { codeOf, temporaryState } from './temporary-state.ts';

const noon = instant(Date.parse('2026-11-23T12:00:00Z'));
const later = plus(noon, 72 * 3_600_000);

const header = { schema: 1, version: '0.1.0', asOf: '2026-11-23T12:00:00.000Z', whatIf: false } as PlanHeader;

interface PlanWishes {
  readonly whatIf?: boolean;
  /** The snapshot that it is made from. */
  readonly candidate?: number;
}

function hashFrom(start: string): Sha256 {
  return start.padEnd(64, '0') as Sha256;
}

function finished(start: string, options: PlanWishes = {}): FinishedPlan {
  return {
    hash: hashFrom(start),
    operationsDigest: hashFrom('d1'),
    header,
    envelope: {
      source: { file: 'people.csv', modifiedAt: '2026-11-23T10:00:00.000Z', sha256: 'aa' },
      zone: 'Europe/Berlin',
      company: 'Zażółć GmbH',
      newestFileRefused: false,
      callsForecast: 12,
      operations: { create: 2 },
      candidate: options.candidate !== undefined,
    },
    whatIf: options.whatIf ?? false,
    ...(options.candidate === undefined ? {} : { candidate: options.candidate }),
  };
}

/** A snapshot that waits for a person. */
function hold(database: Database): number {
  const draft = feedStore(database).begin('people', { file: 'people.csv', bytes: 1, modifiedAt: noon }, 'basis', noon);
  const nothing = { rowsDigest: '', positions: null, letters: [], findings: [], statistics: null };
  draft.hold({ sha256: 'aa', rows: 0, ...nothing }, noon);
  return draft.id;
}

function lines(count: number, from = 0): readonly CanonicalLine[] {
  return Array.from({ length: count }, (_, index) => {
    const worker = `E${from + index}`;
    const provenance = index % 2 === 0 ? { file: 'people.csv', row: from + index + 2, letter: 'C' } : null;
    return { text: JSON.stringify({ line: 'skip', subject: { worker } }), provenance };
  });
}

function workersOf(plans: SqlitePlanStore, reference: string): readonly (string | null)[] {
  const found = [...(plans.find(reference)?.lines() ?? [])];
  return found.map(({ line }) => (line as Extract<PlanLine, { line: 'skip' }>).subject.worker);
}

function store(): { readonly plans: SqlitePlanStore; readonly database: Database } {
  const { database } = temporaryState();
  return { database, plans: planStore(database) };
}

function make(plans: SqlitePlanStore, start: string, options: PlanWishes = {}): PlanDraft {
  const draft = plans.begin(noon, later);
  draft.append(0, lines(3));
  draft.finish(finished(start, options));
  return draft;
}

function statuses(plans: SqlitePlanStore): readonly string[] {
  return plans.list(100, noon).map(({ number, status }) => `${number} ${status}`);
}

describe('a plan', () => {
  it('is read back as it was written, in order, as often as asked', () => {
    const { plans } = store();
    const draft = plans.begin(noon, later);
    for (let chunk = 0; chunk < 5; chunk += 1) draft.append(0, lines(700, chunk * 700));
    draft.append(0, []);
    draft.finish(finished('abc'));
    const plan = plans.find('1');
    expect(plan?.envelope).toEqual({
      ...finished('abc').envelope,
      number: 1,
      hash: hashFrom('abc'),
      header,
      madeAt: '2026-11-23T12:00:00.000Z',
      expiresAt: '2026-11-26T12:00:00.000Z',
      status: 'open',
    });
    const all = Array.from({ length: 3500 }, (_, index) => `E${index}`);
    expect(workersOf(plans, '1')).toEqual(all);
    expect(workersOf(plans, '1')).toEqual(all);
    expect([...(plan?.lines() ?? [])].slice(0, 2).map(({ provenance }) => provenance)).toEqual([
      { file: 'people.csv', row: 2, letter: 'C' },
      null,
    ]);
  });

  it('can be empty', () => {
    const { plans } = store();
    plans.begin(noon, later).finish(finished('abc'));
    expect(workersOf(plans, '1')).toEqual([]);
  });

  it('is read by pages, so that its reader can write meanwhile', () => {
    const { plans, database } = store();
    make(plans, 'a1');
    let written = 0;
    for (const { line } of plans.find('1')?.lines() ?? []) {
      written += database
        .prepare("INSERT INTO login_claim VALUES (?, 'x', 'E1', 0, NULL)")
        .run(JSON.stringify(line)).changes;
    }
    expect(written).toBe(3);
  });

  it('being built is not seen', () => {
    const { plans } = store();
    const draft = plans.begin(noon, later);
    draft.append(0, lines(3));
    expect([plans.list(10, noon), plans.find('1'), plans.open(noon)]).toEqual([[], null, null]);
  });

  it('that was not finished is removed when the next one begins, and can go on no more', () => {
    const { plans, database } = store();
    const first = plans.begin(noon, later);
    first.append(0, lines(3));
    const second = plans.begin(noon, later);
    expect(second.number).toBe(2);
    expect(database.prepare('SELECT count(*) FROM plan_block').pluck().get()).toBe(0);
    expect(() => {
      first.append(0, lines(1));
    }).toThrow('plan 1 is not being built');
    expect(() => {
      first.finish(finished('a1'));
    }).toThrow('plan 1 is not being built');
    second.finish(finished('b2'));
    expect(statuses(plans)).toEqual(['2 open']);
  });

  it('of many lines that was not finished goes away piece by piece while the next is written', () => {
    const { plans, database } = store();
    const abandoned = plans.begin(noon, later);
    for (let chunk = 0; chunk < 9; chunk += 1) abandoned.append(0, lines(10_000, chunk * 10_000));
    const left = (): unknown =>
      database.prepare('SELECT coalesce(sum(lines), 0) FROM plan_block WHERE number = 1').pluck().get();
    const next = plans.begin(noon, later);
    expect(left()).toBe(30_000);
    for (let chunk = 0; chunk < 3; chunk += 1) next.append(0, lines(1, chunk));
    next.finish(finished('b2'));
    expect([left(), workersOf(plans, '2')]).toEqual([0, ['E0', 'E1', 'E2']]);
  });

  it('that was discarded is gone, and its number is not given again', () => {
    const { plans, database } = store();
    const draft = plans.begin(noon, later);
    draft.append(0, lines(3));
    draft.discard();
    expect(database.prepare('SELECT count(*) FROM plan_block').pluck().get()).toBe(0);
    expect(make(plans, 'a1').number).toBe(2);
    expect(statuses(plans)).toEqual(['2 open']);
  });

  it('that is finished cannot be finished, extended or discarded', () => {
    const { plans } = store();
    const draft = make(plans, 'a1');
    expect(() => {
      draft.append(0, lines(1));
    }).toThrow('not being built');
    draft.discard();
    expect(workersOf(plans, '1')).toHaveLength(3);
  });
});

describe('of several plans', () => {
  it('the newest supersedes those before it', () => {
    const { plans } = store();
    for (const start of ['a1', 'b2', 'c3']) make(plans, start);
    expect(statuses(plans)).toEqual(['3 open', '2 superseded', '1 superseded']);
    expect(plans.open(noon)).toEqual({ number: 3, hash: hashFrom('c3'), operationsDigest: hashFrom('d1') });
  });

  it('an approved one is open, and is superseded as well', () => {
    const { plans, database } = store();
    make(plans, 'a1');
    database.exec("UPDATE plan SET status = 'approved'");
    expect(plans.open(noon)?.number).toBe(1);
    make(plans, 'b2');
    expect(statuses(plans)).toEqual(['2 open', '1 superseded']);
  });

  it('one for looking only neither supersedes nor is open', () => {
    const { plans } = store();
    make(plans, 'a1');
    make(plans, 'b2', { whatIf: true });
    expect(plans.open(noon)?.number).toBe(1);
    make(plans, 'c3');
    expect(statuses(plans)).toEqual(['3 open', '2 what-if', '1 superseded']);
  });

  it('a candidate stands beside the usual one, and only a later candidate supersedes it', () => {
    const { plans, database } = store();
    make(plans, 'a1');
    make(plans, 'b2', { candidate: hold(database) });
    expect(plans.open(noon)?.number).toBe(1);
    expect(plans.find('2')?.envelope.candidate).toBe(true);
    make(plans, 'c3');
    expect(statuses(plans)).toEqual(['3 open', '2 open', '1 superseded']);
    make(plans, 'd4', { candidate: hold(database) });
    expect(statuses(plans)).toEqual(['4 open', '3 open', '2 superseded', '1 superseded']);
    expect(plans.open(noon)?.number).toBe(3);
  });

  it.each(['chosen', 'settling', 'accepted', 'reading', 'replaced'])(
    'a candidate is superseded once its snapshot is %s',
    (fate) => {
      const { plans, database } = store();
      const snapshot = hold(database);
      make(plans, 'a1', { candidate: snapshot });
      plans.setStatus(1, 'approved');
      expect([plans.status(1, noon), plans.hasCandidatePlan(snapshot, noon)]).toEqual(['approved', true]);
      database.prepare('UPDATE snapshot SET status = ?').run(fate);
      expect([plans.status(1, noon), plans.hasCandidatePlan(snapshot, noon)]).toEqual(['superseded', false]);
      expect([statuses(plans), plans.find('1')?.envelope.status]).toEqual([['1 superseded'], 'superseded']);
    },
  );

  it('a candidate whose time is over is no plan of its snapshot; one that was rejected is, until then', () => {
    const { plans, database } = store();
    const snapshot = hold(database);
    expect(plans.hasCandidatePlan(snapshot, noon)).toBe(false);
    make(plans, 'a1', { candidate: snapshot });
    expect([plans.hasCandidatePlan(snapshot, later), plans.hasCandidatePlan(snapshot + 1, noon)]).toEqual([
      false,
      false,
    ]);
    plans.setStatus(1, 'rejected');
    expect([plans.hasCandidatePlan(snapshot, noon), plans.hasCandidatePlan(snapshot, later)]).toEqual([true, false]);
  });

  it('one whose time is over is listed as expired and is not open', () => {
    const { plans } = store();
    make(plans, 'a1');
    expect(plans.open(later)).toBeNull();
    expect(plans.list(1, later)[0]?.status).toBe('expired');
    expect(plans.open(plus(later, -1))?.number).toBe(1);
  });

  it('they are listed newest first, as many as asked', () => {
    const { plans } = store();
    for (const start of ['a1', 'b2', 'c3']) make(plans, start);
    expect(plans.list(2, noon).map(({ number }) => number)).toEqual([3, 2]);
  });
});

describe('what becomes of a plan', () => {
  it('is what a person decided, or that it was carried out', () => {
    const { plans } = store();
    for (const status of ['approved', 'rejected', 'applied'] as const) {
      const { number } = make(plans, 'a1');
      expect(plans.status(number, noon)).toBe('open');
      plans.setStatus(number, status);
      expect(plans.status(number, noon)).toBe(status);
    }
    make(plans, 'a2', { whatIf: true });
    expect(plans.status(4, noon)).toBe('what-if');
  });

  it('does not change once it was decided otherwise or superseded', () => {
    const { plans } = store();
    make(plans, 'a1');
    plans.setStatus(1, 'rejected');
    plans.setStatus(1, 'applied');
    make(plans, 'b2');
    make(plans, 'c3');
    plans.setStatus(2, 'approved');
    expect(statuses(plans)).toEqual(['3 open', '2 superseded', '1 rejected']);
  });

  it('is expired when its time is over before anybody carried it out', () => {
    const { plans } = store();
    make(plans, 'a1');
    plans.setStatus(1, 'approved');
    expect([plans.status(1, plus(later, -1)), plans.status(1, later)]).toEqual(['approved', 'expired']);
    plans.setStatus(1, 'applied');
    expect(plans.status(1, later)).toBe('applied');
  });

  it('begun: it stays what it is, and a later run makes one of its own', () => {
    const { plans } = store();
    make(plans, 'a1');
    plans.setStatus(1, 'approved');
    plans.begun(1, noon);
    expect([plans.status(1, noon), plans.open(noon)]).toEqual(['approved', null]);
    make(plans, 'b2');
    expect([statuses(plans), plans.open(noon)?.number]).toEqual([['2 open', '1 superseded'], 2]);
  });

  it('begun: whoever was interrupted goes on with it, until it is done, over or superseded', () => {
    const { plans } = store();
    expect(plans.applicable(noon)).toBeNull();
    make(plans, 'a1');
    plans.begun(1, noon);
    expect([plans.applicable(plus(later, -1)), plans.applicable(later)]).toEqual([1, null]);
    make(plans, 'b2');
    expect(plans.applicable(noon)).toBe(2);
    plans.setStatus(2, 'applied');
    expect(plans.applicable(noon)).toBeNull();
  });

  it('cannot be asked or said of a plan that there is not', () => {
    const { plans } = store();
    plans.begin(noon, later);
    expect(() => plans.status(2, noon)).toThrow('there is no plan 2');
    expect(() => {
      plans.begun(2, noon);
    }).toThrow('there is no plan 2');
    expect(() => {
      plans.setStatus(1, 'approved');
    }).toThrow('there is no plan 1');
  });

  it('belongs to the transaction around it', () => {
    const { plans, database } = store();
    make(plans, 'a1');
    expect(() => {
      database.transaction(() => {
        plans.setStatus(1, 'approved');
        throw new Error('no');
      })();
    }).toThrow('no');
    expect(plans.status(1, noon)).toBe('open');
  });
});

describe('a plan is found', () => {
  it.each([
    ['1', 1],
    ['2', 2],
    ['aaaaaaaa1', 1],
    ['AAAAAAAA2', 2],
    [hashFrom('aaaaaaaa1'), 1],
    ['aaaaaaaa', null],
    ['aaaaaaa', null],
    ['12345678', 3],
    ['0', null],
    ['9', null],
    ['', null],
    ['zzzzzzzz', null],
    ['-1', null],
    ['99999999999999999999', null],
    [`${hashFrom('aaaaaaaa1')}0`, null],
  ])('by %j: %j', (reference, number) => {
    const { plans } = store();
    for (const start of ['aaaaaaaa1', 'aaaaaaaa2', '12345678']) make(plans, start);
    expect(plans.find(reference)?.envelope.number ?? null).toBe(number);
  });

  it('not when the number of one starts the hash of another', () => {
    const { plans, database } = store();
    make(plans, '12345678');
    make(plans, 'b2');
    database.exec(
      'UPDATE plan SET number = 12345678 WHERE number = 2; UPDATE plan_block SET number = 12345678 WHERE number = 2',
    );
    expect(plans.find('12345678')).toBeNull();
    expect(plans.find('123456780')?.envelope.number).toBe(1);
  });
});

describe('pruning', () => {
  it('takes the lines of old plans and leaves their envelopes', () => {
    const { plans } = store();
    for (const start of ['a1', 'a2', 'a3', 'a4']) make(plans, start);
    for (const start of ['b1', 'b2']) make(plans, start, { whatIf: true });
    while (plans.prune(1));
    expect(statuses(plans)).toHaveLength(6);
    expect(['3', '4', '6'].map((number) => workersOf(plans, number).length)).toEqual([3, 3, 3]);
    for (const number of ['1', '2', '5']) {
      expect(codeOf(() => workersOf(plans, number))).toBe('TEN-4041');
    }
  });
});

function entry(worker: string, urgency: ListedProblem['urgency'] = 'other'): ListedEntry {
  const concerned = {
    account: null,
    state: 'unknown',
    endsAt: null,
    zone: null,
    rowEnd: 'none',
    longPast: false,
    elsewhere: false,
  } as const;
  const said = { message: 'is not a date', why: null, hint: null };
  const problem: ListedProblem = {
    ...{
      urgency,
      effect: 'put-aside',
      source: 'people',
      worker,
      name: null,
      column: 'End',
      value: 'x',
      said,
      concerned,
    },
    ...{ kind: 'TEN-1112', detail: null, link: null, provenance: null },
  };
  return { identity: hashFrom(Buffer.from(worker).toString('hex')), problem };
}

/** A plan with a list, remembered as a run does. */
function listing(plans: SqlitePlanStore, entries: readonly ListedEntry[], at = noon): number {
  const draft = plans.begin(at, later);
  draft.append(0, lines(3));
  draft.list(entries);
  while (draft.rememberListed());
  draft.finish(finished(`c${draft.number}`));
  return draft.number;
}

function listOf(
  plans: SqlitePlanStore,
  reference: string | number,
): readonly (readonly [string | null, string | null])[] {
  return [...(plans.find(String(reference))?.problems() ?? [])].map(({ worker, since }) => [worker, since]);
}

describe("a plan's list of data problems", () => {
  const [first, second, third] = [noon, plus(noon, 3_600_000), plus(noon, 7_200_000)];
  const iso = (at: number): string => new Date(at).toISOString();

  it('is read by urgency, then by age, then as it was found', () => {
    const { plans } = store();
    listing(plans, [entry('OLD'), entry('OLDER', 'starting')]);
    const number = listing(
      plans,
      [entry('B'), entry('A'), entry('OLD'), entry('S', 'starting'), entry('L', 'leaving'), entry('OLDER', 'starting')],
      second,
    );
    expect(listOf(plans, number)).toEqual([
      ['L', iso(second)],
      ['OLDER', iso(first)],
      ['S', iso(second)],
      ['OLD', iso(first)],
      ['B', iso(second)],
      ['A', iso(second)],
    ]);
  });

  it('forgets what the last plan did not list, and no more', () => {
    const { plans } = store();
    listing(plans, [entry('A'), entry('B')]);
    listing(plans, [entry('B')], second);
    const number = listing(plans, [entry('A'), entry('B')], third);
    expect(listOf(plans, number)).toEqual([
      ['B', iso(first)],
      ['A', iso(third)],
    ]);
    expect(listOf(plans, 1)).toEqual([
      ['A', iso(first)],
      ['B', iso(first)],
    ]);
  });

  it('remembers nothing of a plan that is only for looking, and what is known shows in it all the same', () => {
    const { plans } = store();
    listing(plans, [entry('A')]);
    const look = plans.begin(second, later);
    look.list([entry('A'), entry('B')]);
    look.finish(finished('f1', { whatIf: true }));
    expect(listOf(plans, look.number)).toEqual([
      ['A', iso(first)],
      ['B', iso(second)],
    ]);
    expect(listOf(plans, listing(plans, [entry('B')], third))).toEqual([['B', iso(third)]]);
    expect(plans.newest()?.envelope.number).toBe(3);
  });

  it('comes in pages and is remembered in chunks, however long it is', () => {
    const { plans, database } = store();
    const many = Array.from({ length: 5_001 }, (_, index) => entry(`E${index}`));
    listing(plans, many);
    const number = listing(plans, [...many.slice(1), entry('NEW', 'leaving')], second);
    const found = listOf(plans, number);
    expect(found.map(([worker]) => worker)).toEqual(['NEW', ...many.slice(1).map(({ problem }) => problem.worker)]);
    expect(new Set(found.slice(1).map(([, since]) => since))).toEqual(new Set([iso(first)]));
    expect(database.prepare('SELECT count(*) FROM known_problem').pluck().get()).toBe(5_001);
  });

  it('goes with the lines of its plan, whether that was abandoned, discarded or pruned', () => {
    const { plans, database } = store();
    const abandoned = plans.begin(noon, later);
    abandoned.list([entry('A')]);
    const discarded = plans.begin(noon, later);
    expect(() => {
      abandoned.list([entry('B')]);
    }).toThrow('is not being built any more');
    discarded.list([entry('A')]);
    discarded.discard();
    for (const worker of ['A', 'B', 'C']) listing(plans, [entry(worker)]);
    while (plans.prune(1));
    const left = database.prepare('SELECT DISTINCT number FROM plan_problem ORDER BY number').pluck().all();
    expect(left).toEqual([4, 5]);
    expect(codeOf(() => listOf(plans, 3))).toBe('TEN-4041');
  });

  it('is made from the lines of a plan that was stored before there were lists', () => {
    const { plans, database } = store();
    const draft = plans.begin(noon, later);
    const subject = { worker: 'E1', name: 'Ann', okta: null, login: null };
    const skip = { line: 'skip', subject, state: 'active', why: 'missing-from-file', reason: null, detail: null };
    draft.append(0, [{ text: JSON.stringify(skip), provenance: null }, ...lines(1)]);
    draft.finish({ ...finished('a1'), header: { ...header, snapshot: { source: 'people', rows: '', count: 1 } } });
    database.exec("UPDATE plan SET envelope = json_remove(envelope, '$.problems')");
    expect(listOf(plans, 1)).toEqual([['E1', null]]);
  });
});
