import type { Clock } from '../../domain/kernel/clock.ts';
import type { Random } from '../../domain/kernel/random.ts';
import { minute, second, type Instant } from '../../domain/time/instant.ts';
import type { OktaEvent, WaitReason } from '../events.ts';
import { Breakers, type CallEnd } from './breaker.ts';
import { Concurrency } from './concurrency.ts';
import type { Lane } from './lane.ts';
import { readRate } from './rate-headers.ts';
import type { RateWindow } from './rate-window.ts';
import { retryAfter } from './retry-after.ts';
import { WindowBook } from './window-book.ts';

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

/** The leavers' part of a window, whatever the share. */
const leaversShare = 0.9;

const longestBlock = 2 * minute;
/** Between two tries for a leaver whom headers that contradict the refusal do not tell how long to wait. */
const longestLeaversWait = 15 * second;
const longestLeaversJitter = second / 4;

/**
 * Keeps tenured inside its share of Okta's windows: one window per bucket (method and path template), learned from the
 * headers of every answer; a limit on calls at once; and calls held back while Okta fails. A 429 closes the bucket until
 * its window ends, or for a minute when the headers do not say. All waiting is the Clock's. [Okta: Rate limits]
 */
export class Pacer {
  readonly #tools: PacerTools;
  readonly #share: number;
  readonly #windows = new WindowBook();
  readonly #concurrency = new Concurrency();
  readonly #breakers: Breakers;
  /** Who wants a call, first come first served: a short share must not leave somebody waiting for window after window. */
  readonly #queues = new Map<string, symbol[]>();
  #waiting: (() => void)[] = [];
  #toldConcurrency: number;

