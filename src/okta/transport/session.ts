import { TenuredError } from '../../domain/kernel/errors.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { AccessToken, TokenSource } from '../auth/token.ts';
import type { DpopProver } from '../auth/dpop.ts';
import type { OktaTools } from '../tools.ts';
import { callRefused, featureOff, inBrackets } from './errors.ts';
import type { Answer, HttpRequest } from './http.ts';
import { retry, type Attempt, type Patience } from './retry.ts';
import { Transient } from './transient.ts';

/** One read. */
export interface GetCall {
  readonly url: string;
  /** Method and path template, `GET /api/v1/users/{id}`: the unit that Okta limits by. */
  readonly bucket: string;
  /** What is read, in words for messages: `users`. */
  readonly what: string;
  readonly contentType?: string;
  /** True when 404 is an answer rather than a refusal. */
  readonly mayBeMissing?: boolean;
  /** True for the organisation's public metadata, which takes no token. */
  readonly anonymous?: boolean;
}

/** An answer with its JSON parsed, but not yet believed. */
export interface JsonAnswer {
  readonly found: boolean;
  readonly json: unknown;
  readonly headers: Headers;
  /** Okta's own time of the answer. */
  readonly date: Instant;
  readonly requestId: string | null;
}

/** Reads from one organisation with one set of scopes. */
export interface Session {
  readonly origin: string;
  get(call: GetCall): Promise<JsonAnswer>;
  /** Requests sent so far, without those to the token endpoint. */
  calls(): number;
}

/** What a session sends through. */
export interface Line {
  readonly origin: string;
  readonly tools: OktaTools;
  /** Waits until the bucket allows a call, then makes the request and sends it: what it carries must be fresh. */
  send(bucket: string, deadline: number, make: () => Promise<HttpRequest>): Promise<Answer>;
}

/** Opens a session: every attempt gets a paced start, a token that holds and a proof of its own. */
export function openSession(line: Line, tokens: TokenSource, prover: DpopProver | null, patience: Patience): Session {
  let calls = 0;
  const start = (call: GetCall, attempt: Attempt, token: AccessToken | null): Promise<Answer> =>
    line.send(call.bucket, attempt.deadline, async () => {
      calls += 1;
      const headers = await headersFor(call, attempt, token, prover);
      return { method: 'GET', url: call.url, bucket: call.bucket, headers };
    });
  const request = async (call: GetCall, attempt: Attempt): Promise<Answer> => {
    const token = call.anonymous === true ? null : await tokens.get();
    const answer = await start(call, attempt, token);
    if (answer.status !== 401 || token === null || featureOff(answer)) return answer;
    tokens.drop(token);
    return start(call, attempt, await tokens.get());
  };
  return {
    origin: line.origin,
    calls: () => calls,
    get: (call) =>
      retry(call.bucket, line.tools, patience, async (attempt) => judge(await request(call, attempt), call)),
  };
}

/** A proof holds for one request and a few minutes: it is made after the wait for the window. [Okta: DPoP guide] */
async function headersFor(
  call: GetCall,
  attempt: Attempt,
  token: AccessToken | null,
  prover: DpopProver | null,
): Promise<HttpRequest['headers']> {
  const headers: Record<string, string> = {};
  if (call.contentType !== undefined) headers['content-type'] = call.contentType;
  if (token !== null) headers['authorization'] = `${token.scheme} ${token.value}`;
  if (token?.scheme === 'DPoP' && prover !== null) {
    headers['dpop'] = await prover.prove({ method: 'GET', url: call.url, accessToken: token.value });
  }
  const before = attempt.last?.requestId ?? null;
  if (before === null) return headers;
  // Okta's own clients tell it so. [Okta: okta-sdk-nodejs, default-request-executor.js]
  return { ...headers, 'x-okta-retry-for': before, 'x-okta-retry-count': String(attempt.number - 1) };
}

function judge(answer: Answer, call: GetCall): JsonAnswer {
  const { status, requestId } = answer;
  if (status === 429) throw new Transient('throttled', '429', requestId);
  if (status >= 500 || status === 408) throw new Transient('server', String(status), requestId);
  if (status === 404 && call.mayBeMissing === true) return toJson(answer, call, null);
  if (status !== 200) throw callRefused(answer, call.what);
  return toJson(answer, call, parse(answer, call));
}

function toJson(answer: Answer, call: GetCall, json: unknown): JsonAnswer {
  const { date, headers, requestId } = answer;
  if (date === null) throw untrusted(answer, call, 'has no date');
  return { found: answer.status === 200, json, headers, date, requestId };
}

function parse(answer: Answer, call: GetCall): unknown {
  try {
    return JSON.parse(answer.text);
  } catch {
    throw untrusted(answer, call, 'is not JSON');
  }
}

function untrusted(answer: Answer, call: GetCall, how: string): TenuredError {
  return new TenuredError('TEN-2306', `Okta's answer about ${call.what} ${how}${inBrackets(answer)}.`, {
    hint: 'Check okta.orgUrl, and whether a proxy answers in the place of Okta.',
  });
}
