import { describe, expect, it } from 'vitest';
import { finding, hour, household, steps, type Household, type Planned, type Wishes } from '../support/household.ts';
import { loginOf, people, upcoming, type Person } from '../support/people.ts';

/** A household that accepted a file of these people yesterday. */
async function afterAFileOf(persons: readonly Person[], wishes: Wishes = {}): Promise<Household> {
  const home = await household({ at: '2026-11-22T12:00:00Z', ...wishes });
  home.deliver(persons);
  await home.approve(await home.plan());
  home.later(24 * hour);
  return home;
}

/** What the columns of the next file come to. */
async function next(home: Household, persons: readonly Person[]): Promise<Planned> {
  home.deliver(persons);
  return home.plan();
}

/** The same people, the first so many of them otherwise. */
function first(persons: readonly Person[], count: number, change: (one: Person, index: number) => Partial<Person>) {
  return persons.map((one, index) => (index < count ? { ...one, ...change(one, index) } : one));
}

const others = (_one: Person, index: number): Partial<Person> => ({ start: `2031-03-${String(10 + (index % 15))}` });

describe('G9: columns that decide about access', () => {
  it.each([
    { rows: 100, limit: 3, why: 'the floor of 3' },
    { rows: 1000, limit: 5, why: '0.5 %' },
  ])('may hold another date for $limit of $rows, $why, and no more', async ({ rows, limit }) => {
    const persons = upcoming(rows);
    const below = await next(await afterAFileOf(persons), first(persons, limit - 1, others));
    expect([below.code, finding(below, 'G9').verdict]).toEqual([0, 'ok']);
    const at = await next(await afterAFileOf(persons), first(persons, limit, others));
    expect([at.code, finding(at, 'G9').verdict, at.envelope.newestFileRefused]).toEqual([0, 'ok', false]);
    const home = await afterAFileOf(persons);
    const above = await next(home, first(persons, limit + 1, others));
    expect([above.code, above.envelope.newestFileRefused]).toEqual([4, true]);
    expect(finding(above, 'G9')).toMatchObject({
      verdict: 'candidate',
      scope: 'snapshot',
      measured: limit + 1,
      limit,
      subjects: ['Start'],
      remedy:
        'compare some of these people with HR; have the file written again, or approve it when HR really changed all that',
    });
    expect(finding(above, 'G9').message).toContain(
      `column "Start" is another for ${String(limit + 1)} people of ${String(rows)}; ${String(limit)} are usual, e.g. U001, U002`,
    );
  });

  it('tell a date that went from one person to another from new ones', async () => {
    const persons = first(upcoming(100), 4, () => ({ end: '2032-01-31' }));
    const moved = persons.map((one, index) =>
      index < 4 ? { ...one, end: '' } : index < 8 ? { ...one, end: '2032-01-31' } : one,
    );
    const plan = await next(await afterAFileOf(persons), moved);
    expect(finding(plan, 'G9')).toMatchObject({ verdict: 'candidate', measured: 4, limit: 3, subjects: ['End'] });
    const added = persons.map((one, index) => (index < 9 ? { ...one, end: '2032-01-31' } : one));
    const fine = await next(await afterAFileOf(persons), added);
    expect([fine.code, finding(fine, 'G9').verdict]).toEqual([0, 'ok']);
  });

  it('notice ids that lost their zeros: as many gone as came', async () => {
    const persons = upcoming(100);
    const shortened = first(persons, 4, (one) => ({ id: one.id.replace('U00', 'U') }));
    const plan = await next(await afterAFileOf(persons), shortened);
    expect([plan.code, finding(plan, 'G9')]).toMatchObject([
      4,
      { verdict: 'candidate', measured: 4, subjects: ['EmpNo'] },
    ]);
  });

  it('never hold a first file, nor the same rows read by another mapping', async () => {
    const persons = first(upcoming(100), 50, others);
    const home = await household();
    const plan = await next(home, persons);
    expect(finding(plan, 'G9')).toMatchObject({
      verdict: 'ok',
      message: 'there is no earlier file to compare the columns with',
    });
  });
});

