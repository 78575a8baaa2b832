import { instant } from '../../src/domain/time/instant.ts';
import { createReader, generateKey, publicJwk, type OktaReader } from '../../src/okta/index.ts';
import { emptyOrg, group, serviceApp, startSimulator, user } from '../../src/simulator/index.ts';
import { systemClock, systemRandom } from '../../src/system/index.ts';
import type { Clock } from '../../src/domain/kernel/clock.ts';
import { longAgo, organisation } from './directory.ts';
import { benchMapping } from './mapping.ts';

const clientId = '0oaBench';

/** How a scenario reaches the simulator of another process. */
export interface OktaAddress {
  readonly url: string;
  readonly privateKey: string;
}

/** The host's clock, moved by a fixed time, so that every run of the bench happens at the same instant. */
export function movedClock(offset: number): Clock {
  const clock = systemClock();
  return { now: () => instant(clock.now() + offset), sleep: (ms, signal) => clock.sleep(ms, signal) };
}

/** Starts an organisation of two accounts and every managed group, which nobody has touched for a year. */
export async function serveOkta(offset: number): Promise<OktaAddress> {
  const { privatePem } = await generateKey('ec', 'bench');
  const accounts = ['admin@acme.example', 'canary@acme.example'];
  const simulator = await startSimulator({
    clock: movedClock(offset),
    random: systemRandom(),
    presetLimits: 'unlimited',
    org: emptyOrg(organisation, {
      users: accounts.map((login) => user(login, { status: 'ACTIVE', created: longAgo, lastUpdated: longAgo })),
      groups: benchMapping().managedGroups.map((name) =>
        group(name, { created: longAgo, lastUpdated: longAgo, lastMembershipUpdated: longAgo }),
      ),
      roles: [{ assignee: 'admin@acme.example', role: { type: 'SUPER_ADMIN' } }],
      apps: [serviceApp(clientId, [{ ...publicJwk(privatePem, 'bench') }])],
    }),
  });
  return { url: simulator.url, privateKey: privatePem };
}

export function oktaReader(address: OktaAddress, offset: number): OktaReader {
  return createReader(
    {
      orgUrl: address.url,
      clientId,
      privateKey: { material: address.privateKey, kid: 'bench' },
      dpop: true,
      share: 0.5,
    },
    { clock: movedClock(offset), random: systemRandom(), fetch, version: 'bench' },
  );
}
