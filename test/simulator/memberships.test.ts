import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { group, idFor, user, type GroupRuleSeed, type OrgSeed } from '../../src/simulator/index.ts';
import { turn } from './caller.ts';
import { writer, type Writer } from './writer.ts';

let org: Writer;
afterEach(() => org.close());

const sales = idFor('group', 'Sales');
const people: Partial<OrgSeed> = {
  users: [
    user('ada@example.com', { profile: { department: 'Sales' } }),
    user('bob@example.com'),
    user('gone@example.com', { status: 'DEPROVISIONED' }),
  ],
  groups: [group('Sales'), group('Admins'), group('Imported', { type: 'APP_GROUP', sourceId: '0oaAd' })],
  memberships: [
    { group: 'Sales', users: ['ada@example.com'], byRule: true },
    { group: 'Sales', users: ['gone@example.com'] },
  ],
  roles: [{ assignee: 'Admins', role: { type: 'HELP_DESK_ADMIN' } }],
};

const idOf = (login: string): string => org.simulator.org.user(`${login}@example.com`)?.id ?? '';
const member = (login: string, groupId = sales): string => `/api/v1/groups/${groupId}/users/${idOf(login)}`;
const membersOf = (name = 'Sales'): readonly string[] => {
  const state = org.simulator.org;
  const found = state.memberships.usersOf(state.group(name)?.position ?? -1);
  return found.map((position) => String(state.users.at(position)?.profile['login']).replace('@example.com', ''));
};

describe('a member', () => {
  it('is put in and taken out, once or twice, and the group tells when', async () => {
    org = await writer(people);
    for (const [method, isMember] of [
      ['PUT', true],
      ['DELETE', false],
    ] as const) {
      await org.clock.advance(5000);
      const changed = org.clock.now();
      const touched = org.simulator.org.user('bob@example.com')?.lastUpdated;
      for (let time = 0; time < 2; time += 1) {
        const answer = await org.send(method, member('bob'));
        expect([answer.status, answer.body]).toEqual([204, undefined]);
        expect(membersOf().includes('bob')).toBe(isMember);
        expect(org.simulator.org.group('Sales')?.lastMembershipUpdated).toBe(changed);
        await org.clock.advance(5000);
      }
      expect(org.news()).toMatchObject([
        {
          eventType: `group.user_membership.${isMember ? 'add' : 'remove'}`,
          targets: [{ type: 'User' }, { id: sales }],
        },
      ]);
      expect(org.simulator.org.user('bob@example.com')?.lastUpdated).toBe(touched);
    }
  });

  it('that is deactivated is taken out but not put in', async () => {
    org = await writer(people);
    expect(await org.send('PUT', member('gone'))).toMatchObject({ status: 403, code: 'E0000038' });
    expect((await org.send('DELETE', member('gone'))).status).toBe(204);
    expect(membersOf()).toEqual(['ada']);
  });

  it('nor the group may be unknown', async () => {
    org = await writer(people);
    for (const method of ['PUT', 'DELETE']) {
      expect((await org.send(method, `/api/v1/groups/00gNone/users/${idOf('ada')}`)).summary).toBe(
        'Not found: Resource not found: 00gNone (UserGroup)',
      );
      expect((await org.send(method, `/api/v1/groups/${sales}/users/00uNone`)).summary).toBe(
        'Not found: Resource not found: 00uNone (User)',
      );
    }
  });

  it('is not written to groups that are not Okta’s own', async () => {
    org = await writer(people);
    for (const id of [org.simulator.org.groups.everyone.id, org.simulator.org.group('Imported')?.id ?? '']) {
      for (const method of ['PUT', 'DELETE']) {
        expect(await org.send(method, member('ada', id))).toMatchObject({ status: 403, code: 'E0000006' });
      }
    }
  });

  it('of a group with admin roles is for super administrators to write', async () => {
    const admins = idFor('group', 'Admins');
    org = await writer(people, { roles: [{ type: 'ORG_ADMIN' }] });
    expect((await org.send('PUT', member('bob', admins))).code).toBe('E0000006');
    await org.close();
    org = await writer(people);
    expect((await org.send('PUT', member('bob', admins))).status).toBe(204);
  });

  it('counts as a change of the user where the switch says so', async () => {
    org = await writer(people);
    turn(org.simulator.org, { membershipTouchesUser: true });
    await org.clock.advance(5000);
    await org.send('PUT', member('bob'));
    expect(org.simulator.org.user('bob@example.com')?.lastUpdated).toBe(org.clock.now());
  });

  it('is not put in by a request that does not say how long it is', async () => {
    org = await writer(people);
    const path = member('bob');
    const token = await org.token('okta.groups.manage');
    const headers = { authorization: `DPoP ${token}`, dpop: org.resourceProof(token, 'PUT', path) };
    const status = await new Promise((resolve, reject) => {
      const sent = request(org.simulator.url + path, { method: 'PUT', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on('error', reject);
      sent.useChunkedEncodingByDefault = false;
      sent.end();
    });
    expect(status).toBe(411);
    expect(membersOf()).not.toContain('bob');
  });
});

describe('a new group', () => {
  it('is answered with 200', async () => {
    org = await writer(people);
    const answer = await org.send('POST', '/api/v1/groups', { profile: { name: 'Crew', description: 'All hands' } });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      id: expect.stringMatching(/^00g[A-Za-z0-9]{17}$/) as string,
      type: 'OKTA_GROUP',
      profile: { name: 'Crew', description: 'All hands' },
    });
    expect(org.news()).toMatchObject([{ eventType: 'group.lifecycle.create' }]);
    expect((await org.send('POST', '/api/v1/groups', { profile: { name: 'Imported' } })).status).toBe(200);
  });

  it.each([['Sales'], [''], [undefined], ['x'.repeat(256)], ['Crew 😀']])('is not called %s', async (name) => {
    org = await writer(people);
    const answer = await org.send('POST', '/api/v1/groups', { profile: { name } });
    expect(answer).toMatchObject({ status: 400, code: 'E0000001', summary: 'Api validation failed: name' });
  });
});

