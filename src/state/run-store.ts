import type { Sha256 } from '../domain/kernel/ids.ts';
import { instant, type Instant } from '../domain/time/instant.ts';
import type { RunEnd, RunOutcome, RunRecord, RunStart, RunStore, RunSummary } from '../reconcile/ports.ts';
import { atBorder } from './errors.ts';
import type { Database } from './open.ts';

interface RunRow {
  readonly run_id: number;
  readonly trigger: string;
  readonly as_of: number;
  readonly version: string;
  readonly config_fingerprint: string;
  readonly mapping_fingerprint: string;
  readonly schema_fingerprint: string | null;
  readonly phase: string;
  readonly error_code: string | null;
  readonly plan_number: number | null;
  readonly outcome: RunOutcome | null;
  readonly started_at: number;
  readonly ended_at: number | null;
}

/** Every run, from its start; one that was killed has no outcome. */
export function runStore(database: Database): RunStore {
  const insert = database.prepare<[string, number, string, string, string, number]>(
    `INSERT INTO run (trigger, as_of, version, config_fingerprint, mapping_fingerprint, phase, started_at)
     VALUES (?, ?, ?, ?, ?, 'started', ?)`,
  );
  const setPhase = database.prepare<[string, number]>('UPDATE run SET phase = ? WHERE run_id = ? AND ended_at IS NULL');
  const setEnd = database.prepare<[Record<string, string | number | null>]>(
    `UPDATE run SET phase = 'ended', outcome = :outcome, error_code = :errorCode, plan_number = :plan,
     schema_fingerprint = :schema, ended_at = :endedAt WHERE run_id = :run AND ended_at IS NULL`,
  );
  const newest = database.prepare<[], RunRow>(
    `SELECT run.* FROM run LEFT JOIN plan ON plan.number = run.plan_number
     WHERE run.outcome IN ('planned', 'applied') AND plan.status IS NOT 'what-if' ORDER BY run_id DESC LIMIT 1`,
  );
  const silence = database
    .prepare<[{ since: number }], number>(
      `WITH completed AS (
         SELECT run.run_id, started_at, run.ended_at
         FROM run LEFT JOIN plan ON plan.number = run.plan_number
         WHERE run.outcome IN ('planned', 'applied') AND plan.status IS NOT 'what-if'
       ), recent AS (
         SELECT started_at, lag(ended_at) OVER (ORDER BY run_id) AS before FROM completed
         WHERE run_id >= (SELECT coalesce(max(run_id), 0) FROM completed WHERE started_at <= :since)
       )
       SELECT coalesce(max(started_at - before), 0) FROM recent WHERE started_at > :since`,
    )
    .pluck();
  const latest = database.prepare<[number], RunRow>('SELECT * FROM run ORDER BY run_id DESC LIMIT ?');
  const newestBut = database.prepare<[number | null], RunRow>(
    'SELECT * FROM run WHERE run_id IS NOT ? ORDER BY run_id DESC LIMIT 1',
  );
  return atBorder({
    start: ({ trigger, asOf, version, config, mapping, startedAt }: RunStart) =>
      Number(insert.run(trigger, asOf, version, config, mapping, startedAt).lastInsertRowid),
    phase: (run: number, phase: string) => requireRunning(run, setPhase.run(phase, run).changes),
    end: (run: number, outcome: RunOutcome, { endedAt, plan, errorCode, schema }: RunEnd) => {
      const details = { plan: plan ?? null, errorCode: errorCode ?? null, schema: schema ?? null };
      requireRunning(run, setEnd.run({ run, outcome, endedAt, ...details }).changes);
    },
    lastCompleted: () => {
      const row = newest.get();
      return row === undefined ? null : recordOf(row);
    },
    longestSilence: (since: Instant) => silence.get({ since }) ?? 0,
    latest: (limit: number) => latest.all(limit).map(summaryOf),
    interrupted: (own: number | null) => {
      const row = newestBut.get(own);
      return row?.ended_at === null ? summaryOf(row) : null;
    },
  });
}

function requireRunning(run: number, changes: number): void {
  if (changes !== 1) throw new Error(`run ${run} is not running`);
}

function recordOf(row: RunRow): RunRecord {
  return {
    id: row.run_id,
    trigger: row.trigger,
    asOf: instant(row.as_of),
    version: row.version,
    config: row.config_fingerprint as Sha256,
    mapping: row.mapping_fingerprint as Sha256,
    schema: row.schema_fingerprint,
    outcome: row.outcome,
    startedAt: instant(row.started_at),
    endedAt: instantOrNull(row.ended_at),
  };
}

function summaryOf(row: RunRow): RunSummary {
  return {
    id: row.run_id,
    trigger: row.trigger,
    phase: row.phase,
    outcome: row.outcome,
    errorCode: row.error_code,
    plan: row.plan_number,
    startedAt: instant(row.started_at),
    endedAt: instantOrNull(row.ended_at),
  };
}

function instantOrNull(value: number | null): Instant | null {
  return value === null ? null : instant(value);
}
