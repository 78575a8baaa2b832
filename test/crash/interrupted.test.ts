import { describe, expect, it } from 'vitest';
import { idFor } from '../../src/simulator/index.ts';
import { temporaryFolder, type Household } from '../support/household.ts';
import { loginOf } from '../support/people.ts';
import { run, start, type Running } from '../support/process.ts';
import {
  became,
  books,
  clean,
  company,
  demand,
  hasLeft,
  here,
  leaver,
  leavers,
  leftToDo,
  mover,
  newcomer,
  planAndApprove,
} from './company.ts';
import { before, failpoints, killAt } from './failpoints.ts';

function accountOf(id: string): string {
  return `/api/v1/users/${idFor('user', loginOf({ id }))}`;
}

function apply(home: Household): Running {
  return start(home.directory, 'apply', '-c', home.configurationFile);
}

describe('a process killed between a suspension and the sign-out behind it', () => {
  it('leaves a debt that the next turn pays, though nothing is left of the plan', async () => {
    const home = await company(temporaryFolder(), [leaver]);
    const command = here(home);
    await planAndApprove(command);
    const account = accountOf('LEO');
    const sessions = { method: 'DELETE', path: `${account}/sessions` };
    const requests = { read: { path: account }, write: sessions, later: sessions };
    const [, , lostOnItsWay] = failpoints;
    if (lostOnItsWay === undefined) throw new Error('no such place');
    await killAt(lostOnItsWay, home, requests, () => apply(home));
    expect(became(home, leaver.who)).toMatchObject({ status: 'SUSPENDED', signedIn: true });
    await demand(command, 'plan', 'reject', '1', '--yes');
    const again = await run(home.directory, 'plan', '--detailed-exitcode', '-c', home.configurationFile);
    expect([again.code, again.stdout]).toEqual([
      2,
      expect.stringMatching(/1 person is suspended and not signed out yet/),
    ]);
    expect(await run(home.directory, 'run', '--once', '-c', home.configurationFile)).toMatchObject({ code: 0 });
    expect(became(home, leaver.who)).toMatchObject(hasLeft);
    expect(await leftToDo(command)).toEqual([]);
    expect(books(home)).toEqual(clean);
  });
});

describe('a signal in the midst of carrying out', () => {
  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('%s lets what is in flight come to its end, and the next run goes on', async (signal, code) => {
    const people = [...leavers('LEA', 'LUC'), newcomer, mover];
    const home = await company(temporaryFolder(), people);
    const command = here(home);
    await planAndApprove(command);
    const held = home.okta.faults.hold(
      { method: 'POST', path: `${accountOf('LEA')}/lifecycle/suspend` },
      'beforeCommit',
    );
    const running = apply(home);
    await before(running, held.reached, 'the suspension');
    running.kill(signal);
    held.release();
    expect(await running.ended).toMatchObject({ code, signal: null });
    expect(became(home, { id: 'LEA' })).toMatchObject({ status: 'SUSPENDED', signedIn: true });
    expect(became(home, newcomer.who)).toMatchObject({ status: undefined });
    expect(books(home)).toMatchObject({ open: 0, owed: 2 });
    await demand(command, 'apply');
    for (const id of ['LEA', 'LUC']) expect(became(home, { id })).toMatchObject(hasLeft);
    expect(became(home, newcomer.who)).toMatchObject({ status: 'PROVISIONED', mails: ['activation'] });
    expect(became(home, mover.who)).toMatchObject({ dept: 'Legal' });
    expect(await leftToDo(command)).toEqual([]);
    expect(books(home)).toEqual(clean);
  });
});
