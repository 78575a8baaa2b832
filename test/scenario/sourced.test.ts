import { describe, expect, it } from 'vitest';
import { hour, household, minute, steps, type Household } from '../support/household.ts';
import { loginOf, people, person } from '../support/people.ts';
import { settle } from '../support/virtual-clock.ts';

const staff = people(8);
const leaver = person('LEO', { last: 'Berg' });
const provider = { type: 'ACTIVE_DIRECTORY', name: 'acme.local' };

/** A company whose directory owns the profile of somebody who has just left. */
async function company(profileSourced = 'act'): Promise<Household> {
  const home = await household({
    staff: [...staff, leaver],
    manage: true,
    accounts: { LEO: { provider } },
    okta: { profileSourced },
  });
  home.deliver([...staff, leaver]);
  await home.approve(await home.plan());
  home.later(hour);
  home.deliver([...staff, { ...leaver, end: '2026-11-22' }]);
  return home;
}

function imported(home: Household): void {
  home.okta.faults.order({ kind: 'import', user: loginOf(leaver) });
}

function suspensions(home: Household): number {
  return home.writes().filter((call) => call.endsWith('/lifecycle/suspend')).length;
}

function looks(home: Household): readonly { looks: number; next: number | null; suspensions: number }[] {
  return home.withState(({ database }) =>
    database
      .prepare<[], { looks: number; next: number | null; suspensions: number }>(
        'SELECT looks, next_look_at AS next, suspensions FROM source_watch',
      )
      .all(),
  );
}

/** How often the account itself was read by one run that finds nothing else to do. */
async function readsIn(home: Household): Promise<number> {
  const { id } = home.okta.org.user(loginOf(leaver)) ?? {};
  const before = home.calls().length;
  expect((await home.run('run', '--once')).code).toBe(0);
  return home
    .calls()
    .slice(before)
    .filter((call) => call === `GET /api/v1/users/${String(id)}`).length;
}

