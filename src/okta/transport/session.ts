import { TenuredError } from '../../domain/kernel/errors.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { Call, Caller, Line } from './caller.ts';
import { callRefused } from './errors.ts';
import { inBrackets } from './in-brackets.ts';
import type { Answer } from './http.ts';
import { askedFor, retry, type Patience } from './retry.ts';
import { Transient } from './transient.ts';

/** One read. */
export interface GetCall extends Call {
  /** What is read, in words for messages: `users`. */
  readonly what: string;
  /** True when 404 is an answer rather than a refusal. */
  readonly mayBeMissing?: boolean;
  /** How long it may take; as long as any call of the session unless told. */
  readonly patience?: Patience;
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
  /** Waits so many milliseconds of the session's clock. */
  pause(milliseconds: number): Promise<void>;
  /** Requests sent so far, without those to the token endpoint. */
  calls(): number;
}

/** Opens a session for reading: what fails in passing is tried again within the patience. */
export function openSession(line: Line, caller: Caller, patience: Patience): Session {
  const { origin, tools } = line;
  return {
    origin,
    calls: () => caller.calls(),
    pause: (milliseconds) => tools.clock.sleep(milliseconds),
    get: (call) =>
      retry({ bucket: call.bucket, lane: call.lane, patience: call.patience ?? patience }, line, async (attempt) =>
        judge(await caller.call({ ...call, method: 'GET' }, attempt), call),
      ),
  };
}

function judge(answer: Answer, call: GetCall): JsonAnswer {
  const { status, requestId } = answer;
  if (status === 429) throw new Transient('throttled', '429', { requestId });
  if (status >= 500 || status === 408)
    throw new Transient('server', String(status), { requestId, after: askedFor(answer) });
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
