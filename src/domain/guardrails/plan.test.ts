import { describe, expect, it } from 'vitest';
import type { Operation } from '../plan/artefact.ts';
import type { OperationDraft } from '../plan/operation.ts';
import { anOperation, noon } from '../plan/operation.fixture.ts';
import { day, hour, plus } from '../time/instant.ts';
import { parseLocalDate, type LocalDate } from '../time/local-date.ts';
import { massAnnouncement } from './announcements.ts';
import type { Finding, GuardrailId } from './finding.ts';
import { limits } from './limits.fixture.ts';
import { PlanJudge } from './plan.ts';
import type { PlanMeasures } from './plan-measures.ts';

const setUp = { version: '1.0.0', config: 'c', mapping: 'm', schema: 's' };

function judged(guardrail: GuardrailId, operations: readonly Operation[], more: Partial<PlanMeasures> = {}): Finding {
  const judge = new PlanJudge();
  for (const one of operations) judge.take(one);
  const measures = {
    boundEnabled: 1000,
    approved: setUp,
    current: setUp,
    lastRunAt: noon,
    at: noon,
    largestApprovedCreates: 0,
    ...more,
  };
  const found = judge.findings(measures, limits).filter((one) => one.guardrail === guardrail);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${guardrail}: ${String(found.length)} findings`);
  return found[0];
}

function many(count: number, kind: Operation['kind'], draft: Partial<OperationDraft> = {}): readonly Operation[] {
  return Array.from({ length: count }, (_, index) =>
    anOperation(kind, { ...draft, subject: { worker: `E${String(index)}`, name: 'Jo', okta: '00u', login: null } }),
  );
}

function date(text: string): LocalDate {
  const found = parseLocalDate(text);
  if (found === undefined) throw new Error(text);
  return found;
}

describe('G11: people who are not in the file any more', () => {
  const missing = { reason: { rule: 'absent-from-file' } } as const;

  it.each([
    { n: 100, count: 1, before: 0, limit: 2, verdict: 'ok' },
    { n: 100, count: 2, before: 0, limit: 2, verdict: 'ok' },
    { n: 100, count: 3, before: 0, limit: 2, verdict: 'hold' },
    { n: 1000, count: 5, before: 0, limit: 5, verdict: 'ok' },
    { n: 1000, count: 6, before: 0, limit: 5, verdict: 'hold' },
    { n: 1000, count: 2, before: 3, limit: 5, verdict: 'ok' },
    { n: 1000, count: 2, before: 4, limit: 5, verdict: 'hold' },
    { n: 3, count: 1, before: 2, limit: 2, verdict: 'hold' },
    { n: 1000, count: 0, before: 50, limit: 5, verdict: 'ok' },
  ])('$count of $n after $before in a week: $verdict', ({ n, count, before, limit, verdict }) => {
    const planned = [...many(count, 'disable', missing), ...many(count, 'clear-sessions', missing)];
    const found = judged('G11', planned, { boundEnabled: n, absentLastWeek: before });
    expect(found).toMatchObject({ verdict, limit, measured: count === 0 ? 0 : count + before, scope: 'absences' });
    expect(found.subjectsTotal).toBe(count);
  });

  it('counts nobody whom HR has ended, and G10 counts both', () => {
    const planned = [...many(2, 'disable', missing), ...many(9, 'disable')];
    expect(judged('G11', planned, { absentLastWeek: 0 })).toMatchObject({ verdict: 'ok', measured: 2 });
    expect(judged('G10', planned, { absentLastWeek: 0 })).toMatchObject({ verdict: 'hold', measured: 11 });
  });

  it('says nothing where absence ends nobody’s access', () => {
    expect(() => judged('G11', many(1, 'disable'))).toThrow('G11: 0 findings');
  });
});

describe('G10 over a day, at a limit of 10 a plan', () => {
  it.each([
    [10, 10, 'ok'],
    [10, 11, 'hold'],
    [1, 19, 'ok'],
    [1, 20, 'hold'],
    [0, 500, 'ok'],
  ])('%i in the plan after %i in 24 hours: %s', (planned, before, verdict) => {
    const disabledLastDay = { all: before + 7, firm: 7 };
    expect(judged('G10', many(planned, 'disable'), { disabledLastDay }).verdict).toBe(verdict);
  });

  it('says so with its own limit', () => {
    expect(judged('G10', many(6, 'disable'), { disabledLastDay: { all: 15, firm: 0 } })).toMatchObject({
      measured: 21,
      limit: 20,
      message: '21 people would lose access within 24 hours without an earlier notice, of 1000 accounts',
      subjectsTotal: 6,
    });
  });

  it('measures no more while an approved plan is carried out, so that what was accepted stays so', () => {
    const left = (gone: number): Finding =>
      judged('G10', many(15 - gone, 'disable'), { disabledLastDay: { all: 8 + gone, firm: 0 } });
    const accepted = left(0).measured ?? 0;
    for (let gone = 0; gone <= 15; gone += 1) expect(left(gone).measured).toBeLessThanOrEqual(accepted);
  });
});

describe('G10f, access that ends as announced', () => {
  const firm = { firm: true } as const;

  it.each([
    [1000, 50, 0, 'ok'],
    [1000, 51, 0, 'hold'],
    [1000, 30, 20, 'ok'],
    [1000, 30, 21, 'hold'],
    [100, 10, 0, 'ok'],
    [100, 11, 0, 'hold'],
    [1000, 0, 60, 'ok'],
  ])('of %i accounts, %i planned after %i in 24 hours: %s', (boundEnabled, planned, before, verdict) => {
    const disabledLastDay = { all: before + 5, firm: before };
    expect(judged('G10f', many(planned, 'disable', firm), { boundEnabled, disabledLastDay })).toMatchObject({
      verdict,
      scope: 'firm-disables',
      measured: planned + before,
    });
  });

  it('counts what falls due within 24 hours, not later', () => {
    const due = (ahead: number): Finding =>
      judged('G10f', many(51, 'disable', { ...firm, due: plus(noon, ahead) }), { boundEnabled: 1000 });
    expect(due(day)).toMatchObject({ verdict: 'hold', measured: 51 });
    expect(due(day + 1)).toMatchObject({ verdict: 'ok', measured: 0 });
  });

  it('does not count who was suspended before and is closed now', () => {
    const closing = many(80, 'deactivate', { ...firm, before: { status: 'SUSPENDED' } });
    expect(judged('G10f', closing)).toMatchObject({ verdict: 'ok', measured: 0 });
  });

  it.each([
    [50, 'ok'],
    [51, 'warn'],
  ])('warns of a day of the coming week: %i announced: %s', (count, verdict) => {
    const firmEndsByDay = [
      { day: date('2026-11-28'), count: 3 },
      { day: date('2026-11-30'), count },
    ];
    const found = judged('G10f', [], { firmEndsByDay });
    expect(found.verdict).toBe(verdict);
    if (verdict === 'warn') {
      expect(found).toMatchObject({
        measured: 51,
        limit: 50,
        message: '51 people lose access on 30 Nov 2026 as announced, of 1000 accounts',
        subjects: ['30 Nov 2026: 51 people'],
      });
    }
  });

  it('names the worst day, and today before any other', () => {
    const firmEndsByDay = [
      { day: date('2026-11-28'), count: 60 },
      { day: date('2026-11-30'), count: 70 },
    ];
    expect(judged('G10f', [], { firmEndsByDay }).message).toContain('70 people lose access on 30 Nov 2026');
    expect(judged('G10f', many(51, 'disable', firm), { firmEndsByDay }).verdict).toBe('hold');
  });
});

describe('G12, ends taken back and people coming back', () => {
  it.each([
    [100, 2, 0, 0, 'ok'],
    [100, 3, 0, 0, 'hold'],
    [1000, 5, 0, 0, 'ok'],
    [1000, 6, 0, 0, 'hold'],
    [1000, 3, 2, 0, 'ok'],
    [1000, 3, 3, 0, 'hold'],
    [1000, 10, 0, 40, 'ok'],
    [1000, 11, 0, 40, 'hold'],
  ])('of %i accounts: %i come back, %i withdrawn, %i due in 30 days: %s', (boundEnabled, back, ends, due, verdict) => {
    const endsWithdrawn = { total: ends, subjects: [] };
    const more = { boundEnabled, endsWithdrawn, endsDueIn30Days: due };
    expect(judged('G12', many(back, 'unsuspend'), more)).toMatchObject({ verdict, scope: 'returns' });
    expect(judged('G12', many(back, 'activate', { lifecycle: 'return' }), more).verdict).toBe(verdict);
  });

  it('counts nobody who starts', () => {
    expect(judged('G12', many(50, 'activate'))).toMatchObject({ verdict: 'ok', measured: 0 });
  });

  it('says both numbers and names both', () => {
    const endsWithdrawn = { total: 9, subjects: ['Al (E9)'] };
    expect(judged('G12', many(1, 'unsuspend'), { endsWithdrawn })).toMatchObject({
      verdict: 'hold',
      message: '1 person would get access back, 9 ends of employment were taken back or moved later',
      subjects: ['Jo (E0)', 'Al (E9)'],
      subjectsTotal: 10,
    });
  });
});

describe('G16, people taken out of groups', () => {
  const leave = (count: number, target = 'Sales'): readonly Operation[] => many(count, 'remove-from-group', { target });
  const sized = (size: number, whole = 1_000_000): Partial<PlanMeasures> => ({
    groupSizes: () => size,
    managedMemberships: () => whole,
  });

  it.each([
    [200, 50, 'ok'],
    [200, 51, 'hold'],
    [30, 10, 'ok'],
    [30, 11, 'hold'],
    [4, 4, 'ok'],
    [5, 4, 'ok'],
    [5, 5, 'hold'],
    [8, 8, 'hold'],
  ])('a group of %i that loses %i: %s', (size, count, verdict) => {
    expect(judged('G16', leave(count), sized(size))).toMatchObject({ verdict, scope: 'group-removals' });
  });

  it.each([
    [1000, 50, 'ok'],
    [1000, 51, 'hold'],
    [100, 10, 'ok'],
    [100, 11, 'hold'],
  ])('of %i memberships altogether, %i end: %s', (whole, count, verdict) => {
    const spread = Array.from({ length: count }, (_, index) => leave(1, `G${String(index)}`)).flat();
    expect(judged('G16', spread, sized(100, whole))).toMatchObject({ verdict, measured: count });
  });

  it('does not count leavers, and asks for no sizes then', () => {
    const asked = (): number => {
      throw new Error('asked');
    };
    const leavers = many(90, 'remove-from-group', { target: 'Sales', lifecycle: 'leaver' });
    expect(judged('G16', leavers, { groupSizes: asked, managedMemberships: asked })).toMatchObject({
      verdict: 'ok',
      measured: 0,
      limit: null,
    });
  });

  it('names the groups, the largest loss first', () => {
    const found = judged('G16', [...leave(60), ...leave(70, 'All'), ...leave(1, 'Few')], sized(100));
    expect(found).toMatchObject({
      verdict: 'hold',
      measured: 70,
      limit: 25,
      message: 'the group All would lose 70 members who stay, of 100',
      subjects: ['All (70 of 100)', 'Sales (60 of 100)'],
      subjectsTotal: 2,
    });
  });

  it('without sizes counts and holds nothing', () => {
    expect(judged('G16', leave(500))).toMatchObject({ verdict: 'ok', measured: 500, limit: null });
  });
});

describe('G20, ends announced all at once', () => {
  it.each([
    [100, 5, 5, false],
    [100, 6, 0, true],
    [100, 0, 6, true],
    [1000, 10, 10, false],
    [1000, 11, 11, true],
    [1000, 1, 11, true],
  ])('of %i accounts, %i in a snapshot and %i in seven days: %s', (n, inSnapshot, inSevenDays, mass) => {
    expect(massAnnouncement(inSnapshot, inSevenDays, n, limits)).toBe(mass);
  });

  it('hold until a person has spoken', () => {
    expect(judged('G20', [])).toMatchObject({ verdict: 'ok', measured: 0 });
    const heldAnnouncements = { total: 200, subjects: ['Jo (E1)'] };
    expect(judged('G20', [], { heldAnnouncements })).toMatchObject({
      verdict: 'hold',
      scope: 'mass-announcements',
      measured: 200,
      limit: 0,
      subjects: ['Jo (E1)'],
      subjectsTotal: 200,
    });
  });
});

it('every guardrail of a plan speaks, also when it has nothing to say', () => {
  const judge = new PlanJudge();
  const measures = {
    boundEnabled: 0,
    approved: setUp,
    current: setUp,
    lastRunAt: plus(noon, -hour),
    at: noon,
    largestApprovedCreates: 0,
  };
  const findings = judge.findings(measures, limits);
  expect(findings.map(({ guardrail }) => guardrail)).toEqual(['G10', 'G10f', 'G12', 'G14', 'G15', 'G16', 'G17', 'G20']);
  expect(findings.every(({ verdict }) => verdict === 'ok')).toBe(true);
});
