import type { Log } from './log-lines.ts';
import type { TrafficEvent } from './world.ts';

/** Logs what happens between tenured and Okta: waits, retries, renewals. Never a body, a header or a token. */
export function trafficLog(log: Log): (event: TrafficEvent) => void {
  return ({ level, message, fields }) => {
    log[level](message, fields);
  };
}
