import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { group, idFor, user } from '../../src/simulator/index.ts';
import { clientId, link, seededRandom } from './caller.ts';
import { writer, type Writer } from './writer.ts';

let org: Writer;
beforeEach(async () => {
  org = await writer({
    users: [user('ada@example.com'), user('bob@example.com', { status: 'DEPROVISIONED' })],
    groups: [group('Sales')],
  });
  // The caller's own token is in the log, too: what the tests are about comes a second later.
  await org.clock.advance(1000);
});
afterEach(() => org.close());

interface Event {
  readonly eventType: string;
  readonly published: string;
  readonly actor: { readonly id: string };
  readonly transaction: { readonly id: string };
  readonly target: readonly { readonly id: string }[];
}

const ada = '/api/v1/users/ada@example.com';
const sales = idFor('group', 'Sales');
const suspended = 'user.lifecycle.suspend';
const granted = 'app.oauth2.token.grant.access_token';
/** Everything but the token of the caller. */
const fresh = 'since=2026-01-05T09:00:00.500Z';

async function read(
  path: string,
): Promise<{ types: readonly string[]; next: string | undefined; self: string | undefined }> {
  const response = await org.get(path);
  expect(response.status).toBe(200);
  const events = (await response.json()) as Event[];
  return {
    types: events.map(({ eventType }) => eventType),
    next: link(response, 'next'),
    self: link(response, 'self'),
  };
}

/** Suspends and unsuspends once a minute, which makes two events. */
async function busy(times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await org.send('POST', `${ada}/lifecycle/suspend`);
    await org.clock.advance(30_000);
    await org.send('POST', `${ada}/lifecycle/unsuspend`);
    await org.clock.advance(30_000);
  }
}

describe('an event', () => {
  it('says who did what to whom, and in which request', async () => {
    const { headers } = await org.send('PUT', `/api/v1/groups/${sales}/users/${idFor('user', 'ada@example.com')}`);
    const [event] = await org.json<Event[]>(`/api/v1/logs?${fresh}`);
    expect(event).toMatchObject({
      eventType: 'group.user_membership.add',
      actor: { id: clientId, type: 'PublicClientApp' },
      outcome: { result: 'SUCCESS' },
      published: '2026-01-05T09:00:01.000Z',
      transaction: { type: 'WEB', id: headers.get('x-okta-request-id') },
      uuid: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      target: [
        {
          id: idFor('user', 'ada@example.com'),
          type: 'User',
          alternateId: 'ada@example.com',
          displayName: 'Ada Example',
        },
        { id: sales, type: 'UserGroup', displayName: 'Sales' },
      ],
    });
  });

  it('is written once for every kind of change', async () => {
    const changes: readonly (readonly [method: string, path: string, body: unknown, events: readonly string[]])[] = [
      ['POST', ada, { profile: { title: 'Head' } }, ['user.account.update_profile']],
      ['POST', `${ada}/lifecycle/suspend`, undefined, [suspended]],
      ['POST', `${ada}/lifecycle/unsuspend`, undefined, ['user.lifecycle.unsuspend']],
      ['POST', `${ada}/lifecycle/expire_password`, undefined, ['user.account.expire_password']],
      ['POST', `${ada}/lifecycle/reset_password?sendEmail=true`, undefined, ['user.account.reset_password']],
      ['POST', `${ada}/lifecycle/reactivate`, undefined, ['user.lifecycle.reactivate']],
      ['DELETE', `${ada}/sessions`, undefined, ['user.session.clear']],
      ['DELETE', ada, undefined, ['user.lifecycle.deactivate']],
      ['DELETE', ada, undefined, ['user.lifecycle.delete.initiated', 'user.lifecycle.delete.completed']],
      ['POST', '/api/v1/users/bob@example.com/lifecycle/activate', undefined, ['user.lifecycle.activate']],
      ['POST', '/api/v1/users/bob@example.com/lifecycle/activate', undefined, []],
      ['GET', '/api/v1/users/bob@example.com', undefined, []],
    ];
    for (const [method, path, body, events] of changes) {
      await org.send(method, path, body);
      expect(org.news().map(({ eventType }) => eventType)).toEqual(events);
    }
    const profile = { firstName: 'N', lastName: 'Ew', login: 'new@example.com', email: 'n@example.com' };
    await org.send('POST', '/api/v1/users', { profile, groupIds: [sales] });
    expect(org.news().map(({ eventType }) => eventType)).toEqual([
      'user.lifecycle.create',
      'group.user_membership.add',
      'user.lifecycle.activate',
    ]);
  });

  it('tells changes at the console from one’s own', async () => {
    const state = org.simulator.org;
    state.changeUser('ada@example.com', { status: 'LOCKED_OUT' });
    state.changeUser('ada@example.com', { status: 'ACTIVE' });
    state.changeGroup('Sales', { profile: { name: 'Sales', description: 'x' } });
    state.addUser(user('cy@example.com'));
    state.removeUser('cy@example.com');
    const events = await org.json<Event[]>(`/api/v1/logs?${fresh}`);
    expect(events.map(({ eventType }) => eventType)).toEqual([
      'user.account.lock',
      'user.account.unlock_by_admin',
      'group.profile.update',
      'user.lifecycle.create',
      'user.lifecycle.delete.initiated',
      'user.lifecycle.delete.completed',
    ]);
    for (const { actor } of events) expect(actor.id).not.toBe(clientId);
  });
});

