import type { Org } from '../org/org.ts';
import type { Author, LogTarget } from '../org/system-log.ts';
import type { RateState } from './rate-windows.ts';

/** Okta: the org's own notes that somebody ran into a limit, once for each window, not for each request. */
export class LimitEvents {
  readonly #told = new Set<string>();

  /** A full window. Okta: `system.org.rate_limit.violation`. */
  windowFull(org: Org, author: Author, bucket: string, { limit, reset }: RateState): void {
    if (!this.#isNew(`${bucket} ${author.id} ${String(reset)}`)) return;
    const target = { id: bucket, type: 'Bucket', alternateId: 'unknown', displayName: bucket };
    const debug = { threshold: String(limit), timeSpan: '1', timeUnit: 'MINUTES' };
    this.#record(org, 'system.org.rate_limit.violation', author, [target], debug);
  }

  /** Too many requests at the same time. Okta: `core.concurrency.org.limit.violation`. */
  crowded(org: Org, author: Author, { reset }: RateState): void {
    if (!this.#isNew(`concurrency ${String(Math.floor(reset / 60))}`)) return;
    this.#record(org, 'core.concurrency.org.limit.violation', author, [], {});
  }

  #isNew(key: string): boolean {
    const known = this.#told.has(key);
    this.#told.add(key);
    return !known;
  }

  #record(
    org: Org,
    eventType: string,
    author: Author,
    targets: readonly LogTarget[],
    debug: Readonly<Record<string, string>>,
  ): void {
    org.recordAbout(eventType, author, targets, { outcome: { result: 'RATE_LIMIT', reason: 'LIMIT' }, debug });
  }
}