describe('G9: blank cells and different values', () => {
  it.each([
    { rows: 100, limit: 5 },
    { rows: 400, limit: 8 },
  ])('$limit of $rows may be blank that were not', async ({ rows, limit }) => {
    const persons = upcoming(rows);
    const blank = (): Partial<Person> => ({ zone: '' });
    // How many may be another is not what is tried here.
    const configuration = { guardrails: { columns: { changed: { floor: 100 } } } };
    const at = await next(await afterAFileOf(persons, { configuration }), first(persons, limit, blank));
    expect([at.code, finding(at, 'G9').verdict]).toEqual([0, 'ok']);
    const above = await next(await afterAFileOf(persons, { configuration }), first(persons, limit + 1, blank));
    expect(finding(above, 'G9')).toMatchObject({ measured: limit + 1, limit, subjects: ['Zone'] });
    expect(finding(above, 'G9').message).toContain(
      `"Zone" is blank in ${String(Math.round((100 * (limit + 1)) / rows))} % of the rows; it was in 0 %`,
    );
  });

  it('a column may lose 30 % of its different values, and no more', async () => {
    const persons = upcoming(100).map((one, index) => ({ ...one, dept: `Team ${String(index % 20)}` }));
    const fewer = (lost: number): readonly Person[] =>
      persons.map((one) => (Number(one.dept.slice(5)) < lost ? { ...one, dept: 'Team 19' } : one));
    const configuration = { guardrails: { columns: { changed: { floor: 100 } } } };
    const at = await next(await afterAFileOf(persons, { configuration }), fewer(6));
    expect([at.code, finding(at, 'G9').verdict]).toEqual([0, 'ok']);
    const above = await next(await afterAFileOf(persons, { configuration }), fewer(7));
    expect(finding(above, 'G9')).toMatchObject({ measured: 7, limit: 6, subjects: ['Dept'], touches: ['department'] });
    expect(finding(above, 'G9').message).toContain('"Dept" holds 13 different values; it held 20');
  });
});

describe('G9: a column that only makes an account look otherwise', () => {
  const staff = people(100);
  const moved = (count: number, dept = 'Legal'): readonly Person[] => first(staff, count, () => ({ dept }));
  const wishes: Wishes = { staff, manage: true, configuration: { consent: { mover: 'autopilot' } } };

  it('may be another for 5 of 100', async () => {
    const home = await afterAFileOf(staff, wishes);
    const plan = await next(home, moved(5));
    expect([plan.code, finding(plan, 'G9').verdict, steps(plan).length]).toEqual([0, 'ok', 5]);
  });

  it('holds what is made from it, for every later file, and nothing else, until somebody approves', async () => {
    const home = await afterAFileOf(staff, wishes);
    home.deliver(moved(6));
    expect((await home.run('run', '--once')).code).toBe(4);
    expect(home.writes()).toEqual([]);
    home.later(24 * hour);
    // The next file is as the last one was; somebody else has another name.
    home.deliver(moved(6).map((one) => (one.id === 'P050' ? { ...one, last: 'Novak' } : one)));
    expect((await home.run('run', '--once')).code).toBe(4);
    expect(home.account({ id: 'P050' })?.profile['lastName']).toBe('Novak');
    expect(home.account({ id: 'P001' })?.profile['department']).toBe('Sales');
    const plan = await home.plan();
    expect(finding(plan, 'G9')).toMatchObject({
      verdict: 'hold',
      scope: 'attributes',
      measured: 6,
      touches: ['department'],
    });
    await home.approve(plan);
    expect((await home.run('apply')).code).toBe(0);
    expect(home.account({ id: 'P001' })?.profile['department']).toBe('Legal');
    home.later(hour);
    expect((await home.plan('--detailed-exitcode')).code).toBe(0);
    home.later(hour);
    expect(finding(await home.plan(), 'G9').verdict).toBe('ok');
  });

  it('holds nothing any more once HR has taken it back', async () => {
    const home = await afterAFileOf(staff, wishes);
    home.deliver(moved(6));
    expect((await home.run('run', '--once')).code).toBe(4);
    home.later(hour);
    home.deliver(staff.map((one) => (one.id === 'P099' ? { ...one, dept: 'Legal' } : one)));
    await home.run('run', '--once');
    home.later(hour);
    home.deliver(staff.map((one) => (one.id === 'P099' ? { ...one, dept: 'Finance' } : one)));
    await home.run('run', '--once');
    home.later(hour);
    expect((await home.run('run', '--once')).code).not.toBe(13);
    expect(home.account({ id: 'P001' })?.profile['department']).toBe('Sales');
  });
});

