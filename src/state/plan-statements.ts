import type { Statement } from 'better-sqlite3';
import type { PlanEnvelope } from '../domain/plan/artefact.ts';
import type { Database } from './open.ts';

/** A finished plan's row. One that is being built, or was abandoned, has no hash and is never seen. */
export interface PlanRow {
  readonly number: number;
  readonly status: PlanEnvelope['status'];
  readonly hash: string;
  readonly operations_digest: string;
  readonly header: string;
  readonly envelope: string;
  readonly made_at: number;
  readonly expires_at: number;
  /** What has become of the candidate snapshot that it was made from; null for a plan of the accepted one. */
  readonly candidate_status: string | null;
}

/** Some of a plan's lines, joined by line feeds and compressed, with the provenance of each as a JSON array. */
export interface BlockRow {
  readonly seq: number;
  readonly body: Buffer;
  readonly places: string;
}

export interface PlanStatements {
  readonly insert: Statement<[madeAt: number, expiresAt: number]>;
  readonly isBuilding: Statement<[number: number]>;
  readonly insertBlock: Statement<[number: number, seq: number, lines: number, places: string, body: Uint8Array]>;
  readonly finish: Statement<[Readonly<Record<string, string | number | null>>]>;
  readonly supersede: Statement<[{ readonly number: number; readonly candidate: number | null }]>;
  readonly begun: Statement<[at: number, number: number]>;
  readonly setStatus: Statement<[status: string, number: number]>;
  readonly abandon: Statement<[]>;
  readonly abandonOne: Statement<[number: number]>;
  readonly abandoned: Statement<[], number>;
  readonly remove: Statement<[number: number]>;
  readonly firstBlock: Statement<[number: number], number>;
  readonly countLines: Statement<[number: number], number>;
  readonly largestCreates: Statement<[since: number], number>;
  readonly lastApproved: Statement<[], string>;
  readonly removeBlocks: Statement<[number: number, before: number]>;
  readonly beyond: Statement<[status: string, keep: number], number>;
  readonly newestOpen: Statement<[now: number], PlanRow>;
  readonly newestApplicable: Statement<[now: number], number>;
  readonly newestMade: Statement<[], PlanRow>;
  readonly byNumber: Statement<[number: number], PlanRow>;
  readonly byHash: Statement<[from: string, before: string], PlanRow>;
  readonly ofCandidate: Statement<[snapshot: number, now: number]>;
  readonly newest: Statement<[limit: number], PlanRow>;
  readonly nextBlock: Statement<[number: number, after: number], BlockRow>;
  readonly nextBytes: Statement<[number: number, after: number], readonly [seq: number, body: Buffer]>;
}

