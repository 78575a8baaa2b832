import { describe, expect, it } from 'vitest';
import { oktaGroupId, oktaUserId } from '../../src/domain/kernel/ids.ts';
import { TenuredError } from '../../src/domain/kernel/errors.ts';
import type { OktaReader } from '../../src/okta/index.ts';
import type { WriteOutcome } from '../../src/reconcile/ports.ts';
import { group, user, type Aim, type Fault, type Simulator } from '../../src/simulator/index.ts';
import { outlasting } from '../support/outlasting.ts';
import { collect } from './fake-okta.ts';
import { administrator, cases, clientId, organisation, signIn, type Case, type Organisation } from './organisation.ts';
import { columns } from './thinned.ts';

const minute = 60_000;

/** Two pages of everything that is listed by pages of 200. */
const crowd = Array.from({ length: 220 }, (_, number) =>
  user(`c${String(number)}@acme.test`, { id: `00uCrowd${String(number)}` }),
);
/** More of them than fit on a page. */
const helpers = crowd.slice(50, 200);
const crowded = group('Crowd', { id: '00gCrowd' });
const somebody = oktaUserId('00uCrowd7');

/** One read, where it is read from, and what it must give by the organisation itself. */
interface Read {
  readonly name: string;
  readonly path: string;
  call(reader: OktaReader): Promise<unknown>;
  truth(simulator: Simulator): unknown;
}

const items = async (pages: AsyncIterable<{ readonly items: readonly unknown[] }>): Promise<readonly unknown[]> =>
  (await collect(pages)).flatMap((page) => page.items);

const reads: readonly Read[] = [
  {
    name: 'a user by id',
    path: `/api/v1/users/${somebody}`,
    call: async (reader) => (await reader.user(somebody, []))?.login,
    truth: ({ org }) => org.user(somebody)?.profile['login'],
  },
  {
    name: 'all users',
    path: '/api/v1/users',
    call: async (reader) => ((await items(reader.users(null, []))) as { id: string }[]).map(({ id }) => id).sort(),
    truth: ({ org }) => [...org.users.all()].map(({ id }) => id).sort(),
  },
  {
    name: 'the members of a group',
    path: `/api/v1/groups/${crowded.id ?? ''}/users`,
    call: async (reader) => [...(await items(reader.groupMembers(oktaGroupId('00gCrowd'))))].sort(),
    truth: () => crowd.map(({ id }) => id).sort(),
  },
  {
    name: 'all groups',
    path: '/api/v1/groups',
    call: async (reader) => ((await items(reader.groups())) as { id: string }[]).map(({ id }) => id).sort(),
    truth: ({ org }) => [...org.groups.all()].map(({ id }) => id).sort(),
  },
  {
    name: 'the roles of a user',
    path: `/api/v1/users/${administrator}/roles`,
    call: (reader) => reader.rolesOf(administrator),
    truth: () => ['SUPER_ADMIN'],
  },
  {
    name: 'the groups of a user',
    path: `/api/v1/users/${somebody}/groups`,
    call: async (reader) => (await reader.groupsOf(somebody)).length,
    truth: () => 2,
  },
  {
    name: 'the administrators',
    path: '/api/v1/iam/assignees/users',
    call: async (reader) => [...(await reader.assignees())].sort(),
    truth: () => helpers.map(({ id }) => id).sort(),
  },
  {
    name: 'whether a group carries a role',
    path: '/api/v1/groups/00gAdmins/roles',
    call: (reader) => reader.carriesRole(oktaGroupId('00gAdmins')),
    truth: () => true,
  },
];

type Ordered = (aim: Aim) => Fault;

