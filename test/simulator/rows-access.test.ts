import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { group, idFor, user, type OrgSeed, type RoleSeed } from '../../src/simulator/index.ts';
import { bench, clientId, ecKey, testApp, turn, type Bench } from './caller.ts';
import { everyScope, writer, type Writer } from './writer.ts';

// The rows of okta-api.md §8 on tokens, scopes and roles; the tables of §1.2, §1.4 and §1.5 have a test for each row
// in token.test.ts and resource.test.ts.

let open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.map((each) => each.close()));
  open = [];
});

async function full(org: Partial<OrgSeed> = {}): Promise<Writer> {
  const self = await writer(org, { scopes: everyScope });
  open.push(self);
  return self;
}

async function plain(org: Partial<OrgSeed> = {}): Promise<Bench> {
  const self = await bench(org);
  open.push(self);
  return self;
}

describe('row 1: DPoP', () => {
  it('asks for a nonce once and binds the token; a refused proof has the status of the switch', async () => {
    const org = await plain();
    const first = await org.askToken(org.form(), { dpop: org.tokenProof() });
    expect([first.status, await first.json()]).toEqual([
      400,
      { error: 'use_dpop_nonce', error_description: 'Authorization server requires nonce in DPoP proof.' },
    ]);
    expect(first.headers.get('dpop-nonce')).toMatch(/\S/);
    const token = await org.token();
    const path = '/api/v1/users';
    const wrong = (): Record<string, string> => ({
      authorization: `DPoP ${token}`,
      dpop: org.resourceProof(token, 'GET', path, { by: ecKey() }),
    });
    for (const status of [400, 401, 403] as const) {
      turn(org.simulator.org, { refusedProofStatus: status });
      const refused = await fetch(org.simulator.url + path, { headers: wrong() });
      expect(refused.status).toBe(status);
      expect(refused.headers.get('www-authenticate')).toContain('error="invalid_dpop_proof"');
    }
  });
});

describe('row 2: the client assertion', () => {
  it('is for the endpoint, or for the issuer too where the switch says so', async () => {
    const org = await plain();
    await org.token();
    const ask = async (): Promise<number> => {
      const form = org.form({ client_assertion: org.assertion({ claims: { aud: org.simulator.url } }) });
      return (await org.askToken(form, { dpop: org.tokenProof() })).status;
    };
    expect(await ask()).toBe(401);
    turn(org.simulator.org, { assertionAudience: 'endpointOrIssuer' });
    expect(await ask()).toBe(200);
  });

  it('has a key that is added, deactivated and deleted over the API', async () => {
    const org = await full();
    const keys = `/api/v1/apps/${clientId}/credentials/jwks`;
    const { keys: before } = (await org.send('GET', keys)).body as { keys: { id: string; kid: string }[] };
    const only = `${keys}/${before[0]?.id ?? ''}`;
    expect(before).toEqual([expect.objectContaining({ kid: 'k1', status: 'ACTIVE' })]);
    expect(await org.send('POST', `${only}/lifecycle/deactivate`)).toMatchObject({
      status: 400,
      code: 'E0000001',
      summary: 'Api validation failed: JsonWebKey',
    });
    const added = await org.send('POST', keys, { ...ecKey('k2').publicJwk, kid: 'k2', alg: 'ES256', use: 'sig' });
    expect(added).toMatchObject({ status: 201, body: { kid: 'k2', status: 'ACTIVE' } });
    expect((await org.send('DELETE', only)).status).toBe(400);
    expect(await org.send('POST', `${only}/lifecycle/deactivate`)).toMatchObject({
      status: 200,
      body: { status: 'INACTIVE' },
    });
    expect(await org.send('GET', only)).toMatchObject({ status: 200, body: { status: 'INACTIVE' } });
    expect((await org.send('DELETE', only)).status).toBe(204);
    expect((await org.send('GET', only)).code).toBe('E0000007');
    expect((await org.send('POST', keys, { kty: 'oct', kid: 'k3' })).code).toBe('E0000001');
    expect((await org.send('GET', '/api/v1/apps/0oaNone/credentials/jwks')).status).toBe(404);
  });
});

