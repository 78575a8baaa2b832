import type { Context } from 'hono';
import type { Random } from '../../domain/kernel/random.ts';
import { randomText } from '../org/ids.ts';
import type { Org } from '../org/org.ts';
import { errorBody, errorObject, Refused, summaryOf, type Refusal } from './errors.ts';
import type { Reply } from './exchange.ts';
import type { Failure, Faults } from './faults.ts';
import { bucketOf } from './rate-buckets.ts';
import type { RateState, RateWindows } from './rate-windows.ts';
import type { NodeBindings } from './server.ts';
import type { RecordedRequest, Traffic } from './traffic.ts';

/** What the whole HTTP side shares. */
export interface House {
  readonly org: Org;
  readonly url: string;
  readonly random: Random;
  readonly windows: RateWindows;
  readonly traffic: Traffic;
  readonly faults: Faults;
}

export interface SimulatorEnv {
  Bindings: NodeBindings;
}
export type SimulatorContext = Context<SimulatorEnv>;

/** One request on its way to its response: who sent it, what it was charged, what its headers will say. */
export class Envelope {
  readonly path: string;
  readonly query: string;
  readonly method: string;
  readonly requestId: string;
  clientId: string | undefined;
  #rate: RateState | undefined;
  readonly #house: House;
  readonly #context: SimulatorContext;

  constructor(context: SimulatorContext, house: House) {
    const [path = '', query = ''] = (context.env.incoming.url ?? '/').split('?');
    this.path = path;
    this.query = query;
    this.method = context.req.method;
    this.requestId = `req${randomText(house.random, 22)}`;
    this.#house = house;
    this.#context = context;
  }

  /** Every value of a header that was sent more than once, or of one that was joined by commas. */
  headerValues(name: string): readonly string[] {
    const { rawHeaders } = this.#context.env.incoming;
    const values: string[] = [];
    for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
      if (rawHeaders[index]?.toLowerCase() === name) values.push(...(rawHeaders[index + 1] ?? '').split(/\s*,\s*/));
    }
    return values;
  }

  /** Counts the request in its window; refused when the window is full. Okta: E0000047. */
  charge(): Refusal | undefined {
    const { org, windows, random } = this.#house;
    const bucket = bucketOf(this.method, this.path);
    this.#rate = windows.charge(
      { bucket, method: this.method, principal: this.clientId },
      org.now(),
      org.switches.rateHeaders,
    );
    return this.#rate.allowed ? undefined : { status: 429, body: errorObject('E0000047', random) };
  }

  /** Writes a response that refuses. */
  refused(refusal: Refusal): Response {
    return this.#write(refusal.status, refusal.body, refusal.headers ?? {});
  }

  /** Writes what a route answered. */
  replied(reply: Reply): Response {
    // Link headers are set past the Headers object, which would join them into one line.
    if (reply.links !== undefined) this.#context.env.outgoing.setHeader('link', [...reply.links]);
    return this.#write(reply.status ?? 200, reply.body, reply.headers ?? {});
  }

  /** Writes the answer to whatever was thrown: a refusal as itself, a bug as Okta's E0000009. */
  failed(error: unknown): Response {
    const { random } = this.#house;
    if (error instanceof Refused) return this.refused(error.refusal(random));
    this.#house.traffic.violate(`the simulator itself failed: ${error instanceof Error ? (error.stack ?? '') : ''}`);
    return this.refused({ status: 500, body: errorObject('E0000009', random) });
  }

  /** Writes the answer that a fault was told to give. */
  failedBy({ status, errorCode }: Failure): Response {
    const response = this.refused({ status, body: errorBody(errorCode, summaryOf(errorCode), this.#house.random) });
    this.note(status);
    return response;
  }

  /** Ends the connection instead of answering; what was to be answered is still on record. */
  cut(status: number, cut: 'cutBeforeCommit' | 'cutAfterCommit'): Response {
    this.note(status, cut);
    this.#context.env.incoming.socket.destroy();
    return new Response(null);
  }

  /** Puts the request on record. */
  note(status: number, cut?: RecordedRequest['cut']): void {
    this.#house.traffic.record({
      at: this.#house.org.now(),
      method: this.method,
      path: this.path,
      query: this.query,
      status,
      requestId: this.requestId,
      clientId: this.clientId,
      bucket: bucketOf(this.method, this.path).name,
      ...(cut === undefined ? {} : { cut }),
    });
  }

  #write(status: number, body: unknown, more: Readonly<Record<string, string>>): Response {
    const { org } = this.#house;
    if (this.#rate === undefined) this.charge();
    const headers = new Headers(more);
    // Okta: the response's Date is the server's time, which clients measure their own clock against.
    headers.set('date', new Date(org.now()).toUTCString());
    headers.set('x-okta-request-id', this.requestId);
    headers.set('cache-control', 'no-cache, no-store');
    if (this.#rate !== undefined) {
      headers.set('x-rate-limit-limit', String(this.#rate.limit));
      headers.set('x-rate-limit-remaining', String(this.#rate.remaining));
      headers.set('x-rate-limit-reset', String(this.#rate.reset));
    }
    if (body !== undefined) headers.set('content-type', 'application/json');
    return new Response(body === undefined ? null : JSON.stringify(body), { status, headers });
  }
}
