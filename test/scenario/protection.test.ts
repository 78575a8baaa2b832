import { describe, expect, it } from 'vitest';
import { group, idFor, user } from '../../src/simulator/index.ts';
import { hour, household, steps, type Household, type Wishes } from '../support/household.ts';
import { loginOf, people, person } from '../support/people.ts';

const staff = people(12);
const leaver = person('LEO');

/** Somebody leaves whom something protects. */
async function leaving(wishes: Wishes): Promise<Household> {
  const home = await household({ staff: [...staff, leaver], manage: true, ...wishes });
  home.deliver([...staff, { ...leaver, end: '2026-11-20' }]);
  return home;
}

const everybody = [...staff, leaver].map(loginOf);

describe('nobody disables', () => {
  const admins = Array.from({ length: 250 }, (_, index) => user(`admin${String(index)}@acme.test`));
  const cases: readonly [string, Wishes, string][] = [
    [
      'an administrator',
      { org: { roles: [{ assignee: loginOf(leaver), role: { type: 'HELP_DESK_ADMIN' } }] } },
      'administrator',
    ],
    [
      'the last of 252 administrators',
      {
        org: {
          users: admins,
          roles: [...admins.map(({ profile }) => String(profile['login'])), loginOf(leaver)].map((assignee) => ({
            assignee,
            role: { type: 'HELP_DESK_ADMIN' } as const,
          })),
        },
      },
      'administrator',
    ],
    [
      'an administrator by a group',
      {
        org: {
          groups: [group('Helpers')],
          memberships: [{ group: 'Helpers', users: [loginOf(leaver)] }],
          roles: [{ assignee: idFor('group', 'Helpers'), role: { type: 'HELP_DESK_ADMIN' } }],
        },
      },
      'administrator through a group',
    ],
    [
      'an administrator of a resource set',
      {
        org: {
          roles: [
            {
              assignee: loginOf(leaver),
              role: { type: 'CUSTOM', permissions: ['okta.users.read'], resourceSet: { users: 'all' } },
            },
          ],
        },
      },
      'administrator',
    ],
    ['a listed account', { okta: { protected: { users: [loginOf(leaver).toUpperCase()] } } }, 'listed as protected'],
    [
      'a member of a listed group',
      {
        okta: { protected: { groups: ['Break glass'] } },
        org: { groups: [group('Break glass')], memberships: [{ group: 'Break glass', users: [loginOf(leaver)] }] },
      },
      'member of the protected group "Break glass"',
    ],
    ['an owner of the app', { okta: { protected: { owners: [loginOf(leaver)] } } }, 'owner of the app'],
    ['a user of another type', { okta: { userTypes: ['otyContractors'] } }, 'of another user type (otyDefault)'],
    ['a user of another realm', { okta: { realms: ['guoPartners'] }, org: { realms: [] } }, 'in another realm'],
    ['a user of no realm', { okta: { realms: ['guoPartners'] } }, 'in no realm'],
    [
      'an account whose profile a directory owns',
      { accounts: { LEO: { provider: { type: 'ACTIVE_DIRECTORY', name: 'acme.local' } } } },
      'profile owned by ACTIVE_DIRECTORY',
    ],
  ];

  it.each(cases)('%s', async (_, wishes, why) => {
    const home = await leaving(wishes);
    const plan = await home.plan();
    expect(steps(plan)).toEqual([]);
    const detail = plan.skips.find(({ subject }) => subject.worker === 'LEO')?.detail ?? '';
    expect(detail.replace(/oty(?!Contractors)\w+/, 'otyDefault')).toContain(why);
    expect(plan.findings.find(({ guardrail }) => guardrail === 'G17')).toMatchObject({ verdict: 'warn' });
  });

  it('reads administrators page by page, by the address that stands in the body', async () => {
    const home = await leaving(cases[1]?.[1] ?? {});
    await home.plan();
    expect(home.calls().filter((call) => call.endsWith('/iam/assignees/users'))).toHaveLength(3);
  });
});

describe('what is listed as protected and is not there', () => {
  it('protects nobody: a group holds the plan up, but not whoever leaves as announced', async () => {
    const home = await household({
      staff,
      okta: { protected: { groups: ['Brake glass'], users: ['boss@acme.test'] } },
    });
    home.deliver([...staff.slice(1), { ...person('P001'), dept: 'Legal' }]);
    const plan = await home.plan();
    expect(plan.findings.find(({ guardrail }) => guardrail === 'G17n')).toMatchObject({
      verdict: 'hold',
      scope: 'plan',
      subjects: ['Brake glass', 'boss@acme.test'],
      message: 'listed as protected, and not in Okta: Brake glass, boss@acme.test',
    });
  });

  it('an account is told, and holds nothing up', async () => {
    const home = await household({ staff, okta: { protected: { users: ['boss@acme.test', 'root.admin@acme.test'] } } });
    home.deliver(staff);
    expect((await home.plan()).findings.find(({ guardrail }) => guardrail === 'G17n')).toMatchObject({
      verdict: 'warn',
      subjects: ['boss@acme.test'],
    });
  });

  it('holds whoever was in a protected group that is deleted', async () => {
    const home = await leaving({
      okta: { protected: { groups: ['Break glass'] } },
      org: { groups: [group('Break glass')], memberships: [{ group: 'Break glass', users: everybody }] },
    });
    expect(steps(await home.plan())).toEqual([]);
    home.okta.org.removeGroup(idFor('group', 'Break glass'));
    home.later(hour);
    const plan = await home.plan();
    expect(plan.findings.some(({ guardrail }) => guardrail === 'G17n')).toBe(true);
  });
});