describe('row 2: a key that is registered', () => {
  const keys = `/api/v1/apps/${clientId}/credentials/jwks`;
  const jwk = (kid: string, key: object = ecKey().publicJwk): object => ({ ...key, kid, use: 'sig' });
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });

  it.each<[string, object]>([
    ['has a kid that another one has', jwk('k1')],
    ['has no kid', { ...ecKey().publicJwk, use: 'sig' }],
    ['is an RSA key of less than 2,048 bits', jwk('k2', short)],
    ['is private', jwk('k2', ecKey().privateJwk)],
  ])('is refused when it %s', async (_name, key) => {
    const org = await full();
    expect(await org.send('POST', keys, key)).toMatchObject({
      status: 400,
      code: 'E0000001',
      summary: 'Api validation failed: JsonWebKey',
    });
    expect((await org.send('GET', keys)).body).toMatchObject({ keys: [{ kid: 'k1' }] });
  });

  it('is one of fifty at the most', async () => {
    const org = await full();
    const { publicJwk } = ecKey();
    const add = async (kid: string): Promise<number> => (await org.send('POST', keys, jwk(kid, publicJwk))).status;
    for (let count = 2; count <= 50; count += 1) expect(await add(`k${String(count)}`)).toBe(201);
    expect(await add('k51')).toBe(400);
  });
});

