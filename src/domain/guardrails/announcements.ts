import type { Finding } from './finding.ts';
import { allowed } from './limit.ts';
import type { GuardrailLimits } from './limits.ts';
import type { NamedCount } from './tally.ts';
import { counted } from './words.ts';

/**
 * G20: whether ends of employment came in such a mass that repeating them must not make them firm. What counts is new or
 * moved earlier, in one snapshot or in seven days, of `n` bound enabled accounts.
 */
export function massAnnouncement(
  newInSnapshot: number,
  newInSevenDays: number,
  n: number,
  limits: Pick<GuardrailLimits, 'announcements'>,
): boolean {
  return Math.max(newInSnapshot, newInSevenDays) > allowed(limits.announcements, n);
}

/** G20: announcements that are held wait for a person, until one has said that they are right. */
export function judgeAnnouncements({ total, subjects }: NamedCount): Finding {
  return {
    guardrail: 'G20',
    verdict: total > 0 ? 'hold' : 'ok',
    scope: 'mass-announcements',
    measured: total,
    limit: 0,
    message: `${counted(total, 'end of employment', 'ends of employment')} came with unusually many others, or went over from somebody else`,
    remedy: 'look whether so many really leave, then approve this plan or have HR correct the dates',
    subjects,
    subjectsTotal: total,
  };
}
