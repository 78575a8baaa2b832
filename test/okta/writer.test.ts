import { describe, expect, it } from 'vitest';
import { TenuredError } from '../../src/domain/kernel/errors.ts';
import { oktaGroupId, oktaUserId } from '../../src/domain/kernel/ids.ts';
import { writeScopes } from '../../src/okta/index.ts';
import type { WriteOutcome } from '../../src/reconcile/ports.ts';
import type { Simulator } from '../../src/simulator/index.ts';
import { settle } from '../support/virtual-clock.ts';
import { settled } from './fake-okta.ts';
import {
  cases,
  clientId,
  idOf,
  newcomer,
  organisation,
  sales,
  signIn,
  staff,
  statuses,
  type Case,
  type Organisation,
  type Wishes,
} from './organisation.ts';

const active = idOf('ACTIVE');
const once = cases.filter(({ repeatable }) => !repeatable);
const repeatable = cases.filter((one) => one.repeatable);

interface Run {
  readonly org: Organisation;
  readonly outcome: WriteOutcome;
}

/** Makes one write of a case while something goes wrong with it. */
async function run(one: Case, meanwhile: (simulator: Simulator, path: string) => void = () => undefined): Promise<Run> {
  const org = await organisation();
  signIn(org.simulator);
  expect(one.happened(org.simulator)).toBe(false);
  meanwhile(org.simulator, one.request.split(/[ ?]/)[1] ?? '');
  return { org, outcome: await settled(org.clock, one.call(org.writer)) };
}

const shown = (org: Organisation): readonly string[] =>
  org.writes().map(({ method, path, query }) => `${method} ${path}${query === '' ? '' : `?${query}`}`);

async function failure(org: Organisation, promise: Promise<unknown>): Promise<TenuredError> {
  const error = await settled(org.clock, promise).then(
    (value) => value,
    (thrown: unknown) => thrown,
  );
  if (error instanceof TenuredError) return error;
  throw new Error(`it did not fail as it should: ${JSON.stringify(error)}`);
}

describe('a write', () => {
  it.each(cases)('$name is one request and one effect', async (one) => {
    const { org, outcome } = await run(one);
    expect(shown(org)).toEqual([one.request]);
    expect(outcome).toMatchObject({
      kind: 'done',
      requestId: org.writes()[0]?.requestId,
      date: Math.floor(org.clock.now() / 1000) * 1000,
    });
    expect(one.happened(org.simulator)).toBe(true);
    expect(org.events().filter((event) => event === one.event)).toHaveLength(1);
    expect(org.simulator.org.mails()).toEqual([]);
    expect(org.simulator.violations()).toEqual([]);
  });

  it('shows the account where Okta does, with the wanted attributes and no others', async () => {
    const org = await organisation();
    const created = await settled(org.clock, org.writer.create({ profile: newcomer, groups: [] }, ['title']));
    expect(created).toMatchObject({
      user: { status: 'STAGED', login: newcomer.login, attributes: { title: 'Analyst' } },
    });
    const updated = await settled(org.clock, org.writer.updateProfile(active, { city: 'Bonn' }, ['city']));
    expect(updated).toMatchObject({ user: { id: active, attributes: { city: 'Bonn' } } });
    expect(await settled(org.clock, org.writer.suspend(active))).toMatchObject({ kind: 'done', user: null });
  });

  it('clears what is null and leaves the rest alone', async () => {
    const org = await organisation();
    const before = org.simulator.org.user(active)?.profile;
    await settled(org.clock, org.writer.updateProfile(active, { title: null }, []));
    const { title, ...rest } = before ?? {};
    expect(title).toBe('Clerk');
    expect(org.simulator.org.user(active)?.profile).toEqual(rest);
  });

  it('mails only when it is told to', async () => {
    const org = await organisation();
    await settled(org.clock, org.writer.activate(idOf('STAGED'), true));
    await settled(org.clock, org.writer.deactivate(active));
    expect(org.simulator.org.mails().map(({ kind }) => kind)).toEqual(['activation']);
  });

  it('ends OAuth tokens with the sessions', async () => {
    const org = await organisation();
    signIn(org.simulator);
    await settled(org.clock, org.writer.suspend(active));
    expect(org.simulator.org.sessions.of(active).map(({ kind }) => kind)).toEqual(['oauthTokens']);
    await settled(org.clock, org.writer.clearSessions(active));
    expect(org.simulator.org.sessions.of(active)).toEqual([]);
  });

  it('costs no call but itself, and one read of roles before a disable that takes two', async () => {
    const org = await organisation();
    const locked = idOf('LOCKED_OUT');
    await settled(org.clock, org.writer.updateProfile(locked, { city: 'Bonn' }, []));
    expect(org.writer.calls()).toBe(1);
    expect(await settled(org.clock, org.writer.suspend(locked))).toMatchObject({ kind: 'refused' });
    await settled(org.clock, org.writer.unlock(locked));
    await settled(org.clock, org.writer.suspend(locked));
    expect(org.simulator.org.user(locked)?.status).toBe('SUSPENDED');
    expect(org.writer.calls()).toBe(1 + 1 + 3);
  });

  it('is described wrongly only by a bug, and then not sent', async () => {
    const org = await organisation();
    const groups = Array.from({ length: 21 }, () => staff);
    await expect(org.writer.create({ profile: newcomer, groups }, [])).rejects.toBeInstanceOf(RangeError);
    await expect(org.writer.updateProfile(active, {}, [])).rejects.toBeInstanceOf(RangeError);
    expect(org.simulator.requests()).toEqual([]);
  });

  it('may put a new account into twenty groups', async () => {
    const groups = Array.from({ length: 20 }, (_, index) => oktaGroupId(`00gTeam${String(index)}`));
    const org = await organisation();
    for (const id of groups) org.simulator.org.addGroup({ id, profile: { name: id, description: null } });
    groups.forEach((id) => org.authority.groups.add(id));
    expect(await settled(org.clock, org.writer.create({ profile: newcomer, groups }, []))).toMatchObject({
      kind: 'done',
    });
    expect(await settled(org.clock, org.reader.groupsOf(oktaUserId(createdId(org))))).toEqual(
      expect.arrayContaining(groups),
    );
  });
});

