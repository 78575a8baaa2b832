import { afterEach, describe, expect, it } from 'vitest';
import { group, idFor, user, type OrgSeed, type RoleSeed } from '../../src/simulator/index.ts';
import { everyScope, writer, type Writer } from './writer.ts';

const people: Partial<OrgSeed> = {
  users: [user('ada@example.com'), user('bob@example.com'), user('cy@example.com')],
  groups: [group('Sales'), group('Other')],
  memberships: [{ group: 'Sales', users: ['ada@example.com'] }],
};

let org: Writer;
afterEach(() => org.close());

const ada = '/api/v1/users/ada@example.com';
const bob = '/api/v1/users/bob@example.com';
const membership = `/api/v1/groups/${idFor('group', 'Sales')}/users/${idFor('user', 'bob@example.com')}`;
const newcomer = { profile: { firstName: 'N', lastName: 'Ew', login: 'new@example.com', email: 'n@example.com' } };

/** Every write, and whether it passed both gates: what comes after them does not matter here. */
async function passing(...roles: readonly RoleSeed[]): Promise<readonly string[]> {
  org = await writer(people, { roles });
  const writes: readonly (readonly [name: string, method: string, path: string, body?: unknown])[] = [
    ['create', 'POST', '/api/v1/users', newcomer],
    ['profile', 'POST', ada, { profile: { title: 'x' } }],
    ['replace', 'PUT', ada, {}],
    ['unlock', 'POST', `${ada}/lifecycle/unlock`],
    ['suspend', 'POST', `${ada}/lifecycle/suspend`],
    ['unsuspend', 'POST', `${ada}/lifecycle/unsuspend`],
    ['reset', 'POST', `${ada}/lifecycle/reset_password?sendEmail=true`],
    ['sessions', 'DELETE', `${ada}/sessions`],
    ['deactivate', 'POST', `${ada}/lifecycle/deactivate`],
    ['activate', 'POST', `${ada}/lifecycle/activate`],
    ['delete', 'DELETE', ada],
    ['group', 'POST', '/api/v1/groups', { profile: { name: 'New' } }],
    ['join', 'PUT', membership],
    ['leave', 'DELETE', membership],
  ];
  const passed: string[] = [];
  for (const [name, method, path, body] of writes) {
    if ((await org.send(method, path, body)).code !== 'E0000006') passed.push(name);
  }
  return passed;
}

const custom = (permissions: readonly string[], more: object = {}): RoleSeed => ({
  type: 'CUSTOM',
  permissions,
  resourceSet: { users: 'all', groups: 'all', ...more },
});

