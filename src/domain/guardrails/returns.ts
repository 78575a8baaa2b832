import type { Finding } from './finding.ts';
import { allowed, mostSubjects, roundingError } from './limit.ts';
import type { GuardrailLimits } from './limits.ts';
import type { PlanMeasures } from './plan-measures.ts';
import type { NamedCount } from './tally.ts';
import { counted } from './words.ts';

const none: NamedCount = { total: 0, subjects: [] };

/** G12: a file that lost its end dates gives access back to everybody who has left. */
export function judgeReturns(comingBack: NamedCount, measures: PlanMeasures, limits: GuardrailLimits): Finding {
  const { boundEnabled, endsWithdrawn = none, endsDueIn30Days = 0 } = measures;
  const due = Math.floor(limits.returns.dueShare * endsDueIn30Days + roundingError);
  const limit = Math.max(allowed(limits.returns, boundEnabled), due);
  const measured = comingBack.total + endsWithdrawn.total;
  const ends = `${counted(endsWithdrawn.total, 'end of employment was', 'ends of employment were')} taken back or moved later`;
  return {
    guardrail: 'G12',
    // Where nobody comes back there is nothing to hold, and yet somebody should look.
    verdict: measured <= limit ? 'ok' : comingBack.total > 0 ? 'hold' : 'warn',
    scope: 'returns',
    measured,
    limit,
    message: `${counted(comingBack.total, 'person', 'people')} would get access back, ${ends}`,
    remedy: 'look whether they really stay, then approve this plan or have HR enter the last days again',
    subjects: [...comingBack.subjects, ...endsWithdrawn.subjects].slice(0, mostSubjects),
    subjectsTotal: measured,
  };
}
