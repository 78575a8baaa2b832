import { describe, expect, it } from 'vitest';
import { group, type Fault } from '../../src/simulator/index.ts';
import { everyone, hour, household, minute, type Household } from '../support/household.ts';
import { loginOf, people, person } from '../support/people.ts';

const staff = people(40);
const leaver = person('LEO');
const client = '0oaHousehold';

/** A company at work for so many hours, in which everything but leaving is on autopilot, too, and a file that asks for it. */
async function company(hours = 25): Promise<Household> {
  const home = await household({
    staff: [...staff, leaver],
    manage: true,
    configuration: { consent: { joiner: 'autopilot', mover: 'autopilot' } },
    okta: { protected: { groups: ['Break glass'] } },
    org: {
      groups: [group('Break glass'), ...Array.from({ length: 10 }, (_, index) => group(`Team ${String(index)}`))],
      memberships: [{ group: 'Break glass', users: [loginOf({ id: 'P001' })] }],
      rules: ['One', 'Two', 'Three'].map((name, index) => ({
        name,
        expression: 'user.department=="Nowhere"',
        groupIds: [`Team ${String(index)}`].map((team) => groupId(team)),
      })),
      roles: staff.slice(0, 3).map((one) => ({ assignee: loginOf(one), role: { type: 'HELP_DESK_ADMIN' } as const })),
    },
  });
  home.deliver([...staff, leaver]);
  await home.approve(await home.plan());
  home.later(hours * hour);
  home.deliver([...staff.slice(0, -1), moved, leaver, newcomer]);
  return home;
}

const newcomer = person('NEW', { start: '2026-11-20' });
const moved = { ...person('P040'), dept: 'Legal' };

function groupId(name: string): string {
  return group(name).id ?? '';
}

/** Nothing is written, whichever command tries, and a person is told why. */
async function refused(home: Household, code: string, says: RegExp, todo: RegExp): Promise<void> {
  for (const command of [['run', '--once'], ['plan']]) {
    const { code: exit, stderr } = await home.run(...command, '--json');
    expect([exit, /TEN-\d+/.exec(stderr)?.[0]]).toEqual([12, code]);
    expect(stderr).toMatch(says);
    expect(stderr).toMatch(todo);
    expect(home.writes()).toEqual([]);
    home.later(minute);
  }
}

/** Once Okta answers as it should, everything happens. */
async function mended(home: Household): Promise<void> {
  expect((await home.run('run', '--once')).code).toBe(0);
  expect([home.account(newcomer)?.status, home.account(moved)?.profile['department']]).toEqual([
    'PROVISIONED',
    'Legal',
  ]);
}

const roleAndSet = /do: {3}check the app's admin role and resource set in the Okta admin console, then run again/;

