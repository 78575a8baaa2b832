import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TenuredError } from '../../src/domain/kernel/errors.ts';
import { oktaGroupId, oktaUserId } from '../../src/domain/kernel/ids.ts';
import { instant } from '../../src/domain/time/instant.ts';
import { createWriter, type OktaWriter } from '../../src/okta/index.ts';
import type { WriteOutcome } from '../../src/reconcile/ports.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { FakeOkta, options, settled, type Seen } from './fake-okta.ts';
import {
  administrator,
  admins,
  cases,
  idOf,
  newcomer,
  organisation,
  sales,
  staff,
  Wardens,
  type Organisation,
} from './organisation.ts';

const hour = 3_600_000;
const active = idOf('ACTIVE');
const onAccounts = cases.filter(({ account }) => account !== null);
const ending = new Set(['suspend', 'deactivate', 'clearSessions', 'unlock']);

/** The code that the gate refuses with, after which Okta must have seen no write; `done` when it let it pass. */
async function verdict(org: Organisation, call: (writer: OktaWriter) => Promise<WriteOutcome>): Promise<string> {
  const before = org.writes().length;
  const ended = await settled(org.clock, call(org.writer)).catch((error: unknown) => error as TenuredError);
  if ('kind' in ended) return ended.kind;
  expect(org.writes()).toHaveLength(before);
  expect(org.events()).toEqual([]);
  return ended.code;
}

describe('the gate in the writer', () => {
  it.each(cases)('lets nothing of $name pass while everything is stopped', async (one) => {
    const org = await organisation();
    org.authority.stop = 'paused by root';
    expect(await verdict(org, (writer) => one.call(writer))).toBe('TEN-2401');
    expect(org.simulator.requests()).toEqual([]);
    org.authority.stop = null;
    expect(await verdict(org, (writer) => one.call(writer))).toBe('done');
  });

  it.each(onAccounts)('lets $name reach no account that is not bound', async (one) => {
    const org = await organisation();
    org.authority.bound.delete(one.account ?? '');
    org.authority.cuts.add(one.account ?? '');
    expect(await verdict(org, (writer) => one.call(writer))).toBe('TEN-2402');
    expect(org.simulator.requests()).toEqual([]);
  });

  it.each(onAccounts)('lets $name reach no protected account', async (one) => {
    const org = await organisation();
    org.authority.protections.set(one.account ?? '', 'listed as break-glass');
    expect(await verdict(org, (writer) => one.call(writer))).toBe('TEN-2403');
    expect(org.simulator.requests()).toEqual([]);
  });

  it.each(onAccounts)(
    'lets $name reach a protected account that a person wants cut off: if it ends access',
    async (one) => {
      const org = await organisation();
      org.authority.protections.set(one.account ?? '', 'listed as break-glass');
      org.authority.cuts.add(one.account ?? '');
      expect(await verdict(org, (writer) => one.call(writer))).toBe(ending.has(one.name) ? 'done' : 'TEN-2403');
    },
  );

  it.each(cases.filter(({ name }) => name === 'addToGroup' || name === 'removeFromGroup' || name === 'create'))(
    'lets $name touch no group that is not managed',
    async (one) => {
      const org = await organisation();
      org.authority.groups.clear();
      expect(await verdict(org, (writer) => one.call(writer))).toBe('TEN-2404');
      expect(org.simulator.requests()).toEqual([]);
    },
  );

  it('wants every group of a new account to be managed, not the first alone', async () => {
    const org = await organisation();
    const create = (writer: OktaWriter): Promise<WriteOutcome> =>
      writer.create({ profile: newcomer, groups: [staff, sales, admins] }, []);
    expect(await verdict(org, create)).toBe('TEN-2404');
  });

  it.each<[string, (writer: OktaWriter) => Promise<WriteOutcome>]>([
    ['another attribute', (writer) => writer.updateProfile(active, { city: 'Bonn', manager: 'x' }, [])],
    ['clearing another attribute', (writer) => writer.updateProfile(active, { manager: null }, [])],
    ['a login', (writer) => writer.updateProfile(active, { login: 'x@acme.test' }, [])],
    ['a name of JavaScript', (writer) => writer.updateProfile(active, { constructor: 'x' }, [])],
    [
      'another attribute of a new account',
      (writer) => writer.create({ profile: { ...newcomer, manager: 'x' }, groups: [] }, []),
    ],
  ])('lets nobody write %s', async (_, call) => {
    const org = await organisation();
    expect(await verdict(org, call)).toBe('TEN-2405');
    expect(org.simulator.requests()).toEqual([]);
  });

  it('lets nobody change a login even where the mapping owns it', async () => {
    const org = await organisation();
    org.authority.attributes.add('login');
    const rename = (writer: OktaWriter): Promise<WriteOutcome> =>
      writer.updateProfile(active, { login: 'x@acme.test' }, []);
    expect(await verdict(org, rename)).toBe('TEN-2405');
  });

  it('says what it means for the run', async () => {
    const org = await organisation();
    org.authority.stop = 'the file /etc/tenured/pause is there';
    await expect(org.writer.suspend(active)).rejects.toMatchObject({
      exitCode: 5,
      message: 'Nothing is written to Okta: the file /etc/tenured/pause is there.',
      hint: expect.stringMatching(/^Nothing at all is written/) as string,
    });
    org.authority.stop = null;
    await expect(org.writer.unsuspend(administrator)).rejects.toMatchObject({
      exitCode: 3,
      hint: expect.stringMatching(/^Only this worker waits/) as string,
    });
  });
});

