import { second } from '../../domain/time/instant.ts';
import { limitOf, type Bucket, type LimitPreset } from './rate-buckets.ts';

const windowLength = 60 * second;

/** What the rate headers of a response say. */
export interface RateState {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Epoch seconds. */
  readonly reset: number;
}

interface Window {
  readonly opened: number;
  used: number;
}

/**
 * Fixed windows of 60 seconds, one per bucket, method and principal and one for the org. Okta: rate limits overview;
 * a window opens with the first request after the last one closed, not with the minute, and an app may use half of
 * the org's limit by default.
 */
export class RateWindows {
  readonly #windows = new Map<string, Window>();
  readonly #preset: LimitPreset;

  constructor(preset: LimitPreset) {
    this.#preset = preset;
  }

  /** `taken` is the share of the org's window that others have used up. */
  charge(
    request: { readonly bucket: Bucket; readonly method: string; readonly principal: string | undefined },
    now: number,
    shown: 'principal' | 'org',
    taken = 0,
  ): RateState {
    const limit = limitOf(request.bucket, this.#preset);
    const org = this.#window(`${request.method} ${request.bucket.name}`, now);
    const ofOrg = { window: org, limit, taken: Math.ceil(limit * Math.min(taken, 1)) };
    if (request.principal === undefined) return take([ofOrg], 0);
    const own = this.#window(`${request.method} ${request.bucket.name} ${request.principal}`, now);
    const windows = [{ window: own, limit: Math.floor(limit / 2), taken: 0 }, ofOrg];
    return take(windows, shown === 'principal' ? 0 : 1);
  }

  #window(key: string, now: number): Window {
    const known = this.#windows.get(key);
    if (known !== undefined && now < known.opened + windowLength && now >= known.opened) return known;
    const fresh = { opened: Math.floor(now / second) * second, used: 0 };
    this.#windows.set(key, fresh);
    return fresh;
  }
}

interface Charged {
  readonly window: Window;
  readonly limit: number;
  /** By others. */
  readonly taken: number;
}

function take(windows: readonly Charged[], shown: number): RateState {
  const full = windows.find(({ window, limit, taken }) => window.used + taken >= limit);
  if (full === undefined) for (const { window } of windows) window.used += 1;
  const reported = full ?? windows[shown] ?? windows[0];
  if (reported === undefined) throw new Error('a request belongs to a window');
  return {
    allowed: full === undefined,
    limit: reported.limit,
    remaining: Math.max(0, reported.limit - reported.window.used - reported.taken),
    reset: (reported.window.opened + windowLength) / second,
  };
}
