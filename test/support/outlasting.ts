import type { Simulator } from '../../src/simulator/index.ts';
import { countingSignatures } from './signatures.ts';
import { settle, type VirtualClock } from './virtual-clock.ts';

/** So many turns of the event loop in which nothing moved: bytes take a moment. */
const quietTurns = 8;

/**
 * Waits for a promise and moves time on whenever somebody sleeps, also while a request is in flight that will not be
 * answered without it: one that is held, delayed or answered byte by byte.
 */
export async function outlasting<Value>(
  clock: VirtualClock,
  simulator: Simulator,
  begin: () => Promise<Value>,
): Promise<Value> {
  let signing = 0;
  const counted = async <Result>(sign: () => Promise<Result>): Promise<Result> => {
    signing += 1;
    return sign().finally(() => (signing -= 1));
  };
  return countingSignatures(counted, () => passing(clock, simulator, begin(), () => signing > 0));
}

async function passing<Value>(
  clock: VirtualClock,
  { faults }: Simulator,
  work: Promise<Value>,
  signs: () => boolean,
): Promise<Value> {
  const state = { open: true };
  const watched = work.finally(() => (state.open = false));
  watched.catch(() => undefined);
  // Requests that were held until their sender gave up: they stay where they are.
  let abandoned = 0;
  for (let quiet = 0; state.open; quiet += 1) {
    await settle();
    if (signs()) quiet = 0;
    const next = clock.next();
    const held = faults.list().filter(({ state: is }) => is === 'holding').length;
    const inVain = clock.waits() || held > abandoned;
    if (next === null || quiet < (clock.busy() ? quietTurns : 1) || (clock.busy() && !inVain)) continue;
    const stuck = clock.busy() && held > abandoned;
    await clock.advance(next);
    if (stuck && !clock.busy()) abandoned = held;
    quiet = 0;
  }
  return watched;
}
