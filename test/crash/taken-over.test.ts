import { describe, expect, it } from 'vitest';
import { idFor, type RequestMatch } from '../../src/simulator/index.ts';
import { temporaryFolder, type Household } from '../support/household.ts';
import { loginOf } from '../support/people.ts';
import { start } from '../support/process.ts';
import {
  became,
  books,
  clean,
  company,
  demand,
  hasLeft,
  here,
  leavers,
  leftToDo,
  newcomer,
  planAndApprove,
} from './company.ts';
import { before } from './failpoints.ts';

const people = leavers('LEA', 'LEO', 'LUC', 'LYN', 'LIV', 'LOU');
const account = `/api/v1/users/${idFor('user', loginOf({ id: 'LEA' }))}`;

const suspension: RequestMatch = { method: 'POST', path: `${account}/lifecycle/suspend` };
const gate: RequestMatch = { method: 'GET', path: `${account}/roles` };

/** So long without a sign of life that anybody may go on in its place. */
function silence(home: Household): void {
  home.withState(({ database }) => {
    database.prepare("UPDATE lease SET heartbeat_at = heartbeat_at - 60000 WHERE name = 'run'").run();
  });
}

describe('a process that is stopped in the midst of carrying out, and wakes when another has gone on', () => {
  it.each([
    ['its write on the way to Okta', suspension, 'beforeCommit'],
    ['its write done, and the answer on its way', suspension, 'afterCommit'],
    ['its intent written, and the gate about to let it go', gate, 'afterCommit'],
  ] as const)('writes nothing more: %s', async (_name, at, when) => {
    const home = await company(temporaryFolder(), people);
    const { okta } = home;
    const command = here(home);
    await planAndApprove(command);
    const held = okta.faults.hold(at, when);
    const sleeper = start(home.directory, 'apply', '-c', home.configurationFile);
    await before(sleeper, held.reached, 'its last request');
    sleeper.kill('SIGSTOP');
    silence(home);
    // Whatever comes of what the sleeper was waiting for, it comes to a process that does not look.
    if (at === gate) held.release();
    await planAndApprove(command);
    await demand(command, 'apply');
    const requests = okta.requests().length;
    if (at !== gate) held.release();
    sleeper.kill('SIGCONT');
    expect(await sleeper.ended).toMatchObject({ code: 11 });
    const own = at === gate ? [] : [`POST ${account}/lifecycle/suspend`];
    expect(writesSince(home, requests)).toEqual(own);
    for (const { who } of people) expect(became(home, who)).toMatchObject(hasLeft);
    expect(await leftToDo(command)).toEqual([]);
    expect(books(home)).toEqual(clean);
  });

  it('finds nothing made twice when its creation arrives behind the look of the other, and before its creation', async () => {
    const home = await company(temporaryFolder(), [newcomer]);
    const { faults } = home.okta;
    const command = here(home);
    const creation: RequestMatch = { method: 'POST', path: '/api/v1/users' };
    await planAndApprove(command);
    const late = faults.hold(creation, 'beforeCommit');
    const sleeper = start(home.directory, 'apply', '-c', home.configurationFile);
    await before(sleeper, late.reached, 'the creation');
    sleeper.kill('SIGSTOP');
    silence(home);
    await planAndApprove(command);
    const other = faults.hold(creation, 'beforeCommit');
    const applied = command('apply');
    await other.reached;
    late.release();
    while (home.account(newcomer.who) === undefined) await new Promise((resolve) => setImmediate(resolve));
    other.release();
    expect(await applied).toMatchObject({ code: 0 });
    sleeper.kill('SIGCONT');
    expect(await sleeper.ended).toMatchObject({ code: 11 });
    const effects = { 'user.lifecycle.create': 1, 'user.lifecycle.activate': 1 };
    expect(became(home, newcomer.who)).toMatchObject({
      status: 'PROVISIONED',
      mails: ['activation'],
      bound: true,
      effects,
    });
    expect(await leftToDo(command)).toEqual([]);
    expect(books(home)).toMatchObject({ journal: 'whole', open: 0, owed: 0 });
  });
});

function writesSince({ okta }: Household, position: number): readonly string[] {
  return okta
    .requests()
    .slice(position)
    .filter(({ method, path }) => method !== 'GET' && path !== '/oauth2/v1/token')
    .map(({ method, path }) => `${method} ${path}`);
}
