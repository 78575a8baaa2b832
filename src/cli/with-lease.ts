import { TenuredError } from '../domain/kernel/errors.ts';
import { second } from '../domain/time/instant.ts';
import type { Lease } from '../reconcile/ports.ts';
import type { OpenState, World } from './world.ts';

const askEvery = 0.25 * second;
const heartbeatEvery = 5 * second;

/**
 * Does `work` as the only run on this state; waits for another one to end for up to `timeoutMs`.
 * @throws TenuredError TEN-4011 when the other does not end in time.
 */
export async function withLease<Value>(
  world: World,
  state: OpenState,
  timeoutMs: number,
  work: () => Promise<Value>,
): Promise<Value> {
  const lease = await acquire(world, state, timeoutMs);
  const beating = new AbortController();
  const heart = beat(world, lease, beating.signal);
  try {
    return await work();
  } finally {
    beating.abort();
    await heart;
    lease.release();
  }
}

async function acquire(world: World, state: OpenState, timeoutMs: number): Promise<Lease> {
  const giveUp = world.clock.now() + timeoutMs;
  for (;;) {
    const lease = state.leases.acquire('run', world.clock.now());
    if (lease !== null) return lease;
    if (world.clock.now() >= giveUp) throw held(state);
    await world.clock.sleep(askEvery, world.stop);
  }
}

function held(state: OpenState): TenuredError {
  const owner = state.leases.holder('run')?.owner ?? 'another process';
  return new TenuredError('TEN-4011', `another run holds the lock: ${owner}`, {
    why: 'two runs at once would plan from halves of each other',
    hint: 'wait until it has ended, or give it longer with --lock-timeout',
  });
}

async function beat(world: World, lease: Lease, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const slept = await world.clock.sleep(heartbeatEvery, stop).then(
      () => true,
      () => false,
    );
    if (slept) lease.heartbeat(world.clock.now());
  }
}
