import { afterEach, describe, expect, it } from 'vitest';
import { group, idFor, user, type OrgSeed } from '../../src/simulator/index.ts';
import { link, turn } from './caller.ts';
import { writer, type Answer, type Writer } from './writer.ts';

// The rows of okta-api.md §8 on groups, their rules and their members.

let org: Writer;
afterEach(() => org.close());

const sales = idFor('group', 'Sales');
const imported = idFor('group', 'APP_GROUPImported');
const people: Partial<OrgSeed> = {
  users: [
    user('ada@example.com', { profile: { department: 'Sales' } }),
    user('bob@example.com', { profile: { department: 'Desk' } }),
  ],
  groups: [group('Sales'), group('Admins'), group('Imported', { type: 'APP_GROUP', sourceId: '0oaAd' })],
  roles: [{ assignee: 'Admins', role: { type: 'HELP_DESK_ADMIN' } }],
};
const rules = '/api/v1/groups/rules';
const rule = (more: object = {}): Record<string, unknown> => ({
  type: 'group_rule',
  name: 'Sales people',
  conditions: { expression: { value: 'user.department=="Sales"', type: 'urn:okta:expression:1.0' } },
  actions: { assignUserToGroups: { groupIds: [sales] } },
  ...more,
});
const made = async (more: object = {}): Promise<string> =>
  `${rules}/${((await org.send('POST', rules, rule(more))).body as { id: string }).id}`;
const members = (name = 'Sales'): readonly string[] => {
  const state = org.simulator.org;
  return state.memberships
    .usersOf(state.group(name)?.position ?? -1)
    .map((position) => String(state.users.at(position)?.profile['login']).replace('@example.com', ''));
};
const events = (): readonly string[] => org.news().map(({ eventType }) => eventType);

describe('row 18: groups', () => {
  it('are renamed by PUT and removed by DELETE, Okta’s own alone by the first', async () => {
    org = await writer(people);
    const own = `/api/v1/groups/${sales}`;
    await org.clock.advance(5000);
    const renamed = await org.send('PUT', own, { profile: { name: 'Sellers', description: 'Who sells' } });
    expect(renamed).toMatchObject({ status: 200, body: { id: sales, profile: { name: 'Sellers' } } });
    expect(org.simulator.org.group('Sales')).toBeUndefined();
    expect(org.simulator.org.group('Sellers')?.lastUpdated).toBe(org.clock.now());
    expect((await org.send('PUT', own, { profile: { name: 'Admins' } })).causes).toEqual([
      'name: An object with this field already exists in the current organization',
    ]);
    turn(org.simulator.org, { duplicateGroup: 'E0000055' });
    expect(await org.send('PUT', own, { profile: { name: 'Admins' } })).toMatchObject({
      status: 409,
      code: 'E0000055',
    });
    expect(await org.send('PUT', own, { profile: { name: 'Sellers' } })).toMatchObject({ status: 200 });
    const everyone = `/api/v1/groups/${org.simulator.org.groups.everyone.id}`;
    for (const [method, path] of [
      ['PUT', everyone],
      ['DELETE', everyone],
      ['PUT', `/api/v1/groups/${imported}`],
    ] as const) {
      const body = method === 'PUT' ? { profile: { name: 'x' } } : undefined;
      expect(await org.send(method, path, body)).toMatchObject({ status: 403, code: 'E0000006' });
    }
    org.news();
    expect((await org.send('DELETE', own)).status).toBe(204);
    expect(events()).toEqual(['group.lifecycle.delete']);
    expect((await org.send('GET', own)).summary).toBe(`Not found: Resource not found: ${sales} (UserGroup)`);
    expect(await org.json<object[]>('/api/v1/groups')).toHaveLength(3);
    expect((await org.send('POST', '/api/v1/groups', { profile: { name: 'Sellers' } })).status).toBe(200);
  });

  it.each([
    ['forbid', 403, 'E0000006'],
    ['unsupported', 501, 'E0000060'],
  ] as const)('imported ones take no members: %s by the switch', async (importedMembership, status, code) => {
    org = await writer({ ...people, switches: { importedMembership } });
    const path = `/api/v1/groups/${imported}/users/${idFor('user', 'ada@example.com')}`;
    for (const method of ['PUT', 'DELETE']) expect(await org.send(method, path)).toMatchObject({ status, code });
  });

  it.each([true, false])('a membership counts as a change of the user: %s by the switch', async (touches) => {
    org = await writer({ ...people, switches: { membershipTouchesUser: touches } });
    const before = org.simulator.org.user('bob@example.com')?.lastUpdated;
    await org.clock.advance(5000);
    await org.send('PUT', `/api/v1/groups/${sales}/users/${idFor('user', 'bob@example.com')}`);
    expect(org.simulator.org.user('bob@example.com')?.lastUpdated).toBe(touches ? org.clock.now() : before);
  });
});

