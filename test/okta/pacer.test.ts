import { describe, expect, it } from 'vitest';
import { Pacer, type RatedAnswer } from '../../src/okta/transport/pacer.ts';
import { instant } from '../../src/domain/time/instant.ts';
import { settle, VirtualClock } from '../support/virtual-clock.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { settled } from './fake-okta.ts';

const bucket = 'GET /api/v1/users';
const never = Infinity;

/** An org with one window of its own, aligned to nothing, whose clock may differ from the host's. */
class Window {
  readonly #clock: VirtualClock;
  readonly #limit: number;
  readonly #skew: number;
  readonly #length = 60_000;
  #start: number;
  #used = 0;
  /** Calls answered, by the start of their window. */
  readonly counts = new Map<number, number>();

  constructor(clock: VirtualClock, limit: number, skew = 0) {
    this.#clock = clock;
    this.#limit = limit;
    this.#skew = skew;
    this.#start = clock.now() - 17_000;
  }

  call(others = 0): RatedAnswer {
    while (this.#clock.now() >= this.#start + this.#length) {
      this.#start += this.#length;
      this.#used = 0;
    }
    this.#used += 1 + others;
    this.counts.set(this.#start, (this.counts.get(this.#start) ?? 0) + 1);
    const remaining = Math.max(0, this.#limit - this.#used);
    const reset = Math.ceil((this.#start + this.#length + this.#skew) / 1000);
    const date = instant(Math.floor((this.#clock.now() + this.#skew) / 1000) * 1000);
    return answer(this.#used > this.#limit ? 429 : 200, date, String(this.#limit), String(remaining), String(reset));
  }
}

function answer(status: number, date: number, limit?: string, remaining?: string, reset?: string): RatedAnswer {
  const headers = new Headers();
  if (limit !== undefined) headers.set('x-rate-limit-limit', limit);
  if (remaining !== undefined) headers.set('x-rate-limit-remaining', remaining);
  if (reset !== undefined) headers.set('x-rate-limit-reset', reset);
  return { status, headers, date: instant(date) };
}

function setUp(share = 0.5): { clock: VirtualClock; pacer: Pacer } {
  const clock = new VirtualClock();
  return { clock, pacer: new Pacer({ clock, random: seededRandom() }, share) };
}

/** Milliseconds that the next call has to wait; it is started and ended. */
async function waitOf(clock: VirtualClock, pacer: Pacer, ended: RatedAnswer | null): Promise<number> {
  const before = clock.now();
  await settled(clock, pacer.enter(bucket, never));
  pacer.leave(bucket, ended);
  return clock.now() - before;
}

describe('the pacer', () => {
  it.each([0, -600_000, 600_000])('stays in its share and uses 95 %% of it, Okta %i ms ahead', async (skew) => {
    const { clock, pacer } = setUp();
    const window = new Window(clock, 600, skew);
    const end = clock.now() + 10 * 60_000;
    while (clock.now() < end) {
      await settled(clock, pacer.enter(bucket, never));
      await clock.advance(50);
      pacer.leave(bucket, window.call());
    }
    const whole = [...window.counts.values()].slice(1, -1);
    expect(whole.length).toBeGreaterThan(8);
    expect(Math.max(...whole)).toBeLessThanOrEqual(300);
    expect(whole.reduce((sum, count) => sum + count, 0) / whole.length).toBeGreaterThanOrEqual(285);
  });

  it('leaves a tenth to others who use the window too, and causes no 429', async () => {
    const { clock, pacer } = setUp(0.9);
    const window = new Window(clock, 100);
    const statuses = new Set<number>();
    for (let calls = 0; calls < 200; calls += 1) {
      await settled(clock, pacer.enter(bucket, never));
      const ended = window.call(1);
      statuses.add(ended.status);
      pacer.leave(bucket, ended);
    }
    expect([...statuses]).toEqual([200]);
    expect(Math.max(...window.counts.values())).toBeLessThanOrEqual(45);
  });

  it('waits out a 429 by the reset and the date of the answer, whatever the host’s clock says', async () => {
    const { clock, pacer } = setUp();
    const date = clock.now() + 3_600_000;
    await waitOf(clock, pacer, answer(429, date, '600', '0', String(date / 1000 + 40)));
    const wait = await waitOf(clock, pacer, null);
    expect(wait).toBeGreaterThanOrEqual(41_000);
    expect(wait).toBeLessThanOrEqual(43_500);
  });

  it('waits within two seconds of the ideal under 429, with a host’s clock ten minutes off in either direction', async () => {
    for (const endsIn of [1, 17, 40, 59]) {
      for (const skew of [-600_000, 0, 600_000]) {
        const { clock, pacer } = setUp();
        const date = clock.now() + skew;
        await waitOf(clock, pacer, answer(429, date, '600', '0', String(date / 1000 + endsIn)));
        const wait = await waitOf(clock, pacer, null);
        // Reset is a whole second, so that the ideal is the one after it.
        const ideal = (endsIn + 1) * 1000;
        expect(wait, `${String(endsIn)} s, ${String(skew)} ms`).toBeGreaterThanOrEqual(ideal);
        expect(wait, `${String(endsIn)} s, ${String(skew)} ms`).toBeLessThanOrEqual(ideal + 2_000);
      }
    }
  });

  it.each([
    ['no headers', undefined, undefined, undefined],
    ['doubled headers', '600, 600', '0, 0', '1, 1'],
    ['an absurd reset', '600', '0', '99999999'],
  ])('waits a minute after a 429 with %s', async (_, limit, remaining, reset) => {
    const { clock, pacer } = setUp();
    await waitOf(clock, pacer, answer(429, clock.now(), limit, remaining, reset));
    const wait = await waitOf(clock, pacer, null);
    expect(wait).toBeGreaterThanOrEqual(60_000);
    expect(wait).toBeLessThanOrEqual(62_000);
  });

  it('backs off from the limit of calls at once, longer each time, and comes back', async () => {
    const { clock, pacer } = setUp();
    const refused = (): RatedAnswer => answer(429, clock.now(), '0', '0', '1');
    const waits: number[] = [];
    for (let strike = 0; strike < 8; strike += 1) waits.push(await waitOf(clock, pacer, refused()));
    expect(waits[0]).toBe(0);
    expect(waits[1]).toBeLessThanOrEqual(2000);
    expect(waits[3]).toBeGreaterThanOrEqual(4000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(31_000);
    await waitOf(clock, pacer, answer(200, clock.now()));
    expect(await waitOf(clock, pacer, null)).toBe(0);
  });

  it('never has more than four calls at once at first, one while the window is unknown', async () => {
    const { clock, pacer } = setUp();
    let started = 0;
    const all = Array.from({ length: 12 }, async () => {
      await pacer.enter(bucket, never);
      started += 1;
    });
    await settle();
    expect(started).toBe(1);
    const reset = String(Math.floor(clock.now() / 1000) + 60);
    pacer.leave(bucket, answer(200, clock.now(), '600', '599', reset));
    await settle();
    expect(started).toBe(5);
    while (started < 12) {
      pacer.leave(bucket, answer(200, clock.now(), '600', '590', reset));
      await settle();
    }
    await Promise.all(all);
    expect(clock.next()).toBeNull();
  });

  it('goes on at a careful pace when headers make no sense', async () => {
    const { clock, pacer } = setUp();
    let calls = 0;
    const end = clock.now() + 5 * 60_000;
    while (clock.now() < end) {
      await waitOf(clock, pacer, answer(200, clock.now(), '600, 600', '599, 599', '1, 1'));
      calls += 1;
    }
    expect(calls).toBeGreaterThanOrEqual(200);
    expect(calls).toBeLessThanOrEqual(300);
  });

  it('does not stop at endpoints that are not limited', async () => {
    const { clock, pacer } = setUp();
    for (let calls = 0; calls < 500; calls += 1) expect(await waitOf(clock, pacer, answer(200, clock.now()))).toBe(0);
  });

  it('says at once when a call could not start in time', async () => {
    const { clock, pacer } = setUp();
    await waitOf(clock, pacer, answer(429, clock.now(), '600', '0', String(clock.now() / 1000 + 60)));
    expect(await pacer.enter(bucket, clock.now() + 5000)).toBe(false);
    expect(clock.next()).toBeNull();
  });

  it('lets a window of five calls through at all', async () => {
    const { clock, pacer } = setUp();
    const window = new Window(clock, 5);
    for (let calls = 0; calls < 6; calls += 1) {
      await settled(clock, pacer.enter(bucket, never));
      pacer.leave(bucket, window.call());
    }
    expect(Math.max(...window.counts.values())).toBeLessThanOrEqual(2);
  });
});

describe('a share that is too short for everybody', () => {
  it('is given out in the order in which it was asked for, however long each of them slept', async () => {
    const { clock, pacer } = setUp();
    const window = new Window(clock, 20);
    const done: number[] = [];
    const asked = Array.from({ length: 60 }, async (_, number) => {
      await pacer.enter(bucket, never);
      done.push(number);
      pacer.leave(bucket, window.call());
    });
    await settled(clock, Promise.all(asked));
    expect(done).toEqual(done.map((_, number) => number));
  });
});

describe('the leavers’ lane', () => {
  it('goes on where the share of the others is used up, to nine tenths of the limit', async () => {
    const { clock, pacer } = setUp(0.5);
    const window = new Window(clock, 600);
    const start = clock.now();
    for (let calls = 0; calls < 300; calls += 1) {
      await settled(clock, pacer.enter(bucket, never));
      pacer.leave(bucket, window.call());
    }
    expect(await pacer.enter(bucket, start + 1000)).toBe(false);
    let leavers = 0;
    while (await pacer.enter(bucket, start + 1000, 'leavers')) {
      pacer.leave(bucket, window.call());
      leavers += 1;
    }
    expect(leavers).toBe(240);
    expect(clock.now()).toBe(start);
  });

  it('is let in before everybody who waits for a call to end', async () => {
    const { clock, pacer } = setUp();
    const window = new Window(clock, 6000);
    await settled(clock, pacer.enter(bucket, never));
    const order: string[] = [];
    const waiting = ['others', 'others', 'leavers'].map(async (lane) => {
      await pacer.enter(bucket, never, lane as 'leavers' | 'others');
      order.push(lane);
      pacer.leave(bucket, window.call());
    });
    await settle();
    expect(order).toEqual([]);
    pacer.leave(bucket, window.call());
    await Promise.all(waiting);
    expect(order[0]).toBe('leavers');
  });
});

describe('endpoints that share a window', () => {
  /** So many calls each in turn, of which Okta counts `together` or apart. */
  async function used(together: boolean): Promise<number> {
    const { clock, pacer } = setUp();
    const [first, second] = [new Window(clock, 600), new Window(clock, 600)];
    const start = clock.now();
    let calls = 0;
    for (;;) {
      const at = calls % 2;
      if (!(await pacer.enter(at === 0 ? 'PUT /a' : 'PUT /b', start + 1000))) return calls;
      pacer.leave(at === 0 ? 'PUT /a' : 'PUT /b', (at === 0 || together ? first : second).call());
      calls += 1;
    }
  }

  it('share its allowance', async () => {
    expect(await used(true)).toBe(300);
  });

  it('have one each once Okta’s numbers show that they are counted apart', async () => {
    expect(await used(false)).toBeGreaterThanOrEqual(599);
  });
});

describe('a window that others empty', () => {
  it('is asked for less after a refusal, and for more again window by window', async () => {
    const { clock, pacer } = setUp();
    const window = new Window(clock, 600);
    const perWindow: number[] = [];
    for (let round = 0; round < 14; round += 1) {
      const [start, before] = [clock.now(), perWindow.length];
      let calls = 0;
      while (await pacer.enter(bucket, start + 5000)) {
        // Others make two calls for each of ours at first, and their part does not show until it is too late.
        const told = window.call(round < 4 ? 5 : 0);
        const { headers, date, status } = told;
        if (status === 200) headers.set('x-rate-limit-remaining', '500');
        pacer.leave(bucket, { status, headers, date });
        calls += 1;
      }
      perWindow.push(calls);
      expect(perWindow).toHaveLength(before + 1);
      await clock.advance(62_000);
    }
    expect(perWindow[0]).toBe(101);
    // Refused once a window at most, and below what was refused.
    expect(Math.max(...perWindow.slice(1, 4))).toBeLessThanOrEqual(101);
    expect(perWindow[1]).toBeLessThanOrEqual(91);
    expect(perWindow.at(-1)).toBe(300);
  });
});

describe('an Okta that fails', () => {
  const opened = async (): Promise<ReturnType<typeof setUp>> => {
    const world = setUp();
    for (let failure = 0; failure < 5; failure += 1) {
      await settled(world.clock, world.pacer.enter(bucket, never));
      world.pacer.leave(bucket, null, 'unreachable');
    }
    return world;
  };

  it('is tried by one call, a leaver’s first', async () => {
    const { clock, pacer } = await opened();
    const order: string[] = [];
    const waiting = (['others', 'others', 'leavers'] as const).map(async (lane) => {
      await pacer.enter(`${bucket} of ${lane}`, never, lane);
      order.push(lane);
    });
    await clock.advance(4999);
    expect(order).toEqual([]);
    await clock.advance(1);
    expect(order).toEqual(['leavers']);
    pacer.leave(`${bucket} of leavers`, answer(200, clock.now()), 'answered');
    await settle();
    pacer.leave(`${bucket} of others`, answer(200, clock.now()), 'answered');
    await Promise.all(waiting);
    expect(order).toEqual(['leavers', 'others', 'others']);
  });

  it('is not waited for longer than a call has patience', async () => {
    const { clock, pacer } = await opened();
    expect(await pacer.enter(bucket, never, 'others', clock.now() + 4000)).toBe(false);
    expect(pacer.heldBecause(bucket)).toBe('unreachable');
    expect(clock.next()).toBeNull();
  });
});

describe('a refusal that contradicts its headers', () => {
  it('is waited out by others, and asked about again after a second by leavers', async () => {
    const { clock, pacer } = setUp();
    const reset = String(Math.floor(clock.now() / 1000) + 50);
    await waitOf(clock, pacer, answer(429, clock.now(), '600', '500', reset));
    const before = clock.now();
    await settled(clock, pacer.enter(bucket, never, 'leavers'));
    expect(clock.now() - before).toBeLessThanOrEqual(1250);
    pacer.leave(bucket, answer(200, clock.now(), '600', '499', reset));
    expect(await waitOf(clock, pacer, null)).toBeGreaterThanOrEqual(48_000);
  });

  it('says by Retry-After how long to wait, when nothing else does', async () => {
    const { clock, pacer } = setUp();
    const refused = answer(429, clock.now());
    refused.headers.set('retry-after', '7');
    await waitOf(clock, pacer, refused);
    const wait = await waitOf(clock, pacer, null);
    expect(wait).toBeGreaterThanOrEqual(7000);
    expect(wait).toBeLessThanOrEqual(9000);
  });
});