const createdId = (org: Organisation): string => org.simulator.org.user(newcomer.login)?.id ?? '';

describe('an answer that is lost', () => {
  it.each(once)('after $name was done: unknown, one effect, never sent again', async (one) => {
    const { org, outcome } = await run(one, (simulator, path) => {
      simulator.faults.cutAfterCommit({ path });
    });
    expect(outcome).toMatchObject({ kind: 'unknown' });
    expect(shown(org)).toEqual([one.request]);
    expect(one.happened(org.simulator)).toBe(true);
    expect(org.events().filter((event) => event === one.event)).toHaveLength(1);
  });

  it.each(once)('before $name was done: unknown, no effect, never sent again', async (one) => {
    const { org, outcome } = await run(one, (simulator, path) => {
      simulator.faults.cutBeforeCommit({ path });
    });
    expect(outcome).toMatchObject({ kind: 'unknown' });
    expect(shown(org)).toEqual([one.request]);
    expect(one.happened(org.simulator)).toBe(false);
    expect(org.events()).toEqual([]);
  });

  it.each(
    repeatable.flatMap((one) => (['cutBeforeCommit', 'cutAfterCommit'] as const).map((cut) => ({ ...one, cut }))),
  )('$name is sent again after $cut, and is so once', async ({ cut, ...one }) => {
    const { org, outcome } = await run(one, (simulator, path) => {
      simulator.faults[cut]({ path });
    });
    expect(outcome).toMatchObject({ kind: 'done', requestId: org.writes()[1]?.requestId });
    expect(shown(org)).toEqual([one.request, one.request]);
    expect(one.happened(org.simulator)).toBe(true);
    if (one.name !== 'clearSessions') expect(org.events()).toEqual([one.event]);
  });

  it.each(repeatable)('of $name each time: unknown after a few', async (one) => {
    const { org, outcome } = await run(one, (simulator, path) => {
      for (let nth = 1; nth <= 20; nth += 1) simulator.faults.cutAfterCommit({ path });
    });
    expect(outcome).toMatchObject({ kind: 'unknown' });
    expect(org.writes()).toHaveLength(4);
    expect(one.happened(org.simulator)).toBe(true);
  });

  it('and a refusal of the second try leave it unknown', async () => {
    const org = await organisation();
    org.simulator.faults.cutAfterCommit({ method: 'PUT' });
    org.simulator.faults.failNext({ method: 'PUT', nth: 2 }, { status: 404, errorCode: 'E0000007' });
    const outcome = await settled(org.clock, org.writer.addToGroup(sales, active));
    expect(outcome).toEqual({
      kind: 'unknown',
      why: expect.stringMatching(/^The answer was lost: \w+\. Sent again, it was refused with 404\.$/) as string,
      requestId: org.writes()[1]?.requestId,
    });
  });

  it('and a pause before the second try leave it unknown', async () => {
    const org = await organisation();
    org.simulator.faults.cutAfterCommit({ method: 'PUT' });
    const outcome = org.writer.addToGroup(sales, active);
    while (org.writes().length === 0) await settle();
    org.authority.stop = 'paused by root';
    expect(await settled(org.clock, outcome)).toMatchObject({ kind: 'unknown' });
    expect(org.writes()).toHaveLength(1);
  });
});

