import { describe, expect, it } from 'vitest';
import { group, idFor } from '../../src/simulator/index.ts';
import {
  administrator,
  finding,
  hour,
  household,
  mapping,
  minute,
  skipped,
  steps,
  type Household,
  type Planned,
  type Wishes,
} from '../support/household.ts';
import { loginOf, people, person, type Person } from '../support/people.ts';

/** The same people, of whom the first so many leave at the end of yesterday. */
function leaving(persons: readonly Person[], count: number, end = '2026-11-22'): readonly Person[] {
  return persons.map((one, index) => (index < count ? { ...one, end } : one));
}

function disabled(plan: Planned): readonly string[] {
  return plan.operations.filter(({ kind }) => kind === 'disable').map(({ subject }) => subject.worker);
}

describe('G10: people who lose access without notice', () => {
  const limits = [
    { staff: 50, limit: 3, why: 'the floor of 3' },
    { staff: 400, limit: 4, why: '1 % of 400' },
  ];

  it.each(limits)('lets $limit of $staff go: $why', async ({ staff, limit }) => {
    const all = people(staff);
    const home = await household({ staff: all });
    home.deliver(leaving(all, limit));
    const plan = await home.plan();
    expect(plan.code).toBe(0);
    expect(finding(plan, 'G10')).toMatchObject({ verdict: 'ok', measured: limit, limit, scope: 'disables' });
    expect(disabled(plan)).toHaveLength(limit);
  });

  it.each(limits)('holds the plan when one more of $staff goes', async ({ staff, limit }) => {
    const all = people(staff);
    const home = await household({ staff: all });
    home.deliver(leaving(all, limit + 1));
    const plan = await home.plan();
    expect(plan.code).toBe(4);
    expect(finding(plan, 'G10')).toMatchObject({
      verdict: 'hold',
      scope: 'disables',
      measured: limit + 1,
      limit,
      message: `${String(limit + 1)} people would lose access without an earlier notice, of ${String(staff)} accounts`,
      remedy: 'look at each of them, then approve this plan or have HR correct the dates',
      subjects: all.slice(0, limit + 1).map(({ id, first, last }) => `${first} ${last} (${id})`),
    });
    expect(disabled(plan)).toHaveLength(limit + 1);
  });

  it.each([
    { count: 5, code: 0, verdict: 'ok' },
    { count: 6, code: 4, verdict: 'hold' },
  ])('is capped: $count with a cap of 5, where the share allows 10', async ({ count, code, verdict }) => {
    const all = people(20);
    const home = await household({
      staff: all,
      configuration: { guardrails: { disables: { share: '50%', cap: 5 } } },
    });
    home.deliver(leaving(all, count));
    const plan = await home.plan();
    expect([plan.code, finding(plan, 'G10')]).toMatchObject([code, { verdict, measured: count, limit: 5 }]);
  });

  it('counts enabled accounts alone as the people there are', async () => {
    const all = people(401);
    const suspended = Object.fromEntries(all.slice(0, 2).map(({ id }) => [id, { status: 'SUSPENDED' as const }]));
    const home = await household({ staff: all, accounts: suspended });
    home.deliver(leaving(all, 2));
    const plan = await home.plan();
    expect(finding(plan, 'G10')).toMatchObject({ measured: 0, limit: 3 });
    expect(finding(plan, 'G10').message).toContain('of 399 accounts');
  });

  it('counts a day ahead with what is due: approving one plan is approving both', async () => {
    const all = people(50);
    const home = await household({ staff: all });
    home.deliver([...leaving(all.slice(0, 2), 2), ...leaving(all.slice(2), 2, '2026-11-23')]);
    const plan = await home.plan();
    expect([plan.code, finding(plan, 'G10').measured]).toEqual([4, 4]);
  });

  /** Five people whose end was first seen so many hours before the plan. */
  async function announced(
    hoursAgo: number,
    again: (home: Household, file: readonly Person[]) => void,
  ): Promise<Planned> {
    const all = people(50);
    const file = leaving(all, 5);
    const home = await household({
      at: new Date(Date.parse('2026-11-23T12:00:00Z') - hoursAgo * hour).toISOString(),
      staff: all,
    });
    home.deliver(file);
    const first = await home.plan();
    expect(first.code === 4 || hoursAgo > 13).toBe(true);
    home.later(hoursAgo * hour);
    again(home, file);
    return home.plan();
  }

  it('does not count whom a second file announces 12 hours later', async () => {
    const plan = await announced(12, (home, [first, ...rest]) => {
      home.deliver([first as Person, ...rest.slice(0, -1), { ...(rest.at(-1) as Person), dept: 'Finance' }]);
    });
    expect([plan.code, finding(plan, 'G10')]).toMatchObject([0, { verdict: 'ok', measured: 0, limit: 3 }]);
    expect(plan.operations.filter(({ kind }) => kind === 'disable').map(({ firm }) => firm)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
  });

  it('does not count whom the very same file announces when it is delivered again 12 hours later', async () => {
    const plan = await announced(12, (home, file) => {
      home.deliver(file);
    });
    expect([plan.code, finding(plan, 'G10')]).toMatchObject([0, { verdict: 'ok', measured: 0, limit: 3 }]);
  });

  it('counts them while the second file comes within 12 hours', async () => {
    const plan = await announced(12 - 1 / 60, (home, [first, ...rest]) => {
      home.deliver([first as Person, ...rest.slice(0, -1), { ...(rest.at(-1) as Person), dept: 'Finance' }]);
    });
    expect([plan.code, finding(plan, 'G10')]).toMatchObject([4, { verdict: 'hold', measured: 5, limit: 3 }]);
  });

  it('counts them when the old file merely lies where it lay: nobody has said it twice', async () => {
    const plan = await announced(13, () => undefined);
    expect([plan.code, finding(plan, 'G10')]).toMatchObject([4, { verdict: 'hold', measured: 5, limit: 3 }]);
  });

  it('counts an announced end again that HR moves to an earlier day', async () => {
    const all = people(50);
    // As many dates in a file that says nothing but that would be a file for a person to look at (G9).
    const configuration = { guardrails: { columns: { keys: { floor: 10 } } } };
    const home = await household({ at: '2026-11-22T12:00:00Z', staff: all, configuration });
    home.deliver(leaving(all, 5, '2027-01-31'));
    await home.reject(await home.plan());
    home.later(24 * hour);
    home.deliver(leaving(all, 5));
    const plan = await home.plan();
    expect([plan.code, finding(plan, 'G10').measured]).toEqual([4, 5]);
  });
});

describe('G14: the first run, and the first with another set-up', () => {
  const staff = people(5);

  async function approved(wishes: Wishes = {}): Promise<Household> {
    const home = await household({ at: '2026-11-22T12:00:00Z', staff, ...wishes });
    home.deliver(staff);
    const first = await home.plan();
    await home.approve(first);
    return home;
  }

  async function judged(home: Household): Promise<Planned> {
    home.deliver(staff.map((one, index) => (index === 0 ? { ...one, dept: 'Finance' } : one)));
    return home.plan();
  }

  it('shows the first plan to a person, and alone asks for nothing more', async () => {
    const home = await household({ staff });
    home.deliver(staff);
    const plan = await home.plan();
    expect(plan.code).toBe(0);
    expect(finding(plan, 'G14')).toMatchObject({
      verdict: 'hold',
      scope: 'plan',
      message: 'no plan has been approved here yet',
      remedy: 'look at the plan once, then approve it',
    });
  });

  it('is content after that with the same set-up', async () => {
    const home = await approved();
    home.later(24 * hour);
    const plan = await judged(home);
    expect([plan.code, finding(plan, 'G14').verdict]).toEqual([0, 'ok']);
    expect(steps(plan)).toEqual(['update-profile P001']);
  });

  it.each([
    {
      what: 'version',
      change: (home: Household) => {
        home.upgrade('1.1.0');
      },
      message: 'tenured 1.1.0 instead of 1.0.0',
    },
    {
      what: 'configuration',
      change: (home: Household) => {
        home.configure({ configuration: { plan: { horizon: '48h' } } });
      },
      message: 'the configuration has changed',
    },
    {
      what: 'mapping',
      change: (home: Household) => {
        home.useMapping(mapping.replace('lastName: w.familyName', 'lastName: w.familyName.trim()'));
      },
      message: 'the mapping has changed',
    },
    {
      what: 'profile schema in Okta',
      change: (home: Household) => {
        const attributes = home.okta.org.schema.attributes as Map<string, object>;
        attributes.set('badge', { ...home.okta.org.schema.attributes.get('title'), name: 'badge', base: false });
      },
      message: "Okta's profile schema has changed",
    },
  ])('holds the first plan after a change of the $what', async ({ change, message }) => {
    const home = await approved();
    home.later(24 * hour);
    change(home);
    const plan = await judged(home);
    expect(plan.code).toBe(4);
    expect(finding(plan, 'G14')).toMatchObject({ verdict: 'hold', scope: 'plan', message });
    home.later(hour);
    const again = await home.plan();
    expect([again.code, finding(again, 'G14').message]).toEqual([4, message]);
    await home.approve(again);
    home.later(hour);
    const content = await home.plan();
    expect([content.code, finding(content, 'G14').verdict]).toEqual([0, 'ok']);
  });

  it('names every change at once', async () => {
    const home = await approved();
    home.later(37 * hour);
    home.upgrade('1.1.0');
    home.configure({ configuration: { plan: { horizon: '48h' } } });
    home.useMapping(mapping.replace('lastName: w.familyName', 'lastName: w.familyName.trim()'));
    const { message } = finding(await judged(home), 'G14');
    for (const part of ['tenured 1.1.0', 'the configuration', 'the mapping', '37 hours ago']) {
      expect(message).toContain(part);
    }
  });

  it.each([
    { gap: 36 * hour, code: 0, verdict: 'ok' },
    { gap: 36 * hour + minute, code: 4, verdict: 'hold' },
  ])('is $verdict after $gap ms without a run', async ({ gap, code, verdict }) => {
    const home = await approved();
    home.later(gap);
    const plan = await judged(home);
    expect([plan.code, finding(plan, 'G14').verdict]).toEqual([code, verdict]);
    if (verdict === 'hold') expect(finding(plan, 'G14').message).toBe('the last run was 36 hours ago');
  });

  it('looks at another instant without taking it for a gap', async () => {
    const home = await approved();
    home.later(hour);
    const plan = await home.plan('--as-of', '2026-12-24T12:00Z');
    expect([plan.code, plan.header.whatIf, plan.envelope.status]).toEqual([0, true, 'what-if']);
    expect(finding(plan, 'G14').verdict).toBe('ok');
  });
});

describe('G15: accounts that would be created', () => {
  it('tells machines on the last line of stderr that a person is asked for', async () => {
    const home = await household();
    home.deliver(people(41));
    const { stderr } = await home.plan();
    expect(JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '')).toEqual({
      type: 'exit',
      code: 4,
      name: 'needs_approval',
      error: null,
      message: 'safety checks need a person: G15',
      hint: 'look at the plan',
    });
  });

  it.each([
    { count: 40, code: 0, verdict: 'ok' },
    { count: 41, code: 4, verdict: 'hold' },
  ])('$count of the 40 that are allowed: $verdict', async ({ count, code, verdict }) => {
    const home = await household();
    home.deliver(people(count));
    const plan = await home.plan();
    expect(plan.code).toBe(code);
    expect(finding(plan, 'G15')).toMatchObject({
      verdict,
      scope: 'creates',
      measured: count,
      limit: 40,
      message: `${String(count)} accounts would be created`,
      remedy: 'look whether these people exist and are new, then approve this plan',
    });
    expect(plan.operations.filter(({ kind }) => kind === 'create')).toHaveLength(count);
  });

  it.each([
    { count: 5, code: 0, verdict: 'ok' },
    { count: 6, code: 4, verdict: 'hold' },
  ])('$count beside 10 accounts, of which half is allowed: $verdict', async ({ count, code, verdict }) => {
    const staff = people(10);
    const configuration = { guardrails: { creates: { floor: 2, share: '50%' } } };
    const home = await household({ staff, configuration });
    home.deliver([...staff, ...people(count, {}, 'N')]);
    const plan = await home.plan();
    expect([plan.code, finding(plan, 'G15')]).toMatchObject([code, { verdict, measured: count, limit: 5 }]);
  });

  it.each([
    { count: 75, code: 0, verdict: 'ok' },
    { count: 76, code: 4, verdict: 'hold' },
  ])('$count after a person approved 50: $verdict', async ({ count, code, verdict }) => {
    const home = await household();
    home.deliver(people(50));
    const first = await home.plan();
    expect(first.code).toBe(4);
    await home.approve(first);
    home.later(hour);
    home.deliver(people(count));
    const plan = await home.plan();
    expect([plan.code, finding(plan, 'G15')]).toMatchObject([code, { verdict, measured: count, limit: 75 }]);
  });
});

