import { describe, expect, it } from 'vitest';
import { oktaGroupId, oktaUserId } from '../../src/domain/kernel/ids.ts';
import { connectOkta, type OktaWriter } from '../../src/okta/index.ts';
import { Crew } from '../../src/reconcile/apply/crew.ts';
import type { WriteOutcome } from '../../src/reconcile/ports.ts';
import { user, type RecordedRequest, type Simulator, type SimulatorOptions } from '../../src/simulator/index.ts';
import { watching } from '../support/openapi/observer.ts';
import { Flow } from '../support/flow.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { organisation, options, Wardens } from './organisation.ts';

const minute = 60_000;
const patience = 150_000;
const group = oktaGroupId('00gSales');

type OrgType = NonNullable<SimulatorOptions['presetLimits']>;

interface Change {
  readonly subject: string;
  readonly leaver: boolean;
  call(writer: OktaWriter): Promise<WriteOutcome>;
}

function changes(disables: number, additions: number): readonly Change[] {
  const leavers = Array.from({ length: disables }, (_, number): Change => {
    const who = oktaUserId(`00uL${String(number)}`);
    return { subject: who, leaver: true, call: (writer) => writer.suspend(who) };
  });
  const others = Array.from({ length: additions }, (_, number): Change => {
    const who = oktaUserId(`00uO${String(number)}`);
    return { subject: who, leaver: false, call: (writer) => writer.addToGroup(group, who) };
  });
  return [...leavers, ...others];
}

interface Ran {
  readonly requests: readonly RecordedRequest[];
  readonly outcomes: Readonly<Record<string, number>>;
  readonly milliseconds: number;
}

/** Makes the changes as a run makes them: the crew hands them on in their order, the writer sends them when it may. */
async function run(
  list: readonly Change[],
  before: (simulator: Simulator) => void,
  limits: { readonly orgType?: OrgType; readonly shown?: 'principal' | 'org' } = {},
): Promise<Ran> {
  const users = list.map(({ subject }) =>
    user(`${subject.toLowerCase()}@acme.test`, { id: subject, status: 'ACTIVE' }),
  );
  const { clock, simulator } = await organisation({
    more: { users },
    org: { switches: { rateHeaders: limits.shown ?? 'principal' } },
    app: { dpopBound: false },
    simulator: { presetLimits: limits.orgType ?? 'workforce' },
  });
  const flow = new Flow(clock);
  const tools = { clock, random: seededRandom(3), version: '1.2.3', fetch: watching(flow.fetch) };
  const wardens = new Wardens(list.map(({ subject }) => subject));
  wardens.listedAt = clock.now();
  const writer = connectOkta({ ...options(simulator), dpop: false }, tools).writer(wardens);
  before(simulator);
  const outcomes: Record<string, number> = {};
  const started = clock.now();
  await flow.until(async () => {
    const crew = new Crew(16);
    for (const [index, change] of list.entries()) {
      const { subject, leaver } = change;
      if (!leaver && list[index - 1]?.leaver === true) await crew.idle();
      while (crew.isFull) await crew.changed();
      crew.take(subject, async () => {
        const { kind } = await change.call(writer);
        outcomes[kind] = (outcomes[kind] ?? 0) + 1;
      });
    }
    await crew.idle();
  });
  return { requests: simulator.requests(), outcomes, milliseconds: clock.now() - started };
}