describe('before access ends, the roles are read', () => {
  const ends: readonly (readonly ['suspend' | 'deactivate', (writer: OktaWriter) => Promise<WriteOutcome>])[] = [
    ['suspend', (writer) => writer.suspend(active)],
    ['deactivate', (writer) => writer.deactivate(active)],
  ];

  it.each(ends)('%s stops at a role that was given a minute ago', async (_, call) => {
    const org = await organisation();
    org.authority.listedAt = org.clock.now();
    org.simulator.org.assignRole(active, { type: 'HELP_DESK_ADMIN' });
    expect(await verdict(org, call)).toBe('TEN-2403');
  });

  it.each(ends)('%s stops at a role by a group', async (_, call) => {
    const org = await organisation();
    org.simulator.org.addMember(admins, active);
    expect(await verdict(org, call)).toBe('TEN-2403');
  });

  it.each(ends)('%s of an administrator goes on at the word of a person', async (name, call) => {
    const org = await organisation();
    org.simulator.org.assignRole(active, { type: 'HELP_DESK_ADMIN' });
    org.authority.protections.set(active, 'holds an admin role');
    org.authority.cuts.add(active);
    expect(await verdict(org, call)).toBe('done');
    expect(org.events()).toContain(`user.lifecycle.${name}`);
  });

  it('an answer holds for a minute and for its account', async () => {
    const org = await organisation();
    const roles = (): number => org.simulator.requests().filter(({ path }) => path.endsWith('/roles')).length;
    const suspend = (): Promise<WriteOutcome> => settled(org.clock, org.writer.suspend(idOf('RECOVERY')));
    await suspend();
    await org.clock.advance(59_000);
    await suspend();
    expect(roles()).toBe(1);
    await settled(org.clock, org.writer.deactivate(idOf('PASSWORD_EXPIRED')));
    expect(roles()).toBe(2);
    await org.clock.advance(2000);
    org.simulator.org.assignRole(idOf('RECOVERY'), { type: 'APP_ADMIN' });
    await expect(suspend()).rejects.toMatchObject({ code: 'TEN-2403' });
    expect(roles()).toBe(3);
  });

  it.each(onAccounts.filter(({ name }) => name !== 'suspend' && name !== 'deactivate'))(
    'and not for $name',
    async (one) => {
      const org = await organisation();
      await settled(org.clock, one.call(org.writer));
      expect(org.simulator.requests().some(({ path }) => path.endsWith('/roles'))).toBe(false);
    },
  );

  const failures: readonly (readonly [string, (org: Organisation) => void])[] = [
    [
      'refused',
      ({ simulator }) =>
        simulator.faults.failNext({ path: '/api/v1/users/*/roles' }, { status: 403, errorCode: 'E0000006' }),
    ],
    [
      'not found',
      ({ simulator }) =>
        simulator.faults.failNext({ path: '/api/v1/users/*/roles' }, { status: 404, errorCode: 'E0000007' }),
    ],
    [
      'failing',
      ({ simulator }) => {
        for (let nth = 0; nth < 100; nth += 1) {
          simulator.faults.failNext({ path: '/api/v1/users/*/roles' }, { status: 503, errorCode: 'E0000009' });
        }
      },
    ],
    [
      'throttled',
      ({ simulator }) => {
        for (let nth = 0; nth < 100; nth += 1) {
          simulator.faults.failNext({ path: '/api/v1/users/*/roles' }, { status: 429, errorCode: 'E0000047' });
        }
      },
    ],
  ];

  it.each(failures)('when they are %s, a list of today will do for a suspension', async (_, fail) => {
    const org = await organisation();
    org.authority.listedAt = instant(org.clock.now() - 23 * hour);
    fail(org);
    const started = org.clock.now();
    expect(await verdict(org, (writer) => writer.suspend(active))).toBe('done');
    expect(org.clock.now() - started).toBeLessThanOrEqual(30_000);
  });

  it.each(failures)('when they are %s, a list of yesterday will not, and none neither', async (_, fail) => {
    const org = await organisation();
    for (const listedAt of [null, instant(org.clock.now() - 25 * hour), instant(org.clock.now() + hour)]) {
      org.simulator.faults.clear();
      fail(org);
      org.authority.listedAt = listedAt;
      expect(await verdict(org, (writer) => writer.suspend(active))).toBe('TEN-2406');
    }
  });

  it.each(failures)('when they are %s, nobody is deactivated', async (_, fail) => {
    const org = await organisation();
    org.authority.listedAt = org.clock.now();
    fail(org);
    expect(await verdict(org, (writer) => writer.deactivate(active))).toBe('TEN-2406');
  });

  it('when they cannot be read, a protected account stays protected', async () => {
    const org = await organisation({ app: { roles: [{ type: 'USER_ADMIN' }] } });
    org.authority.listedAt = org.clock.now();
    org.authority.protections.set(active, 'holds an admin role');
    expect(await verdict(org, (writer) => writer.suspend(active))).toBe('TEN-2403');
    org.authority.protections.clear();
    expect(await verdict(org, (writer) => writer.suspend(active))).toBe('done');
  });

  it.each<[string, (writer: OktaWriter) => Promise<WriteOutcome>, string]>([
    ['suspending', (writer) => writer.suspend(active), 'done'],
    ['ending sessions', (writer) => writer.clearSessions(active), 'done'],
    ['unlocking', (writer) => writer.unlock(idOf('LOCKED_OUT')), 'done'],
    ['deactivating', (writer) => writer.deactivate(active), 'TEN-2406'],
    ['updating', (writer) => writer.updateProfile(active, { city: 'Bonn' }, ['city']), 'TEN-2406'],
    ['unsuspending', (writer) => writer.unsuspend(idOf('SUSPENDED')), 'TEN-2406'],
    ['adding to a group', (writer) => writer.addToGroup(sales, active), 'TEN-2406'],
    ['creating', (writer) => writer.create({ profile: newcomer, groups: [] }, []), 'TEN-2406'],
  ])('when the list of them is an old one: %s', async (_, call, expected) => {
    const org = await organisation();
    org.authority.administratorsUnknown = 'who is an administrator was last read 70 minutes ago';
    expect(await verdict(org, call)).toBe(expected);
    expect(org.writes()).toHaveLength(expected === 'done' ? 1 : 0);
  });

  it.each<[string, (writer: OktaWriter) => Promise<WriteOutcome>, string]>([
    ['adding to a group', (writer) => writer.addToGroup(sales, active), 'TEN-2351'],
    ['removing from one', (writer) => writer.removeFromGroup(staff, active), 'TEN-2351'],
    ['creating into one', (writer) => writer.create({ profile: newcomer, groups: [sales] }, []), 'TEN-2351'],
    ['creating into none', (writer) => writer.create({ profile: newcomer, groups: [] }, []), 'done'],
    ['updating', (writer) => writer.updateProfile(active, { city: 'Bonn' }, ['city']), 'done'],
    ['suspending', (writer) => writer.suspend(active), 'done'],
  ])('when group rules are old: %s', async (_, call, expected) => {
    const org = await organisation();
    org.authority.rulesUnknown = 'group rules were last read 16 minutes ago';
    expect(await verdict(org, call)).toBe(expected);
  });

  it('a client that Okta refuses is told as such', async () => {
    const org = await organisation();
    org.authority.listedAt = org.clock.now();
    const app = org.simulator.org.app('0oaTenured');
    if (app !== undefined) app.active = false;
    expect(await verdict(org, (writer) => writer.deactivate(active))).toBe('TEN-2101');
  });
});