describe('row 18: group rules', () => {
  it('are made INACTIVE, evaluated when activated, and follow profiles from then on', async () => {
    org = await writer(people);
    const answer = await org.send('POST', rules, rule());
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      type: 'group_rule',
      id: expect.stringMatching(/^0pr\w{17}$/) as string,
      status: 'INACTIVE',
      name: 'Sales people',
      created: '2026-01-05T09:00:00.000Z',
      lastUpdated: '2026-01-05T09:00:00.000Z',
      conditions: {
        people: { users: { exclude: [] }, groups: { exclude: [] } },
        expression: { value: 'user.department=="Sales"', type: 'urn:okta:expression:1.0' },
      },
      actions: { assignUserToGroups: { groupIds: [sales] } },
      allGroupsValid: true,
    });
    const own = `${rules}/${(answer.body as { id: string }).id}`;
    expect(members()).toEqual([]);
    org.news();
    expect(await org.send('POST', `${own}/lifecycle/activate`)).toMatchObject({ status: 204, body: undefined });
    expect([members(), events()]).toEqual([
      ['ada'],
      ['group.user_membership.rule.trigger', 'group.user_membership.add'],
    ]);
    await org.send('POST', '/api/v1/users/bob@example.com', { profile: { department: 'Sales' } });
    await org.send('POST', '/api/v1/users/ada@example.com', { profile: { department: 'Desk' } });
    expect(members()).toEqual(['bob']);
    expect((await org.send('GET', own)).body).toMatchObject({ status: 'ACTIVE' });
  });

  it('leave whom they put in when deactivated, and take them out when deleted with removeUsers', async () => {
    org = await writer(people);
    for (const removeUsers of [false, true]) {
      const own = await made();
      await org.send('POST', `${own}/lifecycle/activate`);
      expect(members()).toEqual(['ada']);
      expect((await org.send('POST', `${own}/lifecycle/deactivate`)).status).toBe(204);
      await org.send('POST', '/api/v1/users/ada@example.com', { profile: { title: String(removeUsers) } });
      expect(members()).toEqual(['ada']);
      expect(await org.send('DELETE', `${own}?removeUsers=${String(removeUsers)}`)).toMatchObject({
        status: 202,
        body: {},
      });
      expect(members()).toEqual(removeUsers ? [] : ['ada']);
      expect((await org.send('GET', own)).status).toBe(404);
      await org.send('DELETE', `/api/v1/groups/${sales}/users/${idFor('user', 'ada@example.com')}`);
    }
  });

  it('change only while INACTIVE, and never where they lead', async () => {
    org = await writer(people);
    const own = await made();
    const changed = await org.send('PUT', own, rule({ name: 'Sellers' }));
    expect(changed).toMatchObject({ status: 200, body: { name: 'Sellers', status: 'INACTIVE' } });
    const elsewhere = { actions: { assignUserToGroups: { groupIds: [sales, sales] } } };
    expect((await org.send('PUT', own, rule(elsewhere))).summary).toBe('Api validation failed: actions');
    await org.send('POST', `${own}/lifecycle/activate`);
    expect((await org.send('PUT', own, rule())).code).toBe('E0000001');
  });

  it.each([
    ['no name', { name: '' }],
    ['a long name', { name: 'x'.repeat(51) }],
    ['no expression', { conditions: {} }],
    ['an expression that is none', { conditions: { expression: { value: '(user.x' } } }],
    ['no group', { actions: {} }],
    ['an unknown group', { actions: { assignUserToGroups: { groupIds: ['00gNone'] } } }],
    ['an imported group', { actions: { assignUserToGroups: { groupIds: [imported] } } }],
    ['a group with admin roles', { actions: { assignUserToGroups: { groupIds: [idFor('group', 'Admins')] } } }],
    [
      'too many exclusions',
      {
        conditions: {
          expression: { value: 'true' },
          people: { users: { exclude: Array.from({ length: 101 }, (_, index) => `00u${String(index)}`) } },
        },
      },
    ],
  ])('with %s are refused', async (_name, more) => {
    org = await writer(people);
    expect(await org.send('POST', rules, rule(more))).toMatchObject({ status: 400, code: 'E0000001' });
    expect(org.simulator.org.rules).toEqual([]);
  });

  it('are made one after another while priorities are being reconciled', async () => {
    org = await writer({ ...people, switches: { ruleSettlesMs: 2000 } });
    const make = (name: string): Promise<Answer> => org.send('POST', rules, rule({ name }));
    expect((await make('one')).status).toBe(200);
    expect(await make('two')).toMatchObject({
      status: 423,
      code: 'E0000239',
      summary: 'Policy priorities are being reconciled. Please try again later.',
    });
    await org.clock.advance(2000);
    expect((await make('two')).status).toBe(200);
  });

  it('become INVALID with the group they lead to', async () => {
    org = await writer(people);
    const own = await made();
    await org.send('POST', `${own}/lifecycle/activate`);
    org.news();
    await org.send('DELETE', `/api/v1/groups/${sales}`);
    expect(events()).toEqual(['group.user_membership.rule.invalidate', 'group.lifecycle.delete']);
    expect((await org.send('GET', own)).body).toMatchObject({ status: 'INVALID', allGroupsValid: false });
    expect((await org.send('POST', `${own}/lifecycle/activate`)).code).toBe('E0000001');
  });
});

