import { describe, expect, it } from 'vitest';
import { changesIn } from '../support/changes.ts';
import { everyone, hour, household, minute, skipped, steps, type Household } from '../support/household.ts';
import { loginOf, people, person, type Person } from '../support/people.ts';

const staff = people(12);
const [first = person('P001')] = staff;
const leaver = person('LEO', { end: '2026-11-20' });
const newcomer = person('NEW', { start: '2026-11-23' });
const moved = (one: Person): Person => ({ ...one, dept: 'Finance' });

/** Approved: everybody moves to another department, Leo loses access, somebody new comes. */
async function approved(without: readonly string[] = [], beforehand?: (home: Household) => void): Promise<Household> {
  const home = await household({ staff: [...staff, { ...leaver, end: '' }], manage: true });
  beforehand?.(home);
  home.deliver([...staff.map((one) => (without.includes(one.id) ? one : moved(one))), leaver, newcomer]);
  const plan = await home.plan();
  expect(plan.operations.length).toBeGreaterThan(staff.length - without.length);
  await home.approve(plan);
  home.later(minute);
  return home;
}

function departments(home: Household): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    staff.flatMap((one) => {
      const department = home.account(one)?.profile['department'];
      return department === 'Finance' ? [] : [[one.id, department]];
    }),
  );
}

function expectOthersDone(home: Household): void {
  expect(home.account(leaver)?.status).toBe('SUSPENDED');
  expect(home.account(newcomer)).toMatchObject({ status: 'PROVISIONED', mails: ['activation'] });
}

/** The rest of a screen's line after a person's name. */
function said(screen: string, id: string): readonly string[] {
  return screen.split('\n').filter((line) => line.includes(`(${id})`));
}

describe('a helpdesk edit between plan and apply', () => {
  it('of an attribute that the plan changes stops that person alone, by name', async () => {
    const home = await approved();
    const { profile } = home.okta.org.user(loginOf(first)) ?? { profile: {} };
    home.okta.org.changeUser(loginOf(first), { profile: { ...profile, department: 'Helpdesk' } });
    const applied = await home.run('apply');
    expect(applied.code).toBe(3);
    expect(said(applied.stdout, 'P001').join('\n')).toContain('changed in Okta since: department');
    expect(departments(home)).toEqual({ P001: 'Helpdesk' });
    expectOthersDone(home);

    home.later(hour);
    const next = await home.plan();
    expect(steps(next)).toEqual(['update-profile P001']);
    expect(next.operations[0]).toMatchObject({ before: { department: 'Helpdesk' }, after: { department: 'Finance' } });
    expect((await home.run('apply')).code).toBe(5);
    await home.approve(next);
    expect((await home.run('apply')).code).toBe(0);
    expect(departments(home)).toEqual({});
    expect((await home.plan('--detailed-exitcode')).code).toBe(0);
  });

  it('of an attribute that the plan does not change stops nobody', async () => {
    const home = await approved();
    const { profile } = home.okta.org.user(loginOf(first)) ?? { profile: {} };
    home.okta.org.changeUser(loginOf(first), { profile: { ...profile, mobilePhone: '+49 30 1' } });
    expect((await home.run('apply')).code).toBe(0);
    expect(departments(home)).toEqual({});
    expect(home.account(first)?.profile['mobilePhone']).toBe('+49 30 1');
  });

  it('that has done already what the plan wanted is no conflict, and is not done twice', async () => {
    const home = await approved();
    const { profile } = home.okta.org.user(loginOf(first)) ?? { profile: {} };
    home.okta.org.changeUser(loginOf(first), { profile: { ...profile, department: 'Finance' } });
    home.okta.org.changeUser(loginOf(leaver), { status: 'SUSPENDED' });
    const position = home.okta.org.log.end;
    expect((await home.run('apply')).code).toBe(0);
    const about = (login: string): readonly string[] =>
      changesIn(home.okta.org, position)
        .filter(({ targets }) => targets.some(({ alternateId }) => alternateId === login))
        .map(({ eventType }) => eventType);
    expect(about(loginOf(first))).toEqual([]);
    expect(about(loginOf(leaver))).toEqual(['user.session.clear']);
    expect((await home.plan('--detailed-exitcode')).code).toBe(0);
  });

  it('of a status stops that person alone, and the next plan leaves alone whom somebody else closed', async () => {
    const home = await approved();
    home.okta.org.changeUser(loginOf(first), { status: 'DEPROVISIONED' });
    const applied = await home.run('apply');
    expect(applied.code).toBe(3);
    expect(said(applied.stdout, 'P001').join('\n')).toContain('the account is DEPROVISIONED now');
    expect(departments(home)).toEqual({ P001: 'Sales' });
    expectOthersDone(home);
    home.later(hour);
    const next = await home.plan();
    expect([steps(next), skipped(next)]).toEqual([[], ['deactivated-by-someone-else P001']]);
  });

  it('of a deletion', async () => {
    const home = await approved();
    home.okta.org.removeUser(loginOf(first));
    const applied = await home.run('apply');
    expect(applied.code).toBe(3);
    expect(said(applied.stdout, 'P001').join('\n')).toContain('the account is gone from Okta');
    expect(departments(home)).toEqual({ P001: undefined });
    expectOthersDone(home);
    home.later(25 * hour);
    home.deliver([...staff.map(moved), leaver, newcomer]);
    const next = await home.plan();
    expect([steps(next), skipped(next)]).toEqual([[], ['account-lost P001']]);
  });

  it('of a deletion of the leaver: the access is gone, and that is said, not wondered about', async () => {
    const home = await approved();
    home.okta.org.removeUser(loginOf(leaver));
    const applied = await home.run('apply');
    expect(applied.code).toBe(3);
    expect(said(applied.stdout, 'LEO').join('\n')).toContain('the account is gone from Okta');
    expect(departments(home)).toEqual({});
    expect(home.account(newcomer)?.status).toBe('PROVISIONED');
  });

  it('of a group: who is in it already stays, and nothing is logged twice', async () => {
    const home = await approved(['P001'], ({ okta }) => {
      okta.org.removeMember(everyone, loginOf(first));
    });
    home.okta.org.addMember(everyone, loginOf(first));
    const applied = await home.run('apply');
    expect(applied.code).toBe(0);
    expect(home.account(first)?.groups).toEqual([everyone]);
    expectOthersDone(home);
    home.later(hour);
    expect((await home.plan('--detailed-exitcode')).code).toBe(0);
  });

  it('of a login that a newcomer should have had: nobody is created a second time', async () => {
    const home = await approved();
    home.okta.org.addUser({
      profile: { firstName: 'X', lastName: 'Y', login: loginOf(newcomer), email: 'x@acme.test' },
    });
    const applied = await home.run('apply');
    expect(applied.code).toBe(3);
    expect(said(applied.stdout, 'NEW').join('\n')).toContain('an account with this login exists now');
    expect(departments(home)).toEqual({});
    expect(home.account(newcomer)?.mails).toEqual([]);
  });
});
