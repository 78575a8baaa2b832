import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/domain/kernel/clock.ts';
import { TenuredError } from '../../src/domain/kernel/errors.ts';
import { oktaGroupId } from '../../src/domain/kernel/ids.ts';
import { instant } from '../../src/domain/time/instant.ts';
import { createReader, generateKey, leastPrivilege, probe, publicJwk, type OktaReader } from '../../src/okta/index.ts';
import type { OktaTools, ProbeResult, ServiceAppOptions } from '../../src/okta/index.ts';
import {
  emptyOrg,
  group,
  readScopes,
  serviceApp,
  user,
  type OrganisationDocument,
  type OrgSeed,
  type ServiceAppSeed,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/index.ts';
import { observe } from '../support/openapi/observer.ts';
import { startSimulator } from '../support/simulated/start.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { collect, settled } from './fake-okta.ts';

const clientId = '0oaTenured';
const generated = await generateKey('ec', 'k1');
const other = await generateKey('ec', 'k1');

interface World {
  readonly clock: VirtualClock;
  readonly simulator: Simulator;
  readonly options: ServiceAppOptions;
  readonly tools: OktaTools;
  readonly reader: OktaReader;
}

const running: Simulator[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
});

interface Wishes {
  readonly org?: Partial<OrgSeed>;
  readonly app?: Partial<ServiceAppSeed>;
  readonly okta?: Partial<ServiceAppOptions>;
  readonly simulator?: Partial<SimulatorOptions>;
  /** Milliseconds that the host's clock is ahead of Okta's. */
  readonly hostAhead?: number;
}

async function world(wishes: Wishes = {}): Promise<World> {
  const clock = new VirtualClock();
  const app = serviceApp(clientId, [publicJwk(generated.privatePem, 'k1')], wishes.app);
  const org = emptyOrg('acme', { apps: [app], ...people(3), ...wishes.org });
  const limits = { presetLimits: 'unlimited' } as const;
  const simulator = await startSimulator({
    clock,
    random: seededRandom(7),
    org,
    observe,
    ...limits,
    ...wishes.simulator,
  });
  running.push(simulator);
  const options = {
    ...{ orgUrl: simulator.url, clientId, dpop: true, share: 0.5 },
    privateKey: { material: generated.privatePem, kid: 'k1' },
    ...wishes.okta,
  };
  const host = hostClock(clock, wishes.hostAhead ?? 0);
  const tools: OktaTools = {
    clock: host,
    random: seededRandom(),
    version: '1.2.3',
    fetch: (url, init) => fetch(url, init),
  };
  return { clock, simulator, options, tools, reader: createReader(options, tools) };
}

function hostClock(clock: VirtualClock, ahead: number): Clock {
  return { now: () => instant(clock.now() + ahead), sleep: (ms, signal) => clock.sleep(ms, signal) };
}

/** So many people with a group, and the administrator whom every org has. */
function people(count: number): Partial<OrgSeed> {
  const users = Array.from({ length: count }, (_, index) =>
    user(`p${String(index).padStart(4, '0')}.x@acme.test`, {
      status: index === 1 ? 'DEPROVISIONED' : 'ACTIVE',
      lastUpdated: '2025-06-01T00:00:00.000Z',
      profile: { hrWorkerId: `E${String(index)}`, city: 'Bonn' },
    }),
  );
  const boss = user('root.admin@acme.test', { id: '00uRoot', lastUpdated: '2025-06-01T00:00:00.000Z' });
  const times = { lastUpdated: '2025-06-01T00:00:00.000Z', lastMembershipUpdated: '2025-06-01T00:00:00.000Z' };
  return {
    users: [...users, boss],
    groups: [group('Staff', { id: '00gStaff', ...times }), group('Admins', { id: '00gAdmins', ...times })],
    memberships: [{ group: '00gStaff', users: users.map(({ id }) => id ?? '') }],
    rules: [
      { id: '0prOn', name: 'On', status: 'ACTIVE', expression: 'user.city=="Bonn"', groupIds: ['00gStaff'] },
      { id: '0prOff', name: 'Off', status: 'INACTIVE', expression: 'user.city=="Rome"', groupIds: ['00gAdmins'] },
    ],
    roles: [
      { assignee: '00uRoot', role: { type: 'SUPER_ADMIN' } },
      { assignee: '00gAdmins', role: { type: 'ORG_ADMIN' } },
    ],
  };
}

