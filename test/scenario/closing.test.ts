import { describe, expect, it } from 'vitest';
import {
  everyone,
  hour,
  household,
  mapping,
  skipped,
  steps,
  type Household,
  type Wishes,
} from '../support/household.ts';
import { people, person, type Person } from '../support/people.ts';

const day = 24 * hour;
const staff = people(12);
const leaver = person('LEO', { end: '2026-11-23' });
const all = [...staff, leaver];
const suspendedAt = Date.parse('2026-11-23T23:00:00Z');

/** Leo, announced the day before, has lost access at the end of the 23rd in Berlin. */
async function suspended(wishes: Wishes = {}): Promise<Household> {
  const home = await household({ at: '2026-11-22T09:00:00Z', staff: all, manage: true, ...wishes });
  home.deliver(all);
  await home.approve(await home.plan());
  home.later(day);
  home.deliver(all);
  await home.run('run', '--once');
  home.later(suspendedAt - home.now());
  expect((await home.run('run', '--once')).code).toBe(0);
  expect(home.account(leaver)).toMatchObject({ status: 'SUSPENDED', groups: [everyone] });
  return home;
}

/** Runs once a day, with the same file delivered anew each time or not. */
async function days(home: Household, count: number, delivered: readonly Person[] | null = all): Promise<void> {
  for (let run = 0; run < count; run += 1) {
    home.later(day);
    if (delivered !== null) home.deliver(delivered);
    await home.run('run', '--once');
  }
}

async function approveNewest(home: Household): Promise<readonly string[]> {
  const plan = await home.plan();
  await home.approve(plan);
  await home.run('apply');
  return steps(plan);
}

describe('seven days after the suspension', () => {
  it('and not before, with a newer file that still shows the worker gone, closing waits for a person', async () => {
    const home = await suspended();
    await days(home, 6);
    expect(steps(await home.plan('--detailed-exitcode')).filter((step) => step.startsWith('remove'))).toEqual([]);
    home.later(day);
    home.deliver(all);
    const run = await home.run('run', '--once');
    expect([run.code, home.account(leaver)?.status]).toEqual([5, 'SUSPENDED']);
    expect(await approveNewest(home)).toEqual(['deactivate LEO', 'remove-from-group LEO']);
    expect(home.account(leaver)).toMatchObject({ status: 'DEPROVISIONED', groups: [], mails: [] });
    home.later(hour);
    expect((await home.plan('--detailed-exitcode')).code).toBe(0);
  });

  it('closes by itself on autopilot', async () => {
    const home = await suspended({ configuration: { consent: { leaver: 'autopilot' } } });
    await days(home, 6);
    expect(home.account(leaver)?.status).toBe('SUSPENDED');
    await days(home, 1);
    expect(home.account(leaver)).toMatchObject({ status: 'DEPROVISIONED', groups: [] });
  });

  it('without any file newer than the suspension nothing is closed, and with the next one it is', async () => {
    const home = await suspended({ configuration: { consent: { leaver: 'autopilot' } } });
    await days(home, 9, null);
    expect(home.account(leaver)).toMatchObject({ status: 'SUSPENDED', groups: [everyone] });
    home.deliver(all);
    await approveNewest(home);
    expect(home.account(leaver)).toMatchObject({ status: 'DEPROVISIONED', groups: [] });
  });

  it('a file that was rejected is no newer file', async () => {
    const home = await suspended({ configuration: { consent: { leaver: 'autopilot' } } });
    for (let run = 0; run < 9; run += 1) {
      home.later(day);
      home.deliver('');
      expect((await home.run('run', '--once')).code).toBe(13);
    }
    expect(home.account(leaver)?.status).toBe('SUSPENDED');
  });

  it('a newer file that lacks the worker shows no less that the worker is gone', async () => {
    const home = await suspended({ configuration: { consent: { leaver: 'autopilot' } } });
    await days(home, 9, staff);
    expect(home.account(leaver)?.status).toBe('DEPROVISIONED');
  });
});

describe('a grace of no days', () => {
  it('closes with the next file after the suspension', async () => {
    const home = await suspended({
      configuration: { consent: { leaver: 'autopilot' }, lifecycle: { grace: '0 days' } },
    });
    await days(home, 1, null);
    expect(home.account(leaver)?.status).toBe('SUSPENDED');
    await days(home, 1);
    expect(home.account(leaver)).toMatchObject({ status: 'DEPROVISIONED', groups: [] });
  });
});

