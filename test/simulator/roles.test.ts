import { afterEach, describe, expect, it } from 'vitest';
import { group, user, type OrgSeed, type RoleSeed } from '../../src/simulator/index.ts';
import { bench, clientId, link, testApp, type Bench, turn } from './caller.ts';

const people: Partial<OrgSeed> = {
  users: [user('ada@example.com'), user('bob@example.com'), user('cy@example.com', { status: 'DEPROVISIONED' })],
  groups: [group('Sales'), group('Admins')],
  memberships: [
    { group: 'Sales', users: ['ada@example.com'] },
    { group: 'Admins', users: ['bob@example.com'] },
  ],
  roles: [
    { assignee: 'ada@example.com', role: { type: 'HELP_DESK_ADMIN' } },
    { assignee: 'Admins', role: { type: 'SUPER_ADMIN' } },
  ],
};

let org: Bench | undefined;
afterEach(async () => {
  await org?.close();
  org = undefined;
});

async function withRoles(...roles: readonly RoleSeed[]): Promise<Bench> {
  org = await bench({ ...people, apps: [testApp({ roles })] });
  return org;
}

async function logins(at: Bench, path: string): Promise<readonly string[]> {
  const body = await at.json<{ profile: { login: string } }[]>(path);
  return body.map(({ profile }) => profile.login);
}

async function names(at: Bench, path: string): Promise<readonly string[]> {
  const body = await at.json<{ profile: { name: string } }[]>(path);
  return body.map(({ profile }) => profile.name);
}

describe('a client without any admin role', () => {
  it('sees an empty list of users, and is refused everywhere else', async () => {
    const none = await withRoles();
    const list = await none.get('/api/v1/users?search=id+pr');
    expect(list.status).toBe(200);
    expect(await list.json()).toEqual([]);
    for (const path of ['/api/v1/users/ada@example.com', '/api/v1/groups', '/api/v1/iam/assignees/users']) {
      const refused = await none.get(path);
      expect(refused.status).toBe(403);
      expect(refused.headers.get('www-authenticate')).toBeNull();
      expect(await refused.json()).toMatchObject({
        errorCode: 'E0000006',
        errorSummary: 'You do not have permission to perform the requested action',
        errorLink: 'E0000006',
        errorCauses: [],
      });
    }
  });
});

describe('a role that lacks a permission', () => {
  it('refuses with E0000006 though the scope is there', async () => {
    const groupAdmin = await withRoles({ type: 'USER_ADMIN' });
    for (const path of ['/api/v1/users/ada@example.com/roles', '/api/v1/meta/schemas/user/default', '/api/v1/logs']) {
      expect((await groupAdmin.get(path)).status).toBe(403);
    }
    expect(await logins(groupAdmin, '/api/v1/users')).toEqual(['ada@example.com', 'bob@example.com']);
  });

  it('hides Everyone from group administrators', async () => {
    expect(await names(await withRoles({ type: 'USER_ADMIN' }), '/api/v1/groups')).toEqual(['Sales', 'Admins']);
  });
});

describe('a role limited to some objects', () => {
  it('lists what it reaches and keeps silent about the rest', async () => {
    const limited = await withRoles({ type: 'USER_ADMIN', groups: ['Sales'] });
    expect(await logins(limited, '/api/v1/users')).toEqual(['ada@example.com']);
    expect(await logins(limited, '/api/v1/users?search=id+pr')).toEqual(['ada@example.com']);
    expect(await names(limited, '/api/v1/groups')).toEqual(['Sales']);
    expect((await limited.get('/api/v1/users/bob@example.com')).status).toBe(403);
  });

  it('is a custom role with a resource set', async () => {
    const custom = await withRoles({
      type: 'CUSTOM',
      label: 'HR reader',
      permissions: ['okta.users.read', 'okta.groups.read'],
      resourceSet: { users: ['cy@example.com'], groups: ['Admins'], membersOf: ['Admins'] },
    });
    expect(await logins(custom, '/api/v1/users?search=id+pr')).toEqual(['bob@example.com', 'cy@example.com']);
    expect(await names(custom, '/api/v1/groups')).toEqual(['Admins']);
    expect((await custom.get('/api/v1/users/bob@example.com/roles')).status).toBe(403);
  });

  it('may be everything of one kind and nothing of another', async () => {
    const custom = await withRoles({ type: 'CUSTOM', permissions: ['okta.users.read'], resourceSet: { users: 'all' } });
    expect(await logins(custom, '/api/v1/users')).toHaveLength(2);
    expect((await custom.get('/api/v1/groups')).status).toBe(403);
  });
});

