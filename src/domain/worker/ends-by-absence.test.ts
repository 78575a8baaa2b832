import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workerId } from '../kernel/ids.ts';
import { evaluateLifecycle, noFacts, type Lifecycle, type LifecycleFacts } from '../lifecycle/evaluate.ts';
import type { LifecyclePolicy } from '../lifecycle/policy.ts';
import { day, instant, plus, type Instant } from '../time/instant.ts';
import { addDays, type LocalDate } from '../time/local-date.ts';
import type { MinuteOfDay, ZoneId } from '../time/zone.ts';
import type { Spell } from './record.ts';

const policy: LifecyclePolicy = {
  create: { workingDays: 5, at: 0 as MinuteOfDay },
  activate: { at: 0 as MinuteOfDay },
  cutOff: 1440 as MinuteOfDay,
  graceDays: 7,
  gapToleranceDays: 14,
  leave: {},
  staleAfterDays: 14,
};

const origin = '2026-01-01' as LocalDate;

function dayAt(offset: number): Instant {
  return plus(instant(Date.UTC(2026, 0, 1)), offset * day);
}

interface Wish {
  readonly source?: string;
  readonly from?: number;
  readonly until?: number | null;
  /** The days on which the first and the last file were read that lack the worker. */
  readonly absent?: readonly [number, number] | null;
  readonly missing?: number | null;
}

function missingIn({ absent = null, missing = null }: Wish): Pick<Spell, 'missingSince' | 'absence'> {
  if (absent === null) return missing === null ? {} : { missingSince: dayAt(missing) };
  const files = absent.map((at) => ({ file: `${String(at)}.csv`, at: dayAt(at) }));
  return { missingSince: dayAt(absent[0]), absence: { at: dayAt(absent[1]), files } };
}

function spell({ source = 'a', from = 0, until = null, ...more }: Wish): Spell {
  return {
    hire: addDays(origin, from),
    lastDay: until === null ? null : addDays(origin, until),
    zone: 'UTC' as ZoneId,
    zoneOrigin: 'field',
    cutOff: null,
    immediate: null,
    leave: null,
    fields: { source },
    source,
    precedence: source === 'a' ? 2 : 1,
    ...missingIn(more),
  };
}

function at(offset: number, spells: readonly Wish[], facts: LifecycleFacts = noFacts): Lifecycle {
  return evaluateLifecycle({ id: workerId('E1'), spells: spells.map(spell) }, dayAt(offset), policy, facts);
}

describe('a period that ends by absence', () => {
  const alone = { absent: [10, 12] } as const;

  it('holds until the file that decides, and from there on says why', () => {
    expect(at(11, [alone])).toMatchObject({ state: 'active', next: dayAt(12) });
    expect(at(12, [alone])).toMatchObject({
      state: 'access-stopped',
      since: dayAt(12),
      reason: {
        rule: 'absent-from-file',
        at: dayAt(12),
        date: addDays(origin, 10),
        detail: 'a',
        files: [
          { file: '10.csv', at: dayAt(10) },
          { file: '12.csv', at: dayAt(12) },
        ],
      },
    });
  });

  it.each([
    { until: 5, when: 20, rule: 'last-day-ended', since: 6 },
    { until: 11, when: 20, rule: 'last-day-ended', since: 12 },
    { until: 30, when: 20, rule: 'absent-from-file', since: 12 },
    { until: 30, when: 31, rule: 'last-day-ended', since: 31 },
  ])('and for which HR gives day $until, on day $when, ended by $rule', ({ until, when, rule, since }) => {
    const found = at(when, [{ ...alone, until }]);
    expect([found.state, found.reason.rule, found.since]).toEqual(['access-stopped', rule, dayAt(since)]);
  });

  it('is looked at again on the day that HR gives', () => {
    expect(at(20, [{ ...alone, until: 30 }]).next).toBe(dayAt(31));
  });

  it('is closed after the waiting time, by a file that was read after the suspension', () => {
    const suspendedAt = dayAt(12);
    expect(at(20, [alone], { ...noFacts, suspendedAt, acceptedAt: dayAt(12) }).state).toBe('access-stopped');
    expect(at(18, [alone], { ...noFacts, suspendedAt, acceptedAt: dayAt(17) }).state).toBe('access-stopped');
    expect(at(20, [alone], { ...noFacts, suspendedAt, acceptedAt: dayAt(13) }).state).toBe('closed');
  });

  it.each<[string, Wish, string]>([
    ['holds', { source: 'b' }, 'active'],
    ['holds, and began earlier', { source: 'b', from: -50 }, 'active'],
    ['begins later', { source: 'b', from: 40 }, 'active'],
    ['had ended before', { source: 'b', from: -50, until: 5 }, 'access-stopped'],
    ['is missing as well, which means nothing there', { source: 'b', missing: 10 }, 'active'],
    ['is missing as well, and ends by that', { source: 'b', absent: [10, 14] }, 'access-stopped'],
    ['is missing as well, and is decided later', { source: 'b', absent: [10, 22] }, 'active'],
  ])('beside one of another source that %s', (_, other, state) => {
    expect(at(20, [alone, other]).state).toBe(state);
  });
});

const offset = fc.integer({ min: 0, max: 40 });
const anyWish = fc
  .record({
    source: fc.constantFrom('a', 'b', 'c'),
    from: offset,
    days: fc.option(offset),
    missing: fc.option(offset),
    decided: fc.option(offset),
  })
  .map(({ source, from, days, missing, decided }): Wish => {
    const until = days === null ? null : from + days;
    if (missing === null) return { source, from, until };
    return { source, from, until, ...(decided === null ? { missing } : { absent: [missing, missing + decided] }) };
  });

describe('whatever sources tell', () => {
  it('keeps access for whoever stands in any of them with a period that holds', () => {
    fc.assert(
      fc.property(fc.array(anyWish, { maxLength: 4 }), offset, offset, (others, from, later) => {
        expect(at(from + later, [...others, { source: 'd', from }]).state).toBe('active');
      }),
    );
  });

  it('never gives more access for an absence than without it, and takes none before it is decided', () => {
    fc.assert(
      fc.property(fc.array(anyWish, { minLength: 1, maxLength: 4 }), offset, (wishes, when) => {
        const reported = wishes.map((one): Wish => ({
          ...one,
          absent: null,
          missing: one.absent?.[0] ?? one.missing ?? null,
        }));
        const [by, without] = [at(when, wishes), at(when, reported)];
        if (by.account === 'active') expect(without.account).toBe('active');
        const decided = wishes.some(({ absent }) => absent !== undefined && absent !== null && absent[1] <= when);
        if (!decided) expect(by.account).toBe(without.account);
      }),
    );
  });
});
