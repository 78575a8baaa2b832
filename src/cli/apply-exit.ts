import type { ApplyResult } from '../reconcile/apply/apply-run.ts';
import { exitLine } from './print-problem.ts';
import type { World } from './world.ts';
import { stopCode } from './stop.ts';

/** What carrying out says to whoever reads exit codes, with the reason in words. */
export interface Verdict {
  readonly code: number;
  readonly message: string;
  readonly hint: string;
}

const done: Verdict = { code: 0, message: '', hint: '' };

/**
 * The exit code of carrying out: 4 a safety check, 5 a person's word, 3 something did not work, 0; a signal that ended it
 * comes before all of them.
 */
export function applyVerdict(world: Pick<World, 'stop'>, result: ApplyResult): Verdict {
  const { counts, braked, ended, survey } = result;
  if (world.stop.aborted && ended !== null) {
    return { code: stopCode(world), message: `stopped by ${String(world.stop.reason)}`, hint: 'tenured apply goes on' };
  }
  if (braked !== null) return { code: 4, message: braked.message, hint: braked.remedy };
  if (counts.held > 0) {
    return { code: 4, message: `held by safety checks: ${survey.heldBy.join(', ')}`, hint: 'tenured plan approve' };
  }
  if (ended?.how === 'stopped') return { code: 5, message: ended.why, hint: 'tenured resume' };
  if (counts.waiting > 0) return { code: 5, message: 'changes wait for approval', hint: 'tenured plan approve' };
  const wrong = counts.failed + counts.conflicted + counts['in-doubt'] + counts.cancelled + counts.dependant;
  if (wrong > 0) return { code: 3, message: `${String(wrong)} changes did not happen`, hint: 'tenured status' };
  return done;
}

/** With `--json`, a code that is no success ends stderr with one line of JSON. */
export async function tellVerdict(world: World, json: boolean, { code, message, hint }: Verdict): Promise<void> {
  if (json && code !== 0) await world.stderr.write(exitLine(code, message, hint));
}