/** The most requests that a window of a minute held, wherever it begins. */
function busiest(requests: readonly RecordedRequest[]): number {
  let most = 0;
  let first = 0;
  for (const [index, { at }] of requests.entries()) {
    while (at - (requests[first]?.at ?? at) >= minute) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

const additionsOf = (requests: readonly RecordedRequest[]): readonly RecordedRequest[] =>
  requests.filter(({ method }) => method === 'PUT');
const refusedIn = (requests: readonly RecordedRequest[]): number =>
  requests.filter(({ status }) => status === 429).length;

describe('10,000 changes at 600 a minute with a share of one half', () => {
  it(
    'use 95 % of the share and never more than all of it, cause no 429, and disable first',
    async () => {
      const { requests, outcomes, milliseconds } = await run(changes(400, 9_600), () => undefined);
      expect(outcomes).toEqual({ done: 10_000 });
      expect(refusedIn(requests)).toBe(0);
      const additions = additionsOf(requests);
      expect(additions).toHaveLength(9_600);
      // 600 is what this app's own headers show: half of what the organisation has.
      expect(busiest(additions)).toBeLessThanOrEqual(300);
      const took = milliseconds - ((additions[0]?.at ?? 0) - (requests[0]?.at ?? 0));
      expect(9_600 / (took / minute)).toBeGreaterThanOrEqual(0.95 * 300);
      const suspensions = requests.filter(({ path }) => path.endsWith('/lifecycle/suspend'));
      expect(suspensions).toHaveLength(400);
      expect(Math.max(...suspensions.map(({ at }) => at))).toBeLessThanOrEqual(additions[0]?.at ?? 0);
    },
    patience,
  );

  it(
    'make progress and no storm while others use most of the windows, and go on when they are gone',
    async () => {
      const { requests, outcomes, milliseconds } = await run(changes(50, 2_000), (simulator) => {
        // The app's own headers do not show it: only refusals tell.
        simulator.faults.order({ kind: 'otherTenants', share: 0.9, forSeconds: 600 });
      });
      expect(outcomes).toEqual({ done: 2_050 });
      const early = requests.filter(({ at }) => at - (requests[0]?.at ?? 0) < 600_000);
      expect(refusedIn(early)).toBeLessThanOrEqual(60);
      expect(refusedIn(requests) - refusedIn(early)).toBe(0);
      expect(early.length - refusedIn(early)).toBeGreaterThan(700);
      expect(milliseconds).toBeLessThan(20 * minute);
    },
    patience,
  );

  it(
    'with half of the windows used by others still use the whole share, without a 429',
    async () => {
      const { requests, outcomes, milliseconds } = await run(changes(50, 2_950), (simulator) => {
        simulator.faults.order({ kind: 'otherTenants', share: 0.5 });
      });
      expect(outcomes).toEqual({ done: 3_000 });
      expect(refusedIn(requests)).toBe(0);
      expect(milliseconds).toBeLessThan(11 * minute);
    },
    patience,
  );
});

/** Refusals after the first window of each endpoint, in which they are learned from. */
const refusedLater = (requests: readonly RecordedRequest[]): number =>
  refusedIn(requests.filter(({ at }) => at - (requests[0]?.at ?? 0) > 2 * minute));

describe('a burst of leavers where the headers show the organisation’s windows and hide the app’s half', () => {
  it.each([
    ['workforce', 2_000, 4],
    ['enterprise', 2_000, 8],
    ['devFree', 300, 7],
  ] as const)(
    'learns of it once, from the calls that are under way at once, and causes no 429 again (%s)',
    async (orgType, many, minutes) => {
      const { requests, outcomes, milliseconds } = await run(changes(many, 0), () => undefined, {
        orgType,
        shown: 'org',
      });
      expect(outcomes).toEqual({ done: many });
      // Two endpoints, roles and suspensions, and at most ten calls at once.
      expect(refusedIn(requests)).toBeLessThanOrEqual(20);
      expect(refusedLater(requests)).toBe(0);
      expect(milliseconds).toBeLessThan(minutes * minute);
    },
    patience,
  );

  it(
    'finds out one call at a time what others leave, where no header tells it',
    async () => {
      const { requests, outcomes, milliseconds } = await run(changes(1_500, 0), (simulator) => {
        simulator.faults.order({ kind: 'otherTenants', share: 0.8 });
      });
      expect(outcomes).toEqual({ done: 1_500 });
      // In each later window one try an endpoint.
      expect(refusedLater(requests)).toBeLessThanOrEqual((2 * milliseconds) / minute);
      expect(refusedIn(requests)).toBeLessThanOrEqual(20 + (2 * milliseconds) / minute);
      expect(milliseconds).toBeLessThan(8 * minute);
    },
    patience,
  );
});
