import { afterEach, describe, expect, it } from 'vitest';
import { group, idFor, user, type OrgSeed } from '../../src/simulator/index.ts';
import { clientId, link, turn } from './caller.ts';
import { writer, type Writer } from './writer.ts';

// The rows of okta-api.md §8 on lists, searches and the System Log.

let org: Writer;
afterEach(() => org.close());

const people: Partial<OrgSeed> = {
  users: [
    user('ada@example.com', { profile: { lastName: 'Bröck', department: 'Sales' } }),
    user('bob@example.com', { profile: { department: 'Desk' } }),
    user('gone@example.com', { status: 'DEPROVISIONED' }),
  ],
};
const found = async (query: string): Promise<readonly string[]> =>
  (await org.json<{ profile: { login: string } }[]>(`/api/v1/users${query}`)).map(
    ({ profile }) => profile.login.split('@')[0] ?? '',
  );
const search = (expression: string): string => `?search=${encodeURIComponent(expression)}`;

describe('row 10: the list', () => {
  it('hides who is DEPROVISIONED, search and filter do not, q does', async () => {
    org = await writer(people);
    expect(await found('')).toEqual(['ada', 'bob']);
    expect(await found(search('status eq "DEPROVISIONED"'))).toEqual(['gone']);
    expect(await found('?filter=status+eq+%22DEPROVISIONED%22')).toEqual(['gone']);
    expect(await found('?q=gone')).toEqual([]);
  });

  it.each([0, 2000])(
    'a search is behind by as much as the switches say, each change by its own: spread %d',
    async (spread) => {
      org = await writer({ ...people, switches: { searchLagMs: 1000, searchLagSpreadMs: spread } });
      await org.clock.advance(60_000);
      for (let index = 0; index < 12; index += 1) {
        org.simulator.org.addUser(user(`new${String(index)}@example.com`));
        await org.clock.advance(1);
      }
      const seen = async (): Promise<number> => (await found(search('profile.login sw "new"'))).length;
      expect(await seen()).toBe(0);
      expect((await org.send('GET', '/api/v1/users/new3@example.com')).status).toBe(200);
      await org.clock.advance(1000);
      const half = await seen();
      if (spread === 0) expect(half).toBe(12);
      else expect(half).toBeLessThan(12);
      await org.clock.advance(spread);
      expect(await seen()).toBe(12);
    },
  );
});

describe('row 10: a replica that is behind', () => {
  it.each([
    ['search', search('profile.title eq "New"')],
    ['filter', '?filter=profile.firstName+eq+%22Neu%22'],
    ['q', '?q=Neu'],
  ])('is asked by %s; a single GET and the plain list are not', async (_name, query) => {
    org = await writer({ ...people, switches: { searchLagMs: 10_000 } });
    await org.clock.advance(60_000);
    const ada = '/api/v1/users/ada@example.com';
    await org.send('POST', ada, { profile: { firstName: 'Neu', title: 'New' } });
    expect(await found(query)).toEqual([]);
    expect((await org.send('GET', ada)).body).toMatchObject({ profile: { title: 'New' } });
    const listed = await org.json<{ profile: { title?: string } }[]>('/api/v1/users');
    expect(listed.map(({ profile }) => profile.title)).toContain('New');
    await org.clock.advance(9_999);
    expect(await found(query)).toEqual([]);
    await org.clock.advance(1);
    expect(await found(query)).toEqual(['ada']);
  });
});

