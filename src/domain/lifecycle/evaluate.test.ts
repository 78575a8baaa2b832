import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workerId } from '../kernel/ids.ts';
import { day, formatInstant, instant, parseInstant, type Instant } from '../time/instant.ts';
import { addDays, parseLocalDate, type LocalDate } from '../time/local-date.ts';
import { zoneId, type MinuteOfDay, type ZoneId } from '../time/zone.ts';
import type { Spell, WorkerRecord } from '../worker/record.ts';
import { evaluateLifecycle, noFacts, type Lifecycle, type LifecycleFacts } from './evaluate.ts';
import type { LifecyclePolicy } from './policy.ts';

const policy: LifecyclePolicy = {
  create: { workingDays: 5, at: 420 as MinuteOfDay },
  activate: { at: 420 as MinuteOfDay },
  cutOff: 1440 as MinuteOfDay,
  graceDays: 7,
  gapToleranceDays: 14,
  leave: { unpaid: 'suspend' },
  staleAfterDays: 14,
};

const berlin = zone('Europe/Berlin');

function zone(name: string): ZoneId {
  const found = zoneId(name);
  if (found === undefined) throw new Error(name);
  return found;
}

function spell(hire: string | null, lastDay: string | null, more: Partial<Spell> = {}): Spell {
  return {
    hire: hire === null ? null : (parseLocalDate(hire) ?? null),
    lastDay: lastDay === null ? null : (parseLocalDate(lastDay) ?? null),
    zone: berlin,
    zoneOrigin: 'field',
    cutOff: null,
    immediate: null,
    leave: null,
    fields: {},
    ...more,
  };
}

function worker(...spells: Spell[]): WorkerRecord {
  return { id: workerId('E1'), spells };
}

function at(text: string): Instant {
  const value = parseInstant(text);
  if (value === undefined) throw new Error(text);
  return value;
}

function look(record: WorkerRecord, when: string, facts = noFacts): Lifecycle {
  return evaluateLifecycle(record, at(when), policy, facts);
}

const farAhead = at('2099-01-01T00:00:00Z');

describe('one employment', () => {
  const person = worker(spell('2026-11-23', '2027-03-31'));

  it.each([
    ['before the lead of five working days', '2026-11-16T05:59:59Z', 'upcoming', 'none'],
    ['from 07:00 local five working days before', '2026-11-16T06:00:00Z', 'preboarding', 'staged'],
    ['on the first morning before 07:00 local', '2026-11-23T05:59:59Z', 'preboarding', 'staged'],
    ['from 07:00 local on the hire date', '2026-11-23T06:00:00Z', 'active', 'active'],
    ['until the last second of the last day', '2027-03-31T21:59:59Z', 'active', 'active'],
    ['from the end of the last day', '2027-03-31T22:00:00Z', 'access-stopped', 'suspended'],
    ['for as long as our journal shows no suspension', '2028-01-01T00:00:00Z', 'access-stopped', 'suspended'],
  ])('%s', (_case, when, state, account) => {
    expect(look(person, when)).toMatchObject({ state, account });
  });

  it('closes after the grace that follows our own suspension, once a later file still shows the person gone', () => {
    const suspendedAt = at('2027-04-01T00:00:00Z');
    const gone = { ...noFacts, suspendedAt, acceptedAt: farAhead };
    expect(look(person, '2027-04-07T23:59:59Z', gone).state).toBe('access-stopped');
    expect(look(person, '2027-04-08T00:00:00Z', gone).state).toBe('closed');
    expect(look(person, '2027-04-08T00:00:00Z', { ...noFacts, suspendedAt }).state).toBe('access-stopped');
  });

  it('names the instant and the local day that decided', () => {
    const { reason, since } = look(person, '2027-04-02T00:00:00Z');
    expect(reason).toMatchObject({ rule: 'last-day-ended', date: '2027-03-31', zone: 'Europe/Berlin' });
    expect(since === null ? null : formatInstant(since)).toBe('2027-03-31T22:00:00.000Z');
  });

  it('ends at an earlier cut-off where the row or the policy says so', () => {
    const early = worker(spell('2026-01-01', '2026-11-23', { cutOff: 1080 as MinuteOfDay }));
    expect(look(early, '2026-11-23T16:59:59Z').state).toBe('active');
    expect(look(early, '2026-11-23T17:00:00Z').state).toBe('access-stopped');
  });
});

