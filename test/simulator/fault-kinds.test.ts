import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { group, user, type Fault } from '../../src/simulator/index.ts';
import { clientId, link } from './caller.ts';
import { writer, type Answer, type Writer } from './writer.ts';

let org: Writer;
const minutes = 60_000;
const people = ['ada', 'bob', 'cyd', 'dan'].map((name) => user(`${name}@example.com`));
beforeEach(async () => {
  org = await writer({ users: people, groups: [group('Staff', { id: '00gStaff' })] });
});
afterEach(() => org.close());

const order = (...faults: readonly Fault[]): readonly string[] => org.simulator.faults.order(...faults);
const read = (name = 'ada'): Promise<Answer> => org.send('GET', `/api/v1/users/${name}@example.com`);
const suspend = (name = 'ada'): Promise<Answer> =>
  org.send('POST', `/api/v1/users/${name}@example.com/lifecycle/suspend`);
const statuses = async (count: number, ask: () => Promise<Answer> = read): Promise<readonly number[]> => {
  const found: number[] = [];
  for (let turn = 0; turn < count; turn += 1) found.push((await ask()).status);
  return found;
};
const failing = { kind: 'fail', status: 503, errorCode: 'E0000009' } as const;

describe('a fault is for', () => {
  it('one request, or so many from the nth on', async () => {
    order({ ...failing, method: 'GET', path: '/api/v1/users/*', nth: 2, times: 2 });
    expect(await statuses(5)).toEqual([200, 503, 503, 200, 200]);
  });

  it.each<[Partial<Fault>, string, boolean]>([
    [{ path: '/api/v1/**' }, 'ada', true],
    [{ path: '/api/*/users/*' }, 'ada', true],
    [{ path: '/api/v1/users' }, 'ada', false],
    [{ path: '/api/v1/users/*/lifecycle/*' }, 'ada', false],
    [{ pattern: '/users/b' }, 'ada', false],
    [{ pattern: '/users/a' }, 'ada', true],
    [{ method: 'POST' }, 'ada', false],
  ])('what %j matches', async (aim, name, meets) => {
    order({ ...failing, ...(aim as object) });
    expect((await read(name)).status).toBe(meets ? 503 : 200);
  });

  it('a share of the requests, by dice that always fall the same way', async () => {
    order({ ...failing, chance: 0.3 });
    const first = await statuses(40);
    await org.close();
    org = await writer({ users: people });
    order({ ...failing, chance: 0.3 });
    expect(await statuses(40)).toEqual(first);
    expect(first.filter((status) => status === 503).length).toBeGreaterThan(5);
    expect(first.filter((status) => status === 200).length).toBeGreaterThan(15);
  });

  it('a stretch of time', async () => {
    order({ ...failing, afterSeconds: 60, forSeconds: 60 });
    expect(await statuses(2)).toEqual([200, 200]);
    await org.clock.advance(minutes);
    expect(await statuses(2)).toEqual([503, 503]);
    await org.clock.advance(minutes);
    expect(await statuses(2)).toEqual([200, 200]);
    expect(org.simulator.faults.list()).toEqual([]);
  });
});

