import { endingsFirst } from '../../reconcile/endings-first.ts';
import { runOnce, type TurnResult } from '../../reconcile/run-once.ts';
import { applyVerdict, tellVerdict, type Verdict } from '../apply-exit.ts';
import type { CarriedOut } from '../carried-out.ts';
import { runAsDaemon } from '../daemon.ts';
import { createLog } from '../log.ts';
import type { GlobalOptions } from '../options.ts';
import { formatError, formatProblem } from '../print-problem.ts';
import { requireWriting } from '../require-writing.ts';
import type { Settings } from '../settings.ts';
import { commandTools } from '../turn-tools.ts';
import { appliedDocument, showApplied, watched } from '../watched.ts';
import { withLease } from '../with-lease.ts';
import { withState } from '../with-state.ts';
import type { OpenState, World } from '../world.ts';

export interface RunOptions extends GlobalOptions {
  readonly once: boolean;
}

/** Plans and carries out: once, or as a daemon until it is stopped. */
export async function runCommand(world: World, options: RunOptions): Promise<number> {
  return withState(world, options, async (state, settings) => {
    requireWriting(settings);
    for (const warning of settings.warnings) await world.stderr.write(formatProblem(warning, world.stderr.columns));
    return options.once ? once(world, options, state, settings) : runAsDaemon(world, options, state, settings);
  });
}

/** One turn; again while it was interrupted for somebody who fell due meanwhile, so that nothing is left for tomorrow. */
async function once(world: World, options: RunOptions, state: OpenState, settings: Settings): Promise<number> {
  const log = createLog(world, options);
  return withLease(world, state, 'run', options.lockTimeoutMs, async (held) => {
    for (;;) {
      const { value: turn, said } = await watched(world, options, log, (emit) =>
        runOnce(endingsFirst(commandTools({ world, state, settings, held, log, emit })), {
          trigger: 'command',
          asOf: null,
        }),
      );
      await show(world, options, turn, said);
      if (turn.applied?.ended?.how === 'yielded' && !world.stop.aborted) continue;
      const verdict = turnVerdict(world, turn);
      await tellVerdict(world, options.json, verdict);
      return verdict.code;
    }
  });
}

async function show(world: World, options: RunOptions, turn: TurnResult, said: CarriedOut): Promise<void> {
  const { planned, applied } = turn;
  for (const one of planned.refused) await world.stderr.write(formatError(one, world.stderr.columns));
  if (options.json) {
    const { number, hash, reused, operations } = planned.plan;
    const made = { number, hash, reused, operations, refused: planned.refused[0]?.code ?? null };
    const done = applied === null ? null : appliedDocument(applied, said);
    await world.stdout.write(`${JSON.stringify({ schemaVersion: 1, plan: made, applied: done })}\n`);
  } else if (applied === null) {
    const more = said.lost > 0 ? 'nothing more' : 'nothing';
    await world.stdout.write(`Plan ${String(planned.plan.number)}: ${more} to do.\n`);
  } else await showApplied(world, options, applied, said);
}

/** 13 before what carrying out came to; a safety check of the file or the plan is a person's business, too. */
function turnVerdict(world: World, { planned, applied }: TurnResult): Verdict {
  const own = applied === null ? { code: 0, message: '', hint: '' } : applyVerdict(world, applied);
  if (own.code === 130 || own.code === 143) return own;
  const [refused = null] = planned.refused;
  const { plan } = planned;
  if (refused !== null) return { code: refused.exitCode, message: refused.message, hint: refused.hint ?? '' };
  const stopping = plan.findings.filter(({ verdict }) => verdict === 'candidate' || verdict === 'refuse');
  if (stopping.length > 0) {
    const checks = stopping.map(({ guardrail }) => guardrail).join(', ');
    return { code: 4, message: `safety checks need a person: ${checks}`, hint: 'look at the plan' };
  }
  return own;
}
