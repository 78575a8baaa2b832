import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { group, transitions, user, type LifecycleOperation, type UserStatus } from '../../src/simulator/index.ts';
import { clientId, turn } from './caller.ts';
import { writer, type Writer } from './writer.ts';

const statuses: readonly UserStatus[] = [
  'STAGED',
  'PROVISIONED',
  'ACTIVE',
  'RECOVERY',
  'PASSWORD_EXPIRED',
  'LOCKED_OUT',
  'SUSPENDED',
  'DEPROVISIONED',
];

const active = '403 E0000016';
const wrong = '403 E0000038';
const invalid = '400 E0000001';
const unlocked = '403 E0000032';
const off = 'DEPROVISIONED';

/** From Okta's documents, in the order of the statuses above: the new status, or the refusal. */
const paper: Readonly<Record<LifecycleOperation, readonly string[]>> = {
  activate: ['PROVISIONED', active, active, active, active, active, wrong, 'ACTIVE'],
  reactivate: [wrong, 'PROVISIONED', wrong, 'RECOVERY', wrong, wrong, wrong, wrong],
  deactivate: [off, off, off, off, off, off, off, '404 E0000007'],
  suspend: [invalid, invalid, 'SUSPENDED', invalid, invalid, invalid, invalid, invalid],
  unsuspend: [invalid, invalid, invalid, invalid, invalid, invalid, 'ACTIVE', invalid],
  unlock: [unlocked, unlocked, unlocked, unlocked, unlocked, 'ACTIVE', unlocked, unlocked],
  expire_password: [wrong, wrong, 'PASSWORD_EXPIRED', wrong, wrong, wrong, wrong, wrong],
  expire_password_with_temp_password: [wrong, wrong, 'PASSWORD_EXPIRED', wrong, wrong, wrong, wrong, wrong],
  reset_factors: statuses,
  reset_password: [wrong, 'RECOVERY', 'RECOVERY', 'RECOVERY', 'RECOVERY', 'RECOVERY', wrong, wrong],
};

const cells = (Object.keys(transitions) as LifecycleOperation[]).flatMap((operation) =>
  statuses.map((status, column) => ({ operation, status, expected: paper[operation][column] ?? 'nothing' })),
);

let org: Writer;
const login = (operation: string, status: string): string => `${operation}.${status.toLowerCase()}@example.com`;
const call = (operation: string, who: string): string => `/api/v1/users/${who}/lifecycle/${operation}`;

beforeAll(async () => {
  org = await writer({
    users: [
      ...cells.map(({ operation, status }) => user(login(operation, status), { status })),
      ...statuses.map((status) => user(login('delete', status), { status })),
      ...['ada', 'bob', 'cy', 'dee', 'eve', 'fay'].map((name) => user(`${name}@example.com`)),
      user('new@example.com', { status: 'STAGED' }),
      user('linked@example.com', { status: 'STAGED' }),
      user('slow@example.com', { status: 'STAGED' }),
      user('sso@example.com', { status: 'STAGED', provider: { type: 'FEDERATION', name: 'FEDERATION' } }),
      user('ad@example.com', { status: 'LOCKED_OUT', provider: { type: 'ACTIVE_DIRECTORY', name: 'acme.local' } }),
      user('half@example.com', { status: 'PROVISIONED' }),
    ],
    groups: [group('Sales')],
    memberships: [{ group: 'Sales', users: ['ada@example.com', 'bob@example.com'] }],
  });
});
afterAll(() => org.close());

