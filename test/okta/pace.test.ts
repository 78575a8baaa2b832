import { describe, expect, it } from 'vitest';
import { oktaGroupId, oktaUserId } from '../../src/domain/kernel/ids.ts';
import { connectOkta, type OktaWriter } from '../../src/okta/index.ts';
import { Crew } from '../../src/reconcile/apply/crew.ts';
import type { WriteOutcome } from '../../src/reconcile/ports.ts';
import { user, type RecordedRequest, type Simulator } from '../../src/simulator/index.ts';
import { watching } from '../support/openapi/observer.ts';
import { Flow } from '../support/flow.ts';
import { seededRandom } from './fake-okta.ts';
import { organisation, options, Wardens } from './organisation.ts';

const minute = 60_000;
const patience = 150_000;
const group = oktaGroupId('00gSales');

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
async function run(list: readonly Change[], before: (simulator: Simulator) => void): Promise<Ran> {
  const users = list.map(({ subject }) =>
    user(`${subject.toLowerCase()}@acme.test`, { id: subject, status: 'ACTIVE' }),
  );
  const { clock, simulator } = await organisation({
    more: { users },
    app: { dpopBound: false },
    simulator: { presetLimits: 'workforce' },
  });
  const flow = new Flow(clock);
  const tools = { clock, random: seededRandom(3), version: '1.2.3', fetch: watching(flow.fetch) };
  const writer = connectOkta({ ...options(simulator), dpop: false }, tools).writer(
    new Wardens(list.map(({ subject }) => subject)),
  );
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
