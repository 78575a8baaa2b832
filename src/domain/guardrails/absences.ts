import { losesAccess } from '../plan/access.ts';
import type { Operation } from '../plan/artefact.ts';
import type { Finding } from './finding.ts';
import { allowed } from './limit.ts';
import type { GuardrailLimits } from './limits.ts';
import type { PlanMeasures } from './plan-measures.ts';
import { Tally } from './tally.ts';
import { counted } from './words.ts';

/** Counts who loses access by a plan because they are missing from the file: G11. */
export class Absences {
  readonly #missing = new Tally();

  take(operation: Operation): void {
    if (operation.reason.rule === 'absent-from-file' && losesAccess(operation)) this.#missing.add(operation.subject);
  }

  /**
   * G11, beside G10, which counts the same people. A week counts as one, or a file that loses a few people every day would
   * pass. Nothing is said where absence ends nobody's access.
   */
  findings({ absentLastWeek, boundEnabled }: PlanMeasures, limits: GuardrailLimits): readonly Finding[] {
    if (absentLastWeek === undefined) return [];
    const { total, subjects } = this.#missing;
    const limit = allowed(limits.absences, boundEnabled);
    const measured = total === 0 ? 0 : total + absentLastWeek;
    const earlier = total > 0 && absentLastWeek > 0 ? `, ${absentLastWeek} of them in the last 7 days` : '';
    return [
      {
        guardrail: 'G11',
        verdict: measured > limit ? 'hold' : 'ok',
        scope: 'absences',
        measured,
        limit,
        message: `${counted(measured, 'person loses', 'people lose')} access because they are not in the file any more${earlier}, of ${counted(boundEnabled, 'account')}`,
        remedy: 'ask HR whether these people have left, then approve this plan or have them put back in the file',
        subjects,
        subjectsTotal: total,
      },
    ];
  }
}
