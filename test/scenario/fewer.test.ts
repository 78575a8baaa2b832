import { describe, expect, it } from 'vitest';
import { group } from '../../src/simulator/index.ts';
import { everyone, household, minute, type Household } from '../support/household.ts';
import { loginOf, people, person } from '../support/people.ts';

const staff = people(40);
const leaver = person('LEO');
const teams = Array.from({ length: 10 }, (_, index) => `Team ${String(index)}`);
const administrators = people(24, {}, 'A');

/** A company that has been planned for a day, and whose nightly pass is due. */
async function company(): Promise<Household> {
  const home = await household({
    staff: [...staff, ...administrators, leaver],
    manage: true,
    org: {
      groups: teams.map((name) => group(name)),
      roles: administrators.map((one) => ({ assignee: loginOf(one), role: { type: 'HELP_DESK_ADMIN' } as const })),
      rules: Array.from({ length: 24 }, (_, index) => ({
        name: `Rule ${String(index)}`,
        expression: 'user.department=="Nowhere"',
        groupIds: [group('Team 0').id ?? ''],
      })),
    },
  });
  home.deliver([...staff, ...administrators, leaver]);
  await home.approve(await home.plan());
  home.later(25 * 60 * minute);
  home.deliver([...staff, ...administrators, leaver]);
  return home;
}

function idOf(home: Household, { id }: { readonly id: string }): string {
  return home.okta.org.user(loginOf({ id }))?.id ?? '';
}

function remove(home: Household, count: number, from = 0): void {
  for (const one of staff.slice(from, from + count)) home.okta.org.removeUser(idOf(home, one));
}

/** What the journal keeps of what people accepted. */
function accepted(home: Household): readonly unknown[] {
  return home.withState(({ database }) =>
    database
      .prepare<[], string>(
        `SELECT p.body FROM journal j JOIN journal_payload p ON p.seq = j.seq WHERE j.kind = 'accepted-fewer'`,
      )
      .pluck()
      .all()
      .map((body) => JSON.parse(body) as unknown),
  );
}

/** Planning stops and names the way out. */
async function stopped(home: Household): Promise<void> {
  const { code, stderr } = await home.run('plan');
  expect([code, stderr.includes('TEN-2350'), stderr.includes('`tenured okta accept-fewer`')]).toEqual([12, true, true]);
}

const accept = ['okta', 'accept-fewer', '--reason', 'cleaned up'] as const;