describe('what becomes of an answer', () => {
  it.each([
    ['beforeCommit', 'ACTIVE', 0],
    ['afterCommit', 'SUSPENDED', 200],
  ] as const)('a reset, %s', async (when, status, answered) => {
    order({ kind: 'reset', when, method: 'POST' });
    await expect(suspend()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect(org.status('ada@example.com')).toBe(status);
    expect(org.simulator.requests().at(-1)).toMatchObject({ cut: 'reset', status: answered });
  });

  it.each([{}, { bytes: 1 }, { bytes: 0 }])('a body that ends early: %j', async (more) => {
    order({ kind: 'truncate', ...more });
    await expect(read()).rejects.toThrow('terminated');
    expect(org.simulator.requests().at(-1)).toMatchObject({ cut: 'truncate', status: 200 });
    expect((await read()).status).toBe(200);
  });

  it('comes late', async () => {
    order({ kind: 'latency', milliseconds: 3000 });
    const asked = org.clock.now();
    const answer = read();
    while (org.clock.next() === null) await new Promise((resolve) => setImmediate(resolve));
    expect(org.simulator.requests().at(-1)?.path).toBe('/oauth2/v1/token');
    await org.clock.advance(3000);
    expect((await answer).status).toBe(200);
    expect(org.simulator.requests().at(-1)?.at).toBe(asked + 3000);
  });

  it('drips', async () => {
    order({ kind: 'slowBody', bytesPerSecond: 100 });
    let done = false;
    const answer = read().then((one) => {
      done = true;
      return one;
    });
    const started = org.clock.now();
    while (!(done as boolean)) {
      await new Promise((resolve) => setImmediate(resolve));
      const next = org.clock.next();
      if (next !== null) await org.clock.advance(next);
    }
    const { body } = await answer;
    expect(body).toMatchObject({ status: 'ACTIVE' });
    const seconds = (org.clock.now() - started) / 1000;
    expect(seconds).toBeGreaterThan(JSON.stringify(body).length / 100 - 1);
  });

  it('says another date', async () => {
    order({ kind: 'dateSkew', milliseconds: -10 * minutes });
    const { headers } = await read();
    expect(Date.parse(headers.get('date') ?? '')).toBe(Math.floor(org.clock.now() / 1000) * 1000 - 10 * minutes);
  });

  it.each<[object, readonly (string | null)[]]>([
    [{ form: 'duplicated' }, ['500000, 500000', '499998, 499998']],
    [{ form: 'missing' }, [null, null]],
    [{ form: 'absurd' }, ['0', '-1']],
    [{ limit: 'many', remaining: 3.5 }, ['many', '3.5']],
  ])('has rate headers %j', async (form, expected) => {
    await read();
    order({ kind: 'rateHeaders', ...form });
    const { headers } = await org.send('GET', '/api/v1/users/ada@example.com');
    expect([headers.get('x-rate-limit-limit'), headers.get('x-rate-limit-remaining')]).toEqual(expected);
  });

  it('points the next page elsewhere', async () => {
    order({ kind: 'foreignNext', origin: 'https://evil.example', times: 'all' });
    const response = await org.get('/api/v1/users?limit=1');
    expect(link(response, 'next')).toMatch(/^https:\/\/evil\.example\/api\/v1\/users\?after=/);
    expect(link(response, 'self')).toContain(org.simulator.url);
  });

  it('is a list that lacks somebody', async () => {
    order({ kind: 'shrink', keep: 0.5, path: '/api/v1/users' });
    expect((await org.send('GET', '/api/v1/users')).body).toHaveLength(2);
    expect((await org.send('GET', '/api/v1/users')).body).toHaveLength(4);
  });

  it('meets several at once', async () => {
    order({ kind: 'dateSkew', milliseconds: 5000 }, { kind: 'rateHeaders', form: 'missing' }, failing);
    const { status, headers } = await read();
    expect([status, headers.get('x-rate-limit-limit')]).toEqual([503, null]);
    expect(Date.parse(headers.get('date') ?? '')).toBe(org.clock.now() + 5000);
  });
});

describe('what is so for everybody', () => {
  it('read-only mode: reads and tokens work, and when it is over so does the rest', async () => {
    order({ kind: 'maintenance', forSeconds: 34 * 60 });
    expect(await suspend()).toMatchObject({ status: 503, code: 'E0000010' });
    expect((await read()).status).toBe(200);
    expect(await org.token()).not.toBe('');
    await org.clock.advance(34 * minutes);
    expect((await suspend()).status).toBe(200);
  });

  it('too many requests at once: 429 with limit and remaining 0', async () => {
    const [id] = order({ kind: 'concurrency', limit: 1 });
    const held = org.simulator.faults.hold({ path: '/api/v1/users/ada@example.com' }, 'beforeCommit');
    const first = read();
    await held.reached;
    const crowded = await read('bob');
    expect(crowded).toMatchObject({ status: 429, code: 'E0000047' });
    expect(crowded.headers.get('x-rate-limit-limit')).toBe('0');
    expect(crowded.headers.get('x-rate-limit-remaining')).toBe('0');
    held.release();
    expect((await first).status).toBe(200);
    expect((await read('bob')).status).toBe(200);
    expect(org.simulator.faults.remove(id ?? '')).toBe(true);
  });

  it('a replica that lags, and no longer', async () => {
    const [id = ''] = order({ kind: 'lag', milliseconds: 5000 });
    await org.clock.advance(10_000);
    await suspend();
    const search = async (): Promise<unknown> =>
      (await org.send('GET', '/api/v1/users?search=status+eq+"SUSPENDED"')).body;
    expect(await search()).toEqual([]);
    await org.clock.advance(5000);
    expect(await search()).toHaveLength(1);
    org.simulator.faults.remove(id);
    expect(org.simulator.org.switches.searchLagMs).toBe(0);
  });

  it('other tenants, who leave a part of a window', async () => {
    await org.close();
    org = await writer({ users: people }, { options: { presetLimits: 'devFree' } });
    order({ kind: 'otherTenants', share: 0.97, bucket: 'GET /api/v1/users/{idOrLogin}' });
    expect(await statuses(4)).toEqual([200, 200, 200, 429]);
    expect((await suspend()).status).toBe(200);
    await org.clock.advance(minutes);
    expect(await statuses(1)).toEqual([200]);
  });

  it('a key that is revoked, and given back', async () => {
    const [id = ''] = order({ kind: 'keyRevoked', client: clientId, kid: 'k1' });
    const refused = await org.askToken(org.form(), { dpop: org.tokenProof() });
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ error: 'invalid_client' });
    org.simulator.faults.remove(id);
    expect(await org.token()).not.toBe('');
  });

  it('a role that is revoked, and given back when its time is over', async () => {
    order({ kind: 'roleRevoked', client: clientId, forSeconds: 60 });
    expect(await suspend()).toMatchObject({ status: 403, code: 'E0000006' });
    await org.clock.advance(minutes);
    expect((await suspend()).status).toBe(200);
    expect(org.simulator.org.app(clientId)?.roles).toEqual([{ type: 'SUPER_ADMIN' }]);
  });

  it('a grant that is revoked: the token at hand still works, the next one lacks it', async () => {
    const scopes = ['okta.users.manage', 'okta.nobody.asked'];
    const [id = ''] = order({ kind: 'grantRevoked', client: clientId, scopes });
    expect((await suspend()).status).toBe(200);
    const response = await org.askToken(org.form({ scope: 'okta.users.manage okta.groups.manage' }), {
      dpop: org.tokenProof(),
    });
    expect(await response.json()).toMatchObject({ scope: 'okta.groups.manage' });
    org.simulator.faults.remove(id);
    expect([...(org.simulator.org.app(clientId)?.grantedScopes ?? [])].sort()).toEqual(
      ['okta.groups.manage', 'okta.logs.read', 'okta.schemas.read', 'okta.users.manage'].sort(),
    );
  });

  it('a scope that the token at hand loses', async () => {
    const [id = ''] = order({ kind: 'scopeRevoked', client: clientId, scopes: ['okta.users.manage'] });
    const refused = await suspend();
    expect(refused.status).toBe(403);
    expect(refused.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
    org.simulator.faults.remove(id);
    expect((await suspend()).status).toBe(200);
  });

  it('ends when everything is called off', () => {
    order({ kind: 'maintenance' }, { kind: 'keyRevoked', client: clientId }, { kind: 'otherTenants', share: 1 });
    expect(org.simulator.faults.list().map(({ state }) => state)).toEqual(['in force', 'in force', 'in force']);
    expect(org.simulator.faults.pending).toBe(0);
    org.simulator.faults.clear();
    expect(org.simulator.org.app(clientId)?.keys).toMatchObject([{ status: 'ACTIVE' }]);
    expect(org.simulator.faults.climate).toMatchObject({ maintenance: false, tenants: new Set() });
  });
});

