import { describe, expect, it } from 'vitest';
import type { Fault } from '../../src/simulator/index.ts';
import { household, minute, type Household } from '../support/household.ts';
import { people, person, type Person } from '../support/people.ts';

const patience = 180_000;
/** The end of the last day in Berlin. */
const due = Date.parse('2026-11-23T23:00:00Z');
const leavers = people(100, { end: '2026-11-23', zone: 'Europe/Berlin' }, 'L');

/** Refusals, and connections that are reset before and after the effect. */
const storm: readonly Fault[] = [
  { kind: 'fail', status: 429, errorCode: 'E0000047', chance: 0.2, forSeconds: 600 },
  { kind: 'reset', when: 'beforeCommit', chance: 0.1, forSeconds: 600 },
  { kind: 'reset', when: 'afterCommit', chance: 0.1, forSeconds: 600 },
];

/** `npm run storm:campaign` tries 20 of them, and says how much time was left. */
const campaign = Number(process.env['TENURED_STORM_SEEDS'] ?? '0');
const seeds = Array.from({ length: campaign === 0 ? 3 : campaign }, (_, index) => index + 1);

async function company(
  size: number,
  seed: number,
): Promise<{ readonly home: Household; readonly moved: readonly Person[] }> {
  const staff = people(size);
  const home = await household({
    at: '2026-11-22T20:00:00Z',
    staff: [...staff, ...leavers],
    manage: true,
    limited: true,
    seed,
    okta: { dpop: false },
    app: { dpopBound: false },
  });
  home.deliver([...staff, ...leavers]);
  await home.approve(await home.plan());
  return { home, moved: staff.map((one) => ({ ...one, dept: 'Finance' })) };
}

/** Seconds from the instant to each suspension, the quickest first. */
function delays(home: Household): readonly number[] {
  const suspended = home.okta
    .requests()
    .filter(({ path, status }) => path.endsWith('/lifecycle/suspend') && status === 200)
    .map(({ at }) => (at - due) / 1000);
  return suspended.sort((one, other) => one - other);
}

function expectInTime(home: Household): void {
  expect(leavers.filter((one) => home.account(one)?.status !== 'SUSPENDED').map(({ id }) => id)).toEqual([]);
  const seconds = delays(home);
  // Each effect once, whatever was lost.
  expect(seconds).toHaveLength(leavers.length);
  expect(seconds[0]).toBeGreaterThanOrEqual(0);
  const last = seconds[Math.ceil(0.99 * seconds.length) - 1] ?? Number.NaN;
  if (campaign > 0)
    process.stdout.write(`99 of 100 after ${last.toFixed(1)} s, ${(60 - last).toFixed(1)} s before it is too late\n`);
  expect(last).toBeLessThanOrEqual(60);
}

describe('100 people whose access ends at the same instant, under 429 and resets', () => {
  it.each(seeds)(
    'have lost it within a minute, while an apply is running (seed %i)',
    async (seed) => {
      const { home, moved } = await company(seed === 1 ? 300 : 120, seed);
      home.later(due - minute - home.now());
      home.deliver([...moved, ...leavers]);
      await home.approve(await home.plan());
      home.okta.faults.order(...storm);
      await home.run('apply');
      expectInTime(home);
      expect(home.okta.requests().length).toBeLessThan(6_000);
    },
    patience,
  );

  it.each(seeds)(
    'have lost it within a minute, while the directory is being read (seed %i)',
    async (seed) => {
      const { home, moved } = await company(60, seed);
      home.later(due - minute / 2 - home.now());
      home.deliver([...moved, ...leavers]);
      await home.approve(await home.plan());
      home.deliver([...moved, ...leavers, person('P999', { start: '2026-12-01' })]);
      home.okta.faults.order(...storm, {
        kind: 'fail',
        method: 'GET',
        path: '/api/v1/users',
        status: 429,
        errorCode: 'E0000047',
        forSeconds: 240,
      });
      await home.run('run', '--once');
      expectInTime(home);
    },
    patience,
  );

  it.each(seeds)(
    'have lost it within a minute when Okta could not be reached at all at that instant (seed %i)',
    async (seed) => {
      const { home, moved } = await company(20, seed);
      home.later(due - 10_000 - home.now());
      home.deliver([...moved, ...leavers]);
      const plan = await home.plan();
      await home.approve(plan);
      home.okta.faults.order({ kind: 'reset', times: 'all', forSeconds: 25 });
      await home.run('apply');
      await home.run('apply');
      expectInTime(home);
    },
    patience,
  );
});
