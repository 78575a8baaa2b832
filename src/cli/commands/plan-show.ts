import { renderPlanList } from '../../report/index.ts';
import type { GlobalOptions } from '../options.ts';
import { requireSettings } from '../settings.ts';
import { showPlan, writeReports, type ReportFormat } from '../show-plan.ts';
import type { OpenState, World } from '../world.ts';
import { requirePlan } from './plan.ts';

export interface PlanShowOptions extends GlobalOptions {
  readonly only: string | null;
  readonly reports: readonly ReportFormat[];
  readonly out: string | null;
  readonly details: boolean;
  readonly detailedExitCode: boolean;
}

/** Shows a stored plan again, from what was stored alone. */
export async function planShowCommand(world: World, options: PlanShowOptions, reference: string): Promise<number> {
  return withState(world, options, async (state, directory) => {
    const plan = requirePlan(state, reference);
    const written = await writeReports(plan, options.reports, options.out ?? `${directory}/reports`);
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

async function withState(
  world: World,
  options: GlobalOptions,
  work: (state: OpenState, directory: string) => Promise<number>,
): Promise<number> {
  const { configuration } = requireSettings(options.config, world);
  const state = world.openState(configuration.state.dir);
  try {
    return await work(state, configuration.state.dir);
  } finally {
    state.close();
  }
}
