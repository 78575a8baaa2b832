import type { Finding, GuardrailId } from '../../domain/guardrails/finding.ts';
import type { Operation, StoredPlan } from '../../domain/plan/artefact.ts';
import { judgeConsent, type ConsentVerdict } from '../../domain/plan/consent.ts';
import { isAhead } from '../../domain/plan/operation.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { ApplyTools } from './tools.ts';

/** What of a plan may be carried out now, and what waits for whom. */
export interface Survey {
  /** Operations of any kind. */
  readonly planned: number;
  readonly allowed: number;
  /** Allowed, but not due yet. */
  readonly later: number;
  readonly waiting: number;
  readonly rejected: number;
  /** Stopped by safety checks, and by which. */
  readonly held: number;
  readonly heldBy: readonly GuardrailId[];
}

/** What judging consents takes. */
export type ConsentTools = Pick<ApplyTools, 'stores' | 'options'>;

/** Judges each operation of one plan by the consents as they stand. */
export class Consents {
  readonly #tools: ConsentTools;
  readonly #findings: readonly Finding[];
  readonly #everApproved: boolean;

  constructor(tools: ConsentTools, plan: StoredPlan) {
    this.#tools = tools;
    this.#findings = findingsOf(plan);
    this.#everApproved = tools.stores.consents.everApproved();
  }

  judge(operation: Operation, now: Instant): ConsentVerdict {
    const given = this.#tools.stores.consents.about(operation.id, now);
    return judgeConsent(operation, {
      modes: this.#tools.options.consent,
      everApproved: this.#everApproved,
      findings: this.#findings,
      given,
    });
  }
}

/** Findings stand before everything else in a plan. */
function findingsOf(plan: StoredPlan): readonly Finding[] {
  const findings: Finding[] = [];
  for (const { line } of plan.lines()) {
    if (line.line !== 'finding') break;
    findings.push(line);
  }
  return findings;
}

const linesBetweenBreaths = 1_000;

/** Looks through the whole plan before anything is begun. */
export async function surveyPlan(tools: ApplyTools, plan: StoredPlan, consents: Consents): Promise<Survey> {
  const now = tools.clock.now();
  const count = { planned: 0, allowed: 0, later: 0, waiting: 0, rejected: 0, held: 0 };
  const heldBy = new Set<GuardrailId>();
  for (const { line } of plan.lines()) {
    if (line.line !== 'operation') continue;
    count.planned += 1;
    const verdict = consents.judge(line, now);
    count[verdict.kind] += 1;
    if (verdict.kind === 'held') for (const guardrail of verdict.guardrails) heldBy.add(guardrail);
    if (verdict.kind === 'allowed' && isAhead(line.notBefore, now)) count.later += 1;
    if (count.planned % linesBetweenBreaths === 0) await tools.breathe();
  }
  return { ...count, heldBy: [...heldBy].sort() };
}
