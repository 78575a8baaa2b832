import { describe, expect, it } from 'vitest';
import { everyone, hour, household, mapping, steps, type Household, type Outcome } from '../support/household.ts';
import { group } from '../../src/simulator/index.ts';
import { loginOf, people, person, type Person } from '../support/people.ts';

const staff = people(8);
const leaver = person('LEO');
const newcomer = person('NEW', { start: '2026-11-23' });
const gone = { ...leaver, end: '2026-11-20' };

interface Applied {
  readonly run: number;
  readonly plan: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly heldBy: readonly string[];
  readonly troubles: readonly { readonly worker: string; readonly settled: string; readonly why: string | null }[];
}

function applied({ stdout }: Outcome): Applied {
  return JSON.parse(stdout) as Applied;
}

/** Counts that are not 0. */
function counts(outcome: Outcome): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(applied(outcome).counts).filter(([, count]) => count !== 0));
}

async function company(more: readonly Person[] = []): Promise<Household> {
  return household({ staff: [...staff, leaver, ...more], manage: true });
}

function moved(id: string): Person {
  return { ...person(id), dept: 'Legal' };
}

function otherThan(...ids: readonly string[]): readonly Person[] {
  return staff.filter(({ id }) => !ids.includes(id));
}

describe('approve, apply, plan again', () => {
  it('does what the plan said, and nothing is left to plan', async () => {
    const home = await company();
    const leo = home.okta.org.user(loginOf(leaver));
    home.okta.org.sessions.open(leo?.id ?? '', home.now());
    home.okta.org.sessions.open(leo?.id ?? '', home.now(), 'oauthTokens');
    home.deliver([...otherThan('P001'), moved('P001'), gone, newcomer]);
    const plan = await home.plan();
    expect(steps(plan)).toEqual([
      'disable LEO',
      'clear-sessions LEO',
      'create NEW',
      'activate NEW',
      'update-profile P001',
    ]);
    expect(home.writes()).toEqual([]);
    await home.approve(plan);
    const outcome = await home.run('apply', '--json');
    expect([outcome.code, counts(outcome)]).toEqual([0, { done: 5 }]);
    expect(home.account(leaver)).toMatchObject({ status: 'SUSPENDED', sessions: 0, groups: [everyone] });
    expect(home.account(newcomer)).toMatchObject({
      status: 'PROVISIONED',
      groups: [everyone],
      mails: ['activation'],
      profile: { hrWorkerId: 'NEW', firstName: 'Ann', lastName: 'Walker-NEW', department: 'Sales' },
    });
    expect(home.account(person('P001'))).toMatchObject({ status: 'ACTIVE', profile: { department: 'Legal' } });
    const again = await home.run('plan', '--detailed-exitcode');
    expect([again.code, again.stdout.includes('Changes  none\n')]).toEqual([0, true]);
  });

  it('tells who lost access at once, and numbers that add up at the end', async () => {
    const home = await company();
    home.deliver([...otherThan('P001'), moved('P001'), gone, newcomer]);
    await home.approve(await home.plan());
    const { stdout, stderr } = await home.run('apply');
    expect(stdout).toBe(
      '= Ann Walker-LEO (LEO)  access ended\n\nRun 2  plan 1  5 changes\n        5  done\n1 person lost access in this run.\n',
    );
    expect(stderr).toBe('');
  });

  it('has nothing to do a second time', async () => {
    const home = await company();
    home.deliver([...staff, gone]);
    await home.approve(await home.plan());
    await home.run('apply');
    const before = home.writes().length;
    const again = await home.run('apply');
    expect([again.code, again.stderr.split('  ')[0]]).toEqual([6, 'TEN-5017']);
    expect(home.writes()).toHaveLength(before);
  });
});

describe('without approval', () => {
  it('nothing is written, and exit 5 says for whom it waits', async () => {
    const home = await company();
    home.deliver([...otherThan('P001'), moved('P001'), leaver]);
    await home.approve(await home.plan());
    await home.run('apply');
    home.later(hour);
    home.deliver([...otherThan('P001'), person('P001', { dept: 'Finance' }), leaver]);
    await home.plan();
    const before = home.writes().length;
    const outcome = await home.run('apply');
    expect(outcome.code).toBe(5);
    expect(outcome.stdout).toContain(
      '\n        1  waiting for approval\nNext: tenured plan approve 2 -c ~/tenured.yaml',
    );
    expect(home.writes()).toHaveLength(before);
  });

  it('a first run is held by its safety check: exit 4', async () => {
    const home = await company();
    home.deliver([...staff, gone]);
    await home.plan();
    const outcome = await home.run('apply');
    expect(outcome.code).toBe(4);
    expect(outcome.stdout).toContain('        2  held by safety checks: First run or changed set-up (G14)\n');
    expect(home.writes()).toEqual([]);
  });

  it('with --json the last line of stderr says why', async () => {
    const home = await company();
    home.deliver([...staff, gone]);
    await home.plan();
    const { stderr } = await home.run('apply', '--json');
    expect(JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      type: 'exit',
      code: 4,
      name: 'needs_approval',
      message: 'held by safety checks: G14',
    });
  });
});

