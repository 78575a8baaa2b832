import { describe, expect, it } from 'vitest';
import { finding, hour, household, mapping, steps, type Household, type Wishes } from '../support/household.ts';
import { people, person, type Person } from '../support/people.ts';

const staff = people(40);
const [first = person('P001'), second = person('P002'), third = person('P003')] = staff;

function edited(edits: Readonly<Record<string, Partial<Person>>>, more: readonly Person[] = []): readonly Person[] {
  return [...staff.map((one) => ({ ...one, ...edits[one.id] })), ...more];
}

/** A household of people who are as wanted, in which a person has approved a plan before. */
async function settled(wishes: Wishes = {}): Promise<Household> {
  const home = await household({ at: '2026-11-22T09:00:00Z', staff, manage: true, ...wishes });
  home.deliver(staff);
  await home.approve(await home.plan());
  home.later(hour);
  return home;
}

function department(home: Household, one: Person): unknown {
  return home.account(one)?.profile['department'];
}

describe('what a person approved', () => {
  it('holds in later plans by operation, and for nothing that came with them', async () => {
    const home = await settled();
    home.deliver(edited({ P001: { dept: 'Legal' } }));
    await home.approve(await home.plan());
    home.later(hour);
    home.deliver(edited({ P001: { dept: 'Legal' }, P002: { dept: 'Legal' } }));
    const next = await home.plan();
    expect(steps(next)).toEqual(['update-profile P001', 'update-profile P002']);
    expect((await home.run('apply')).code).toBe(5);
    expect([department(home, first), department(home, second)]).toEqual(['Legal', 'Sales']);
  });

  it('does not hold for another value of the same attribute', async () => {
    const home = await settled();
    home.deliver(edited({ P001: { dept: 'Legal' } }));
    await home.approve(await home.plan());
    home.later(hour);
    home.deliver(edited({ P001: { dept: 'Finance' } }));
    await home.plan();
    expect((await home.run('apply')).code).toBe(5);
    expect(department(home, first)).toBe('Sales');
  });

  it('may stand in a plan that was superseded while the person was reading', async () => {
    const home = await settled();
    home.deliver(edited({ P001: { dept: 'Legal' }, P003: { dept: 'Legal' } }));
    const read = await home.plan();
    home.later(hour);
    home.deliver(edited({ P001: { dept: 'Legal' }, P002: { dept: 'Legal' } }));
    await home.plan();
    expect((await home.run('apply', String(read.envelope.number))).code).toBe(6);
    expect((await home.run('plan', 'approve', String(read.envelope.number), '--yes')).code).toBe(0);
    expect((await home.run('apply')).code).toBe(5);
    expect([first, second, third].map((one) => department(home, one))).toEqual(['Legal', 'Sales', 'Sales']);
  });

  it('is for the people or the kinds that were named', async () => {
    const home = await settled();
    home.deliver(edited({ P001: { dept: 'Legal' }, P002: { dept: 'Legal' } }, [person('NEW')]));
    const { number } = (await home.plan()).envelope;
    expect((await home.run('plan', 'approve', String(number), '--yes', '--worker', 'P002')).code).toBe(0);
    expect((await home.run('apply')).code).toBe(5);
    expect([department(home, first), department(home, second)]).toEqual(['Sales', 'Legal']);
    expect((await home.run('plan', 'approve', String(number), '--yes', '--kind', 'create')).code).toBe(0);
    await home.run('apply');
    expect(home.account(person('NEW'))?.status).toBe('STAGED');
  });

  it('ends with its time', async () => {
    const home = await settled();
    home.deliver(edited({ P001: { dept: 'Legal' } }));
    const plan = await home.plan();
    await home.approve(plan);
    home.later(73 * hour);
    const late = await home.run('apply', String(plan.envelope.number));
    expect([late.code, late.stderr.includes('TEN-5013')]).toEqual([6, true]);
    home.deliver(edited({ P001: { dept: 'Legal' } }));
    expect((await home.run('run', '--once')).code).toBe(4);
    expect(department(home, first)).toBe('Sales');
  });

  it('can be refused, and what was refused stays so in later plans until somebody approves', async () => {
    const home = await settled({ configuration: { consent: { mover: 'autopilot' } } });
    home.deliver(edited({ P001: { dept: 'Legal' }, P002: { dept: 'Legal' } }));
    const plan = await home.plan();
    expect((await home.run('plan', 'reject', String(plan.envelope.number), '--yes', '--worker', 'P001')).code).toBe(0);
    home.later(hour);
    await home.run('run', '--once');
    expect([department(home, first), department(home, second)]).toEqual(['Sales', 'Legal']);
    home.later(hour);
    const again = await home.plan();
    expect(steps(again)).toEqual(['update-profile P001']);
    await home.run('apply');
    expect(department(home, first)).toBe('Sales');
    await home.approve(again);
    expect((await home.run('apply')).code).toBe(0);
    expect(department(home, first)).toBe('Legal');
  });
});

