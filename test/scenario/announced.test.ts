import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { finding, hour, household, mapping, minute, type Household, type Wishes } from '../support/household.ts';
import { csv, loginOf, people, person, type Person } from '../support/people.ts';

const day = 24 * hour;
const leaver = person('LEO', { end: '2026-11-23' });
/** The end of the last day in Berlin. */
const due = Date.parse('2026-11-23T23:00:00Z');
const stayers = people(120);
const all = [leaver, ...stayers];

/** Announced on the 22nd, repeated on the 23rd; a person has approved a plan here before. */
async function announced(wishes: Wishes = {}): Promise<Household> {
  const home = await household({ at: '2026-11-22T09:00:00Z', staff: all, manage: true, ...wishes });
  home.deliver(all);
  await home.approve(await home.plan());
  home.later(day);
  home.deliver(all);
  const repeated = await home.run('run', '--once');
  expect([repeated.code, home.writes()]).toEqual([0, []]);
  const { id } = home.okta.org.user(loginOf(leaver)) ?? { id: '' };
  home.okta.org.sessions.open(id, home.now(), 'oauthTokens');
  return home;
}

function until(home: Household, instant: number): void {
  home.later(instant - home.now());
}

/** The leaver alone has lost access. */
function expectEnded(home: Household): void {
  expect(home.account(leaver)).toMatchObject({ status: 'SUSPENDED', sessions: 0 });
  expect(stayers.filter((one) => home.account(one)?.status !== 'ACTIVE')).toEqual([]);
}

describe('an announced leaver loses access at the instant', () => {
  it('and not a minute before', async () => {
    const home = await announced();
    until(home, due - minute);
    expect((await home.run('run', '--once')).code).toBe(0);
    expect(home.account(leaver)?.status).toBe('ACTIVE');
    until(home, due);
    expect((await home.run('run', '--once')).code).toBe(0);
    expectEnded(home);
    expect((await home.run('run', '--once')).stdout).toContain('nothing to do');
  });

  it.each([
    { name: 'empty', content: '' },
    { name: 'without its columns', content: csv([['LEO']], ['EmpNo']) },
    { name: 'with most people gone', content: all.slice(0, 40) },
  ])('although today’s file is rejected: $name', async ({ content }) => {
    const home = await announced();
    until(home, due + minute);
    home.deliver(content);
    expect((await home.run('run', '--once')).code).toBe(13);
    expectEnded(home);
  });

  it('although today’s file is not there', async () => {
    const home = await announced();
    until(home, due + minute);
    home.deliver(all);
    rmSync(home.source);
    expect((await home.run('run', '--once')).code).toBe(13);
    expectEnded(home);
  });

  it('although today’s file is held back, of which nothing follows', async () => {
    const home = await announced();
    until(home, due + minute);
    home.deliver([leaver, ...stayers.slice(6).map((one) => ({ ...one, dept: 'Legal' }))]);
    expect((await home.run('run', '--once')).code).toBe(4);
    expectEnded(home);
    expect(home.account(stayers.at(-1) ?? leaver)?.profile['department']).toBe('Sales');
  });

  it('although tenured was upgraded: everything else waits for a person', async () => {
    const home = await announced({ configuration: { consent: { mover: 'autopilot' } } });
    home.upgrade('1.1.0');
    until(home, due + minute);
    const [first = leaver, ...rest] = stayers;
    home.deliver([leaver, { ...first, dept: 'Legal' }, ...rest]);
    expect((await home.run('run', '--once')).code).toBe(4);
    expectEnded(home);
    expect(home.account(first)?.profile['department']).toBe('Sales');
  });

  it('although the mapping was changed', async () => {
    const home = await announced();
    home.useMapping(mapping.replace('department: { value: w.department', 'department: { value: w.department + "!"'));
    until(home, due + minute);
    home.deliver(all);
    expect((await home.run('run', '--once')).code).toBe(4);
    expectEnded(home);
  });

  it('although everything else was off for two days', async () => {
    const home = await announced({ configuration: { consent: { mover: 'autopilot' } } });
    until(home, due + 2 * day);
    const [first = leaver, ...rest] = stayers;
    home.deliver([leaver, { ...first, dept: 'Legal' }, ...rest]);
    for (let runs = 0; runs < 3; runs += 1) {
      expect((await home.run('run', '--once')).code).toBe(4);
      expectEnded(home);
      expect(home.account(first)?.profile['department']).toBe('Sales');
      home.later(hour);
    }
    await home.approve(await home.plan());
    expect((await home.run('run', '--once')).code).toBe(0);
    expect(home.account(first)?.profile['department']).toBe('Legal');
  });

  it('although Okta throttles the listing of its users', async () => {
    const home = await announced();
    until(home, due + minute);
    home.deliver(all);
    for (let refused = 0; refused < 60; refused += 1) {
      home.okta.faults.failNext({ method: 'GET', path: '/api/v1/users' }, { status: 429, errorCode: 'E0000047' });
    }
    const asked = home.now();
    expect((await home.run('run', '--once')).code).toBe(15);
    expectEnded(home);
    const suspended = home.okta.requests().find(({ path }) => path.endsWith('/lifecycle/suspend'));
    expect((suspended?.at ?? Infinity) - asked).toBeLessThan(minute);
  });
});

