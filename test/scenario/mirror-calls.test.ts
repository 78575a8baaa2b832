import { describe, expect, it } from 'vitest';
import { group, provisioningScopes, type GroupSeed } from '../../src/simulator/index.ts';
import { everyone, hour, household, minute, steps, type Household } from '../support/household.ts';
import { loginOf, people, person } from '../support/people.ts';

const staff = people(12);
const longAgo = { lastUpdated: '2026-01-05T09:00:00.000Z', lastMembershipUpdated: '2026-01-05T09:00:00.000Z' };

function groups(count: number): readonly GroupSeed[] {
  return Array.from({ length: count }, (_, index) => group(`Team ${String(index)}`, longAgo));
}

/** What a run asks of Okta, ids left out. */
async function callsOf(home: Household, run: () => Promise<unknown>): Promise<readonly string[]> {
  const before = home.calls().length;
  await run();
  return home
    .calls()
    .slice(before)
    .map((call) => call.replace(/00[ug]\w+/, '{id}'));
}

const five = [
  'GET /api/v1/users/{id}',
  'GET /api/v1/users',
  'GET /api/v1/groups',
  'GET /api/v1/groups/rules',
  'GET /api/v1/iam/assignees/users',
];

describe('a run asks Okta five things', () => {
  it.each([150, 450, 5000])('in an organisation with %i groups, when nothing has changed', async (count) => {
    const home = await household({ staff, org: { groups: groups(count) } });
    home.deliver(staff);
    const first = await callsOf(home, () => home.plan());
    expect(first.filter((call) => call === 'GET /api/v1/groups')).toHaveLength(Math.ceil((count + 2) / 200));
    for (let runs = 0; runs < 2; runs += 1) {
      home.later(hour);
      expect(await callsOf(home, () => home.plan())).toEqual(five);
    }
  });

  it('and when ten accounts have changed', async () => {
    const home = await household({ staff, org: { groups: groups(450) } });
    home.deliver(staff);
    await home.plan();
    home.later(hour);
    for (const one of staff.slice(0, 10)) {
      const { profile } = home.okta.org.user(loginOf(one)) ?? {};
      home.okta.org.changeUser(loginOf(one), { profile: { ...profile, department: 'Changed by someone' } });
    }
    home.later(minute);
    const calls = await callsOf(home, async () => {
      expect((await home.plan()).operations).toHaveLength(10);
    });
    expect(calls).toEqual(five);
  });

  it('and sees at once that one of many groups was renamed, and that a managed one was given a role', async () => {
    const home = await household({ staff, org: { groups: groups(450) } });
    home.deliver([...staff, person('NEW')]);
    await home.plan();
    home.later(hour);
    home.okta.org.assignRole(home.okta.org.group(everyone)?.id ?? '', { type: 'HELP_DESK_ADMIN' });
    const plan = await home.plan();
    expect(plan.skips).toMatchObject([{ why: 'protected', detail: everyone, subject: { worker: 'NEW' } }]);
    expect(plan.operations[0]).toMatchObject({ kind: 'create', after: { groups: [] } });
  });
});

describe('a large group', () => {
  const many = people(1100, {}, 'M');
  const members = 'GET /api/v1/groups/{id}/users';
  const log = 'GET /api/v1/logs';

  async function large(scopes: readonly string[]): Promise<Household> {
    const home = await household({
      staff: many,
      app: { grantedScopes: scopes, roles: [{ type: 'READ_ONLY_ADMIN' }] },
    });
    home.deliver(many);
    expect(await callsOf(home, () => home.plan())).toContain(members);
    home.later(hour + minute);
    return home;
  }

  it('is followed by the System Log, one call, where the app may read that', async () => {
    const home = await large(provisioningScopes);
    home.okta.org.removeMember(everyone, 'm007@acme.test');
    home.later(minute);
    const plans: Awaited<ReturnType<Household['plan']>>[] = [];
    expect(await callsOf(home, async () => plans.push(await home.plan()))).toEqual([...five, log]);
    expect(plans.map(steps)).toEqual([['add-to-group M007']]);
    home.okta.org.addMember(everyone, 'm007@acme.test');
    home.later(hour);
    expect(await callsOf(home, async () => plans.push(await home.plan()))).toEqual([...five, log]);
    expect(plans.map(steps)[1]).toEqual([]);
    home.later(hour);
    expect(await callsOf(home, () => home.plan())).toEqual(five);
  });

  it('is read again where the log does not tell all that Okta counts', async () => {
    const home = await large(provisioningScopes);
    home.okta.faults.order({ kind: 'fail', path: '/api/v1/logs', status: 403, errorCode: 'E0000006', times: 'all' });
    home.okta.org.removeMember(everyone, 'm007@acme.test');
    home.later(minute);
    const calls = await callsOf(home, async () => {
      expect(steps(await home.plan())).toEqual(['add-to-group M007']);
    });
    expect(calls.filter((call) => call === members)).toHaveLength(6);
  });

  it('is not read at every change where the app may not read the log', async () => {
    const home = await large(['okta.users.read', 'okta.groups.read', 'okta.schemas.read', 'okta.roles.read']);
    const read: number[] = [];
    for (const id of ['m001', 'm002', 'm003', 'm004', 'm005', 'm006']) {
      home.okta.org.removeMember(everyone, `${id}@acme.test`);
      home.later(20 * minute);
      read.push((await callsOf(home, () => home.plan())).filter((call) => call === members).length);
    }
    expect(read).toEqual([6, 0, 0, 6, 0, 0]);
    home.later(hour);
    expect(steps(await home.plan())).toHaveLength(6);
  });

  it('that tenured itself filled is not read for that: Okta counts as many as it knows of', async () => {
    const home = await household({
      staff: many,
      manage: true,
      app: { grantedScopes: provisioningScopes.filter((scope) => scope !== 'okta.logs.read') },
    });
    home.deliver(many);
    await home.approve(await home.plan());
    home.okta.org.removeMember(everyone, 'm007@acme.test');
    home.later(hour + minute);
    await home.approve(await home.plan());
    expect((await home.run('apply')).code).toBe(0);
    for (let runs = 0; runs < 3; runs += 1) {
      home.later(hour + minute);
      expect(await callsOf(home, () => home.plan())).toEqual(five);
    }
  });
});
