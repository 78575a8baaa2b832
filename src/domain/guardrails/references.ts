import { day, formatInstant, minute, type Instant } from '../time/instant.ts';
import type { Finding } from './finding.ts';

/** Administrators that cannot be read: the last whole list will do this long, and for suspending only. */
export const administratorsHold = day;

/** Group rules that are older than this say nothing: no group is written to. */
export const rulesHold = 15 * minute;

/** G17r: who is an administrator is known from before only. */
export function judgeAdministrators(why: string, at: Instant, readAt: Instant): Finding {
  return {
    ...unreadable(at, readAt),
    guardrail: 'G17r',
    scope: 'all-but-suspensions',
    message: `who is an administrator cannot be read from Okta, and was last read at ${formatInstant(readAt)}: ${why}`,
    remedy:
      'give the app an admin role that may view roles and their assignments; until then people are suspended only',
  };
}

/** G16r: which groups are filled by rules is known from before only. */
export function judgeRules(why: string, at: Instant, readAt: Instant): Finding {
  return {
    ...unreadable(at, readAt),
    guardrail: 'G16r',
    scope: 'group-writes',
    message: `group rules cannot be read from Okta, and were last read at ${formatInstant(readAt)}: ${why}`,
    remedy: 'give the app an admin role that may view groups and rules; until then no group is written to',
  };
}

function unreadable(
  at: Instant,
  readAt: Instant,
): Pick<Finding, 'verdict' | 'measured' | 'limit' | 'subjects' | 'subjectsTotal'> {
  return { verdict: 'hold', measured: Math.floor((at - readAt) / minute), limit: 0, subjects: [], subjectsTotal: 0 };
}
