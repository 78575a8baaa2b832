import type { Finding, FindingScope, GuardrailId, Verdict } from './finding.ts';
import { allowed, mostSubjects } from './limit.ts';
import { counted } from './words.ts';
import type { GuardrailLimits } from './limits.ts';
import { canonicalJson } from '../kernel/canonical-json.ts';
import type { Operation, Subject } from '../plan/artefact.ts';
import { hour, type Instant } from '../time/instant.ts';

/** What a plan is made by: another one asks for a person's look first (G14). */
export interface SetUp {
  readonly version: string;
  readonly config: string;
  readonly mapping: string;
  readonly schema: string | null;
}

/** What the plan's guardrails are held against. */
export interface PlanMeasures {
  /** N: accounts that are bound and enabled. */
  readonly boundEnabled: number;
  /** What the last plan that a person approved was made by; null before the first. */
  readonly approved: SetUp | null;
  readonly current: SetUp;
  /** When the last run ended; null before the first. */
  readonly lastRunAt: Instant | null;
  readonly at: Instant;
  /** The largest number of creations that a person approved within 400 days. */
  readonly largestApprovedCreates: number;
}

interface Tally {
  count: number;
  readonly subjects: string[];
}

/** Folds over every operation of a plan and judges it before the first write: G10, G14, G15, G17. */
export class PlanJudge {
  readonly #unannounced: Tally = { count: 0, subjects: [] };
  readonly #creates: Tally = { count: 0, subjects: [] };
  readonly #protected: Tally = { count: 0, subjects: [] };

  take(operation: Operation): void {
    if (endsAccess(operation) && !operation.firm) note(this.#unannounced, operation.subject);
    if (operation.kind === 'create') note(this.#creates, operation.subject);
  }

  /** Somebody protected whom the plan would otherwise touch. */
  takeProtected(subject: Subject): void {
    note(this.#protected, subject);
  }

  findings(measures: PlanMeasures, limits: GuardrailLimits): readonly Finding[] {
    return [
      this.#judgeDisables(measures, limits),
      judgeSetUp(measures, limits),
      this.#judgeCreates(measures, limits),
      this.#judgeProtected(),
    ];
  }

  #judgeDisables({ boundEnabled }: PlanMeasures, limits: GuardrailLimits): Finding {
    const limit = Math.min(allowed(limits.disables, boundEnabled), limits.disables.cap);
    const { count, subjects } = this.#unannounced;
    return finding('G10', count > limit ? 'hold' : 'ok', 'disables', {
      measured: count,
      limit,
      message: `${counted(count, 'person', 'people')} would lose access without an earlier notice, of ${counted(boundEnabled, 'account')}`,
      remedy: 'look at each of them, then approve this plan or have HR correct the dates',
      subjects,
      subjectsTotal: count,
    });
  }

  #judgeCreates({ boundEnabled, largestApprovedCreates }: PlanMeasures, limits: GuardrailLimits): Finding {
    const grown = Math.floor(limits.creates.growth * largestApprovedCreates);
    const limit = Math.max(allowed(limits.creates, boundEnabled), grown);
    const { count, subjects } = this.#creates;
    return finding('G15', count > limit ? 'hold' : 'ok', 'creates', {
      measured: count,
      limit,
      message: `${counted(count, 'account')} would be created`,
      remedy: 'look whether these people exist and are new, then approve this plan',
      subjects,
      subjectsTotal: count,
    });
  }

  #judgeProtected(): Finding {
    const { count, subjects } = this.#protected;
    return finding('G17', count > 0 ? 'warn' : 'ok', 'subject', {
      measured: count,
      limit: 0,
      message: `${counted(count, 'protected person', 'protected people')} would be touched: left out of the plan`,
      remedy: 'change these accounts by hand in Okta, where HR is right',
      subjects,
      subjectsTotal: count,
    });
  }
}

/** A prepared account that nobody ever used gives no access to lose. */
function endsAccess({ kind, before }: Operation): boolean {
  if (kind === 'disable') return true;
  return kind === 'deactivate' && canonicalJson(before) !== '{"status":"STAGED"}';
}

function note(tally: Tally, { name, worker }: Subject): void {
  tally.count += 1;
  if (tally.subjects.length < mostSubjects) tally.subjects.push(`${name} (${worker})`);
}

/** G14: the first run, and the first with another set-up or after a long silence, is for looking at. */
function judgeSetUp(measures: PlanMeasures, limits: GuardrailLimits): Finding {
  const reasons = setUpReasons(measures, limits);
  return finding('G14', reasons.length > 0 ? 'hold' : 'ok', 'plan', {
    measured: reasons.length,
    limit: 0,
    message: reasons.length === 0 ? 'the same set-up as when a plan was last approved' : reasons.join('; '),
    remedy: 'look at the plan once, then approve it',
    subjects: [],
    subjectsTotal: 0,
  });
}

/** The words of a first run, by which the command line knows it. */
export const firstRun = 'no plan has been approved here yet';

/** Held against what was last approved, not against what last ran: running again must not wave a change through. */
function setUpReasons(measures: PlanMeasures, limits: GuardrailLimits): string[] {
  const { approved, current, lastRunAt, at } = measures;
  if (approved === null) return [firstRun];
  const reasons: string[] = [];
  if (approved.version !== current.version) reasons.push(`tenured ${current.version} instead of ${approved.version}`);
  if (approved.config !== current.config) reasons.push('the configuration has changed');
  if (approved.mapping !== current.mapping) reasons.push('the mapping has changed');
  if (approved.schema !== current.schema) reasons.push("Okta's profile schema has changed");
  const gap = lastRunAt === null ? 0 : at - lastRunAt;
  if (gap > limits.gapHours * hour) reasons.push(`the last run was ${counted(Math.floor(gap / hour), 'hour')} ago`);
  return reasons;
}

function finding(
  guardrail: GuardrailId,
  verdict: Verdict,
  scope: FindingScope,
  rest: Omit<Finding, 'guardrail' | 'verdict' | 'scope'>,
): Finding {
  return { guardrail, verdict, scope, ...rest };
}