describe('a safety check that a person accepted', () => {
  const leaving = (count: number, end = '2026-11-21'): readonly Person[] =>
    staff.map((one, index) => (index < count ? { ...one, end } : one));
  const gone = (home: Household): number => staff.filter((one) => home.account(one)?.status === 'SUSPENDED').length;

  it('is covered at what it measured', async () => {
    const home = await settled();
    home.deliver(leaving(5));
    const plan = await home.plan();
    expect([plan.code, finding(plan, 'G10').measured]).toEqual([4, 5]);
    expect([(await home.run('apply')).code, gone(home)]).toEqual([4, 0]);
    await home.approve(plan);
    expect([(await home.run('apply')).code, gone(home)]).toEqual([0, 5]);
  });

  it('is not covered once it has grown: the approved wait with the others', async () => {
    const home = await settled({ configuration: { guardrails: { creates: { floor: 2, share: '1%', growth: 1 } } } });
    const hired = people(8, {}, 'NEW');
    const made = (): number => hired.filter((one) => home.account(one) !== undefined).length;
    home.deliver([...staff, ...hired.slice(0, 4)]);
    const plan = await home.plan();
    expect(finding(plan, 'G15')).toMatchObject({ verdict: 'hold', measured: 4, limit: 2 });
    await home.approve(plan);
    home.later(hour);
    home.deliver([...staff, ...hired]);
    const grown = await home.plan();
    expect(finding(grown, 'G15')).toMatchObject({ verdict: 'hold', measured: 8, limit: 4 });
    expect([(await home.run('apply')).code, made()]).toEqual([4, 0]);
    await home.approve(grown);
    expect([(await home.run('apply')).code, made()]).toEqual([0, 8]);
  });

  it('is counted over a day: what one plan may do is not done by one plan after another', async () => {
    const home = await settled({ configuration: { guardrails: { announcements: { floor: 100 } } } });
    for (let runs = 0; runs < 4; runs += 1) {
      home.deliver(leaving(3 * (runs + 1)));
      await home.run('run', '--once');
      home.later(2 * hour);
    }
    expect(gone(home)).toBe(6);
  });
});

describe('a fresh installation', () => {
  it('does nothing by itself until the first approval, and then ends the access of leavers alone', async () => {
    const home = await household({ at: '2026-11-22T09:00:00Z', staff, manage: true });
    const [, , , fourth = first] = staff;
    const everything = edited({ P001: { end: '2026-11-20' }, P002: { dept: 'Legal' } }, [person('NEW')]);
    home.deliver(everything);
    for (let runs = 0; runs < 3; runs += 1) {
      expect((await home.run('run', '--once')).code).toBe(4);
      home.later(hour);
    }
    expect(home.writes()).toEqual([]);
    home.deliver(edited({ P002: { dept: 'Legal' } }));
    await home.approve(await home.plan());
    home.later(hour);
    home.deliver(everything.map((one) => (one.id === fourth.id ? { ...one, dept: 'Legal' } : one)));
    expect((await home.run('run', '--once')).code).toBe(5);
    expect([home.account(first)?.status, department(home, second)]).toEqual(['SUSPENDED', 'Legal']);
    expect([department(home, fourth), home.account(person('NEW'))]).toEqual(['Sales', undefined]);
  });
});

describe('each part of a working life has its mode', () => {
  const withLeave = mapping.replace(
    'timezone: {',
    `  leave:
    - { kind: parental, when: w.department == "Away" }
timezone: {`,
  );
  const [, , , fourth = first, fifth = first] = staff;
  const hired = person('NEW');

  /** Something of each kind falls due: who was suspended for leaving or for a leave before is to come back, too. */
  async function everything(mode: string): Promise<Household> {
    const home = await settled({
      mapping: withLeave,
      configuration: {
        consent: mode === '' ? {} : { [mode]: 'autopilot' },
        lifecycle: { leave: { parental: 'suspend' } },
      },
    });
    home.deliver(edited({ P003: { end: '2026-11-19' }, P004: { dept: 'Away' } }));
    await home.approve(await home.plan());
    expect((await home.run('apply')).code).toBe(0);
    expect([third, fourth].map((one) => home.account(one)?.status)).toEqual(['SUSPENDED', 'SUSPENDED']);
    home.later(hour);
    home.deliver(edited({ P001: { end: '2026-11-20' }, P002: { dept: 'Legal' }, P005: { dept: 'Away' } }, [hired]));
    await home.run('run', '--once');
    return home;
  }

  function done(home: Household): readonly string[] {
    const carriedOut = {
      joiner: home.account(hired)?.status === 'PROVISIONED',
      mover: department(home, second) === 'Legal',
      leaver: home.account(first)?.status === 'SUSPENDED',
      return: home.account(third)?.status === 'ACTIVE',
      leave: home.account(fifth)?.status === 'SUSPENDED',
      'back from leave': home.account(fourth)?.status === 'ACTIVE',
    };
    return Object.entries(carriedOut).flatMap(([kind, yes]) => (yes ? [kind] : []));
  }

  it.each([
    { mode: '', also: [] },
    { mode: 'joiner', also: ['joiner'] },
    { mode: 'mover', also: ['mover'] },
    { mode: 'return', also: ['return'] },
    { mode: 'leave', also: ['leave', 'back from leave'] },
  ])('$mode on autopilot, beside the ends of access', async ({ mode, also }) => {
    expect(new Set(done(await everything(mode)))).toEqual(new Set(['leaver', ...also]));
  });

  it('leavers supervised: nobody loses access by itself', async () => {
    const home = await settled({ configuration: { consent: { leaver: 'supervised' } } });
    home.deliver(edited({ P001: { end: '2026-11-20' } }));
    expect((await home.run('run', '--once')).code).toBe(5);
    expect([home.account(first)?.status, home.writes()]).toEqual(['ACTIVE', []]);
  });
});