/** Three people of many leave ordinarily on the 26th, announced firmly before anything else is. */
class Crowd {
  readonly people: readonly Person[];
  readonly ordinary: readonly string[];
  readonly home: Household;

  private constructor(home: Household, staff: readonly Person[]) {
    this.home = home;
    this.people = staff;
    this.ordinary = staff.slice(-3).map(({ id }) => id);
  }

  static async of(size: number, more: Pick<Wishes, 'configuration'> = {}): Promise<Crowd> {
    const staff = people(size);
    const home = await household({ at: '2026-11-22T09:00:00Z', staff, manage: true, ...more });
    const crowd = new Crowd(home, staff);
    crowd.deliver(new Map());
    await home.approve(await home.plan());
    home.later(day);
    crowd.deliver(new Map());
    expect((await home.run('run', '--once')).code).toBe(0);
    home.later(day);
    return crowd;
  }

  /** The file, with these ends beside the ordinary ones. */
  deliver(ends: ReadonlyMap<string, string>): void {
    const ordinary = new Map(this.ordinary.map((id) => [id, '2026-11-26']));
    this.home.deliver(this.people.map((one) => ({ ...one, end: ends.get(one.id) ?? ordinary.get(one.id) ?? '' })));
  }

  /** So many people, from one on, all with this end. */
  ends(from: number, count: number, end: string): ReadonlyMap<string, string> {
    return new Map(this.people.slice(from, from + count).map(({ id }) => [id, end]));
  }

  suspended(): readonly string[] {
    return this.people.flatMap((one) => (this.home.account(one)?.status === 'SUSPENDED' ? [one.id] : []));
  }
}

describe('a file that announces 200 ends at once, of 2,000 people', () => {
  it('disables none of them that night nor a week later, until a person approves: then exactly those', async () => {
    const crowd = await Crowd.of(2_000);
    const { home, ordinary } = crowd;
    const mass = crowd.ends(0, 200, '2026-11-25');
    for (let days = 0; days < 9; days += 1) {
      crowd.deliver(mass);
      await home.run('run', '--once');
      expect([days, crowd.suspended()]).toEqual([days, days < 3 ? [] : ordinary]);
      home.later(day);
    }
    crowd.deliver(mass);
    const plan = await home.plan();
    expect([plan.code, finding(plan, 'G20')]).toMatchObject([4, { verdict: 'hold', measured: 200 }]);
    await home.approve(plan);
    expect((await home.run('apply')).code).toBe(0);
    expect(crowd.suspended()).toEqual([...mass.keys(), ...ordinary]);
  });
});

describe('announcements in a mass, in smaller companies', () => {
  it('of dates that are moved to earlier ones are as good as new', async () => {
    // As many dates that are another at once would be a file for a person to look at (G9).
    const crowd = await Crowd.of(300, { configuration: { guardrails: { columns: { keys: { floor: 10 } } } } });
    const { home } = crowd;
    const later = crowd.ends(0, 5, '2027-03-31');
    crowd.deliver(later);
    await home.run('run', '--once');
    for (let days = 0; days < 9; days += 1) {
      home.later(day);
      crowd.deliver(crowd.ends(0, 30, '2026-11-27'));
      await home.run('run', '--once');
    }
    expect(crowd.suspended()).toEqual(crowd.ordinary);
    const plan = await home.plan();
    expect(finding(plan, 'G20')).toMatchObject({ verdict: 'hold', measured: 30 });
  });

  it('bit by bit, each day below every limit, stop where a week’s sum is above it', async () => {
    const crowd = await Crowd.of(300);
    const { home } = crowd;
    const ends = new Map<string, string>();
    for (let days = 0; days < 14; days += 1) {
      const tomorrow = new Date(home.now() + day).toISOString().slice(0, 10);
      for (const [id, end] of crowd.ends(days * 3, 3, tomorrow)) ends.set(id, end);
      crowd.deliver(ends);
      await home.run('run', '--once');
      home.later(day);
    }
    // With the three ordinary ones, even the first day's three were more than five in a week.
    expect(crowd.suspended()).toEqual(crowd.ordinary);
    const plan = await home.plan();
    const held = plan.operations.filter(({ needsApproval }) => needsApproval.includes('announced-in-mass'));
    expect(held.filter(({ kind }) => kind === 'disable')).toHaveLength(14 * 3);
    expect(finding(plan, 'G20').measured).toBe(14 * 3);
  });
});
