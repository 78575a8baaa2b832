import type { Clock } from '../domain/kernel/clock.ts';
import type { SourceMemory } from './remote/memory.ts';

/** What sources are given to work with. */
export interface SourceTools {
  readonly clock: Clock;
  /** What goes out over HTTP, through whatever proxy and with whatever authorities are configured. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** What was fetched last, so that it is not fetched again while nothing has changed. */
  readonly memory: SourceMemory;
}
