import { TenuredError } from '../../domain/kernel/errors.ts';
import { instant, minute, second, type Instant } from '../../domain/time/instant.ts';
import type { OktaTools } from '../tools.ts';
import { networkFailure } from './network-failure.ts';
import type { OktaTime } from './okta-time.ts';
import { Transient } from './transient.ts';

/** The whole call, from connecting to the last byte of the body: Okta itself gives up a query after 30 seconds. [Okta: System Log query] */
const timeout = minute;

const largestBody = 10 * 1024 * 1024;

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** One request as it goes out. */
export interface HttpRequest {
  readonly method: Method;
  readonly url: string;
  /** Method and path template, for pacing and for the log. */
  readonly bucket: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One answer, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The `Date` header; null when it is missing or unreadable. */
  readonly date: Instant | null;
  readonly requestId: string | null;
}

export type Send = (request: HttpRequest) => Promise<Answer>;

/**
 * Sends one request to the organisation and reads the answer whole: bounded in time and size, no redirect followed.
 * @throws Transient when the network failed or the time was up.
 * @throws TenuredError TEN-2107 the host's clock is off; TEN-2304 certificate; TEN-2305 redirect; TEN-2306 too large or not UTF-8.
 */
export function createHttp(tools: OktaTools, origin: string, time: OktaTime): Send {
  return async (request) => {
    if (new URL(request.url).origin !== origin) throw new Error('a request must go to the organisation');
    const sent = tools.clock.now();
    const answer = await exchange(tools, request, (date) => {
      if (date !== null) time.learn(date, sent, tools.clock.now());
    });
    tools.log?.({
      type: 'okta-call',
      bucket: request.bucket,
      status: answer.status,
      milliseconds: tools.clock.now() - sent,
      requestId: answer.requestId,
    });
    return answer;
  };
}

async function exchange(
  tools: OktaTools,
  request: HttpRequest,
  onDate: (date: Instant | null) => void,
): Promise<Answer> {
  const stop = new AbortController();
  const done = new AbortController();
  void tools.clock.sleep(timeout, done.signal).then(
    () => stop.abort(late(`no answer in ${String(timeout / second)} s`)),
    () => undefined,
  );
  try {
    const response = await tools.fetch(request.url, toInit(request, tools.version, stop.signal));
    const date = readDate(response.headers.get('date'));
    onDate(date);
    refuseRedirect(response);
    const text = await readText(response);
    return { status: response.status, headers: response.headers, text, date, requestId: readRequestId(response) };
  } catch (error) {
    if (error instanceof TenuredError) throw error;
    throw networkFailure(stop.signal.aborted ? stop.signal.reason : error);
  } finally {
    done.abort();
  }
}

function late(what: string): Transient {
  return new Transient('network', what, { late: true });
}

function toInit(request: HttpRequest, version: string, signal: AbortSignal): RequestInit {
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    'user-agent': `tenured/${version}`,
    ...request.headers,
  };
  return {
    method: request.method,
    headers,
    redirect: 'manual',
    signal,
    ...(request.body === undefined ? {} : { body: request.body }),
  };
}

function refuseRedirect(response: Response): void {
  if (response.type !== 'opaqueredirect' && (response.status < 300 || response.status > 399)) return;
  void response.body?.cancel().catch(() => undefined);
  throw new TenuredError('TEN-2305', 'Okta, or something in front of it, sent tenured to another address.', {
    why: 'Following it could hand access to a stranger, so it was refused.',
    hint: "Check that okta.orgUrl is the organisation's own address and that no proxy rewrites it.",
  });
}

async function readText(response: Response): Promise<string> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > largestBody) throw new TenuredError('TEN-2306', "Okta's answer is larger than 10 MB.");
    chunks.push(chunk);
  }
  return decode(Buffer.concat(chunks));
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new TenuredError('TEN-2306', "Okta's answer is not UTF-8 text.");
  }
}

function readDate(header: string | null): Instant | null {
  const value = Date.parse(header ?? '');
  return Number.isNaN(value) ? null : instant(value);
}

/** `X-Okta-Request-Id` is the transaction id in Okta's System Log. [Okta: Core Okta API] */
function readRequestId(response: Response): string | null {
  const id = response.headers.get('x-okta-request-id');
  return id !== null && /^[\w.:+/=-]{1,100}$/.test(id) ? id : null;
}
