import type { Context } from 'hono';
import type { Clock } from '../../domain/kernel/clock.ts';
import type { Random } from '../../domain/kernel/random.ts';
import { randomText } from '../org/ids.ts';
import type { Org } from '../org/org.ts';
import type { Author } from '../org/system-log.ts';
import type { Failure, Faults } from '../faults/faults.ts';
import type { ShapeFault } from '../faults/vocabulary.ts';
import { errorBody, errorObject, Refused, summaryOf, type Refusal } from './errors.ts';
import type { Reply } from './exchange.ts';
import type { LimitEvents } from './limit-events.ts';
import { bucketOf } from './rate-buckets.ts';
import type { RateState, RateWindows } from './rate-windows.ts';
import type { NodeBindings } from './server.ts';
import { bentBody, bentLinks, rateHeaders, shapesOf, skewOf } from './shape.ts';
import type { ObservedAnswer, RecordedRequest, Traffic } from './traffic.ts';
import type { Leave, UnderWay } from './under-way.ts';

/** What the whole HTTP side shares. */
export interface House {
  readonly org: Org;
  readonly url: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly windows: RateWindows;
  readonly limitEvents: LimitEvents;
  readonly underWay: UnderWay;
  readonly traffic: Traffic;
  readonly faults: Faults;
  readonly observe: ((answer: ObservedAnswer) => void) | undefined;
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
  /** What is done to the answer on its way. */
  shapes: readonly ShapeFault[] = [];
  /** Its place among the requests under way. */
  place: Leave | undefined;
  #rate: RateState | undefined;
  /** It was ordered to be what it is, so that it proves nothing about Okta. */
  #ordered = false;
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

  /** The length of the longest line of its head: the path with the query, or a header. */
  longestLine(): number {
    const { url = '', rawHeaders } = this.#context.env.incoming;
    return Math.max(url.length, ...rawHeaders.map((line) => line.length));
  }

  /** Who sent it, as the System Log names whoever changes something. */
  author(): Author {
    const name = this.clientId === undefined ? undefined : this.#house.org.app(this.clientId)?.label;
    const [userAgent = 'unknown'] = this.headerValues('user-agent');
    return {
      id: this.clientId ?? 'unknown',
      type: 'PublicClientApp',
      requestId: this.requestId,
      ...(name === undefined ? {} : { name }),
      request: { uri: this.path, userAgent },
    };
  }

  /** Takes note of who sent it; false when the client has too many requests under way. */
  identify(clientId: string): boolean {
    this.clientId = clientId;
    return this.place?.enterFor(clientId) ?? true;
  }

  /** Counts the request in its window; refused when the window is full. Okta: E0000047. */
  charge(): Refusal | undefined {
    const { org, windows, limitEvents, faults, random } = this.#house;
    const bucket = bucketOf(this.method, this.path);
    const taken = [...faults.climate.tenants].filter((tenant) => (tenant.bucket ?? bucket.name) === bucket.name);
    this.#rate = windows.charge(
      { bucket, method: this.method, principal: this.clientId },
      org.now(),
      org.switches.rateHeaders,
      taken.reduce((sum, { share }) => sum + share, 0),
    );
    if (this.#rate.allowed) return undefined;
    limitEvents.windowFull(org, this.author(), bucket.name, this.#rate);
    return { status: 429, body: errorObject('E0000047', random) };
  }

  /** Okta: with too many requests under way the answer is that of a full window, but for limit and remaining: 0. */
  crowded(): Response {
    const reset = Math.floor(this.#house.org.now() / 1000) + 60;
    this.#rate = { allowed: false, limit: 0, remaining: 0, reset };
    this.#house.limitEvents.crowded(this.#house.org, this.author(), this.#rate);
    return this.refused({ status: 429, body: errorObject('E0000047', this.#house.random) });
  }

  /** Writes a response that refuses. */
  refused(refusal: Refusal): Response {
    return this.#write(refusal.status, refusal.body, refusal.headers ?? {});
  }

  /** Writes what a route answered. */
  replied(reply: Reply): Response {
    // Link headers are set past the Headers object, which would join them into one line.
    if (reply.links !== undefined) {
      this.#context.env.outgoing.setHeader('link', [...bentLinks(reply.links, this.shapes)]);
    }
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
    this.#ordered = true;
    const response = this.refused({ status, body: errorBody(errorCode, summaryOf(errorCode), this.#house.random) });
    this.note(status);
    return response;
  }

  /** Ends the connection instead of answering; what was to be answered is still on record. */
  cut(status: number, cut: 'cutBeforeCommit' | 'cutAfterCommit' | 'reset'): Response {
    this.note(status, cut);
    const { socket } = this.#context.env.incoming;
    if (cut === 'reset') socket.resetAndDestroy();
    else socket.destroy();
    return new Response(null);
  }

  /** Has the answer end after so many bytes of its body; without a number, after half of them. */
  truncate(bytes: number | undefined): void {
    const { env } = this.#context;
    env.delivery = { ...env.delivery, endAfter: bytes ?? 'half' };
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
    headers.set('date', new Date(org.now() + skewOf(this.shapes)).toUTCString());
    headers.set('x-okta-request-id', this.requestId);
    headers.set('cache-control', 'no-cache, no-store');
    this.#writeRate(headers);
    if (body !== undefined) headers.set('content-type', 'application/json');
    if (!this.#ordered) this.#house.observe?.({ method: this.method, path: this.path, status, headers, body });
    const [slow] = shapesOf(this.shapes, 'slowBody');
    const { env } = this.#context;
    if (slow !== undefined) env.delivery = { ...env.delivery, bytesPerSecond: slow.bytesPerSecond };
    if (body !== undefined) env.text = JSON.stringify(bentBody(body, this.shapes));
    return new Response(null, { status, headers });
  }

  #writeRate(headers: Headers): void {
    if (this.#rate === undefined) return;
    for (const [name, values] of Object.entries(rateHeaders(this.#rate, this.shapes))) {
      const [value] = values;
      // Twice the same header only comes out of Node's own response.
      if (values.length > 1) this.#context.env.outgoing.setHeader(name, [...values]);
      else if (value !== undefined) headers.set(name, value);
    }
  }
}
