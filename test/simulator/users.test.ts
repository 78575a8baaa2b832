import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { user, type UserStatus } from '../../src/simulator/index.ts';
import { bench, link, type Bench, turn } from './caller.ts';

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

let org: Bench;
const at = (index: number): string => `p${index}.last@example.com`;

beforeAll(async () => {
  org = await bench({
    users: Array.from({ length: 450 }, (_, index) =>
      user(at(index), {
        status: statuses[index % statuses.length] ?? 'ACTIVE',
        created: '2026-01-01T00:00:00Z',
        lastUpdated: new Date(Date.UTC(2026, 0, 2, 0, index)).toISOString(),
        profile: { hrWorkerId: `W${index}`, department: `D${index % 3}`, employeeNumber: String(index) },
      }),
    ),
  });
});
afterAll(() => org.close());

interface ListedUser {
  readonly id: string;
  readonly status: string;
  readonly profile: Readonly<Record<string, unknown>>;
}

async function walk(path: string): Promise<{ pages: number; users: readonly ListedUser[] }> {
  const users: ListedUser[] = [];
  let pages = 0;
  for (let next: string | undefined = path; next !== undefined; pages += 1) {
    const response: Response = await org.get(next);
    expect(response.status).toBe(200);
    users.push(...((await response.json()) as ListedUser[]));
    next = link(response, 'next');
  }
  return { pages, users };
}

const search = (expression: string, more = ''): string =>
  `/api/v1/users?search=${encodeURIComponent(expression)}${more}`;

async function refusal(path: string): Promise<unknown> {
  const response = await org.get(path);
  return { status: response.status, code: ((await response.json()) as { errorCode: string }).errorCode };
}

describe('a single user', () => {
  it('has its members in the order that Okta prints them', async () => {
    const response = await org.get(`/api/v1/users/${at(2)}`);
    const text = await response.text();
    expect(Object.keys(JSON.parse(text) as object)).toEqual([
      'id',
      'status',
      'created',
      'activated',
      'statusChanged',
      'lastLogin',
      'lastUpdated',
      'passwordChanged',
      'type',
      'profile',
      'credentials',
      '_links',
    ]);
    expect(JSON.parse(text)).toMatchObject({
      id: expect.stringMatching(/^00u[A-Za-z0-9]{17}$/) as string,
      status: 'ACTIVE',
      created: '2026-01-01T00:00:00.000Z',
      lastUpdated: '2026-01-02T00:02:00.000Z',
      type: { id: expect.stringMatching(/^oty/) as string },
      credentials: { password: {}, provider: { type: 'OKTA', name: 'OKTA' } },
    });
    expect(Object.entries((JSON.parse(text) as ListedUser).profile)).toEqual([
      ['firstName', 'P2'],
      ['lastName', 'Last'],
      ['mobilePhone', null],
      ['secondEmail', null],
      ['hrWorkerId', 'W2'],
      ['department', 'D2'],
      ['employeeNumber', '2'],
      ['login', at(2)],
      ['email', at(2)],
    ]);
  });

  it.each(['P2.LAST@EXAMPLE.COM', 'p2.last', 'p2.läst@example.com'])('is found as %s', async (reference) => {
    const found = await org.json<ListedUser>(`/api/v1/users/${encodeURIComponent(reference)}`);
    expect(found.profile['login']).toBe(at(2));
  });

  it('is not found under a name nobody has', async () => {
    expect(await org.json('/api/v1/users/00uNobody')).toMatchObject({
      errorCode: 'E0000007',
      errorSummary: 'Not found: Resource not found: 00uNobody (User)',
    });
  });

  it('is not found by a shortname that two users share', async () => {
    const two = await bench({ users: [user('a@one.example'), user('a@two.example')] });
    expect((await two.get('/api/v1/users/a')).status).toBe(404);
    await two.close();
  });

  it('says by its links what may be done with it', async () => {
    const links = async (index: number): Promise<readonly string[]> => {
      const body = await org.json<{ _links: object }>(`/api/v1/users/${at(index)}`);
      return Object.keys(body._links).filter((name) => !['self', 'schema', 'type'].includes(name));
    };
    expect(await links(0)).toEqual(['resetFactors', 'activate']);
    expect(await links(1)).toContain('suspend');
    expect(await links(2)).toHaveLength(8);
    expect(await links(6)).toEqual(['unsuspend', 'deactivate']);
    expect(await links(7)).toEqual(['resetFactors', 'activate', 'delete']);
  });

  it('has null dates while STAGED', async () => {
    expect(await org.json(`/api/v1/users/${at(0)}`)).toMatchObject({ activated: null, statusChanged: null });
  });

  it('has a weak ETag of its profile alone', async () => {
    const one = await bench({ users: [user(at(0))] });
    const state = one.simulator.org;
    const etag = async (): Promise<string | null> => (await one.get(`/api/v1/users/${at(0)}`)).headers.get('etag');
    const before = await etag();
    expect(before).toMatch(/^W\/"[0-9a-f]{64}"$/);
    state.changeUser(at(0), { status: 'SUSPENDED' });
    expect(await etag()).toBe(before);
    const profile = state.user(at(0))?.profile ?? {};
    state.changeUser(at(0), { profile: { ...profile, title: 'Head' } });
    expect(await etag()).not.toBe(before);
    state.changeUser(at(0), { profile: { ...profile, title: null } });
    expect(await etag()).toBe(before);
    expect((await one.get(search('id pr'))).headers.get('etag')).toBeNull();
    await one.close();
  });

  it('leaves its credentials out when asked to', async () => {
    const headers = { 'content-type': 'application/json; okta-response=omitCredentials,omitCredentialsLinks' };
    expect(await org.json(`/api/v1/users/${at(2)}`, { headers })).not.toHaveProperty('credentials');
  });
});

