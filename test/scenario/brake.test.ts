import { describe, expect, it } from 'vitest';
import { hour, household, minute, steps, type Household } from '../support/household.ts';
import { loginOf, people, person, type Person } from '../support/people.ts';

const staff = people(60);
const leavers = people(3, {}, 'L');
const moved = (one: Person): Person => ({ ...one, dept: 'Legal' });

/** Approved: everybody moves; three people leave where asked for. At most ten conflicts are allowed. */
async function approved(withLeavers = false): Promise<Household> {
  const home = await household({ at: '2026-11-22T09:00:00Z', staff: [...staff, ...leavers], manage: true });
  const left = leavers.map((one) => (withLeavers ? { ...one, end: '2026-11-20' } : one));
  home.deliver([...staff.map(moved), ...left]);
  const plan = await home.plan();
  expect(steps(plan)).toHaveLength(withLeavers ? 66 : 60);
  await home.approve(plan);
  home.later(minute);
  return home;
}

/** Somebody else edits so many accounts' departments. */
function edit(home: Household, count: number): void {
  for (const one of staff.slice(0, count)) {
    const { profile } = home.okta.org.user(loginOf(one)) ?? { profile: {} };
    home.okta.org.changeUser(loginOf(one), { profile: { ...profile, department: 'Helpdesk' } });
  }
}

function inDepartment(home: Household, department: string): number {
  return staff.filter((one) => home.account(one)?.profile['department'] === department).length;
}

describe('conflicts while carrying out, of which ten are let pass', () => {
  it.each([
    { conflicts: 9, code: 3 },
    { conflicts: 10, code: 3 },
  ])('$conflicts stop these people alone', async ({ conflicts, code }) => {
    const home = await approved();
    edit(home, conflicts);
    expect((await home.run('apply')).code).toBe(code);
    expect([inDepartment(home, 'Helpdesk'), inDepartment(home, 'Legal')]).toEqual([conflicts, 60 - conflicts]);
  });

  it.each([11, 30])('%i stop the run, and the next one does the rest', async (conflicts) => {
    const home = await approved();
    edit(home, conflicts);
    const stopped = await home.run('apply');
    expect(stopped.code).toBe(4);
    expect(stopped.stdout).toContain('changed in Okta after the plan was made');
    // What was in flight when it stopped has ended; nothing was begun after that.
    const done = inDepartment(home, 'Legal');
    expect(done).toBeLessThan(60 - conflicts);
    expect(inDepartment(home, 'Helpdesk')).toBe(conflicts);
    home.later(hour);
    const next = await home.plan();
    expect(steps(next)).toHaveLength(60 - done);
    expect((await home.run('apply')).code).toBe(5);
    expect([inDepartment(home, 'Helpdesk'), inDepartment(home, 'Legal')]).toEqual([conflicts, 60 - conflicts]);
    await home.approve(await home.plan());
    expect([(await home.run('apply')).code, inDepartment(home, 'Legal')]).toEqual([0, 60]);
  });

  it('of leavers are not counted', async () => {
    const many = people(14, {}, 'L');
    const home = await household({ at: '2026-11-22T09:00:00Z', staff: [...staff, ...many], manage: true });
    home.deliver([...staff.map(moved), ...many.map((one) => ({ ...one, end: '2026-11-20' }))]);
    await home.approve(await home.plan());
    home.later(minute);
    for (const one of many) home.okta.org.removeUser(loginOf(one));
    expect((await home.run('apply')).code).toBe(3);
    expect(inDepartment(home, 'Legal')).toBe(60);
  });
});

describe('refusals by Okta while carrying out', () => {
  const refusal = { status: 403, errorCode: 'E0000006' };
  const updates = /^\/api\/v1\/users\/\w+$/;

  it('one is one person; three in a row stop the run, with the rest left for the next', async () => {
    const home = await approved();
    home.okta.faults.failNext({ method: 'POST', path: updates }, refusal);
    const one = await home.run('apply');
    expect([one.code, inDepartment(home, 'Legal')]).toEqual([3, 59]);

    const other = await approved();
    for (let nth = 1; nth <= 60; nth += 1) other.okta.faults.failNext({ method: 'POST', path: updates }, refusal);
    const stopped = await other.run('apply');
    expect(stopped.code).toBe(4);
    expect(stopped.stdout).toContain('Okta refused 3 changes in a row');
    expect(inDepartment(other, 'Legal')).toBe(0);
    const refused = other.okta.requests().filter(({ method, path }) => method === 'POST' && updates.test(path));
    expect(refused.length).toBeLessThanOrEqual(3 + 16);
    other.okta.faults.clear();
    other.later(hour);
    expect([(await other.run('apply')).code, inDepartment(other, 'Legal')]).toEqual([0, 60]);
  });

  it('more than one in twenty stop it, too', async () => {
    const home = await approved();
    for (let nth = 2; nth <= 50; nth += 6) home.okta.faults.failNext({ method: 'POST', path: updates, nth }, refusal);
    const stopped = await home.run('apply');
    expect(stopped.code).toBe(4);
    expect(stopped.stdout).toMatch(/Okta refused \d+ changes of \d+/);
    expect(inDepartment(home, 'Legal')).toBeLessThan(60 - 9);
  });
});

describe('the first ends of access', () => {
  it('are read back, and one that has no effect stops the run before the others are believed', async () => {
    const home = await approved(true);
    const [first = person('L001')] = leavers;
    const login = loginOf(first);
    const { id } = home.okta.org.user(login) ?? { id: '' };
    // Somebody lets the person back in before the suspension is looked at.
    const held = home.okta.faults.hold(
      { method: 'POST', path: `/api/v1/users/${id}/lifecycle/suspend` },
      'afterCommit',
    );
    const applying = home.run('apply');
    await held.reached;
    home.okta.org.changeUser(login, { status: 'ACTIVE' });
    held.release();
    const stopped = await applying;
    expect(stopped.code).toBe(4);
    expect(stopped.stdout).toContain('still shows the account enabled');
    expect(inDepartment(home, 'Legal')).toBe(0);
  });
});
