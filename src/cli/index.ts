export { runCommandLine } from './program.ts';
export type { OpenState, Output, Probe, RunningSimulator, SimulatorRequest, TrafficEvent, World } from './world.ts';
