import { hour, instant, second, type Instant } from '../domain/time/instant.ts';
import type { Agenda, BegunTurn } from './agenda.ts';
import type { StateLooks } from './state-looks.ts';
import type { DaemonTools, TurnHooks } from './tools.ts';
import { makeTurn, type Made } from './turns.ts';

export interface HookTools {
  readonly tools: DaemonTools;
  readonly agenda: Agenda;
  readonly looks: StateLooks;
  readonly stop: AbortSignal;
}

/** What a turn is given, and whether it was ever told to give way. */
export interface GivenHooks extends TurnHooks {
  readonly wasAsked: () => boolean;
}

export function hooksFor(own: HookTools, turn: BegunTurn): GivenHooks {
  let asked = false;
  const why = preemption(own, turn);
  return {
    preempted: () => {
      const reason = why();
      if (reason !== null) asked = true;
      return reason;
    },
    interlude: interludes(own, turn),
    wasAsked: () => asked,
  };
}

function preemption({ tools, agenda, looks, stop }: HookTools, turn: BegunTurn): () => string | null {
  const { clock, options } = tools;
  let looked = turn.began;
  return () => {
    const now = clock.now();
    // Also when the clock was set back.
    if (now - looked >= second || now < looked) {
      looked = now;
      agenda.noteWishes(looks.wishes());
    }
    if (stop.aborted) return 'the daemon was told to stop';
    if (agenda.isCutAskedSince(turn)) return "a person wants somebody's access ended";
    return now - turn.began >= options.horizonHours * hour ? 'the plan looks no further ahead' : null;
  };
}

/** Ends the access that falls due while a turn is at something long, once for each instant at which any does. */
function interludes(own: HookTools, turn: BegunTurn): () => Promise<void> {
  const { tools, agenda, looks, stop } = own;
  let owed = turn.owed;
  let served = turn.began;
  let nested = false;
  const isDue = (now: Instant): boolean => {
    const next = looks.boundary(instant(Math.min(served, now)));
    agenda.noteBoundary(next, now);
    return owed || (next !== null && next <= now);
  };
  return async () => {
    const now = tools.clock.now();
    if (nested || stop.aborted || !agenda.mayInterlude(now) || !isDue(now)) return;
    nested = true;
    served = now;
    owed = !isServed(own, await makeNested(own, turn, now));
    if (owed) agenda.interludeFailed(tools.clock.now());
    nested = false;
  };
}

function makeNested(own: HookTools, turn: BegunTurn, began: Instant): Promise<Made> {
  const request = { trigger: 'boundary', look: 'nothing', endingsOnly: true } as const;
  const preempted = preemption(own, { ...turn, request, began });
  own.looks.forget();
  return makeTurn(own.tools, request, { preempted, interlude: () => Promise.resolve() });
}

function isServed({ tools, looks }: HookTools, made: Made): boolean {
  looks.forget();
  if ('failure' in made || made.end.outcome === 'yielded') return false;
  return made.end.outcome !== 'partly' || (looks.facts(tools.clock.now())?.overdue ?? 0) === 0;
}
