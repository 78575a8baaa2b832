import pRetry from 'p-retry';
import type { Clock } from '../../domain/kernel/clock.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import type { Random } from '../../domain/kernel/random.ts';
import { minute, second } from '../../domain/time/instant.ts';
import type { OktaEvent } from '../events.ts';
import { inBrackets } from './errors.ts';
import { Transient, type TransientKind } from './transient.ts';

/** How long one call may take with all its attempts, in milliseconds. */
export interface Patience {
  /** While Okta cannot be reached or fails. */
  readonly faults: number;
  /** While Okta throttles: a window lasts a minute, and others use it too. */
  readonly throttling: number;
}

export const usualPatience: Patience = { faults: 2 * minute, throttling: 10 * minute };

interface RetryTools {
  readonly clock: Clock;
  readonly random: Random;
  readonly log?: (event: OktaEvent) => void;
}

/** What an attempt is told: which one it is, what the last one failed with, and when to give up. */
export interface Attempt {
  /** 1 for the first. */
  readonly number: number;
  readonly last: Transient | null;
  readonly deadline: number;
}

/** A bound that the budget reaches first; it keeps a clock that stands still from making an endless loop. */
const mostAttempts = 100;
const longestPause = 30 * second;

/**
 * Runs a harmless call until it succeeds, fails for good or has used up its time. Only Transient is tried again. p-retry
 * counts and waits for nothing itself: pauses go through the Clock, exponential with jitter; after a 429 there is none
 * here, because the pacer holds the next attempt back until the window ends.
 * @throws TenuredError TEN-2301 unreachable, TEN-2302 failing, TEN-2303 throttled, once the time is used up.
 */
export async function retry<Value>(
  bucket: string,
  tools: RetryTools,
  patience: Patience,
  run: (attempt: Attempt) => Promise<Value>,
): Promise<Value> {
  const started = tools.clock.now();
  const deadline = started + patience.throttling;
  let last: Transient | null = null;
  try {
    return await pRetry((number) => run({ number, last, deadline }), {
      retries: mostAttempts,
      minTimeout: 0,
      factor: 1,
      randomize: false,
      shouldRetry: async ({ error, attemptNumber }) => {
        if (!(error instanceof Transient)) return false;
        last = error;
        const pause = error.kind === 'throttled' ? 0 : pauseAfter(attemptNumber, tools.random);
        const budget = error.kind === 'throttled' ? patience.throttling : patience.faults;
        if (tools.clock.now() + pause >= started + budget) return false;
        tools.log?.({ type: 'okta-retry', bucket, attempt: attemptNumber, reason: error.message });
        if (pause > 0) await tools.clock.sleep(pause);
        return true;
      },
    });
  } catch (error) {
    throw error instanceof Transient ? exhausted(error) : error;
  }
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
