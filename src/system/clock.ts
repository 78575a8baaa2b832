import type { Clock } from '../domain/kernel/clock.ts';
import { instant } from '../domain/time/instant.ts';

/** A longer timer fires at once instead. */
const longestTimer = 2 ** 31 - 1;

/** The host's own clock. */
export function systemClock(): Clock {
  return { now: () => instant(Date.now()), sleep };
}

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  if (Number.isNaN(ms)) throw new RangeError('cannot sleep for NaN milliseconds');
  signal?.throwIfAborted();
  let left = ms;
  do {
    const chunk = Math.min(Math.max(left, 0), longestTimer);
    await pause(chunk, signal);
    signal?.throwIfAborted();
    left -= chunk;
  } while (left > 0);
}

/** Resolves early when the signal is aborted. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    function wake(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
      resolve();
    }
    const timer = setTimeout(wake, ms);
    signal?.addEventListener('abort', wake);
  });
}
