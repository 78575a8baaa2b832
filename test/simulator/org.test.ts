import { afterEach, describe, expect, it } from 'vitest';
import { bench, link, seededRandom, type Bench } from './caller.ts';
import { emptyOrg, startSimulator, user, type OrgSeed, type RecordedRequest } from '../../src/simulator/index.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

let org: Bench | undefined;
afterEach(async () => {
  await org?.close();
  org = undefined;
});

async function start(...parameters: Parameters<typeof bench>): Promise<Bench> {
  org = await bench(...parameters);
  return org;
}

describe('every response', () => {
  it('carries Okta’s headers', async () => {
    const at = await start({}, { presetLimits: 'workforce' });
    for (const path of ['/.well-known/okta-organization', '/api/v1/users', '/nowhere']) {
      const { headers } = await at.get(path);
      expect(headers.get('x-okta-request-id')).toMatch(/^req/);
      expect(headers.get('date')).toBe('Mon, 05 Jan 2026 09:00:00 GMT');
      for (const name of ['limit', 'remaining', 'reset']) expect(headers.get(`x-rate-limit-${name}`)).toMatch(/^\d+$/);
    }
  });

  it('is recorded', async () => {
    const at = await start();
    const response = await at.get('/api/v1/users?limit=3');
    const expected: RecordedRequest = {
      at: at.clock.now(),
      method: 'GET',
      path: '/api/v1/users',
      query: 'limit=3',
      status: 200,
      requestId: response.headers.get('x-okta-request-id') ?? '',
      clientId: '0oaTenuredTest0000x7',
      bucket: '/api/v1/users',
    };
    expect(at.simulator.requests().at(-1)).toEqual(expected);
    expect(at.simulator.violations()).toEqual([]);
  });

  it('goes by the clock with its skew', async () => {
    const at = await start({}, { dateSkewMs: 120_000 });
    expect((await at.get('/api/v1/users')).headers.get('date')).toBe('Mon, 05 Jan 2026 09:02:00 GMT');
  });
});

describe('a wrong path or method', () => {
  it('is answered in Okta’s words', async () => {
    const at = await start();
    const unknown = await at.get('/api/v1/pets');
    expect(unknown.status).toBe(404);
    const body = (await unknown.json()) as { errorId: string };
    expect(body).toEqual({
      errorCode: 'E0000008',
      errorSummary: 'The requested path was not found',
      errorLink: 'E0000008',
      errorId: expect.stringMatching(/^oae[A-Za-z0-9]{22}$/) as string,
      errorCauses: [],
    });
    const wrong = await at.get('/api/v1/meta/types/user', { method: 'PATCH' });
    expect(wrong.status).toBe(405);
    expect(await wrong.json()).toMatchObject({
      errorCode: 'E0000022',
      errorSummary: 'The endpoint does not support the provided HTTP method',
    });
    expect((await fetch(at.tokenUrl)).status).toBe(405);
  });
});

it('tells anybody what organisation it is', async () => {
  const at = await start({ name: 'Acme' });
  const response = await fetch(`${at.simulator.url}/.well-known/okta-organization`);
  expect(await response.json()).toMatchObject({
    id: at.simulator.org.id,
    pipeline: 'idx',
    _links: { organization: { href: at.simulator.url } },
  });
  expect(at.simulator.org.id).toMatch(/^00o[A-Za-z0-9]{17}$/);
});

describe('read-only', () => {
  it('refuses and records whatever is no GET, the token endpoint excepted', async () => {
    const at = await start({}, { readOnly: true });
    expect((await at.get('/api/v1/users')).status).toBe(200);
    expect(at.simulator.violations()).toEqual([]);
    const refused = await at.get('/api/v1/users/00u1/lifecycle/suspend', { method: 'POST' });
    expect(refused.status).toBe(405);
    expect(await refused.json()).toMatchObject({ errorCode: 'E0000022' });
    expect(at.simulator.violations()).toEqual(['POST /api/v1/users/00u1/lifecycle/suspend']);
  });
});

describe('rate limits', () => {
  it('let an app use half of the org’s limit in a minute that starts with its first request', async () => {
    const at = await start({}, { presetLimits: 'devFree' });
    await at.token();
    await at.clock.advance(20_500);
    const opened = at.clock.now();
    const reset = Math.floor(opened / 1000) + 60;
    for (let used = 1; used <= 50; used += 1) {
      const { status, headers } = await at.get('/api/v1/users');
      expect(status).toBe(200);
      expect(headers.get('x-rate-limit-limit')).toBe('50');
      expect(headers.get('x-rate-limit-remaining')).toBe(String(50 - used));
      expect(headers.get('x-rate-limit-reset')).toBe(String(reset));
    }
    const refused = await at.get('/api/v1/users');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('x-rate-limit-remaining')).toBe('0');
    expect(refused.headers.get('retry-after')).toBeNull();
    expect(await refused.json()).toMatchObject({
      errorCode: 'E0000047',
      errorSummary: 'API call exceeded rate limit due to too many requests.',
    });
    expect((await at.get('/api/v1/users/00uNobody')).status).toBe(404);
    await at.clock.advance(reset * 1000 - opened - 1);
    expect((await at.get('/api/v1/users')).status).toBe(429);
    await at.clock.advance(1);
    expect((await at.get('/api/v1/users')).headers.get('x-rate-limit-remaining')).toBe('49');
  });

  it('show the org’s numbers where the switch says so', async () => {
    const at = await start({ switches: { rateHeaders: 'org' } }, { presetLimits: 'workforce' });
    const { headers } = await at.get('/api/v1/users');
    expect(headers.get('x-rate-limit-limit')).toBe('600');
  });

  it('refuse tokens too, with Okta’s body rather than OAuth’s', async () => {
    const at = await start({}, { presetLimits: 'devFree' });
    let response = await at.askToken(at.form());
    for (let asked = 1; asked <= 150; asked += 1) response = await at.askToken(at.form());
    expect(response.status).toBe(429);
    expect(await response.json()).toMatchObject({ errorCode: 'E0000047' });
  });
});

