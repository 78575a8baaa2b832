import type { Clock } from '../../src/domain/kernel/clock.ts';
import { instant, type Instant } from '../../src/domain/time/instant.ts';
import type { Server, Waiting } from './server-clock.ts';

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
  readonly #servers: Server[] = [];
  #isTold = false;
  /** Waiting requests that nobody waits for any more. */
  readonly #abandoned = new Map<Server, Set<number>>();

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

  /**
   * Takes a server along whose requests may have to wait for this clock.
   * @param isTold whether it is told when a request is given up; else every sleep that could have been called off and was
   * not is taken for a timeout.
   */
  serve(server: Server, isTold = false): void {
    this.#servers.push(server);
    this.#isTold = isTold;
  }

  /**
   * Milliseconds until the next sleeper wakes, or the next request that is waited for goes on; null when nobody sleeps.
   */
  next(): number | null {
    const wakeAt = earliest([...this.#sleepers, ...this.#servers.flatMap((server) => this.#awaited(server))]);
    return wakeAt === null ? null : wakeAt - this.#now;
  }

  /**
   * Whether a request is in flight that time need not pass for: a sleep that somebody may call off is under way, such as
   * its timeout, and no server lets it wait.
   */
  busy(): boolean {
    const inFlight = this.#sleepers.filter(({ revocable }) => revocable).length;
    return inFlight > this.awaited();
  }

  /** How many requests servers let wait for whom somebody waits. */
  awaited(): number {
    return this.#servers.reduce((sum, server) => sum + this.#awaited(server).length, 0);
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
    do await settle();
    while (this.#wakeUntil(end));
    this.#now = end;
    await settle();
  }

  /** Moves to the instant at which somebody wakes next, unless a request is in flight. */
  async moveOn(): Promise<void> {
    if (!this.busy()) await this.skip();
  }

  /**
   * Moves to the instant at which somebody wakes next. It begins at once, so that nothing comes between the caller's look
   * that nobody is at work and the move: a request that began meanwhile would be timed out by it.
   */
  async skip(): Promise<void> {
    const next = this.next();
    if (next === null) return;
    const end = this.#now + next;
    while (this.#wakeUntil(end));
    this.#now = end;
    await settle();
  }

  /** Wakes whoever is due first, when that is by `end`. */
  #wakeUntil(end: number): boolean {
    const next = earliest([...this.#sleepers, ...this.#servers.flatMap((server) => server.waiting())]);
    if (next === null || next > end) return false;
    this.#now = Math.max(this.#now, next);
    const due = this.#sleepers.filter(({ wakeAt }) => wakeAt <= this.#now);
    this.#sleepers = this.#sleepers.filter(({ wakeAt }) => wakeAt > this.#now);
    for (const { wake, revocable } of due) {
      if (revocable && !this.#isTold) this.abandonOldest();
      wake();
    }
    for (const server of this.#servers) server.wake(this.#now);
    return true;
  }

  /**
   * Whoever gives a request up does not wait any longer, though the server may. Timeouts come in the order of their requests,
   * and none comes while a request is under way to its server, so it is the oldest of those that are awaited.
   */
  abandonOldest(): void {
    for (const server of this.#servers) {
      const [oldest] = this.#awaited(server);
      if (oldest === undefined) continue;
      this.#abandoned.set(server, (this.#abandoned.get(server) ?? new Set()).add(oldest.id));
      return;
    }
  }

  #awaited(server: Server): readonly Waiting[] {
    const abandoned = this.#abandoned.get(server);
    return server.waiting().filter(({ id }) => abandoned?.has(id) !== true);
  }
}

function earliest(sleepers: readonly { readonly wakeAt: number }[]): number | null {
  return sleepers.length === 0 ? null : Math.min(...sleepers.map(({ wakeAt }) => wakeAt));
}

/** Lets everything that can go on without time passing go on. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
