import pRetry from 'p-retry';
import type { Clock } from '../../domain/kernel/clock.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import type { Random } from '../../domain/kernel/random.ts';
import { instant, minute, second } from '../../domain/time/instant.ts';
import type { OktaEvent } from '../events.ts';
import { inBrackets } from './in-brackets.ts';
import type { Answer } from './http.ts';
import type { Lane } from './lane.ts';
import { retryAfter } from './retry-after.ts';
import type { RetryBudget } from './retry-budget.ts';
import { Transient, type TransientKind } from './transient.ts';

/** How long one call may take with all its attempts, in milliseconds. */
export interface Patience {
  /** While Okta cannot be reached or fails. */
  readonly faults: number;
  /** While Okta throttles: a window lasts a minute, and others use it too. */
  readonly throttling: number;
}

export const usualPatience: Patience = { faults: 2 * minute, throttling: 10 * minute };

/** Until when, by the host's clock, a call may be held back because Okta throttles, and because it fails. */
export interface Until {
  readonly throttling: number;
  readonly faults: number;
}

/** The instants at which a call that begins now has used up its patience. */
export function untilOf(now: number, { faults, throttling }: Patience): Until {
  return { faults: now + faults, throttling: now + throttling };
}

interface RetryTools {
  readonly tools: {
    readonly clock: Clock;
    readonly random: Random;
    readonly log?: (event: OktaEvent) => void;
  };
  readonly retries: RetryBudget;
}

/** What is to be tried. */
export interface Trial {
  readonly bucket: string;
  readonly lane?: Lane | undefined;
  readonly patience: Patience;
}

/** What an attempt is told: which one it is, whom Okta knows it to be a repetition of, and when to give up. */
export interface Attempt {
  /** 1 for the first. */
  readonly number: number;
  /** The request id of the first attempt that was answered; null while none was. */
  readonly retryFor: string | null;
  readonly until: Until;
}

/** A bound that the time reaches first; it keeps a clock that stands still from making an endless loop. */
const mostAttempts = 100;
const longestPause = 30 * second;

/**
 * Runs a harmless call until it succeeds, fails for good or has used up its time. Only Transient is tried again. p-retry
 * counts and waits for nothing itself: pauses go through the Clock, exponential with jitter; after a 429 there is none
 * here, because the pacer holds the next attempt back until the window ends. Once more calls failed than may be made
 * again, pauses are as long as can be, but for whoever acts for a leaver.
 * @throws TenuredError TEN-2301 unreachable, TEN-2302 failing, TEN-2303 throttled, once the time is used up.
 */
export async function retry<Value>(
  { bucket, lane, patience }: Trial,
  { tools, retries }: RetryTools,
  run: (attempt: Attempt) => Promise<Value>,
): Promise<Value> {
  const until = untilOf(tools.clock.now(), patience);
  let retryFor: string | null = null;
  retries.earn();
  const pauseFor = (error: Transient, attempt: number): number => {
    if (error.kind === 'throttled') return 0;
    const affordable = retries.spend() || lane === 'leavers';
    return Math.max(error.after ?? 0, pauseAfter(affordable ? attempt : mostAttempts, tools.random));
  };
  try {
    return await pRetry((number) => run({ number, retryFor, until }), {
      retries: mostAttempts,
      minTimeout: 0,
      factor: 1,
      randomize: false,
      shouldRetry: async ({ error, attemptNumber }) => {
        if (!(error instanceof Transient)) return false;
        retryFor ??= error.requestId;
        const pause = pauseFor(error, attemptNumber);
        const end = error.kind === 'throttled' ? until.throttling : until.faults;
        if (tools.clock.now() + pause >= end) return false;
        const reason = error.message;
        tools.log?.({ type: 'okta-retry', bucket, attempt: attemptNumber, reason, milliseconds: pause });
        if (pause > 0) await tools.clock.sleep(pause);
        return true;
      },
    });
  } catch (error) {
    throw error instanceof Transient ? exhausted(error) : error;
  }
}

/** What an answer that is no success asks to wait, at most a minute; null when it asks for nothing. */
export function askedFor({ headers, date }: Answer): number | null {
  const asked = retryAfter(headers, date ?? instant(0));
  return asked === null ? null : Math.min(minute, asked);
}

function pauseAfter(attempt: number, random: Random): number {
  const whole = Math.min(longestPause, second * 2 ** Math.min(attempt - 1, 10));
  return Math.max(1, Math.floor(whole * (0.5 + random.next() / 2)));
}

const meanings: Readonly<
  Record<TransientKind, { code: 'TEN-2301' | 'TEN-2302' | 'TEN-2303'; say: string; hint: string }>
> = {
  network: {
    code: 'TEN-2301',
    say: 'Okta cannot be reached',
    hint: 'Check okta.orgUrl, the network, DNS and any proxy or firewall between this host and Okta.',
  },
  server: {
    code: 'TEN-2302',
    say: 'Okta keeps failing',
    hint: 'See https://status.okta.com; tenured tries again at its next run.',
  },
  throttled: {
    code: 'TEN-2303',
    say: 'Okta kept throttling',
    hint: 'Something else uses up the rate limit: see Reports > Rate limits in the Okta admin console.',
  },
};

/** What a passing failure becomes once there is no time left for another attempt. */
export function exhausted(error: Transient): TenuredError {
  const { code, say, hint } = meanings[error.kind];
  return new TenuredError(code, `${say}: ${error.message}${inBrackets(error)}.`, { hint });
}
