import { describe, expect, it } from 'vitest';
import { instant } from '../../src/domain/time/instant.ts';
import { planStore } from '../../src/state/index.ts';
import { changesIn } from '../support/changes.ts';
import { household, minute, type Household, type Wishes } from '../support/household.ts';
import { loginOf, people, person, type Person } from '../support/people.ts';

const leaver = person('P0777x', { end: '2026-11-23', zone: 'Europe/Berlin' });
/** Thousands of requests on a machine that has other things to do. */
const patience = 180_000;
/** The end of the last day in Berlin. */
const due = Date.parse('2026-11-23T23:00:00Z');

/** So many people who move to another department, with the leaver among them; Okta limits calls as it does. */
async function company(
  size: number,
  wishes: Wishes = {},
): Promise<{ readonly home: Household; readonly moved: readonly Person[] }> {
  const staff = people(size);
  const home = await household({
    at: '2026-11-22T20:00:00Z',
    staff: [...staff, leaver],
    manage: true,
    limited: true,
    okta: { dpop: false },
    app: { dpopBound: false },
    ...wishes,
  });
  home.deliver([...staff, leaver]);
  await home.approve(await home.plan());
  const { id } = home.okta.org.user(loginOf(leaver)) ?? { id: '' };
  home.okta.org.sessions.open(id, home.now());
  home.okta.org.sessions.open(id, home.now(), 'oauthTokens');
  const moved = staff.map((one) => ({ ...one, dept: 'Finance' }));
  return { home, moved };
}

/** Delivers the file of the moves, so long before the leaver's instant. */
function until(home: Household, before: number, moved: readonly Person[]): void {
  home.later(due - before - home.now());
  home.deliver([...moved, leaver]);
}

interface Look {
  /** Milliseconds from the leaver's instant to the suspension, and to the end of the sessions. */
  readonly suspended: number;
  readonly signedOut: number;
  /** Updates before and after the instant. */
  readonly before: number;
  readonly after: number;
}

/** What Okta recorded: by its own requests and its own log, each effect once and no 429. */
function look(home: Household, moved: readonly Person[]): Look {
  const requests = home.okta.requests();
  expect(requests.filter(({ status }) => status === 429)).toEqual([]);
  const { id } = home.okta.org.user(loginOf(leaver)) ?? { id: '' };
  const writes = requests.filter(({ method, path }) => method !== 'GET' && path !== '/oauth2/v1/token');
  const of = (end: string): readonly number[] =>
    writes.filter(({ path }) => path === `/api/v1/users/${id}${end}`).map(({ at }) => at - due);
  const updates = writes.filter(({ method, path }) => method === 'POST' && /^\/api\/v1\/users\/\w+$/.test(path));
  expect(writes).toHaveLength(moved.length + 2);
  expect(updates.map(({ path }) => path).sort()).toEqual(
    moved.map((one) => `/api/v1/users/${String(home.okta.org.user(loginOf(one))?.id)}`).sort(),
  );
  const events = new Map<string, number>();
  for (const { eventType } of changesIn(home.okta.org)) events.set(eventType, (events.get(eventType) ?? 0) + 1);
  expect(Object.fromEntries(events)).toEqual({
    'user.account.update_profile': moved.length,
    'user.lifecycle.suspend': 1,
    'user.session.clear': 1,
  });
  expect(moved.filter((one) => home.account(one)?.profile['department'] !== 'Finance')).toEqual([]);
  expect(home.account(leaver)).toMatchObject({ status: 'SUSPENDED', sessions: 0 });
  const [suspended = Number.NaN] = of('/lifecycle/suspend');
  const [signedOut = Number.NaN] = of('/sessions');
  const after = updates.filter(({ at }) => at > due).length;
  return { suspended, signedOut, before: updates.length - after, after };
}

function expectInTime({ suspended, signedOut, before, after }: Look): void {
  expect(suspended).toBeGreaterThanOrEqual(0);
  expect(suspended).toBeLessThan(minute);
  expect(signedOut).toBeGreaterThanOrEqual(suspended);
  expect(signedOut).toBeLessThan(minute);
  // It was in the middle of them.
  expect(Math.min(before, after)).toBeGreaterThan(100);
}

describe('a last day that ends while everybody’s department is being changed', () => {
  it(
    'ends access within a minute of `apply`, and all 2,000 updates are done, nothing twice',
    async () => {
      const { home, moved } = await company(2_000);
      until(home, 5 * minute, moved);
      const plan = await home.plan();
      await home.approve(plan);
      const applied = await home.run('apply');
      expect([applied.code, applied.stderr.includes('TEN-')]).toEqual([0, false]);
      expectInTime(look(home, moved));
      expect((await home.plan('--detailed-exitcode')).code).toBe(0);
    },
    patience,
  );

  it('ends it in time, too, while `apply` only waits for its last calls', async () => {
    const { home, moved } = await company(160);
    until(home, 10_000, moved);
    const plan = await home.plan();
    await home.approve(plan);
    const applied = await home.run('apply');
    expect(applied.code).toBe(0);
    const { suspended, signedOut, after } = look(home, moved);
    expect(after).toBeGreaterThan(0);
    expect([suspended, signedOut].filter((ms) => ms < 0 || ms >= 5_000)).toEqual([]);
  });

  it('ends it on autopilot in the middle of `run --once`, announced beforehand and approved by nobody', async () => {
    // So many at once wait for a person (G9), unless the company says that it moves like that.
    const guardrails = { columns: { changed: { floor: 1_000 } } };
    const autopilot = { consent: { mover: 'autopilot' }, guardrails };
    const { home, moved } = await company(600, { configuration: autopilot });
    until(home, 2 * minute, moved);
    const ran = await home.run('run', '--once');
    expect([ran.code, ran.stderr.includes('TEN-')]).toEqual([0, false]);
    expectInTime(look(home, moved));
    expect((await home.plan('--detailed-exitcode')).code).toBe(0);
  });
});

describe('a last day that ends while Okta does not let anybody be listed', () => {
  it('ends access all the same, long before the listing is given up', async () => {
    const { home } = await company(20);
    until(home, minute, people(20));
    for (let refused = 0; refused < 60; refused += 1) {
      home.okta.faults.failNext({ method: 'GET', path: '/api/v1/users' }, { status: 429, errorCode: 'E0000047' });
    }
    expect((await home.run('run', '--once')).code).toBe(15);
    expect(home.account(leaver)).toMatchObject({ status: 'SUSPENDED', sessions: 0 });
    const [suspended] = home.okta.requests().filter(({ path }) => path.endsWith('/lifecycle/suspend'));
    expect((suspended?.at ?? Infinity) - due).toBeLessThan(10_000);
    expect(home.now() - due).toBeGreaterThan(5 * minute);
  });

  it('is not taken back by the plan that was under way, whose instant is before the end', async () => {
    const { home } = await company(20);
    until(home, 5_000, people(20));
    for (let refused = 0; refused < 3; refused += 1) {
      home.okta.faults.failNext({ method: 'GET', path: '/api/v1/users' }, { status: 429, errorCode: 'E0000047' });
    }
    const ran = await home.run('run', '--once');
    expect([ran.code, home.account(leaver)?.status]).toEqual([0, 'SUSPENDED']);
    const [last] = home.withState(({ database }) => planStore(database).list(1, instant(home.now())));
    expect(Date.parse(last?.header.asOf ?? '')).toBeLessThan(due);
    expect(last?.operations).toEqual({});
  });
});
