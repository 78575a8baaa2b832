import { describe, expect, it } from 'vitest';
import { group } from '../../src/simulator/index.ts';
import { everyone, hour, steps, type Household } from '../support/household.ts';
import { carryOut, linked, linkedMapping, row, type Row } from '../support/conversion.ts';
import { accountOf, loginOf, people, person } from '../support/people.ts';
import { deliverContractors, outsiders, sourceList, twoSources } from '../support/two-sources.ts';

const day = 24 * hour;
const staff = people(20);
const crew = people(10, { last: 'Contract' }, 'K').map((one) => row(one));
const kim = row(person('C123', { first: 'Kim', last: 'Novak', dept: 'Temps' }));
const ending = row(kim, { end: '2026-11-30' });
/** HR's employees' system writes the contractors' number as it stands there, without what tenured puts before it. */
const employed = row(person('E456', { first: 'Kim', last: 'Novak', start: '2026-12-01', dept: 'Engineering' }), {
  previous: 'C123',
});

const grouped = linkedMapping.replace(/groups:\n.*\n/, `groups:\n  - { group: ${outsiders} }\n`);

/** Employees and contractors by two files; Kim is a contractor, and a person has approved a first plan. */
async function company(idPrefix = '', mapping = linkedMapping): Promise<Household> {
  const known = [...crew, kim].map((one) => ({ ...one, id: `${idPrefix}${one.id}` }));
  const home = await twoSources({
    staff,
    manage: true,
    mapping,
    contractorsMapping: grouped,
    ...(idPrefix === '' ? {} : { contractors: { idPrefix } }),
    org: {
      users: known.map((one) => accountOf(one)),
      groups: [group(outsiders)],
      memberships: [{ group: outsiders, users: known.map(loginOf) }],
    },
  });
  home.bind(known, 'created');
  deliver(home, [], [kim]);
  const first = await home.plan();
  expect([first.code, steps(first)]).toEqual([0, []]);
  await home.approve(first);
  return home;
}

function deliver(home: Household, employees: readonly Row[], contractors: readonly Row[]): void {
  home.deliver(linked([...staff.map((one) => row(one)), ...employees]));
  deliverContractors(home, linked([...crew, ...contractors]));
}

/** Days go by with these files, and whatever is planned is approved. */
async function daysGoBy(
  home: Household,
  days: number,
  employees: readonly Row[],
  contractors: readonly Row[],
): Promise<readonly string[]> {
  const asked: string[] = [];
  for (let count = 0; count < days; count += 1) {
    home.later(day);
    deliver(home, employees, contractors);
    const plan = await home.plan();
    if (plan.operations.length > 0) await home.approve(plan);
    asked.push(...(await carryOut(home)));
  }
  return asked;
}

function changes(asked: readonly string[]): readonly string[] {
  return asked.map((call) => call.replace(/00[ug]\w+/g, 'ID'));
}

describe('a contractor who becomes an employee, in two files', () => {
  it('keeps the account: the profile and the groups change at the first day, once each', async () => {
    const home = await company();
    expect(await daysGoBy(home, 7, [employed], [ending])).toEqual([]);
    expect(home.account(kim)).toMatchObject({ groups: [outsiders], profile: { hrWorkerId: 'C123' } });
    expect(changes(await daysGoBy(home, 1, [employed], [ending])).toSorted()).toEqual([
      'DELETE groups ID/users/ID',
      'POST users ID',
      'PUT groups ID/users/ID',
    ]);
    expect(home.account(kim)).toMatchObject({
      status: 'ACTIVE',
      groups: [everyone],
      profile: { hrWorkerId: 'E456', department: 'Engineering' },
    });
    expect(await daysGoBy(home, 3, [employed], [])).toEqual([]);
  }, 60_000);

  it('keeps it when the contractors’ file drops the old row without an end', async () => {
    const home = await company();
    await daysGoBy(home, 1, [employed], [kim]);
    const asked = await daysGoBy(home, 9, [employed], []);
    expect(asked.filter((call) => /suspend|deactivate/.test(call))).toEqual([]);
    expect(home.account(kim)).toMatchObject({ status: 'ACTIVE', groups: [everyone] });
    const left = await daysGoBy(home, 3, [row(employed, { end: '2026-12-04' })], []);
    expect(left.filter((call) => call.endsWith('/suspend'))).toHaveLength(1);
  }, 60_000);

  it('goes back: what the contractors’ file says of the old id is the same person’s', async () => {
    const home = await company();
    await daysGoBy(home, 9, [employed], [ending]);
    const again = row(kim, { start: '2026-12-06', dept: 'Temps' });
    const asked = await daysGoBy(home, 6, [row(employed, { end: '2026-12-05' })], [again]);
    expect(changes(asked).toSorted()).toEqual(['DELETE groups ID/users/ID', 'POST users ID', 'PUT groups ID/users/ID']);
    expect(home.account(kim)).toMatchObject({ status: 'ACTIVE', groups: [outsiders], profile: { hrWorkerId: 'C123' } });
  }, 60_000);

  it('is not lost when the contractors’ source is taken out of the configuration', async () => {
    const home = await company();
    await daysGoBy(home, 9, [employed], [ending]);
    home.configure({ configuration: { sources: sourceList().slice(0, 1) } });
    const asked = await daysGoBy(home, 3, [employed], []);
    expect(asked).toEqual([]);
    const plan = await home.plan();
    expect(plan.skips.filter(({ subject }) => subject.worker === 'E456')).toEqual([]);
    expect(home.account(kim)?.status).toBe('ACTIVE');
  }, 60_000);

  it('is found by an id that the mapping makes as tenured knows it', async () => {
    const written = `previousWorkerId: 'w.previousId == "" ? "" : "K-" + w.previousId'`;
    const home = await company('K-', linkedMapping.replace('previousWorkerId: previousId', written));
    home.later(day);
    deliver(home, [employed], [ending]);
    expect((await home.plan()).operations).toMatchObject([
      { kind: 'adopt', subject: { worker: 'E456' }, target: 'K-C123' },
    ]);
  });
});