describe('a failure of Okta', () => {
  it.each(once.flatMap((one) => [500, 502, 503, 504, 408].map((status) => ({ ...one, status }))))(
    'with $status during $name: unknown, never sent again',
    async ({ status, ...one }) => {
      const { org, outcome } = await run(one, (simulator, path) => {
        simulator.faults.failNext({ path }, { status, errorCode: 'E0000009' });
      });
      expect(outcome).toEqual({
        kind: 'unknown',
        why: `Okta answered ${String(status)} (E0000009, Okta request ${String(org.writes()[0]?.requestId)}).`,
        requestId: org.writes()[0]?.requestId,
      });
      expect(shown(org)).toEqual([one.request]);
    },
  );

  it.each(repeatable)('during $name: sent again', async (one) => {
    const { org, outcome } = await run(one, (simulator, path) => {
      simulator.faults.failNext({ path }, { status: 503, errorCode: 'E0000181' });
      simulator.faults.failNext({ path, nth: 2 }, { status: 500, errorCode: 'E0000009' });
    });
    expect(outcome).toMatchObject({ kind: 'done' });
    expect(org.writes()).toHaveLength(3);
    expect(one.happened(org.simulator)).toBe(true);
  });
});

describe('what Okta has certainly not done', () => {
  it.each(cases)('$name throttled: it waits and sends it again', async (one) => {
    const { org, outcome } = await run(one, (simulator, path) => {
      simulator.faults.failNext({ path }, { status: 429, errorCode: 'E0000047' });
      simulator.faults.failNext({ path, nth: 2 }, { status: 429, errorCode: 'E0000047' });
    });
    expect(outcome).toMatchObject({ kind: 'done' });
    expect(shown(org)).toEqual([one.request, one.request, one.request]);
    expect(org.events().filter((event) => event === one.event)).toHaveLength(1);
    const times = org.writes().map(({ at }) => at);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(1000);
  });

  it('throttled for more than ten minutes is given up, and is not done', async () => {
    const org = await organisation();
    for (let nth = 1; nth <= 200; nth += 1) {
      org.simulator.faults.failNext({ method: 'POST', path: '/api/v1/users' }, { status: 429, errorCode: 'E0000047' });
    }
    const started = org.clock.now();
    const error = await failure(org, org.writer.create({ profile: newcomer, groups: [] }, []));
    expect(error).toMatchObject({ code: 'TEN-2303', exitCode: 15 });
    expect(org.clock.now() - started).toBeLessThanOrEqual(600_000);
    expect(org.simulator.org.user(newcomer.login)).toBeUndefined();
  });

  it('is not sent any more once somebody has paused everything', async () => {
    const org = await organisation();
    org.simulator.faults.failNext({ method: 'POST', path: '/api/v1/users' }, { status: 429, errorCode: 'E0000047' });
    const created = org.writer.create({ profile: newcomer, groups: [] }, []);
    while (org.writes().length === 0) await settle();
    org.authority.stop = 'paused by root';
    expect(await failure(org, created)).toMatchObject({ code: 'TEN-2401', exitCode: 5 });
    expect(org.writes()).toHaveLength(1);
  });

  it.each(cases)('$name with an expired token and another nonce: renewed, and done once', async (one) => {
    const org = await organisation();
    await settled(org.clock, org.reader.canary(active));
    await settled(org.clock, org.writer.addToGroup(staff, idOf('STAGED')));
    await org.clock.advance(5000);
    signIn(org.simulator);
    org.simulator.org.revokeTokens(clientId);
    org.simulator.rotateNonce();
    await org.clock.advance(5000);
    const [before, known] = [org.writes().length, org.events().length];
    expect(await settled(org.clock, one.call(org.writer))).toMatchObject({ kind: 'done' });
    const sent = org.writes().slice(before);
    const refused = sent.filter(({ status }) => status === 401);
    // A disable reads roles first, and it is that read which meets the old token.
    expect(sent.length - refused.length).toBe(1);
    expect(org.simulator.requests().filter(({ status }) => status === 401)).toHaveLength(1);
    expect(
      org
        .events()
        .slice(known)
        .filter((event) => event === one.event),
    ).toHaveLength(1);
    expect(one.happened(org.simulator)).toBe(true);
  });

  it('outlives the hours of tokens and the days of nonces', async () => {
    const org = await organisation();
    for (let hour = 0; hour < 30; hour += 1) {
      const city = `City ${String(hour)}`;
      expect(await settled(org.clock, org.writer.updateProfile(active, { city }, ['city']))).toMatchObject({
        user: { attributes: { city } },
      });
      org.simulator.rotateNonce();
      await org.clock.advance(3_600_000);
    }
    expect(org.writer.calls()).toBe(30);
  });

  it('without a connection is tried for two minutes, and is not done', async () => {
    const org = await organisation();
    await settled(org.clock, org.writer.addToGroup(sales, active));
    await org.simulator.close();
    const started = org.clock.now();
    for (const one of cases) {
      expect(await failure(org, one.call(org.writer)), one.name).toMatchObject({
        code: one.name === 'deactivate' || one.name === 'suspend' ? 'TEN-2406' : 'TEN-2301',
      });
    }
    expect(org.clock.now() - started).toBeLessThanOrEqual(cases.length * 120_000);
    org.authority.listedAt = org.clock.now();
    expect(await failure(org, org.writer.suspend(active))).toMatchObject({ code: 'TEN-2301', exitCode: 15 });
  });
});

