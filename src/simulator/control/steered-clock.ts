import type { Clock } from '../../domain/kernel/clock.ts';
import { instant, plus, type Instant } from '../../domain/time/instant.ts';

/** A clock that somebody may move. */
export interface SteeredClock extends Clock {
  /** Moves it on, or, below 0, back. Sleepers who are due by then wake. */
  move(milliseconds: number): void;
}

/** A clock that goes as the host's does, from another start, and can be moved. */
export function steeredClock(host: Clock, start: Instant): SteeredClock {
  let ahead = start - host.now();
  let moved = new AbortController();
  const now = (): Instant => plus(host.now(), ahead);
  const nap = async (ms: number, signal: AbortSignal | undefined): Promise<void> => {
    signal?.throwIfAborted();
    const stirred = moved.signal;
    const either = signal === undefined ? stirred : AbortSignal.any([signal, stirred]);
    try {
      await host.sleep(ms, either);
    } catch (error) {
      signal?.throwIfAborted();
      if (!stirred.aborted) throw error;
    }
  };
  return {
    now,
    sleep: async (ms, signal) => {
      const until = instant(now() + ms);
      do await nap(Math.max(0, until - now()), signal);
      while (now() < until);
    },
    move: (milliseconds) => {
      ahead += milliseconds;
      moved.abort();
      moved = new AbortController();
    },
  };
}
