import { minute, second, type Instant } from '../time/instant.ts';
import type { Finding } from './finding.ts';

const warnAbove = 60 * second;
const stopAbove = 5 * minute;

/** G13: the host's clock against Okta's. Due dates are as right as the clock that reads them. */
export function judgeClock(okta: Instant, host: Instant): Finding {
  const skew = Math.abs(host - okta);
  const seconds = Math.round(skew / second);
  const verdict = skew > stopAbove ? 'refuse' : skew > warnAbove ? 'warn' : 'ok';
  return {
    guardrail: 'G13',
    verdict,
    scope: 'plan',
    measured: seconds,
    limit: warnAbove / second,
    message: `this host's clock is ${String(seconds)} s ${host > okta ? 'ahead of' : 'behind'} Okta's`,
    subjects: [],
    subjectsTotal: 0,
    remedy: 'turn on NTP on this host',
  };
}