/** Every fault of the simulator's vocabulary that a call can meet. What an administrator does is no fault of a call. */
const faults: readonly (readonly [string, Ordered])[] = [
  ['429', (aim) => ({ ...aim, kind: 'fail', status: 429, errorCode: 'E0000047' })],
  ['408', (aim) => ({ ...aim, kind: 'fail', status: 408, errorCode: 'E0000009' })],
  ['500', (aim) => ({ ...aim, kind: 'fail', status: 500, errorCode: 'E0000009' })],
  ['502', (aim) => ({ ...aim, kind: 'fail', status: 502, errorCode: 'E0000009' })],
  ['503', (aim) => ({ ...aim, kind: 'fail', status: 503, errorCode: 'E0000181' })],
  ['504', (aim) => ({ ...aim, kind: 'fail', status: 504, errorCode: 'E0000009' })],
  ['503 read-only', (aim) => ({ ...aim, kind: 'fail', status: 503, errorCode: 'E0000010' })],
  ['400', (aim) => ({ ...aim, kind: 'fail', status: 400, errorCode: 'E0000001' })],
  ['401', (aim) => ({ ...aim, kind: 'fail', status: 401, errorCode: 'E0000011' })],
  ['403', (aim) => ({ ...aim, kind: 'fail', status: 403, errorCode: 'E0000006' })],
  ['409 still activating', (aim) => ({ ...aim, kind: 'fail', status: 409, errorCode: 'E0000112' })],
  ['423', (aim) => ({ ...aim, kind: 'fail', status: 423, errorCode: 'E0000239' })],
  ['a cut before', (aim) => ({ ...aim, kind: 'cutBeforeCommit' })],
  ['a cut after', (aim) => ({ ...aim, kind: 'cutAfterCommit' })],
  ['a reset before', (aim) => ({ ...aim, kind: 'reset', when: 'beforeCommit' })],
  ['a reset after', (aim) => ({ ...aim, kind: 'reset', when: 'afterCommit' })],
  ['half an answer', (aim) => ({ ...aim, kind: 'truncate' })],
  ['no byte of an answer', (aim) => ({ ...aim, kind: 'truncate', bytes: 0 })],
  ['silence before', (aim) => ({ ...aim, kind: 'hold', when: 'beforeCommit' })],
  ['silence after', (aim) => ({ ...aim, kind: 'hold', when: 'afterCommit' })],
  ['20 s of latency', (aim) => ({ ...aim, kind: 'latency', milliseconds: 20_000 })],
  ['90 s of latency', (aim) => ({ ...aim, kind: 'latency', milliseconds: 90_000 })],
  ['a byte a second', (aim) => ({ ...aim, kind: 'slowBody', bytesPerSecond: 1 })],
  ['a date ten minutes ahead', (aim) => ({ ...aim, kind: 'dateSkew', milliseconds: 10 * minute })],
  ['a date four minutes behind', (aim) => ({ ...aim, kind: 'dateSkew', milliseconds: -4 * minute })],
  ['rate headers twice', (aim) => ({ ...aim, kind: 'rateHeaders', form: 'duplicated' })],
  ['no rate headers', (aim) => ({ ...aim, kind: 'rateHeaders', form: 'missing' })],
  ['absurd rate headers', (aim) => ({ ...aim, kind: 'rateHeaders', form: 'absurd' })],
  ['a reset far off', (aim) => ({ ...aim, kind: 'rateHeaders', reset: 4_000_000_000 })],
  ['garbled rate headers', (aim) => ({ ...aim, kind: 'rateHeaders', limit: 'many', remaining: -7, reset: 'soon' })],
  ['a next page elsewhere', (aim) => ({ ...aim, kind: 'foreignNext', origin: 'https://evil.example' })],
  [
    'read-only mode',
    ({ forSeconds }) => ({ kind: 'maintenance', ...(forSeconds === undefined ? {} : { forSeconds }) }),
  ],
  ['no call at once', ({ forSeconds = 30 }) => ({ kind: 'concurrency', limit: 0, forSeconds })],
  ['others who use everything', ({ forSeconds = 30 }) => ({ kind: 'otherTenants', share: 1, forSeconds })],
  ['a role taken away', ({ forSeconds = 30 }) => ({ kind: 'roleRevoked', client: clientId, forSeconds })],
  [
    'scopes taken away',
    ({ forSeconds = 30 }) => ({
      kind: 'scopeRevoked',
      client: clientId,
      scopes: ['okta.users.manage', 'okta.groups.manage', 'okta.users.read', 'okta.groups.read', 'okta.roles.read'],
      forSeconds,
    }),
  ],
  ['a key taken away', ({ forSeconds = 30 }) => ({ kind: 'keyRevoked', client: clientId, forSeconds })],
  ['revoked tokens', (aim) => ({ ...aim, kind: 'revokeTokens', client: clientId })],
  ['another nonce', (aim) => ({ ...aim, kind: 'rotateNonce' })],
];

type Stretch = Pick<Aim, 'forSeconds' | 'times'>;

const stretches: readonly (readonly [string, Stretch])[] = [
  ['once', { times: 1 }],
  ['for three minutes', { forSeconds: 180 }],
];

interface Row {
  readonly fault: string;
  readonly order: Ordered;
  readonly how: string;
  readonly stretch: Stretch;
  /** Which row it is. */
  readonly row: number;
}

const spread = (all: typeof faults): readonly Row[] =>
  all
    .flatMap(([fault, order]) => stretches.map(([how, stretch]) => ({ fault, order, how, stretch })))
    .map((each, row) => ({ ...each, row }));

