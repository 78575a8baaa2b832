import { TenuredError } from '../domain/kernel/errors.ts';
import type { ApplyTools } from './apply/tools.ts';
import type { PlanRunTools } from './plan-run.ts';
import { runOnce } from './run-once.ts';

/** More people than are looked at by name: one more of them changes nothing. */
const mostOverdue = 1_000;

/**
 * For a turn that no daemon watches over: whoever still has access that should have ended loses it before Okta is read at
 * length, by what is known already. Once for the same people: those who wait for a person's word are not tried again.
 */
export function endingsFirst(tools: PlanRunTools & ApplyTools): PlanRunTools & ApplyTools {
  let tried = '';
  const interlude = async (): Promise<void> => {
    await tools.interlude();
    const overdue = tools.stores.workers.overdue(tools.clock.now(), mostOverdue);
    const owed = overdue.map(({ id }) => id).join('\n');
    if (owed === tried) return;
    tried = owed;
    if (owed === '') return;
    try {
      await runOnce(tools, { trigger: 'boundary', look: 'nothing', asOf: null, endingsOnly: true });
    } catch (error) {
      // What Okta does not let happen now is tried again with the rest, which tells of it.
      if (!(error instanceof TenuredError) || !error.code.startsWith('TEN-2')) throw error;
    } finally {
      // Whoever listens has to know that the long read goes on: a signal ends that at once, and an apply not.
      tools.emit({ type: 'phase', phase: 'observe' });
    }
  };
  return { ...tools, interlude };
}