describe('row 11: a last page that is full', () => {
  const lists = [
    '/api/v1/users?limit=2',
    '/api/v1/users?limit=3&search=id+pr',
    '/api/v1/users?limit=3&search=id+pr&sortBy=profile.login',
    '/api/v1/users?limit=1&search=profile.login+eq+"ada@example.com"',
    '/api/v1/groups?limit=2',
    `/api/v1/groups/${idFor('group', 'Sales')}/users?limit=2`,
    '/api/v1/users/ada@example.com/groups?limit=2',
  ];

  it.each(lists)('names no next one, or by the switch an empty one: %s', async (list) => {
    org = await writer({
      ...people,
      groups: [group('Sales')],
      memberships: [{ group: 'Sales', users: ['ada@example.com', 'bob@example.com'] }],
    });
    expect(link(await org.get(list), 'next')).toBeUndefined();
    turn(org.simulator.org, { fullLastPage: 'goesOn' });
    const full = await org.get(list);
    expect(((await full.json()) as unknown[]).length).toBeGreaterThan(0);
    const empty = await org.get(link(full, 'next') ?? '');
    expect([empty.status, await empty.json(), link(empty, 'next')]).toEqual([200, [], undefined]);
  });

  it('is the only one of q', async () => {
    org = await writer({ users: Array.from({ length: 12 }, (_, index) => user(`u${String(index)}@example.com`)) });
    turn(org.simulator.org, { fullLastPage: 'goesOn' });
    const page = await org.get('/api/v1/users?q=u');
    expect([((await page.json()) as unknown[]).length, link(page, 'next')]).toEqual([10, undefined]);
  });
});

describe('row 11: pages', () => {
  it('are 200 long, linked by opaque cursors, without totals, their self links in normal form', async () => {
    org = await writer({ users: Array.from({ length: 201 }, (_, index) => user(`u${String(index)}@example.com`)) });
    const first = await org.get(`/api/v1/users${search('id pr')}&sortOrder=asc&pretty=1`);
    expect(await first.json()).toHaveLength(200);
    expect(link(first, 'self')).toBe(`${org.simulator.url}/api/v1/users?limit=200&search=id+pr`);
    expect(first.headers.get('x-total-count')).toBeNull();
    const last = await org.get(link(first, 'next') ?? '');
    expect([await last.json(), link(last, 'next')]).toEqual([[expect.anything()], undefined]);
    expect((await org.send('GET', '/api/v1/users?after=200')).code).toBe('E0000029');
  });

  it.each([
    ['clamp', 200],
    ['refuse', 400],
  ] as const)('of more than 200 are to %s by the switch', async (limitAboveMaximum, status) => {
    org = await writer({ ...people, switches: { limitAboveMaximum } });
    expect((await org.get('/api/v1/users?limit=201')).status).toBe(status);
  });
});

describe('row 12: the search grammar', () => {
  it.each([
    ['profile.department ne "Sales"', 'E0000031'],
    ['not (status eq "ACTIVE")', 'E0000031'],
    ['profile.login ew "com"', 'E0000031'],
    ['profile.department co "a"', 'E0000031'],
    ['profile.Department eq "a"', 'E0000031'],
    ['status eq', 'E0000031'],
  ])('refuses %s', async (expression, code) => {
    org = await writer(people);
    const refused = await org.send('GET', `/api/v1/users${search(expression)}`);
    expect([refused.status, refused.code, refused.summary]).toEqual([400, code, 'Invalid search criteria.']);
    const both = await org.send('GET', `/api/v1/users${search('id pr')}&filter=id+eq+%221%22`);
    expect([both.status, both.code]).toEqual([400, 'E0000033']);
  });

  it('ignores case and not accents, and stands in for the missing ne', async () => {
    org = await writer(people);
    expect(await found(search('profile.lastName eq "BRÖCK"'))).toEqual(['ada']);
    expect(await found(search('profile.lastName eq "Brock"'))).toEqual([]);
    expect(await found(search('(status lt "ACTIVE" or status gt "ACTIVE")'))).toEqual(['gone']);
    expect(await found(`${search('id pr')}&sortBy=profile.login&sortOrder=desc`)).toEqual(['gone', 'bob', 'ada']);
    expect(await org.json(`/api/v1/users?fields=${encodeURIComponent('status,profile:(login)')}&limit=1`)).toEqual([
      { id: expect.any(String) as string, status: 'ACTIVE', profile: { login: 'ada@example.com' } },
    ]);
  });
});

