import { describe, expect, it } from 'vitest';
import { group } from '../../src/simulator/index.ts';
import { everyone, hour, household, mapping, minute, type Household } from '../support/household.ts';
import { people, person, type Person } from '../support/people.ts';

const staff = people(8);
const leaver = person('LEO');
const newcomer = person('NEW', { start: '2026-11-23' });
const withSales = `${mapping}  - { group: Sales Team, when: 'w.department == "Sales"' }\n`;

async function company(): Promise<Household> {
  return household({
    staff: [...staff, leaver],
    manage: true,
    mapping: withSales,
    org: {
      groups: [group('Sales Team')],
      memberships: [{ group: 'Sales Team', users: ['p001@acme.test', 'p002@acme.test', 'leo@acme.test'] }],
    },
  });
}

/** Delivers, plans, approves, carries out, and gives the run's number. */
async function carriedOut(home: Household, rows: readonly Person[]): Promise<number> {
  home.later(hour);
  home.deliver(rows);
  await home.approve(await home.plan());
  const { stdout, code } = await home.run('apply', '--json');
  expect(code).toBe(0);
  home.later(minute);
  return (JSON.parse(stdout) as { run: number }).run;
}

const inLegal = { ...person('P001'), dept: 'Legal' };
const rest = staff.slice(2);

