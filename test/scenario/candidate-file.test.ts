import { describe, expect, it } from 'vitest';
import {
  finding,
  hour,
  household,
  mapping,
  minute,
  steps,
  type Household,
  type PlanDocument,
} from '../support/household.ts';
import { people, person, type Person } from '../support/people.ts';

const staff = people(100);
const [first = person('P001'), second = person('P002')] = staff;
const kept = staff.slice(0, 95);
/** Five rows of a hundred are missing, somebody leaves, somebody has moved. */
const short = kept.map((one) =>
  one === first ? { ...one, end: '2026-11-20' } : one === second ? { ...one, dept: 'Legal' } : one,
);

/** A person has approved a plan of the whole file; then the short one comes. */
async function heldBack(file: readonly Person[] = short): Promise<Household> {
  const home = await household({ at: '2026-11-23T06:00:00Z', staff, manage: true });
  home.deliver(staff);
  await home.approve(await home.plan());
  home.later(hour);
  home.deliver(file);
  return home;
}

async function shown(home: Household, number: number): Promise<PlanDocument> {
  return JSON.parse((await home.run('plan', 'show', String(number), '--json')).stdout) as PlanDocument;
}

interface Listed {
  readonly number: number;
  readonly status: string;
}

/** The plans that were made from files held back. */
async function ofFilesHeldBack(home: Household): Promise<readonly Listed[]> {
  const { stdout } = await home.run('plan', 'list', '--json');
  const { plans } = JSON.parse(stdout) as { readonly plans: readonly (Listed & { readonly candidate: boolean })[] };
  return plans.flatMap(({ number, status, candidate }) => (candidate ? [{ number, status }] : [])).reverse();
}

describe('a file that lost 5 % of its rows', () => {
  it('is kept and not current: the run plans from the accepted one, and shows what would follow', async () => {
    const home = await heldBack();
    const plan = await home.plan();
    expect([plan.code, steps(plan), plan.envelope.newestFileRefused]).toEqual([4, [], true]);
    expect(finding(plan, 'G3')).toMatchObject({ verdict: 'candidate', measured: 5 });
    expect(plan.header.snapshot.count).toBe(100);
    expect(await ofFilesHeldBack(home)).toEqual([{ number: 3, status: 'open' }]);
    const follows = await shown(home, 3);
    expect([steps(follows), follows.header.snapshot.count]).toEqual([
      ['disable P001', 'clear-sessions P001', 'update-profile P002'],
      95,
    ]);
  });

  it('announces nothing, however often it lies there, and makes no plan anew', async () => {
    const home = await heldBack();
    for (let runs = 0; runs < 4; runs += 1) {
      expect((await home.run('run', '--once')).code).toBe(4);
      home.later(5 * hour);
      home.age(10 * minute);
    }
    expect(await ofFilesHeldBack(home)).toHaveLength(1);
    expect(home.writes()).toEqual([]);
    expect(home.account(first)?.status).toBe('ACTIVE');
  });

  it('cannot be carried out by anybody', async () => {
    const home = await heldBack();
    expect((await home.run('plan')).stdout).toContain('tenured plan approve 3');
    const refused = await home.run('apply', '3');
    expect([refused.code, refused.stderr.includes('TEN-5016')]).toEqual([6, true]);
    expect((await home.run('apply')).code).not.toBe(3);
    expect(home.writes()).toEqual([]);
  });

  it('is accepted by approving its plan: the next plan is made from it, and what was approved may be done', async () => {
    const home = await heldBack();
    await home.plan();
    const approved = await home.run('plan', 'approve', '3', '--yes');
    expect([approved.code, home.writes()]).toEqual([0, []]);
    home.later(minute);
    const next = await home.plan();
    expect([next.code, next.envelope.newestFileRefused, next.header.snapshot.count]).toEqual([0, false, 95]);
    expect(steps(next)).toEqual(['disable P001', 'clear-sessions P001', 'update-profile P002']);
    expect((await home.run('apply')).code).toBe(0);
    expect([home.account(first)?.status, home.account(second)?.profile['department']]).toEqual(['SUSPENDED', 'Legal']);
    home.later(hour);
    expect((await home.plan('--detailed-exitcode')).code).toBe(0);
  });

  it('is not accepted by approving a part of its plan', async () => {
    const home = await heldBack();
    await home.plan();
    const approved = await home.run('plan', 'approve', '3', '--yes', '--kind', 'update-profile');
    home.later(minute);
    const next = await home.plan();
    expect([approved.code, approved.stderr.includes('TEN-5016'), next.header.snapshot.count]).toEqual([6, true, 100]);
    expect(home.writes()).toEqual([]);
  });

  it('rejected stays what it is: the accepted one is planned from', async () => {
    const home = await heldBack();
    await home.plan();
    expect((await home.run('plan', 'reject', '3', '--yes')).code).toBe(0);
    for (let runs = 0; runs < 2; runs += 1) {
      home.later(hour);
      const next = await home.plan();
      expect([next.code, next.header.snapshot.count, steps(next)]).toEqual([4, 100, []]);
    }
    expect((await home.run('apply', '3')).code).toBe(6);
    expect((await home.run('plan', 'approve', '3', '--yes')).code).toBe(6);
    expect(await ofFilesHeldBack(home)).toEqual([{ number: 3, status: 'rejected' }]);
  });

  it('gives way to the next file, held back or not, and its plan cannot be approved any more', async () => {
    const home = await heldBack();
    await home.plan();
    home.later(hour);
    home.deliver(short.slice(0, 94));
    expect((await home.plan()).code).toBe(4);
    const plans = await ofFilesHeldBack(home);
    expect(plans.map(({ status }) => status)).toEqual(['superseded', 'open']);
    expect((await home.run('plan', 'approve', '3', '--yes')).code).toBe(6);
    home.later(hour);
    home.deliver([...short, ...staff.slice(95)]);
    const whole = await home.plan();
    expect([whole.code, whole.header.snapshot.count]).toEqual([0, 100]);
    const newest = plans.at(-1)?.number ?? 0;
    expect((await home.run('plan', 'approve', String(newest), '--yes')).code).toBe(6);
    expect(home.writes()).toEqual([]);
  });
});

