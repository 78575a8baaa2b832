import { firstRun } from '../../domain/guardrails/plan.ts';
import type { Finding } from '../../domain/guardrails/finding.ts';
import type { StoredPlan } from '../../domain/plan/artefact.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import type { Instant } from '../../domain/time/instant.ts';
import { runPlan, type PlanRunResult } from '../../reconcile/plan-run.ts';
import { createLog } from '../log.ts';
import type { GlobalOptions } from '../options.ts';
import { exitLine, formatError, formatExit, formatProblem } from '../print-problem.ts';
import { createProgress } from '../progress.ts';
import { showPlan, writeReports, type ReportFormat } from '../show-plan.ts';
import { requireSettings, type Settings } from '../settings.ts';
import { withLease } from '../with-lease.ts';
import type { OpenState, World } from '../world.ts';
import { trafficLog } from '../okta-log.ts';

export interface PlanOptions extends GlobalOptions {
  readonly asOf: Instant | null;
  readonly only: string | null;
  readonly reports: readonly ReportFormat[];
  readonly out: string | null;
  readonly details: boolean;
  readonly detailedExitCode: boolean;
}

/** Computes and stores a plan, shows it, and never writes to Okta. */
export async function planCommand(world: World, options: PlanOptions): Promise<number> {
  const settings = requireSettings(options.config, world);
  for (const warning of settings.warnings) await world.stderr.write(formatProblem(warning, world.stderr.columns));
  const state = world.openState(settings.configuration.state.dir);
  try {
    const result = await withLease(world, state, options.lockTimeoutMs, () => run(world, options, settings, state));
    return await finish(world, options, settings, state, result);
  } finally {
    state.close();
  }
}

async function run(world: World, options: PlanOptions, settings: Settings, state: OpenState): Promise<PlanRunResult> {
  const log = createLog(world, options);
  const progress = createProgress(world, options, log);
  const { configuration, mapping } = settings;
  try {
    return await runPlan(
      {
        clock: world.clock,
        source: world.source(configuration.source),
        directory: world.directory(configuration.okta, trafficLog(log)),
        orgUrl: configuration.okta.orgUrl,
        stores: state.stores,
        mapping,
        options: { ...configuration.reconcile, version: world.version },
        company: configuration.name,
        emit: progress.emit,
        breathe: async () => {
          await world.breathe();
          world.stop.throwIfAborted();
        },
      },
      { trigger: 'command', asOf: options.asOf },
    );
  } finally {
    progress.done();
  }
}

async function finish(
  world: World,
  options: PlanOptions,
  settings: Settings,
  state: OpenState,
  result: PlanRunResult,
): Promise<number> {
  const plan = requirePlan(state, String(result.plan.number));
  if (result.refused !== null) await world.stderr.write(formatError(result.refused, world.stderr.columns));
  const written = await writeReports(
    plan,
    options.reports,
    options.out ?? `${settings.configuration.state.dir}/reports`,
  );
  await showPlan(world, options, plan, { only: options.only, details: options.details });
  if (!options.json) {
    if (result.plan.reused)
      await world.stdout.write(`Plan ${String(result.plan.number)} still says all there is to do.\n`);
    for (const file of written) await world.stdout.write(`Report: ${file}\n`);
  }
  const code = exitCodeOf(result, options.detailedExitCode);
  if (options.json) await tellMachines(world, result, code);
  return code;
}

async function tellMachines(world: World, result: PlanRunResult, code: number): Promise<void> {
  if (result.refused !== null) {
    await world.stderr.write(formatExit(result.refused));
  } else if (code === 4) {
    const checks = result.plan.findings.filter(needsPerson).map(({ guardrail }) => guardrail);
    await world.stderr.write(exitLine(code, `safety checks need a person: ${checks.join(', ')}`, 'look at the plan'));
  }
}

/** The plan by number or hash. @throws TenuredError TEN-5003 */
export function requirePlan(state: OpenState, reference: string): StoredPlan {
  const plan = state.stores.plans.find(reference);
  if (plan !== null) return plan;
  throw new TenuredError('TEN-5003', `there is no plan ${reference}`, {
    hint: '`tenured plan list` shows the plans; give a number or at least eight digits of a hash',
  });
}

/** 13 before 4 before 2: the first that applies. A first run alone asks for nothing. */
function exitCodeOf(result: PlanRunResult, detailed: boolean): number {
  if (result.refused !== null) return result.refused.exitCode;
  if (result.plan.findings.some(needsPerson)) return 4;
  return detailed && result.plan.operations > 0 ? 2 : 0;
}

function needsPerson(finding: Finding): boolean {
  if (finding.verdict === 'candidate' || finding.verdict === 'refuse') return true;
  return finding.verdict === 'hold' && !(finding.guardrail === 'G14' && finding.message === firstRun);
}