describe('the waiting time', () => {
  const person = worker(spell('2026-11-23', '2027-03-31'));
  const end = '2027-03-31T22:00:00Z';

  it('counts from the end when the account was suspended before it, for a leave', () => {
    const gone = { ...noFacts, suspendedAt: at('2027-01-01T00:00:00Z'), acceptedAt: farAhead };
    expect(look(person, end, gone)).toMatchObject({ state: 'access-stopped', next: at('2027-04-07T22:00:00Z') });
    expect(look(person, '2027-04-07T21:59:59Z', gone).state).toBe('access-stopped');
    expect(look(person, '2027-04-07T22:00:00Z', gone)).toMatchObject({
      state: 'closed',
      since: at('2027-04-07T22:00:00Z'),
    });
  });

  it('is not ended by a file that was read before the person had left', () => {
    const gone = { ...noFacts, suspendedAt: at('2027-01-01T00:00:00Z') };
    const after = '2027-05-01T00:00:00Z';
    expect(look(person, after, { ...gone, acceptedAt: at(end) }).state).toBe('access-stopped');
    expect(look(person, after, { ...gone, acceptedAt: at('2027-03-31T22:00:01Z') }).state).toBe('closed');
  });

  it('of a stop without a day counts from the suspension', () => {
    const stopped = worker(spell('2020-01-01', null, { immediate: { reason: 'Inactive', from: null } }));
    const gone = { ...noFacts, suspendedAt: at('2026-11-01T00:00:00Z'), acceptedAt: farAhead };
    expect(look(stopped, '2026-11-07T23:59:59Z', gone).state).toBe('access-stopped');
    expect(look(stopped, '2026-11-08T00:00:00Z', gone).state).toBe('closed');
  });

  it('when it is over and no later file has come, every run looks again', () => {
    const facts = { ...noFacts, suspendedAt: at('2027-04-01T00:00:00Z') };
    expect(look(person, '2027-04-07T23:59:59Z', facts)).toMatchObject({
      awaitsSnapshot: false,
      next: at('2027-04-08T00:00:00Z'),
    });
    expect(look(person, '2027-04-08T00:00:00Z', facts)).toMatchObject({
      state: 'access-stopped',
      awaitsSnapshot: true,
      next: null,
    });
    expect(look(person, '2027-04-08T00:00:00Z', { ...facts, acceptedAt: farAhead })).toMatchObject({
      state: 'closed',
      awaitsSnapshot: false,
    });
  });

  it('of no days waits for that file alone', () => {
    const none = { ...policy, graceDays: 0 };
    const facts = { ...noFacts, suspendedAt: at('2027-03-31T22:00:05Z') };
    const when = at('2027-03-31T22:00:06Z');
    expect(evaluateLifecycle(person, when, none, facts)).toMatchObject({
      state: 'access-stopped',
      awaitsSnapshot: true,
    });
    expect(evaluateLifecycle(person, when, none, { ...facts, acceptedAt: farAhead }).state).toBe('closed');
  });

  it('is waited for by nobody who is back soon, at work, or was never suspended by us', () => {
    const facts = { ...noFacts, suspendedAt: at('2026-06-30T22:01:00Z') };
    const back = worker(spell('2020-01-01', '2026-06-30'), spell('2026-07-10', null));
    expect(look(back, '2026-07-09T12:00:00Z', facts).awaitsSnapshot).toBe(false);
    expect(look(back, '2026-07-11T12:00:00Z', facts).awaitsSnapshot).toBe(false);
    expect(look(person, '2028-01-01T00:00:00Z').awaitsSnapshot).toBe(false);
  });
});

