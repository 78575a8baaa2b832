import { describe, expect, it } from 'vitest';
import { hour, household, minute, steps, type Household } from '../support/household.ts';
import { people, person } from '../support/people.ts';

const staff = people(12);
const leaver = person('LEO');
const newcomer = person('NEW', { start: '2026-11-20' });
const moved = { ...person('P012'), dept: 'Legal' };

const assignees = '/api/v1/iam/assignees/users';
const rules = '/api/v1/groups/rules';

/** Everything on autopilot, a first plan approved, and a file by which somebody leaves, starts and moves. */
async function company(): Promise<Household> {
  const home = await household({
    staff: [...staff, leaver],
    manage: true,
    configuration: { consent: { joiner: 'autopilot', mover: 'autopilot', leaver: 'autopilot' } },
  });
  home.deliver([...staff, leaver]);
  await home.approve(await home.plan());
  home.later(hour);
  home.deliver([...staff.slice(0, -1), moved, { ...leaver, end: '2026-11-22' }, newcomer]);
  return home;
}

function forbid(home: Household, path: string): void {
  home.okta.faults.order({ kind: 'fail', path, status: 403, errorCode: 'E0000006', times: 'all' });
}

function counts(stdout: string): unknown {
  const { applied } = JSON.parse(stdout) as { applied: { counts: Record<string, number> } };
  return Object.fromEntries(Object.entries(applied.counts).filter(([, count]) => count > 0));
}

describe('administrators that cannot be read', () => {
  it('leave suspensions only, by a list of today, and that is red', async () => {
    const home = await company();
    forbid(home, assignees);
    const plan = await home.plan();
    expect(plan.code).toBe(4);
    expect(steps(plan)).toEqual([
      'disable LEO',
      'clear-sessions LEO',
      'create NEW',
      'activate NEW',
      'update-profile P012',
    ]);
    expect(plan.findings.filter(({ guardrail }) => guardrail === 'G17r')).toMatchObject([
      {
        verdict: 'hold',
        scope: 'all-but-suspensions',
        measured: 60,
        message: expect.stringContaining(
          'who is an administrator cannot be read from Okta, and was last read at 2026-11-23T12:00:00.000Z: ' +
            "TEN-2202 The app's admin role does not allow it to read admin roles (E0000006, Okta request ",
        ) as string,
      },
    ]);
    const once = await home.run('run', '--once', '--json');
    expect([once.code, counts(once.stdout)]).toEqual([4, { held: 3 }]);
    expect([home.account(leaver)?.status, home.account(newcomer)]).toEqual(['SUSPENDED', undefined]);
    const status = await home.run('status');
    expect(status.stdout).toContain('x Who is an administrator cannot be read from Okta: people are suspended, and\n');
    home.okta.faults.clear();
    expect((await home.run('run', '--once')).code).toBe(0);
    expect((await home.run('status')).stdout).not.toContain('cannot be read');
    expect(home.account(newcomer)?.status).toBe('PROVISIONED');
  });

  it('are no reason for a person to go on: the gate refuses what was approved', async () => {
    const home = await company();
    forbid(home, assignees);
    await home.approve(await home.plan());
    const { code, stdout } = await home.run('apply', '--json');
    expect([code, home.account(leaver)?.status, home.account(newcomer)]).toEqual([3, 'SUSPENDED', undefined]);
    expect(stdout).toContain('Only suspending is allowed: who is an administrator was last read 60 minutes ago.');
  });

  it('for a day leave nobody to be disabled: exit 12', async () => {
    const home = await company();
    home.deliver([...staff, leaver]);
    forbid(home, assignees);
    home.later(24 * hour);
    for (const command of [['plan'], ['run', '--once']]) {
      const { code, stderr } = await home.run(...command);
      expect(code).toBe(12);
      expect(stderr).toContain(
        'TEN-2406  Who is an administrator could not be read from Okta for more than 24 hours.\n',
      );
      expect(stderr).toContain('do:   Nobody is disabled until it can.');
    }
    expect(home.writes()).toEqual([]);
  });

  it('at the very first look leave no plan at all', async () => {
    const home = await household({ staff });
    home.deliver(staff);
    forbid(home, assignees);
    const { code, stderr } = await home.run('plan');
    expect(code).toBe(12);
    expect(stderr).toContain('TEN-2202  ');
  });

  it('are kept when a listing lacks some of them that still hold their roles', async () => {
    const home = await company();
    home.okta.faults.order({ kind: 'shrink', path: assignees, keep: 0, times: 'all' });
    const plan = await home.plan();
    expect(plan.findings.find(({ guardrail }) => guardrail === 'G17r')?.message).toContain(
      "TEN-2350 Okta's list of administrators lacks some that are there all the same",
    );
  });
});

describe('group rules that cannot be read', () => {
  it('leave no group written to, nor anybody created into one; all else happens', async () => {
    const home = await company();
    forbid(home, rules);
    const plan = await home.plan();
    expect(plan.findings.filter(({ guardrail }) => guardrail === 'G16r')).toMatchObject([
      { verdict: 'hold', scope: 'group-writes', measured: 60 },
    ]);
    const once = await home.run('run', '--once', '--json');
    expect([once.code, counts(once.stdout)]).toEqual([4, { done: 1, held: 1, dependant: 1 }]);
    expect((await home.run('status')).stdout).toContain(
      'x Group rules cannot be read from Okta: no group is written to.',
    );
  });

  it('are no reason for a person to go on: the gate refuses what was approved', async () => {
    const home = await company();
    await home.approve(await home.plan());
    forbid(home, rules);
    home.later(16 * minute);
    const { code, stdout } = await home.run('apply', '--json');
    expect([code, home.account(newcomer)]).toEqual([3, undefined]);
    expect(stdout).toContain('No group is written to: group rules were last read 16 minutes ago.');
  });

  it('are read again for a plan that is carried out later', async () => {
    const home = await company();
    await home.approve(await home.plan());
    home.later(20 * hour);
    const before = home.calls().length;
    expect((await home.run('apply')).code).toBe(0);
    expect(
      home
        .calls()
        .slice(before)
        .filter((call) => call.endsWith(rules) || call.endsWith(assignees)),
    ).toHaveLength(2);
    expect(home.account(newcomer)?.status).toBe('PROVISIONED');
  });
});
