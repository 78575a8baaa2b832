import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  group,
  readyMadeOrganisation,
  user,
  type Fault,
  type OrganisationDocument,
} from '../../src/simulator/index.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { bench, clientId, seededRandom } from './caller.ts';
import { writer, type Writer } from './writer.ts';

let org: Writer;
const clock = new VirtualClock();
beforeEach(async () => {
  org = await writer(
    { users: [user('ada@example.com'), user('bob@example.com')], groups: [group('Staff')] },
    { options: { clock, move: (milliseconds) => clock.advance(milliseconds) } },
  );
});
afterEach(() => org.close());

interface Said {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Said> {
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${org.simulator.url}/simulator${path}`, {
    method,
    headers: { ...json, ...headers },
    ...(body === undefined ? {} : { body: text }),
  });
  const answered = await response.text();
  const parsed: unknown = answered.startsWith('{') || answered.startsWith('[') ? JSON.parse(answered) : answered;
  return { status: response.status, headers: response.headers, body: parsed };
}

/** With headers that fetch does not let anybody choose. */
function raw(method: string, path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(org.simulator.url + path, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject).end();
  });
}

describe('nobody but who runs it', () => {
  const { host } = { host: '127.0.0.1:1' };
  it.each([
    ['a name that somebody made lead here', { host: 'evil.example' }, 403],
    ['a name that only looks like this machine', { host: 'localhost.evil.example' }, 403],
    ['a page of another origin', { host, origin: 'https://evil.example' }, 403],
    ['a page of another port here', { host, origin: 'http://127.0.0.1:2' }, 403],
    ['a page from a file', { host, origin: 'null' }, 403],
    ['a request that another site made', { host, 'sec-fetch-site': 'cross-site' }, 403],
    ['a request that a neighbour made', { host, 'sec-fetch-site': 'same-site' }, 403],
    ['its own page', { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }, 200],
    ['curl', { host: 'localhost:1' }, 200],
  ])('%s: it answers %j', async (_, headers, status) => {
    expect(await raw('GET', '/simulator/faults', headers)).toBe(status);
  });

  it('lets a link from elsewhere open the page, and no more', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' };
    expect(await raw('GET', '/simulator', link)).toBe(200);
    expect(await raw('GET', '/simulator/organisation', link)).toBe(403);
    expect(await raw('POST', '/simulator', link)).toBe(403);
  });

  it.each(['application/x-www-form-urlencoded', 'text/plain', ''])('takes no form: %s', async (type) => {
    expect(await raw('POST', '/simulator/faults', type === '' ? {} : { 'content-type': type })).toBe(403);
  });

  it('never lets another origin read', async () => {
    const { headers } = await ask('GET', '/faults');
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect((await ask('OPTIONS', '/faults')).status).toBe(403);
  });

  it('is no part of Okta: no rate window, no record', async () => {
    await ask('GET', '/overview');
    expect(org.simulator.requests().some(({ path }) => path.startsWith('/simulator'))).toBe(false);
    expect((await ask('GET', '/nothing')).status).toBe(404);
    expect((await fetch(`${org.simulator.url}/simulators`)).status).toBe(404);
    expect(org.simulator.requests().at(-1)?.path).toBe('/simulators');
  });
});

describe('faults', () => {
  const fault: Fault = { kind: 'fail', method: 'GET', path: '/api/v1/users/*', status: 500, errorCode: 'E0000009' };

  it('are ordered by the same JSON as in the process, looked at and called off', async () => {
    const ordered = await ask('POST', '/faults', [fault, { kind: 'maintenance' }]);
    expect(ordered).toMatchObject({ status: 201, body: { ids: ['f1', 'f2'] } });
    expect((await ask('GET', '/faults')).body).toEqual({
      faults: [
        { id: 'f1', fault, state: 'in force', seen: 0, met: 0 },
        { id: 'f2', fault: { kind: 'maintenance' }, state: 'in force', seen: 0, met: 0 },
      ],
      mishaps: [],
    });
    expect((await org.send('GET', '/api/v1/users/ada@example.com')).status).toBe(500);
    expect((await ask('DELETE', '/faults/f2')).status).toBe(204);
    expect((await ask('DELETE', '/faults/f2')).status).toBe(404);
    await ask('POST', '/faults', fault);
    expect((await ask('DELETE', '/faults')).status).toBe(204);
    expect(org.simulator.faults.list()).toEqual([]);
  });

  it('hold a request until it is let go', async () => {
    await ask('POST', '/faults', { kind: 'hold', when: 'afterCommit', method: 'POST' });
    const suspended = org.send('POST', '/api/v1/users/ada@example.com/lifecycle/suspend');
    const state = async (): Promise<string | undefined> =>
      ((await ask('GET', '/faults')).body as { faults: { state: string }[] }).faults[0]?.state;
    expect((await ask('POST', '/faults/f9/release', {})).status).toBe(409);
    while ((await state()) !== 'holding');
    expect(org.status('ada@example.com')).toBe('SUSPENDED');
    expect((await ask('POST', '/faults/f1/release', {})).status).toBe(204);
    expect((await suspended).status).toBe(200);
  });

  it('that are none are refused with all that is wrong', async () => {
    const refused = await ask('POST', '/faults', { kind: 'fail', status: 1 });
    expect(refused).toMatchObject({ status: 400, body: { problems: [{ at: 'status' }, { at: 'errorCode' }] } });
    expect(await ask('POST', '/faults', '{')).toMatchObject({ status: 400, body: { problem: 'the body is no JSON' } });
  });
});

describe('the clock', () => {
  it('is moved on, and to an instant', async () => {
    const before = org.clock.now();
    expect((await ask('POST', '/clock', { advanceSeconds: 3600 })).status).toBe(200);
    expect(org.clock.now()).toBe(before + 3_600_000);
    const set = new Date(before + 7_200_000).toISOString();
    expect((await ask('POST', '/clock', { set })).body).toEqual({
      now: set,
      seconds: (before + 7_200_000) / 1000,
      canMove: true,
    });
    expect(await ask('GET', '/clock')).toMatchObject({ body: { now: set } });
  });

  it.each([{}, null, { advanceSeconds: 'x' }, { set: 'tomorrow' }, { set: '2026-01-01T00:00:00Z', advanceSeconds: 1 }])(
    'does not understand %j',
    async (wish) => {
      expect((await ask('POST', '/clock', wish)).status).toBe(400);
    },
  );

  it('lets what was to begin begin', async () => {
    await ask('POST', '/faults', { kind: 'signIn', user: 'ada@example.com', outcome: 'lockedOut', afterSeconds: 60 });
    await ask('POST', '/clock', { advanceSeconds: 60 });
    expect(org.status('ada@example.com')).toBe('LOCKED_OUT');
  });

  it('of the host is not moved', async () => {
    await org.close();
    org = await writer();
    expect((await ask('POST', '/clock', { advanceSeconds: 1 })).status).toBe(409);
    expect((await ask('GET', '/clock')).body).toMatchObject({ canMove: false });
  });
});

describe('switches', () => {
  it('are turned while it runs', async () => {
    expect((await ask('GET', '/switches')).body).toMatchObject({ limitAboveMaximum: 'clamp' });
    expect((await ask('POST', '/switches', { limitAboveMaximum: 'refuse' })).status).toBe(200);
    expect(await org.send('GET', '/api/v1/users?limit=201')).toMatchObject({ status: 400, code: 'E0000029' });
  });

  it.each([{ limitAboveMaximun: 'refuse' }, { searchLagMs: '5' }, []])('that are none: %j', async (wish) => {
    expect(await ask('POST', '/switches', wish)).toMatchObject({
      status: 400,
      body: { problems: [expect.any(String)] },
    });
  });
});

describe('the organisation', () => {
  it('is exported, put back, and is the same to the last answer', async () => {
    await org.close();
    const made = readyMadeOrganisation('messy', { seed: 3, groups: ['Extra'] });
    org = await writer({ ...made });
    const exported = await ask('GET', '/organisation');
    expect(exported.headers.get('content-type')).toContain('application/json');
    const document = exported.body as OrganisationDocument;
    const answers = async (): Promise<readonly unknown[]> => {
      const paths = ['/users?search=id+pr', '/groups?limit=1000', '/groups/rules', '/iam/assignees/users', '/logs'];
      const bodies = await Promise.all(paths.map((path) => org.json<unknown>(`/api/v1${path}`)));
      return bodies.map((body) => JSON.stringify(body).replaceAll(/127\.0\.0\.1:\d+/g, 'here'));
    };
    await org.send('POST', '/api/v1/users/okta.admin@simulated.example/lifecycle/suspend');
    const changed = await answers();
    expect((await ask('PUT', '/organisation', document)).status).toBe(204);
    const back = await answers();
    expect(back).not.toEqual(changed);
    const again = (await ask('GET', '/organisation')).body as OrganisationDocument;
    expect({ ...again, exported: '' }).toEqual({ ...document, exported: '' });
    expect(org.simulator.org.user('okta.admin@simulated.example')?.status).toBe('ACTIVE');
  });

  it('takes over its log, its mails and its sessions, and who may call', async () => {
    const { simulator } = org;
    await org.send('POST', '/api/v1/users?activate=true', {
      profile: { firstName: 'N', lastName: 'Ew', login: 'new@example.com', email: 'new@example.com' },
    });
    simulator.faults.order({ kind: 'signIn', user: 'ada@example.com' });
    const before = simulator.org;
    const document = { ...((await ask('GET', '/organisation')).body as OrganisationDocument), apps: [] };
    await ask('PUT', '/organisation', document);
    expect(simulator.org).not.toBe(before);
    expect(simulator.org.log.events).toEqual(before.log.events);
    expect(simulator.org.mails()).toEqual(before.mails());
    const ada = simulator.org.user('ada@example.com')?.id ?? '';
    expect(simulator.org.sessions.of(ada)).toEqual(before.sessions.of(ada));
    expect(simulator.org.app(clientId)?.keys).toHaveLength(1);
    expect((await org.send('GET', '/api/v1/users/new@example.com')).status).toBe(200);
  });

  it.each<[unknown, string]>([
    ['[]', 'it is no JSON object'],
    [{ users: 7, grups: [] }, 'name is missing'],
    [{ name: 'x', version: 2 }, 'version must be 1'],
    [{ name: 'x', users: [{}], rules: [{ name: 'r' }] }, 'users[0].profile is missing'],
  ])('is refused with what is wrong: %j', async (document, problem) => {
    const { status, body } = await ask('PUT', '/organisation', document);
    expect(status).toBe(400);
    expect((body as { problems: string[] }).problems).toContain(problem);
  });

  it('that contradicts itself changes nothing', async () => {
    const twice = { name: 'x', users: [user('a@example.com'), user('A@example.com', { id: 'other' })] };
    const { status, body } = await ask('PUT', '/organisation', twice);
    expect([status, body]).toEqual([400, { problem: 'login a@example.com is taken' }]);
    expect(org.status('ada@example.com')).toBe('ACTIVE');
  });
});

it('is the same for the same seed, wherever it runs', async () => {
  const made = (): string => JSON.stringify(readyMadeOrganisation('small', { seed: 11, groups: [] }));
  expect(made()).toBe(made());
  expect(made()).not.toBe(JSON.stringify(readyMadeOrganisation('small', { seed: 12, groups: [] })));
  const one = await bench({}, { random: seededRandom('same') });
  const two = await bench({}, { random: seededRandom('same') });
  expect(one.simulator.org.newId('user')).toBe(two.simulator.org.newId('user'));
  await Promise.all([one.close(), two.close()]);
});

it('shows what there is, and what became of it', async () => {
  await org.send('POST', '/api/v1/users/ada@example.com/lifecycle/suspend');
  const first = await ask('GET', '/overview');
  expect(first.body).toMatchObject({
    totals: { users: 2, groups: 2 },
    statuses: { ACTIVE: 1, SUSPENDED: 1 },
    users: { matching: 2, items: [{ login: 'ada@example.com', status: 'SUSPENDED' }, {}] },
    log: [
      { eventType: 'user.lifecycle.suspend', actor: clientId },
      { eventType: 'app.oauth2.token.grant.access_token' },
    ],
    requests: [{ path: '/api/v1/users/ada@example.com/lifecycle/suspend', status: 200 }, {}, {}],
  });
  const etag = first.headers.get('etag') ?? '';
  expect((await ask('GET', '/overview', undefined, { 'if-none-match': etag })).status).toBe(304);
  org.simulator.org.changeUser('bob@example.com', { status: 'LOCKED_OUT' });
  const next = await ask('GET', '/overview?text=BOB&status=LOCKED_OUT', undefined, { 'if-none-match': etag });
  expect(next.body).toMatchObject({ users: { matching: 1, items: [{ login: 'bob@example.com' }] } });
  expect((await ask('GET', '/users/bob@example.com')).body).toMatchObject({
    profile: { firstName: 'Bob' },
    log: [{ eventType: 'user.account.lock' }],
  });
  expect((await ask('GET', '/users/nobody')).status).toBe(404);
  expect((await ask('GET', '/requests')).body).toMatchObject({ count: 3, violations: [] });
  expect((await ask('GET', '/mails')).body).toEqual([]);
});