  constructor(tools: PacerTools, share: number) {
    this.#tools = tools;
    this.#share = share;
    this.#toldConcurrency = this.#concurrency.limit;
    this.#breakers = new Breakers((change) => {
      tools.log?.({ type: 'okta-breaker', ...change });
    });
  }

  /**
   * Resolves when a call to the bucket may start; every call that started must `leave`.
   * @param faultsBy until when it may be held back because Okta fails; the deadline when left out.
   * @returns false, at once and without waiting, when it could start only after that.
   */
  async enter(bucket: string, deadline: number, lane: Lane = 'others', faultsBy = deadline): Promise<boolean> {
    const window = this.#windows.of(bucket);
    const queue = this.#queue(lane, bucket);
    const ticket = Symbol(bucket);
    queue.push(ticket);
    try {
      for (;;) {
        const now = this.#tools.clock.now();
        const [wait, reason] = this.#wait(bucket, window, now, lane);
        if (wait > 0) {
          if (now + wait > (reason === 'failing' ? faultsBy : deadline)) return false;
          this.#tools.log?.({ type: 'okta-wait', bucket, milliseconds: wait, reason });
          await this.#tools.clock.sleep(wait);
        } else if (queue[0] === ticket && this.#mayStart(bucket, window, now, lane)) {
          window.enter();
          this.#concurrency.enter();
          this.#breakers.enter(bucket);
          return true;
        } else {
          await this.#turn(lane);
        }
      }
    } finally {
      queue.splice(queue.indexOf(ticket), 1);
      if (this.#waiting.length > 0) this.#wakeAll();
    }
  }

  /**
   * Ends a call that started; null when there was no answer.
   * @param end what it told of whether Okta works.
   */
  leave(bucket: string, answer: RatedAnswer | null, end: CallEnd = answer === null ? 'nothing' : 'answered'): void {
    const window = this.#windows.of(bucket);
    window.leave();
    this.#concurrency.leave();
    if (answer !== null) this.#learn(bucket, window, answer);
    this.#breakers.leave(bucket, end, this.#tools.clock.now());
    this.#tellConcurrency();
    this.#wakeAll();
  }

  /** Why a call to the bucket is being held back, when it is because Okta fails; null when it is not. */
  heldBecause(bucket: string): 'unreachable' | 'failing' | null {
    if (!this.#breakers.isOpen(bucket)) return null;
    return this.#breakers.isUnreachable ? 'unreachable' : 'failing';
  }

  /** The windows seen so far. */
  headroom(): readonly Headroom[] {
    return [...this.#windows.all()].flatMap(([bucket, { limit, remaining }]) =>
      limit === null ? [] : [{ bucket, limit, remaining }],
    );
  }

  #queue(lane: Lane, bucket: string): symbol[] {
    const name = `${lane} ${bucket}`;
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

  #wait(bucket: string, window: RateWindow, now: number, lane: Lane): readonly [number, WaitReason] {
    const held = this.#breakers.heldFor(bucket, now);
    if (held > 0) return [held, 'failing'];
    const blocked = window.blockedFor(now, lane);
    if (blocked > 0) return [blocked, 'throttled'];
    const share = lane === 'leavers' ? Math.max(leaversShare, this.#share) : this.#share;
    const closed = window.closedFor(now, share, lane, this.#windows.kinOf(bucket));
    return [closed === 0 ? 0 : closed + this.#jitter(lane === 'leavers' ? longestLeaversJitter : second), 'share'];
  }

  /**
   * A bucket that was never heard of gets one call first, so that its window is known before it is used; one at a time
   * goes where refusals have taught that no more is left; and so it does to an Okta that failed, for somebody who is to
   * lose access if there is one.
   */
  #mayStart(bucket: string, window: RateWindow, now: number, lane: Lane): boolean {
    if (this.#concurrency.isFull || !this.#breakers.hasRoom(bucket)) return false;
    if ((window.limit === null || window.isDoubtful) && window.inFlight > 0) return false;
    return lane === 'leavers' || !this.#breakers.isOpen(bucket) || !this.#leaverIsReady(now);
  }

  #leaverIsReady(now: number): boolean {
    return [...this.#windows.all()].some(
      ([bucket, window]) =>
        this.#queue('leavers', bucket).length > 0 && this.#wait(bucket, window, now, 'leavers')[0] === 0,
    );
  }

  #learn(bucket: string, window: RateWindow, answer: RatedAnswer): void {
    const now = this.#tools.clock.now();
    const date = answer.date ?? now;
    const reading = readRate(answer.headers, date);
    const isHidden = reading.kind === 'window' && answer.status === 429 && window.hide(reading.limit, now);
    if (reading.kind === 'window' && !isHidden) {
      window.learn(reading, now);
      this.#windows.compare(bucket, reading.limit - reading.remaining);
    }
    if (reading.kind === 'unreadable') window.assume(now);
    if (answer.status !== 429) {
      window.succeeded();
      this.#concurrency.succeeded();
    } else if (reading.kind === 'concurrency') {
      window.block(now + this.#concurrency.refused(now) + this.#jitter(second));
    } else {
      const asked = retryAfter(answer.headers, date);
      this.#throttled(window, now, reading.kind === 'window' ? reading : null, asked);
    }
  }

  /**
   * A window that is used up is waited for. Where the headers say that it is not, or nothing, another one must have
   * refused: nobody knows when that ends, and whoever acts for a leaver asks again sooner than all others.
   */
  #throttled(
    window: RateWindow,
    now: number,
    reading: { readonly remaining: number; readonly endsIn: number } | null,
    asked: number | null,
  ): void {
    window.refused(now);
    const usedUp = reading?.remaining === 0;
    if (usedUp) window.exhausted();
    const ends = reading === null ? (asked ?? minute) : reading.endsIn + second;
    const wait = Math.min(longestBlock, Math.max(ends, asked ?? 0));
    const soon = Math.max(asked ?? 0, Math.min(longestLeaversWait, second * 2 ** (window.refusals - 1)));
    const forLeavers = now + Math.min(wait, usedUp ? wait : soon) + this.#jitter(longestLeaversJitter);
    window.block(now + wait + this.#jitter(2 * second), forLeavers);
  }

  #tellConcurrency(): void {
    const { limit } = this.#concurrency;
    if (limit === this.#toldConcurrency) return;
    this.#toldConcurrency = limit;
    this.#tools.log?.({ type: 'okta-concurrency', limit });
  }

  #jitter(most: number): number {
    return Math.floor(this.#tools.random.next() * most);
  }
}
