import { beforeAll, expect, it } from 'vitest';
import { leaseStore } from '../../src/state/index.ts';
import { temporaryFolder } from '../support/household.ts';
import { compileOnce, start, type Ended } from '../support/process.ts';
import { became, books, clean, company, demand, hasLeft, here, leaver, planAndApprove } from './company.ts';

const many = 20;

beforeAll(compileOnce);

it('of twenty daemons that are started at once on one state, one runs and carries out', async () => {
  const home = await company(temporaryFolder(), [leaver]);
  home.configure({ configuration: { daemon: { health: false } } });
  await planAndApprove(here(home));
  const suspended = home.okta.faults.hold({ path: '/api/v1/users/*/lifecycle/suspend' }, 'afterCommit');
  const daemons = Array.from({ length: many }, () => start(home.directory, 'run', '-c', home.configurationFile));
  const ended: Ended[] = [];
  const others = new Promise<void>((resolve) => {
    for (const { ended: end } of daemons) {
      void end.then((how) => {
        ended.push(how);
        if (ended.length === many - 1) resolve();
      });
    }
  });
  await Promise.all([others, suspended.reached]);
  expect(ended.map(({ code }) => code)).toEqual(Array(many - 1).fill(11));
  expect(ended[0]?.stderr).toContain('another daemon is running');
  // The one that is left is told to stop in the midst of its work, and brings it to a clean end.
  suspended.release();
  for (const daemon of daemons) daemon.kill('SIGTERM');
  const [last] = (await Promise.all(daemons.map((daemon) => daemon.ended))).filter(({ code }) => code !== 11);
  expect(last).toMatchObject({ code: 143, signal: null });
  expect(home.withState(({ database }) => leaseStore(database).holder('daemon'))).toBeNull();
  expect(books(home)).toMatchObject({ journal: 'whole', open: 0 });
  await planAndApprove(here(home));
  await demand(here(home), 'apply');
  expect(became(home, leaver.who)).toMatchObject(hasLeft);
  expect(books(home)).toEqual(clean);
}, 120_000);
