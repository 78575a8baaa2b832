import type { Finding } from './finding.ts';
import { allowed, mostSubjects } from './limit.ts';
import type { GuardrailLimits } from './limits.ts';
import type { NamedCount } from './tally.ts';
import { counted } from './words.ts';

/**
 * G8c: new worker ids that claim the accounts of known ones. A few change ids at a time; a file in which everybody does would
 * hold back every end of access behind a question, and says by itself that the ids were given out anew.
 * @param knownWorkers those whom the source has told of before.
 */
export function judgeClaims(
  { total, subjects }: NamedCount,
  knownWorkers: number,
  limits: Pick<GuardrailLimits, 'keyProblems'>,
): Finding {
  const limit = allowed(limits.keyProblems, knownWorkers);
  const claim = counted(total, 'worker id without an account claims', 'worker ids without an account claim');
  const meaning =
    total > limit ? '; ids that were given out anew, or a column that was filled for everybody, look like this' : '';
  return {
    guardrail: 'G8c',
    verdict: total > limit ? 'candidate' : 'ok',
    scope: 'snapshot',
    measured: total,
    limit,
    message: `${claim} that of another one for the first time; up to ${limit} are usual${meaning}`,
    subjects: subjects.slice(0, mostSubjects),
    subjectsTotal: total,
    remedy: 'look whether so many people really got a new id, then approve the file or have HR correct the column',
  };
}