describe('row 19: members', () => {
  it('change lastMembershipUpdated, are counted by expand=stats, and page at 1,000', async () => {
    const staff = Array.from({ length: 1001 }, (_, index) => user(`s${String(index)}@example.com`));
    org = await writer({
      users: staff,
      groups: [group('Sales'), ...Array.from({ length: 200 }, (_, index) => group(`Team ${String(index)}`))],
      memberships: [
        { group: 'Sales', users: staff.map(({ profile }) => String(profile['login'])) },
        ...Array.from({ length: 200 }, (_, index) => ({ group: `Team ${String(index)}`, users: ['s0@example.com'] })),
      ],
    });
    await org.clock.advance(5000);
    await org.send('DELETE', `/api/v1/groups/${sales}/users/${idFor('user', 's7@example.com')}`);
    await org.send('PUT', `/api/v1/groups/${sales}/users/${idFor('user', 's7@example.com')}`);
    const one = await org.json<{ lastMembershipUpdated: string; lastUpdated: string }>(
      `/api/v1/groups/${sales}?expand=stats`,
    );
    expect(one).toMatchObject({
      lastUpdated: '2026-01-05T09:00:00.000Z',
      lastMembershipUpdated: '2026-01-05T09:00:05.000Z',
      _embedded: { stats: { usersCount: 1001, hasAdminPrivilege: false } },
    });
    const changed = encodeURIComponent('lastMembershipUpdated gt "2026-01-05T09:00:04.000Z" and type eq "OKTA_GROUP"');
    expect(await org.json(`/api/v1/groups?filter=${changed}`)).toMatchObject([{ id: sales }]);
    const page = await org.get(`/api/v1/groups/${sales}/users`);
    expect(await page.json()).toHaveLength(1000);
    expect(await org.json(link(page, 'next') ?? '')).toHaveLength(1);
    const own = await org.get('/api/v1/users/s0@example.com/groups');
    expect(await own.json()).toHaveLength(200);
    expect(await org.json(link(own, 'next') ?? '')).toHaveLength(2);
    expect(link(own, 'self')).toMatch(/\?limit=200$/);
  });
});

describe('row 26: facts that were recorded', () => {
  it('200 for a new group, Everyone among a user’s groups, links by status', async () => {
    org = await writer(people);
    expect((await org.send('POST', '/api/v1/groups', { profile: { name: 'New', description: '' } })).status).toBe(200);
    expect(await org.json('/api/v1/users/ada@example.com/groups')).toMatchObject([{ type: 'BUILT_IN' }]);
    const links = async (): Promise<readonly string[]> => {
      const { body } = await org.send('GET', '/api/v1/users/ada@example.com');
      const own = (body as { _links: object })._links;
      return Object.keys(own)
        .filter((name) => !['self', 'schema', 'type'].includes(name))
        .sort();
    };
    const active = 'changePassword changeRecoveryQuestion deactivate expirePassword forgotPassword resetFactors';
    expect(await links()).toEqual(`${active} resetPassword suspend`.split(' '));
    await org.send('POST', '/api/v1/users/ada@example.com/lifecycle/deactivate');
    expect(await links()).toEqual(['activate', 'delete', 'resetFactors']);
    const [item] = await org.json<{ _links: object }[]>('/api/v1/users?filter=status+eq+%22DEPROVISIONED%22');
    expect(Object.keys(item?._links ?? {})).toEqual(['self']);
  });
});
