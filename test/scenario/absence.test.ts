import { describe, expect, it } from 'vitest';
import { openStores } from '../../src/state/index.ts';
import {
  finding,
  hour,
  household,
  mapping,
  minute,
  skipped,
  steps,
  type Household,
  type PlanDocument,
  type Planned,
} from '../support/household.ts';
import { people, person, type Person } from '../support/people.ts';
import { deliverContractors, sourceList, twoSources } from '../support/two-sources.ts';

const day = 24 * hour;
const staff = people(100);
const [gone, other] = staff as [Person, Person];
const endAccess = { missing: 'endAccess' };

/** Somebody who starts years ahead and is in another department in every file: no two files are the same. */
function calendar(number: number): Person {
  return person('U001', { start: '2031-02-03', dept: `File ${String(number)}` });
}

/** A company that delivers a file every morning at six in UTC, seven in Berlin. */
class Mornings {
  readonly home: Household;
  #number = 0;
  #staff = staff;

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

  /** Without whom an id stands for; somebody with another row stands in it by that. */
  deliver(...missing: readonly Person[]): void {
    this.#number += 1;
    const rows = this.#staff.flatMap((one) => {
      const named = missing.find(({ id }) => id === one.id);
      return named === undefined ? [one] : named.start === one.start ? [] : [named];
    });
    this.home.deliver([...rows, calendar(this.#number)]);
  }

  /** The last file once more, written anew. */
  again(): void {
    this.later(day);
    this.home.age(10 * minute);
  }

  /** From now on somebody more works here. */
  add(one: Person): void {
    this.#staff = [...this.#staff, one];
  }

  /** From now on somebody's row is another. */
  replace(one: Person): void {
    this.#staff = this.#staff.map((known) => (known.id === one.id ? one : known));
  }

  /** The next instant at which any date does anything; null for none within the year. */
  boundary(): number | null {
    const next = this.home.withState(({ database }) => openStores(database).workers.nextBoundary(this.home.now()));
    return next === null || next - this.home.now() > 365 * day ? null : next;
  }

  /** The plan of the file that waits for a person. */
  async candidate(): Promise<PlanDocument> {
    const { stdout } = await this.home.run('plan', 'list', '--json');
    const { plans } = JSON.parse(stdout) as { readonly plans: readonly { number: number; candidate: boolean }[] };
    const number = plans.find(({ candidate }) => candidate)?.number;
    return JSON.parse((await this.home.run('plan', 'show', String(number), '--json')).stdout) as PlanDocument;
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
async function company(
  source: object = endAccess,
  configuration: object = {},
  text: string = mapping,
): Promise<Mornings> {
  const home = await household({
    at: '2026-11-23T06:00:00Z',
    staff,
    manage: true,
    mapping: text,
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

describe('HR reads', () => {
  it('since when somebody is missing, what it takes, and from which day access may stop', async () => {
    const mornings = await company();
    const told = async (): Promise<string> => (await mornings.home.run('problems', '--csv')).stdout;
    mornings.next(gone);
    await mornings.plan();
    expect(await told()).toContain(
      "Not in the last file since Tue 24 Nov 2026. Ann Walker-P001's access stops once 2 more files lack them, not before Thu 26 Nov 2026.",
    );
    mornings.next(gone);
    await mornings.plan();
    expect(await told()).toContain(
      "Not in the last 2 files since Tue 24 Nov 2026. Ann Walker-P001's access stops once the next file lacks them, not before Thu 26 Nov 2026.",
    );
    mornings.next(gone);
    const plan = await mornings.plan();
    mornings.home.columns = 400;
    const shown = await mornings.home.run('plan', 'show', String(plan.envelope.number), '--details');
    expect(shown.stdout).toContain(
      'not in the last 3 files since 24 Nov 2026 (people.csv of Tue 24 Nov 2026 07:00, people.csv of Wed 25 Nov 2026 07:00, ' +
        'people.csv of Thu 26 Nov 2026 07:00 in Berlin); access stops',
    );
    expect(await told()).not.toContain('P001');
  });
});

describe('what is no further file without them', () => {
  it('is time: the third file decides, whenever it comes', async () => {
    const mornings = await company();
    mornings.next(gone);
    await mornings.run();
    mornings.next(gone);
    await mornings.run();
    for (let days = 0; days < 3; days += 1) {
      mornings.later(day);
      await mornings.run();
      expect([mornings.status(gone), mornings.boundary()]).toEqual(['ACTIVE', null]);
    }
    mornings.next(gone);
    await mornings.run();
    expect(mornings.status(gone)).toBe('SUSPENDED');
  });

  it('is the same content, delivered anew every morning', async () => {
    const mornings = await company();
    mornings.next(gone);
    await mornings.run();
    for (let days = 0; days < 30; days += 1) {
      mornings.again();
      await mornings.run();
    }
    expect(mornings.status(gone)).toBe('ACTIVE');
  });

  it('is the same file, read by another mapping', async () => {
    const mornings = await company();
    mornings.next(gone);
    await mornings.run();
    mornings.next(gone);
    await mornings.run();
    mornings.later(day);
    mornings.home.useMapping(
      mapping.replace('department: { value: w.department', `department: { value: 'w.department + ""'`),
    );
    const plan = await mornings.plan();
    expect(steps(plan)).toEqual([]);
    await mornings.home.approve(plan);
    await mornings.run();
    expect(mornings.status(gone)).toBe('ACTIVE');
  });

  it('is a file that waits for a person: once it is accepted, it counts from when it was read', async () => {
    const mornings = await company();
    mornings.next(gone);
    await mornings.run();
    mornings.next(gone);
    await mornings.run();
    const many = staff.slice(50, 56);
    mornings.next(gone, ...many);
    const held = await mornings.plan();
    expect([held.code, steps(held), finding(held, 'G3').verdict]).toEqual([4, [], 'candidate']);
    mornings.later(hour);
    await mornings.run();
    expect(mornings.status(gone)).toBe('ACTIVE');
    const candidate = await mornings.candidate();
    expect(steps(candidate)).toEqual([`disable ${gone.id}`, `clear-sessions ${gone.id}`]);
    await mornings.home.approve(candidate);
    expect(await mornings.run()).toBe(0);
    expect(mornings.status(gone)).toBe('SUSPENDED');
    expect(many.map((one) => mornings.status(one))).toEqual(many.map(() => 'ACTIVE'));
  });

  it('is a file in which their row cannot be read', async () => {
    const mornings = await company();
    for (let days = 0; days < 6; days += 1) {
      mornings.next({ ...gone, start: 'not a day' });
      await mornings.run();
    }
    mornings.next(gone);
    await mornings.run();
    mornings.next(gone);
    await mornings.run();
    expect(mornings.status(gone)).toBe('ACTIVE');
    mornings.next(gone);
    await mornings.run();
    expect(mornings.status(gone)).toBe('SUSPENDED');
  });

  it.each([
    { hours: 24, ended: 'ACTIVE' },
    { hours: 47, ended: 'ACTIVE' },
    { hours: 48, ended: 'SUSPENDED' },
    { hours: 49, ended: 'SUSPENDED' },
  ])('is the fifth file $hours hours after the first: $ended', async ({ hours, ended }) => {
    const mornings = await company();
    mornings.next(gone);
    await mornings.run();
    for (const part of [0.25, 0.25, 0.25, 0.25]) {
      mornings.later(part * hours * hour);
      mornings.deliver(gone);
      await mornings.run();
    }
    expect(mornings.status(gone)).toBe(ended);
  });
});

describe('how long and how many', () => {
  it('is said by the configuration, and no less than 2 files and 24 hours', async () => {
    const mornings = await company({ ...endAccess, missingFor: { files: 2, time: '24h' } });
    mornings.next(gone);
    await mornings.run();
    expect(mornings.status(gone)).toBe('ACTIVE');
    mornings.next(gone);
    await mornings.run();
    expect(mornings.status(gone)).toBe('SUSPENDED');
  });

  it('is nothing by default: they are reported, and no check speaks of it', async () => {
    const mornings = await company({});
    for (let days = 0; days < 10; days += 1) {
      mornings.next(gone);
      await mornings.run();
    }
    mornings.next(gone);
    const plan = await mornings.plan();
    expect([mornings.status(gone), steps(plan), skipped(plan)]).toEqual([
      'ACTIVE',
      [],
      [`missing-from-file ${gone.id}`],
    ]);
    expect(plan.findings.some(({ guardrail }) => guardrail === 'G11')).toBe(false);
    expect(plan.skips[0]).not.toHaveProperty('absence');
  });

  it('is asked about when it was switched on later: whoever is long gone by then needs a person', async () => {
    const mornings = await company({});
    for (let days = 0; days < 20; days += 1) {
      mornings.next(gone);
      await mornings.run();
    }
    mornings.home.configure({ source: endAccess });
    mornings.next(gone);
    const plan = await mornings.plan();
    expect(plan.operations[0]).toMatchObject({ kind: 'disable', needsApproval: ['stale-date'] });
    expect(finding(plan, 'G14').verdict).toBe('hold');
    await mornings.run();
    expect(mornings.status(gone)).toBe('ACTIVE');
    await mornings.home.approve(plan);
    await mornings.run();
    expect(mornings.status(gone)).toBe('SUSPENDED');
  });
});

describe('G11: people who are missing from the file', () => {
  /** So many people are missing from three files; what would follow from the third. */
  async function afterThree(mornings: Mornings, missing: readonly Person[]): Promise<Planned> {
    for (let files = 0; files < 2; files += 1) {
      mornings.next(...missing);
      await mornings.run();
    }
    mornings.next(...missing);
    return mornings.plan();
  }

  it.each([
    { count: 1, verdict: 'ok', ended: 'SUSPENDED' },
    { count: 2, verdict: 'ok', ended: 'SUSPENDED' },
    { count: 3, verdict: 'hold', ended: 'ACTIVE' },
  ])('$count of 100 is $verdict', async ({ count, verdict, ended }) => {
    const mornings = await company();
    const missing = staff.slice(0, count);
    const plan = await afterThree(mornings, missing);
    expect(finding(plan, 'G11')).toMatchObject({ verdict, measured: count, limit: 2, scope: 'absences' });
    expect(finding(plan, 'G11').subjects).toHaveLength(count);
    expect(finding(plan, 'G10')).toMatchObject({ verdict: 'ok', measured: count });
    expect(await mornings.run()).toBe(verdict === 'ok' ? 0 : 4);
    expect(missing.map((one) => mornings.status(one))).toEqual(missing.map(() => ended));
  });

  it('waits for a person who says that they have left', async () => {
    const mornings = await company();
    const missing = staff.slice(0, 3);
    await mornings.home.approve(await afterThree(mornings, missing));
    expect(await mornings.run()).toBe(0);
    expect(missing.map((one) => mornings.status(one))).toEqual(['SUSPENDED', 'SUSPENDED', 'SUSPENDED']);
  });

  it('counts a week as one: a file that loses one more every day ends nobody beyond the limit', async () => {
    const mornings = await company();
    const missing: Person[] = [];
    for (const one of staff.slice(0, 6)) {
      missing.push(one);
      mornings.next(...missing);
      await mornings.run();
    }
    const plan = await mornings.plan();
    expect(finding(plan, 'G11')).toMatchObject({ verdict: 'hold', measured: 4, limit: 2 });
    expect(finding(plan, 'G11').message).toContain('2 of them in the last 7 days');
    expect(missing.map((one) => mornings.status(one)).filter((status) => status === 'SUSPENDED')).toHaveLength(2);
  });

  it('holds no end that HR has announced, and that is done on its day though others wait', async () => {
    const leaver = { ...gone, end: '2026-11-27' };
    const mornings = await company();
    mornings.replace(leaver);
    mornings.next();
    await mornings.run();
    mornings.next();
    await mornings.run();
    expect(mornings.status(gone)).toBe('ACTIVE');
    // From here on the row itself is gone, as those of three others are.
    const missing = [leaver, ...staff.slice(1, 4)];
    for (let days = 0; days < 3; days += 1) {
      mornings.next(...missing);
      await mornings.run();
    }
    expect(missing.map((one) => mornings.status(one))).toEqual(['SUSPENDED', 'ACTIVE', 'ACTIVE', 'ACTIVE']);
  });
});

describe('somebody who comes back', () => {
  it('before it is decided begins anew', async () => {
    const mornings = await company();
    for (const missing of [[gone], [gone], [], [gone], [gone]]) {
      mornings.next(...missing);
      await mornings.run();
    }
    expect(mornings.status(gone)).toBe('ACTIVE');
    mornings.next(gone);
    await mornings.run();
    expect(mornings.status(gone)).toBe('SUSPENDED');
  });

  it('after it is a return, which has a mode of its own', async () => {
    const mornings = await company();
    for (let days = 0; days < 3; days += 1) {
      mornings.next(gone);
      await mornings.run();
    }
    mornings.next();
    const plan = await mornings.plan();
    expect(plan.operations.map(({ kind, lifecycle }) => [kind, lifecycle])).toEqual([['unsuspend', 'return']]);
    expect(await mornings.run()).toBe(5);
    expect(mornings.status(gone)).toBe('SUSPENDED');
    await mornings.home.approve(plan);
    await mornings.run();
    expect(mornings.status(gone)).toBe('ACTIVE');
  });

  it('between the approval and the write keeps access', async () => {
    const mornings = await company(endAccess, { consent: { leaver: 'supervised' } });
    for (let days = 0; days < 3; days += 1) {
      mornings.next(gone);
      await mornings.run();
    }
    const plan = await mornings.plan();
    await mornings.home.approve(plan);
    mornings.next();
    // A look at another day takes the file, and leaves the plan as it is.
    await mornings.home.run('plan', '--as-of', '2026-12-24T00:00:00Z');
    await mornings.home.run('apply', String(plan.envelope.number));
    expect(mornings.status(gone)).toBe('ACTIVE');
    expect(mornings.home.writes()).toEqual([]);
  });
});

describe('somebody whose worker id has changed', () => {
  const byName = mapping.replace('match:\n', 'match:\n  - { okta: profile.lastName, field: familyName }\n');

  it('is in no file any more under the old one, and is asked about: somebody claims the account', async () => {
    const mornings = await company(endAccess, {}, byName);
    mornings.add(person('NEW1', { last: gone.last }));
    for (let files = 0; files < 3; files += 1) {
      mornings.next(gone);
      await mornings.run();
    }
    const plan = await mornings.plan();
    expect(plan.operations[0]).toMatchObject({ kind: 'disable', needsApproval: ['asked-for-by-another'] });
    expect(skipped(plan)).toContain('double-claim NEW1');
    expect(mornings.status(gone)).toBe('ACTIVE');
    await mornings.home.approve(plan);
    await mornings.run();
    expect(mornings.status(gone)).toBe('SUSPENDED');
  });

  it('unlike somebody whom nobody else is like', async () => {
    const mornings = await company(endAccess, {}, byName);
    mornings.add(person('NEW1', { last: other.last }));
    for (let files = 0; files < 3; files += 1) {
      mornings.next(gone);
      await mornings.run();
    }
    expect(mornings.status(gone)).toBe('SUSPENDED');
  });
});

describe('afterwards', () => {
  it('the account is closed once the waiting time is over and a later file lacks them still', async () => {
    const mornings = await company();
    for (let days = 0; days < 8; days += 1) {
      mornings.next(gone);
      await mornings.run();
    }
    expect(steps(await mornings.plan())).toEqual([]);
    mornings.later(54 * hour);
    await mornings.run();
    mornings.deliver(gone);
    const plan = await mornings.plan();
    expect(steps(plan)).toContain(`deactivate ${gone.id}`);
    expect(plan.operations[0]).toMatchObject({ firm: false, reason: { rule: 'grace-ended' } });
    await mornings.home.approve(plan);
    await mornings.run();
    expect(mornings.status(gone)).toBe('DEPROVISIONED');
  });

  it('the run is taken back like any other, and the person stays as they are until somebody resumes them', async () => {
    const mornings = await company();
    for (let days = 0; days < 3; days += 1) {
      mornings.next(gone);
      await mornings.run();
    }
    const { stdout } = await mornings.home.run('status', '--json');
    const { lastApply } = JSON.parse(stdout) as { readonly lastApply: { readonly id: number } };
    expect((await mornings.home.run('undo', String(lastApply.id), '--yes')).code).toBe(0);
    expect(mornings.status(gone)).toBe('ACTIVE');
    mornings.next(gone);
    await mornings.run();
    expect(mornings.status(gone)).toBe('ACTIVE');
  });
});

describe('two sources', () => {
  const crew = people(20, { last: 'Contract' }, 'K');
  const ends = { missing: 'endAccess', missingFor: { files: 2, time: '24h' } };

  /** Employees and contractors; absence from either file may end access. */
  async function both(people_: object, contractors: object): Promise<Household> {
    const [first, second] = sourceList();
    const home = await twoSources({
      at: '2026-11-23T06:00:00Z',
      staff,
      manage: true,
      configuration: {
        sources: [
          { ...first, ...people_ },
          { ...second, ...contractors },
        ],
      },
    });
    home.deliver([...staff, calendar(0)]);
    deliverContractors(home, [...crew, gone]);
    await home.approve(await home.plan());
    return home;
  }

  /** Five mornings on which somebody stands in neither file, or in one of them alone. */
  async function mornings(home: Household, inside: { readonly people: boolean; readonly contractors: boolean }) {
    for (let number = 1; number <= 5; number += 1) {
      home.later(day);
      home.deliver([...(inside.people ? staff : staff.slice(1)), calendar(number)]);
      const others = crew.map((one, index) => (index === 0 ? { ...one, dept: `Crew ${String(number)}` } : one));
      deliverContractors(home, inside.contractors ? [...others, gone] : others);
      await home.run('run', '--once');
    }
    return home.account(gone)?.status;
  }

  it.each([
    { people_: ends, contractors: ends, inside: { people: false, contractors: true }, status: 'ACTIVE' },
    { people_: ends, contractors: ends, inside: { people: true, contractors: false }, status: 'ACTIVE' },
    { people_: ends, contractors: {}, inside: { people: false, contractors: false }, status: 'ACTIVE' },
    { people_: {}, contractors: ends, inside: { people: false, contractors: false }, status: 'ACTIVE' },
    { people_: ends, contractors: ends, inside: { people: false, contractors: false }, status: 'SUSPENDED' },
  ])('end access when nobody names them any more, and every source says that this ends it: $#', async (given) => {
    const home = await both(given.people_, given.contractors);
    expect(await mornings(home, given.inside)).toBe(given.status);
  });
});
