import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { RunEvent } from '../reconcile/events.ts';
import { oktaMetrics, type OktaMeasure } from './okta-metrics.ts';
import type { Trigger, TurnOutcome } from './turn-words.ts';

/** What is measured anew whenever somebody asks. Null is left out. */
export interface Gauges {
  readonly ready: boolean;
  readonly paused: boolean;
  readonly overdue: number | null;
  /** Sources whose accepted file is older than it may be. */
  readonly stale: number | null;
  readonly secondsSinceLastFull: number | null;
  /** Milliseconds since 1970. */
  readonly nextBoundary: number | null;
}

/** The numbers that the daemon tells. No label ever names a person, a login or a group. */
export interface Metrics {
  /** Feeds on the events of a run. */
  readonly took: (event: RunEvent) => void;
  readonly turnEnded: (trigger: Trigger, outcome: TurnOutcome | 'failed', seconds: number) => void;
  /** Feeds on the traffic with Okta. */
  readonly okta: (measure: OktaMeasure) => void;
  /** All of it in Prometheus' text format. */
  readonly text: (gauges: Gauges) => Promise<string>;
  readonly contentType: string;
}

const turnSeconds = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600];

/** Metrics in a registry of their own, the process's and the event loop's included. */
export function createMetrics(version: string): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({ name: 'tenured_build_info', help: 'Always 1.', labelNames: ['version'], registers }).set({ version }, 1);
  const turns = new Counter({
    name: 'tenured_turns_total',
    help: 'Turns that ended, by what they were made for and how they ended.',
    labelNames: ['trigger', 'outcome'],
    registers,
  });
  const durations = new Histogram({
    name: 'tenured_turn_duration_seconds',
    help: 'How long turns took.',
    labelNames: ['trigger'],
    buckets: turnSeconds,
    registers,
  });
  const operations = new Counter({
    name: 'tenured_operations_total',
    help: 'Operations whose turn came, by kind and how it ended.',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const checks = new Counter({
    name: 'tenured_safety_checks_total',
    help: 'Findings of safety checks that were not in order.',
    labelNames: ['check', 'verdict'],
    registers,
  });
  const files = new Counter({
    name: 'tenured_files_total',
    help: 'Files read from the source, by what became of them.',
    labelNames: ['outcome'],
    registers,
  });
  const setGauges = gaugesOf(registers);
  return {
    took: (event) => {
      if (event.type === 'operation') operations.inc({ kind: event.operation.kind, outcome: event.settled });
      if (event.type === 'settled') operations.inc({ kind: event.operation.kind, outcome: event.outcome });
      if (event.type === 'snapshot') files.inc({ outcome: event.outcome });
      if (event.type === 'finding' && event.finding.verdict !== 'ok') {
        checks.inc({ check: event.finding.guardrail, verdict: event.finding.verdict });
      }
    },
    turnEnded: (trigger, outcome, seconds) => {
      turns.inc({ trigger, outcome });
      durations.observe({ trigger }, seconds);
    },
    okta: oktaMetrics(registers),
    text: (gauges) => {
      setGauges(gauges);
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}

function gaugesOf(registers: Registry[]): (gauges: Gauges) => void {
  const gauge = (name: string, help: string): ((value: number | null) => void) => {
    const it = new Gauge({ name, help, registers });
    return (value) => {
      if (value === null) it.remove();
      else it.set(value);
    };
  };
  const ready = gauge('tenured_ready', '1 when /readyz says so.');
  const paused = gauge('tenured_paused', '1 while a person has stopped all writing.');
  const overdue = gauge('tenured_overdue_leavers', 'People who still have access that should have ended.');
  const stale = gauge('tenured_stale_sources', 'Sources whose last accepted file is older than it may be.');
  const since = gauge('tenured_last_full_turn_age_seconds', 'Since everything was last looked at.');
  const boundary = gauge('tenured_next_boundary_timestamp_seconds', "When the next person's account changes by date.");
  return (gauges) => {
    ready(gauges.ready ? 1 : 0);
    paused(gauges.paused ? 1 : 0);
    overdue(gauges.overdue);
    stale(gauges.stale);
    since(gauges.secondsSinceLastFull);
    boundary(gauges.nextBoundary === null ? null : gauges.nextBoundary / 1000);
  };
}
