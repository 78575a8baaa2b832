import { instant, second, type Instant } from '../../domain/time/instant.ts';

/** The instant as Okta's timestamps show it: cut to the second. [Okta: recorded users and groups] */
export function wholeSecond(value: Instant): Instant {
  return instant(Math.floor(value / second) * second);
}
