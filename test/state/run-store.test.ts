import { expect, it } from 'vitest';
import type { Sha256 } from '../../src/domain/kernel/ids.ts';
import { instant } from '../../src/domain/time/instant.ts';
import { organisationStore, runStore, type Database } from '../../src/state/index.ts';
import { codeOf, temporaryState } from './temporary-state.ts';

const start = {
  trigger: 'tick',
  asOf: instant(1000),
  version: '0.1.0',
  config: 'c0' as Sha256,
  mapping: 'f0' as Sha256,
  startedAt: instant(1001),
};

function plan(database: Database, number: number, status: string): void {
  database.prepare('INSERT INTO plan (number, status, made_at, expires_at) VALUES (?, ?, 0, 0)').run(number, status);
}

it('the newest run that planned or applied is the last completed one', () => {
  const { database } = temporaryState();
  const runs = runStore(database);
  expect(runs.lastCompleted()).toBeNull();
  plan(database, 7, 'open');
  plan(database, 8, 'what-if');
  const planned = runs.start(start);
  runs.phase(planned, 'observe');
  runs.end(planned, 'planned', { endedAt: instant(2000), plan: 7, schema: 'e0' });
  const whatIf = runs.start(start);
  runs.end(whatIf, 'planned', { endedAt: instant(3000), plan: 8 });
  for (const outcome of ['yielded', 'refused', 'failed'] as const) {
    runs.end(runs.start(start), outcome, { endedAt: instant(4000), errorCode: 'TEN-2301' });
  }
  runs.start(start);
  expect(runs.lastCompleted()).toEqual({
    ...start,
    id: planned,
    schema: 'e0',
    outcome: 'planned',
    endedAt: 2000,
  });
  const applied = runs.start(start);
  runs.end(applied, 'applied', { endedAt: instant(5000), plan: 7 });
  expect(runs.lastCompleted()?.id).toBe(applied);
});

it('the longest silence is before a completed run, what was looked at or failed in between does not break it', () => {
  const { database } = temporaryState();
  const runs = runStore(database);
  plan(database, 8, 'what-if');
  const ran = (
    from: number,
    to: number,
    outcome: 'planned' | 'applied' | 'failed' = 'planned',
    number?: number,
  ): void => {
    const run = runs.start({ ...start, startedAt: instant(from) });
    runs.end(run, outcome, { endedAt: instant(to), ...(number === undefined ? {} : { plan: number }) });
  };
  expect(runs.longestSilence(instant(0))).toBe(0);
  ran(1_000, 1_100);
  ran(1_500, 1_600, 'failed');
  ran(1_700, 1_800, 'planned', 8);
  ran(3_000, 3_100);
  ran(3_100, 3_200, 'applied');
  ran(3_900, 4_000);
  expect([0, 1_000, 2_999, 3_000, 3_899, 3_900].map((since) => runs.longestSilence(instant(since)))).toEqual([
    1_900, 1_900, 1_900, 700, 700, 0,
  ]);
});

it('a run that ended neither moves on nor ends again', () => {
  const runs = runStore(temporaryState().database);
  const run = runs.start(start);
  runs.end(run, 'planned', { endedAt: instant(2000) });
  expect(() => {
    runs.phase(run, 'apply');
  }).toThrow('is not running');
  expect(() => {
    runs.end(run, 'applied', { endedAt: instant(3000) });
  }).toThrow('is not running');
});

it('the latest runs are told newest first, with how they ended', () => {
  const runs = runStore(temporaryState().database);
  expect(runs.latest(5)).toEqual([]);
  const planned = runs.start(start);
  runs.end(planned, 'planned', { endedAt: instant(2000), plan: 7 });
  const failed = runs.start({ ...start, trigger: 'boundary' });
  runs.end(failed, 'failed', { endedAt: instant(3000), errorCode: 'TEN-2301' });
  const going = runs.start(start);
  runs.phase(going, 'apply');
  const rest = { trigger: 'tick', errorCode: null, plan: null, startedAt: start.startedAt };
  expect(runs.latest(5)).toEqual([
    { ...rest, id: going, phase: 'apply', outcome: null, endedAt: null },
    {
      ...rest,
      id: failed,
      trigger: 'boundary',
      phase: 'ended',
      outcome: 'failed',
      errorCode: 'TEN-2301',
      endedAt: 3000,
    },
    { ...rest, id: planned, phase: 'ended', outcome: 'planned', plan: 7, endedAt: 2000 },
  ]);
  expect(runs.latest(1).map(({ id }) => id)).toEqual([going]);
});

it('a run that was cut short is told until a later one has ended', () => {
  const runs = runStore(temporaryState().database);
  expect(runs.interrupted(null)).toBeNull();
  const killed = runs.start(start);
  runs.phase(killed, 'apply');
  expect(runs.interrupted(null)).toMatchObject({ id: killed, phase: 'apply' });
  const own = runs.start(start);
  expect([runs.interrupted(own)?.id, runs.interrupted(null)?.id]).toEqual([killed, own]);
  runs.end(own, 'planned', { endedAt: instant(2000) });
  expect(runs.interrupted(null)).toBeNull();
});

it('the state belongs to one organisation, whose URL may change', () => {
  const organisation = organisationStore(temporaryState().database);
  expect(organisation.bound()).toBeNull();
  organisation.bind('00o1', 'https://acme.okta.com', instant(1));
  organisation.bind('00o1', 'https://login.acme.com', instant(2));
  expect(organisation.bound()).toEqual({ orgId: '00o1', orgUrl: 'https://login.acme.com' });
  expect(
    codeOf(() => {
      organisation.bind('00o2', 'https://acme-test.okta.com', instant(3));
    }),
  ).toBe('TEN-4013');
  expect(organisation.bound()?.orgId).toBe('00o1');
});