describe('undo', () => {
  it('takes back what Okta can, says of the rest why not, and pauses the people concerned', async () => {
    const home = await company();
    const run = await carriedOut(home, [inLegal, person('P002'), ...rest, { ...leaver, end: '2026-11-20' }, newcomer]);
    expect(home.account(leaver)?.status).toBe('SUSPENDED');
    const { code, stdout } = await home.run('undo', String(run), '--reason', 'wrong file', '--yes');
    expect(code).toBe(0);
    const screen = stdout.replaceAll(/─{20,}\n/g, '');
    expect(screen).toContain(`What run ${String(run)} did\n`);
    expect(screen).toContain('^ Ann Walker-LEO (LEO)  access given back\n');
    expect(screen).toContain('~ Ann Walker-P001 (P001)  profile updated\n');
    expect(screen).toContain('> Ann Walker-P003 (P003)  removed from group Sales Team\n');
    expect(screen).toContain(
      '+ Ann Walker-NEW (NEW)  account prepared\n' +
        '      An account that was created stays; deactivate it in Okta if it must not be used.\n',
    );
    expect(screen).toContain(
      '+ Ann Walker-NEW (NEW)  account activated\n' +
        '      An activated account cannot be made unused again; end the access in HR, or with cut-access.\n',
    );
    expect(screen).toContain(
      '= Ann Walker-LEO (LEO)  signed out everywhere\n' +
        '      Whoever was signed out signs in again; there is nothing to give back.\n',
    );
    expect(screen).toContain('people are paused, so that the next run does not do it again.\n');
    expect(home.account(leaver)?.status).toBe('ACTIVE');
    expect(home.account({ id: 'P001' })?.profile['department']).toBe('Sales');
    expect(home.account({ id: 'P003' })?.groups).toEqual([everyone]);
    expect(home.account(newcomer)?.status).toBe('PROVISIONED');
  });

  it('is not done again by the next run, until the pause is lifted', async () => {
    const home = await company();
    const run = await carriedOut(home, [inLegal, person('P002'), ...rest, leaver]);
    await home.run('undo', String(run), '--yes');
    home.later(hour);
    const writes = home.writes().length;
    await home.run('run', '--once');
    expect(home.writes()).toHaveLength(writes);
    expect(home.account({ id: 'P001' })?.profile['department']).toBe('Sales');
    expect((await home.run('status')).stdout).toContain('PAUSED      Ann Walker-P001 (P001), by olga.ops since');
    await home.run('resume', 'P001');
    const plan = await home.plan();
    expect(plan.operations.filter(({ subject }) => subject.worker === 'P001').map(({ kind }) => kind)).toEqual([
      'update-profile',
    ]);
    // It had been approved; taking it back took that word back, too.
    expect((await home.run('apply')).stdout).toContain('  rejected by a person\n');
    expect(home.account({ id: 'P001' })?.profile['department']).toBe('Sales');
  });

  it('writes nothing that was not a line of a stored plan that the person approved', async () => {
    const home = await company();
    const run = await carriedOut(home, [inLegal, person('P002'), ...rest, leaver]);
    await home.run('undo', String(run), '--yes');
    const { plans } = JSON.parse((await home.run('plan', 'list', '--json')).stdout) as {
      plans: { number: number; status: string; operations: Record<string, number> }[];
    };
    const [undone] = plans;
    expect(undone?.status).toBe('applied');
    const shown = await home.run('plan', 'show', String(undone?.number), '--json');
    const { operations } = JSON.parse(shown.stdout) as { operations: { kind: string; reason: { rule: string } }[] };
    expect(operations.every(({ reason }) => reason.rule === 'undone')).toBe(true);
    const consents = home.withState(({ database }) =>
      database.prepare('SELECT person, decision FROM consent WHERE plan_number = ?').all(undone?.number),
    );
    expect(consents).toEqual([{ person: 'olga.ops', decision: 'approve' }]);
  });

  it('gives a group back that somebody was taken out of, and access that was given back is ended again', async () => {
    const home = await company();
    await carriedOut(home, [...staff, { ...leaver, end: '2026-11-20' }, newcomer]);
    const run = await carriedOut(home, [...staff, leaver, { ...newcomer, dept: 'Legal' }]);
    expect(home.account(newcomer)?.groups).toEqual([everyone]);
    expect(home.account(leaver)?.status).toBe('ACTIVE');
    const { code } = await home.run('undo', String(run), '--yes');
    expect(code).toBe(0);
    expect(home.account(newcomer)?.groups).toEqual([everyone, 'Sales Team']);
    expect(home.account(leaver)?.status).toBe('SUSPENDED');
  });

  it('leaves alone what somebody has changed since', async () => {
    const home = await company();
    const run = await carriedOut(home, [inLegal, person('P002'), ...rest, leaver]);
    const before = home.okta.org.user('p001@acme.test');
    home.okta.org.changeUser('p001@acme.test', { profile: { ...before?.profile, department: 'Helpdesk' } });
    const { code, stdout } = await home.run('undo', String(run), '--yes');
    expect(code).toBe(3);
    expect(stdout).toContain('Ann Walker-P001 (P001)  update: changed in Okta since: department\n');
    expect(home.account({ id: 'P001' })?.profile['department']).toBe('Helpdesk');
  });

  it('can be taken back itself', async () => {
    const home = await company();
    const run = await carriedOut(home, [inLegal, person('P002'), ...rest, leaver]);
    const undone = await home.run('undo', String(run), '--yes', '--json');
    const { run: second } = JSON.parse(undone.stdout) as { run: number };
    home.later(minute);
    await home.run('undo', String(second), '--yes');
    expect(home.account({ id: 'P001' })?.profile['department']).toBe('Legal');
  });

  it('asks, and a no changes nothing', async () => {
    const home = await company();
    const run = await carriedOut(home, [inLegal, person('P002'), ...rest, leaver]);
    const writes = home.writes().length;
    expect((await home.run('undo', String(run))).code).toBe(64);
    home.answer('');
    expect((await home.run('undo', String(run))).stderr).toBe('Nothing was changed.\n');
    expect(home.writes()).toHaveLength(writes);
  });

  it('of a run that only planned, or of none, is exit 64', async () => {
    const home = await company();
    await carriedOut(home, [inLegal, person('P002'), ...rest, leaver]);
    home.later(minute);
    for (const run of ['1', '99']) {
      const { code, stderr } = await home.run('undo', run, '--yes');
      expect([code, stderr.split('\n')[0]]).toEqual([64, `TEN-6005  run ${run} carried nothing out`]);
    }
  });
});
