import { TenuredError } from '../../domain/kernel/errors.ts';
import type { StoredPlan } from '../../domain/plan/artefact.ts';
import { parseInstant } from '../../domain/time/instant.ts';
import { renderProblemsCsv, renderProblemsJson, renderProblemsTerminal, zoneOf } from '../../report/index.ts';
import type { GlobalOptions } from '../options.ts';
import { requirePlan } from '../require-plan.ts';
import { configFlag } from '../show-plan.ts';
import { withState } from '../with-state.ts';
import type { OpenState, World } from '../world.ts';
import { writeWhole } from '../write-whole.ts';

export interface ProblemsOptions extends GlobalOptions {
  /** A file for the CSV, true for stdout, null for no CSV. */
  readonly csv: string | true | null;
  /** The plan whose list is shown as it was; null for the newest, with today's ages. */
  readonly plan: string | null;
}

/** What HR has to correct, from what is stored alone: neither Okta nor HR's file is asked. */
export async function problemsCommand(world: World, options: ProblemsOptions): Promise<number> {
  if (options.csv !== null && options.json) {
    throw new TenuredError('TEN-6001', '--csv and --json are two answers', { hint: 'give one of them' });
  }
  return withState(world, options, async (state) => {
    const plan = options.plan === null ? newest(state, options) : requirePlan(state, options.plan);
    const { csv } = options;
    if (typeof csv === 'string') {
      await writeWhole(csv, csvOf(world, options, plan));
      await world.stdout.write(`List: ${csv}\n`);
      return 0;
    }
    for (const piece of csv === true ? csvOf(world, options, plan) : shown(world, options, plan)) {
      await world.stdout.write(piece);
    }
    return 0;
  });
}

function csvOf(world: World, options: ProblemsOptions, plan: StoredPlan): Iterable<string> {
  return renderProblemsCsv(plan, seenOf(world, options, plan));
}

function shown(world: World, options: ProblemsOptions, plan: StoredPlan): Iterable<string> {
  const seen = seenOf(world, options, plan);
  if (options.json) return renderProblemsJson(plan, seen);
  const { colour, unicode, config } = options;
  const { columns } = world.stdout;
  return renderProblemsTerminal(plan, seen, { columns, colour, unicode, configFlag: configFlag(config) });
}

/** The newest list is looked at today, an earlier one as it was. */
function seenOf(world: World, options: ProblemsOptions, { envelope }: StoredPlan) {
  const at = options.plan === null ? world.clock.now() : parseInstant(envelope.madeAt);
  return { at, zone: zoneOf(envelope.zone) };
}

function newest({ stores }: OpenState, { config }: ProblemsOptions): StoredPlan {
  const plan = stores.plans.newest();
  if (plan !== null) return plan;
  throw new TenuredError('TEN-3162', 'no plan has been made yet, and so no data problem has been looked for', {
    hint: `run tenured plan${configFlag(config)} first`,
  });
}