async function failureOf(clock: VirtualClock, promise: Promise<unknown>): Promise<TenuredError> {
  const failure = await settled(clock, promise).then(
    () => null,
    (error: unknown) => error,
  );
  if (failure instanceof TenuredError) return failure;
  throw new Error(`it did not fail as it should: ${String(failure)}`);
}

function apiRequests(simulator: Simulator): readonly string[] {
  return simulator
    .requests()
    .filter(({ path }) => path !== '/oauth2/v1/token')
    .map(({ path }) => path);
}

describe('reading an org over HTTP', () => {
  it('finds the organisation without a token, and the canary with one', async () => {
    const { clock, simulator, reader } = await world();
    const { id } = await settled(clock, reader.organisation());
    expect(id).toBe(simulator.org.id);
    expect(simulator.requests()).toHaveLength(1);
    expect(await settled(clock, reader.canary('ROOT.admin@acme.test'))).toMatchObject({ id: '00uRoot' });
    expect(Math.abs(reader.clockSkew() ?? NaN)).toBeLessThanOrEqual(1000);
  });

  it('reads everybody of every status, in as many calls as there are pages', async () => {
    const { clock, simulator, reader } = await world({ org: people(1000) });
    const pages = await settled(clock, collect(reader.users(null, ['hrWorkerId', 'city'])));
    const users = pages.flatMap(({ items }) => items);
    expect(new Set(users.map(({ id }) => id)).size).toBe(1001);
    expect(users.filter(({ status }) => status === 'DEPROVISIONED')).toHaveLength(1);
    expect(users.find(({ login }) => login === 'p0007.x@acme.test')).toMatchObject({
      status: 'ACTIVE',
      provider: 'OKTA',
      attributes: { hrWorkerId: 'E7', city: 'Bonn' },
    });
    expect(pages).toHaveLength(6);
    expect(apiRequests(simulator)).toHaveLength(6);
    expect(reader.calls()).toBe(6);
    expect(simulator.violations()).toEqual([]);
  });

  it('reads groups, members, rules, administrators and the schema', async () => {
    const { clock, reader } = await world({ org: people(450) });
    const groups = (await settled(clock, collect(reader.groups()))).flatMap(({ items }) => items);
    expect(groups.find(({ id }) => id === '00gStaff')).toMatchObject({ name: 'Staff', type: 'OKTA_GROUP' });
    const members = await settled(clock, collect(reader.groupMembers(oktaGroupId('00gStaff'))));
    expect(members.flatMap(({ items }) => items)).toHaveLength(450);
    expect(await settled(clock, reader.groupRules())).toEqual([
      { id: '0prOn', name: 'On', active: true, groups: ['00gStaff'] },
      { id: '0prOff', name: 'Off', active: false, groups: ['00gAdmins'] },
    ]);
    const calls = reader.calls();
    expect(await settled(clock, reader.assignees())).toEqual(['00uRoot']);
    expect(groups.filter(({ admin }) => admin === true).map(({ id }) => id)).toEqual(['00gAdmins']);
    expect(reader.calls() - calls).toBe(1);
    const schema = new Map((await settled(clock, reader.schema())).map((attribute) => [attribute.name, attribute]));
    expect(schema.get('hrWorkerId')).toMatchObject({ custom: true, unique: true, userEditable: false });
    expect(schema.get('employeeNumber')).toMatchObject({ custom: false, unique: false, type: 'string' });
    expect(schema.get('login')).toMatchObject({ required: true });
  });

  it('takes a missing group for gone, and a missing user for null', async () => {
    const { clock, reader } = await world();
    expect(await settled(clock, reader.user('nobody@acme.test', []))).toBeNull();
    const gone = await failureOf(clock, collect(reader.groupMembers(oktaGroupId('00gGone'))));
    expect(gone.code).toBe('TEN-2309');
  });

  it('takes nobody for somebody else, and bends no path', async () => {
    const { clock, simulator, reader } = await world();
    for (const login of ['root', 'root.admin', '../groups', 'a/b', '..', '']) {
      const found = await settled(clock, reader.user(login, [])).catch(
        (error: unknown) => (error as TenuredError).code,
      );
      expect([null, 'TEN-2308']).toContain(found);
    }
    expect(apiRequests(simulator).every((path) => path.startsWith('/api/v1/users/'))).toBe(true);
  });

  it('reads what changed since, and nothing else', async () => {
    const switches = { membershipTouchesUser: false, searchLagMs: 0, searchLagSpreadMs: 0 };
    const { clock, simulator, reader } = await world({ org: { ...people(300), switches } });
    await clock.advance(3_600_000);
    const since = clock.now();
    await clock.advance(5000);
    simulator.org.changeUser('p0009.x@acme.test', {
      profile: { ...simulator.org.user('p0009.x@acme.test')?.profile, city: 'Rome' },
    });
    simulator.org.addMember('00gAdmins', '00uRoot');
    const users = await settled(clock, collect(reader.users(since, ['city'])));
    const groups = await settled(clock, collect(reader.changedGroups(since, [])));
    expect(users.flatMap(({ items }) => items)).toMatchObject([
      { login: 'p0009.x@acme.test', attributes: { city: 'Rome' } },
    ]);
    const names = groups.flatMap(({ items }) => items.map(({ name }) => name));
    expect(names.filter((name) => name !== 'Everyone')).toEqual(['Admins']);
  });

  it('tells of a role that a group was given, which is no change of it, where it is asked for by its id', async () => {
    const { clock, simulator, reader } = await world();
    simulator.org.assignRole('00gStaff', { type: 'USER_ADMIN' });
    await clock.advance(3_601_000);
    const changed = await settled(clock, collect(reader.changedGroups(clock.now(), [oktaGroupId('00gStaff')])));
    expect(changed.flatMap(({ items }) => items)).toMatchObject([{ id: '00gStaff', admin: true }]);
    expect(reader.calls()).toBe(1);
  });
});

