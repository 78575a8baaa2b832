import { describe, expect, it } from 'vitest';
import { hour, household, type Household, type Outcome } from '../support/household.ts';
import { people, person } from '../support/people.ts';
import { settle } from '../support/virtual-clock.ts';

const staff = people(8);
const kim = person('KIM', { first: 'Kim', last: 'Novak' });
const leaver = person('LEO', { end: '2026-11-23' });

/** How often others get a turn before the next stretch of virtual time. */
const turns = 20;

/** Lets virtual time pass in small steps until something is so. */
async function pass(home: Household, until: () => boolean, most = 2 * hour): Promise<void> {
  const giveUp = home.now() + most;
  while (!until()) {
    expect(home.now(), 'it never came to be so').toBeLessThan(giveUp);
    for (let turn = 0; turn < turns; turn += 1) await settle();
    await home.clock.advance(100);
  }
}

/** Runs a command while time passes. */
async function during(home: Household, work: Promise<Outcome>): Promise<Outcome> {
  let ended = false;
  const end = (): void => {
    ended = true;
  };
  work.then(end, end);
  await pass(home, () => ended);
  return work;
}

interface Running {
  readonly home: Household;
  readonly stop: (signal: string) => Promise<Outcome>;
}

/** A company that has approved its first plan, with a daemon at work. */
async function withDaemon(at = '2026-11-23T12:00:00Z'): Promise<Running> {
  const home = await household({ at, staff: [...staff, kim, leaver], manage: true });
  home.deliver([...staff, kim, { ...leaver, end: '' }]);
  await home.approve(await home.plan());
  home.later(hour);
  home.deliver([...staff, kim, leaver]);
  const stopping = new AbortController();
  const running = home.runUntil(stopping.signal, 'run');
  const held = (): boolean =>
    home.withState(
      ({ database }) => database.prepare("SELECT 1 FROM lease WHERE name = 'daemon' AND held = 1").get() !== undefined,
    );
  await pass(home, held);
  return {
    home,
    stop: (signal) => {
      stopping.abort(signal);
      return during(home, running);
    },
  };
}

describe('the daemon', () => {
  it('ends somebody’s access by itself when their day is over, and ends cleanly with SIGTERM', async () => {
    const { home, stop } = await withDaemon('2026-11-23T21:50:00Z');
    await pass(home, () => home.now() >= Date.parse('2026-11-23T22:59:00Z'));
    expect(home.account(leaver)?.status).toBe('ACTIVE');
    await pass(home, () => home.account(leaver)?.status === 'SUSPENDED');
    expect(home.now()).toBeLessThan(Date.parse('2026-11-23T23:01:00Z'));
    const ended = await stop('SIGTERM');
    expect(ended.code).toBe(143);
    expect(ended.stderr).toContain('"msg":"the daemon ends"');
  });

  it('is the only one: a second one ends at once with exit 11, and names the first', async () => {
    const { home, stop } = await withDaemon();
    const second = await during(home, home.run('run'));
    expect(second.code).toBe(11);
    expect(second.stderr).toMatch(/^TEN-4011 {2}another daemon is running: process \d+ on /);
    const { stdout } = await home.run('status');
    expect(stdout).toMatch(/\ndaemon {6}running since Mon 23 Nov 2026 14:00/);
    expect((await stop('SIGINT')).code).toBe(130);
    expect((await home.run('status')).stdout).toContain('daemon      not running');
  });

  it('does what cut-access asks within seconds, and the command waits for it', async () => {
    const { home, stop } = await withDaemon();
    await pass(home, () => home.calls().length > 10);
    const asked = home.now();
    const outcome = await during(home, home.run('cut-access', 'KIM', '--reason', 'case 7713', '--yes'));
    expect([outcome.code, home.account(kim)?.status]).toEqual([0, 'SUSPENDED']);
    expect(outcome.stdout).toContain('Done: Kim Novak (KIM) has no access any more, and is signed out.\n');
    expect(outcome.stderr).toBe('The daemon ends the access of Kim Novak (KIM) …\n');
    expect(home.now() - asked).toBeLessThan(15_000);
    await stop('SIGTERM');
  });

  it('hears an approval', async () => {
    const { home, stop } = await withDaemon();
    await pass(home, () => home.calls().length > 10);
    home.deliver([...staff.slice(1), { ...person('P001'), dept: 'Legal' }, kim, leaver]);
    const waiting = (): boolean =>
      home.withState(
        ({ database }) =>
          database
            .prepare('SELECT 1 FROM plan WHERE envelope ->> \'$.envelope.operations."update-profile"\' > 0')
            .get() !== undefined,
      );
    await pass(home, waiting);
    expect(home.account({ id: 'P001' })?.profile['department']).toBe('Sales');
    const { plans } = JSON.parse((await home.run('plan', 'list', '--json')).stdout) as { plans: { number: number }[] };
    await home.run('plan', 'approve', String(plans[0]?.number), '--yes');
    await pass(home, () => home.account({ id: 'P001' })?.profile['department'] === 'Legal');
    await stop('SIGTERM');
  });
});