describe('that Okta rightly shows fewer', () => {
  it('accounts than before is said by a person, who sees whose they were', async () => {
    const home = await company();
    remove(home, 12);
    await stopped(home);
    home.answer('n', 'y');
    const no = await home.run(...accept);
    expect([no.code, no.stderr]).toEqual([0, expect.stringContaining('Nothing was changed.')]);
    expect(no.stdout).toContain('accounts: 12 of 66 missing; 12 of these were in use when last seen');
    expect(no.stdout).toContain('belonging to 12 workers: Ann Walker-P001 (P001), ');
    expect(no.stdout).toContain('Ann Walker-P010 (P010), and 2 more');
    await stopped(home);
    const yes = await home.run(...accept);
    expect([yes.code, yes.stdout.includes('The next plan goes by what Okta shows.')]).toEqual([0, true]);
    const { code, skips } = await home.plan();
    expect([code, skips.filter(({ why }) => why === 'account-lost').length]).toEqual([0, 12]);
    expect(accepted(home)).toEqual([
      expect.objectContaining({
        reason: 'cleaned up',
        fewer: [{ of: 'accounts', group: null, known: 66, missing: 12, inUse: 12 }],
      }),
    ]);
  });

  it('deactivated accounts, so many that not each of them is asked for', async () => {
    const home = await company();
    for (const one of staff.slice(0, 30)) home.okta.org.changeUser(idOf(home, one), { status: 'DEPROVISIONED' });
    await home.plan();
    remove(home, 30);
    home.later(25 * 60 * minute);
    home.deliver([...staff, ...administrators, leaver]);
    await stopped(home);
    const before = home.calls().length;
    const { code, stdout } = await home.run(...accept, '--yes', '--json');
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      expect.objectContaining({
        outcome: 'accepted',
        fewer: [expect.objectContaining({ of: 'accounts', missing: 30, inUse: 0, workersTotal: 30 })],
      }),
    ]);
    const single = home.calls().slice(before);
    expect(single.filter((call) => /^GET \/api\/v1\/users\/00u\w+$/.test(call)).length).toBeLessThanOrEqual(42);
    expect((await home.plan()).code).toBe(0);
  });

  it('groups, rules and administrators, all said at once', async () => {
    const home = await company();
    const { org } = home.okta;
    for (const { id } of [...org.rules]) org.removeRule(id);
    for (const name of teams.slice(0, 8)) org.removeGroup(name);
    const gone = new Set(administrators.slice(0, 22).map((one) => idOf(home, one)));
    for (const { id, assignee } of [...org.roles]) if (gone.has(assignee)) org.removeRole(id);
    await stopped(home);
    home.answer('y');
    const { code, stdout } = await home.run(...accept);
    expect([code, stdout.match(/^ {2}\S.*missing.*$/gm)]).toEqual([
      0,
      [
        expect.stringMatching(/^ {2}groups: 8 of \d+ missing$/),
        '  group rules: 24 of 24 missing',
        '  administrators: 22 of 25 missing',
      ],
    ]);
    expect((await home.plan()).code).toBe(0);
  });

  it('members of a group, of which Okta does not say that anybody took them out', async () => {
    const home = await company();
    const { org } = home.okta;
    org.addMember(everyone, 'root.admin@acme.test');
    const touched = org.group(everyone)?.lastMembershipUpdated;
    home.later(minute);
    await home.plan();
    for (const one of staff.slice(0, 20)) org.removeMember(everyone, loginOf(one));
    const now = org.group(everyone);
    if (now === undefined || touched === undefined) throw new Error('the group is gone');
    org.groups.put({ ...now, lastMembershipUpdated: touched });
    await stopped(home);
    home.answer('y');
    const { code, stdout } = await home.run(...accept);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/ members of "Everyone at Acme": 20 of \d\d missing\n/)]);
    expect((await home.plan()).code).toBe(0);
  });

  it('nothing is asked when there is nothing to say', async () => {
    const home = await company();
    remove(home, 2);
    const { code, stdout } = await home.run(...accept);
    expect([code, stdout]).toEqual([0, 'Okta shows nothing fewer than is believed of itself.\n']);
    expect(accepted(home)).toEqual([]);
  });
});

describe('nobody can say', () => {
  it('that accounts are gone which are there all the same', async () => {
    const home = await company();
    home.okta.faults.order({ kind: 'shrink', path: '/api/v1/users', keep: 0.5, times: 'all' });
    const { code, stderr } = await home.run(...accept, '--yes');
    expect([code, /TEN-\d+.*/.exec(stderr)?.[0]]).toEqual([12, expect.stringContaining('there all the same')]);
    home.okta.faults.clear();
    expect((await home.plan()).code).toBe(0);
  });

  it('that members are gone who are in the group all the same', async () => {
    const home = await company();
    home.okta.faults.order({ kind: 'shrink', path: '/api/v1/groups/*/users', keep: 0.5, times: 'all' });
    home.okta.org.addMember(everyone, 'root.admin@acme.test');
    home.later(minute);
    const { code, stderr } = await home.run(...accept, '--yes');
    expect([code, stderr.includes('and some are in it all the same')]).toEqual([12, true]);
  });

  it('more than was looked at: what goes meanwhile has to be looked at again', async () => {
    const home = await company();
    remove(home, 12);
    home.answer(() => {
      remove(home, 2, 12);
      return 'y';
    });
    const { code, stderr } = await home.run(...accept);
    expect([code, stderr.includes('Okta does not know 14 of the 66 accounts')]).toEqual([12, true]);
    await stopped(home);
  });

  it('so without a terminal or --yes, and a look leaves no trace', async () => {
    const home = await company();
    remove(home, 12);
    const { code, stderr } = await home.run(...accept);
    expect([code, stderr.includes('TEN-6002')]).toEqual([64, true]);
    expect(home.writes()).toEqual([]);
    await stopped(home);
  });
});
