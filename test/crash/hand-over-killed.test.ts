import { beforeAll, describe, expect, it } from 'vitest';
import { bindingStore, conversionStore, leaseStore, operationJournal } from '../../src/state/index.ts';
import { systemRandom } from '../../src/system/index.ts';
import type { PlanDocument } from '../support/household.ts';
import { furnish, temporaryFolder, type Household } from '../support/household.ts';
import { colleagues, linked, linkedMapping, row } from '../support/conversion.ts';
import { HostClock } from '../support/host-clock.ts';
import { loginOf, person } from '../support/people.ts';
import { compileOnce, start } from '../support/process.ts';
import { changesIn } from '../support/changes.ts';
import { books, clean, daysAgo, demand, here, leftToDo, planAndApprove, version } from './company.ts';
import { failpoints, killAt, type Failpoint } from './failpoints.ts';

beforeAll(compileOnce);

const contractor = person('C123', { last: 'Novak', dept: 'Temps' });
const employee = person('E456', { last: 'Novak', start: daysAgo(1), dept: 'Engineering' });
/** Behind whom the hand-over comes: their change is a call. */
const mover = person('M001', { dept: 'Sales' });

async function company(): Promise<Household> {
  const home = await furnish(temporaryFolder(), new HostClock(), {
    version,
    manage: true,
    mapping: linkedMapping,
    staff: [...colleagues, contractor, mover],
  });
  home.deliver(
    linked([
      ...colleagues.map((one) => row(one)),
      row({ ...contractor, end: daysAgo(2) }),
      row(employee, { previous: 'C123' }),
      row({ ...mover, dept: 'Legal' }),
    ]),
  );
  return home;
}

function account(home: Household, id = 'C123'): string {
  return home.okta.org.user(loginOf({ id }))?.id ?? '';
}

/** The account is the new id's, once; nobody was suspended, nobody was created. */
async function isSettled(home: Household): Promise<void> {
  const command = here(home);
  await demand(command, 'apply');
  home.withState(({ database }) => {
    const bindings = bindingStore(database);
    expect(bindings.byUser(account(home))).toMatchObject({ worker: 'E456', madeBy: 'converted' });
    expect(bindings.byWorker('C123')).toBeNull();
    expect(conversionStore(database).successor('C123')).toBe('E456');
  });
  expect(books(home)).toEqual(clean);
  await planAndApprove(command);
  await demand(command, 'apply');
  expect(home.account(contractor)).toMatchObject({
    status: 'ACTIVE',
    profile: { hrWorkerId: 'E456', department: 'Engineering' },
  });
  expect(await leftToDo(command)).toEqual([]);
  const ours = changesIn(home.okta.org).filter(({ author }) => author.type === 'PublicClientApp');
  expect(ours.map(({ eventType }) => eventType)).toEqual([
    'user.account.update_profile',
    'user.account.update_profile',
  ]);
}

/** A hand-over is no call: it can be killed at its read, behind somebody else's call, and between its two entries. */
const places: readonly Failpoint[] = failpoints.filter(({ name }) => /^[1247]/u.test(name));

describe('an account goes on under a new id once', () => {
  it.each(places.map((point) => [point.name, point] as const))('killed %s', async (_name, point) => {
    const home = await company();
    const command = here(home);
    await planAndApprove(command);
    const read = { method: 'GET', path: `/api/v1/users/${account(home)}` };
    const write = { method: 'POST', path: `/api/v1/users/${account(home, 'M001')}` };
    await killAt(point, home, { read, write, later: write }, () =>
      start(home.directory, 'apply', '-c', home.configurationFile),
    );
    await planAndApprove(command);
    await isSettled(home);
    await home.okta.close();
  });

  it('killed between intent and outcome: it has not happened, and is done by the next run', async () => {
    const home = await company();
    const command = here(home);
    const { operations, envelope } = JSON.parse((await command('plan', '--json')).stdout) as PlanDocument;
    await demand(command, 'plan', 'approve', String(envelope.number), '--yes');
    const operation = operations.find(({ kind }) => kind === 'adopt');
    if (operation === undefined) throw new Error('no hand-over was planned');
    home.withState(({ database }) => {
      const at = home.now();
      const lease = leaseStore(database).acquire('run', at);
      if (lease === null) throw new Error('the lease is taken');
      const journal = operationJournal(database, systemRandom(), lease);
      const { okta } = operation.subject;
      journal.intend({ operation, okta, plan: envelope.hash, run: 1, attempt: 1, at });
      lease.release();
    });
    await isSettled(home);
    await home.okta.close();
  });
});
