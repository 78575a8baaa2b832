import type { Clock } from '../../../src/domain/kernel/clock.ts';
import * as inProcess from '../../../src/simulator/index.ts';
import { ServerClock } from '../server-clock.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { startRemote } from './remote.ts';

/**
 * Starts a simulator where the suite was told to: in this process, or, with `TENURED_SIMULATOR=process`, in another one
 * of which the tests notice nothing. `TENURED_SWITCHES`, JSON, answers open questions of Okta's the other way.
 */
export async function startSimulator(options: inProcess.SimulatorOptions): Promise<inProcess.Simulator> {
  const switches = JSON.parse(process.env['TENURED_SWITCHES'] ?? '{}') as Partial<inProcess.Switches>;
  const turned = { ...options, org: { ...options.org, switches: { ...switches, ...options.org.switches } } };
  const started =
    process.env['TENURED_SIMULATOR'] === 'process'
      ? startRemote(turned)
      : await inProcess.startSimulator({ ...turned, clock: servedBy(options.clock) });
  // Where every replica lags, what was there from the start has reached it by the time that a test begins.
  const { searchLagMs = 0, searchLagSpreadMs = 0 } = switches;
  if (options.clock instanceof VirtualClock) await options.clock.advance(searchLagMs + searchLagSpreadMs);
  return started;
}

/** What the tests move, the simulator goes by, and the tests know of whom it lets wait. */
function servedBy(clock: Clock): Clock {
  if (!(clock instanceof VirtualClock)) return clock;
  const served = new ServerClock(() => clock.now());
  clock.serve(served);
  return served;
}
