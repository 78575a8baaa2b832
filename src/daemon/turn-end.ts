import type { TurnResult } from '../reconcile/run-once.ts';
import type { TurnEnd } from './tools.ts';
import type { TurnOutcome } from './turn-words.ts';

/** What a turn came to, as the daemon needs to know it. */
export function turnEnd({ applied }: TurnResult): TurnEnd {
  return { outcome: applied === null ? 'idle' : outcomeOf(applied) };
}

function outcomeOf({ ended, counts }: NonNullable<TurnResult['applied']>): TurnOutcome {
  if (ended !== null) return ended.how;
  if (counts.failed + counts.conflicted + counts['in-doubt'] + counts.cancelled + counts.dependant > 0) return 'partly';
  if (counts.done + counts.already > 0) return 'done';
  return counts.waiting + counts.held > 0 ? 'waiting' : 'idle';
}