describe('G4: a file sent again', () => {
  const before = upcoming(100);
  const since = (count: number): readonly Person[] =>
    first(before, count, (_one, index) => ({ dept: `Dept ${String(index)}` }));

  it('is taken while it takes back 3 rows of 100, and held with one more', async () => {
    for (const [rows, code] of [
      [3, 0],
      [4, 4],
    ] as const) {
      const home = await afterAFileOf(before);
      expect((await next(home, since(rows))).code).toBe(0);
      home.later(24 * hour);
      const plan = await next(home, before);
      expect([plan.code, plan.findings.filter(({ verdict }) => verdict === 'candidate').length]).toEqual([
        code,
        code === 0 ? 0 : 1,
      ]);
      if (code === 0) continue;
      const [found] = plan.findings.filter(({ verdict }) => verdict === 'candidate');
      expect(found).toMatchObject({ guardrail: 'G4', measured: 4, limit: 3 });
      expect(found?.message).toContain('byte for byte the file that was accepted at 2026-11-22T12:00:00.000Z');
    }
  });
});

describe('G8: a worker id that stands for somebody else', () => {
  const staff = people(100);
  const stranger = { first: 'Zoe', last: 'Stranger', start: '2026-11-02', end: '2026-11-20' };

  it('is put aside for good, and whoever had it keeps their account', async () => {
    const home = await afterAFileOf(staff, { staff, manage: true });
    for (let days = 0; days < 3; days += 1) {
      home.deliver(
        first(staff, 3, () => stranger).map((one) => (one.id === 'P090' ? { ...one, dept: `D${String(days)}` } : one)),
      );
      const plan = await home.plan();
      expect(finding(plan, 'G8')).toMatchObject({ verdict: 'ok', limit: 3 });
      expect(plan.problems.map(({ worker, problem }) => `${String(worker)} ${problem.code}`)).toEqual([
        'P001 TEN-3060',
        'P002 TEN-3060',
        'P003 TEN-3060',
      ]);
      expect(steps(plan).filter((step) => step.startsWith('disable'))).toEqual([]);
      home.later(24 * hour);
    }
    expect(home.account({ id: loginOf({ id: 'P001' }).slice(0, 4) })?.status).toBe('ACTIVE');
  });

  it('holds the file when there are four', async () => {
    const plan = await next(
      await afterAFileOf(staff, { staff }),
      first(staff, 4, () => stranger),
    );
    expect([plan.code, finding(plan, 'G8')]).toMatchObject([4, { verdict: 'candidate', measured: 4, limit: 3 }]);
  });

  it('is no stranger who married, or whose first day was corrected', async () => {
    const changed = first(staff, 1, () => ({ last: 'Novak', start: '2020-03-01' }));
    const plan = await next(await afterAFileOf(staff, { staff }), changed);
    expect([plan.code, plan.problems]).toEqual([0, []]);
  });
});

describe('an end that one person lost and another was given', () => {
  it('waits for a person however often it is repeated; the others go as announced', async () => {
    const staff = people(100);
    const announced = staff.map((one) => (['P010', 'P020'].includes(one.id) ? { ...one, end: '2026-11-27' } : one));
    const home = await afterAFileOf(announced, { staff, manage: true });
    const slipped = announced.map((one) =>
      one.id === 'P010' ? { ...one, end: '' } : one.id === 'P011' ? { ...one, end: '2026-11-27' } : one,
    );
    for (let days = 0; days < 8; days += 1) {
      home.deliver(slipped);
      await home.run('run', '--once');
      home.later(24 * hour);
    }
    const statuses = ['P010', 'P011', 'P020'].map((id) => home.account({ id })?.status);
    expect(statuses).toEqual(['ACTIVE', 'ACTIVE', 'SUSPENDED']);
    const plan = await home.plan();
    expect(finding(plan, 'G20')).toMatchObject({ verdict: 'hold', measured: 1, subjects: ['Ann Walker-P011 (P011)'] });
    await home.approve(plan);
    expect((await home.run('apply')).code).toBe(0);
    expect(home.account({ id: 'P011' })?.status).toBe('SUSPENDED');
  });
});
