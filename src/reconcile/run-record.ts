import type { Clock } from '../domain/kernel/clock.ts';
import { TenuredError } from '../domain/kernel/errors.ts';
import type { Mappings } from '../domain/mapping/mappings.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { ReconcileOptions } from './options.ts';
import type { RunEnd, RunOutcome, RunStore } from './ports.ts';

export interface RecordTools {
  readonly clock: Clock;
  readonly options: ReconcileOptions;
  readonly mappings: Mappings;
  readonly stores: { readonly runs: RunStore };
}

/** How a run ended, and what it came to. */
export interface Recorded<Result> extends Omit<RunEnd, 'endedAt' | 'errorCode'> {
  readonly result: Result;
  readonly outcome: RunOutcome;
}

/** Does `work` as a run of its own, which is on record from its beginning and however it ends. */
export async function recorded<Result>(
  { clock, options, mappings, stores }: RecordTools,
  begin: { readonly trigger: string; readonly asOf: Instant; readonly startedAt: Instant; readonly plan?: number },
  work: (run: number) => Promise<Recorded<Result>>,
): Promise<Result> {
  const { trigger, asOf, startedAt, plan } = begin;
  const { version, configFingerprint: config } = options;
  const run = stores.runs.start({ trigger, asOf, version, config, mapping: mappings.fingerprint, startedAt });
  try {
    const { result, outcome, ...end } = await work(run);
    stores.runs.end(run, outcome, { ...end, endedAt: clock.now() });
    return result;
  } catch (error) {
    const errorCode = error instanceof TenuredError ? error.code : 'TEN-9001';
    stores.runs.end(run, 'failed', { endedAt: clock.now(), errorCode, ...(plan === undefined ? {} : { plan }) });
    throw error;
  }
}
