import type { Clock } from '../domain/kernel/clock.ts';

export interface Grace {
  /** Resolves when the signal was aborted and the time has passed since; never once cancelled. */
  readonly over: Promise<null>;
  cancel(): void;
}

/** The time that is left after a signal to stop, `ms` milliseconds of the clock. */
export function graceAfter(clock: Clock, stop: AbortSignal, ms: number): Grace {
  const cancelled = new AbortController();
  const over = new Promise<null>((resolve) => {
    const wait = (): void => {
      clock.sleep(ms, cancelled.signal).then(
        () => {
          resolve(null);
        },
        () => undefined,
      );
    };
    if (stop.aborted) wait();
    else stop.addEventListener('abort', wait, { once: true, signal: cancelled.signal });
  });
  return {
    over,
    cancel: () => {
      cancelled.abort();
    },
  };
}