describe('row 3: scopes and roles', () => {
  it('an app becomes super administrator with its first scope where the setting says so', async () => {
    for (const publicClientAdmins of [false, true]) {
      const other = '0oaOther00000000000x7';
      const org = await full({
        apps: [testApp({ grantedScopes: everyScope.split(' ') }), { ...testApp(), clientId: other, roles: [] }],
        switches: { publicClientAdmins },
      });
      const grant = { scopeId: 'okta.users.manage', issuer: org.simulator.url };
      expect((await org.send('POST', `/api/v1/apps/${other}/grants`, grant)).status).toBe(201);
      const roles = (await org.send('GET', `/oauth2/v1/clients/${other}/roles`)).body;
      expect(roles).toMatchObject(publicClientAdmins ? [{ type: 'SUPER_ADMIN' }] : []);
      expect(roles).toHaveLength(publicClientAdmins ? 1 : 0);
    }
  });

  it('a scope that is missing is named to a bearer token by the Bearer scheme, with http:// addresses', async () => {
    const org = await plain({ apps: [testApp({ dpopBound: false })] });
    const answer = await org.askToken(org.form({ scope: 'okta.groups.read' }));
    const { access_token: token, token_type: type } = (await answer.json()) as Record<string, string>;
    const path = '/api/v1/users';
    const refused = await fetch(org.simulator.url + path, { headers: { authorization: `Bearer ${String(token)}` } });
    expect([type, refused.status]).toEqual(['Bearer', 403]);
    const at = org.simulator.url;
    expect(at).toMatch(/^http:/);
    expect(refused.headers.get('www-authenticate')).toBe(
      `Bearer authorization_uri="${at}/oauth2/v1/authorize", realm="${at}", scope="okta.users.read", ` +
        `error="insufficient_scope", error_description="The access token provided does not contain the required scopes.", resource="${path}"`,
    );
  });

  it('are granted and revoked over the API', async () => {
    const org = await full();
    const grants = `/api/v1/apps/${clientId}/grants`;
    const grant = { scopeId: 'okta.eventHooks.read', issuer: org.simulator.url };
    const added = await org.send('POST', grants, grant);
    expect(added).toMatchObject({ status: 201, body: { scopeId: 'okta.eventHooks.read', status: 'ACTIVE' } });
    const { id } = added.body as { id: string };
    expect((await org.send('GET', `${grants}/${id}`)).status).toBe(200);
    expect((await org.send('GET', grants)).body).toContainEqual(expect.objectContaining({ id }));
    expect(org.simulator.org.app(clientId)?.grantedScopes.has('okta.eventHooks.read')).toBe(true);
    expect((await org.send('DELETE', `${grants}/${id}`)).status).toBe(204);
    expect((await org.send('DELETE', `${grants}/${id}`)).status).toBe(404);
    expect((await org.send('POST', grants, { ...grant, scopeId: 'okta.pets.read' })).status).toBe(400);
    expect((await org.send('POST', grants, { scopeId: 'okta.users.read' })).status).toBe(400);
  });

  it('narrow lists without a word: 200 and fewer, by a custom role and its resource set', async () => {
    const sales = idFor('group', 'Sales');
    const org = await full({
      users: [user('ada@example.com'), user('bob@example.com')],
      groups: [group('Sales'), group('Other')],
      memberships: [{ group: 'Sales', users: ['ada@example.com'] }],
    });
    const role = await org.send('POST', '/api/v1/iam/roles', {
      label: 'Sales reader',
      description: 'Reads Sales',
      permissions: ['okta.users.read', 'okta.groups.read'],
    });
    const at = `${org.simulator.url}/api/v1/groups/${sales}`;
    const set = await org.send('POST', '/api/v1/iam/resource-sets', {
      label: 'Sales',
      description: 'Sales and its people',
      resources: [at, `${at}/users`],
    });
    expect([role.status, set.status]).toEqual([200, 200]);
    const { id: roleId } = role.body as { id: string };
    const { id: setId } = set.body as { id: string };
    const roles = `/oauth2/v1/clients/${clientId}/roles`;
    const given = await org.send('POST', roles, { type: 'CUSTOM', role: roleId, 'resource-set': setId });
    expect(given).toMatchObject({
      status: 201,
      body: { type: 'CUSTOM', label: 'Sales reader', role: roleId, 'resource-set': setId, assignmentType: 'CLIENT' },
    });
    const [superAdmin] = (await org.send('GET', roles)).body as { id: string; type: string }[];
    expect(superAdmin?.type).toBe('SUPER_ADMIN');
    const asReader = await org.token('okta.users.manage okta.groups.manage');
    expect(await org.json('/api/v1/users', { token: asReader })).toHaveLength(2);
    expect((await org.send('DELETE', `${roles}/${superAdmin?.id ?? ''}`)).status).toBe(204);
    for (const path of ['/api/v1/users', '/api/v1/users?search=id+pr', '/api/v1/groups']) {
      const response = await org.get(path, { token: asReader });
      expect([response.status, await response.json()]).toEqual([200, [expect.anything()]]);
    }
    expect((await org.send('GET', '/api/v1/users/bob@example.com')).code).toBe('E0000006');
    // What the role or the set says counts from the moment that it is changed.
    const state = org.simulator.org;
    const kept = state.iam.role(roleId);
    if (kept !== undefined) state.iam.roles.set(roleId, { ...kept, permissions: ['okta.groups.read'] });
    expect((await org.send('GET', '/api/v1/users')).code).toBe('E0000006');
  });

  it('custom roles and resource sets are kept like other things', async () => {
    const org = await full();
    const roles = '/api/v1/iam/roles';
    const role = { label: 'Reader', description: 'Reads', permissions: ['okta.users.read'] };
    const { id } = (await org.send('POST', roles, role)).body as { id: string };
    expect(id).toMatch(/^cr0/);
    expect((await org.send('POST', roles, role)).code).toBe('E0000001');
    expect((await org.send('POST', roles, { ...role, label: 'X', permissions: ['fly'] })).code).toBe('E0000001');
    expect((await org.send('GET', roles)).body).toMatchObject({ roles: [{ id, label: 'Reader' }], _links: {} });
    expect((await org.send('GET', `${roles}/Reader`)).body).toMatchObject({ id });
    expect((await org.send('PUT', `${roles}/${id}`, { label: 'Looker', description: 'Looks' })).status).toBe(200);
    expect((await org.send('POST', `${roles}/${id}/permissions/okta.groups.read`)).status).toBe(204);
    expect((await org.send('GET', `${roles}/${id}/permissions`)).body).toMatchObject({
      permissions: [{ label: 'okta.users.read' }, { label: 'okta.groups.read' }],
    });
    expect((await org.send('GET', `${roles}/${id}/permissions/okta.groups.read`)).status).toBe(200);
    expect((await org.send('DELETE', `${roles}/${id}/permissions/okta.groups.read`)).status).toBe(204);
    expect((await org.send('DELETE', `${roles}/${id}/permissions/okta.groups.read`)).status).toBe(404);
    expect((await org.send('DELETE', `${roles}/${id}`)).status).toBe(204);
    expect((await org.send('GET', `${roles}/${id}`)).status).toBe(404);

    const sets = '/api/v1/iam/resource-sets';
    const users = `${org.simulator.url}/api/v1/users`;
    const made = await org.send('POST', sets, { label: 'All', description: '', resources: [users] });
    const set = `${sets}/${(made.body as { id: string }).id}`;
    expect(made.headers.get('link')).toBe(`<${org.simulator.url}${set}>; rel="self"`);
    expect((await org.send('GET', sets)).body).toMatchObject({ 'resource-sets': [{ label: 'All' }] });
    const orn = `orn:okta:directory:${org.simulator.org.id}:groups`;
    expect((await org.send('PATCH', `${set}/resources`, { additions: [orn] })).status).toBe(200);
    const { resources } = (await org.send('GET', `${set}/resources`)).body as { resources: { id: string }[] };
    expect(resources).toMatchObject([{ orn: `orn:okta:directory:${org.simulator.org.id}:users` }, { orn }]);
    expect((await org.send('DELETE', `${set}/resources/${resources[0]?.id ?? ''}`)).status).toBe(204);
    expect((await org.send('PUT', set, { label: 'Groups', description: '' })).status).toBe(200);
    const many = Array.from({ length: 1000 }, (_, index) => `${users}/00u${String(index)}`);
    expect((await org.send('PATCH', `${set}/resources`, { additions: many })).code).toBe('E0000001');
    expect((await org.send('DELETE', set)).status).toBe(204);
  });

  it('are given to users and groups, narrowed to groups, and taken again', async () => {
    const org = await full({ users: [user('ada@example.com')], groups: [group('Sales'), group('Admins')] });
    const sales = idFor('group', 'Sales');
    for (const [holder, status] of [
      ['users/ada@example.com', 201],
      [`groups/${idFor('group', 'Admins')}`, 200],
    ] as const) {
      const roles = `/api/v1/${holder}/roles`;
      const given = await org.send('POST', roles, { type: 'HELP_DESK_ADMIN' });
      expect(given).toMatchObject({ status, body: { type: 'HELP_DESK_ADMIN', label: 'Help Desk Administrator' } });
      const own = `${roles}/${(given.body as { id: string }).id}`;
      expect((await org.send('POST', roles, { type: 'HELP_DESK_ADMIN' })).status).toBe(409);
      expect((await org.send('GET', own)).status).toBe(200);
      expect((await org.send('PUT', `${own}/targets/groups/${sales}`)).status).toBe(204);
      expect((await org.send('GET', `${own}/targets/groups`)).body).toMatchObject([{ id: sales }]);
      expect((await org.send('DELETE', `${own}/targets/groups/${sales}`)).code).toBe('E0000001');
      expect((await org.send('DELETE', own)).status).toBe(204);
      expect((await org.send('GET', own)).status).toBe(404);
      expect((await org.send('POST', roles, { type: 'KING' })).code).toBe('E0000001');
    }
  });

  it('give roles only to those who are super administrators', async () => {
    const org = await writer(
      { users: [user('ada@example.com')] },
      { roles: [{ type: 'ORG_ADMIN' }], scopes: everyScope },
    );
    open.push(org);
    const path = '/api/v1/users/ada@example.com/roles';
    expect((await org.send('POST', path, { type: 'SUPER_ADMIN' })).code).toBe('E0000006');
    expect((await org.send('GET', path)).status).toBe(200);
  });
});

