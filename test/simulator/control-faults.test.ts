import { afterEach, beforeEach, expect, it } from 'vitest';
import { faultKinds } from '../../src/simulator/faults/check.ts';
import { group, user, type Fault } from '../../src/simulator/index.ts';
import { clientId, link } from './caller.ts';
import { writer, type Answer, type Writer } from './writer.ts';

// The whole vocabulary of faults as it is ordered from outside: each does over the control endpoint what it does in the
// process, where `fault-kinds.test.ts` goes into each of them.

let org: Writer;
const ada = '/api/v1/users/ada@example.com';
beforeEach(async () => {
  org = await writer(
    {
      users: ['ada', 'bob', 'cyd', 'dan'].map((name) => user(`${name}@example.com`)),
      groups: [group('Staff')],
    },
    { options: { presetLimits: 'devFree' } },
  );
});
afterEach(() => org.close());

async function order(fault: Fault): Promise<string> {
  const answer = await fetch(`${org.simulator.url}/simulator/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { ids: string[] }).ids[0] ?? '';
}

const read = (): Promise<Answer> => org.send('GET', ada);
const suspend = (): Promise<Answer> => org.send('POST', `${ada}/lifecycle/suspend`);
const statusOf = (name = 'ada'): string | undefined => org.status(`${name}@example.com`);
const header = async (name: string): Promise<string | null> => (await read()).headers.get(name);
const tokenStatus = async (): Promise<number> => {
  await org.askToken(org.form(), { dpop: org.tokenProof() });
  return (await org.askToken(org.form(), { dpop: org.tokenProof() })).status;
};

/** Milliseconds of the organisation's time that an answer takes. */
async function taken(ask: () => Promise<unknown>): Promise<number> {
  const started = org.clock.now();
  const state = { open: true };
  const answer = ask().finally(() => (state.open = false));
  while (state.open) {
    await new Promise((resolve) => setImmediate(resolve));
    const next = org.clock.next();
    if (next !== null) await org.clock.advance(next);
  }
  await answer;
  return org.clock.now() - started;
}

const whose = { user: 'ada@example.com' };
const profile = { firstName: 'N', lastName: 'Ew', login: 'new@example.com', email: 'new@example.com' };

type Row = readonly [fault: Fault, proof: () => Promise<unknown>, expected: unknown];

const rows: readonly Row[] = [
  [{ kind: 'fail', status: 500, errorCode: 'E0000009' }, async () => (await read()).code, 'E0000009'],
  [{ kind: 'cutBeforeCommit', method: 'POST' }, () => suspend().catch(() => statusOf()), 'ACTIVE'],
  [{ kind: 'cutAfterCommit', method: 'POST' }, () => suspend().catch(() => statusOf()), 'SUSPENDED'],
  [{ kind: 'reset', method: 'POST' }, () => suspend().catch(() => statusOf()), 'ACTIVE'],
  [{ kind: 'reset', when: 'afterCommit', method: 'POST' }, () => suspend().catch(() => statusOf()), 'SUSPENDED'],
  [{ kind: 'truncate', bytes: 7 }, () => read().catch((error: unknown) => String(error)), 'TypeError: terminated'],
  [
    { kind: 'hold', when: 'beforeCommit', method: 'POST' },
    async () => {
      const held = suspend();
      const state = (): unknown => org.simulator.faults.list()[0]?.state;
      while (state() !== 'holding') await new Promise((resolve) => setImmediate(resolve));
      const before = statusOf();
      await fetch(`${org.simulator.url}/simulator/faults/f1/release`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      });
      return [before, (await held).status, statusOf()];
    },
    ['ACTIVE', 200, 'SUSPENDED'],
  ],
  [{ kind: 'latency', milliseconds: 3000 }, () => taken(read), 3000],
  [{ kind: 'slowBody', bytesPerSecond: 1000 }, async () => (await taken(read)) > 500, true],
  [
    { kind: 'dateSkew', milliseconds: 60_000 },
    async () => Date.parse((await header('date')) ?? '') - org.clock.now(),
    60_000,
  ],
  [{ kind: 'rateHeaders', form: 'duplicated' }, () => header('x-rate-limit-limit'), '50, 50'],
  [{ kind: 'rateHeaders', form: 'missing' }, () => header('x-rate-limit-limit'), null],
  [{ kind: 'rateHeaders', form: 'absurd' }, () => header('x-rate-limit-reset'), '9999999999'],
  [{ kind: 'rateHeaders', remaining: 'few' }, () => header('x-rate-limit-remaining'), 'few'],
  [
    { kind: 'foreignNext', origin: 'https://evil.example' },
    async () => new URL(link(await org.get('/api/v1/users?limit=1'), 'next') ?? '').origin,
    'https://evil.example',
  ],
  [
    { kind: 'shrink', keep: 0.5 },
    async () => [(await org.json<[]>('/api/v1/users')).length, (await org.json<[]>('/api/v1/users')).length],
    [2, 4],
  ],
  [
    { kind: 'lag', milliseconds: 5000 },
    async () => {
      await org.clock.advance(10_000);
      await suspend();
      const seen = async (): Promise<number> =>
        (await org.json<[]>('/api/v1/users?filter=status+eq+%22SUSPENDED%22')).length;
      const early = await seen();
      await org.clock.advance(5000);
      return [early, await seen()];
    },
    [0, 1],
  ],
  [{ kind: 'maintenance' }, async () => [(await suspend()).code, (await read()).status], ['E0000010', 200]],
  [
    { kind: 'concurrency', limit: 0 },
    async () => [(await read()).status, await header('x-rate-limit-limit')],
    [429, '0'],
  ],
  [{ kind: 'otherTenants', share: 1 }, async () => (await read()).status, 429],
  [{ kind: 'keyRevoked', client: clientId }, tokenStatus, 401],
  [{ kind: 'roleRevoked', client: clientId }, async () => (await suspend()).code, 'E0000006'],
  [
    { kind: 'grantRevoked', client: clientId, scopes: ['okta.users.manage'] },
    async () => {
      const granted = await org.token('okta.users.manage okta.groups.manage');
      return [(await read()).status, (await org.get(ada, { token: granted })).status];
    },
    [200, 403],
  ],
  [
    { kind: 'scopeRevoked', client: clientId, scopes: ['okta.users.manage'] },
    async () => (await suspend()).headers.get('www-authenticate')?.includes('insufficient_scope'),
    true,
  ],
  [{ kind: 'rotateNonce' }, () => Promise.resolve(org.simulator.faults.list()), []],
  [{ kind: 'revokeTokens', client: clientId }, async () => (await read()).status, 401],
  [{ kind: 'adminCreate', profile, status: 'STAGED' }, () => Promise.resolve(statusOf('new')), 'STAGED'],
  [
    { kind: 'adminEdit', ...whose, profile: { city: 'Bern' } },
    async () => ((await read()).body as { profile: { city?: string } }).profile.city,
    'Bern',
  ],
  [{ kind: 'adminMove', ...whose, status: 'LOCKED_OUT' }, () => Promise.resolve(statusOf()), 'LOCKED_OUT'],
  [{ kind: 'adminDelete', ...whose }, async () => (await read()).status, 404],
  [
    { kind: 'adminMembership', ...whose, group: 'Staff', member: true },
    async () => (await org.json<[]>(`${ada}/groups`)).length,
    2,
  ],
  [{ kind: 'signIn', ...whose, outcome: 'lockedOut' }, () => Promise.resolve(statusOf()), 'LOCKED_OUT'],
  [{ kind: 'import', ...whose, status: 'SUSPENDED' }, () => Promise.resolve(statusOf()), 'SUSPENDED'],
];

it.each(rows.map((row) => [JSON.stringify(row[0]), row] as const))('%s', async (_, [fault, proof, expected]) => {
  const nonce = async (): Promise<string | null> => {
    const asked = await org.askToken(org.form(), { dpop: org.tokenProof({ claims: { nonce: undefined } }) });
    return asked.headers.get('dpop-nonce');
  };
  const before = fault.kind === 'rotateNonce' ? await nonce() : undefined;
  expect(await order(fault)).toBe('f1');
  expect(await proof()).toEqual(expected);
  if (before !== undefined) expect(await nonce()).not.toBe(before);
});

it('has every kind of fault there is', () => {
  expect([...new Set(rows.map(([{ kind }]) => kind))].sort()).toEqual([...faultKinds].sort());
});