describe('the role', () => {
  it.each(['SUPER_ADMIN', 'ORG_ADMIN', 'USER_ADMIN'] as const)('%s may write everything', async (type) => {
    expect(await passing({ type })).toHaveLength(14);
  });

  it.each(['READ_ONLY_ADMIN', 'REPORT_ADMIN', 'APP_ADMIN', 'API_ACCESS_MANAGEMENT_ADMIN'] as const)(
    '%s may write nothing',
    async (type) => {
      expect(await passing({ type })).toEqual([]);
    },
  );

  it.each<[string, RoleSeed, readonly string[]]>([
    ['HELP_DESK_ADMIN', { type: 'HELP_DESK_ADMIN' }, ['unlock', 'reset', 'sessions']],
    ['GROUP_MEMBERSHIP_ADMIN', { type: 'GROUP_MEMBERSHIP_ADMIN' }, ['join', 'leave']],
    ['okta.users.create', custom(['okta.users.create']), ['create']],
    ['okta.users.userprofile.manage', custom(['okta.users.userprofile.manage']), ['profile', 'replace']],
    [
      'okta.users.lifecycle.manage',
      custom(['okta.users.lifecycle.manage']),
      ['unlock', 'suspend', 'unsuspend', 'sessions', 'deactivate', 'activate', 'delete'],
    ],
    ['okta.users.lifecycle.suspend', custom(['okta.users.lifecycle.suspend']), ['suspend']],
    ['okta.groups.manage', custom(['okta.groups.manage', 'okta.users.read']), ['group', 'join', 'leave']],
    ['one half of membership', custom(['okta.groups.members.manage', 'okta.users.read']), []],
    [
      'both halves of membership',
      custom(['okta.groups.members.manage', 'okta.users.groupMembership.manage']),
      ['join', 'leave'],
    ],
    ['no role at all', custom([]), []],
  ])('%s may %#', async (_name, role, expected) => {
    expect(await passing(role)).toEqual(expected);
  });

  it('reaches no further than its resources', async () => {
    org = await writer(people, {
      roles: [
        custom(['okta.users.read']),
        custom(['okta.users.manage'], { users: [], groups: [], membersOf: ['Sales'] }),
      ],
    });
    expect((await org.send('POST', `${ada}/lifecycle/suspend`)).status).toBe(200);
    expect((await org.send('GET', bob)).status).toBe(200);
    expect((await org.send('POST', `${bob}/lifecycle/suspend`)).code).toBe('E0000006');
    expect((await org.send('POST', bob, { profile: { title: 'x' } })).code).toBe('E0000006');
  });

  it('creates users in its own groups only', async () => {
    org = await writer(people, { roles: [{ type: 'USER_ADMIN', groups: ['Sales'] }] });
    const into = (name: string): Promise<{ code: string | undefined }> =>
      org.send('POST', '/api/v1/users', { ...newcomer, groupIds: [idFor('group', name)] });
    expect((await into('Other')).code).toBe('E0000006');
    expect(await into('Sales')).toMatchObject({ status: 200 });
  });
});