describe('access cut by a person', () => {
  const cutAt = at('2026-12-01T15:00:00Z');
  const cut = { ...noFacts, cutAt };
  const stopped = { state: 'access-stopped', account: 'suspended', since: cutAt, reason: { rule: 'cut-access' } };

  it.each([
    ['somebody at work', worker(spell('2020-01-01', null))],
    ['somebody yet to start', worker(spell('2027-01-01', null))],
    ['somebody on a leave that keeps access', worker(spell('2020-01-01', null, { leave: parental() }))],
    ['somebody who has left', worker(spell('2020-01-01', '2026-11-20'))],
    ['a record whose dates contradict', worker(spell('2026-07-01', '2026-06-01'))],
    ['nobody of whom HR says anything', worker()],
  ])('%s: from that instant on', (_whom, record) => {
    expect(look(record, '2026-12-01T15:00:00Z', cut)).toMatchObject(stopped);
    expect(look(record, '2027-12-01T15:00:00Z', cut)).toMatchObject(stopped);
  });

  it('is a boundary before it, and changes nothing else', () => {
    for (const record of [worker(spell('2020-01-01', null)), worker(), worker(spell('2026-07-01', '2026-06-01'))]) {
      const before = look(record, '2026-12-01T14:59:59Z', cut);
      expect(before).toEqual({ ...look(record, '2026-12-01T14:59:59Z'), next: cutAt });
    }
    const leaving = worker(spell('2020-01-01', '2026-11-30'));
    expect(look(leaving, '2026-11-23T12:00:00Z', cut).next).toBe(at('2026-11-30T23:00:00Z'));
  });

  it('is no no-show, and names the zone where there is one', () => {
    const short = look(worker(spell('2026-11-30', '2026-12-02')), '2026-12-10T12:00:00Z', cut);
    expect(short).toMatchObject({ ...stopped, shortStay: false });
    expect(short.reason).toEqual({ rule: 'cut-access', at: cutAt, zone: 'Europe/Berlin' });
    expect(look(worker(), '2026-12-10T12:00:00Z', cut).reason).toEqual({ rule: 'cut-access', at: cutAt });
  });

  it('does not open again what HR’s record has closed', () => {
    const facts = { suspendedAt: at('2026-11-20T23:00:01Z'), acceptedAt: farAhead, cutAt };
    expect(look(worker(spell('2020-01-01', '2026-11-20')), '2026-12-10T12:00:00Z', facts).state).toBe('closed');
  });
});

function parental(): Spell['leave'] {
  return { kind: 'parental', from: null, until: null };
}

describe('a stop at once', () => {
  it('holds from the day it names, in the worker’s own zone', () => {
    const stopped = worker(
      spell('2020-01-01', null, {
        zone: zone('Pacific/Auckland'),
        immediate: { reason: 'dismissed', from: parseLocalDate('2026-11-24') ?? null },
      }),
    );
    expect(look(stopped, '2026-11-23T10:59:59Z').state).toBe('active');
    expect(look(stopped, '2026-11-23T11:00:00Z')).toMatchObject({
      state: 'access-stopped',
      reason: { rule: 'immediate-stop', detail: 'dismissed' },
    });
  });

  it('without a day holds as soon as it is seen, and names no instant', () => {
    const stopped = look(
      worker(spell('2020-01-01', '2030-01-01', { immediate: { reason: 'Inactive', from: null } })),
      '2026-11-23T11:00:00Z',
    );
    expect(stopped).toMatchObject({ state: 'access-stopped', since: null });
    expect(stopped.reason).not.toHaveProperty('at');
  });

  it('beats a leave', () => {
    const both = spell('2020-01-01', null, {
      immediate: { reason: 'Inactive', from: null },
      leave: { kind: 'parental', from: null, until: null },
    });
    expect(look(worker(both), '2026-11-23T11:00:00Z').state).toBe('access-stopped');
  });
});

