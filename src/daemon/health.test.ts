import { describe, expect, it } from 'vitest';
import type { Schedule } from '../domain/kernel/schedule.ts';
import { nextTick, parseCron } from '../domain/time/cron.ts';
import { formatInstant, instant, parseInstant, type Instant } from '../domain/time/instant.ts';
import { zoneId, type ZoneId } from '../domain/time/zone.ts';
import { judgeHealth, staleAt, type HealthFacts } from './health.ts';
import { emptyLedger } from './ledger.ts';

const now = instant(Date.UTC(2026, 10, 23, 12));
const well: HealthFacts = {
  now,
  ledger: { ...emptyLedger(), lastFull: now },
  staleAt: instant(now + 1),
  stateProblem: null,
  state: { overdue: 0, paused: false },
};

function reasons(facts: Partial<HealthFacts>): string[] {
  return judgeHealth({ ...well, ...facts }).reasons.map(({ code, message }) => `${code} ${message}`);
}

describe('the daemon is', () => {
  it('ready when all is well', () => {
    expect(judgeHealth(well)).toEqual({ live: true, ready: true, reasons: [], paused: false });
  });

  it('paused without being unwell', () => {
    const health = judgeHealth({ ...well, state: { overdue: 0, paused: true } });
    expect(health).toMatchObject({ ready: true, paused: true });
  });

  it.each<[string, Partial<HealthFacts>, string[]]>([
    ['starting', { ledger: emptyLedger() }, ['TEN-7002 no turn has looked at everything since the start']],
    ['at its last moment', { staleAt: now }, []],
    [
      'late',
      { staleAt: instant(now - 1) },
      ['TEN-7003 everything was last looked at 2026-11-23T12:00:00.000Z, too long ago for the schedule'],
    ],
    ['never late by a schedule that never comes', { staleAt: null }, []],
    ['without an old file', { state: { overdue: 0, stale: [], paused: false } }, []],
    [
      'without a new file from two sources',
      { state: { overdue: 0, stale: ['people', 'agency'], paused: false } },
      ['TEN-3090 no new file has come for too long: people, agency'],
    ],
    [
      'behind with one person',
      { state: { overdue: 1, paused: false } },
      ['TEN-7004 1 person still has access that should have ended'],
    ],
    [
      'behind with several',
      { state: { overdue: 12, paused: true } },
      ['TEN-7004 12 people still have access that should have ended'],
    ],
    [
      'undone where the profile comes from',
      { state: { overdue: 0, paused: false, undone: 1 } },
      ['TEN-2354 1 account is enabled again by the system that the profile comes from'],
    ],
    [
      'undone for several',
      { state: { overdue: 0, paused: false, undone: 2, unreadable: [] } },
      ['TEN-2354 2 accounts are enabled again by the system that the profile comes from'],
    ],
    [
      'half blind',
      { state: { overdue: 0, paused: false, unreadable: ['administrators', 'rules'] } },
      [
        'TEN-2352 who is an administrator cannot be read from Okta: people are suspended only',
        'TEN-2353 group rules cannot be read from Okta: no group is written to',
      ],
    ],
    [
      'without its state',
      { state: null, stateProblem: 'TEN-4023' },
      ['TEN-4023 the state cannot be used: state damaged'],
    ],
    [
      'without room on the disk',
      { ledger: { ...well.ledger, failures: 1, lastFailure: 'TEN-4021' } },
      ['TEN-4021 the state cannot be used: disk full'],
    ],
    ['failing now and then', { ledger: { ...well.ledger, failures: 2, lastFailure: 'TEN-2301' } }, []],
    [
      'failing',
      { ledger: { ...well.ledger, failures: 3, lastFailure: 'TEN-2301' } },
      ['TEN-7005 the last 3 turns failed, the last one with TEN-2301 (Okta unreachable)'],
    ],
  ])('%s', (_, facts, expected) => {
    expect(reasons(facts)).toEqual(expected);
    expect(judgeHealth({ ...well, ...facts }).ready).toBe(expected.length === 0);
    expect(judgeHealth({ ...well, ...facts }).live).toBe(true);
  });

  it('neither live nor ready once its loop has ended', () => {
    expect(judgeHealth({ ...well, ledger: { ...well.ledger, looping: false } })).toMatchObject({
      live: false,
      ready: false,
    });
  });
});

describe('a full turn is too old', () => {
  const schedule = (text: string): Schedule => {
    const cron = parseCron(text);
    if (!cron.ok) throw new Error(cron.error);
    return {
      start: () => ({ stop: () => undefined }),
      next: (after) => nextTick(cron.value, zoneId('UTC') as ZoneId, after),
    };
  };

  it.each([
    ['*/15 * * * *', '2026-11-23T12:00:20Z', '2026-11-23T12:45:20.000Z'],
    ['* * * * *', '2026-11-23T12:00:20Z', '2026-11-23T12:15:20.000Z'],
    ['0 6 * * *', '2026-11-23T06:01:00Z', '2026-11-26T06:01:00.000Z'],
    // A Friday: the week-end does not count.
    ['0 6 * * 1-5', '2026-11-20T06:01:00Z', '2026-11-25T06:00:00.000Z'],
    ['*/15 8-17 * * *', '2026-11-23T17:45:10Z', '2026-11-24T08:30:00.000Z'],
  ])('by %s, completed %s, after %s', (text, last, expected) => {
    const stale = staleAt(schedule(text), parseInstant(last) as Instant);
    expect(stale === null ? null : formatInstant(stale)).toBe(expected);
  });

  it('never, when the schedule never comes', () => {
    expect(staleAt({ ...schedule('* * * * *'), next: () => null }, now)).toBeNull();
  });
});
