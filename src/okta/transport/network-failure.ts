import { TenuredError } from '../../domain/kernel/errors.ts';
import { Transient } from './transient.ts';

/** OpenSSL's and Node's names for a certificate that no second attempt makes better. */
const certificateCodes =
  /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_(GET|VERIFY|DECRYPT)|HOSTNAME_MISMATCH)/;

/**
 * Names that Node, undici and OpenSSL give to a connection that never came about, and to nothing else. A reset is not
 * among them, nor anything that a middlebox could cause later as well.
 */
const unconnectedCodes =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|ERR_SSL_\w*(HANDSHAKE_FAILURE|UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION))$/;

/** System calls before there is a connection. */
const callsBefore = new Set(['connect', 'getaddrinfo']);

/** What a failed exchange means: a certificate that is refused for good, or a network that may come back. */
export function networkFailure(error: unknown): TenuredError | Transient {
  if (error instanceof Transient) return error;
  const code =
    chainOf(error)
      .map(codeOf)
      .find((found) => found !== null) ?? 'connection failed';
  const proxied = atProxy(code);
  if (proxied !== null) return proxied;
  if (!certificateCodes.test(code)) return new Transient('network', code, { unsent: neverConnected(error) });
  return new TenuredError('TEN-2304', `The certificate that answers for the Okta URL is not trusted (${code}).`, {
    why: 'Somebody else could be answering in the place of Okta.',
    hint: 'Check the host name and the clock; for a proxy that opens TLS name its authority as network.ca.',
  });
}

/** The proxy that `tools.fetch` goes through let nothing through: `PROXY_407`, `PROXY_ECONNREFUSED`. */
function atProxy(code: string): TenuredError | Transient | null {
  const what = /^PROXY_(\w+)$/.exec(code)?.[1];
  if (what === undefined) return null;
  if (what === '407') {
    return new TenuredError(
      'TEN-2062',
      'The proxy asks for a user name and password, or for others than it was given.',
      {
        hint: 'Give them as network.proxy.credentials, "user:password" in a file of mode 0600.',
      },
    );
  }
  if (/^4\d\d$/.test(what)) {
    return new TenuredError('TEN-2063', `The proxy refuses to connect to Okta (status ${what}).`, {
      hint: 'Have the host of okta.orgUrl allowed at the proxy, or name it under network.proxy.except.',
    });
  }
  const said = /^\d{3}$/.test(what) ? `the proxy answered ${what}` : `the proxy cannot be reached, ${what}`;
  return new Transient('network', said, { unsent: true });
}

/** `fetch` hides the system's error, with its code, in `cause`, once or twice. The messages could carry a URL. */
function chainOf(error: unknown): readonly Error[] {
  const chain: Error[] = [];
  let current: unknown = error;
  while (current instanceof Error && chain.length < 4) {
    chain.push(current);
    current = current instanceof AggregateError ? (current.errors[0] as unknown) : current.cause;
  }
  return chain;
}

function codeOf(error: Error): string | null {
  const code: unknown = (error as { code?: unknown }).code;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : null;
}

/** True only for what cannot happen once a request is under way; of several addresses none may have been reached. */
function neverConnected(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 3) return false;
  if (error instanceof AggregateError) {
    return error.errors.length > 0 && error.errors.every((each) => neverConnected(each, depth + 1));
  }
  const call: unknown = (error as { syscall?: unknown }).syscall;
  const before = unconnectedCodes.test(codeOf(error) ?? '') || (typeof call === 'string' && callsBefore.has(call));
  return before || neverConnected(error.cause, depth + 1);
}
