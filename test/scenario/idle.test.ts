import { expect, it } from 'vitest';
import { hour, household, minute, skipped, steps } from '../support/household.ts';
import { people } from '../support/people.ts';

const staff = people(30);

it('asks Okta five things when nothing has changed: the canary, users, groups, rules, administrators', async () => {
  const home = await household({ staff });
  home.deliver(staff);
  await home.plan();
  for (let runs = 0; runs < 3; runs += 1) {
    home.later(hour);
    const before = home.calls().length;
    await home.plan();
    const calls = home.calls().slice(before);
    expect(calls.length).toBeLessThanOrEqual(5);
    expect(calls.map((call) => call.replace(/00u\w+/, '{id}'))).toEqual([
      'GET /api/v1/users/{id}',
      'GET /api/v1/users',
      'GET /api/v1/groups',
      'GET /api/v1/groups/rules',
      'GET /api/v1/iam/assignees/users',
    ]);
  }
});

it('asks for changed users alone, with an overlap of 15 minutes, and reads whose they are', async () => {
  const home = await household({ staff });
  home.deliver(staff);
  await home.plan();
  home.later(hour);
  home.okta.org.changeUser('p003@acme.test', {
    profile: { ...home.okta.org.user('p003@acme.test')?.profile, department: 'Changed by someone' },
  });
  home.later(minute);
  const plan = await home.plan();
  const asked = home.okta.requests().filter(({ path }) => path === '/api/v1/users');
  expect(asked.map(({ query }) => new URLSearchParams(query).get('search'))).toEqual([
    'created ge "1970-01-01T00:00:00.000Z"',
    'lastUpdated ge "2026-11-23T11:45:00.000Z"',
  ]);
  expect(plan.operations).toMatchObject([
    {
      kind: 'update-profile',
      subject: { worker: 'P003' },
      before: { department: 'Changed by someone' },
      after: { department: 'Sales' },
    },
  ]);
});

it('reads everybody again once a day', async () => {
  const home = await household({ staff });
  home.deliver(staff);
  await home.plan();
  home.later(24 * hour);
  await home.plan();
  const asked = home.okta.requests().filter(({ path }) => path === '/api/v1/users');
  expect(new Set(asked.map(({ query }) => new URLSearchParams(query).get('search')))).toEqual(
    new Set(['created ge "1970-01-01T00:00:00.000Z"']),
  );
});

it('plans nothing for people who are settled, and counts them unchanged', async () => {
  const home = await household({ staff });
  home.deliver(staff);
  for (let runs = 0; runs < 3; runs += 1) {
    const plan = await home.plan();
    expect([plan.code, steps(plan), skipped(plan), plan.problems]).toEqual([0, [], [], []]);
    expect(plan.header.workers).toEqual({ read: 30, unchanged: 30, changed: 0, skipped: 0, putAside: 0 });
    await home.reject(plan);
    home.later(hour);
  }
});

it('exits 0, not 2, with --detailed-exitcode while there is nothing to do', async () => {
  const home = await household({ staff });
  home.deliver(staff);
  expect((await home.plan('--detailed-exitcode')).code).toBe(0);
});

it('reads the members of a group only when they may have changed', async () => {
  const home = await household({ staff });
  home.deliver(staff);
  await home.plan();
  home.later(hour);
  home.okta.org.removeMember('Everyone at Acme', 'p001@acme.test');
  home.later(minute);
  const plan = await home.plan();
  expect(steps(plan)).toEqual(['add-to-group P001']);
  expect(home.calls().filter((call) => call.endsWith('/users') && call.includes('/groups/'))).toHaveLength(2);
});
