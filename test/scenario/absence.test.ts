import { describe, expect, it } from 'vitest';
import { finding, hour, household, skipped, steps, type Household, type Planned } from '../support/household.ts';
import { people, person, type Person } from '../support/people.ts';

const day = 24 * hour;
const staff = people(100);
const [gone, other, third] = staff as [Person, Person, Person];
const endAccess = { missing: 'endAccess' };

/** Somebody who starts years ahead and is in another department in every file: no two files are the same. */
function calendar(number: number): Person {
  return person('U001', { start: '2031-02-03', dept: `File ${String(number)}` });
}

/** A company that delivers a file every morning at six in UTC, seven in Berlin. */
class Mornings {
  readonly home: Household;
  #number = 0;

  constructor(home: Household) {
    this.home = home;
  }

  /** The next morning's file, which lacks these people. */
  next(...missing: readonly Person[]): void {
    this.later(day);
    this.deliver(...missing);
  }

  later(milliseconds: number): void {
    this.home.later(milliseconds);
  }

  deliver(...missing: readonly Person[]): void {
    this.#number += 1;
    this.home.deliver([...staff.filter((one) => !missing.includes(one)), calendar(this.#number)]);
  }

  async plan(): Promise<Planned> {
    return this.home.plan();
  }

  async run(): Promise<number> {
    return (await this.home.run('run', '--once')).code;
  }

  status(one: Person): string | undefined {
    return this.home.account(one)?.status;
  }
}

/** A first file has been accepted on Monday, and somebody has approved a plan. */
async function company(source: object = endAccess, configuration: object = {}): Promise<Mornings> {
  const home = await household({
    at: '2026-11-23T06:00:00Z',
    staff,
    manage: true,
    source: { ...source },
    configuration: { ...configuration },
  });
  const mornings = new Mornings(home);
  mornings.deliver();
  await home.approve(await home.plan());
  return mornings;
}

describe('somebody who is not in the file any more', () => {
  it('loses access by the third file, 48 hours after the first, with every file in the reason', async () => {
    const mornings = await company();
    mornings.next(gone);
    expect(skipped(await mornings.plan())).toEqual([`missing-from-file ${gone.id}`]);
    mornings.next(gone);
    expect(skipped(await mornings.plan())).toEqual([`missing-from-file ${gone.id}`]);
    mornings.next(gone);
    const plan = await mornings.plan();
    expect(steps(plan)).toEqual([`disable ${gone.id}`, `clear-sessions ${gone.id}`]);
    expect(plan.operations[0]).toMatchObject({
      firm: false,
      due: '2026-11-26T06:00:00.000Z',
      lifecycle: 'leaver',
      needsApproval: [],
      provenance: { file: 'people.csv', row: 2, letter: null },
      reason: {
        rule: 'absent-from-file',
        date: '2026-11-24',
        files: ['24', '25', '26'].map((at) => ({ file: 'people.csv', at: Date.parse(`2026-11-${at}T06:00:00Z`) })),
      },
    });
    expect(finding(plan, 'G11')).toMatchObject({ verdict: 'ok', measured: 1, limit: 2 });
    expect(finding(plan, 'G10')).toMatchObject({ verdict: 'ok', measured: 1 });
    expect(await mornings.run()).toBe(0);
    expect([mornings.status(gone), mornings.status(other)]).toEqual(['SUSPENDED', 'ACTIVE']);
  });
});
