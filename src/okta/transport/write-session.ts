import { TenuredError } from '../../domain/kernel/errors.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { Connection } from './connection.ts';
import { callRefused, errorCode, featureOff } from './errors.ts';
import { inBrackets } from './in-brackets.ts';
import type { Answer, Method } from './http.ts';
import { tryObject } from './json.ts';
import { Lost } from './lost.ts';
import type { Lane } from './lane.ts';
import { proofChallenge } from './proof-refusal.ts';
import { saysReadOnly, type Trial } from './read-only-mode.ts';
import { askedFor, retry, type Attempt } from './retry.ts';
import { openSession, type Session } from './session.ts';
import { Transient } from './transient.ts';
import { challengeParameters } from './www-authenticate.ts';

/** One write. */
export interface WriteCall {
  readonly method: Exclude<Method, 'GET'>;
  readonly url: string;
  /** Method and path template: the unit that Okta limits by. */
  readonly bucket: string;
  readonly body?: string;
  /** Whom it is for; others unless told. */
  readonly lane?: Lane;
  /** True when doing it twice is the same as doing it once: then, and only then, it is sent again after a lost answer. */
  readonly repeatable: boolean;
}

/**
 * What has to allow a write. `ask` comes before each attempt and may read; `confirm` comes in the moment of sending,
 * however long the attempt had to wait for its turn. When either throws, nothing is sent.
 */
export interface Permit {
  ask(): Promise<void>;
  confirm(): void;
}

/**
 * How a write ended. `answered` is an answer of Okta's that settles it: a 2xx, or a 4xx that refuses. `lost` is all that
 * settles nothing.
 */
export type Written =
  | { readonly kind: 'answered'; readonly answer: Answer; readonly date: Instant }
  | { readonly kind: 'refused'; readonly answer: Answer }
  | { readonly kind: 'lost'; readonly why: string; readonly requestId: string | null };

/** Reads and writes of one organisation with one set of scopes. */
export interface WriteSession extends Session {
  /**
   * Sends the write once it is permitted and settles what can be settled. Whatever Okta has certainly not carried out
   * is sent again within the patience: throttled, refused for its token, never connected, or told to come back because
   * the user is still being activated. What may have been carried out is not, unless it is repeatable.
   * @throws TenuredError when nothing was changed: whatever the permit throws; TEN-21xx, TEN-2201; TEN-2301, 2302, 2303
   * when the patience is used up; TEN-2304.
   */
  write(call: WriteCall, permit: Permit): Promise<Written>;
}

/** How often a repeatable write is sent in all when answers get lost. */
const mostSends = 4;

/** Refusals that pass by themselves within minutes, as does 423. [Okta: error codes] still activating; rules or user type set up. */
const notYet = new Set(['E0000112', 'E0000249', 'E0000253']);

export function openWriteSession(connection: Connection, scopes: readonly string[]): WriteSession {
  const { tools, patience, readOnly } = connection;
  const caller = connection.caller(scopes);
  const attemptOf = async (call: WriteCall, permit: Permit, attempt: Attempt): Promise<Answer | Lost> => {
    await readOnly.tried();
    await permit.ask();
    const sent: { trial: Trial | null } = { trial: null };
    const confirm = (): void => {
      permit.confirm();
      sent.trial ??= readOnly.demandWritable(tools.clock.now());
    };
    try {
      const came = await caller.call({ ...call, confirm }, attempt).catch(lostOrThrow);
      if (came instanceof Lost) return came;
      if (saysReadOnly(came)) throw readOnly.met(came, tools.clock.now());
      if (came.status < 500 && came.status !== 429) readOnly.over();
      return came;
    } finally {
      sent.trial?.end();
    }
  };
  return {
    ...openSession(connection, caller, patience),
    write: (call, permit) => {
      const history = new History(call);
      const run = retry({ bucket: call.bucket, lane: call.lane, patience }, connection, async (attempt) => {
        return history.settle(await attemptOf(call, permit, attempt));
      });
      return run.catch((error: unknown) => history.end(error));
    },
  };
}

