import { firstRun } from '../../domain/guardrails/plan.ts';
import type { Finding } from '../../domain/guardrails/finding.ts';
import type { StoredPlan } from '../../domain/plan/artefact.ts';
import type { Instant } from '../../domain/time/instant.ts';
import { runPlan, type PlanRunResult } from '../../reconcile/plan-run.ts';
import { createLog } from '../log.ts';
import type { GlobalOptions } from '../options.ts';
import { exitLine, formatError, formatExit, formatProblem } from '../print-problem.ts';
import { createProgress } from '../progress.ts';
import { requirePlan } from '../require-plan.ts';
import { printLines, toScreen } from '../screens/to-screen.ts';
import { configFlag, showPlan, writeReports, type ReportFormat } from '../show-plan.ts';
import { removedFrom } from '../removed-sources.ts';
import type { Settings } from '../settings.ts';
import { planTools } from '../turn-tools.ts';
import { withLease } from '../with-lease.ts';
import { withState } from '../with-state.ts';
import type { OpenState, World } from '../world.ts';

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
  return withState(world, options, async (state, settings) => {
    const warnings = [...settings.warnings, ...removedFrom(state, settings)];
    for (const warning of warnings) await world.stderr.write(formatProblem(warning, world.stderr.columns));
    const result = await run(world, options, settings, state);
    return finish(world, options, settings, state, result);
  });
}

function run(world: World, options: PlanOptions, settings: Settings, state: OpenState): Promise<PlanRunResult> {
  const log = createLog(world, options);
  return withLease(world, state, 'run', options.lockTimeoutMs, async (held) => {
    const progress = createProgress(world, options, log);
    try {
      const tools = planTools({ world, state, settings, held, log, emit: progress.emit });
      return await runPlan(tools, { trigger: 'command', asOf: options.asOf });
    } finally {
      progress.done();
    }
  });
}

async function finish(
  world: World,
  options: PlanOptions,
  settings: Settings,
  state: OpenState,
  result: PlanRunResult,
): Promise<number> {
  const plan = requirePlan(state, String(result.plan.number));
  for (const one of result.refused) await world.stderr.write(formatError(one, world.stderr.columns));
  const written = await writeReports(
    plan,
    options.reports,
    options.out ?? `${settings.configuration.state.dir}/reports`,
  );
  await showPlan(world, options, plan, { only: options.only, details: options.details });
  const owed = state.stores.owed.all().length;
  if (!options.json) {
    if (result.plan.reused)
      await world.stdout.write(`Plan ${String(result.plan.number)} still says all there is to do.\n`);
    for (const file of written) await world.stdout.write(`Report: ${file}\n`);
    for (const { number } of result.candidates)
      await tellOfCandidate(world, options, requirePlan(state, String(number)));
    if (owed > 0) await tellOfOwed(world, options, owed);
  }
  const code = exitCodeOf(result, options.detailedExitCode && result.plan.operations + owed > 0);
  if (options.json) await tellMachines(world, result, code);
  return code;
}

async function tellOfCandidate(world: World, { config }: PlanOptions, { envelope }: StoredPlan): Promise<void> {
  const { number, header, sources } = envelope;
  const which = sources === undefined ? '' : ` of ${header.snapshot.source}`;
  const flag = configFlag(config);
  const to = toScreen(world.stdout, { colour: false, unicode: true });
  await printLines(world.stdout, [
    ...to.lines(`The newest file${which} is held back. Plan ${String(number)} is what follows if it is accepted:`, 0),
    ...to.lines(
      `tenured plan show ${String(number)}${flag}; accept the file with tenured plan approve ${String(number)}${flag}`,
      2,
    ),
  ]);
}

async function tellMachines(world: World, result: PlanRunResult, code: number): Promise<void> {
  const [refused = null] = result.refused;
  if (refused !== null) {
    await world.stderr.write(formatExit(refused));
  } else if (code === 4) {
    const checks = result.plan.findings.filter(needsPerson).map(({ guardrail }) => guardrail);
    await world.stderr.write(exitLine(code, `safety checks need a person: ${checks.join(', ')}`, 'look at the plan'));
  }
}

/** A run that was cut short suspended people and has not signed them out yet: no plan says so any more. */
async function tellOfOwed(world: World, { config }: PlanOptions, owed: number): Promise<void> {
  const to = toScreen(world.stdout, { colour: false, unicode: true });
  const who = owed === 1 ? '1 person is' : `${String(owed)} people are`;
  const text = `${who} suspended and not signed out yet, from a run that was cut short: tenured apply${configFlag(config)} does that first.`;
  await printLines(world.stdout, to.lines(text, 0));
}

/** 13 before 4 before 2: the first that applies. A first run alone asks for nothing. */
function exitCodeOf(result: PlanRunResult, somethingToDo: boolean): number {
  const [refused = null] = result.refused;
  if (refused !== null) return refused.exitCode;
  if (result.plan.findings.some(needsPerson)) return 4;
  return somethingToDo ? 2 : 0;
}

function needsPerson(finding: Finding): boolean {
  if (finding.verdict === 'candidate' || finding.verdict === 'refuse') return true;
  return finding.verdict === 'hold' && !(finding.guardrail === 'G14' && finding.message === firstRun);
}
