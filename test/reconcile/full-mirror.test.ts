import { expect, it, onTestFinished } from 'vitest';
import type { Mappings } from '../../src/domain/mapping/mappings.ts';
import { connectOkta, generateKey, publicJwk } from '../../src/okta/index.ts';
import { observe } from '../../src/reconcile/observe/observe.ts';
import { emptyOrg, group, serviceApp, startSimulator, user } from '../../src/simulator/index.ts';
import { openStores } from '../../src/state/index.ts';
import { breathe, systemRandom } from '../../src/system/index.ts';
import { options } from '../bench/scenarios.ts';
import { temporaryState } from '../state/temporary-state.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const clientId = '0oaMirror';
const people = 100_000;
const groups = 5_000;
const longAgo = '2025-01-01T00:00:00.000Z';

function* accounts(): Generator<ReturnType<typeof user>> {
  for (let no = 0; no < people - 1; no += 1) yield user(`p${String(no)}@acme.test`, { lastUpdated: longAgo });
  yield user('root@acme.test', { lastUpdated: longAgo });
}

it('reads 100,000 accounts and 5,000 groups in as many calls as there are pages, and ten changes in five', async () => {
  const clock = new VirtualClock(Date.parse('2026-11-23T12:00:00Z'));
  const key = await generateKey('ec', null);
  const times = { lastUpdated: longAgo, lastMembershipUpdated: longAgo };
  const okta = await startSimulator({
    clock,
    random: systemRandom(),
    presetLimits: 'unlimited',
    readOnly: true,
    org: emptyOrg('acme', {
      apps: [serviceApp(clientId, [publicJwk(key.privatePem, null)])],
      users: accounts(),
      groups: Array.from({ length: groups }, (_, no) => group(`Group ${String(no)}`, times)),
      roles: [{ assignee: 'root@acme.test', role: { type: 'SUPER_ADMIN' } }],
    }),
  });
  onTestFinished(() => okta.close());
  const { database } = temporaryState();
  const stores = openStores(database);
  const directory = connectOkta(
    { orgUrl: okta.url, clientId, dpop: true, share: 0.5, privateKey: { material: key.privatePem, kid: null } },
    { clock, random: systemRandom(), version: '1.0.0', fetch: (...call) => fetch(...call) },
  ).reader();
  const mappings = { match: [], ownedAttributes: ['title'], managedGroups: [] } as Partial<Mappings>;
  const look = async (): Promise<number> => {
    const before = directory.calls();
    await observe({
      ...{ directory, options, orgUrl: okta.url, clock, breathe, mappings: mappings as Mappings },
      ...{ mirror: stores.mirror, organisation: stores.organisation, watch: stores.watch, workers: stores.workers },
      journal: stores.journal,
      emit: () => undefined,
      interlude: () => Promise.resolve(),
    });
    return directory.calls() - before;
  };
  // The organisation, its schema, rules and administrators beside the pages; Everyone is the group more.
  expect(await look()).toBe(people / 200 + Math.ceil((groups + 1) / 200) + 4);
  expect(stores.mirror.state()).toMatchObject({ users: people, groups: groups + 1 });
  clock.set(clock.now() + 3_600_000);
  for (let no = 0; no < 10; no += 1) {
    const { id = '', profile } = okta.org.user(`p${String(no)}@acme.test`) ?? {};
    okta.org.changeUser(id, { profile: { ...profile, title: 'Boss' } });
  }
  clock.set(clock.now() + 60_000);
  expect(await look()).toBe(5);
  expect(stores.mirror.userByLogin('p7@acme.test')?.attributes).toEqual({ title: 'Boss' });
}, 180_000);