interface Event {
  readonly published: string;
  readonly actor: { readonly id: string };
  readonly transaction: { readonly id: string };
}

describe('row 20: the System Log', () => {
  const toggle = async (times: number): Promise<readonly string[]> => {
    const requests: string[] = [];
    for (let index = 0; index < times; index += 1) {
      const verb = index % 2 === 0 ? 'suspend' : 'unsuspend';
      const { headers } = await org.send('POST', `/api/v1/users/ada@example.com/lifecycle/${verb}`);
      requests.push(headers.get('x-okta-request-id') ?? '');
      await org.clock.advance(1000);
    }
    return requests;
  };
  /** Follows the next link until it brings nothing. */
  const poll = async (from: string): Promise<{ readonly events: readonly Event[]; readonly next: string }> => {
    const events: Event[] = [];
    for (let next = from; ;) {
      const page = await org.get(next);
      const more = (await page.json()) as Event[];
      expect(link(page, 'next')).toBeDefined();
      next = link(page, 'next') ?? '';
      events.push(...more);
      if (more.length === 0) return { events, next };
    }
  };

  it('is polled in the order of storing, bounded by that of publishing, and loses nothing that comes late', async () => {
    org = await writer({ ...people, switches: { logDelayMs: 8000 } });
    await org.clock.advance(2000);
    const start = new Date(org.clock.now() - 1000).toISOString();
    const sent = await toggle(12);
    const early = await poll(`/api/v1/logs?since=${start}&limit=2`);
    expect(early.events.length).toBeLessThan(12);
    await org.clock.advance(8000);
    const late = await poll(early.next);
    const all = [...early.events, ...late.events];
    expect(all.map(({ transaction }) => transaction.id).toSorted()).toEqual([...sent].toSorted());
    expect(all.map(({ published }) => published)).not.toEqual(all.map(({ published }) => published).toSorted());
    const until = new Date(org.clock.now() + 1000).toISOString();
    const bounded = await org.get(`/api/v1/logs?since=${start}&until=${until}`);
    const ordered = (await bounded.json()) as Event[];
    expect(ordered.map(({ transaction }) => transaction.id)).toEqual(sent);
    expect(link(bounded, 'next')).toBeUndefined();
    expect(new Set(all.map(({ actor }) => actor.id))).toEqual(new Set([clientId]));
  });

  it('keeps its events for ninety days', async () => {
    org = await writer(people);
    await org.clock.advance(1000);
    const [request = ''] = await toggle(1);
    const since = new Date(org.clock.now() - 2000).toISOString();
    const held = async (more: string): Promise<boolean> => {
      const token = await org.token('okta.logs.read');
      const events = await org.json<Event[]>(`/api/v1/logs?since=${since}${more}`, { token });
      return events.some(({ transaction }) => transaction.id === request);
    };
    const until = '&until=2026-12-31T00:00:00.000Z';
    await org.clock.advance(90 * 86_400_000 - 2000);
    expect([await held(''), await held(until)]).toEqual([true, true]);
    await org.clock.advance(2000);
    expect([await held(''), await held(until)]).toEqual([false, false]);
  });

  it('goes back seven days by default', async () => {
    org = await writer(people);
    await toggle(1);
    await org.clock.advance(7 * 86_400_000);
    const token = await org.token('okta.logs.read');
    expect(await org.json('/api/v1/logs', { token })).toMatchObject([
      { eventType: 'app.oauth2.token.grant.access_token' },
    ]);
  });

  it('is searched by words and by filters of its own', async () => {
    org = await writer({ ...people, groups: [group('Sales')] });
    await org.clock.advance(1000);
    const since = new Date(org.clock.now() - 500).toISOString();
    await toggle(2);
    await org.send('PUT', `/api/v1/groups/${idFor('group', 'Sales')}/users/${idFor('user', 'bob@example.com')}`);
    const count = async (query: string): Promise<number> =>
      (await org.json<object[]>(`/api/v1/logs?since=${since}&${query}`)).length;
    const filter = (expression: string): string => `filter=${encodeURIComponent(expression)}`;
    expect(await count('q=bob')).toBe(1);
    expect(await count('q=BOB+sales')).toBe(1);
    expect(await count('q=ada+sales')).toBe(0);
    expect(await count(filter('eventType ew "suspend"'))).toBe(2);
    expect(await count(filter('eventType ne "user.lifecycle.suspend"'))).toBe(2);
    expect(await count(filter('eventType co "membership" and target.type eq "UserGroup"'))).toBe(1);
    expect(await count(filter('actor.type eq "PublicClientApp" and outcome.result eq "SUCCESS"'))).toBe(3);
  });

  it.each([
    [`filter=${encodeURIComponent('published gt "2026-01-01T00:00:00Z"')}`, 'E0000031', 0],
    [`filter=${encodeURIComponent('eventType gt "a"')}`, 'E0000031', 0],
    ['filter=(', 'E0000053', 0],
    ['since=2025-01-01T00:00:00Z', 'E0000053', 0],
    ['since=soon', 'E0000001', 2],
    [`q=${'x'.repeat(41)}`, 'E0000001', 1],
    [`q=${Array.from({ length: 11 }, () => 'x').join('+')}`, 'E0000001', 1],
  ])('refuses %s in words of its own', async (query, errorCode, causes) => {
    org = await writer(people);
    const { status, body } = await org.send('GET', `/api/v1/logs?${query}`);
    expect(status).toBe(400);
    expect(body).toEqual({
      errorCode,
      errorSummary: expect.any(String) as string,
      errorId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f-]{27}$/) as string,
      errorCauses: expect.any(Array) as unknown[],
    });
    expect((body as { errorCauses: unknown[] }).errorCauses).toHaveLength(causes);
  });
});