describe('what Okta refuses', () => {
  type Refusing = readonly [string, (org: Organisation) => Promise<WriteOutcome>, number, string | null, string];
  const suspending = 'Api validation failed: suspend; Cannot suspend a user that is not active';
  it.each<Refusing>([
    ['suspending who is locked out', ({ writer }) => writer.suspend(idOf('LOCKED_OUT')), 400, 'E0000001', suspending],
    ['suspending who is suspended', ({ writer }) => writer.suspend(idOf('SUSPENDED')), 400, 'E0000001', suspending],
    ['suspending who is gone', ({ writer }) => writer.suspend(idOf('DEPROVISIONED')), 400, 'E0000001', suspending],
    [
      'unsuspending who is not suspended',
      ({ writer }) => writer.unsuspend(active),
      400,
      'E0000001',
      'Api validation failed: unsuspend; Cannot unsuspend a user that is not suspended',
    ],
    [
      'unlocking who is not locked out',
      ({ writer }) => writer.unlock(active),
      403,
      'E0000032',
      'Unlock is not allowed for this user.',
    ],
    [
      'activating twice',
      ({ writer }) => writer.activate(active, true),
      403,
      'E0000016',
      'Activation failed because the user is already active',
    ],
    [
      'deactivating twice',
      ({ writer }) => writer.deactivate(idOf('DEPROVISIONED')),
      404,
      'E0000007',
      'Not found: Resource not found: 00uDEPROVISIONED (User)',
    ],
    [
      'the profile of who is gone',
      ({ writer }) => writer.updateProfile(idOf('DEPROVISIONED'), { city: 'Bonn' }, []),
      403,
      'E0000038',
      "This operation is not allowed in the user's current status.",
    ],
    [
      'a group for who is gone',
      ({ writer, simulator }) => {
        simulator.org.switches = { ...simulator.org.switches, deactivatedMember: 'E0000038' };
        return writer.addToGroup(sales, idOf('DEPROVISIONED'));
      },
      403,
      'E0000038',
      "This operation is not allowed in the user's current status.",
    ],
    [
      'a login that is taken',
      ({ writer, simulator }) => {
        const login = String(simulator.org.user(idOf('DEPROVISIONED'))?.profile['login']);
        return writer.create({ profile: { ...newcomer, login }, groups: [] }, []);
      },
      400,
      'E0000001',
      'Api validation failed: login; login: An object with this field already exists in the current organization',
    ],
    [
      'an attribute that the organisation lacks',
      ({ writer, authority }) => {
        authority.attributes.add('shoeSize');
        return writer.create({ profile: { ...newcomer, shoeSize: '44' }, groups: [] }, []);
      },
      400,
      'E0000001',
      "Api validation failed: newUser; Property name 'shoeSize' is not defined in profile",
    ],
    [
      'a new account in an unknown group',
      ({ writer, authority }) => {
        authority.groups.add('00gGone');
        return writer.create({ profile: newcomer, groups: [staff, oktaGroupId('00gGone')] }, []);
      },
      404,
      'E0000007',
      'Not found: Resource not found: 00gGone (UserGroup)',
    ],
    [
      'an unknown group',
      ({ writer, authority }) => {
        authority.groups.add('00gGone');
        return writer.removeFromGroup(oktaGroupId('00gGone'), active);
      },
      404,
      'E0000007',
      'Not found: Resource not found: 00gGone (UserGroup)',
    ],
    [
      'an unknown account',
      ({ writer, authority }) => {
        authority.bound.add('00uGone');
        return writer.clearSessions(oktaUserId('00uGone'));
      },
      404,
      'E0000007',
      'Not found: Resource not found: 00uGone (User)',
    ],
    [
      'a group with an admin role',
      ({ writer, authority }) => {
        authority.groups.add('00gAdmins');
        return writer.addToGroup(oktaGroupId('00gAdmins'), active);
      },
      403,
      'E0000006',
      'You do not have permission to perform the requested action',
    ],
  ])('%s is refused in its words', async (_, call, status, oktaCode, message) => {
    const org = await organisation();
    const outcome = await settled(org.clock, call(org));
    const [sent, ...more] = org.writes();
    expect(more).toEqual([]);
    expect(outcome).toEqual({ kind: 'refused', status, oktaCode, message, requestId: sent?.requestId });
    expect(org.events()).toEqual([]);
  });

  it('one account that the role does not reach is a refusal, not a failure', async () => {
    const role = { type: 'CUSTOM', permissions: ['okta.users.manage', 'okta.iam.read'] } as const;
    const org = await organisation({ app: { roles: [{ ...role, resourceSet: { users: [idOf('SUSPENDED')] } }] } });
    expect(await settled(org.clock, org.writer.unsuspend(idOf('LOCKED_OUT')))).toMatchObject({
      kind: 'refused',
      status: 403,
      oktaCode: 'E0000006',
    });
    expect(await settled(org.clock, org.writer.unsuspend(idOf('SUSPENDED')))).toMatchObject({ kind: 'done' });
  });

  it.each(writeScopes)('a client without %s is a failure, and nothing is sent', async (scope) => {
    const org = await organisation({ app: { grantedScopes: writeScopes.filter((other) => other !== scope) } });
    const error = await failure(org, org.writer.addToGroup(sales, active));
    expect(error).toMatchObject({ code: 'TEN-2201', exitCode: 12 });
    expect(error.message).toContain(scope);
    expect(org.writes()).toEqual([]);
  });

  it('a scope that is taken away is a failure too', async () => {
    const org = await organisation();
    await settled(org.clock, org.writer.addToGroup(sales, active));
    org.simulator.org.app(clientId)?.revoke('okta.groups.manage');
    await org.clock.advance(5000);
    org.simulator.org.revokeTokens(clientId);
    await org.clock.advance(5000);
    expect(await failure(org, org.writer.removeFromGroup(sales, active))).toMatchObject({ code: 'TEN-2201' });
    expect(org.events()).toEqual(['group.user_membership.add']);
  });
});

