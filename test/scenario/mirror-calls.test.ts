import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { group, provisioningScopes, type GroupSeed } from '../../src/simulator/index.ts';
import { oktaGroupId, oktaUserId } from '../../src/domain/kernel/ids.ts';
import { connectOkta } from '../../src/okta/index.ts';
import { systemRandom } from '../../src/system/index.ts';
import { Wardens } from '../okta/organisation.ts';
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

  it('tells by the request ids of its journal what was done with its key elsewhere', async () => {
    const home = await household({ staff: many, manage: true, app: { dpopBound: false }, okta: { dpop: false } });
    home.deliver(many);
    await home.approve(await home.plan());
    home.okta.org.removeMember(everyone, 'm007@acme.test');
    home.okta.org.removeMember(everyone, 'm008@acme.test');
    home.later(hour + minute);
    const told = async (): Promise<readonly string[]> => {
      const { stderr } = await home.run('plan', '--verbose');
      return stderr.split('\n').filter((line) => /by the System Log|TEN-2110/.test(line));
    };
    expect(await told()).toEqual([expect.stringMatching(/"own":0,"elsewhere":0,"others":2/)]);
    await home.approve(await home.plan());
    expect((await home.run('apply')).code).toBe(0);
    home.later(hour);
    expect(await told()).toEqual([expect.stringMatching(/"own":2,"elsewhere":0,"others":0/)]);
    const stranger = connectOkta(
      {
        orgUrl: home.okta.url,
        clientId: '0oaHousehold',
        dpop: false,
        share: 0.5,
        privateKey: { material: readFileSync(home.keyFile, 'utf8'), kid: null },
      },
      { clock: home.clock, random: systemRandom(), version: '1.0.0', fetch: (...call) => fetch(...call) },
    );
    const id = oktaUserId(home.okta.org.user('m009@acme.test')?.id ?? '');
    const group = oktaGroupId(home.okta.org.group(everyone)?.id ?? '');
    const wardens = new Wardens([id]);
    wardens.groups.add(group);
    expect(await stranger.writer(wardens).removeFromGroup(group, id)).toMatchObject({ kind: 'done' });
    home.later(hour);
    expect(await told()).toEqual([
      expect.stringMatching(/"own":0,"elsewhere":1,"others":0/),
      expect.stringMatching(/key of this app was used elsewhere.*TEN-2110/),
    ]);
    // What it changed is a change like anybody's.
    expect(steps(await home.plan())).toEqual(['add-to-group M009']);
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
