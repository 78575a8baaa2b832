import type { Operation, Subject } from '../plan/artefact.ts';
import { hour } from '../time/instant.ts';
import { Absences } from './absences.ts';
import { judgeAnnouncements } from './announcements.ts';
import { EndsOfAccess } from './ends-of-access.ts';
import type { Finding } from './finding.ts';
import { GroupRemovals } from './group-removals.ts';
import { allowed } from './limit.ts';
import type { GuardrailLimits } from './limits.ts';
import type { PlanMeasures } from './plan-measures.ts';
import { judgeReturns } from './returns.ts';
import { Tally } from './tally.ts';
import { counted } from './words.ts';

/** Folds over every operation of a plan and judges it before the first write: G10, G10f, G11, G12, G14 to G17, G20. */
export class PlanJudge {
  readonly #ends = new EndsOfAccess();
  readonly #absences = new Absences();
  readonly #comingBack = new Tally();
  readonly #creates = new Tally();
  readonly #removals = new GroupRemovals();
  readonly #protected = new Tally();

  take(operation: Operation): void {
    const { kind, lifecycle, subject } = operation;
    this.#ends.take(operation);
    this.#absences.take(operation);
    this.#removals.take(operation);
    if (kind === 'create') this.#creates.add(subject);
    if (lifecycle === 'return' && (kind === 'unsuspend' || kind === 'activate')) this.#comingBack.add(subject);
  }

  /** Somebody protected whom the plan would otherwise touch. */
  takeProtected(subject: Subject): void {
    this.#protected.add(subject);
  }

  findings(measures: PlanMeasures, limits: GuardrailLimits): readonly Finding[] {
    return [
      ...this.#ends.findings(measures, limits),
      ...this.#absences.findings(measures, limits),
      judgeReturns(this.#comingBack, measures, limits),
      judgeSetUp(measures, limits),
      judgeCreates(this.#creates, measures, limits),
      this.#removals.judge(measures, limits),
      judgeProtected(this.#protected),
      judgeAnnouncements(measures.heldAnnouncements ?? { total: 0, subjects: [] }),
    ];
  }
}

function judgeCreates({ total, subjects }: Tally, measures: PlanMeasures, limits: GuardrailLimits): Finding {
  const grown = Math.floor(limits.creates.growth * measures.largestApprovedCreates);
  const limit = Math.max(allowed(limits.creates, measures.boundEnabled), grown);
  return {
    guardrail: 'G15',
    verdict: total > limit ? 'hold' : 'ok',
    scope: 'creates',
    measured: total,
    limit,
    message: `${counted(total, 'account')} would be created`,
    remedy: 'look whether these people exist and are new, then approve this plan',
    subjects,
    subjectsTotal: total,
  };
}

function judgeProtected({ total, subjects }: Tally): Finding {
  return {
    guardrail: 'G17',
    verdict: total > 0 ? 'warn' : 'ok',
    scope: 'subject',
    measured: total,
    limit: 0,
    message: `${counted(total, 'protected person', 'protected people')} would be touched: left out of the plan`,
    remedy: 'change these accounts by hand in Okta, where HR is right',
    subjects,
    subjectsTotal: total,
  };
}

/** G14: the first run, and the first with another set-up or after a long silence, is for looking at. */
function judgeSetUp(measures: PlanMeasures, limits: GuardrailLimits): Finding {
  const reasons = setUpReasons(measures, limits);
  return {
    guardrail: 'G14',
    verdict: reasons.length > 0 ? 'hold' : 'ok',
    scope: 'plan',
    measured: reasons.length,
    limit: 0,
    message: reasons.length === 0 ? 'the same set-up as when a plan was last approved' : reasons.join('; '),
    remedy: 'look at the plan once, then approve it',
    subjects: [],
    subjectsTotal: 0,
  };
}

/** The words of a first run, by which the command line knows it. */
export const firstRun = 'no plan has been approved here yet';

/** Held against what was last approved, not against what last ran: running again must not wave a change through. */
function setUpReasons(measures: PlanMeasures, limits: GuardrailLimits): string[] {
  const { approved, current, lastRunAt, longestSilence = 0, at } = measures;
  if (approved === null) return [firstRun];
  const reasons: string[] = [];
  if (approved.version !== current.version) reasons.push(`tenured ${current.version} instead of ${approved.version}`);
  if (approved.config !== current.config) reasons.push('the configuration has changed');
  if (approved.mapping !== current.mapping) reasons.push('the mapping has changed');
  if (approved.schema !== current.schema) reasons.push("Okta's profile schema has changed");
  const gap = lastRunAt === null ? 0 : at - lastRunAt;
  const hours = (ms: number): string => counted(Math.floor(ms / hour), 'hour');
  if (gap > limits.gapHours * hour) reasons.push(`the last run was ${hours(gap)} ago`);
  else if (longestSilence > limits.gapHours * hour) {
    reasons.push(`nothing had run for ${hours(longestSilence)}, and no plan has been approved since`);
  }
  return reasons;
}