describe('an account whose profile another system owns', () => {
  it('is reported only, unless the configuration says otherwise', async () => {
    const home = await company('report');
    expect((await home.run('run', '--once')).code).toBe(0);
    expect([home.account(leaver)?.status, suspensions(home)]).toEqual(['ACTIVE', 0]);
    const plan = await home.plan();
    expect(plan.skips).toMatchObject([{ why: 'protected', detail: 'profile owned by ACTIVE_DIRECTORY' }]);
    expect((await home.run('status')).stdout).toContain('Ann Berg (LEO)');
  });

  it('is suspended, and looked at again after 15 minutes and after an hour, and then no more', async () => {
    const home = await company();
    expect((await home.run('run', '--once')).code).toBe(0);
    expect(home.account(leaver)?.status).toBe('SUSPENDED');
    const at = home.now();
    expect(looks(home)).toEqual([{ looks: 0, next: at + 15 * minute, suspensions: 1 }]);
    home.later(10 * minute);
    expect(await readsIn(home)).toBe(0);
    home.later(5 * minute);
    expect(await readsIn(home)).toBe(1);
    expect(looks(home)).toEqual([{ looks: 1, next: at + hour, suspensions: 1 }]);
    home.later(30 * minute);
    expect(await readsIn(home)).toBe(0);
    home.later(20 * minute);
    expect(await readsIn(home)).toBe(1);
    expect(looks(home)).toEqual([]);
    expect(suspensions(home)).toBe(1);
  });

  it('is suspended once more when an import undid it, and then it is a person’s turn, in red', async () => {
    const home = await company();
    await home.run('run', '--once');
    imported(home);
    expect(home.account(leaver)?.status).toBe('ACTIVE');
    home.later(15 * minute);
    expect((await home.run('run', '--once')).code).toBe(0);
    expect([home.account(leaver)?.status, suspensions(home)]).toEqual(['SUSPENDED', 2]);
    expect(looks(home)).toMatchObject([{ looks: 0, suspensions: 2 }]);
    imported(home);
    home.later(15 * minute);
    for (let runs = 0; runs < 3; runs += 1) {
      const plan = await home.plan();
      expect(steps(plan)).toEqual([]);
      expect(plan.skips).toMatchObject([
        {
          why: 'sourced-elsewhere',
          subject: { worker: 'LEO', name: 'Ann Berg' },
          detail: 'suspended 2 times, and each time enabled again by ACTIVE_DIRECTORY',
        },
      ]);
      await home.run('run', '--once');
      home.later(hour);
    }
    expect([home.account(leaver)?.status, suspensions(home)]).toEqual(['ACTIVE', 2]);
    const status = (await home.run('status')).stdout.replaceAll(/\s+/g, ' ');
    expect(status).toContain('x 1 person should have lost access already and still have it: Ann Berg (LEO)');
    expect(status).toContain(
      'x Ann Berg (LEO) was suspended twice, and enabled again by ACTIVE_DIRECTORY, which owns the profile: end the access there',
    );
    // Mended where the profile comes from: seen at the next look, and forgotten.
    home.okta.faults.order({ kind: 'import', user: loginOf(leaver), status: 'SUSPENDED' });
    home.later(hour);
    expect(await readsIn(home)).toBe(1);
    expect(looks(home)).toEqual([]);
    expect((await home.run('status')).stdout).toContain('Nobody is overdue.');
  });

  it('is not watched any more once HR takes the end back', async () => {
    const home = await company();
    await home.run('run', '--once');
    home.later(hour);
    home.deliver([...staff, leaver]);
    const plan = await home.plan();
    expect(steps(plan)).toEqual(['unsuspend LEO']);
    await home.approve(plan);
    expect((await home.run('apply')).code).toBe(0);
    expect([home.account(leaver)?.status, looks(home)]).toEqual(['ACTIVE', []]);
  });

  it('keeps its attributes: they are the other system’s to write, and that is said', async () => {
    const home = await company();
    home.deliver([...staff, { ...leaver, dept: 'Legal' }]);
    const plan = await home.plan();
    expect(steps(plan)).toEqual([]);
    expect(plan.skips).toMatchObject([{ why: 'sourced-elsewhere', detail: 'department' }]);
  });

  it('is looked at again by a daemon that was started after the suspension, in time for neither schedule nor file', async () => {
    const home = await company();
    home.configure({ configuration: { daemon: { schedule: '0 0 1 1 *' } } });
    await home.approve(await home.plan());
    await home.run('run', '--once');
    imported(home);
    const stopping = new AbortController();
    const running = home.runUntil(stopping.signal, 'run');
    const pass = async (until: () => boolean): Promise<void> => {
      const giveUp = home.now() + 3 * hour;
      while (!until()) {
        expect(home.now(), 'it never came to be so').toBeLessThan(giveUp);
        for (let turn = 0; turn < 20; turn += 1) await settle();
        await home.clock.advance(250);
      }
    };
    await pass(
      () => home.account(leaver)?.status === 'SUSPENDED' && home.writes().at(-1)?.endsWith('/sessions') === true,
    );
    const again = home.now();
    expect(suspensions(home)).toBe(2);
    const reads = (): number => {
      const { id } = home.okta.org.user(loginOf(leaver)) ?? {};
      return home.calls().filter((call) => call === `GET /api/v1/users/${String(id)}`).length;
    };
    // What the suspension itself still reads comes first.
    let before = -1;
    for (let calm = 0; calm < 40; calm += 1) {
      if (reads() !== before) calm = 0;
      before = reads();
      const step = home.now() + 250;
      await pass(() => home.now() >= step);
    }
    imported(home);
    home.later(14 * minute);
    for (let step = 0; step < 40; step += 1) await pass(() => home.now() >= again + 14 * minute + step * 250);
    expect(reads()).toBe(before);
    await pass(() => reads() > before);
    expect(home.now() - again).toBeGreaterThanOrEqual(14 * minute);
    expect(home.now() - again).toBeLessThanOrEqual(16 * minute);
    expect(suspensions(home)).toBe(2);
    let ended = false;
    stopping.abort('SIGTERM');
    void running.then(() => (ended = true));
    await pass(() => ended);
  });
});