describe('while a file waits', () => {
  it('another mapping makes another plan of it, and the old one cannot be approved any more', async () => {
    const home = await heldBack();
    await home.plan();
    home.useMapping(mapping.replace('department: { value: w.department', 'department: { value: upper(w.department)'));
    await home.plan();
    await home.plan();
    const plans = await ofFilesHeldBack(home);
    expect(plans.map(({ status }) => status)).toEqual(['superseded', 'open']);
    expect((await home.run('plan', 'approve', '3', '--yes')).stderr).toContain('TEN-5014');
    const newest = plans.at(-1)?.number ?? 0;
    const follows = await shown(home, newest);
    expect(follows.operations.find(({ subject }) => subject.worker === 'P003')?.after).toEqual({ department: 'SALES' });
    expect((await home.run('plan', 'approve', String(newest), '--yes')).code).toBe(0);
    expect((await home.plan()).header.snapshot.count).toBe(95);
  });

  it('its plan expires after 72 hours, and is made anew for as long as the file lies there', async () => {
    const home = await heldBack();
    await home.plan();
    home.later(72 * hour - 1);
    await home.plan();
    expect(await ofFilesHeldBack(home)).toEqual([{ number: 3, status: 'open' }]);
    home.later(1);
    expect((await home.run('plan', 'approve', '3', '--yes')).stderr).toContain('TEN-5013');
    await home.plan();
    const plans = await ofFilesHeldBack(home);
    expect(plans.map(({ status }) => status)).toEqual(['superseded', 'open']);
    expect((await home.run('plan', 'approve', String(plans.at(-1)?.number), '--yes')).code).toBe(0);
    expect((await home.plan()).header.snapshot.count).toBe(95);
  });
});