describe('a person decides about a part', () => {
  it('approves one kind: the rest waits', async () => {
    const home = await company();
    home.deliver([...otherThan('P001'), moved('P001'), gone, newcomer]);
    await home.plan();
    const decided = await home.run('plan', 'approve', '1', '--kind', 'create', '--kind', 'activate', '--yes');
    expect(decided.stdout).toContain('Approved by olga.ops: 2 changes for 1 person.\n');
    const outcome = await home.run('apply', '--json');
    // A first plan that nobody approved as a whole still holds everything else.
    expect([outcome.code, counts(outcome)]).toEqual([4, { done: 2, held: 3 }]);
    expect(home.account(leaver)?.status).toBe('ACTIVE');
    await home.run('plan', 'approve', '1', '--yes');
    const rest = await home.run('apply', '1', '--json');
    expect([rest.code, counts(rest)]).toEqual([0, { done: 3, already: 2 }]);
    expect(home.account(leaver)?.status).toBe('SUSPENDED');
  });

  it('approves one person', async () => {
    const home = await company();
    home.deliver([...otherThan('P001', 'P002'), moved('P001'), moved('P002'), leaver]);
    await home.plan();
    await home.run('plan', 'approve', '1', '--worker', 'P002', '--yes');
    await home.run('apply');
    const departments = ['P001', 'P002'].map((id) => home.account({ id })?.profile['department']);
    expect(departments).toEqual(['Sales', 'Legal']);
  });

  it('rejects one person of a plan that is approved: everybody else is carried out', async () => {
    const home = await company();
    home.deliver([...otherThan('P001', 'P002'), moved('P001'), moved('P002'), leaver]);
    await home.approve(await home.plan());
    const said = await home.run('plan', 'reject', '1', '--worker', 'P001', '--reason', 'moves back', '--yes');
    expect(said.stdout).toContain('Rejected by olga.ops: 1 change for 1 person.\n');
    const outcome = await home.run('apply', '--json');
    expect([outcome.code, counts(outcome)]).toEqual([0, { done: 1, rejected: 1 }]);
    expect(home.account({ id: 'P001' })?.profile['department']).toBe('Sales');
  });

  it('carries out one person of an approved plan, and leaves the others for the next time', async () => {
    const home = await company();
    home.deliver([...otherThan('P001', 'P002'), moved('P001'), moved('P002'), leaver]);
    await home.approve(await home.plan());
    const one = await home.run('apply', '--only', 'P002', '--json');
    expect([one.code, counts(one)]).toEqual([0, { done: 1, left: 1 }]);
    expect(home.account({ id: 'P001' })?.profile['department']).toBe('Sales');
    const rest = await home.run('apply', '--json');
    expect([rest.code, counts(rest)]).toEqual([0, { done: 1, already: 1 }]);
  });
});

describe('a word that was given', () => {
  it('holds for the same changes in a later plan', async () => {
    const home = await company();
    home.deliver([...otherThan('P001'), moved('P001'), leaver]);
    await home.approve(await home.plan());
    home.later(hour);
    home.deliver([...otherThan('P001', 'P002'), moved('P001'), moved('P002'), leaver]);
    const second = await home.plan();
    expect(steps(second)).toEqual(['update-profile P001', 'update-profile P002']);
    const outcome = await home.run('apply', '--json');
    expect([outcome.code, counts(outcome)]).toEqual([5, { done: 1, waiting: 1 }]);
    expect(home.account({ id: 'P001' })?.profile['department']).toBe('Legal');
  });

  it('may be given to a plan that was replaced while somebody was reading it', async () => {
    const home = await company();
    home.deliver([...otherThan('P001'), moved('P001'), leaver]);
    await home.plan();
    home.later(hour);
    home.deliver([...otherThan('P001', 'P002'), moved('P001'), moved('P002'), leaver]);
    await home.plan();
    const late = await home.run('plan', 'approve', '1', '--yes');
    expect(late.code).toBe(0);
    const outcome = await home.run('apply', '--json');
    expect(counts(outcome)).toMatchObject({ done: 1 });
  });

  it('of no is not forgotten by planning again', async () => {
    const home = await company();
    home.deliver([...otherThan('P001'), moved('P001'), leaver]);
    const plan = await home.plan();
    await home.approve(plan);
    await home.reject(plan);
    await home.plan();
    const outcome = await home.run('apply', '--json');
    expect([outcome.code, counts(outcome)]).toEqual([0, { rejected: 1 }]);
    expect(home.writes()).toEqual([]);
  });
});

