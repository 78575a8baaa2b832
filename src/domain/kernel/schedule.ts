import type { Instant } from '../time/instant.ts';

/**
 * When to look again. It only wakes: whoever is woken works out from `next` what is due, so that a tick that comes late,
 * twice or not at all costs no more than time.
 */
export interface Schedule {
  /** Calls `tick` at every due instant until stopped; late ticks may be left out. */
  start(tick: () => void): { stop(): void };
  /** The first due instant after `after`; null when there is none. */
  next(after: Instant): Instant | null;
}