describe('row 13: rate limits', () => {
  it('are not for metadata, and others are on every response, refused ones too', async () => {
    org = await writer(people, { options: { presetLimits: 'devFree' } });
    const rate = ({ headers }: Response): readonly (string | null)[] =>
      ['limit', 'remaining', 'reset'].map((name) => headers.get(`x-rate-limit-${name}`));
    for (let count = 0; count < 120; count += 1) {
      expect((await fetch(`${org.simulator.url}/.well-known/okta-organization`)).status).toBe(200);
    }
    for (const path of ['/api/v1/users', '/api/v1/users/00uNobody', '/api/v1/nowhere']) {
      for (const value of rate(await org.get(path))) expect(value).toMatch(/^\d+$/);
    }
    const statuses: number[] = [];
    let last = await org.get('/api/v1/users');
    for (; last.status === 200; last = await org.get('/api/v1/users')) statuses.push(last.status);
    // Half of 100 for one app, one of them spent above.
    expect([statuses.length, last.status, rate(last)[0], rate(last)[1]]).toEqual([49, 429, '50', '0']);
    expect(await last.json()).toEqual({
      errorCode: 'E0000047',
      errorSummary: 'API call exceeded rate limit due to too many requests.',
      errorLink: 'E0000047',
      errorId: expect.stringMatching(/^oae/) as string,
      errorCauses: [],
    });
    expect(last.headers.get('retry-after')).toBeNull();
    await org.clock.advance(Number(rate(last)[2]) * 1000 - org.clock.now());
    expect((await org.get('/api/v1/users')).status).toBe(200);
  });

  it.each([
    ['principal', '300'],
    ['org', '600'],
  ] as const)('are shown for the %s by the switch', async (rateHeaders, limit) => {
    org = await writer(people, { options: { presetLimits: 'workforce' } });
    turn(org.simulator.org, { rateHeaders });
    const { headers } = await org.get('/api/v1/users');
    expect(headers.get('x-rate-limit-limit')).toBe(limit);
    expect(Number(headers.get('x-rate-limit-reset'))).toBeGreaterThan(org.clock.now() / 1000);
  });
});
