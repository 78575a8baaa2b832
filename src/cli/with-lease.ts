import { TenuredError } from '../domain/kernel/errors.ts';
import { second } from '../domain/time/instant.ts';
import type { Lease } from '../reconcile/ports.ts';
import type { OpenState, World } from './world.ts';

const askEvery = 0.25 * second;
const heartbeatEvery = 5 * second;

/** `run` for one plan or apply, `daemon` for a daemon's lifetime. */
type LeaseName = 'run' | 'daemon';

/** A lease as long as it lasts. */
export interface Held {
  readonly lease: Lease;
  /** Aborted, with the error as reason, when another process took the lease: nothing more may be written. */
  readonly lost: AbortSignal;
  /** Aborted when the work is over, however it ended: nothing started for its sake is to outlive it. */
  readonly over: AbortSignal;
}

/**
 * Does `work` as the only one with this lease; waits for another holder to end for up to `timeoutMs`.
 * @throws TenuredError TEN-4011 when the other does not end in time, TEN-4012 when the lease was lost on the way.
 */
export async function withLease<Value>(
  world: World,
  state: OpenState,
  name: LeaseName,
  timeoutMs: number,
  work: (held: Held) => Promise<Value>,
): Promise<Value> {
  const lease = await acquire(world, state, name, timeoutMs);
  const lost = new AbortController();
  const over = new AbortController();
  const heart = beat(world, lease, over.signal, lost);
  try {
    const value = await work({ lease, lost: lost.signal, over: over.signal });
    // Also whoever found nothing left to do has to know that another one did it.
    state.leases.requireOwn(name);
    return value;
  } catch (error) {
    // What the loss made fail is only a consequence of it.
    lost.signal.throwIfAborted();
    throw error;
  } finally {
    over.abort();
    await heart;
    lease.release();
  }
}

async function acquire(world: World, state: OpenState, name: LeaseName, timeoutMs: number): Promise<Lease> {
  const giveUp = world.clock.now() + timeoutMs;
  for (;;) {
    const lease = state.leases.acquire(name, world.clock.now());
    if (lease !== null) return lease;
    if (world.clock.now() >= giveUp) throw refused(state, name);
    await world.clock.sleep(askEvery, world.stop);
  }
}

const refusals: Readonly<Record<LeaseName, { readonly what: string; readonly why: string; readonly hint: string }>> = {
  run: {
    what: 'another run holds the lock',
    why: 'two runs at once would plan from halves of each other',
    hint: 'wait until it has ended, or give it longer with --lock-timeout',
  },
  daemon: {
    what: 'another daemon is running',
    why: 'two daemons would carry out the same plans against each other',
    hint: 'stop the other one first; `tenured status` says since when it runs',
  },
};

function refused(state: OpenState, name: LeaseName): TenuredError {
  const owner = state.leases.holder(name)?.owner ?? 'another process';
  const { what, why, hint } = refusals[name];
  return new TenuredError('TEN-4011', `${what}: ${owner}`, { why, hint });
}

async function beat(world: World, lease: Lease, stop: AbortSignal, lost: AbortController): Promise<void> {
  while (!stop.aborted && !lost.signal.aborted) {
    const slept = await world.clock.sleep(heartbeatEvery, stop).then(
      () => true,
      () => false,
    );
    if (slept) tryBeat(world, lease, lost);
  }
}

/**
 * A database that is busy for a moment costs one beat of many; another holder ends the right, and so does whatever nobody
 * expected: who cannot say that it lives must not go on writing.
 */
function tryBeat(world: World, lease: Lease, lost: AbortController): void {
  try {
    lease.heartbeat(world.clock.now());
  } catch (error) {
    if (!(error instanceof TenuredError) || error.code === 'TEN-4012') lost.abort(error);
  }
}