describe('group rules', () => {
  const rule: GroupRuleSeed = {
    name: 'Sales',
    expression: '(user.department == "Sales" or user.department=="Pre-Sales") and user.userType != "Robot"',
    groupIds: [sales],
  };
  const setDepartment = (login: string, department: string | null): Promise<{ status: number }> =>
    org.send('POST', `/api/v1/users/${idOf(login)}`, { profile: { department } });

  it('follow a profile, and take out only whom they put in', async () => {
    org = await writer({ ...people, rules: [rule] });
    await setDepartment('bob', 'Pre-Sales');
    expect(membersOf()).toEqual(['ada', 'bob', 'gone']);
    expect(org.news()).toMatchObject([
      { eventType: 'user.account.update_profile', author: { type: 'PublicClientApp' } },
      { eventType: 'group.user_membership.add', author: { type: 'SystemPrincipal' } },
    ]);
    await setDepartment('bob', null);
    await setDepartment('ada', 'Desk');
    expect(membersOf()).toEqual(['gone']);
  });

  it('leave an explicit membership alone', async () => {
    org = await writer({ ...people, rules: [rule] });
    await setDepartment('bob', 'Sales');
    await org.send('PUT', member('bob'));
    await setDepartment('bob', 'Desk');
    expect(membersOf()).toContain('bob');
  });

  it('exclude for good whom somebody takes out by hand, and up to 100', async () => {
    org = await writer({ ...people, rules: [rule] });
    await org.send('DELETE', member('ada'));
    expect(org.news().map(({ eventType }) => eventType)).toEqual([
      'group.user_membership.rule.add_exclusion',
      'group.user_membership.remove',
    ]);
    expect(org.simulator.org.rules[0]?.excludedUsers).toEqual([idOf('ada')]);
    await setDepartment('ada', 'Pre-Sales');
    expect(membersOf()).toEqual(['gone']);
    await org.close();
    const full = Array.from({ length: 100 }, (_, index) => `00uExcluded${String(index)}`);
    org = await writer({ ...people, rules: [{ ...rule, excludedUsers: full }] });
    expect(await org.send('DELETE', member('ada'))).toMatchObject({ status: 400, code: 'E0000001' });
    expect(membersOf()).toContain('ada');
  });

  it('are not evaluated for who is deactivated, but when somebody comes back', async () => {
    const back = user('back@example.com', { status: 'DEPROVISIONED', profile: { department: 'Sales' } });
    org = await writer({ ...people, users: [...(people.users ?? []), back], rules: [rule] });
    turn(org.simulator.org, { editDeactivated: true });
    await setDepartment('back', 'Pre-Sales');
    expect(membersOf()).not.toContain('back');
    await org.send('POST', `/api/v1/users/${idOf('back')}/lifecycle/activate?sendEmail=false`);
    expect(membersOf()).toContain('back');
  });

  it('see who is created, and leave out excluded groups, inactive rules and groups they may not feed', async () => {
    const everyone = 'user.department != null';
    const imported = idFor('group', 'APP_GROUPImported');
    org = await writer({
      ...people,
      memberships: [{ group: 'Admins', users: ['bob@example.com'] }],
      rules: [
        { ...rule, expression: everyone, excludedGroups: [idFor('group', 'Admins')] },
        { ...rule, name: 'Off', status: 'INACTIVE', groupIds: [idFor('group', 'Admins')] },
        { ...rule, name: 'Imported', groupIds: [imported] },
        { ...rule, name: 'Beyond', expression: 'Arrays.contains(user.badges, "x")', groupIds: [sales] },
      ],
    });
    const profile = { firstName: 'N', lastName: 'Ew', login: 'new@example.com', email: 'n@example.com' };
    await org.send('POST', '/api/v1/users', { profile: { ...profile, department: 'Sales' } });
    await setDepartment('bob', 'Sales');
    expect([membersOf(), membersOf('Admins'), membersOf('Imported')]).toEqual([['new'], ['bob'], []]);
  });

  it('watch what is done at the console too', async () => {
    org = await writer({ ...people, rules: [rule] });
    const state = org.simulator.org;
    state.changeUser('bob@example.com', {
      profile: { ...state.user('bob@example.com')?.profile, department: 'Sales' },
    });
    expect(membersOf()).toContain('bob');
    expect(org.news()[0]?.author.type).toBe('User');
  });
});