function lostOrThrow(error: unknown): Lost {
  if (error instanceof Lost) return error;
  throw error;
}

/** What became of a write's attempts so far. */
class History {
  readonly #call: WriteCall;
  #losses = 0;
  #why: string | null = null;
  /** Of the first attempt that was answered without settling it. */
  #requestId: string | null = null;
  #postponed: Answer | null = null;

  constructor(call: WriteCall) {
    this.#call = call;
  }

  /**
   * Takes in one attempt.
   * @throws Transient when it may be sent again; TenuredError when it was refused for the client's sake.
   */
  settle(came: Answer | Lost): Written {
    const why = came instanceof Lost ? `The answer was lost: ${came.message.replace(/\.$/, '')}.` : whyUnsettled(came);
    if (why !== null) return this.#lose(why, came instanceof Lost ? null : came);
    const answer = came as Answer;
    const { status, requestId, date } = answer;
    if (status === 429) throw new Transient('throttled', '429', { requestId });
    if (status < 300) return { kind: 'answered', answer, date: date as Instant };
    if (aboutTheClient(answer)) throw callRefused(answer, 'accounts');
    if (status === 423 || notYet.has(errorCode(answer) ?? '')) this.#postpone(answer);
    return this.#refuse(answer);
  }

  /**
   * Says how the write ended when no attempt settled it.
   * @throws the error when it is certain that nothing was changed.
   */
  end(error: unknown): Written {
    if (this.#why !== null) return this.#lost(this.#why);
    const ranOut = error instanceof TenuredError && error.code === 'TEN-2302';
    if (this.#postponed !== null && ranOut) return { kind: 'refused', answer: this.#postponed };
    throw error;
  }

  #lose(why: string, answer: Answer | null): Written {
    this.#losses += 1;
    this.#why ??= why;
    this.#requestId ??= answer?.requestId ?? null;
    if (!this.#call.repeatable || this.#losses >= mostSends) return this.#lost(this.#why);
    const after = answer === null ? null : askedFor(answer);
    throw new Transient('network', 'answer lost', { requestId: this.#requestId, after });
  }

  #lost(why: string): Written {
    return { kind: 'lost', why, requestId: this.#requestId };
  }

  #postpone(answer: Answer): never {
    this.#postponed = answer;
    const { status, requestId } = answer;
    throw new Transient('server', errorCode(answer) ?? String(status), { requestId, after: askedFor(answer) });
  }

  /** A refusal speaks for its own attempt only: one before it, whose answer was lost, may have been carried out. */
  #refuse(answer: Answer): Written {
    if (this.#why === null) return { kind: 'refused', answer };
    this.#requestId ??= answer.requestId;
    return this.#lost(`${this.#why} Sent again, it was refused with ${String(answer.status)}.`);
  }
}

/** Why an answer settles nothing; null when it does. */
function whyUnsettled(answer: Answer): string | null {
  const { status } = answer;
  if (status >= 500 || status === 408) {
    return `Okta answered ${String(status)}${inBrackets({ code: errorCode(answer), requestId: answer.requestId })}.`;
  }
  if (status > 299) return null;
  if (answer.date === null || !isOktas(answer.text)) return 'Something answered that does not look like Okta.';
  return null;
}

/** Okta answers writes with nothing or with an object; a page of HTML with status 200 is a proxy's. [Okta: recorded writes] */
function isOktas(text: string): boolean {
  return text.trim() === '' || tryObject(text) !== null;
}

/** Refusals that have nothing to do with the account: the token, its scopes, its proof. */
function aboutTheClient(answer: Answer): boolean {
  if (answer.status === 401) return !featureOff(answer);
  const error = challengeParameters(answer.headers.get('www-authenticate')).get('error');
  return error === 'insufficient_scope' || proofChallenge(answer) !== null;
}