describe('role lists', () => {
  it('tell direct roles from those by a group', async () => {
    const all = await withRoles({ type: 'SUPER_ADMIN' });
    const ada = await all.json<Record<string, unknown>[]>('/api/v1/users/ada@example.com/roles');
    expect(ada).toHaveLength(1);
    expect(ada[0]).toMatchObject({
      type: 'HELP_DESK_ADMIN',
      label: 'Help Desk Administrator',
      status: 'ACTIVE',
      assignmentType: 'USER',
    });
    const bob = await all.json<Record<string, unknown>[]>('/api/v1/users/bob@example.com/roles');
    expect(bob).toEqual([expect.objectContaining({ type: 'SUPER_ADMIN', assignmentType: 'GROUP' })]);
    const admins = all.simulator.org.group('Admins')?.id ?? '';
    const ofGroup = await all.json<Record<string, unknown>[]>(`/api/v1/groups/${admins}/roles`);
    expect(ofGroup).toEqual([expect.objectContaining({ type: 'SUPER_ADMIN', assignmentType: 'GROUP' })]);
    expect(await all.json(`/oauth2/v1/clients/${clientId}/roles`)).toEqual([
      expect.objectContaining({ type: 'SUPER_ADMIN', assignmentType: 'CLIENT' }),
    ]);
  });

  it('list assignees with the next page in the body', async () => {
    const all = await withRoles({ type: 'SUPER_ADMIN' });
    all.simulator.org.assignRole('bob@example.com', { type: 'APP_ADMIN' });
    const first = await all.get('/api/v1/iam/assignees/users?limit=1');
    expect(link(first, 'next')).toBeUndefined();
    const page = (await first.json()) as { value: { id: string; orn: string }[]; _links: { next: { href: string } } };
    expect(page.value.map(({ id }) => id)).toEqual([all.simulator.org.user('ada@example.com')?.id]);
    expect(page.value[0]?.orn).toMatch(/^orn:okta:directory:00o\w{17}:users:00u\w{17}$/);
    const second = await all.json<{ value: { id: string }[]; _links: object }>(page._links.next.href);
    expect(second.value.map(({ id }) => id)).toEqual([all.simulator.org.user('bob@example.com')?.id]);
    expect(second._links).toEqual({});
  });

  it('show custom roles with their resource set', async () => {
    const all = await withRoles({ type: 'SUPER_ADMIN' });
    const { org: state } = all.simulator;
    const role = { type: 'CUSTOM', label: 'Reader', permissions: [], resourceSet: {} } as const;
    const { id } = state.assignRole('bob@example.com', role);
    expect(await all.json(`/api/v1/users/bob@example.com/roles`)).toContainEqual(
      expect.objectContaining({
        id,
        type: 'CUSTOM',
        label: 'Reader',
        role: expect.stringMatching(/^cr0/) as string,
        'resource-set': expect.stringMatching(/^iam/) as string,
      }),
    );
    state.removeRole(id);
    expect(await all.json<unknown[]>(`/api/v1/users/bob@example.com/roles`)).toHaveLength(1);
    expect(() => state.assignRole('nobody', { type: 'APP_ADMIN' })).toThrow('nobody');
  });

  it('include admins by a group only where the switch says so', async () => {
    const all = await withRoles({ type: 'SUPER_ADMIN' });
    const ids = async (): Promise<readonly string[]> =>
      (await all.json<{ value: { id: string }[] }>('/api/v1/iam/assignees/users')).value.map(({ id }) => id);
    expect(await ids()).toHaveLength(1);
    turn(all.simulator.org, { assignees: 'directAndGroup' });
    expect(await ids()).toHaveLength(2);
  });
});