describe('an organisation that suddenly shows less than it has', () => {
  const shrink = (path: string, keep = 0.5): Fault => ({ kind: 'shrink', path, keep, times: 'all' });

  it.each<[string, Fault, RegExp]>([
    ['half its users', shrink('/api/v1/users'), /Okta's list of users lacks more than 20 of the 42 accounts/],
    [
      'a few users less',
      shrink('/api/v1/users', 0.8),
      /lacks \d+ of the 42 accounts that it had before, which are there/,
    ],
    ['half its groups', shrink('/api/v1/groups'), /Okta's list of groups lacks \d+ of the 1\d it had before/],
  ])('%s: exit 12, and nothing is written', async (_, fault, says) => {
    const home = await company();
    home.okta.faults.order(fault);
    await refused(home, 'TEN-2350', says, roleAndSet);
    home.okta.faults.clear();
    await mended(home);
  });

  it('half the members of a group that somebody changed', async () => {
    const home = await company();
    home.okta.org.addMember(everyone, 'root.admin@acme.test');
    home.later(minute);
    home.okta.faults.order(shrink('/api/v1/groups/*/users'));
    await refused(home, 'TEN-2350', /the group "Everyone at Acme" shows \d+ members instead of 41/, roleAndSet);
  });

  it('but believes a group that really lost half its members', async () => {
    const home = await company();
    for (const one of staff.slice(5, 25)) home.okta.org.removeMember(everyone, loginOf(one));
    home.later(minute);
    const plan = await home.plan();
    expect(plan.operations.filter(({ kind }) => kind === 'add-to-group')).toHaveLength(20);
  });

  it('whoever leaves today is suspended all the same, by what is known, and nothing else happens', async () => {
    const home = await company();
    home.deliver([...staff.slice(0, -1), moved, { ...leaver, end: '2026-11-23' }, newcomer]);
    home.okta.faults.order(shrink('/api/v1/users'));
    expect((await home.run('run', '--once')).code).toBe(12);
    expect(home.account(leaver)?.status).toBe('SUSPENDED');
    expect(home.writes().map((call) => call.replace(/00u\w+/, '{id}'))).toEqual([
      'POST /api/v1/users/{id}/lifecycle/suspend',
      'DELETE /api/v1/users/{id}/sessions',
    ]);
  });

  it('a few accounts in use that are gone altogether', async () => {
    const home = await company();
    for (const one of staff.slice(10, 14)) home.okta.org.removeUser(home.okta.org.user(loginOf(one))?.id ?? '');
    await refused(home, 'TEN-2350', /Okta does not know 4 of the 42 accounts .* and they were in use/, roleAndSet);
  });

  it('but believes two, and names them', async () => {
    const home = await company();
    for (const id of ['P011', 'P012']) home.okta.org.removeUser(home.okta.org.user(loginOf({ id }))?.id ?? '');
    const plan = await home.plan();
    expect(plan.skips.filter(({ why }) => why === 'account-lost').map(({ subject }) => subject.name)).toEqual([
      'Ann Walker-P011',
      'Ann Walker-P012',
    ]);
  });
});

describe('rights that are gone overnight', () => {
  it.each<[string, (home: Household) => void, string, RegExp, RegExp]>([
    [
      'a scope',
      (home) => home.okta.org.app(client)?.revoke('okta.roles.read'),
      'TEN-2201',
      /The app has not been granted: okta\.roles\.read/,
      /Grant them in the Okta admin console, on the app's "Okta API Scopes" tab: okta\.roles\.read/,
    ],
    [
      'every role',
      (home) => {
        const app = home.okta.org.app(client);
        if (app !== undefined) app.roles = [];
      },
      'TEN-2202',
      /The app's admin role does not allow it to read/,
      /Give the app an admin role that covers it/,
    ],
    [
      'all but the people of one group',
      (home) => {
        const app = home.okta.org.app(client);
        if (app !== undefined) app.roles = [{ type: 'USER_ADMIN', groups: ['Team 1'] }];
      },
      'TEN-2202',
      /The app's admin role does not allow it to read/,
      /Give the app an admin role that covers it/,
    ],
    [
      'all but half of the people, by a resource set',
      (home) => {
        const app = home.okta.org.app(client);
        const users = ['root.admin@acme.test', ...staff.slice(0, 20).map(loginOf)];
        const permissions = ['okta.users.manage', 'okta.groups.manage', 'okta.iam.read', 'okta.apps.manage'];
        if (app !== undefined) app.roles = [{ type: 'CUSTOM', permissions, resourceSet: { users, groups: 'all' } }];
      },
      'TEN-2350',
      /Okta's list of users lacks more than 20 of the 42 accounts/,
      roleAndSet,
    ],
  ])('%s: exit 12, nothing is written, and the console click is named', async (_, take, code, says, todo) => {
    const home = await company();
    take(home);
    await refused(home, code, says, todo);
    const app = home.okta.org.app(client);
    app?.grant('okta.roles.read');
    if (app !== undefined) app.roles = [{ type: 'ORG_ADMIN' }];
    await mended(home);
  });
});
