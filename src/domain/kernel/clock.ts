import type { Instant } from '../time/instant.ts';

/** The one source of time. Only the composition root builds the real one; pure code receives instants as values. */
export interface Clock {
  now(): Instant;
  /** Resolves after `ms` milliseconds of this clock, or rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