describe('somebody changed something in Okta meanwhile', () => {
  it('stops that person only, by name and with the reason', async () => {
    const home = await company();
    home.deliver([...otherThan('P001', 'P002'), moved('P001'), moved('P002'), leaver]);
    await home.approve(await home.plan());
    const before = home.okta.org.user('p001@acme.test');
    home.okta.org.changeUser('p001@acme.test', { profile: { ...before?.profile, department: 'Helpdesk' } });
    const outcome = await home.run('apply');
    expect(outcome.code).toBe(3);
    expect(outcome.stdout).toContain('        1  done\n        1  left alone: changed in Okta meanwhile\n');
    expect(outcome.stdout).toContain('Ann Walker-P001 (P001)  update: changed in Okta since: department\n');
    expect(home.account({ id: 'P001' })?.profile['department']).toBe('Helpdesk');
    expect(home.account({ id: 'P002' })?.profile['department']).toBe('Legal');
  });

  it('already so is neither done again nor a conflict', async () => {
    const home = await company();
    home.deliver([...staff, gone]);
    await home.approve(await home.plan());
    home.okta.org.changeUser(loginOf(leaver), { status: 'SUSPENDED' });
    const outcome = await home.run('apply', '--json');
    expect([outcome.code, counts(outcome)]).toEqual([0, { already: 1, done: 1 }]);
    expect(home.writes().some((call) => call.endsWith('/lifecycle/suspend'))).toBe(false);
  });

  it('what Okta refuses is told in its words: exit 3', async () => {
    const home = await company();
    home.deliver([...otherThan('P001'), moved('P001'), leaver]);
    await home.approve(await home.plan());
    home.okta.faults.failNext({ method: 'POST', path: '/api/v1/users/*' }, { status: 400, errorCode: 'E0000001' });
    const outcome = await home.run('apply');
    expect(outcome.code).toBe(3);
    expect(outcome.stdout).toMatch(/REFUSED BY OKTA \(1\)\n.*\n {2}Ann Walker-P001 \(P001\) {2}update: .*validation/s);
  });
});

describe('plan diff', () => {
  it('says what is in one plan only, by person', async () => {
    const home = await company();
    home.deliver([...otherThan('P001'), moved('P001'), leaver]);
    await home.plan();
    home.later(hour);
    home.deliver([...otherThan('P001', 'P002'), person('P001', { dept: 'Finance' }), moved('P002'), gone]);
    await home.plan();
    const { code, stdout } = await home.run('plan', 'diff', '1', '2', '--plain');
    expect(code).toBe(0);
    expect(stdout.replaceAll(/-{20,}\n/g, '')).toBe(
      '\nONLY IN PLAN 1 (1)\n  Ann Walker-P001 (P001)\n      ~ profile updated\n' +
        '\nONLY IN PLAN 2 (4)\n  Ann Walker-LEO (LEO)\n      = access ends\n      = signed out everywhere\n' +
        '  Ann Walker-P001 (P001)\n      ~ profile updated\n  Ann Walker-P002 (P002)\n      ~ profile updated\n' +
        '\nIn both: 0 changes\n',
    );
    const json = JSON.parse((await home.run('plan', 'diff', '2', '2', '--json')).stdout) as { both: number };
    expect(json).toMatchObject({ before: 2, after: 2, onlyBefore: [], onlyAfter: [], both: 4 });
  });
});

describe('run --once', () => {
  it('plans, carries out what runs by itself, and says what waits', async () => {
    const home = await company();
    home.deliver([...staff, leaver]);
    await home.approve(await home.plan());
    home.later(13 * hour);
    home.deliver([...otherThan('P001'), moved('P001'), { ...leaver, end: '2026-11-22' }]);
    const outcome = await home.run('run', '--once');
    expect(outcome.code).toBe(5);
    expect(outcome.stdout).toContain('= Ann Walker-LEO (LEO)  access ended\n');
    expect(outcome.stdout).toContain('        1  waiting for approval\n1 person lost access in this run.\n');
    expect(home.account(leaver)?.status).toBe('SUSPENDED');
  });

  it('says that there is nothing to do, without a write', async () => {
    const home = await company();
    home.deliver([...staff, leaver]);
    const outcome = await home.run('run', '--once');
    expect([outcome.code, outcome.stdout]).toEqual([0, 'Plan 1: nothing to do.\n']);
    expect(home.writes()).toEqual([]);
  });

  it('exits 13 for a bad file, having carried out what was announced before', async () => {
    const home = await company();
    home.deliver([...staff, leaver]);
    await home.approve(await home.plan());
    home.later(hour);
    home.deliver([...staff, { ...leaver, end: '2026-11-23' }]);
    await home.run('run', '--once');
    expect(home.account(leaver)?.status).toBe('ACTIVE');
    home.later(20 * hour);
    home.deliver('');
    const outcome = await home.run('run', '--once');
    expect([outcome.code, outcome.stderr.split('  ')[1]]).toEqual([13, 'TEN-3003']);
    expect(home.account(leaver)?.status).toBe('SUSPENDED');
  });
});

