export { runDaemon } from './daemon.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export type {
  DaemonEnd,
  DaemonLog,
  DaemonOptions,
  DaemonTools,
  StateFacts,
  TurnEnd,
  TurnHooks,
  TurnRequest,
  Wishes,
} from './tools.ts';
export { turnEnd } from './turn-end.ts';