describe('what others do meanwhile', () => {
  const events = (): readonly string[] => org.news().map(({ eventType, author }) => `${eventType} ${author.type}`);

  it('an edit just before the second request for somebody, and just after the third', async () => {
    const edit = { kind: 'adminEdit', user: 'ada@example.com', method: 'GET', path: '/api/v1/users/*' } as const;
    order(
      { ...edit, profile: { city: 'Bern' }, nth: 2 },
      { ...edit, profile: { city: 'Rome' }, nth: 3, when: 'afterCommit' },
    );
    const cities = [];
    for (let turn = 0; turn < 4; turn += 1) {
      cities.push(((await read()).body as { profile: { city?: string } }).profile.city);
    }
    expect(cities).toEqual([undefined, 'Bern', 'Bern', 'Rome']);
    expect(events()).toEqual(['user.account.update_profile User', 'user.account.update_profile User']);
  });

  it.each([
    ['passwordExpired', 'PASSWORD_EXPIRED', 'user.account.expire_password User'],
    ['lockedOut', 'LOCKED_OUT', 'user.account.lock User'],
    ['forgotPassword', 'RECOVERY', 'user.account.reset_password User'],
  ] as const)('a sign-in: %s', (outcome, status, event) => {
    order({ kind: 'signIn', user: 'ada@example.com', outcome });
    expect(org.status('ada@example.com')).toBe(status);
    expect(events()).toEqual([event]);
  });

  it('a sign-in that opens a session, and, for who never had a password, activates', () => {
    const { org: live } = org.simulator;
    order({ kind: 'signIn', user: 'ada@example.com' });
    expect(live.sessions.of(live.user('ada@example.com')?.id ?? '')).toHaveLength(1);
    live.changeUser('bob@example.com', { status: 'PROVISIONED', hasPassword: false });
    order({ kind: 'signIn', user: 'bob@example.com' });
    expect(live.user('bob@example.com')).toMatchObject({
      status: 'ACTIVE',
      hasPassword: true,
      lastLogin: live.wholeNow(),
    });
  });

  it('an import that undoes a suspend', async () => {
    await suspend();
    org.news();
    order({ kind: 'import', user: '*', afterSeconds: 60 });
    expect(org.status('ada@example.com')).toBe('SUSPENDED');
    await org.clock.advance(minutes);
    await read('bob');
    expect(org.status('ada@example.com')).toBe('ACTIVE');
    expect(events()).toEqual(['user.lifecycle.unsuspend SystemPrincipal']);
  });

  it('somebody who is created, moved, put into a group and deleted', () => {
    const login = 'new@example.com';
    const profile = { firstName: 'N', lastName: 'Ew', login, email: login };
    order(
      { kind: 'adminCreate', profile, status: 'STAGED' },
      { kind: 'adminMembership', user: login, group: 'Staff', member: true },
    );
    order({ kind: 'adminMove', user: login, status: 'ACTIVE' });
    expect(org.status(login)).toBe('ACTIVE');
    order(
      { kind: 'adminMembership', user: login, group: 'Staff', member: false },
      { kind: 'adminDelete', user: login },
    );
    expect(org.status(login)).toBeUndefined();
    expect(events()).toContain('group.user_membership.remove User');
  });

  it('every so often, to anybody, the same ones for the same seed', async () => {
    order({ kind: 'signIn', user: '*', outcome: 'lockedOut', everySeconds: 10, times: 3 });
    await org.clock.advance(5 * minutes);
    await read();
    const locked = people.map(({ profile }) => org.status(String(profile['login'])));
    expect(locked.filter((status) => status === 'LOCKED_OUT')).toHaveLength(3);
    expect(org.simulator.faults.list()).toEqual([]);
  });

  it('the nonce that is renewed, and tokens that are revoked', async () => {
    const before = org.simulator.rotateNonce();
    order({ kind: 'rotateNonce' });
    const asked = await org.askToken(org.form(), { dpop: org.tokenProof({ claims: { nonce: undefined } }) });
    expect(asked.headers.get('dpop-nonce')).not.toBe(before);
    await org.clock.advance(1000);
    order({ kind: 'revokeTokens', client: clientId });
    expect((await read()).status).toBe(401);
  });

  it('is told when it could not be done', async () => {
    order({ kind: 'adminDelete', user: 'nobody@example.com', path: '/**' });
    expect((await read()).status).toBe(200);
    expect(org.simulator.faults.mishaps).toEqual(['adminDelete: there is no user nobody@example.com']);
    expect(() => order({ kind: 'adminDelete', user: 'nobody@example.com' })).toThrow('there is no user');
    expect(org.simulator.faults.list()).toEqual([]);
  });
});

