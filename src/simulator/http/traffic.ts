import type { Instant } from '../../domain/time/instant.ts';

/** A request the simulator answered. */
export interface RecordedRequest {
  readonly at: Instant;
  readonly method: string;
  readonly path: string;
  /** The query as it was sent, without the question mark. */
  readonly query: string;
  /** What was answered, or would have been had the connection not been cut; 0 when nothing came of the request. */
  readonly status: number;
  /** The value of its `X-Okta-Request-Id`. */
  readonly requestId: string;
  readonly clientId: string | undefined;
  readonly bucket: string;
  /** The fault that left the caller without an answer, or with half of one. */
  readonly cut?: 'cutBeforeCommit' | 'cutAfterCommit' | 'reset' | 'truncate';
}

/** An answer about to be sent, for whoever asked to watch them all. */
export interface ObservedAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  /** What the JSON is made of; undefined for an empty body. */
  readonly body: unknown;
}

const keptRequests = 100_000;

/** What came in, newest last, and what should not have. */
export class Traffic {
  #requests: RecordedRequest[] = [];
  #count = 0;
  readonly #violations: string[] = [];

  get requests(): readonly RecordedRequest[] {
    return this.#requests;
  }

  get violations(): readonly string[] {
    return this.#violations;
  }

  /** How many requests there were since the start, those included that are not kept any more. */
  get count(): number {
    return this.#count;
  }

  record(request: RecordedRequest): void {
    this.#count += 1;
    if (this.#requests.length >= 2 * keptRequests) this.#requests = this.#requests.slice(-keptRequests);
    this.#requests.push(request);
  }

  violate(what: string): void {
    this.#violations.push(what);
  }
}
