import { renderPlanList } from '../../report/index.ts';
import type { GlobalOptions } from '../options.ts';
import { showPlan, writeReports, type ReportFormat } from '../show-plan.ts';
import { requirePlan } from '../require-plan.ts';
import { withState } from '../with-state.ts';
import type { World } from '../world.ts';

export interface PlanShowOptions extends GlobalOptions {
  readonly only: string | null;
  readonly reports: readonly ReportFormat[];
  readonly out: string | null;
  readonly details: boolean;
  readonly detailedExitCode: boolean;
}

/** Shows a stored plan again, from what was stored alone. */
export async function planShowCommand(world: World, options: PlanShowOptions, reference: string): Promise<number> {
  return withState(world, options, async (state, { configuration }) => {
    const plan = requirePlan(state, reference);
    const written = await writeReports(plan, options.reports, options.out ?? `${configuration.state.dir}/reports`);
    await showPlan(world, options, plan, { only: options.only, details: options.details });
    if (!options.json) for (const file of written) await world.stdout.write(`Report: ${file}\n`);
    const changes = Object.values(plan.envelope.operations).some((count) => count > 0);
    return options.detailedExitCode && changes ? 2 : 0;
  });
}

/** Lists the stored plans, newest first. */
export async function planListCommand(world: World, options: GlobalOptions, limit: number): Promise<number> {
  return withState(world, options, async (state) => {
    const envelopes = state.stores.plans.list(limit, world.clock.now());
    if (options.json) {
      await world.stdout.write(`${JSON.stringify({ schemaVersion: 1, plans: envelopes }, null, 2)}\n`);
      return 0;
    }
    const { columns } = world.stdout;
    const { colour, unicode } = options;
    for (const line of renderPlanList(envelopes, { columns, colour, unicode })) await world.stdout.write(line);
    return 0;
  });
}