describe('what an event says besides', () => {
  it('is what was changed, before and after, of users and of groups', async () => {
    await org.send('POST', ada, { profile: { title: 'Head', city: 'Bern' } });
    await org.send('POST', ada, { profile: { title: 'Chief', city: null } });
    await org.send('PUT', `/api/v1/groups/${sales}`, { profile: { name: 'Sales', description: 'Sells' } });
    const events = await org.json<object[]>(`/api/v1/logs?${fresh}`);
    expect(events).toMatchObject([
      { target: [{ changeDetails: { from: {}, to: { title: 'Head', city: 'Bern' } } }] },
      {
        displayMessage: 'Update user profile for Okta',
        debugContext: { debugData: { changedAttributes: 'title,city', requestUri: ada } },
        target: [{ changeDetails: { from: { title: 'Head', city: 'Bern' }, to: { title: 'Chief' } } }],
      },
      { target: [{ type: 'UserGroup', changeDetails: { to: { description: 'Sells' } } }] },
    ]);
  });

  it('is the request and its client, and for what Okta does itself none', async () => {
    await org.send('POST', `${ada}/lifecycle/suspend`, undefined, { 'user-agent': 'hr-sync/1.2' });
    await org.send('DELETE', ada);
    await org.send('DELETE', ada);
    const events = await org.json<object[]>(`/api/v1/logs?${fresh}`);
    expect(events[0]).toMatchObject({
      actor: { id: clientId, type: 'PublicClientApp', alternateId: clientId, displayName: clientId },
      client: { id: clientId, ipAddress: '127.0.0.1', userAgent: { rawUserAgent: 'hr-sync/1.2' } },
      debugContext: { debugData: { requestUri: `${ada}/lifecycle/suspend`, url: `${ada}/lifecycle/suspend` } },
      request: { ipChain: [{ ip: '127.0.0.1', version: 'V4' }] },
      severity: 'INFO',
    });
    expect(events.at(-1)).toMatchObject({
      eventType: 'user.lifecycle.delete.completed',
      actor: { type: 'SystemPrincipal', alternateId: 'system@okta.com', displayName: 'Okta System' },
      request: { ipChain: [] },
    });
    expect(events.at(-1)).not.toHaveProperty('client.id');
  });

  it('can be filtered by, but for when it was published and what was changed', async () => {
    await org.send('POST', ada, { profile: { title: 'Head' } });
    const count = async (filter: string): Promise<number> =>
      (await read(`/api/v1/logs?${fresh}&filter=${encodeURIComponent(filter)}`)).types.length;
    expect(await count('debugContext.debugData.changedAttributes eq "title"')).toBe(1);
    expect(await count('debugContext.debugData.grantType pr')).toBe(0);
    expect(await count('client.id eq "0oaOther"')).toBe(0);
    expect(await count('target.displayName sw "Ada" and severity eq "INFO"')).toBe(1);
    for (const filter of ['published pr', 'target.changeDetails.to.title eq "Head"', 'debugContext pr']) {
      const refused = await org.send('GET', `/api/v1/logs?filter=${encodeURIComponent(filter)}`);
      expect([refused.status, refused.code]).toEqual([400, 'E0000031']);
    }
  });
});

