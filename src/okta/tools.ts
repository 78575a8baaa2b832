import type { Clock } from '../domain/kernel/clock.ts';
import type { Random } from '../domain/kernel/random.ts';
import type { OktaEvent } from './events.ts';

/** The part of the global `fetch` that is used, so that tests can hand in their own. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What the world lends to this room. */
export interface OktaTools {
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch: Fetch;
  /** Version of tenured, for the User-Agent that Okta's System Log shows. */
  readonly version: string;
  readonly log?: (event: OktaEvent) => void;
}
