export { startSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';
export type { RecordedRequest } from './http/traffic.ts';
export type { Org } from './org/org.ts';
export type * from './org/seed.ts';
export type { Switches } from './org/switches.ts';
export { idFor } from './org/ids.ts';
export { emptyOrg, group, readScopes, serviceApp, user } from './presets/seeds.ts';