describe('a custom role', () => {
  const reaching = (resourceSet: object, permissions: readonly string[], more: object = {}): RoleSeed => ({
    type: 'CUSTOM',
    permissions,
    resourceSet,
    ...more,
  });
  const everybody = { users: 'all', groups: 'all' };

  it('that creates users does so among all, or among the members of its groups', async () => {
    org = await writer(people, {
      roles: [reaching({ membersOf: ['Sales'], groups: ['Sales'] }, ['okta.users.create', 'okta.groups.manage'])],
    });
    const create = (groupIds: readonly string[]): Promise<{ code: string | undefined; status: number }> =>
      org.send('POST', '/api/v1/users', { ...newcomer, groupIds });
    expect((await create([])).code).toBe('E0000006');
    expect((await create([idFor('group', 'Other')])).code).toBe('E0000006');
    expect((await create([idFor('group', 'Sales')])).status).toBe(200);
  });

  it('by single users reaches those, and makes none', async () => {
    org = await writer(people, { roles: [reaching({ users: ['ada@example.com'] }, ['okta.users.manage'])] });
    expect((await org.send('POST', ada, { profile: { title: 'x' } })).status).toBe(200);
    expect((await org.send('GET', bob)).code).toBe('E0000006');
    expect(await org.json('/api/v1/users')).toHaveLength(1);
    expect((await org.send('POST', '/api/v1/users', newcomer)).code).toBe('E0000006');
  });

  it('leads rules to its own groups only', async () => {
    org = await writer(people, { roles: [reaching({ groups: ['Sales'], users: 'all' }, ['okta.groups.manage'])] });
    const rule = (name: string): Promise<{ code: string | undefined; status: number }> =>
      org.send('POST', '/api/v1/groups/rules', {
        type: 'group_rule',
        name,
        conditions: { expression: { type: 'urn:okta:expression:1.0', value: 'user.city=="Bonn"' } },
        actions: { assignUserToGroups: { groupIds: [idFor('group', name)] } },
      });
    expect((await rule('Sales')).status).toBe(200);
    expect((await rule('Other')).code).toBe('E0000006');
  });

  const attribute = 'okta:ResourceAttribute/User/Profile';
  it.each<[string, object, readonly string[]]>([
    ['include', { 'okta.users.read': { include: { [attribute]: ['login', 'title'] } } }, ['login', 'title']],
    [
      'exclude',
      { 'okta.users.read': { exclude: { [attribute]: ['title', 'mobilePhone', 'secondEmail', 'email'] } } },
      ['firstName', 'lastName', 'login'],
    ],
  ])(
    'with conditions that %s attributes shows the others to nobody: they are not there',
    async (_, conditions, names) => {
      const roles = [reaching(everybody, ['okta.users.read', 'okta.groups.read'], { conditions })];
      org = await writer(people, { roles });
      org.simulator.org.changeUser('ada@example.com', {
        profile: { ...org.simulator.org.user('ada@example.com')?.profile, title: 'Head' },
      });
      const members = `/api/v1/groups/${idFor('group', 'Sales')}/users`;
      const search = `/api/v1/users?search=${encodeURIComponent('profile.login eq "ada@example.com"')}`;
      const single = await org.json<{ profile: object }>(ada);
      const lists = await Promise.all([members, search].map((path) => org.json<{ profile: object }[]>(path)));
      for (const { profile } of [single, ...lists.flat()])
        expect(Object.keys(profile).toSorted()).toEqual(names.toSorted());
    },
  );

  it('with conditions on writing refuses what goes beyond them, as a whole', async () => {
    const conditions = { 'okta.users.userprofile.manage': { include: { [attribute]: ['title'] } } };
    const held = ['okta.users.read', 'okta.users.userprofile.manage'];
    org = await writer(people, { roles: [reaching(everybody, held, { conditions })] });
    expect((await org.send('POST', ada, { profile: { title: 'Head' } })).status).toBe(200);
    expect((await org.send('POST', ada, { profile: { title: 'x', city: 'Bonn' } })).code).toBe('E0000006');
    const { profile } = org.simulator.org.user('ada@example.com') ?? {};
    expect([profile?.['title'], profile?.['city']]).toEqual(['Head', undefined]);
  });

  it('has its conditions kept, replaced and removed over the API', async () => {
    org = await writer(people, { scopes: everyScope });
    const roles = '/api/v1/iam/roles';
    const role = { label: 'Reader', description: 'Reads', permissions: ['okta.groups.read'] };
    const { id } = (await org.send('POST', roles, role)).body as { id: string };
    const one = `${roles}/${id}/permissions/okta.users.read`;
    const include = { [attribute]: ['city', 'state'] };
    expect((await org.send('PUT', one, { conditions: { include } })).code).toBe('E0000007');
    expect((await org.send('POST', one, { conditions: { include } })).status).toBe(204);
    expect((await org.send('GET', one)).body).toMatchObject({ conditions: { include } });
    const exclude = { [attribute]: ['title'] };
    const replaced = await org.send('PUT', one, { conditions: { exclude } });
    expect(replaced.body).toMatchObject({ label: 'okta.users.read', conditions: { exclude } });
    expect((replaced.body as { conditions: object }).conditions).not.toHaveProperty('include');
    for (const wrong of [{}, { include, exclude }, { include: { [attribute]: 'city' } }]) {
      expect((await org.send('PUT', one, { conditions: wrong })).code).toBe('E0000001');
    }
    expect((await org.send('DELETE', one)).status).toBe(204);
    expect((await org.send('POST', one)).status).toBe(204);
    expect((await org.send('GET', one)).body).not.toHaveProperty('conditions');
  });
});

describe('the scope', () => {
  it('is asked for before the role', async () => {
    org = await writer(people, { scopes: 'okta.users.read okta.groups.read' });
    const refused = await org.send('POST', `${ada}/lifecycle/suspend`);
    expect(refused.status).toBe(403);
    expect(refused.headers.get('www-authenticate')).toContain('scope="okta.users.manage", error="insufficient_scope"');
    expect((await org.send('PUT', membership)).headers.get('www-authenticate')).toContain('okta.groups.manage');
    expect((await org.send('GET', ada)).status).toBe(200);
    expect(org.status('ada@example.com')).toBe('ACTIVE');
  });
});
