import { describe, expect, it } from 'vitest';
import { instant, type Instant } from '../../domain/time/instant.ts';
import type { OktaEvent } from '../events.ts';
import { RetryBudget } from './retry-budget.ts';
import { retry, usualPatience, type Attempt } from './retry.ts';
import { Transient } from './transient.ts';

/** A clock on which time passes exactly while somebody sleeps, and dice that always show the same. */
function world(): { now: number; slept: number[]; log: OktaEvent[]; line: Parameters<typeof retry>[1] } {
  const made = { now: 0, slept: [] as number[], log: [] as OktaEvent[] };
  const clock = {
    now: (): Instant => instant(made.now),
    sleep: (milliseconds: number): Promise<void> => {
      made.slept.push(milliseconds);
      made.now += milliseconds;
      return Promise.resolve();
    },
  };
  const random = { next: () => 1 - Number.EPSILON, bytes: (size: number) => new Uint8Array(size) };
  const log = (event: OktaEvent): void => void made.log.push(event);
  return Object.assign(made, { line: { tools: { clock, random, log }, retries: new RetryBudget() } });
}

const trial = { bucket: 'GET /x', patience: usualPatience };

/** Fails so often, then succeeds. */
function failing(times: number, error: () => Error, seen: Attempt[] = []): (attempt: Attempt) => Promise<string> {
  return (attempt) => {
    seen.push(attempt);
    return seen.length <= times ? Promise.reject(error()) : Promise.resolve('done');
  };
}

describe('retry', () => {
  it('waits by the clock alone: nothing else sleeps', async () => {
    const { line, slept } = world();
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const during: number[] = [];
    const run = failing(6, () => new Transient('server', '503'));
    const value = await retry(trial, line, (attempt) => {
      during.push(timers());
      return run(attempt);
    });
    expect(value).toBe('done');
    expect(Math.max(...during)).toBeLessThanOrEqual(before);
    expect(slept).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000].map((most) => expect.closeTo(most, -1) as number));
  });

  it('tells every attempt which request it repeats: the first that was answered', async () => {
    const { line } = world();
    const seen: Attempt[] = [];
    const ids = [null, 'reqB', 'reqC'];
    const errors = ids.map((requestId) => new Transient('server', '500', { requestId }));
    await retry(
      trial,
      line,
      failing(3, () => errors.shift() ?? new Error('none'), seen),
    );
    expect(seen.map(({ number, retryFor }) => [number, retryFor])).toEqual([
      [1, null],
      [2, null],
      [3, 'reqB'],
      [4, 'reqB'],
    ]);
  });

  it('waits as long as it is asked to', async () => {
    const { line, slept } = world();
    await retry(
      trial,
      line,
      failing(1, () => new Transient('server', '503', { after: 17_000 })),
    );
    expect(slept).toEqual([17_000]);
  });

  it('asks rarely once more has failed than may be made again, but for leavers', async () => {
    const { line, slept } = world();
    while (line.retries.spend()) continue;
    await retry(
      trial,
      line,
      failing(1, () => new Transient('server', '503')),
    );
    await retry(
      { ...trial, lane: 'leavers' },
      line,
      failing(1, () => new Transient('server', '503')),
    );
    expect(slept.map((milliseconds) => Math.round(milliseconds / 1000))).toEqual([30, 1]);
  });

  it('announces every wait', async () => {
    const { line, slept, log } = world();
    await retry(
      trial,
      line,
      failing(4, () => new Transient('network', 'ECONNRESET')),
    );
    expect(log.map((event) => (event.type === 'okta-retry' ? event.milliseconds : null))).toEqual(slept);
  });
});

describe('the budget of retries', () => {
  it('is a tenth of the calls, beside what it begins with', () => {
    const budget = new RetryBudget();
    let spent = 0;
    for (let call = 0; call < 1000; call += 1) {
      budget.earn();
      if (budget.spend()) spent += 1;
    }
    expect(spent).toBeGreaterThanOrEqual(140);
    expect(spent).toBeLessThanOrEqual(150);
  });
});