/** Every statement about plans. A draft is abandoned by expiring it unfinished: status `expired` without a hash. */
export function planStatements(database: Database): PlanStatements {
  return {
    insert: database.prepare<[number, number]>(
      "INSERT INTO plan (number, status, made_at, expires_at) SELECT coalesce(max(number), 0) + 1, 'building', ?, ? FROM plan",
    ),
    isBuilding: database.prepare<[number]>("SELECT 1 FROM plan WHERE number = ? AND status = 'building'"),
    insertBlock: database.prepare<[number, number, number, string, Uint8Array]>(
      'INSERT INTO plan_block (number, seq, lines, places, body) VALUES (?, ?, ?, ?, ?)',
    ),
    finish: database.prepare<[Record<string, string | number | null>]>(
      `UPDATE plan SET status = :status, hash = :hash, operations_digest = :digest, header = :header,
         envelope = :envelope, candidate_snapshot_id = :candidate
       WHERE number = :number`,
    ),
    // A candidate plan stands beside the usual one, and beside those of other sources: none replaces another.
    supersede: database.prepare<[{ number: number; candidate: number | null }]>(
      `UPDATE plan SET status = 'superseded'
       WHERE status IN ('open', 'approved') AND number < :number
         AND (SELECT source FROM snapshot WHERE snapshot_id = candidate_snapshot_id)
           IS (SELECT source FROM snapshot WHERE snapshot_id = :candidate)`,
    ),
    begun: database.prepare<[number, number]>('UPDATE plan SET begun_at = coalesce(begun_at, ?) WHERE number = ?'),
    // What was superseded or decided otherwise meanwhile stays so.
    setStatus: database.prepare<[string, number]>(
      "UPDATE plan SET status = ? WHERE number = ? AND status IN ('open', 'approved')",
    ),
    abandon: database.prepare<[]>("UPDATE plan SET status = 'expired' WHERE status = 'building'"),
    abandonOne: database.prepare<[number]>(
      "UPDATE plan SET status = 'expired' WHERE status = 'building' AND number = ?",
    ),
    abandoned: database
      .prepare<[], number>(
        `SELECT number FROM plan WHERE status = 'expired' AND hash IS NULL
         AND (number < (SELECT max(number) FROM plan)
           OR EXISTS (SELECT 1 FROM plan_block WHERE plan_block.number = plan.number)
           OR EXISTS (SELECT 1 FROM plan_problem WHERE plan_problem.number = plan.number)) LIMIT 1`,
      )
      .pluck(),
    remove: database.prepare<[number]>('DELETE FROM plan WHERE number = ?'),
    firstBlock: database
      .prepare<[number], number>('SELECT seq FROM plan_block WHERE number = ? ORDER BY seq LIMIT 1')
      .pluck(),
    lastApproved: database
      .prepare<[], string>(
        `SELECT p.header FROM plan p JOIN consent c ON c.plan_hash = p.hash
         WHERE c.decision = 'approve' AND c.whole = 1 ORDER BY c.given_at DESC, c.consent_id DESC LIMIT 1`,
      )
      .pluck(),
    largestCreates: database
      .prepare<[number], number>(
        `SELECT coalesce(max(p.envelope ->> '$.envelope.operations.create'), 0)
         FROM plan p JOIN consent c ON c.plan_hash = p.hash WHERE c.decision = 'approve' AND c.whole = 1 AND c.given_at >= ?`,
      )
      .pluck(),
    countLines: database
      .prepare<[number], number>('SELECT coalesce(sum(lines), 0) FROM plan_block WHERE number = ?')
      .pluck(),
    removeBlocks: database.prepare<[number, number]>('DELETE FROM plan_block WHERE number = ? AND seq < ?'),
    beyond: database
      .prepare<[string, number], number>(
        `SELECT number FROM (
           SELECT number FROM plan WHERE status = ? AND hash IS NOT NULL ORDER BY number DESC LIMIT -1 OFFSET ?
         ) AS old WHERE EXISTS (SELECT 1 FROM plan_block WHERE plan_block.number = old.number) LIMIT 1`,
      )
      .pluck(),
    newestOpen: database.prepare<[number], PlanRow>(
      `SELECT plan.*, NULL AS candidate_status FROM plan
       WHERE status IN ('open', 'approved') AND expires_at > ? AND candidate_snapshot_id IS NULL AND begun_at IS NULL
       ORDER BY number DESC LIMIT 1`,
    ),
    newestApplicable: database
      .prepare<[number], number>(
        `SELECT number FROM plan
         WHERE status IN ('open', 'approved') AND expires_at > ? AND candidate_snapshot_id IS NULL
         ORDER BY number DESC LIMIT 1`,
      )
      .pluck(),
    newestMade: database.prepare<[], PlanRow>(
      `SELECT plan.*, NULL AS candidate_status FROM plan
       WHERE hash IS NOT NULL AND status <> 'what-if' AND candidate_snapshot_id IS NULL ORDER BY number DESC LIMIT 1`,
    ),
    byNumber: database.prepare<[number], PlanRow>(
      `SELECT plan.*, snapshot.status AS candidate_status
       FROM plan LEFT JOIN snapshot ON snapshot_id = candidate_snapshot_id WHERE number = ? AND hash IS NOT NULL`,
    ),
    byHash: database.prepare<[string, string], PlanRow>(
      `SELECT plan.*, snapshot.status AS candidate_status
       FROM plan LEFT JOIN snapshot ON snapshot_id = candidate_snapshot_id WHERE hash >= ? AND hash < ? LIMIT 2`,
    ),
    ofCandidate: database.prepare<[number, number]>(
      `SELECT 1 FROM plan JOIN snapshot ON snapshot_id = candidate_snapshot_id
       WHERE candidate_snapshot_id = ? AND snapshot.status = 'candidate'
         AND plan.status IN ('open', 'approved', 'rejected') AND expires_at > ?`,
    ),
    newest: database.prepare<[number], PlanRow>(
      `SELECT plan.*, snapshot.status AS candidate_status
       FROM plan LEFT JOIN snapshot ON snapshot_id = candidate_snapshot_id
       WHERE hash IS NOT NULL ORDER BY number DESC LIMIT ?`,
    ),
    nextBlock: database.prepare<[number, number], BlockRow>(
      'SELECT seq, body, places FROM plan_block WHERE number = ? AND seq > ? ORDER BY seq LIMIT 1',
    ),
    nextBytes: database
      .prepare<[number, number], readonly [number, Buffer]>(
        'SELECT seq, body FROM plan_block WHERE number = ? AND seq > ? ORDER BY seq LIMIT 1',
      )
      .raw(),
  };
}
