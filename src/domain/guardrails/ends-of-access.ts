import type { Operation } from '../plan/artefact.ts';
import { endsAccess, losesAccess } from '../plan/access.ts';
import { day, formatInstant, plus } from '../time/instant.ts';
import type { Finding } from './finding.ts';
import { allowed, mostSubjects } from './limit.ts';
import type { GuardrailLimits } from './limits.ts';
import type { PlanMeasures } from './plan-measures.ts';
import { named, Tally } from './tally.ts';
import { counted, dayText } from './words.ts';

interface FirmEnd {
  /** Not before this instant, ISO 8601 UTC; null for at once. */
  readonly notBefore: string | null;
  readonly name: string;
}

/** Counts who loses access by a plan: G10 for those without a firm announcement, G10f for the others. */
export class EndsOfAccess {
  readonly #unannounced = new Tally();
  readonly #firm: FirmEnd[] = [];

  take(operation: Operation): void {
    const { firm, notBefore, subject } = operation;
    if (!firm && endsAccess(operation)) this.#unannounced.add(subject);
    if (firm && losesAccess(operation)) this.#firm.push({ notBefore, name: named(subject) });
  }

  findings(measures: PlanMeasures, limits: GuardrailLimits): readonly Finding[] {
    return [this.#judgeUnannounced(measures, limits), this.#judgeFirm(measures, limits)];
  }

  /** G10. A day's count speaks for both, so that an approval covers what is left of its plan an hour later. */
  #judgeUnannounced({ boundEnabled, disabledLastDay }: PlanMeasures, limits: GuardrailLimits): Finding {
    const { total, subjects } = this.#unannounced;
    const aPlan = Math.min(allowed(limits.disables, boundEnabled), limits.disables.cap);
    const inADay = total + (disabledLastDay === undefined ? 0 : disabledLastDay.all - disabledLastDay.firm);
    const dayHolds = total > 0 && inADay > 2 * aPlan;
    const within = dayHolds ? ' within 24 hours' : '';
    const measured = dayHolds ? inADay : total;
    return {
      guardrail: 'G10',
      verdict: dayHolds || total > aPlan ? 'hold' : 'ok',
      scope: 'disables',
      measured,
      limit: dayHolds ? 2 * aPlan : aPlan,
      message: `${counted(measured, 'person', 'people')} would lose access${within} without an earlier notice, of ${counted(boundEnabled, 'account')}`,
      remedy: 'look at each of them, then approve this plan or have HR correct the dates',
      subjects,
      subjectsTotal: total,
    };
  }

  /** G10f: announced in time, and still too many for one day; a week ahead it is a warning. */
  #judgeFirm(measures: PlanMeasures, limits: GuardrailLimits): Finding {
    const { boundEnabled, disabledLastDay, at } = measures;
    const limit = allowed(limits.firmDisables, boundEnabled);
    const tomorrow = formatInstant(plus(at, day));
    const due = this.#firm.filter(({ notBefore }) => notBefore === null || notBefore <= tomorrow);
    const measured = due.length + (disabledLastDay?.firm ?? 0);
    const finding: Finding = {
      guardrail: 'G10f',
      verdict: due.length > 0 && measured > limit ? 'hold' : 'ok',
      scope: 'firm-disables',
      measured,
      limit,
      message: `${counted(measured, 'person loses', 'people lose')} access within 24 hours as announced, of ${counted(boundEnabled, 'account')}`,
      remedy: 'look whether so many really leave, then approve this plan or have HR correct the dates',
      subjects: due.slice(0, mostSubjects).map(({ name }) => name),
      subjectsTotal: due.length,
    };
    return finding.verdict === 'hold' ? finding : (forecast(measures, limit) ?? finding);
  }
}

/** The first of the worst days ahead; null when no day is above the limit. */
function forecast({ firmEndsByDay = [], boundEnabled }: PlanMeasures, limit: number): Finding | null {
  const above = firmEndsByDay.filter(({ count }) => count > limit);
  const [worst] = [...above].sort(worstFirst);
  if (worst === undefined) return null;
  return {
    guardrail: 'G10f',
    verdict: 'warn',
    scope: 'firm-disables',
    measured: worst.count,
    limit,
    message: `${counted(worst.count, 'person loses', 'people lose')} access on ${dayText(worst.day)} as announced, of ${counted(boundEnabled, 'account')}`,
    remedy: 'look now whether so many really leave: on that day their changes wait for approval',
    subjects: above.map((one) => `${dayText(one.day)}: ${counted(one.count, 'person', 'people')}`),
    subjectsTotal: above.length,
  };
}

type Day = NonNullable<PlanMeasures['firmEndsByDay']>[number];

function worstFirst(one: Day, other: Day): number {
  if (one.count !== other.count) return other.count - one.count;
  return one.day < other.day ? -1 : 1;
}