describe('a signal', () => {
  it('before anything is begun leaves everything for the next run: exit 143', async () => {
    const home = await company();
    home.deliver([...otherThan('P001'), moved('P001'), gone]);
    await home.approve(await home.plan());
    const stopped = await home.runUntil(AbortSignal.abort('SIGTERM'), 'apply');
    expect(stopped.code).toBe(143);
    expect(home.writes()).toEqual([]);
    expect((await home.run('apply')).code).toBe(0);
  });

  it('lets what is in flight finish, says what is left, and apply goes on: exit 130', async () => {
    const many = people(60, {}, 'M');
    const home = await household({ staff: many, manage: true });
    home.deliver(many.map((one) => ({ ...one, dept: 'Legal' })));
    await home.approve(await home.plan());
    const stop = new AbortController();
    const watching = setInterval(() => {
      if (home.writes().length > 3) stop.abort('SIGINT');
    }, 1);
    const stopped = await home.runUntil(stop.signal, 'apply', '--json');
    clearInterval(watching);
    expect(stopped.code).toBe(130);
    const { done = 0, left = 0 } = applied(stopped).counts;
    expect([done > 3, left > 0, done + left]).toEqual([true, true, 60]);
    const rest = await home.run('apply', '--json');
    expect([rest.code, counts(rest)]).toEqual([0, { done: left, already: done }]);
    expect(home.writes()).toHaveLength(60);
  });
});

describe('a lock that another process took', () => {
  it('ends the run: what was sent is settled by the next one, nothing is sent twice', async () => {
    const many = people(60, {}, 'M');
    const home = await household({ staff: many, manage: true });
    home.deliver(many.map((one) => ({ ...one, dept: 'Legal' })));
    await home.approve(await home.plan());
    let taken = false;
    const watching = setInterval(() => {
      if (taken || home.writes().length < 4) return;
      taken = true;
      home.withState(({ database }) => database.exec("UPDATE lease SET epoch = epoch + 1 WHERE name = 'run'"));
    }, 1);
    const lost = await home.run('apply');
    clearInterval(watching);
    expect([lost.code, lost.stderr.split('  ')[0]]).toEqual([11, 'TEN-4012']);
    expect(home.writes().length).toBeLessThan(60);
    home.withState(({ database }) => database.exec("UPDATE lease SET held = 0 WHERE name = 'run'"));
    const rest = await home.run('apply', '--json');
    expect(rest.code).toBe(0);
    expect(home.writes()).toHaveLength(60);
    expect(new Set(home.writes()).size).toBe(60);
  });
});

describe('groups', () => {
  const withSales = `${mapping}  - { group: Sales Team, when: 'w.department == "Sales"' }\n`;

  it('are left and joined as the plan said, where the account is tenured’s own', async () => {
    const home = await household({
      staff: people(2),
      manage: true,
      mapping: withSales,
      org: { groups: [group('Sales Team')] },
    });
    home.deliver([moved('P001'), person('P002'), newcomer]);
    const plan = await home.plan();
    expect(steps(plan)).toEqual(['create NEW', 'activate NEW', 'update-profile P001', 'add-to-group P002']);
    await home.approve(plan);
    expect((await home.run('apply')).code).toBe(0);
    expect(home.account({ id: 'P002' })?.groups).toEqual([everyone, 'Sales Team']);
    expect(home.account(newcomer)?.groups).toEqual([everyone, 'Sales Team']);
    home.later(hour);
    home.deliver([moved('P001'), person('P002'), { ...newcomer, dept: 'Legal' }]);
    const second = await home.plan();
    expect(steps(second)).toEqual(['update-profile NEW', 'remove-from-group NEW']);
    await home.approve(second);
    expect((await home.run('apply')).code).toBe(0);
    expect(home.account(newcomer)?.groups).toEqual([everyone]);
  });
});