describe('G17: protected people', () => {
  const leaver = person('BOSS', { end: '2026-11-20' });
  const other = person('E1', { end: '2026-11-20' });
  const login = loginOf(leaver);
  const admins = { name: 'Admins', id: idFor('group', 'Admins') };

  const cases: readonly { readonly who: string; readonly detail: string; readonly wishes: Wishes }[] = [
    {
      who: 'an administrator',
      detail: 'administrator',
      wishes: { org: { roles: [{ assignee: login, role: { type: 'HELP_DESK_ADMIN' } }] } },
    },
    {
      who: 'an administrator through a group',
      detail: 'administrator through a group',
      wishes: {
        org: {
          groups: [group(admins.name)],
          memberships: [{ group: admins.name, users: [login] }],
          roles: [{ assignee: admins.id, role: { type: 'ORG_ADMIN' } }],
        },
      },
    },
    {
      who: 'somebody listed',
      detail: 'listed as protected',
      wishes: { okta: { protected: { users: [login.toUpperCase()] } } },
    },
    {
      who: 'a member of a listed group',
      detail: 'member of the protected group "Break glass"',
      wishes: {
        okta: { protected: { groups: ['Break glass'] } },
        org: { groups: [group('Break glass')], memberships: [{ group: 'Break glass', users: [login] }] },
      },
    },
    {
      who: 'an account whose profile comes from Active Directory',
      detail: 'profile owned by ACTIVE_DIRECTORY',
      wishes: { accounts: { BOSS: { provider: { type: 'ACTIVE_DIRECTORY', name: 'corp.acme.test' } } } },
    },
  ];

  it.each(cases)('leaves $who alone and says so', async ({ detail, wishes }) => {
    const home = await household({ staff: [leaver, other], ...wishes });
    home.deliver([leaver, other]);
    const plan = await home.plan();
    expect(plan.code).toBe(0);
    expect(steps(plan)).toEqual(['disable E1', 'clear-sessions E1']);
    expect(plan.skips).toMatchObject([{ why: 'protected', detail, subject: { worker: 'BOSS', login } }]);
    expect(finding(plan, 'G17')).toMatchObject({
      verdict: 'warn',
      scope: 'subject',
      measured: 1,
      limit: 0,
      subjects: ['Ann Walker-BOSS (BOSS)'],
      message: '1 protected person would be touched: left out of the plan',
      remedy: 'change these accounts by hand in Okta, where HR is right',
    });
    expect(finding(plan, 'G10').measured).toBe(1);
    expect(plan.header.workers).toEqual({ read: 2, unchanged: 0, changed: 1, skipped: 1, putAside: 0 });
    const { stdout } = await home.run('plan');
    expect(stdout).toMatch(/x urgent {2}Ann Walker-BOSS \(BOSS\): Has left and still has access/);
  });

  it.each(cases)('neither changes the data nor the groups of $who', async ({ wishes }) => {
    const stays = { ...leaver, end: '' };
    const home = await household({ staff: [stays, { ...other, end: '' }], ...wishes });
    home.deliver([
      { ...stays, dept: 'Finance' },
      { ...other, end: '' },
    ]);
    const plan = await home.plan();
    expect(plan.operations).toEqual([]);
    expect(skipped(plan)).toEqual(['protected BOSS']);
  });

  it('says nothing about protected people for whom nothing is to be done', async () => {
    const stays = { ...leaver, end: '' };
    const home = await household({ staff: [stays], okta: { protected: { users: [login, administrator] } } });
    home.deliver([stays]);
    const plan = await home.plan();
    expect([plan.skips, finding(plan, 'G17').verdict]).toEqual([[], 'ok']);
  });

  it('does not take over an account that is protected', async () => {
    const home = await household({ staff: [other], okta: { protected: { users: [loginOf(other)] } } });
    home.withState(({ database }) => database.exec('DELETE FROM binding'));
    home.deliver([{ ...other, end: '' }]);
    const plan = await home.plan();
    expect([steps(plan), skipped(plan)]).toEqual([[], ['protected E1']]);
  });
});
