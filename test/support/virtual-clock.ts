import type { Clock } from '../../src/domain/kernel/clock.ts';
import { instant, type Instant } from '../../src/domain/time/instant.ts';

interface Sleeper {
  readonly wakeAt: number;
  /** Whether somebody may call it off, as a timeout is when the answer comes. */
  readonly revocable: boolean;
  readonly wake: () => void;
}

/** A clock that moves only when told to. Sleepers wake in the order of their instants, each at its own. */
export class VirtualClock implements Clock {
  #now: number;
  #sleepers: Sleeper[] = [];

  constructor(start = Date.UTC(2026, 0, 5, 9)) {
    this.#now = start;
  }

  now(): Instant {
    return instant(this.#now);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason as Error);
        return;
      }
      const sleeper: Sleeper = {
        wakeAt: this.#now + Math.max(0, ms),
        revocable: signal !== undefined,
        wake: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      const onAbort = (): void => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#sleepers.push(sleeper);
    });
  }

  /** Milliseconds until the next sleeper wakes; null when nobody sleeps. */
  next(): number | null {
    return this.#sleepers.length === 0 ? null : Math.min(...this.#sleepers.map(({ wakeAt }) => wakeAt)) - this.#now;
  }

  /** Whether a sleep that somebody may call off is under way, such as the timeout of a request in flight. */
  busy(): boolean {
    return this.#sleepers.some(({ revocable }) => revocable);
  }

  /** Whether a sleep that nobody may call off is under way, such as a slow answer's. */
  waits(): boolean {
    return this.#sleepers.some(({ revocable }) => !revocable);
  }

  /** Sets the hands, as an administrator would: nobody wakes for it. */
  set(now: number): void {
    this.#now = now;
  }

  /** Moves on, waking everybody who is due on the way and letting them act before the next. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settle();
      const next = this.next();
      if (next === null || this.#now + next > end) break;
      this.#now += next;
      const due = this.#sleepers.filter(({ wakeAt }) => wakeAt <= this.#now);
      this.#sleepers = this.#sleepers.filter(({ wakeAt }) => wakeAt > this.#now);
      for (const { wake } of due) wake();
    }
    this.#now = end;
    await settle();
  }
}

/** Lets everything that can go on without time passing go on. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