describe('row 7, §2.2: the table', () => {
  it('has a cell for every call and status', () => {
    expect(cells).toHaveLength(80);
    for (const row of Object.values(transitions)) expect(Object.keys(row)).toEqual(statuses);
  });

  it.each(cells)('$operation of a $status user: $expected', async ({ operation, status, expected }) => {
    const who = login(operation, status);
    const before = org.simulator.org.user(who);
    await org.clock.advance(2000);
    org.news();
    const answer = await org.send('POST', `${call(operation, who)}?sendEmail=true`);
    const after = org.simulator.org.user(who);
    if (expected.includes(' ')) {
      expect(`${String(answer.status)} ${String(answer.code)}`).toBe(expected);
      expect(after).toEqual(before);
      expect(org.news()).toEqual([]);
      return;
    }
    expect(answer.status).toBe(200);
    if (operation === 'expire_password') expect(answer.body).toMatchObject({ id: after?.id, status: expected });
    else if (operation === 'expire_password_with_temp_password') {
      expect(answer.body).toEqual({ tempPassword: expect.stringMatching(/^\w{12}$/) as string });
    } else expect(answer.body).toEqual({});
    expect(after?.status).toBe(expected);
    expect(org.news()).toHaveLength(1);
    if (status === expected) expect(after).toEqual(before);
    else expect(after).toMatchObject({ statusChanged: org.clock.now(), lastUpdated: org.clock.now() });
  });

  it('gives the causes where Okta does', async () => {
    expect((await org.send('POST', call('suspend', login('suspend', 'STAGED')))).causes).toEqual([
      'Cannot suspend a user that is not active',
    ]);
    expect((await org.send('POST', call('unsuspend', 'ada@example.com'))).causes).toEqual([
      'Cannot unsuspend a user that is not suspended',
    ]);
    const who = org.simulator.org.user(login('deactivate', 'DEPROVISIONED'))?.id ?? '';
    expect((await org.send('POST', call('deactivate', who))).summary).toBe(
      `Not found: Resource not found: ${who} (User)`,
    );
  });
});

describe('activating', () => {
  it('mails by default, and hands the link over when it does not', async () => {
    expect((await org.send('POST', call('activate', 'new@example.com'))).body).toEqual({});
    expect(org.simulator.org.mails().at(-1)).toEqual({
      at: org.clock.now(),
      kind: 'activation',
      recipient: 'new@example.com',
      userId: org.simulator.org.user('new@example.com')?.id,
    });
    const sent = org.simulator.org.mails().length;
    const { body } = await org.send('POST', `${call('activate', 'linked@example.com')}?sendEmail=false`);
    expect(body).toEqual({
      activationUrl: expect.stringMatching(/^http:\/\/127/) as string,
      activationToken: expect.stringMatching(/^[A-Za-z0-9]{20}$/) as string,
    });
    expect((await org.send('POST', call('reactivate', 'linked@example.com'))).body).toHaveProperty('activationToken');
    expect(org.simulator.org.mails()).toHaveLength(sent);
    await org.send('POST', `${call('reactivate', 'linked@example.com')}?sendEmail=true`);
    expect(org.simulator.org.mails().at(-1)?.kind).toBe('reactivation');
  });

  it('makes federated users ACTIVE without a password', async () => {
    await org.send('POST', call('activate', 'sso@example.com'));
    expect(org.status('sso@example.com')).toBe('ACTIVE');
  });

  it('takes its time where the switch says so, and refuses updates meanwhile', async () => {
    turn(org.simulator.org, { activationMs: 5000 });
    await org.send('POST', call('activate', 'slow@example.com'));
    const path = '/api/v1/users/slow@example.com';
    expect((await org.send('GET', path)).body).toMatchObject({
      status: 'STAGED',
      transitioningToStatus: 'PROVISIONED',
      activated: null,
    });
    const groupId = org.simulator.org.group('Sales')?.id ?? '';
    const id = org.simulator.org.user('slow@example.com')?.id ?? '';
    const busy = [
      await org.send('POST', path, { profile: { title: 'Head' } }),
      await org.send('POST', call('deactivate', 'slow@example.com')),
      await org.send('DELETE', path),
      await org.send('PUT', `/api/v1/groups/${groupId}/users/${id}`),
    ];
    expect(busy.map(({ status, code }) => [status, code])).toEqual(busy.map(() => [409, 'E0000112']));
    turn(org.simulator.org, { membershipWhileActivating: 'accept' });
    expect((await org.send('PUT', `/api/v1/groups/${groupId}/users/${id}`)).status).toBe(204);
    await org.clock.advance(4999);
    expect((await org.send('GET', path)).body).toMatchObject({ status: 'STAGED' });
    await org.clock.advance(1);
    const { body } = await org.send('GET', path);
    expect(body).toMatchObject({ status: 'PROVISIONED', activated: expect.stringMatching(/Z$/) as string });
    expect(body).not.toHaveProperty('transitioningToStatus');
    expect((await org.send('POST', path, { profile: { title: 'Head' } })).status).toBe(200);
    turn(org.simulator.org, { activationMs: 0, membershipWhileActivating: 'refuse' });
  });
});

