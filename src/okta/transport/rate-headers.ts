import { minute, second, type Instant } from '../../domain/time/instant.ts';

/**
 * What an answer says of its rate limit. `concurrency` is Okta's other limit, of requests at once: it sends 0 and 0, and
 * its reset is only a suggestion. `unreadable` are headers that a proxy doubled or that make no sense.
 * [Okta: Rate limits, monitor]
 */
export type RateReading =
  | {
      readonly kind: 'window';
      readonly limit: number;
      readonly remaining: number;
      /** The window's end as Okta names it, epoch seconds: the window's identity. */
      readonly reset: number;
      /** Milliseconds from the answer to the window's end. */
      readonly endsIn: number;
    }
  | { readonly kind: 'concurrency' | 'unreadable' | 'none' };

/** Windows last a minute; a reset further off than this is nonsense, and nobody waits for it. [Okta: Rate limits] */
const furthestReset = 2 * minute;

/**
 * Reads `X-Rate-Limit-*`. Reset is compared with the answer's own `Date`, so that the host's clock plays no part.
 */
export function readRate(headers: Headers, date: Instant): RateReading {
  const texts = ['limit', 'remaining', 'reset'].map((name) => headers.get(`x-rate-limit-${name}`));
  if (texts.every((text) => text === null)) return { kind: 'none' };
  const [limit, remaining, reset] = texts.map(wholeNumber);
  if (limit === 0 && remaining === 0) return { kind: 'concurrency' };
  if (limit === undefined || remaining === undefined || reset === undefined) return { kind: 'unreadable' };
  const endsIn = reset * second - date;
  if (limit === 0 || remaining > limit || endsIn < -minute || endsIn > furthestReset) return { kind: 'unreadable' };
  return { kind: 'window', limit, remaining, reset, endsIn: Math.max(0, endsIn) };
}

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^\d{1,10}$/.test(text.trim()) ? Number(text) : undefined;
}
