import { hour, type Instant } from '../time/instant.ts';
import type { Finding } from './finding.ts';
import { counted } from './words.ts';

/** G4: how old the accepted file is. An old one goes on ending access that it announced, and enables nobody for long. */
export function judgeAge(modifiedAt: Instant, now: Instant, maxAgeHours: number): Finding {
  const age = Math.max(0, Math.floor((now - modifiedAt) / hour));
  const old = now - modifiedAt > maxAgeHours * hour;
  return {
    guardrail: 'G4',
    verdict: old ? 'warn' : 'ok',
    scope: 'snapshot',
    measured: age,
    limit: maxAgeHours,
    message: old ? `the last accepted file is ${counted(age, 'hour')} old` : 'the last accepted file is fresh enough',
    subjects: [],
    subjectsTotal: 0,
    remedy: 'ask whoever exports it why no new file has come',
  };
}