describe('§1.6: an API token', () => {
  const boss = 'boss@example.com';
  const asked = async (org: Bench, path = '/api/v1/users', method = 'GET'): Promise<readonly unknown[]> => {
    const headers = { authorization: 'SSWS 00secret', 'content-length': '0' };
    const answer = await fetch(org.simulator.url + path, { method, headers });
    const text = await answer.text();
    return [answer.status, text === '' ? undefined : (JSON.parse(text) as { errorCode?: string }).errorCode];
  };
  const withToken = async (role: RoleSeed): Promise<Bench> => {
    const org = await plain({
      users: [user(boss), user('ada@example.com')],
      groups: [group('Admins')],
      roles: [
        { assignee: boss, role },
        { assignee: 'Admins', role: { type: 'HELP_DESK_ADMIN' } },
      ],
    });
    const state = org.simulator.org;
    state.apiTokens.add('00secret', idFor('user', boss), state.now());
    return org;
  };

  it('has the rights that its maker has at the time of the call, and no scopes', async () => {
    const org = await withToken({ type: 'READ_ONLY_ADMIN' });
    const suspend = '/api/v1/users/ada@example.com/lifecycle/suspend';
    expect(await asked(org)).toEqual([200, undefined]);
    expect(await asked(org, suspend, 'POST')).toEqual([403, 'E0000006']);
    org.simulator.org.assignRole(boss, { type: 'ORG_ADMIN' });
    expect(await asked(org, suspend, 'POST')).toEqual([200, undefined]);
  });

  it('of a super administrator may even write members of groups with admin roles', async () => {
    const path = `/api/v1/groups/${idFor('group', 'Admins')}/users/${idFor('user', 'ada@example.com')}`;
    expect(await asked(await withToken({ type: 'ORG_ADMIN' }), path, 'PUT')).toEqual([403, 'E0000006']);
    expect(await asked(await withToken({ type: 'SUPER_ADMIN' }), path, 'PUT')).toEqual([204, undefined]);
  });

  it('ends after thirty days without use, and each use begins them anew', async () => {
    const org = await withToken({ type: 'READ_ONLY_ADMIN' });
    for (let month = 0; month < 2; month += 1) {
      await org.clock.advance(29 * 86_400_000);
      expect(await asked(org)).toEqual([200, undefined]);
    }
    await org.clock.advance(30 * 86_400_000);
    expect(await asked(org)).toEqual([401, 'E0000011']);
  });

  it('dies with its maker’s deactivation, and does not come back', async () => {
    const org = await withToken({ type: 'READ_ONLY_ADMIN' });
    org.simulator.org.changeUser(boss, { status: 'DEPROVISIONED' });
    expect(await asked(org)).toEqual([401, 'E0000011']);
    org.simulator.org.changeUser(boss, { status: 'ACTIVE' });
    expect(await asked(org)).toEqual([401, 'E0000011']);
  });
});

describe('row 4: a token', () => {
  it('is good for 3600 seconds and no longer', async () => {
    const org = await plain();
    const token = await org.token();
    await org.clock.advance(3_599_000);
    expect((await org.get('/api/v1/users', { token })).status).toBe(200);
    await org.clock.advance(1000);
    const late = await org.get('/api/v1/users', { token });
    expect([late.status, late.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('error="invalid_token"'),
    ]);
    expect((await org.get('/api/v1/users', { token: await org.token() })).status).toBe(200);
  });
});