describe('schema, types and log', () => {
  it('show 31 base attributes and the custom ones', async () => {
    const at = await start();
    interface Definition {
      readonly properties: Readonly<Record<string, Record<string, unknown>>>;
      readonly required: readonly string[];
    }
    const schema = await at.json<{ definitions: { base: Definition; custom: Definition } }>(
      '/api/v1/meta/schemas/user/default',
    );
    const { base, custom } = schema.definitions;
    expect(Object.keys(base.properties)).toHaveLength(31);
    expect(base.required).toEqual(['login', 'firstName', 'lastName', 'email']);
    expect(base.properties['timezone']).toMatchObject({ type: 'string', format: 'timezone' });
    expect(custom.properties).toEqual({
      hrWorkerId: {
        title: 'HR worker id',
        type: 'string',
        mutability: 'READ_WRITE',
        scope: 'NONE',
        permissions: [{ principal: 'SELF', action: 'READ_ONLY' }],
        master: { type: 'PROFILE_MASTER' },
        unique: 'UNIQUE_VALIDATED',
      },
    });
    const [type] =
      await at.json<{ default: boolean; _links: { schema: { href: string } } }[]>('/api/v1/meta/types/user');
    expect(type?.default).toBe(true);
    expect(await at.json(type?._links.schema.href ?? '')).toEqual(schema);
    expect((await at.get('/api/v1/meta/schemas/user/oscNone')).status).toBe(404);
  });

  it('poll the log with a next link even when nothing happened', async () => {
    const at = await start();
    await at.token();
    const first = await at.get(`/api/v1/logs?since=${new Date(at.clock.now()).toISOString()}`);
    expect(await first.json()).toEqual([]);
    const next = link(first, 'next') ?? '';
    const second = await at.get(next);
    expect(second.status).toBe(200);
    expect(link(second, 'next')).toBe(next);
    expect(link(await at.get('/api/v1/logs?until=2026-01-02T00:00:00Z'), 'next')).toBeUndefined();
  });
});

describe('the organisation', () => {
  it('has the same ids whenever it is built from the same seed', async () => {
    const one = await start();
    const two = await bench();
    expect(two.simulator.org.id).toBe(one.simulator.org.id);
    await two.close();
  });

  it('keeps logins, ids and unique attributes apart', async () => {
    const { org: state } = (await start()).simulator;
    state.addUser({ profile: { login: 'a@example.com', hrWorkerId: 'W1' } });
    expect(() => state.addUser({ profile: { login: 'Á@example.com' } })).toThrow('login a@example.com is taken');
    expect(() => state.addUser({ profile: { login: 'b@example.com', hrWorkerId: 'W1' } })).toThrow(
      'hrWorkerId W1 is taken',
    );
    state.addUser({ profile: { login: 'b@example.com', hrWorkerId: 'w1' } });
    state.removeUser('a@example.com');
    expect(state.addUser({ profile: { login: 'a@example.com', hrWorkerId: 'W1' } }).position).toBe(2);
    expect(state.users.count).toBe(2);
  });

  it('refuses a seed that no org could have', async () => {
    const seeded = (org: Partial<OrgSeed>): Promise<Bench> => start(org);
    const unique = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, { unique: true }]));
    await expect(seeded({ schema: { custom: unique } })).rejects.toThrow('at most five unique');
    await expect(seeded({ schema: { custom: { title: {} } } })).rejects.toThrow('is a base attribute');
    await expect(seeded({ memberships: [{ group: 'None', users: ['x'] }] })).rejects.toThrow('no such group');
    await expect(seeded({ users: [user('a@example.com', { created: 'today' })] })).rejects.toThrow('ISO instant');
  });

  it('may have further user types, which users are searched by', async () => {
    const at = await start({
      userTypes: [{ id: 'otyContractor00000x7', name: 'contractor', displayName: 'Contractor' }],
      users: [user('a@example.com'), user('b@example.com', { typeId: 'otyContractor00000x7', realmId: 'guo1' })],
    });
    const found = await at.json<object[]>(
      `/api/v1/users?search=${encodeURIComponent('type.id eq "otyContractor00000x7"')}`,
    );
    expect(found).toEqual([expect.objectContaining({ realmId: 'guo1', type: { id: 'otyContractor00000x7' } })]);
    expect(await at.json<object[]>('/api/v1/meta/types/user')).toHaveLength(2);
  });

  it('answers on loopback only', async () => {
    const options = { clock: new VirtualClock(), random: seededRandom(), org: emptyOrg('Acme') };
    await expect(startSimulator({ ...options, host: '0.0.0.0' })).rejects.toThrow('loopback only');
  });

  it('takes no private key', async () => {
    const options = { clock: new VirtualClock(), random: seededRandom() };
    const app = { clientId: '0oa1', jwks: { keys: [{ kty: 'RSA', d: 'secret' }] } };
    await expect(startSimulator({ ...options, org: emptyOrg('Acme', { apps: [app] }) })).rejects.toThrow('private');
  });
});