describe('a change of status that is under way', () => {
  it('is called off by an administrator who sets another one', async () => {
    const own = await writer({
      users: [user('s@example.com', { status: 'STAGED' })],
      switches: { activationMs: 5000 },
    });
    await own.send('POST', call('activate', 's@example.com'));
    own.simulator.org.changeUser('s@example.com', { status: 'DEPROVISIONED' });
    await own.clock.advance(5000);
    expect(own.simulator.org.user('s@example.com')).toMatchObject({
      status: 'DEPROVISIONED',
      transitioningTo: undefined,
    });
    await own.close();
  });
});

describe('deactivating', () => {
  it('keeps memberships and ends sessions; activating brings the old groups back', async () => {
    const state = org.simulator.org;
    const { id, activated } = state.user('ada@example.com') ?? { id: '', activated: null };
    state.sessions.open(id, state.now());
    state.sessions.open(id, state.now(), 'oauthTokens');
    const mailed = state.mails().length;
    await org.send('POST', `${call('deactivate', 'ada@example.com')}?sendEmail=true`);
    expect(state.mails().slice(mailed)).toMatchObject([{ kind: 'deactivation', recipient: 'admin@okta.invalid' }]);
    expect(state.sessions.of(id).map(({ kind }) => kind)).toEqual(['oauthTokens']);
    expect(state.user(id)?.activated).toBe(activated);
    const groups = await org.json<{ profile: { name: string } }[]>(`/api/v1/users/${id}/groups`);
    expect(groups.map(({ profile }) => profile.name)).toEqual(['Everyone', 'Sales']);
    await org.send('POST', `${call('activate', 'ada@example.com')}?sendEmail=false`);
    expect(state.isMember(state.group('Sales') ?? state.groups.everyone, state.user(id) ?? fail())).toBe(true);
  });

  it('goes on after the answer when the caller prefers that', async () => {
    turn(org.simulator.org, { respondAsyncStatus: 202 });
    const answer = await org.send('POST', call('deactivate', 'cy@example.com'), undefined, { prefer: 'respond-async' });
    expect([answer.status, answer.body]).toEqual([202, {}]);
    expect((await org.send('GET', '/api/v1/users/cy@example.com')).body).toMatchObject({
      status: 'ACTIVE',
      transitioningToStatus: 'DEPROVISIONED',
    });
    expect((await org.send('POST', call('suspend', 'cy@example.com'))).code).toBe('E0000038');
    await org.clock.advance(1000);
    expect(org.status('cy@example.com')).toBe('DEPROVISIONED');
  });
});

describe('suspending', () => {
  it('ends sessions and may reach PROVISIONED users by the switch', async () => {
    const state = org.simulator.org;
    const id = state.user('dee@example.com')?.id ?? '';
    state.sessions.open(id, state.now());
    await org.send('POST', call('suspend', 'dee@example.com'));
    expect(state.sessions.of(id)).toEqual([]);
    turn(state, { suspendProvisioned: 'accept' });
    expect((await org.send('POST', call('suspend', 'half@example.com'))).status).toBe(200);
    expect(org.status('half@example.com')).toBe('SUSPENDED');
  });
});

describe('unlocking and resetting', () => {
  it('is not for users whose password is elsewhere', async () => {
    expect((await org.send('POST', call('unlock', 'ad@example.com'))).code).toBe('E0000032');
  });

  it('wants to be told whether to mail, and hands the link over when not', async () => {
    expect(await org.send('POST', call('reset_password', 'eve@example.com'))).toMatchObject({
      status: 400,
      code: 'E0000028',
    });
    const state = org.simulator.org;
    const id = state.user('eve@example.com')?.id ?? '';
    state.sessions.open(id, state.now());
    const reset = `${call('reset_password', 'eve@example.com')}?sendEmail=false&revokeSessions=true`;
    expect((await org.send('POST', reset)).body).toEqual({
      resetPasswordUrl: expect.stringMatching(/^http/) as string,
    });
    expect(state.sessions.of(id)).toEqual([]);
  });
});

describe('clearing sessions', () => {
  it('leaves OAuth tokens alone unless asked for them', async () => {
    const state = org.simulator.org;
    const id = state.user('fay@example.com')?.id ?? '';
    state.sessions.open(id, state.now());
    state.sessions.open(id, state.now(), 'oauthTokens');
    expect((await org.send('DELETE', `/api/v1/users/${id}/sessions`)).status).toBe(204);
    expect(state.sessions.of(id)).toHaveLength(1);
    expect((await org.send('DELETE', `/api/v1/users/${id}/sessions?oauthTokens=true`)).status).toBe(204);
    expect(state.sessions.of(id)).toEqual([]);
  });
});