describe('a user who is being activated', () => {
  const slowly = (activationMs: number): Wishes => ({ org: { switches: { activationMs } } });
  const starter = idOf('STAGED');

  async function slow(activationMs: number): Promise<Organisation> {
    const org = await organisation();
    org.simulator.org.switches = { ...org.simulator.org.switches, ...slowly(activationMs).org?.switches };
    expect(await settled(org.clock, org.writer.activate(starter, false))).toMatchObject({ kind: 'done', user: null });
    return org;
  }

  it.each<[string, (org: Organisation) => Promise<WriteOutcome>, string]>([
    ['profile', ({ writer }) => writer.updateProfile(starter, { city: 'Bonn' }, []), 'user.account.update_profile'],
    ['group', ({ writer }) => writer.addToGroup(sales, starter), 'group.user_membership.add'],
    ['deactivation', ({ writer }) => writer.deactivate(starter), 'user.lifecycle.deactivate'],
  ])('takes its %s once that is over, once', async (_, call, event) => {
    const org = await slow(20_000);
    expect(await settled(org.clock, call(org))).toMatchObject({ kind: 'done' });
    expect(org.writes().filter(({ status }) => status === 409).length).toBeGreaterThan(0);
    expect(org.events()).toEqual(['user.lifecycle.activate', event]);
  });

  it('for longer than two minutes is a refusal', async () => {
    const org = await slow(3_600_000);
    const started = org.clock.now();
    expect(await settled(org.clock, org.writer.updateProfile(starter, { city: 'Bonn' }, []))).toMatchObject({
      kind: 'refused',
      status: 409,
      oktaCode: 'E0000112',
    });
    expect(org.clock.now() - started).toBeLessThanOrEqual(120_000);
    expect(org.events()).toEqual([]);
  });

  it('is read once it is settled, or as it is after a while', async () => {
    const org = await slow(6000);
    expect(await settled(org.clock, org.reader.user(starter, []))).toMatchObject({ status: 'PROVISIONED' });
    const stuck = await slow(3_600_000);
    const started = stuck.clock.now();
    expect(await settled(stuck.clock, stuck.reader.user(starter, []))).toMatchObject({ status: 'STAGED' });
    expect(stuck.clock.now() - started).toBeLessThanOrEqual(30_000);
  });
});