/** A 404 to a read is Okta's own word that there is nobody, and is believed. */
const ofWrites = spread([...faults, ['404', (aim) => ({ ...aim, kind: 'fail', status: 404, errorCode: 'E0000007' })]]);

async function set(more: NonNullable<Parameters<typeof organisation>[0]>['more'] = {}): Promise<Organisation> {
  const org = await organisation({ more });
  signIn(org.simulator);
  // Windows and tokens are known: what is met is a call in the middle of a run.
  await outlasting(org.clock, org.simulator, () => org.reader.user(administrator, []));
  return org;
}

/** How a call ended: with a value, or with a TenuredError; anything else fails the test. */
async function ended<Value>(
  { clock, simulator }: Organisation,
  begin: () => Promise<Value>,
): Promise<{ readonly value: Value } | { readonly error: TenuredError }> {
  try {
    return { value: await outlasting(clock, simulator, begin) };
  } catch (error) {
    if (error instanceof TenuredError) return { error };
    throw error;
  }
}

/** No more than so many requests, whatever goes wrong; and no silence of more than a minute that was not announced. */
function expectPatience({ heard, simulator, clock }: Organisation, from: { at: number; requests: number }): void {
  expect(simulator.requests().length - from.requests).toBeLessThanOrEqual(45);
  let quietFrom = from.at;
  for (const { at, event } of [...heard, { at: clock.now(), event: { type: 'end' as const } }]) {
    if (at < from.at) continue;
    expect(at - quietFrom, `silence before ${JSON.stringify(event)}`).toBeLessThanOrEqual(minute);
    const announced = 'milliseconds' in event && event.type !== 'okta-call' ? event.milliseconds : 0;
    quietFrom = Math.max(quietFrom, at + announced);
  }
  expect(clock.now() - from.at).toBeLessThanOrEqual(11 * minute);
}

function start({ clock, simulator }: Organisation): { at: number; requests: number } {
  return { at: clock.now(), requests: simulator.requests().length };
}

const crowds = {
  users: crowd,
  groups: [crowded],
  memberships: [{ group: '00gCrowd', users: crowd.map(({ id }) => id ?? '') }],
  roles: helpers.map(({ id = '' }) => ({ assignee: id, role: { type: 'HELP_DESK_ADMIN' } as const })),
};

/** A fault that nobody met would prove nothing. */
function expectMet({ simulator }: Organisation, { times }: Stretch, what: string): void {
  if (times === 1) expect(simulator.faults.pending, what).toBe(0);
}

describe('no read says what is not so', () => {
  it.each(spread(faults))('under $fault, $how', async ({ order, stretch, row }) => {
    for (const read of columns(row, reads)) {
      const org = await set(crowds);
      const truth = read.truth(org.simulator);
      const from = start(org);
      org.simulator.faults.order(order({ method: 'GET', path: read.path, ...stretch }));
      const end = await ended(org, () => read.call(org.reader));
      if ('value' in end) expect(end.value, read.name).toEqual(truth);
      else expect(end.error.code, read.name).toMatch(/^TEN-2[123]/);
      expectMet(org, stretch, read.name);
      expectPatience(org, from);
      await org.simulator.close();
    }
  });
});

describe('every write ends as done, refused or unknown, never as what is not so', () => {
  it.each(ofWrites)('under $fault, $how', async ({ order, stretch, row }) => {
    for (const one of columns(row, cases)) {
      const org = await set();
      const [method = '', path = ''] = one.request.replace(/\?.*/, '').split(' ');
      const from = start(org);
      org.simulator.faults.order(order({ method, path, ...stretch }));
      const end = await ended(org, () => one.call(org.writer));
      expectTrue(one, org, 'value' in end ? end.value : end.error);
      expectMet(org, stretch, one.name);
      expectPatience(org, from);
      await org.simulator.close();
    }
  });
});

function expectTrue(one: Case, org: Organisation, end: WriteOutcome | TenuredError): void {
  const { simulator } = org;
  const effects = org.events().filter((event) => event === one.event).length;
  if (!one.repeatable) expect(effects, one.name).toBeLessThanOrEqual(1);
  if (end instanceof TenuredError) {
    expect(end.code, one.name).toMatch(/^TEN-2[1234]/);
    expect(effects, `${one.name}: ${end.message}`).toBe(0);
  } else if (end.kind === 'done') {
    expect(one.happened(simulator), one.name).toBe(true);
    expect(end.requestId, one.name).toMatch(/^req/);
  } else if (end.kind === 'refused') {
    expect(effects, one.name).toBe(0);
    expect(end.requestId, one.name).toMatch(/^req/);
  }
}