describe('the list of users', () => {
  it('hides DEPROVISIONED users unless it searches or filters', async () => {
    expect((await walk('/api/v1/users')).users).toHaveLength(394);
    expect((await walk(search('id pr'))).users).toHaveLength(450);
    const filter = encodeURIComponent('status eq "DEPROVISIONED"');
    expect((await walk(`/api/v1/users?filter=${filter}`)).users).toHaveLength(56);
  });

  it('pages by opaque cursors; the last page has no next link', async () => {
    const { pages, users } = await walk(search('id pr'));
    expect(pages).toBe(3);
    expect(new Set(users.map(({ id }) => id)).size).toBe(450);
    const first = await org.get(search('id pr'));
    expect(first.headers.get('link')?.split(', ')).toHaveLength(2);
    expect(link(first, 'self')).toBe(`${org.simulator.url}/api/v1/users?limit=200&search=id+pr`);
    expect(link(first, 'next')).toMatch(/\?after=[A-Za-z0-9_-]{16,}&limit=200&search=id\+pr$/);
  });

  it('drops from its links what it ignored', async () => {
    const response = await org.get('/api/v1/users?limit=7&sortOrder=desc&nonsense=1');
    expect(link(response, 'self')).toBe(`${org.simulator.url}/api/v1/users?limit=7`);
  });

  it.each(['made-up', '00u1234567890123456', 'MS4w'])('refuses the cursor %s', async (after) => {
    expect(await refusal(`/api/v1/users?after=${after}`)).toEqual({ status: 400, code: 'E0000029' });
  });

  it('refuses a cursor of another list', async () => {
    const cursor = new URL(link(await org.get(search('id pr')), 'next') ?? '').searchParams.get('after') ?? '';
    expect(await refusal(`/api/v1/users?after=${cursor}`)).toEqual({ status: 400, code: 'E0000029' });
  });

  it.each(['0', '-1', 'many', '1.5'])('refuses limit=%s', async (limit) => {
    expect(await refusal(`/api/v1/users?limit=${limit}`)).toEqual({ status: 400, code: 'E0000029' });
  });

  it('clamps or refuses a limit above 200, as the switch says', async () => {
    const clamped = await org.get(search('id pr', '&limit=500'));
    expect((await clamped.json()) as unknown[]).toHaveLength(200);
    turn(org.simulator.org, { limitAboveMaximum: 'refuse' });
    expect(await refusal(search('id pr', '&limit=500'))).toEqual({ status: 400, code: 'E0000029' });
    turn(org.simulator.org, { limitAboveMaximum: 'clamp' });
  });

  it('has only a self link on each user', async () => {
    const [first] = await org.json<{ id: string; _links: object }[]>('/api/v1/users?limit=1');
    expect(first?._links).toEqual({ self: { href: `${org.simulator.url}/api/v1/users/${first?.id ?? ''}` } });
  });

  it('keeps to the fields it is asked for', async () => {
    const [first] = await org.json<object[]>('/api/v1/users?limit=1&fields=status,profile:(login, department)');
    expect(first).toEqual({
      id: expect.any(String) as string,
      status: 'STAGED',
      profile: { department: 'D0', login: at(0) },
    });
  });

  it('sorts a search, equal values by id', async () => {
    const { users } = await walk(search('id pr', '&sortBy=profile.department&sortOrder=desc'));
    const rows = users.map(({ id, profile }) => ({ id, department: String(profile['department']) }));
    const rank = (row: (typeof rows)[number]): string => `${9 - Number(row.department.slice(1))} ${row.id}`;
    const sorted = [...rows].sort((one, other) => (rank(one) < rank(other) ? -1 : 1));
    expect(rows).toEqual(sorted);
    expect(await refusal(search('id pr', '&sortBy=profile.pet'))).toEqual({ status: 400, code: 'E0000031' });
  });

  it('finds by q at most ten of those who are not DEPROVISIONED, on one page', async () => {
    const response = await org.get('/api/v1/users?q=P1');
    const users = (await response.json()) as ListedUser[];
    expect(users).toHaveLength(10);
    expect(users.every(({ status }) => status !== 'DEPROVISIONED')).toBe(true);
    expect(link(response, 'next')).toBeUndefined();
  });
});

