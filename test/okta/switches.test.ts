import { describe, expect, it } from 'vitest';
import type { Switches } from '../../src/simulator/index.ts';
import { collect, settled } from './fake-okta.ts';
import {
  administrator,
  cases,
  idOf,
  organisation,
  sales,
  signIn,
  staff,
  statuses,
  type Organisation,
} from './organisation.ts';
import { columns } from './thinned.ts';

/** Every question that Okta's documents leave open, answered the other way than the simulator does by itself. */
const otherWays: { readonly [Name in keyof Switches]: readonly Switches[Name][] } = {
  insufficientScopeBody: ['empty'],
  invalidTokenBody: ['empty'],
  refusedProofBody: ['json'],
  partialScopes: ['refuse'],
  limitAboveMaximum: ['refuse'],
  fullLastPage: ['goesOn'],
  invalidPaging: ['E0000054'],
  longestLine: [2048],
  searchLagMs: [10_000],
  futureIatToleranceMs: [5000],
  clientIdBesideAssertion: ['refuse'],
  rateHeaders: ['org'],
  assignees: ['directAndGroup'],
  suspendProvisioned: ['accept'],
  editDeactivated: [true],
  emptyString: ['store'],
  activationMs: [3000],
  respondAsyncMs: [5000],
  respondAsyncStatus: [202, 204],
  membershipWhileActivating: ['accept'],
  membershipTouchesUser: [true],
  deactivatedMember: ['E0000001', 'E0000006'],
  importedMembership: ['unsupported'],
  duplicateGroup: ['E0000055'],
  activateSuspended: ['E0000016'],
  searchLagSpreadMs: [10_000],
  schemaLagMs: [10_000],
  typeSettlesMs: [10_000],
  ruleSettlesMs: [10_000],
  unsettledRules: ['E0000249'],
  profileCleanupMs: [10_000],
  logDelayMs: [10_000],
  assertionAudience: ['endpointOrIssuer'],
  refusedProofStatus: [401, 403],
  publicClientAdmins: [true],
  realmLimit: [1],
};

const turned = Object.entries(otherWays)
  .flatMap(([name, values]) => values.map((value): Partial<Switches> => ({ [name]: value })))
  .map((switches, row) => ({ named: JSON.stringify(switches), switches, row }));

describe.each(turned)('with $named', ({ switches, row }) => {
  const org = { switches };
  const some = columns(row, cases).map((one) => [one.name, one] as const);

  it('everything is read', async () => {
    const { clock, reader } = await organisation({ org });
    // What was there from the start has reached every replica by now.
    await clock.advance(30_000);
    await settled(clock, reader.canary(administrator));
    const users = await settled(clock, collect(reader.users(null, ['title'])));
    expect(
      users
        .flatMap(({ items }) => items)
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...statuses.map(idOf), administrator].sort());
    const groups = (await settled(clock, collect(reader.groups()))).flatMap(({ items }) => items);
    expect(groups.map(({ name }) => name)).toEqual(expect.arrayContaining(['Staff', 'Sales', 'Admins']));
    const members = await settled(clock, collect(reader.groupMembers(staff)));
    expect(members.flatMap(({ items }) => items)).toHaveLength(statuses.length);
    expect(await settled(clock, collect(reader.groupMembers(sales)))).toMatchObject([{ items: [] }]);
    const direct = await settled(clock, reader.assignees());
    expect(direct.length + groups.filter(({ admin }) => admin === true).length).toBeGreaterThan(0);
    expect(await settled(clock, reader.groupRules())).toEqual([]);
    expect((await settled(clock, reader.schema())).map(({ name }) => name)).toContain('hrWorkerId');
  });

  it.each(some)('%s is done once, and known to be', async (_, one) => {
    const made: Organisation = await organisation({ org });
    signIn(made.simulator);
    expect(await settled(made.clock, one.call(made.writer))).toMatchObject({ kind: 'done' });
    await made.clock.advance(20_000);
    expect(one.happened(made.simulator)).toBe(true);
    made.simulator.org.settle();
    expect(made.events().filter((event) => event === one.event)).toHaveLength(1);
  });

  it.each(some)('%s is not doubled when its answer is lost', async (_, one) => {
    const made: Organisation = await organisation({ org });
    signIn(made.simulator);
    made.simulator.faults.order({ kind: 'cutAfterCommit', method: one.request.split(' ')[0] ?? '', pattern: '^/api/' });
    const { kind } = await settled(made.clock, one.call(made.writer));
    expect(kind).toBe(one.repeatable ? 'done' : 'unknown');
    await made.clock.advance(20_000);
    expect(one.happened(made.simulator)).toBe(true);
  });
});
