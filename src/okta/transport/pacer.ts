import type { Clock } from '../../domain/kernel/clock.ts';
import type { Random } from '../../domain/kernel/random.ts';
import { minute, second, type Instant } from '../../domain/time/instant.ts';
import type { OktaEvent, WaitReason } from '../events.ts';
import { readRate } from './rate-headers.ts';
import { RateWindow } from './rate-window.ts';

/** What a bucket's window holds, for `tenured doctor` and metrics. */
export interface Headroom {
  readonly bucket: string;
  readonly limit: number;
  readonly remaining: number;
}

/** What the pacer reads of an answer. */
export interface RatedAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly date: Instant | null;
}

interface PacerTools {
  readonly clock: Clock;
  readonly random: Random;
  readonly log?: (event: OktaEvent) => void;
}

/**
 * Who a call is for. People whose access ends go first, and may use up what the share leaves to others of the organisation's
 * own limit.
 */
export type Lane = 'leavers' | 'others';

/** The leavers' part of a window, whatever the share. */
const leaversShare = 0.9;

const firstConcurrency = 4;
const largestConcurrency = 10;
/** Answers without a refusal after which one more call at once is tried. */
const successesForMore = 50;
const longestBackoff = 30 * second;
const longestBlock = 2 * minute;

/**
 * Keeps tenured inside its share of Okta's windows: one window per bucket (method and path template), learned from the
 * headers of every answer, and a limit on calls at once that halves when Okta complains about those. A 429 closes the
 * bucket until its window ends, or for a minute when the headers do not say. All waiting is the Clock's.
 * [Okta: Rate limits]
 */
export class Pacer {
  readonly #tools: PacerTools;
  readonly #share: number;
  readonly #windows = new Map<string, RateWindow>();
  /** Who wants a call, first come first served: a short share must not leave somebody waiting for window after window. */
  readonly #queues = new Map<string, symbol[]>();
  #waiting: (() => void)[] = [];
  #inFlight = 0;
  #concurrency = firstConcurrency;
  #successes = 0;
  #strikes = 0;

  constructor(tools: PacerTools, share: number) {
    this.#tools = tools;
    this.#share = share;
  }

  /**
   * Resolves when a call to the bucket may start; every call that started must `leave`.
   * @returns false, at once and without waiting, when it could start only after `deadline`.
   */
  async enter(bucket: string, deadline: number, lane: Lane = 'others'): Promise<boolean> {
    const window = this.#window(bucket);
    const queue = this.#queue(`${lane} ${bucket}`);
    const ticket = Symbol(bucket);
    queue.push(ticket);
    try {
      for (;;) {
        const now = this.#tools.clock.now();
        const [wait, reason] = this.#wait(window, now, lane);
        if (wait > 0) {
          if (now + wait > deadline) return false;
          this.#tools.log?.({ type: 'okta-wait', bucket, milliseconds: wait, reason });
          await this.#tools.clock.sleep(wait);
        } else if (queue[0] === ticket && this.#mayStart(window)) {
          window.enter();
          this.#inFlight += 1;
          return true;
        } else {
          await this.#turn(lane);
        }
      }
    } finally {
      queue.splice(queue.indexOf(ticket), 1);
      if (queue.length > 0) this.#wakeAll();
    }
  }

  /** Ends a call that started; null when there was no answer. */
  leave(bucket: string, answer: RatedAnswer | null): void {
    const window = this.#window(bucket);
    window.leave();
    this.#inFlight -= 1;
    if (answer !== null) this.#learn(window, answer);
    this.#wakeAll();
  }

  /** The windows seen so far. */
  headroom(): readonly Headroom[] {
    return [...this.#windows].flatMap(([bucket, { limit, remaining }]) =>
      limit === null ? [] : [{ bucket, limit, remaining }],
    );
  }

  #window(bucket: string): RateWindow {
    const known = this.#windows.get(bucket);
    if (known !== undefined) return known;
    const window = new RateWindow();
    this.#windows.set(bucket, window);
    return window;
  }

  #queue(name: string): symbol[] {
    const known = this.#queues.get(name) ?? [];
    this.#queues.set(name, known);
    return known;
  }

  #wakeAll(): void {
    const woken = this.#waiting;
    this.#waiting = [];
    for (const wake of woken) wake();
  }

  /** Until any call has begun or ended; whoever acts for a leaver is woken before all others. */
  #turn(lane: Lane): Promise<void> {
    return new Promise((resolve) => {
      if (lane === 'leavers') this.#waiting.unshift(resolve);
      else this.#waiting.push(resolve);
    });
  }

  #wait(window: RateWindow, now: number, lane: Lane): readonly [number, WaitReason] {
    const blocked = window.blockedFor(now);
    if (blocked > 0) return [blocked, 'throttled'];
    const closed = window.closedFor(now, lane === 'leavers' ? Math.max(leaversShare, this.#share) : this.#share);
    return [closed === 0 ? 0 : closed + this.#jitter(second), 'share'];
  }

  /** A bucket that was never heard of gets one call first, so that its window is known before it is used. */
  #mayStart(window: RateWindow): boolean {
    if (this.#inFlight >= this.#concurrency) return false;
    return window.limit !== null || window.inFlight === 0;
  }

  #learn(window: RateWindow, answer: RatedAnswer): void {
    const now = this.#tools.clock.now();
    const reading = readRate(answer.headers, answer.date ?? now);
    if (reading.kind === 'window') window.learn(reading, now);
    if (reading.kind === 'unreadable') window.assume(now);
    if (answer.status !== 429) {
      this.#succeeded();
    } else if (reading.kind === 'concurrency') {
      this.#tooManyAtOnce(window, now);
    } else {
      const wait = reading.kind === 'window' ? reading.endsIn + second : minute;
      window.block(now + Math.min(wait, longestBlock) + this.#jitter(2 * second));
    }
  }

  #succeeded(): void {
    this.#strikes = 0;
    this.#successes += 1;
    if (this.#successes % successesForMore === 0) {
      this.#concurrency = Math.min(largestConcurrency, this.#concurrency + 1);
    }
  }

  #tooManyAtOnce(window: RateWindow, now: number): void {
    this.#concurrency = Math.max(1, Math.floor(this.#concurrency / 2));
    const backoff = Math.min(longestBackoff, second * 2 ** Math.min(this.#strikes, 10));
    this.#strikes += 1;
    window.block(now + backoff + this.#jitter(second));
  }

  #jitter(most: number): number {
    return Math.floor(this.#tools.random.next() * most);
  }
}
