import { describe, expect, it } from 'vitest';
import type { Fault } from '../../src/simulator/index.ts';
import { collect, settled } from './fake-okta.ts';
import { administrator, cases, idOf, organisation, signIn, statuses, type Organisation } from './organisation.ts';

// Okta that takes its time. The client's clock and Okta's are the same virtual one, also where Okta is another process.

const second = 1000;
/** How long the client waits for one answer. */
const patience = 60 * second;

async function slowed(fault: Fault): Promise<Organisation> {
  const org = await organisation();
  signIn(org.simulator);
  // The token and its nonce are had before.
  await settled(org.clock, org.reader.canary(administrator));
  org.simulator.faults.order(fault);
  return org;
}

async function took(org: Organisation, work: () => Promise<unknown>): Promise<number> {
  const started = org.clock.now();
  await settled(org.clock, work());
  return org.clock.now() - started;
}

describe('an answer that comes late', () => {
  it('is waited for, and takes as long as it takes', async () => {
    const org = await slowed({ kind: 'latency', milliseconds: 3 * second });
    expect(await took(org, () => org.reader.canary(administrator))).toBe(3 * second);
    expect(await took(org, () => org.reader.canary(administrator))).toBe(0);
  });

  it('adds up, page after page', async () => {
    const org = await slowed({
      kind: 'latency',
      milliseconds: 2 * second,
      jitter: second,
      path: '/api/**',
      times: 'all',
    });
    const started = org.clock.now();
    const pages = await settled(org.clock, collect(org.reader.users(null, [])));
    expect(pages.flatMap(({ items }) => items)).toHaveLength(statuses.length + 1);
    const time = org.clock.now() - started;
    expect(time).toBeGreaterThanOrEqual(2 * second);
    expect(time).toBeLessThanOrEqual(3 * second * org.simulator.requests().length);
  });

  it('is not waited for longer than a minute: a read is made again', async () => {
    const org = await slowed({ kind: 'latency', milliseconds: 2 * patience });
    const reads = (): number => org.simulator.requests().filter(({ path }) => path.endsWith(administrator)).length;
    const before = reads();
    const time = await took(org, () => org.reader.canary(administrator));
    expect(time).toBeGreaterThanOrEqual(patience);
    expect(time).toBeLessThan(2 * patience);
    // What was given up is answered all the same, to nobody.
    await org.clock.advance(2 * patience);
    await settled(org.clock, org.reader.canary(administrator));
    expect(reads() - before).toBe(3);
  });

  it.each(cases.filter(({ repeatable }) => !repeatable).map((one) => [one.name, one] as const))(
    '%s, given up, is not known to be done, and happens once',
    async (_, one) => {
      const org = await slowed({
        kind: 'latency',
        milliseconds: patience + second,
        method: one.request.split(' ')[0] ?? '',
        pattern: '^/api/',
      });
      expect(await settled(org.clock, one.call(org.writer))).toMatchObject({ kind: 'unknown' });
      expect(one.happened(org.simulator)).toBe(false);
      await org.clock.advance(2 * patience);
      // The answer's way to nobody takes no time of any clock.
      await settled(org.clock, org.reader.canary(administrator));
      expect(one.happened(org.simulator)).toBe(true);
      expect(org.events().filter((event) => event === one.event)).toHaveLength(1);
    },
  );
});

describe('a body that drips', () => {
  it('is read to its end', async () => {
    const org = await slowed({ kind: 'slowBody', bytesPerSecond: 200 });
    const { body } = { body: JSON.stringify(org.simulator.org.user(idOf('ACTIVE'))?.profile ?? {}) };
    const time = await took(org, () => org.reader.user(idOf('ACTIVE'), []));
    expect(time).toBeGreaterThan((body.length / 200) * second);
    expect(time).toBeLessThan(patience);
  });
});
