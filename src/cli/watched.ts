import type { Emit } from '../reconcile/events.ts';
import type { ApplyResult } from '../reconcile/apply/apply-run.ts';
import { Witness, type CarriedOut } from './carried-out.ts';
import type { Log } from './log-lines.ts';
import type { GlobalOptions } from './options.ts';
import { createProgress } from './progress.ts';
import { appliedLines, eventLine, nextLine } from './screens/applied.ts';
import { printLines, toScreen } from './screens/to-screen.ts';
import { configFlag } from './show-plan.ts';
import type { World } from './world.ts';

/**
 * Runs `work` in front of people: progress on stderr, and on stdout a line at once for everybody who loses access or with
 * whom something goes wrong. With `--json` these are left to the closing document.
 */
export async function watched<Value>(
  world: World,
  options: GlobalOptions,
  log: Log,
  work: (emit: Emit) => Promise<Value>,
): Promise<{ readonly value: Value; readonly said: CarriedOut }> {
  const progress = createProgress(world, options, log);
  const witness = new Witness();
  const to = toScreen(world.stdout, options);
  const emit: Emit = (event) => {
    progress.emit(event);
    const noted = witness.take(event);
    if (noted === null || options.json) return;
    progress.done();
    void world.stdout.write(`${eventLine(to, noted.operation, noted.settled, noted.why)}\n`);
  };
  try {
    return { value: await work(emit), said: witness.told() };
  } finally {
    progress.done();
  }
}

/** The closing summary of carrying out, as a screen. */
export async function showApplied(
  world: World,
  options: GlobalOptions,
  result: ApplyResult,
  said: CarriedOut,
): Promise<void> {
  const to = toScreen(world.stdout, options);
  await printLines(world.stdout, appliedLines(to, result, said));
  const next = nextLine(result, configFlag(options.config));
  if (next !== null) await printLines(world.stdout, to.lines(next, 0));
}

/** The same for machines. */
export function appliedDocument(
  result: ApplyResult,
  { troubles, total, lost }: CarriedOut,
): Readonly<Record<string, unknown>> {
  const { run, plan, counts, survey, braked, ended } = result;
  const { heldBy } = survey;
  return { run, plan, counts, heldBy, braked, ended, lostAccess: lost, troubles, troublesTotal: total };
}