describe('whatever a planner asks for', () => {
  const accounts = ['00uA', '00uB', '00uC'];
  const groups = ['00gA', '00gB'];
  const attributes = ['city', 'title', 'login'];
  const some = <Item>(items: readonly Item[]): fc.Arbitrary<Item[]> => fc.subarray([...items]);
  const rules = fc.record({
    stop: fc.constantFrom(null, null, null, 'paused'),
    bound: some(accounts),
    listed: some(accounts),
    admins: some(accounts),
    cuts: some(accounts),
    groups: some(groups),
    attributes: some(attributes),
  });
  const account = fc.constantFrom(...accounts).map(oktaUserId);
  const groupId = fc.constantFrom(...groups).map(oktaGroupId);
  const profile = some(attributes).map((names) => Object.fromEntries(names.map((name) => [name, 'x'])));
  type Call = (writer: OktaWriter) => Promise<WriteOutcome>;
  const call: fc.Arbitrary<Call> = fc.oneof(
    fc.tuple(profile, some(groups)).map(
      ([sent, into]): Call =>
        (writer) =>
          writer.create({ profile: sent, groups: into.map(oktaGroupId) }, []),
    ),
    fc.tuple(account, profile).map(
      ([id, sent]): Call =>
        (writer) =>
          writer.updateProfile(id, sent, []),
    ),
    fc.tuple(account, fc.constantFrom('suspend', 'unlock', 'unsuspend', 'deactivate', 'clearSessions')).map(
      ([id, name]): Call =>
        (writer) =>
          writer[name](id),
    ),
    account.map(
      (id): Call =>
        (writer) =>
          writer.activate(id, true),
    ),
    fc.tuple(account, groupId, fc.constantFrom('addToGroup', 'removeFromGroup')).map(
      ([id, into, name]): Call =>
        (writer) =>
          writer[name](into, id),
    ),
  );

  type Rules = typeof rules extends fc.Arbitrary<infer Value> ? Value : never;

  function wardens(allowed: Rules): Wardens {
    const authority = new Wardens(allowed.bound);
    authority.stop = allowed.stop;
    for (const id of allowed.listed) authority.protections.set(id, 'listed');
    for (const id of allowed.cuts) authority.cuts.add(id);
    authority.groups.clear();
    for (const id of allowed.groups) authority.groups.add(id);
    authority.attributes.clear();
    for (const name of allowed.attributes) authority.attributes.add(name);
    return authority;
  }

  /** What is wrong with a write that arrived, judged by the request alone. */
  function trespasses({ method, path, body }: Seen, allowed: Rules): readonly string[] {
    const account = accounts.find((id) => path.includes(id)) ?? null;
    const creates = method === 'POST' && path === '/api/v1/users';
    const profile = body === '' ? {} : (JSON.parse(body) as { profile: object }).profile;
    const touched = groups.filter((id) => path.includes(id) || body.includes(id));
    return [
      ...(allowed.stop === null ? [] : ['stopped']),
      ...(creates ? [] : trespassesOn(account ?? 'nobody', path, allowed)),
      ...touched.filter((id) => !allowed.groups.includes(id)),
      ...Object.keys(profile).filter((name) => !(name === 'login' ? creates : allowed.attributes.includes(name))),
    ];
  }

  function trespassesOn(account: string, path: string, allowed: Rules): readonly string[] {
    const ends = /\/(suspend|unlock|deactivate|sessions)$/.test(path);
    const told = ends && allowed.cuts.includes(account);
    const isAdmin = /\/(suspend|deactivate)$/.test(path) && allowed.admins.includes(account);
    return [
      ...(allowed.bound.includes(account) ? [] : [`${account} is not bound`]),
      ...(allowed.listed.includes(account) && !told ? [`${account} is protected`] : []),
      ...(isAdmin && !told ? [`${account} is an administrator`] : []),
    ];
  }

  it('reaches nothing that it must not', async () => {
    const passed = { writes: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(rules, fc.array(call, { minLength: 1, maxLength: 12 }), async (allowed, calls) => {
        const clock = new VirtualClock();
        const okta = new FakeOkta(clock);
        okta.api = ({ path, method }) => {
          const holds = method === 'GET' && allowed.admins.some((id) => path.includes(id));
          return okta.json(holds ? [{ type: 'APP_ADMIN' }] : method === 'GET' ? [] : {});
        };
        const writer = createWriter(options, okta.tools, wardens(allowed));
        for (const one of calls) await settled(clock, one(writer)).catch(() => (passed.refused += 1));
        const writes = okta.calls.filter(({ method }) => method !== 'GET');
        passed.writes += writes.length;
        expect(writes.flatMap((seen) => trespasses(seen, allowed))).toEqual([]);
      }),
      { numRuns: 300 },
    );
    expect(passed.writes).toBeGreaterThan(50);
    expect(passed.refused).toBeGreaterThan(50);
  });
});
