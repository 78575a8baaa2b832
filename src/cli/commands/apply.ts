import { TenuredError } from '../../domain/kernel/errors.ts';
import type { StoredPlan } from '../../domain/plan/artefact.ts';
import { runApply } from '../../reconcile/apply/apply-run.ts';
import { applyVerdict, tellVerdict } from '../apply-exit.ts';
import { createLog } from '../log.ts';
import type { GlobalOptions } from '../options.ts';
import { requirePlan } from '../require-plan.ts';
import { requireWriting } from '../require-writing.ts';
import { commandTools } from '../turn-tools.ts';
import { appliedDocument, showApplied, watched } from '../watched.ts';
import { withLease } from '../with-lease.ts';
import { withState } from '../with-state.ts';
import type { OpenState, World } from '../world.ts';

export interface ApplyOptions extends GlobalOptions {
  /** HR's id of the one person whose changes are carried out; null for everybody's. */
  readonly only: string | null;
}

/** Carries out what of a stored plan may be carried out, and says of the rest why not. Never plans. */
export async function applyCommand(world: World, options: ApplyOptions, reference: string | null): Promise<number> {
  const log = createLog(world, options);
  return withState(world, options, (state, settings) => {
    requireWriting(settings);
    return withLease(world, state, 'run', options.lockTimeoutMs, async (held) => {
      const plan = planOf(world, state, reference);
      const { value: result, said } = await watched(world, options, log, (emit) => {
        const only = options.only === null ? {} : { only: options.only };
        const tools = commandTools({ world, state, settings, held, log, emit });
        return runApply(tools, { plan, trigger: 'command', ...only });
      });
      if (options.json) {
        const document = { schemaVersion: 1, ...appliedDocument(result, said) };
        await world.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
      } else await showApplied(world, options, result, said);
      const verdict = applyVerdict(world, result);
      await tellVerdict(world, options.json, verdict);
      return verdict.code;
    });
  });
}

/** The plan that was named, or the newest that is open, begun or not. @throws TenuredError TEN-5003, TEN-5017 */
function planOf(world: World, state: OpenState, reference: string | null): StoredPlan {
  if (reference !== null) return requirePlan(state, reference);
  const newest = state.stores.plans.applicable(world.clock.now());
  if (newest === null) {
    throw new TenuredError('TEN-5017', 'there is no plan to carry out', {
      why: 'the newest one has been carried out, rejected or has expired, or none was made yet',
      hint: 'make one with `tenured plan`',
    });
  }
  return requirePlan(state, String(newest));
}
