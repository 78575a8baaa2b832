import type { Code } from '../kernel/codes.ts';
import type { TenuredError } from '../kernel/errors.ts';
import type { Finding, GuardrailId } from './finding.ts';
import { mostSubjects } from './limit.ts';

/** The guardrail that a source's refusal belongs to; the others are plain errors. */
const byCode: Readonly<Partial<Record<Code, GuardrailId>>> = {
  'TEN-3005': 'G6',
  'TEN-3006': 'G6',
  'TEN-3007': 'G6',
  'TEN-3009': 'G5',
  'TEN-3010': 'G5',
  'TEN-3013': 'G1',
  'TEN-3014': 'G4',
  'TEN-3021': 'G1',
  'TEN-3022': 'G1',
  'TEN-3025': 'G6',
  'TEN-3028': 'G5',
  'TEN-3033': 'G1',
  'TEN-3041': 'G1',
  'TEN-3042': 'G1',
  'TEN-3043': 'G1',
  'TEN-3044': 'G5',
};

/** A source's refusal as a guardrail's finding; null when it is no guardrail's business. */
export function sourceFinding(error: TenuredError): Finding | null {
  const guardrail = byCode[error.code];
  if (guardrail === undefined) return null;
  const subjects = error.problems.map((problem) => problem.where?.header ?? problem.message);
  return {
    guardrail,
    verdict: 'reject',
    scope: 'snapshot',
    measured: Math.max(1, error.problems.length),
    limit: 0,
    message: error.message,
    subjects: subjects.slice(0, mostSubjects),
    subjectsTotal: subjects.length,
    remedy: error.hint ?? '',
  };
}
