import type { Clock } from '../domain/kernel/clock.ts';
import { instant, plus, type Instant } from '../domain/time/instant.ts';

/**
 * The demo's time: it goes as the host's does, from another start, and leaps over the hours in which nobody has anything
 * to do. Whoever sleeps through a leap wakes after it, as on a host that was asleep.
 */
export class LeapingClock implements Clock {
  readonly #host: Clock;
  #ahead: number;
  readonly #naps = new Set<AbortController>();

  constructor(host: Clock, start: Instant) {
    this.#host = host;
    this.#ahead = start - host.now();
  }

  now(): Instant {
    return plus(this.#host.now(), this.#ahead);
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const until = instant(this.now() + ms);
    do await this.#nap(Math.max(0, until - this.now()), signal);
    while (this.now() < until);
  }

  /** @throws RangeError when it would be a leap back. */
  leapTo(at: Instant): void {
    const distance = at - this.now();
    if (distance < 0) throw new RangeError('time does not leap back');
    this.#ahead += distance;
    for (const nap of this.#naps) nap.abort();
  }

  /** One stretch of sleep; a leap ends it. */
  async #nap(ms: number, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    const leap = new AbortController();
    this.#naps.add(leap);
    try {
      await this.#host.sleep(ms, signal === undefined ? leap.signal : AbortSignal.any([signal, leap.signal]));
    } catch (error) {
      signal?.throwIfAborted();
      if (!leap.signal.aborted) throw error;
    } finally {
      this.#naps.delete(leap);
    }
  }
}
