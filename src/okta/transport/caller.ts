import type { AccessToken, Tokens } from '../auth/token.ts';
import type { DpopProver } from '../auth/dpop.ts';
import type { OktaTools } from '../tools.ts';
import { featureOff } from './errors.ts';
import type { Answer, HttpRequest, Method } from './http.ts';
import { afterSending } from './lost.ts';
import type { Lane } from './lane.ts';
import { worthAnotherProof } from './proof-refusal.ts';
import type { Attempt, Until } from './retry.ts';
import type { RetryBudget } from './retry-budget.ts';

/** One call of the API. */
export interface Call {
  readonly url: string;
  /** Method and path template, `GET /api/v1/users/{id}`: the unit that Okta limits by. */
  readonly bucket: string;
  readonly contentType?: string;
  /** True for the organisation's public metadata, which takes no token. */
  readonly anonymous?: boolean;
  /** Whom it is for; others unless told. */
  readonly lane?: Lane;
}

/** A call of any method, with what it carries. */
export interface OutgoingCall extends Call {
  readonly method: Method;
  readonly body?: string;
  /** Runs in the moment of sending, after every wait, once for each time it is sent; when it throws, nothing is sent. */
  readonly confirm?: () => void;
}

/** What calls go through. */
export interface Line {
  readonly origin: string;
  readonly tools: OktaTools;
  readonly retries: RetryBudget;
  /** Waits until the bucket allows a call, then makes the request and sends it: what it carries must be fresh. */
  send(bucket: string, until: Until, make: () => Promise<HttpRequest>, lane?: Lane): Promise<Answer>;
}

/** Sends calls of one set of scopes: every one gets a paced start, a token that holds and a proof of its own. */
export interface Caller {
  /**
   * Sends the call and gives the answer, whatever it says. A 401 is answered once with a new token, a proof that is
   * refused for its time or its id once with a new proof: Okta has not looked at the call then.
   * @throws Transient when it failed in passing; for a write only when it never left this host.
   * @throws Lost when a write went out and what became of it is not known.
   * @throws TenuredError when no token is to be had, or no answer can be trusted.
   */
  call(call: OutgoingCall, attempt: Attempt): Promise<Answer>;
  /** Requests sent so far, without those to the token endpoint. */
  calls(): number;
}

export function createCaller(line: Line, tokens: Tokens, prover: DpopProver | null): Caller {
  let calls = 0;
  const start = async (call: OutgoingCall, attempt: Attempt, token: AccessToken | null): Promise<Answer> => {
    const out = { sending: false };
    try {
      const make = async (): Promise<HttpRequest> => {
        const headers = await headersFor(call, attempt, token, prover);
        call.confirm?.();
        calls += 1;
        out.sending = true;
        const { method, url, bucket, body } = call;
        return { method, url, bucket, headers, ...(body === undefined ? {} : { body }) };
      };
      return await line.send(call.bucket, attempt.until, make, call.lane);
    } catch (error) {
      throw out.sending && call.method !== 'GET' ? afterSending(error) : error;
    }
  };
  return {
    calls: () => calls,
    call: async (call, attempt) => {
      const token = call.anonymous === true ? null : await tokens.get();
      const answer = await start(call, attempt, token);
      if (token?.scheme === 'DPoP' && worthAnotherProof(answer)) return start(call, attempt, token);
      if (answer.status !== 401 || token === null || featureOff(answer)) return answer;
      tokens.drop(token);
      return start(call, attempt, await tokens.get());
    },
  };
}

/** A proof holds for one request and a few minutes: it is made after the wait for the window. [Okta: DPoP guide] */
async function headersFor(
  call: OutgoingCall,
  attempt: Attempt,
  token: AccessToken | null,
  prover: DpopProver | null,
): Promise<HttpRequest['headers']> {
  const headers: Record<string, string> = {};
  if (call.contentType !== undefined) headers['content-type'] = call.contentType;
  if (token !== null) headers['authorization'] = `${token.scheme} ${token.value}`;
  if (token?.scheme === 'DPoP' && prover !== null) {
    headers['dpop'] = await prover.prove({ method: call.method, url: call.url, accessToken: token.value });
  }
  if (attempt.retryFor === null) return headers;
  // Okta's own clients tell it so. [Okta: okta-sdk-nodejs, default-request-executor.js]
  return { ...headers, 'x-okta-retry-for': attempt.retryFor, 'x-okta-retry-count': String(attempt.number - 1) };
}