describe('search and filter', () => {
  it.each([
    ['profile.hrWorkerId eq "w77"', 1],
    ['profile.hrWorkerId eq "nobody"', 0],
    ['profile.login eq "P3.LAST@example.com"', 1],
    ['profile.department eq "d1" and status eq "active"', 19],
    ['status lt "STAGED" or status gt "STAGED"', 393],
    ['lastUpdated ge "2026-01-02T07:00:00.000Z"', 30],
    ['lastUpdated gt "2026-01-02T07:00:00.000Z" and profile.department eq "D0"', 9],
    ['profile.firstName co "44"', 14],
    ['activated pr and (status eq "SUSPENDED" or status eq "LOCKED_OUT")', 112],
  ])('finds by %s', async (expression, count) => {
    expect((await walk(search(expression))).users).toHaveLength(count);
  });

  it.each([
    'status ne "ACTIVE"',
    'not (status eq "ACTIVE")',
    'profile.department co "D"',
    'profile.pet eq "cat"',
    'profile.Department eq "D1"',
    'department eq "D1"',
    'status eq',
    'status eq ACTIVE',
    '(status eq "ACTIVE"',
    'status eq "ACTIVE" status eq "ACTIVE"',
    'lastUpdated gt "yesterday"',
    'status in ("ACTIVE")',
    'status ew "E"',
    '',
  ])('refuses the search %s', async (expression) => {
    expect(await org.json(search(expression))).toMatchObject({
      errorCode: 'E0000031',
      errorSummary: 'Invalid search criteria.',
    });
  });

  it('compares filter values with their case', async () => {
    const found = async (filter: string): Promise<number> =>
      (await walk(`/api/v1/users?filter=${encodeURIComponent(filter)}`)).users.length;
    expect(await found(`profile.login eq "${at(5)}"`)).toBe(1);
    expect(await found(`profile.login eq "${at(5).toUpperCase()}"`)).toBe(0);
    expect(await found('status eq "ACTIVE" and lastUpdated lt "2026-01-02T01:00:00.000Z"')).toBe(8);
  });

  it.each(['status sw "A"', 'profile.department eq "D1"', 'status pr', 'created gt "2026-01-01T00:00:00.000Z"'])(
    'refuses the filter %s',
    async (filter) => {
      const path = `/api/v1/users?filter=${encodeURIComponent(filter)}`;
      expect(await refusal(path)).toEqual({ status: 400, code: 'E0000031' });
    },
  );

  it('refuses filter and search together', async () => {
    expect(await refusal(`${search('id pr')}&filter=${encodeURIComponent('status eq "ACTIVE"')}`)).toEqual({
      status: 400,
      code: 'E0000033',
    });
  });

  it('sees changes late when the replica lags, while a single GET sees them at once', async () => {
    const lagging = await bench({ users: [user('old@example.com')], switches: { searchLagMs: 10_000 } });
    await lagging.clock.advance(60_000);
    lagging.simulator.org.addUser(user('new@example.com'));
    lagging.simulator.org.changeUser('old@example.com', { status: 'SUSPENDED' });
    const seen = async (): Promise<readonly string[]> => {
      const users = await lagging.json<ListedUser[]>(search('id pr'));
      return users.map(({ status, profile }) => `${String(profile['login'])} ${status}`);
    };
    expect(await seen()).toEqual(['old@example.com ACTIVE']);
    expect(await lagging.json('/api/v1/users/old@example.com')).toMatchObject({ status: 'SUSPENDED' });
    expect(await lagging.json('/api/v1/users/new@example.com')).toMatchObject({ status: 'ACTIVE' });
    await lagging.clock.advance(10_000);
    expect(await seen()).toEqual(['old@example.com SUSPENDED', 'new@example.com ACTIVE']);
    await lagging.close();
  });
});