describe('the reader beside the writer', () => {
  it('shares windows, time and organisation with it, and never its token', async () => {
    const org = await organisation({ simulator: { presetLimits: 'workforce' } });
    expect(org.simulator.requests()).toEqual([]);
    await settled(org.clock, org.writer.addToGroup(sales, active));
    expect(org.reader.calls()).toBe(0);
    expect(org.reader.clockSkew()).not.toBeNull();
    expect(org.reader.headroom().map(({ bucket }) => bucket)).toContain('PUT /api/v1/groups/{id}/users/{id}');
    org.simulator.org.app(clientId)?.revoke('okta.users.manage', 'okta.groups.manage');
    expect(await settled(org.clock, org.reader.canary(active))).toMatchObject({ id: active });
  });

  it('reads the roles that an account holds, its own and by a group', async () => {
    const org = await organisation();
    org.simulator.org.assignRole('00uRoot', { type: 'HELP_DESK_ADMIN' });
    expect(await settled(org.clock, org.reader.rolesOf(oktaUserId('00uRoot')))).toEqual([
      'HELP_DESK_ADMIN',
      'SUPER_ADMIN',
    ]);
    expect(await settled(org.clock, org.reader.rolesOf(active))).toEqual([]);
    expect(await failure(org, org.reader.rolesOf(oktaUserId('00uGone')))).toMatchObject({ code: 'TEN-2309' });
  });

  it('reads every group of an account, past the first page', async () => {
    const org = await organisation();
    const ids = Array.from({ length: 450 }, (_, index) => oktaGroupId(`00gTeam${String(index)}`));
    for (const id of ids) {
      org.simulator.org.addGroup({ id, profile: { name: id, description: null } });
      org.simulator.org.addMember(id, active);
    }
    const everyone = org.simulator.org.groups.everyone.id;
    const found = await settled(org.clock, org.reader.groupsOf(active));
    expect(new Set(found)).toEqual(new Set([everyone, staff, ...ids]));
    expect(found).toHaveLength(452);
    expect(org.reader.calls()).toBe(3);
    expect(await failure(org, org.reader.groupsOf(oktaUserId('00uGone')))).toMatchObject({ code: 'TEN-2309' });
  });

  it.each(statuses)('reads roles and groups of who is %s', async (status) => {
    const org = await organisation();
    expect(await settled(org.clock, org.reader.rolesOf(idOf(status)))).toEqual([]);
    expect(await settled(org.clock, org.reader.groupsOf(idOf(status)))).toContain(staff);
  });
});
