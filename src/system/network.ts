import { getCACertificates } from 'node:tls';
import { Agent, ProxyAgent, fetch as undiciFetch, type Dispatcher } from 'undici';
import { isExcepted } from './proxy-exception.ts';

/** How the outside is reached. */
export interface NetworkOptions {
  /** Null: directly. */
  readonly proxy: {
    /** Its origin. */
    readonly url: string;
    /** Hosts that are reached directly. */
    readonly except: readonly string[];
    /** Reads `user:password`; null when it asks for none. */
    readonly credentials: (() => string) | null;
  } | null;
  /** PEM of authorities that are trusted beside those that Node trusts. */
  readonly ca: { read(): string } | null;
}

/** The part of the global `fetch` that is used. */
type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** To a proxy, or to the host itself. */
const connectTimeout = 10_000;

/**
 * `fetch` through the configured proxy and with the configured authorities; the global one when there is neither. Secrets
 * and certificates are read now. A proxy that does not let a request through ends it with an error whose code is
 * `PROXY_` and the proxy's status, or the code of the failure to reach the proxy: nothing was sent on then. A password that
 * the proxy does not take any more is read again once.
 * @throws TenuredError when a secret or a certificate cannot be used.
 */
export function networkFetch({ proxy, ca }: NetworkOptions): Fetch {
  if (proxy === null && ca === null) return (url, init) => fetch(url, init);
  const tls = tlsOptions(ca?.read() ?? null);
  const direct = new Agent({ connect: { ...tls, timeout: connectTimeout } });
  const through = proxy === null ? null : new ProxyWay(proxy, tls);
  return (url, init) => {
    const target = new URL(url);
    // Plain http is for this machine only, where no proxy helps.
    const proxied = proxy !== null && target.protocol === 'https:' && !isExcepted(target, proxy.except);
    return proxied && through !== null ? through.send(url, init) : send(url, init, direct);
  };
}

/** The way through a proxy, whose password may be exchanged while this process runs. */
class ProxyWay {
  readonly #proxy: NonNullable<NetworkOptions['proxy']>;
  readonly #tls: TlsOptions;
  #secret: string | null;
  #agent: Dispatcher;

  constructor(proxy: NonNullable<NetworkOptions['proxy']>, tls: TlsOptions) {
    this.#proxy = proxy;
    this.#tls = tls;
    this.#secret = proxy.credentials?.() ?? null;
    this.#agent = proxyAgent(proxy.url, this.#secret, tls);
  }

  async send(url: string, init: RequestInit): Promise<Response> {
    const agent = this.#agent;
    try {
      return await send(url, init, agent);
    } catch (error) {
      const told = throughProxy(error);
      if (!asksForPassword(told) || !this.#renew(agent)) throw told;
    }
    // Nothing was sent on.
    return send(url, init, this.#agent).catch((error: unknown) => {
      throw throughProxy(error);
    });
  }

  /** Takes up what the secret says now. @returns whether that is another agent than the one that was refused. */
  #renew(refused: Dispatcher): boolean {
    if (this.#agent !== refused) return true;
    const secret = this.#proxy.credentials?.() ?? null;
    if (secret === this.#secret) return false;
    this.#secret = secret;
    this.#agent = proxyAgent(this.#proxy.url, secret, this.#tls);
    return true;
  }
}

function asksForPassword(error: unknown): boolean {
  return (error as { readonly code?: unknown }).code === 'PROXY_407';
}

interface TlsOptions {
  readonly ca: string[];
  readonly allowH2: false;
  readonly rejectUnauthorized: true;
  readonly minVersion: 'TLSv1.2';
}

function tlsOptions(more: string | null): TlsOptions {
  const ca = [...getCACertificates('default'), ...(more === null ? [] : [more])];
  return { ca, allowH2: false, rejectUnauthorized: true, minVersion: 'TLSv1.2' };
}

function proxyAgent(url: string, secret: string | null, tls: TlsOptions): Dispatcher {
  return new ProxyAgent({
    uri: url,
    connectTimeout,
    requestTls: tls,
    proxyTls: tls,
    ...(secret === null ? {} : { token: `Basic ${Buffer.from(secret).toString('base64')}` }),
  });
}

/** Only bodies of text are sent: the types of this `fetch` and of the global one differ in all others. */
async function send(url: string, init: RequestInit, dispatcher: Dispatcher): Promise<Response> {
  const { method = 'GET', headers, redirect = 'follow', signal = null, body = null } = init;
  if (body !== null && typeof body !== 'string') throw new TypeError('only text is sent');
  const plain = Object.fromEntries(new Headers(headers));
  const answer = await undiciFetch(url, { method, headers: plain, redirect, signal, body, dispatcher });
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- the same class in all but its constructor
  return answer;
}

/** The proxy's own no, told by its status; everything else as it is. Whatever it said is not repeated. */
function throughProxy(error: unknown): unknown {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 4; cause = cause.cause, depth += 1) {
    const code = codeAtProxy(cause);
    if (code !== null) return Object.assign(new Error('the proxy did not let the request through'), { code });
  }
  return error;
}

function codeAtProxy(error: Error): string | null {
  const status = /^Proxy response \((\d{3})\)/.exec(error.message)?.[1];
  if (status !== undefined) return `PROXY_${status}`;
  const { code, syscall } = error as { readonly code?: unknown; readonly syscall?: unknown };
  if (typeof code !== 'string') return null;
  const unreached = syscall === 'connect' || syscall === 'getaddrinfo' || unreachedCodes.has(code);
  return unreached ? `PROXY_${code}` : null;
}

const unreachedCodes: ReadonlySet<string> = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_PRX_CONN']);
