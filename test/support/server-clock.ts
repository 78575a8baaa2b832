import type { Clock } from '../../src/domain/kernel/clock.ts';
import type { Instant } from '../../src/domain/time/instant.ts';

/** A request that a server lets wait, until when by the common clock. */
export interface Waiting {
  /** Grows with every one. */
  readonly id: number;
  readonly wakeAt: number;
}

/**
 * A server on the other side of the wire that goes by a virtual clock. Requests that it lets wait are in flight and will
 * not come back by themselves: whoever moves the clock has to know of them.
 */
export interface Server {
  /** Oldest first. */
  waiting(): readonly Waiting[];
  /** Lets everybody go on whose time has come. */
  wake(now: number): void;
}

interface Sleeper extends Waiting {
  readonly go: () => void;
}

/** The clock as a server has it: it tells the time of another one, and of whom it lets wait. */
export class ServerClock implements Clock, Server {
  #sleepers: Sleeper[] = [];
  #count = 0;
  readonly #now: () => Instant;
  readonly #changed: (waiting: readonly Waiting[]) => void;

  constructor(now: () => Instant, changed: (waiting: readonly Waiting[]) => void = () => undefined) {
    this.#now = now;
    this.#changed = changed;
  }

  now(): Instant {
    return this.#now();
  }

  sleep(ms: number): Promise<void> {
    return new Promise((go) => {
      this.#count += 1;
      this.#put([...this.#sleepers, { id: this.#count, wakeAt: this.#now() + Math.max(0, ms), go }]);
    });
  }

  waiting(): readonly Waiting[] {
    return this.#sleepers;
  }

  wake(now: number): void {
    const due = this.#sleepers.filter(({ wakeAt }) => wakeAt <= now);
    if (due.length === 0) return;
    this.#put(this.#sleepers.filter(({ wakeAt }) => wakeAt > now));
    for (const { go } of due) go();
  }

  #put(sleepers: Sleeper[]): void {
    this.#sleepers = sleepers;
    this.#changed(sleepers.map(({ id, wakeAt }) => ({ id, wakeAt })));
  }
}
