import { describe, expect, it } from 'vitest';
import type { Operation, OperationKind } from '../plan/artefact.ts';
import { operation } from '../plan/operation.ts';
import { hour, instant, plus } from '../time/instant.ts';
import { judgeClock } from './clock.ts';
import { feedVerdict, judgeFeed, type FeedMeasures } from './feed.ts';
import type { Finding } from './finding.ts';
import { limits } from './limits.fixture.ts';
import type { PlanMeasures, SetUp } from './plan-measures.ts';
import { firstRun, PlanJudge } from './plan.ts';

const measures: FeedMeasures = {
  rows: 1000,
  acceptedRows: 1000,
  knownWorkers: 1000,
  unusableIds: 0,
  knownConflicts: [],
  conflicts: [],
};

function named(findings: readonly Finding[], id: string): Finding {
  const found = findings.find((finding) => finding.guardrail === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

describe('G3, rows against the last accepted file', () => {
  it.each([
    [1000, 1000, 'ok'],
    [1000, 980, 'ok'],
    [1000, 979, 'candidate'],
    [1000, 900, 'candidate'],
    [1000, 899, 'reject'],
    [1000, 0, 'reject'],
    [1000, 1100, 'ok'],
    [1000, 1101, 'candidate'],
    [10, 7, 'ok'],
    [10, 6, 'reject'],
    [50, 47, 'ok'],
    [50, 46, 'candidate'],
    [50, 45, 'candidate'],
    [50, 44, 'reject'],
    [10, 50, 'ok'],
    [10, 51, 'candidate'],
    [2, 1, 'ok'],
  ])('of %i rows, %i now: %s', (acceptedRows, rows, verdict) => {
    const findings = judgeFeed({ ...measures, acceptedRows, rows }, limits);
    expect(named(findings, 'G3').verdict).toBe(verdict);
    expect(feedVerdict(findings)).toBe(verdict === 'ok' ? 'accept' : verdict);
  });

  it('compares with nothing before the first accepted file', () => {
    expect(named(judgeFeed({ ...measures, acceptedRows: null, rows: 5 }, limits), 'G3')).toMatchObject({
      verdict: 'ok',
      measured: null,
      limit: null,
    });
  });
});

describe('G7 and G8, worker ids', () => {
  const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => `E${String(index)}`);

  it.each([
    [1000, 10, 'ok'],
    [1000, 11, 'candidate'],
    [100, 3, 'ok'],
    [100, 4, 'candidate'],
    [0, 4, 'candidate'],
  ])('of %i known workers, %i rows without a usable id: %s', (knownWorkers, count, verdict) => {
    expect(named(judgeFeed({ ...measures, knownWorkers, unusableIds: count }, limits), 'G7').verdict).toBe(verdict);
  });

  it.each([
    [1000, 10, 'ok'],
    [1000, 11, 'candidate'],
    [100, 3, 'ok'],
    [100, 4, 'candidate'],
  ])('of %i known workers, %i whose id stands for several people: %s', (knownWorkers, count, verdict) => {
    const found = { knownConflicts: ids(count), conflicts: ids(count + 5) };
    expect(named(judgeFeed({ ...measures, knownWorkers, ...found }, limits), 'G8')).toMatchObject({
      verdict,
      measured: count,
      subjectsTotal: count + 5,
    });
  });

  it('hold no first file back: nobody is known yet', () => {
    const first = {
      ...measures,
      acceptedRows: null,
      knownWorkers: 0,
      unusableIds: 50,
      conflicts: ids(265),
    };
    expect(feedVerdict(judgeFeed(first, limits))).toBe('accept');
  });

  it('keep fifty subjects and count the rest', () => {
    const finding = named(judgeFeed({ ...measures, conflicts: ids(120) }, limits), 'G8');
    expect(finding.subjects).toHaveLength(50);
    expect(finding.subjectsTotal).toBe(120);
  });
});

describe('G13, the clock', () => {
  const host = instant(Date.UTC(2026, 10, 23));

  it.each([
    [60_000, 'ok'],
    [60_001, 'warn'],
    [300_000, 'warn'],
    [300_001, 'refuse'],
  ])('off by %i ms either way: %s', (skew, verdict) => {
    expect(judgeClock(plus(host, skew), host).verdict).toBe(verdict);
    expect(judgeClock(plus(host, -skew), host).verdict).toBe(verdict);
  });
});

const setUp: SetUp = { version: '1.0.0', config: 'c', mapping: 'm', schema: 's' };

function planMeasures(more: Partial<PlanMeasures> = {}): PlanMeasures {
  const at = instant(Date.UTC(2026, 10, 23));
  return {
    boundEnabled: 1000,
    approved: setUp,
    current: setUp,
    lastRunAt: plus(at, -hour),
    at,
    largestApprovedCreates: 0,
    ...more,
  };
}

function effect(kind: OperationKind, worker: string, more: Partial<Operation> = {}): Operation {
  const subject = { worker, name: 'Jo', okta: null, login: null };
  const reason: Operation['reason'] = { rule: 'last-day-ended' };
  const draft = { kind, lifecycle: 'leaver', subject, before: null, after: null, due: null, reason } as const;
  return { ...operation({ ...draft, precondition: { kind: 'unbound', okta: worker } }, instant(0)), ...more };
}

function judged(
  kind: OperationKind,
  count: number,
  more: Partial<PlanMeasures> = {},
  firm = false,
): readonly Finding[] {
  const judge = new PlanJudge();
  for (let index = 0; index < count; index += 1) judge.take(effect(kind, `E${String(index)}`, { firm }));
  return judge.findings(planMeasures(more), limits);
}

describe('G10, people losing access without notice', () => {
  it.each([
    [0, 3, 'ok'],
    [0, 4, 'hold'],
    [399, 3, 'ok'],
    [399, 4, 'hold'],
    [400, 4, 'ok'],
    [1000, 10, 'ok'],
    [1000, 11, 'hold'],
    [50_000, 100, 'ok'],
    [50_000, 101, 'hold'],
  ])('of %i accounts, %i: %s', (boundEnabled, count, verdict) => {
    expect(named(judged('disable', count, { boundEnabled }), 'G10').verdict).toBe(verdict);
    expect(named(judged('deactivate', count, { boundEnabled }), 'G10').verdict).toBe(verdict);
  });

  it('does not count the closing of an account that nobody ever used', () => {
    const judge = new PlanJudge();
    judge.take(effect('deactivate', 'E1', { before: { status: 'STAGED' } }));
    expect(named(judge.findings(planMeasures(), limits), 'G10').measured).toBe(0);
  });

  it('does not count what HR had announced', () => {
    expect(named(judged('disable', 500, {}, true), 'G10')).toMatchObject({ verdict: 'ok', measured: 0 });
  });
});

describe('G15, accounts created', () => {
  it.each([
    [0, 0, 40, 'ok'],
    [0, 0, 41, 'hold'],
    [1000, 0, 50, 'ok'],
    [1000, 0, 51, 'hold'],
    [0, 100, 150, 'ok'],
    [0, 100, 151, 'hold'],
  ])(
    'of %i accounts, %i approved at most before, %i now: %s',
    (boundEnabled, largestApprovedCreates, count, verdict) => {
      expect(named(judged('create', count, { boundEnabled, largestApprovedCreates }), 'G15').verdict).toBe(verdict);
    },
  );
});

describe('G14, the set-up', () => {
  const of = (more: Partial<PlanMeasures>): Finding => named(judged('create', 0, more), 'G14');

  it('is let through when it is the one that was approved last', () => {
    expect(of({})).toMatchObject({ verdict: 'ok', measured: 0 });
  });

  it('asks for a look before anything was approved', () => {
    expect(of({ approved: null })).toMatchObject({ verdict: 'hold', message: firstRun });
  });

  it.each([
    [{ version: '1.0.1' }, 'tenured 1.0.1 instead of 1.0.0'],
    [{ config: 'x' }, 'the configuration has changed'],
    [{ mapping: 'x' }, 'the mapping has changed'],
    [{ schema: 'x' }, "Okta's profile schema has changed"],
  ])('asks for a look after %j', (change, message) => {
    expect(of({ current: { ...setUp, ...change } })).toMatchObject({ verdict: 'hold', message });
  });

  it('asks for a look after 36 hours of silence, and not at 36', () => {
    const at = instant(Date.UTC(2026, 10, 23));
    expect(of({ at, lastRunAt: plus(at, -36 * hour) }).verdict).toBe('ok');
    expect(of({ at, lastRunAt: plus(at, -36 * hour - 1) }).verdict).toBe('hold');
    expect(of({ longestSilence: 36 * hour }).verdict).toBe('ok');
    expect(of({ longestSilence: 49 * hour })).toMatchObject({
      verdict: 'hold',
      message: 'nothing had run for 49 hours, and no plan has been approved since',
    });
  });

  it('says everything that changed at once', () => {
    expect(of({ current: { version: '2', config: 'x', mapping: 'x', schema: 'x' } }).measured).toBe(4);
  });
});

describe('G17, protected people', () => {
  it('alarms for each of them', () => {
    const judge = new PlanJudge();
    expect(named(judge.findings(planMeasures(), limits), 'G17').verdict).toBe('ok');
    judge.takeProtected({ worker: 'E7', name: 'Jo', okta: null, login: null });
    expect(named(judge.findings(planMeasures(), limits), 'G17')).toMatchObject({
      verdict: 'warn',
      measured: 1,
      subjects: ['Jo (E7)'],
    });
  });
});