describe('what Okta refuses is told apart', () => {
  it.each<[string, string, Wishes]>([
    ['a wrong client id', 'TEN-2101', { okta: { clientId: '0oaStranger' } }],
    ['a wrong key', 'TEN-2102', { okta: { privateKey: { material: other.privatePem, kid: 'k1' } } }],
    ['an unknown kid', 'TEN-2103', { okta: { privateKey: { material: generated.privatePem, kid: 'k9' } } }],
    ['an app of another kind', 'TEN-2108', { app: { applicationType: 'web' } }],
    ['a missing scope', 'TEN-2201', { app: { grantedScopes: readScopes.slice(1) } }],
    ['no scope at all', 'TEN-2201', { app: { grantedScopes: [] } }],
    ['DPoP switched off here', 'TEN-2105', { okta: { dpop: false } }],
  ])('%s', async (_, code, wishes) => {
    const { clock, simulator, reader } = await world(wishes);
    const failure = await failureOf(clock, reader.canary('00uRoot'));
    expect(failure).toMatchObject({ code, exitCode: 12 });
    expect(apiRequests(simulator)).toEqual([]);
  });

  it.each(['narrow', 'refuse'] as const)('a scope that is not granted, by name (%s)', async (partialScopes) => {
    const app = { grantedScopes: readScopes.filter((scope) => scope !== 'okta.roles.read') };
    const { clock, reader } = await world({ app, org: { switches: { partialScopes } } });
    const failure = await failureOf(clock, reader.canary('00uRoot'));
    expect(`${failure.message} ${failure.hint ?? ''}`).toContain('okta.roles.read');
  });

  it('no admin role: nobody is seen, and that is no answer', async () => {
    const { clock, reader } = await world({ app: { roles: [] } });
    const list = await failureOf(clock, collect(reader.users(null, [])));
    expect(list.code).toBe('TEN-2203');
    const canary = await failureOf(clock, reader.canary('00uRoot'));
    expect(canary.code).toBe('TEN-2202');
    expect((await failureOf(clock, reader.assignees())).code).toBe('TEN-2202');
  });

  it('a role that reaches other people only', async () => {
    const app = { roles: [{ type: 'USER_ADMIN', groups: ['00gStaff'] }] as const };
    const { clock, reader } = await world({ app });
    const users = (await settled(clock, collect(reader.users(null, [])))).flatMap(({ items }) => items);
    expect(users).toHaveLength(3);
    expect((await failureOf(clock, reader.canary('00uRoot'))).exitCode).toBe(12);
  });

  it.each([600_000, -600_000])('a clock that is ten minutes off (%i)', async (hostAhead) => {
    const { clock, simulator, reader } = await world({ hostAhead });
    const failure = await failureOf(clock, reader.users(null, [])[Symbol.asyncIterator]().next());
    expect(failure.code).toBe('TEN-2107');
    expect(simulator.requests()).toHaveLength(1);
  });

  it('a clock that is two minutes off is put up with, and told', async () => {
    for (const hostAhead of [120_000, -120_000]) {
      const { clock, reader } = await world({ hostAhead });
      await settled(clock, reader.canary('00uRoot'));
      expect(Math.abs((reader.clockSkew() ?? 0) - hostAhead)).toBeLessThanOrEqual(1000);
    }
  });

  it('a token that was revoked is replaced once', async () => {
    const { clock, simulator, reader } = await world();
    await settled(clock, reader.canary('00uRoot'));
    await clock.advance(5000);
    simulator.org.revokeTokens(clientId);
    await clock.advance(5000);
    await settled(clock, reader.canary('00uRoot'));
    expect(simulator.requests().filter(({ status }) => status === 401)).toHaveLength(1);
  });

  it('outlives the hour of a token and the rotation of the nonce', async () => {
    const { clock, simulator, reader } = await world();
    for (let hours = 0; hours < 30; hours += 1) {
      await settled(clock, reader.canary('00uRoot'));
      simulator.rotateNonce();
      await clock.advance(3_600_000);
    }
    expect(simulator.requests().filter(({ status }) => status === 401)).toEqual([]);
    expect(reader.calls()).toBe(30);
  });
});