describe('an end that is withdrawn', () => {
  const back = [...staff, { ...leaver, end: '' }];

  it('within the grace gives access back, once a person has looked, and nothing is closed later', async () => {
    const home = await suspended();
    await days(home, 2);
    home.later(day);
    home.deliver(back);
    expect((await home.run('run', '--once')).code).toBe(5);
    expect(home.account(leaver)?.status).toBe('SUSPENDED');
    expect(await approveNewest(home)).toEqual(['unsuspend LEO']);
    expect(home.account(leaver)).toMatchObject({ status: 'ACTIVE', groups: [everyone] });
    await days(home, 9, back);
    expect(home.account(leaver)?.status).toBe('ACTIVE');
  });

  it('after the account was closed needs a person: withdrawing is no rehire', async () => {
    const home = await suspended({ configuration: { consent: { leaver: 'autopilot', return: 'autopilot' } } });
    await days(home, 7);
    expect(home.account(leaver)?.status).toBe('DEPROVISIONED');
    home.later(day);
    home.deliver(back);
    const plan = await home.plan();
    expect([steps(plan), skipped(plan)]).toEqual([[], ['deactivated-by-someone-else LEO']]);
  });

  it('is not heeded of an account that somebody else suspended', async () => {
    const home = await household({
      at: '2026-11-22T09:00:00Z',
      staff: all,
      accounts: { LEO: { status: 'SUSPENDED' } },
      configuration: { consent: { return: 'autopilot' } },
      manage: true,
    });
    home.deliver(back);
    const plan = await home.plan();
    expect([steps(plan), skipped(plan)]).toEqual([[], ['suspended-by-someone-else LEO']]);
  });
});

describe('a rehire', () => {
  const again: readonly Person[] = [...staff, { ...leaver, start: '2026-12-14', end: '', dept: 'Legal' }];

  it('of an account that tenured closed is a person’s business, also on autopilot, and gives everything back', async () => {
    const home = await suspended({
      configuration: { consent: { leaver: 'autopilot', return: 'autopilot', mover: 'autopilot', joiner: 'autopilot' } },
    });
    await days(home, 7);
    expect(home.account(leaver)?.status).toBe('DEPROVISIONED');
    await days(home, 13, again);
    home.later(Date.parse('2026-12-14T07:00:00Z') - home.now());
    home.deliver(again);
    const run = await home.run('run', '--once');
    expect([run.code, home.account(leaver)?.status]).toEqual([5, 'DEPROVISIONED']);
    const plan = await home.plan();
    expect(plan.operations[0]).toMatchObject({ kind: 'activate', lifecycle: 'return', needsApproval: ['rehire'] });
    await home.approve(plan);
    expect((await home.run('apply')).code).toBe(0);
    home.later(hour);
    await home.run('run', '--once');
    expect(home.account(leaver)).toMatchObject({ groups: [everyone], profile: { department: 'Legal' } });
    expect(['ACTIVE', 'PROVISIONED']).toContain(home.account(leaver)?.status);
    expect(home.account(leaver)?.mails).toEqual(['activation']);
    home.later(hour);
    expect((await home.plan('--detailed-exitcode')).code).toBe(0);
  });

  it('of an account that somebody else closed is left alone', async () => {
    const home = await household({
      at: '2026-12-14T09:00:00Z',
      staff: all,
      accounts: { LEO: { status: 'DEPROVISIONED' } },
      manage: true,
    });
    home.deliver(again);
    const plan = await home.plan();
    expect([steps(plan), skipped(plan)]).toEqual([[], ['deactivated-by-someone-else LEO']]);
  });
});

describe('a leave', () => {
  const [away = person('P001'), ...others] = staff;
  const withLeave = mapping.replace(
    'timezone: {',
    `  leave:
    - { kind: parental, when: w.department == "Away" }
timezone: {`,
  );
  const left = [{ ...away, dept: 'Away' }, ...others];

  async function onLeave(kind: 'keep' | 'suspend'): Promise<Household> {
    const home = await household({
      at: '2026-11-22T09:00:00Z',
      staff,
      manage: true,
      mapping: withLeave,
      configuration: { consent: { leave: 'autopilot' }, lifecycle: { leave: { parental: kind } } },
    });
    home.deliver(staff);
    await home.approve(await home.plan());
    home.later(hour);
    home.deliver(left);
    await home.run('run', '--once');
    return home;
  }

  it('that suspends: access pauses, groups stay, nothing is ever closed, and it comes back', async () => {
    const home = await onLeave('suspend');
    expect(home.account(away)).toMatchObject({ status: 'SUSPENDED', groups: [everyone] });
    await days(home, 10, left);
    expect(home.account(away)).toMatchObject({ status: 'SUSPENDED', groups: [everyone] });
    await days(home, 1, staff);
    expect(home.account(away)).toMatchObject({ status: 'ACTIVE', groups: [everyone] });
    home.later(hour);
    expect((await home.plan('--detailed-exitcode')).code).toBe(0);
  });

  it('that keeps access changes nothing but the profile', async () => {
    const home = await onLeave('keep');
    expect(home.account(away)?.status).toBe('ACTIVE');
    await days(home, 1, staff);
    expect(home.account(away)?.status).toBe('ACTIVE');
  });

  it('in which the employment ends: the suspension of the leave is the leaver’s, too, until it is closed', async () => {
    const home = await onLeave('suspend');
    const ended = [{ ...away, dept: 'Away', end: '2026-11-24' }, ...others];
    await days(home, 3, ended);
    expect(home.account(away)?.status).toBe('SUSPENDED');
    await days(home, 5, ended);
    expect(home.account(away)?.status).toBe('SUSPENDED');
    await days(home, 3, ended);
    expect(steps(await home.plan())).toEqual(['deactivate P001', 'remove-from-group P001']);
  });
});
