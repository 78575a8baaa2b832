import type { Clock } from '../domain/kernel/clock.ts';
import { instant, type Instant } from '../domain/time/instant.ts';
import type { RunEvent } from '../reconcile/events.ts';
import type { DaemonWatcher } from './tools.ts';

/** Something that happened in a turn, and when. */
export interface Happening {
  readonly at: Instant;
  readonly event: RunEvent;
}

const pause = 10;
/** As long as this without a turn or a look, and the daemon rests. */
const restful = 30;
/** A daemon that does nothing when it should is a defect: the demo does not wait for it for ever. */
const patience = 60_000;

/** Looks over the daemon's shoulder: tells what happened after each turn, and knows when the daemon rests. */
export class Watch implements DaemonWatcher {
  readonly #host: Clock;
  readonly #story: Clock;
  readonly #tell: (happenings: readonly Happening[]) => void;
  #busy = 0;
  #quietSince: Instant;
  #lastTurn: Instant = instant(0);
  #happenings: Happening[] = [];

  /** @param story the daemon's own clock. */
  constructor(host: Clock, story: Clock, tell: (happenings: readonly Happening[]) => void) {
    this.#host = host;
    this.#story = story;
    this.#tell = tell;
    this.#quietSince = host.now();
  }

  turn = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    this.#lastTurn = this.#story.now();
    try {
      return await this.look(work);
    } finally {
      const told = this.#happenings;
      this.#happenings = [];
      this.#tell(told);
    }
  };

  look = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    this.#busy += 1;
    try {
      return await work();
    } finally {
      this.#busy -= 1;
      this.#quietSince = this.#host.now();
    }
  };

  took = (event: RunEvent): void => {
    this.#happenings.push({ at: this.#story.now(), event });
  };

  /** Resolves when the daemon rests after a turn that began at `since` or later. @throws with the reason of `stop`. */
  async rest(since: Instant, stop: AbortSignal): Promise<void> {
    const giveUp = this.#host.now() + patience;
    while (!this.#isAtRest(since)) {
      await this.#host.sleep(pause, stop);
      if (this.#host.now() > giveUp) throw new Error('the daemon did not do what was due');
    }
  }

  #isAtRest(since: Instant): boolean {
    return this.#lastTurn >= since && this.#busy === 0 && this.#host.now() - this.#quietSince >= restful;
  }
}