describe('a token', () => {
  const tokens = async (): Promise<readonly object[]> =>
    org.json<object[]>(`/api/v1/logs?${fresh}&filter=${encodeURIComponent(`eventType eq "${granted}"`)}`);

  it('is in the log when it is granted, by a hash of it', async () => {
    const token = await org.token('okta.users.manage okta.logs.read');
    const [event] = await tokens();
    expect(event).toMatchObject({
      displayMessage: 'OAuth2 access token is granted',
      actor: { id: clientId, type: 'PublicClientApp' },
      outcome: { result: 'SUCCESS' },
      debugContext: {
        debugData: {
          requestUri: '/oauth2/v1/token',
          clientAuthType: 'private_key_jwt',
          grantType: 'client_credentials',
          requestedScopes: 'okta.users.manage,okta.logs.read',
          grantedScopes: 'okta.users.manage,okta.logs.read',
        },
      },
      target: [{ type: 'access_token', detailEntry: { subject: clientId, expires: '2026-01-05T10:00:01.000Z' } }],
    });
    expect(JSON.stringify(event)).not.toContain(token.slice(0, 40));
  });

  it('is in the log when it is refused, and not when a nonce is asked for or nobody is known', async () => {
    const asked = org.form({ scope: 'okta.pets.read' });
    const { status } = await org.askToken(asked, { dpop: org.tokenProof() });
    const stranger = org.form({
      client_assertion: org.assertion({ claims: { iss: '0oaStranger', sub: '0oaStranger' } }),
    });
    const unknown = await org.askToken(stranger, { dpop: org.tokenProof() });
    const dance = await org.askToken(org.form(), { dpop: org.tokenProof({ claims: { nonce: undefined } }) });
    expect([status, unknown.status, dance.status]).toEqual([400, 401, 400]);
    expect(await tokens()).toMatchObject([
      { outcome: { result: 'FAILURE', reason: 'invalid_scope' }, severity: 'WARN', target: [] },
    ]);
  });
});

describe('a limit that somebody ran into', () => {
  it('is in the log once a window', async () => {
    const small = await writer({}, { options: { presetLimits: 'devFree' } });
    for (let calls = 0; calls < 60; calls += 1) await small.get('/api/v1/users');
    expect(small.news().filter(({ eventType }) => eventType !== granted)).toMatchObject([
      {
        eventType: 'system.org.rate_limit.violation',
        author: { id: clientId },
        outcome: { result: 'RATE_LIMIT' },
        targets: [{ id: '/api/v1/users', type: 'Bucket' }],
        debug: { threshold: '50' },
      },
    ]);
    small.simulator.faults.order({ kind: 'concurrency', limit: 0 });
    await Promise.all([small.get('/api/v1/groups'), small.get('/api/v1/groups')]);
    expect(small.news().map(({ eventType }) => eventType)).toEqual(['core.concurrency.org.limit.violation']);
    await small.close();
  });
});

describe('ids of events', () => {
  it('are the same for the same seed and the same requests', async () => {
    const ids = async (seed: string): Promise<readonly string[]> => {
      const seeded = await writer({ users: [user('ada@example.com')] }, { options: { random: seededRandom(seed) } });
      await seeded.send('POST', `${ada}/lifecycle/suspend`);
      await seeded.close();
      return seeded.simulator.org.log.events.map(({ uuid }) => uuid);
    };
    const first = await ids('one');
    expect(first).toHaveLength(2);
    expect(await ids('one')).toEqual(first);
    expect(await ids('two')).not.toEqual(first);
  });
});

