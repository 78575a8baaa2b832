import type { Code } from '../domain/kernel/codes.ts';
import type { Instant } from '../domain/time/instant.ts';

/** What the daemon knows of itself: kept by its loop, read by whoever asks how it is. */
export interface Ledger {
  /** False once the loop has ended. */
  looping: boolean;
  /** When the last turn that looked at everything completed. */
  lastFull: Instant | null;
  /** Turns that failed since one last completed. */
  failures: number;
  lastFailure: Code | null;
  nextBoundary: Instant | null;
}

export function emptyLedger(): Ledger {
  return { looping: true, lastFull: null, failures: 0, lastFailure: null, nextBoundary: null };
}
