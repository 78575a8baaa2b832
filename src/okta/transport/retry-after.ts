import { minute, second, type Instant } from '../../domain/time/instant.ts';

/** Longer than any window of Okta's: whoever asks for more is asked again after this. */
const longest = 2 * minute;

/**
 * Milliseconds that `Retry-After` asks to wait, in seconds or as a date (RFC 9110, 10.2.3); null when there is none or it
 * makes no sense. Okta documents none; what stands between may send it. A date is compared with the answer's own.
 */
export function retryAfter(headers: Headers, date: Instant): number | null {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,10}$/.test(text)) return Math.min(longest, Number(text) * second);
  if (!/^[A-Z][a-z]{2,8},? [\w: -]{10,30}$/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.min(longest, Math.max(0, at - date));
}