describe('leave', () => {
  const away = (kind: string): WorkerRecord =>
    worker(
      spell('2020-01-01', '2026-12-31', {
        leave: { kind, from: parseLocalDate('2026-11-01') ?? null, until: parseLocalDate('2026-12-01') ?? null },
      }),
    );

  it('keeps or suspends by its kind', () => {
    expect(look(away('parental'), '2026-11-10T12:00:00Z')).toMatchObject({ state: 'on-leave', account: 'active' });
    expect(look(away('unpaid'), '2026-11-10T12:00:00Z')).toMatchObject({ state: 'on-leave', account: 'suspended' });
  });

  it('ends on the return date and not before, and never outlasts the last day', () => {
    expect(look(away('unpaid'), '2026-11-30T22:59:59Z').state).toBe('on-leave');
    expect(look(away('unpaid'), '2026-11-30T23:00:00Z').state).toBe('active');
    expect(look(away('unpaid'), '2026-12-31T23:00:00Z').state).toBe('access-stopped');
  });
});

describe('several employments', () => {
  it('go on without a gap when one follows the other the next day, whatever the zones say in between', () => {
    const moved = worker(
      spell('2020-01-01', '2026-06-30'),
      spell('2026-07-01', null, { zone: zone('America/Los_Angeles') }),
    );
    for (const when of [
      '2026-06-30T22:00:00Z',
      '2026-07-01T06:59:59Z',
      '2026-07-01T07:00:00Z',
      '2026-07-01T14:00:00Z',
    ]) {
      expect(look(moved, when).state).toBe('active');
    }
  });

  it('stop access in a real gap, and keep what is needed to come back soon', () => {
    const back = worker(spell('2020-01-01', '2026-06-30'), spell('2026-07-10', null));
    const gap = look(back, '2026-07-05T12:00:00Z', {
      ...noFacts,
      suspendedAt: at('2026-06-30T22:01:00Z'),
      acceptedAt: farAhead,
    });
    expect(gap).toMatchObject({ state: 'access-stopped', returnsSoon: true });
    const late = worker(spell('2020-01-01', '2026-06-30'), spell('2026-09-10', null));
    const closed = look(late, '2026-07-20T12:00:00Z', {
      ...noFacts,
      suspendedAt: at('2026-06-30T22:01:00Z'),
      acceptedAt: farAhead,
    });
    expect(closed).toMatchObject({ state: 'closed', returnsSoon: false });
  });

  it('keep access while any of them holds, and take attributes from the one that began last', () => {
    const first = spell('2020-01-01', '2026-06-30', { fields: { title: 'Clerk' } });
    const second = spell('2022-01-01', null, { fields: { title: 'Head' } });
    const both = look(worker(first, second), '2026-07-05T12:00:00Z');
    expect(both).toMatchObject({ state: 'active', chosen: { fields: { title: 'Head' } } });
    expect(both.covering).toHaveLength(1);
  });

  it('do not depend on the order of the rows', () => {
    fc.assert(
      fc.property(
        fc.array(arbitrarySpell(), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 0, max: 4000 }),
        (spells, days) => {
          const when = instant(Date.UTC(2020, 0, 1) + days * (day / 2));
          const there = evaluateLifecycle(worker(...spells), when, policy);
          const back = evaluateLifecycle(worker(...[...spells].reverse()), when, policy);
          expect({ ...back, covering: [] }).toEqual({ ...there, covering: [] });
          expect(back.covering).toHaveLength(there.covering.length);
        },
      ),
    );
  });
});