describe('clearing the sessions, reading the groups and the roles', () => {
  it.each(statuses)('is possible for who is %s, and changes no status', async (status) => {
    const own = await writer({
      users: [user('one@example.com', { status })],
      groups: [group('Sales')],
      memberships: [{ group: 'Sales', users: ['one@example.com'] }],
      roles: [{ assignee: 'one@example.com', role: { type: 'HELP_DESK_ADMIN' } }],
    });
    const path = `/api/v1/users/${own.simulator.org.user('one@example.com')?.id ?? ''}`;
    expect(await own.send('DELETE', `${path}/sessions`)).toMatchObject({ status: 204, body: undefined });
    expect(own.status('one@example.com')).toBe(status);
    expect((await own.send('GET', `${path}/groups`)).body).toMatchObject([
      { type: 'BUILT_IN', profile: { name: 'Everyone' } },
      { profile: { name: 'Sales' } },
    ]);
    // Groups are read with the scope for users, roles with a scope of their own.
    const scoped = async (scope: string, at: string): Promise<number> => {
      own.simulator.org.app(clientId)?.grant(scope);
      return (await own.get(`${path}/${at}`, { token: await own.token(scope) })).status;
    };
    expect(await scoped('okta.users.read', 'groups')).toBe(200);
    expect(await scoped('okta.groups.read', 'groups')).toBe(403);
    expect(await scoped('okta.roles.read', 'roles')).toBe(200);
    expect(await scoped('okta.users.manage', 'roles')).toBe(403);
    await own.close();
  });

  it('is not possible for who does not exist', async () => {
    for (const [method, path] of [
      ['GET', 'groups'],
      ['DELETE', 'sessions'],
      ['POST', 'lifecycle/suspend'],
      ['POST', 'lifecycle/deactivate'],
      ['POST', 'lifecycle/unlock'],
    ] as const) {
      expect(await org.send(method, `/api/v1/users/00uNobody/${path}`)).toMatchObject({
        status: 404,
        code: 'E0000007',
        summary: 'Not found: Resource not found: 00uNobody (User)',
      });
    }
  });
});

describe('the admin roles of who is deactivated', () => {
  it('are taken and do not come back; the last super administrator keeps that one', async () => {
    const own = await writer({
      users: [user('ada@example.com'), user('bob@example.com')],
      roles: [
        { assignee: 'ada@example.com', role: { type: 'SUPER_ADMIN' } },
        { assignee: 'ada@example.com', role: { type: 'APP_ADMIN' } },
        { assignee: 'bob@example.com', role: { type: 'SUPER_ADMIN' } },
        { assignee: 'bob@example.com', role: { type: 'HELP_DESK_ADMIN' } },
      ],
    });
    const held = (login: string): readonly string[] => {
      const { id } = own.simulator.org.user(login) ?? fail();
      return own.simulator.org.roles.filter(({ assignee }) => assignee === id).map(({ role }) => role.type);
    };
    await own.send('POST', call('suspend', 'ada@example.com'));
    expect(held('ada@example.com')).toEqual(['SUPER_ADMIN', 'APP_ADMIN']);
    await own.send('POST', call('deactivate', 'ada@example.com'));
    expect([held('ada@example.com'), held('bob@example.com')]).toEqual([[], ['SUPER_ADMIN', 'HELP_DESK_ADMIN']]);
    await own.send('POST', `${call('activate', 'ada@example.com')}?sendEmail=false`);
    expect(held('ada@example.com')).toEqual([]);
    await own.send('POST', call('deactivate', 'bob@example.com'));
    expect(held('bob@example.com')).toEqual(['SUPER_ADMIN']);
    await own.close();
  });
});

describe('deleting', () => {
  it.each(statuses)('a %s user deactivates first and erases second', async (status) => {
    const who = login('delete', status);
    const { id } = org.simulator.org.user(who) ?? { id: '' };
    if (status !== 'DEPROVISIONED') {
      expect((await org.send('DELETE', `/api/v1/users/${id}`)).status).toBe(204);
      expect(org.status(who)).toBe('DEPROVISIONED');
    }
    expect((await org.send('DELETE', `/api/v1/users/${id}`)).status).toBe(204);
    for (const method of ['GET', 'DELETE']) {
      expect(await org.send(method, `/api/v1/users/${id}`)).toMatchObject({ status: 404, code: 'E0000007' });
    }
  });
});

function fail(): never {
  throw new Error('there is such a user');
}
