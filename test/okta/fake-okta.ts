import { seededRandom } from '../support/seeded-random.ts';
import { generateKeyPairSync, hash } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, type JWTPayload, type ProtectedHeaderParameters } from 'jose';
import type { OktaEvent, OktaTools, ServiceAppOptions } from '../../src/okta/index.ts';
import { settle, type VirtualClock } from '../support/virtual-clock.ts';

/** A request as it reached the fake. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
}

export type Handler = (seen: Seen) => Response | Promise<Response>;

export const origin = 'https://acme.okta.test';

export const clientKey = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const clientPem = clientKey.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

export const options: ServiceAppOptions = {
  orgUrl: origin,
  clientId: '0oaClient',
  privateKey: { material: clientPem, kid: 'k1' },
  dpop: true,
  share: 0.5,
};

/** Answers instead of a network: the token endpoint by `token`, everything else by `api`; remembers every request. */
export class FakeOkta {
  readonly seen: Seen[] = [];
  readonly log: OktaEvent[] = [];
  /** The signal of each request, in their order. */
  readonly signals: (AbortSignal | undefined)[] = [];
  readonly tools: OktaTools;
  readonly #clock: VirtualClock;
  token: Handler = () => this.grant();
  api: Handler = () => this.json([]);
  /** Milliseconds that Okta's clock is ahead of the host's. */
  ahead = 0;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
    this.tools = {
      clock,
      random: seededRandom(),
      version: '1.2.3',
      log: (event) => this.log.push(event),
      fetch: (url, init) => this.#answer(url, init),
    };
  }

  /** Requests to the token endpoint. */
  get tokens(): readonly Seen[] {
    return this.seen.filter(({ path }) => path === '/oauth2/v1/token');
  }

  /** All the others. */
  get calls(): readonly Seen[] {
    return this.seen.filter(({ path }) => path !== '/oauth2/v1/token');
  }

  get okta(): number {
    return this.#clock.now() + this.ahead;
  }

  json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
    return this.raw(JSON.stringify(body), status, headers);
  }

  raw(body: string | null, status = 200, headers: Record<string, string> = {}): Response {
    const all = { date: new Date(this.okta).toUTCString(), 'x-okta-request-id': `req${String(this.seen.length)}` };
    return new Response(body, { status, headers: { ...all, ...headers } });
  }

  grant(more: Record<string, unknown> = {}): Response {
    const last = this.tokens.at(-1);
    const scope = new URLSearchParams(last?.body).get('scope');
    const token = { token_type: 'DPoP', expires_in: 3600, access_token: `at-${String(this.tokens.length)}`, scope };
    return this.json({ ...token, ...more });
  }

  refuse(error: string, description: string, status = 401, headers: Record<string, string> = {}): Response {
    return this.json({ error, error_description: description }, status, headers);
  }

  /** The rate headers of a window that ends in `seconds`. */
  rate(limit: number, remaining: number, seconds: number): Record<string, string> {
    return {
      'x-rate-limit-limit': String(limit),
      'x-rate-limit-remaining': String(remaining),
      'x-rate-limit-reset': String(Math.floor(this.okta / 1000) + seconds),
    };
  }

  async #answer(url: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    const body = typeof init.body === 'string' ? init.body : '';
    const seen = { method: init.method ?? 'GET', url, path: new URL(url).pathname, headers, body };
    this.seen.push(seen);
    this.signals.push(init.signal ?? undefined);
    const response = await (seen.path === '/oauth2/v1/token' ? this.token(seen) : this.api(seen));
    init.signal?.throwIfAborted();
    return response;
  }
}

export interface Jwt {
  readonly header: ProtectedHeaderParameters;
  readonly claims: JWTPayload;
  readonly compact: string;
}

function decode(compact: string | null): Jwt {
  if (compact === null || compact === '') throw new Error('there is no token');
  return { header: decodeProtectedHeader(compact), claims: decodeJwt(compact), compact };
}

export function assertionOf(seen: Seen | undefined): Jwt {
  return decode(new URLSearchParams(seen?.body).get('client_assertion'));
}

export function proofOf(seen: Seen | undefined): Jwt {
  return decode(seen?.headers.get('dpop') ?? null);
}

export function accessTokenHash(token: string): string {
  return hash('sha256', token, 'base64url');
}

/** A user as Okta would show it. */
export function rawUser(id: string, login: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id,
    status: 'ACTIVE',
    lastUpdated: '2025-12-17T10:59:04.000Z',
    lastLogin: null,
    type: { id: 'oty1' },
    profile: { login, email: login },
    credentials: { provider: { type: 'OKTA', name: 'OKTA' } },
    ...more,
  };
}

/**
 * Waits for a promise and moves time on whenever somebody sleeps and no request is in flight, straight to the next
 * instant that matters. Sockets take their own real time, during which virtual time stands still.
 */
export async function settled<Value>(clock: VirtualClock, promise: Promise<Value>): Promise<Value> {
  const state = { open: true };
  const watched = promise.finally(() => (state.open = false));
  watched.catch(() => undefined);
  while (state.open) {
    await settle();
    await clock.moveOn();
  }
  return watched;
}

/** Everything that an async iterable gives. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
