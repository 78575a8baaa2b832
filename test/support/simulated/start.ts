import * as inProcess from '../../../src/simulator/index.ts';
import { startRemote } from './remote.ts';

/**
 * Starts a simulator where the suite was told to: in this process, or, with `TENURED_SIMULATOR=process`, in another one
 * of which the tests notice nothing. `TENURED_SWITCHES`, JSON, answers open questions of Okta's the other way.
 */
export async function startSimulator(options: inProcess.SimulatorOptions): Promise<inProcess.Simulator> {
  const switches = JSON.parse(process.env['TENURED_SWITCHES'] ?? '{}') as Partial<inProcess.Switches>;
  const turned = { ...options, org: { ...options.org, switches: { ...switches, ...options.org.switches } } };
  return process.env['TENURED_SIMULATOR'] === 'process' ? startRemote(turned) : inProcess.startSimulator(turned);
}
