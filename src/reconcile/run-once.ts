import { runApply, type ApplyResult } from './apply/apply-run.ts';
import type { ApplyTools } from './apply/tools.ts';
import { runPlan, type PlanRunRequest, type PlanRunResult, type PlanRunTools } from './plan-run.ts';

/** What one turn came to. `applied` is null when there was nothing to carry out and nothing was owed. */
export interface TurnResult {
  readonly planned: PlanRunResult;
  readonly applied: ApplyResult | null;
}

/** One turn of the daemon, or of `run --once`: a plan, and of it what may be carried out without asking. */
export async function runOnce(
  tools: PlanRunTools & ApplyTools,
  request: PlanRunRequest & { readonly endingsOnly?: boolean },
): Promise<TurnResult> {
  const planned = await runPlan(tools, request);
  const plan = tools.stores.plans.find(String(planned.plan.number));
  if (plan === null) throw new Error(`plan ${String(planned.plan.number)} was made and is not there`);
  const idle = planned.plan.operations === 0 && tools.stores.owed.all().length === 0;
  if (idle) return { planned, applied: null };
  const { trigger, endingsOnly = false } = request;
  return { planned, applied: await runApply(tools, { plan, trigger, endingsOnly }) };
}
