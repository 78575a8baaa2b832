import type { GuardrailId } from '../../domain/guardrails/finding.ts';
import type { StoredPlan } from '../../domain/plan/artefact.ts';
import { isAhead } from '../../domain/plan/operation.ts';
import { parseInstant, type Instant } from '../../domain/time/instant.ts';
import type { JournalHistory } from '../world.ts';
import { Consents, type ConsentTools } from '../../reconcile/apply/survey.ts';

/** Where an open plan stands, in people: somebody for whom several things are true counts in each. */
export interface Standing {
  readonly plan: number;
  readonly expiresAt: string;
  readonly candidate: boolean;
  readonly operations: number;
  readonly waiting: number;
  readonly held: number;
  readonly heldBy: readonly GuardrailId[];
  readonly rejected: number;
  /** Who may be carried out now, and who when their time comes. */
  readonly ready: number;
  readonly later: number;
}

const linesBetweenBreaths = 1_000;

/** Judges an open plan by the consents as they stand. */
export async function standingOf(
  tools: ConsentTools & { readonly history: JournalHistory; readonly breathe: () => Promise<void> },
  plan: StoredPlan,
  now: Instant,
): Promise<Standing> {
  const consents = new Consents(tools, plan);
  const people = { waiting: new Set<string>(), held: new Set<string>(), rejected: new Set<string>() };
  const [ready, later] = [new Set<string>(), new Set<string>()];
  const heldBy = new Set<GuardrailId>();
  const madeAt = parseInstant(plan.envelope.madeAt) ?? now;
  let operations = 0;
  for (const { line } of plan.lines()) {
    if (line.line !== 'operation') continue;
    operations += 1;
    if (operations % linesBetweenBreaths === 0) await tools.breathe();
    if (tools.history.outcomeSince(line.id, madeAt) === 'done') continue;
    const verdict = consents.judge(line, now);
    const { worker } = line.subject;
    if (verdict.kind === 'allowed') (isAhead(line.notBefore, now) ? later : ready).add(worker);
    else people[verdict.kind].add(worker);
    if (verdict.kind === 'held') for (const guardrail of verdict.guardrails) heldBy.add(guardrail);
  }
  const { number, expiresAt, candidate } = plan.envelope;
  return {
    plan: number,
    expiresAt,
    candidate,
    operations,
    waiting: people.waiting.size,
    held: people.held.size,
    heldBy: [...heldBy].sort(),
    rejected: people.rejected.size,
    ready: ready.size,
    later: later.size,
  };
}
