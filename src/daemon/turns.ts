import { second, type Instant } from '../domain/time/instant.ts';
import { codes, type Code } from '../domain/kernel/codes.ts';
import { codeOf, placeOf } from './failure.ts';
import type { DaemonTools, TurnEnd, TurnHooks, TurnRequest } from './tools.ts';

/** A turn that was made: how it ended, or what it failed with. */
export type Made = { readonly end: TurnEnd } | { readonly failure: Code };

/** Makes a turn, counts it and says how it ended. Never throws. */
export async function makeTurn(tools: DaemonTools, request: TurnRequest, hooks: TurnHooks): Promise<Made> {
  const { clock, turn, log, metrics } = tools;
  const { trigger, look, endingsOnly } = request;
  const began = clock.now();
  try {
    const end = await turn(request, hooks);
    const seconds = secondsSince(began, clock.now());
    metrics.turnEnded(trigger, end.outcome, seconds);
    const line = end.outcome === 'idle' ? log.debug : log.info;
    line('a turn ended', { trigger, look, endingsOnly, outcome: end.outcome, seconds });
    return { end };
  } catch (error) {
    const code = codeOf(error);
    metrics.turnEnded(trigger, 'failed', secondsSince(began, clock.now()));
    log.error('a turn failed', { trigger, look, endingsOnly, code, why: codes[code].title, at: placeOf(error) });
    return { failure: code };
  }
}

/** A clock that is set back during a turn does not make it shorter than nothing. */
function secondsSince(began: Instant, now: Instant): number {
  return Math.max(0, now - began) / second;
}
