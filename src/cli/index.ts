export { runCommandLine } from './program.ts';
export type {
  DaemonParts,
  OpenState,
  Output,
  Probe,
  RunningSimulator,
  SimulatorRequest,
  TrafficEvent,
  World,
} from './world.ts';