describe('the network between', () => {
  it('may point the next page elsewhere: nothing is sent there', async () => {
    const { clock, options, tools, simulator } = await world({ org: people(300) });
    let connections = 0;
    const evil = createServer((_, response) => response.end('[]')).on('connection', () => (connections += 1));
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
    const { port } = evil.address() as AddressInfo;
    const rewriting: OktaTools['fetch'] = async (url, init) => {
      const answer = await tools.fetch(url, init);
      const headers = new Headers(answer.headers);
      const link = headers.get('link');
      if (link !== null) headers.set('link', link.replaceAll(simulator.url, `http://127.0.0.1:${String(port)}`));
      return new Response(await answer.text(), { status: answer.status, headers });
    };
    const reader = createReader(options, { ...tools, fetch: rewriting });
    const failure = await failureOf(clock, collect(reader.users(null, [])));
    await new Promise((resolve) => evil.close(resolve));
    expect(failure.code).toBe('TEN-2307');
    expect(connections).toBe(0);
  });

  it('may redirect: nothing is sent there', async () => {
    const made = await world();
    let connections = 0;
    const evil = createServer((_, response) => response.end('{}')).on('connection', () => (connections += 1));
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
    const target = `http://127.0.0.1:${String((evil.address() as AddressInfo).port)}/api`;
    const proxy = createServer((_, response) => {
      // The real time would pass for a clock that is off.
      response.sendDate = false;
      response.writeHead(307, { location: target }).end();
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const orgUrl = `http://127.0.0.1:${String((proxy.address() as AddressInfo).port)}`;
    const reader = createReader({ ...made.options, orgUrl }, made.tools);
    const failure = await reader.canary('00uRoot').catch((error: unknown) => error as TenuredError);
    proxy.closeAllConnections();
    await Promise.all([evil, proxy].map((server) => new Promise((resolve) => server.close(resolve))));
    expect(failure).toMatchObject({ code: 'TEN-2305' });
    expect(connections).toBe(0);
  });

  it('may be narrow: a small org’s limits are kept to, without a single 429', async () => {
    const { clock, simulator, reader } = await world({ simulator: { presetLimits: 'devFree' } });
    const start = clock.now();
    for (let calls = 0; calls < 150; calls += 1) await settled(clock, reader.canary('00uRoot'));
    expect(simulator.requests().filter(({ status }) => status === 429)).toEqual([]);
    expect(clock.now() - start).toBeLessThan(10 * 60_000);
  });

  it('may throttle: sixty processes that start at once all get their answer, after a wait', async () => {
    const { clock, options, tools, simulator } = await world({ simulator: { presetLimits: 'devFree' } });
    const start = clock.now();
    const readers = Array.from({ length: 60 }, (_, index) =>
      createReader(options, { ...tools, random: seededRandom(100 + index) }),
    );
    const found = await settled(clock, Promise.all(readers.map((reader) => reader.canary('00uRoot'))));
    expect(found).toHaveLength(60);
    const refused = simulator
      .requests()
      .filter(({ status, path }) => status === 429 && path !== '/oauth2/v1/token').length;
    expect(refused).toBeGreaterThan(0);
    expect(readers.reduce((calls, reader) => calls + reader.calls(), 0)).toBe(60 + refused);
    expect(refused).toBeLessThanOrEqual(20);
    expect(clock.now() - start).toBeLessThan(3 * 60_000);
  });
});

describe('doctor', () => {
  async function results(
    made: World,
    anchor: string | null = 'hrWorkerId',
    groups: readonly string[] = [],
  ): Promise<Map<string, ProbeResult>> {
    const round = collect(
      probe(made.options, made.tools, { attributes: ['city'], anchor, canary: 'p0000.x@acme.test', groups }),
    );
    return new Map((await settled(made.clock, round)).map((result) => [result.name, result]));
  }

  it('proves everything one by one', async () => {
    const found = await results(await world());
    expect([...found].map(([name, { level }]) => `${name} ${level}`)).toEqual([
      'key ok',
      'organisation ok',
      'clock ok',
      'DPoP ok',
      'users ok',
      'groups ok',
      'group rules ok',
      'schema ok',
      'administrators ok',
      'canary ok',
      'system log ok',
      'scope users.manage warn',
      'scope groups.manage warn',
      'own role ok',
      'reach ok',
      'excess ok',
      'rate limits ok',
    ]);
    const problem = found.get('scope users.manage')?.problem;
    expect(problem).toMatchObject({ code: 'TEN-2061', severity: 'warning' });
    expect(problem?.why).toContain('Without it apply and run stop before they begin');
  });

  it.each(['narrow', 'refuse'] as const)(
    'names scopes beyond need, whatever Okta makes of a part (%s)',
    async (how) => {
      const grantedScopes = [...readScopes, 'okta.apps.manage', 'okta.roles.manage'];
      const found = await results(await world({ app: { grantedScopes }, org: { switches: { partialScopes: how } } }));
      expect(found.get('excess')).toMatchObject({ level: 'warn', problem: { code: 'TEN-2060' } });
      expect(found.get('excess')?.detail).toBe('More than tenured needs: okta.apps.manage, okta.roles.manage.');
    },
  );

  it('is satisfied with the least rights that it names, and tells each permission that is missing or too many', async () => {
    const { permissions, scopes } = leastPrivilege.apply;
    const custom = (held: readonly string[]): NonNullable<ServiceAppSeed['roles']> => [
      { type: 'READ_ONLY_ADMIN' },
      {
        type: 'CUSTOM',
        roleId: 'cr0least',
        label: 'tenured',
        permissions: held,
        resourceSet: { users: 'all', groups: 'all' },
      },
    ];
    const round = async (held: readonly string[]): Promise<Map<string, ProbeResult>> => {
      const at = { created: instant(0), lastUpdated: instant(0) };
      const org: Partial<OrganisationDocument> = {
        customRoles: [{ id: 'cr0least', label: 'tenured', description: '', permissions: held, ...at }],
      };
      return results(await world({ app: { grantedScopes: scopes, roles: custom(held) }, org }));
    };
    const enough = await round(permissions);
    expect([...enough.values()].filter(({ level }) => level !== 'ok')).toEqual([]);
    for (const one of permissions) {
      const found = await round(permissions.filter((other) => other !== one));
      expect(found.get('own role'), one).toMatchObject({ level: 'warn', problem: { code: 'TEN-2061' } });
      expect(found.get('own role')?.problem?.why).toBe(`Okta would refuse what needs: ${one}.`);
    }
    const found = await round([...permissions, 'okta.users.lifecycle.delete', 'okta.apps.manage']);
    expect(found.get('excess')?.detail).toBe('More than tenured needs: okta.apps.manage, okta.users.lifecycle.delete.');
  });

  const at = { created: instant(0), lastUpdated: instant(0) };
  it.each([
    ['all of both', ['users', 'groups'], 'ok', 'all users and every group of the mapping, by "HR people"'],
    [
      'the groups named',
      ['users', 'groups:00gStaff'],
      'ok',
      'all users and every group of the mapping, by "HR people"',
    ],
    ['no group', ['users'], 'warn', "The app's role does not reach groups of the mapping: Staff."],
    [
      'only some users',
      ['groups:00gStaff:contained_resources', 'groups'],
      'warn',
      'reaches only some users ("HR people")',
    ],
  ])(
    'says whom and what a role that is limited to a resource set does not reach: %s',
    async (_, names, level, says) => {
      const { permissions, scopes } = leastPrivilege.apply;
      const resources = names.map((name, index) => {
        return { id: `ire${String(index)}`, orn: `orn:okta:directory:00oAcme:${name}`, created: instant(0) };
      });
      const resourceSet = { id: 'iamPeople', users: 'all', groups: 'all' } as const;
      const custom = { type: 'CUSTOM', roleId: 'cr0least', label: 'tenured', permissions, resourceSet } as const;
      const org: Partial<OrganisationDocument> = {
        customRoles: [{ id: 'cr0least', label: 'tenured', description: '', permissions, ...at }],
        resourceSets: [{ id: 'iamPeople', label: 'HR people', description: '', resources, ...at }],
      };
      const found = await results(
        await world({ app: { grantedScopes: scopes, roles: [{ type: 'READ_ONLY_ADMIN' }, custom] }, org }),
        'hrWorkerId',
        ['Staff'],
      );
      expect(found.get('reach')?.level).toBe(level);
      expect(found.get('reach')?.detail).toContain(says);
      if (level === 'ok') return;
      expect(found.get('reach')?.problem).toMatchObject({ code: 'TEN-2202', severity: 'warning' });
      expect(found.get('reach')?.problem?.hint).toContain(
        'Security > Administrators > Resources, in the resource set "HR people"',
      );
    },
  );

  it('has a line of its own for DPoP, off or required and not used', async () => {
    const off = await world({ app: { dpopBound: false } });
    const unbound = await results({ ...off, options: { ...off.options, dpop: false } });
    expect(unbound.get('DPoP')).toMatchObject({ level: 'warn', problem: { code: 'TEN-2105' } });
    const on = await world();
    const refused = await results({ ...on, options: { ...on.options, dpop: false } });
    expect(refused.get('DPoP')).toMatchObject({ level: 'fail', problem: { code: 'TEN-2105' } });
    expect(refused.get('DPoP')?.detail).toBe('The app requires DPoP, and okta.dpop is false.');
  });

  it('says what is seen late without the System Log', async () => {
    const grantedScopes = readScopes.filter((scope) => scope !== 'okta.logs.read');
    const found = await results(await world({ app: { grantedScopes } }));
    expect(found.get('system log')).toMatchObject({ level: 'ok' });
    expect(found.get('system log')?.detail).toMatch(
      /group of more than 1,000 members is seen up to an hour late; okta\.logs\.read/,
    );
  });

  it('names the one scope that is missing and goes on', async () => {
    const app = { grantedScopes: readScopes.filter((scope) => scope !== 'okta.groups.read') };
    const found = await results(await world({ app }));
    expect(found.get('users')?.level).toBe('ok');
    expect(found.get('groups')).toMatchObject({ level: 'fail', problem: { code: 'TEN-2201' } });
    expect(found.get('groups')?.problem?.hint).toContain('okta.groups.read');
    expect(found.get('administrators')?.level).toBe('ok');
  });

  it('warns of too much power and of an anchor that is not unique', async () => {
    const made = await world({ app: { roles: [{ type: 'SUPER_ADMIN' }] } });
    const found = await results(made, 'employeeNumber');
    expect(found.get('own role')).toMatchObject({ level: 'warn' });
    expect(found.get('own role')?.detail).toContain('super administrator');
    expect(found.get('schema')).toMatchObject({ level: 'warn' });
  });

  it('says which attribute the profile lacks', async () => {
    const found = await results(await world(), 'workerNumber');
    expect(found.get('schema')).toMatchObject({ level: 'fail' });
    expect(found.get('schema')?.detail).toContain('workerNumber');
  });

  it('sees the missing role behind an empty list', async () => {
    const found = await results(await world({ app: { roles: [] } }));
    expect(found.get('users')?.level).toBe('fail');
    expect(found.get('administrators')?.level).toBe('fail');
  });

  it('ends where nothing after it could work', async () => {
    const made = await world();
    const unusable = await results({ ...made, options: { ...made.options, privateKey: { material: 'x', kid: null } } });
    expect([...unusable.keys()]).toEqual(['key']);
    const skewed = await results(await world({ hostAhead: 900_000 }));
    expect(skewed.get('organisation')).toMatchObject({ level: 'fail', problem: { code: 'TEN-2107' } });
    expect(skewed.size).toBe(2);
  });
});
