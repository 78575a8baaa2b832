import type { Clock } from '../../domain/kernel/clock.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import type { SourceTools } from '../tools.ts';
import { noAnswer, refusedAnswer, redirectedAway, unreachable } from './http-errors.ts';

const mostRedirects = 5;
const mostAttempts = 4;
/** Nobody is waited for longer than this within one run. */
const longestWait = 120_000;

/** Whom to ask, how, and how patiently. */
export interface HttpCaller {
  readonly tools: SourceTools;
  /** What may be shown of the address: without its query, which may hold a key. */
  readonly shown: string;
  readonly origin: string;
  readonly patience: number;
  /** Made anew for every request: a secret may have been exchanged. */
  readonly headers: () => Record<string, string>;
}

/** An answer whose body is taken in the same breath. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly url: string;
}

/**
 * Asks, follows redirects within the origin, and asks again when the server is busy or away for a moment. `take` is
 * given the body in pieces; when the connection breaks, `again` is called and everything comes once more.
 * @throws TenuredError TEN-3001, TEN-3030, TEN-3031, TEN-3032 or TEN-3034
 */
export async function get(
  caller: HttpCaller,
  url: string,
  body: { readonly take: (chunk: Uint8Array) => Promise<void>; readonly again: () => void },
  more: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await attemptGet(caller, url, more, body.take);
    if (outcome.kind === 'answer') return outcome.answer;
    if (attempt === mostAttempts) throw outcome.error;
    body.again();
    await caller.tools.clock.sleep(outcome.wait ?? 1000 * 2 ** (attempt - 1));
  }
}

type Outcome =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'later'; readonly wait: number | null; readonly error: TenuredError };

async function attemptGet(
  caller: HttpCaller,
  url: string,
  more: Readonly<Record<string, string>>,
  take: (chunk: Uint8Array) => Promise<void>,
): Promise<Outcome> {
  const guard = new Patience(caller.tools.clock, caller.patience);
  try {
    const { response, at } = await follow(caller, url, more, guard);
    if (response.status === 429 || response.status >= 500) {
      await response.body?.cancel();
      return later(caller, response);
    }
    if (!response.ok && response.status !== 304) {
      await response.body?.cancel();
      throw refusedAnswer(caller.shown, response.status);
    }
    await drain(caller, response, guard, take);
    return { kind: 'answer', answer: { status: response.status, headers: response.headers, url: at } };
  } catch (error) {
    if (error instanceof TenuredError) throw error;
    const failure = unreachable(caller.shown, error, guard.exhausted);
    if (failure.code !== 'TEN-3030') throw failure;
    return { kind: 'later', wait: null, error: failure };
  } finally {
    guard.end();
  }
}

async function follow(
  caller: HttpCaller,
  url: string,
  more: Readonly<Record<string, string>>,
  guard: Patience,
): Promise<{ readonly response: Response; readonly at: string }> {
  let at = url;
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    const headers = { ...caller.headers(), ...more };
    const init: RequestInit = { method: 'GET', headers, redirect: 'manual', signal: guard.signal };
    const response = await guard.within(() => caller.tools.fetch(at, init));
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || response.status === 304 || location === null) {
      return { response, at };
    }
    await response.body?.cancel();
    at = withinOrigin(caller, location, at);
  }
  throw redirectedAway(caller.shown, 'in a circle');
}

/** An address that the server named, on its own origin: the credential goes nowhere else. @throws TenuredError TEN-3032 */
export function withinOrigin(caller: HttpCaller, address: string, from: string): string {
  const next = URL.parse(address, from);
  if (next === null) throw redirectedAway(caller.shown, 'to something that is no address');
  if (next.origin !== caller.origin) throw redirectedAway(caller.shown, `to ${next.origin}`);
  next.username = '';
  next.password = '';
  return next.href;
}

async function drain(
  caller: HttpCaller,
  response: Response,
  guard: Patience,
  take: (chunk: Uint8Array) => Promise<void>,
): Promise<void> {
  let bytes = 0;
  const reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined;
  try {
    for (;;) {
      const piece = reader === undefined ? undefined : await guard.within(() => reader.read());
      if (piece?.value === undefined) break;
      bytes += piece.value.length;
      await take(piece.value);
    }
  } catch (error) {
    await reader?.cancel().catch(() => undefined);
    throw error;
  }
  const length = response.headers.get('content-length');
  const encoded = response.headers.has('content-encoding');
  if (length !== null && !encoded && response.status !== 304 && Number(length) !== bytes) {
    throw noAnswer(caller.shown, `${length} bytes were announced and ${String(bytes)} came`);
  }
}

function later(caller: HttpCaller, response: Response): Outcome {
  const said = response.headers.get('retry-after');
  return {
    kind: 'later',
    wait: said === null ? null : waitOf(said, caller.tools.clock),
    error: refusedAnswer(caller.shown, response.status),
  };
}

function waitOf(said: string, clock: Clock): number | null {
  const wait = /^\d{1,6}$/.test(said.trim()) ? Number(said) * 1000 : Date.parse(said) - clock.now();
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, 0), longestWait);
}

/** Ends what waits longer than the patience lasts, by the clock that was handed in. */
class Patience {
  readonly #clock: Clock;
  readonly #milliseconds: number;
  readonly #cut = new AbortController();
  exhausted = false;

  constructor(clock: Clock, milliseconds: number) {
    this.#clock = clock;
    this.#milliseconds = milliseconds;
  }

  get signal(): AbortSignal {
    return this.#cut.signal;
  }

  async within<T>(work: () => Promise<T>): Promise<T> {
    const done = new AbortController();
    void this.#clock.sleep(this.#milliseconds, done.signal).then(
      () => {
        this.exhausted = true;
        this.#cut.abort();
      },
      () => undefined,
    );
    try {
      return await work();
    } finally {
      done.abort();
    }
  }

  end(): void {
    this.#cut.abort();
  }
}
