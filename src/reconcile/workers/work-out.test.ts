import { describe, expect, it } from 'vitest';
import { hashOf } from '../../domain/kernel/hash.ts';
import { workerId } from '../../domain/kernel/ids.ts';
import { noFacts, type LifecycleFacts } from '../../domain/lifecycle/evaluate.ts';
import { compileMapping } from '../../domain/mapping/compile.ts';
import { uniteMappings } from '../../domain/mapping/mappings.ts';
import { sampleDocument } from '../../domain/mapping/document.fixture.ts';
import { limits } from '../../domain/guardrails/limits.fixture.ts';
import { defaultConsentModes } from '../../domain/plan/consent.ts';
import type { DesiredAccount } from '../../domain/plan/desired.ts';
import { day, instant, plus, type Instant } from '../../domain/time/instant.ts';
import { parseLocalDate } from '../../domain/time/local-date.ts';
import type { MinuteOfDay, ZoneId } from '../../domain/time/zone.ts';
import { aloneInForce } from './sources-in-force.ts';
import type { StoredRecord } from './stored-record.ts';
import { desiredAt, workOut, type WorkOutTools } from './work-out.ts';

const utc = 'UTC' as ZoneId;
const left = instant(Date.UTC(2026, 10, 21));
const compiled = compileMapping(sampleDocument());
if (!compiled.ok) throw new Error('the sample mapping does not compile');
const mappings = uniteMappings([{ source: 'people', mapping: compiled.value }]);

function tools(facts: Partial<LifecycleFacts>, graceDays = 7): WorkOutTools {
  return {
    mappings,
    sources: aloneInForce('people'),
    basis: 'basis',
    facts: () => ({ ...noFacts, ...facts }),
    options: {
      version: '1.0.0',
      configFingerprint: hashOf('configuration'),
      lifecycle: {
        create: { workingDays: 5, at: 420 as MinuteOfDay },
        activate: { at: 420 as MinuteOfDay },
        cutOff: 1440 as MinuteOfDay,
        graceDays,
        gapToleranceDays: 14,
        leave: {},
        staleAfterDays: 14,
      },
      guardrails: limits,
      consent: defaultConsentModes,
      protection: { users: [], groups: [], owners: [], userTypes: [], realms: [], profileSourced: 'report' },
      horizonHours: 24,
      zone: utc,
      sources: [
        { name: 'people', roster: 'all', remove: null, missing: 'report', maxAgeHours: 30, enableWithinHours: 72 },
      ],
      reservedLogins: [],
      canary: null,
    },
  };
}

/** Somebody whose last day was 20 November 2026. */
const leaver: StoredRecord = [
  {
    spell: {
      hire: parseLocalDate('2020-01-01') ?? null,
      lastDay: parseLocalDate('2026-11-20') ?? null,
      zone: utc,
      zoneOrigin: 'field',
      cutOff: null,
      immediate: null,
      leave: null,
      fields: {},
    },
    row: 1,
    fileRow: 2,
    hireText: '2020-01-01',
    endText: '2026-11-20',
  },
];

function stored(at: Instant, facts: Partial<LifecycleFacts>, graceDays?: number) {
  return workOut(tools(facts, graceDays), workerId('E1'), leaver, at, 1);
}

describe('how long a desired account holds', () => {
  it('is until the waiting time is over', () => {
    expect(stored(plus(left, day), { suspendedAt: left })).toMatchObject({
      state: 'access-stopped',
      validUntil: plus(left, 7 * day),
    });
  });

  it('is no longer than now while only another file can close it, so that the next run looks again', () => {
    const now = plus(left, 8 * day);
    expect(stored(now, { suspendedAt: left })).toMatchObject({ state: 'access-stopped', validUntil: now });
    expect(stored(now, { suspendedAt: left }, 0)).toMatchObject({ state: 'access-stopped', validUntil: now });
    expect(stored(now, { suspendedAt: left, acceptedAt: now })).toMatchObject({
      state: 'closed',
      validUntil: null,
    });
  });
});

it('a person’s word reaches also a worker of whom there is no record', () => {
  const worker = { id: workerId('E9'), spells: [] };
  const now = plus(left, day);
  const before: DesiredAccount = desiredAt(tools({ cutAt: plus(now, 1) }), worker, now).desired;
  expect(before).toMatchObject({ account: 'leave-alone', state: 'unknown' });
  expect(desiredAt(tools({ cutAt: now }), worker, now).desired).toMatchObject({
    account: 'suspended',
    state: 'access-stopped',
    since: now,
    reason: { rule: 'cut-access', at: now },
  });
});