describe('what cannot be trusted', () => {
  it('wants nothing: no record, or dates that contradict', () => {
    expect(look(worker(), '2026-07-05T12:00:00Z')).toMatchObject({ state: 'unknown', account: 'leave-alone' });
    expect(look(worker(spell('2026-07-01', '2026-06-01')), '2026-07-05T12:00:00Z')).toMatchObject({
      state: 'unknown',
      account: 'leave-alone',
      reason: { rule: 'dates-contradict' },
    });
  });

  it('marks a stay of three days or less', () => {
    expect(look(worker(spell('2026-07-01', '2026-07-04')), '2026-07-06T12:00:00Z').shortStay).toBe(true);
    expect(look(worker(spell('2026-07-01', '2026-07-05')), '2026-07-06T12:00:00Z').shortStay).toBe(false);
  });
});

describe('boundaries', () => {
  it('are complete: between one and the next nothing changes', () => {
    fc.assert(
      fc.property(
        fc.array(arbitrarySpell(), { minLength: 1, maxLength: 3 }),
        fc.nat(4000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        arbitraryFacts(),
        (spells, days, part, facts) => {
          const record = worker(...spells);
          const from = instant(Date.UTC(2020, 0, 1) + days * (day / 2));
          const now = evaluateLifecycle(record, from, policy, facts);
          const limit = now.next ?? from + 400 * day;
          const between = instant(Math.min(limit - 1, Math.floor(from + part * (limit - from))));
          const then = evaluateLifecycle(record, between, policy, facts);
          expect([then.state, then.account, then.since, then.chosen]).toEqual([
            now.state,
            now.account,
            now.since,
            now.chosen,
          ]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('lie ahead, always', () => {
    fc.assert(
      fc.property(
        fc.array(arbitrarySpell(), { maxLength: 3 }),
        fc.nat(4000),
        arbitraryFacts(),
        (spells, days, facts) => {
          const from = instant(Date.UTC(2020, 0, 1) + days * (day / 2));
          const { next } = evaluateLifecycle(worker(...spells), from, policy, facts);
          expect(next === null || next > from).toBe(true);
        },
      ),
    );
  });
});

describe('nobody is disabled', () => {
  it('before the end of a last day, in any zone', () => {
    fc.assert(
      fc.property(arbitrarySpell(), fc.nat(4000), (one, days) => {
        const when = instant(Date.UTC(2020, 0, 1) + days * (day / 2));
        const { account, reason } = evaluateLifecycle(worker(one), when, policy);
        if (account !== 'suspended' || reason.rule !== 'last-day-ended') return;
        const local = new Date(when).toLocaleDateString('sv-SE', { timeZone: one.zone });
        expect(one.lastDay !== null && local > one.lastDay).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

function arbitrarySpell(): fc.Arbitrary<Spell> {
  const zones = ['Europe/Berlin', 'Pacific/Auckland', 'America/Denver', 'Pacific/Honolulu', 'America/Sao_Paulo'];
  return fc
    .record({
      start: fc.nat(2000),
      length: fc.option(fc.integer({ min: -1, max: 900 }), { nil: null }),
      zone: fc.constantFrom(...zones.map(zone)),
      leave: fc.option(
        fc.record({ kind: fc.constantFrom('unpaid', 'parental'), from: fc.nat(300), days: fc.nat(100) }),
        { nil: null },
      ),
      title: fc.constantFrom('a', 'b'),
    })
    .map(({ start, length, zone: where, leave, title }) => {
      const hire = addDays('2020-01-01' as LocalDate, start);
      return {
        ...spell(null, null),
        hire,
        lastDay: length === null ? null : addDays(hire, length),
        zone: where,
        fields: { title },
        leave:
          leave === null
            ? null
            : { kind: leave.kind, from: addDays(hire, leave.from), until: addDays(hire, leave.from + leave.days) },
      };
    });
}

function arbitraryFacts(): fc.Arbitrary<LifecycleFacts> {
  const some = fc.option(
    fc.nat(4000).map((days) => instant(Date.UTC(2020, 0, 1) + days * (day / 2))),
    { nil: null },
  );
  return fc.record({ suspendedAt: some, acceptedAt: some, cutAt: some });
}