describe('polling', () => {
  it('goes on from its next link for ever, and misses nothing', async () => {
    await busy(3);
    const seen: string[] = [];
    let next: string | undefined = `/api/v1/logs?${fresh}&limit=4`;
    for (const expected of [4, 2, 0, 0]) {
      const page = await read(next ?? '');
      expect(page.types).toHaveLength(expected);
      expect(page.next).toMatch(/\?after=[\w-]+&limit=4$/);
      seen.push(...page.types);
      next = page.next;
    }
    await busy(1);
    const page = await read(next ?? '');
    seen.push(...page.types);
    expect(seen.filter((type) => type === suspended)).toHaveLength(4);
    expect(seen).toHaveLength(8);
  });

  it('starts after `since`, or with the last seven days', async () => {
    const start = new Date(org.clock.now()).toISOString();
    await busy(1);
    expect((await read(`/api/v1/logs?since=${start}`)).types).toEqual(['user.lifecycle.unsuspend']);
    expect((await read(`/api/v1/logs?since=${start}`)).self).toContain('since=');
    await org.clock.advance(7 * 86_400_000);
    const token = await org.token('okta.logs.read');
    expect(await org.json('/api/v1/logs', { token })).toMatchObject([{ eventType: granted }]);
    expect(await org.json(`/api/v1/logs?since=${start}`, { token })).toMatchObject([
      { eventType: 'user.lifecycle.unsuspend' },
      { eventType: granted },
    ]);
  });

  it('may ask for nothing, or for some kinds only', async () => {
    await busy(2);
    const none = await read('/api/v1/logs?limit=0');
    expect(none.types).toEqual([]);
    expect(none.next).toBeDefined();
    const some = await read(`/api/v1/logs?filter=${encodeURIComponent(`eventType eq "${suspended}"`)}&limit=1`);
    expect(some.types).toEqual([suspended]);
    expect((await read(some.next ?? '')).types).toEqual([suspended]);
    const mine = encodeURIComponent(`actor.id eq "${clientId}" and target.id eq "${idFor('user', 'ada@example.com')}"`);
    expect((await read(`/api/v1/logs?filter=${mine}`)).types).toHaveLength(4);
    const request = encodeURIComponent('transaction.id sw "req"');
    expect((await read(`/api/v1/logs?${fresh}&filter=${request}`)).types).toHaveLength(4);
  });
});

describe('a bounded query', () => {
  it('comes to an end, in either order', async () => {
    await busy(2);
    const until = new Date(org.clock.now()).toISOString();
    const first = await read(`/api/v1/logs?${fresh}&until=${until}&limit=3`);
    const second = await read(first.next ?? '');
    expect([...first.types, ...second.types]).toEqual([
      suspended,
      'user.lifecycle.unsuspend',
      suspended,
      'user.lifecycle.unsuspend',
    ]);
    expect(second.next).toBeUndefined();
    const backwards = await read('/api/v1/logs?sortOrder=DESCENDING&limit=1');
    expect(backwards.types).toEqual(['user.lifecycle.unsuspend']);
    expect((await read(backwards.next ?? '')).types).toEqual([suspended]);
  });
});

describe('a wrong query', () => {
  it.each([
    ['since=yesterday', 'E0000001'],
    ['until=tomorrow', 'E0000001'],
    ['since=2025-01-01T00:00:00Z', 'E0000053'],
    ['limit=-1', 'E0000029'],
    ['after=made-up', 'E0000029'],
    ['filter=pet+eq+%22cat%22', 'E0000031'],
    ['filter=published+gt+%222026-01-01T00:00:00Z%22', 'E0000031'],
    ['filter=eventType+gt+%22a%22', 'E0000031'],
    ['filter=%28', 'E0000053'],
  ])('with %s is refused with %s', async (query, code) => {
    const answer = await org.send('GET', `/api/v1/logs?${query}`);
    expect([answer.status, answer.code]).toEqual([400, code]);
    if (code === 'E0000001') expect(answer.causes).toHaveLength(2);
  });
});
