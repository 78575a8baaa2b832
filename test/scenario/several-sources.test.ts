import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { everyone, finding, hour, skipped, steps, type Household, type Planned } from '../support/household.ts';
import { group } from '../../src/simulator/index.ts';
import { people, person } from '../support/people.ts';
import { deliverContractors, outsiders, sourceList, twoSources, type TwoWishes } from '../support/two-sources.ts';

const day = 24 * hour;
const staff = people(20);
const crew = people(10, { last: 'Contract' }, 'K');

/** Employees and contractors, all of them with accounts that are as wanted. */
async function company(wishes: TwoWishes = {}): Promise<Household> {
  const home = await twoSources({
    staff: [...staff, ...crew],
    manage: true,
    ...wishes,
    org: { groups: [group(everyone), group(outsiders)], ...wishes.org },
  });
  home.deliver(staff);
  deliverContractors(home, crew);
  return home;
}

/** The first plan has been approved and carried out: contractors are in their group, and leavers go by themselves. */
async function settled(wishes: TwoWishes = {}): Promise<Household> {
  const home = await company(wishes);
  await home.approve(await home.plan());
  expect((await home.run('apply')).code).toBe(0);
  return home;
}

/** The next day, with both files written anew unless one is left as it is. */
async function nextDay(home: Household, deliver: () => void): Promise<Planned> {
  home.later(day);
  deliver();
  return home.plan();
}

describe('two sources', () => {
  it('make one plan of all their people, each by the mapping of its own source', async () => {
    const home = await company();
    const plan = await home.plan();
    expect(plan.code).toBe(0);
    expect(plan.header.workers).toMatchObject({ read: 30, putAside: 0 });
    expect(plan.header.sources).toMatchObject([
      { name: 'people', count: 20 },
      { name: 'contractors', count: 10 },
    ]);
    const added = plan.operations
      .filter(({ kind }) => kind === 'add-to-group')
      .map(({ subject, target }) => [subject.worker[0], target]);
    expect(added.filter(([, to]) => to === everyone)).toEqual(staff.map(() => ['P', everyone]));
    expect(added.filter(([, to]) => to === outsiders)).toEqual(crew.map(() => ['K', outsiders]));
  });

  it('hire in each, with the row and the file of the source', async () => {
    const home = await settled();
    const plan = await nextDay(home, () => {
      home.deliver([...staff, person('NEW', { start: '2026-11-25' })]);
      deliverContractors(home, [...crew, person('KEW', { start: '2026-11-25' })]);
    });
    expect(steps(plan).filter((step) => step.startsWith('create'))).toEqual(['create KEW', 'create NEW']);
    expect(plan.operations.filter(({ kind }) => kind === 'create').map(({ provenance }) => provenance)).toEqual([
      { file: 'contractors.csv', row: 12, letter: 'D' },
      { file: 'people.csv', row: 22, letter: 'D' },
    ]);
  });
});

const badContractors = [
  { name: 'missing', content: null, code: 13 },
  { name: 'refused', content: 'nonsense\n', code: 13 },
  { name: 'held back', content: [...crew, ...people(60, {}, 'S')], code: 4 },
] as const;

describe('a leaver among the employees, while the contractors’ file is', () => {
  it.each(badContractors)('$name, loses access on time', async ({ content, code }) => {
    const home = await settled();
    const leaver = { ...staff[0]!, end: '2026-11-25' };
    await nextDay(home, () => {
      home.deliver([leaver, ...staff.slice(1)]);
      deliverContractors(home, crew);
    });
    const ahead = await nextDay(home, () => {
      home.deliver([leaver, ...staff.slice(1)]);
      deliverContractors(home, content);
    });
    expect([ahead.code, ahead.envelope.newestFileRefused]).toEqual([code, true]);
    home.later(Date.parse('2026-11-25T23:00:00Z') - home.now());
    const outcome = await home.run('run', '--once');
    expect(outcome.code).toBe(code);
    expect(home.account(leaver)?.status).toBe('SUSPENDED');
    for (const one of crew) expect(home.account(one)?.status).toBe('ACTIVE');
  });
});