describe('a fault that is none', () => {
  it('is told with everything that is wrong, and nothing is ordered', () => {
    const wrong = [
      { kind: 'fail', status: 200, nth: 0 },
      { kind: 'hodl' },
      7,
      { kind: 'lag', milliseconds: 5, path: '/' },
    ];
    expect(org.simulator.faults.take(wrong)).toEqual({
      ok: false,
      problems: [
        { at: '[0].nth', problem: 'must be a whole number of 1 or more' },
        { at: '[0].status', problem: 'must be a whole number from 400 to 599' },
        { at: '[0].errorCode', problem: 'is missing' },
        { at: '[1].kind', problem: 'is no kind of fault. Did you mean "hold"?' },
        { at: '[2]', problem: 'must be an object with a kind' },
        { at: '[3].path', problem: expect.stringMatching(/^is not known of lag\./) as string },
      ],
    });
    expect(org.simulator.faults.list()).toEqual([]);
  });

  it.each([
    { kind: 'latency', milliseconds: '5' },
    { kind: 'shrink', keep: 2 },
    { kind: 'foreignNext', origin: 'https://evil.example/path' },
    { kind: 'fail', status: 500, errorCode: 'E1', pattern: '(' },
    { kind: 'grantRevoked', client: 'x', scopes: [] },
    { kind: 'adminEdit', user: 'x', profile: { a: { b: 1 } } },
    { kind: 'signIn', user: 'x', everySeconds: 0 },
    { kind: 'keyRevoked', client: 'nobody' },
  ])('%j', (fault) => {
    expect(org.simulator.faults.take(fault)).toMatchObject({ ok: false, problems: [{}] });
  });
});

it('leaves the port alone for who speaks no HTTP', async () => {
  const socket = connect(Number(new URL(org.simulator.url).port), '127.0.0.1');
  socket.write('nonsense\r\n\r\n');
  const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
  expect(answer).toContain('400 Bad Request');
  expect((await read()).status).toBe(200);
});
