import { TenuredError } from '../domain/kernel/errors.ts';
import type { Sha256 } from '../domain/kernel/ids.ts';
import type {
  PlanEnvelope,
  PlanHeader,
  PlanLine,
  Provenance,
  StoredLine,
  StoredPlan,
} from '../domain/plan/artefact.ts';
import { formatInstant, instant, type Instant } from '../domain/time/instant.ts';
import type { CanonicalLine, FinishedPlan, PlanDraft, PlanStore } from '../reconcile/ports.ts';
import { atBorder, withSqliteErrors } from './errors.ts';
import type { Database } from './open.ts';
import { planStatements, type LineRow, type PlanRow, type PlanStatements } from './plan-statements.ts';

/** The plans of this state, with the housekeeping that the use cases do not see. */
export interface SqlitePlanStore extends PlanStore {
  /**
   * Removes the lines of old superseded and what-if plans, a chunk at a time; their envelopes stay.
   * Call again, letting others run in between, until it says false.
   * @param keep how many superseded and how many what-if plans stay whole.
   */
  prune(keep: number): boolean;
}

/** What the `envelope` column holds: the port's part and how many lines there must be. */
interface StoredEnvelope {
  readonly lines: number;
  readonly envelope: FinishedPlan['envelope'];
}

/** Sequence numbers of one lane: more than any plan has lines. */
const laneWidth = 1_000_000_000;

const pageLines = 1000;
const blockLines = 500;
const pruneLines = 20_000;
const sweepChunks = 3;

/** Plans in the state. A plan is immutable; of its row only the status ever changes. */
export function planStore(database: Database): SqlitePlanStore {
  const sql = planStatements(database);
  return atBorder({
    begin: (madeAt: Instant, expiresAt: Instant) => begin(database, sql, madeAt, expiresAt),
    open: (now: Instant) => {
      const row = sql.newestOpen.get(now);
      if (row === undefined) return null;
      return { number: row.number, hash: row.hash as Sha256, operationsDigest: row.operations_digest as Sha256 };
    },
    applicable: (now: Instant) => sql.newestApplicable.get(now) ?? null,
    largestApprovedCreates: (since: Instant) => sql.largestCreates.get(since) ?? 0,
    lastApproved: () => {
      const header = sql.lastApproved.get();
      return header === undefined ? null : (JSON.parse(header) as PlanHeader);
    },
    find: (reference: string) => find(sql, reference),
    list: (limit: number, now: Instant) => sql.newest.all(limit).map((row) => envelopeOf(row, now)),
    hasCandidatePlan: (snapshot: number, now: Instant) => sql.ofCandidate.get(snapshot, now) !== undefined,
    status: (number: number, now: Instant) => {
      const row = sql.byNumber.get(number);
      if (row === undefined) throw new Error(`there is no plan ${number}`);
      return statusOf(row, now);
    },
    begun: (number: number, at: Instant) => requirePlan(number, sql.begun.run(at, number).changes),
    setStatus: (number: number, status: 'approved' | 'rejected' | 'applied') => {
      if (sql.setStatus.run(status, number).changes === 0) requirePlan(number, sql.byNumber.all(number).length);
    },
    prune: (keep: number) => prune(database, sql, keep),
  });
}

function begin(database: Database, sql: PlanStatements, madeAt: Instant, expiresAt: Instant): PlanDraft {
  const number = database
    .transaction(() => {
      // Drafts that were never finished lose their right to go on before a new one begins.
      sql.abandon.run();
      return Number(sql.insert.run(madeAt, expiresAt).lastInsertRowid);
    })
    .immediate();
  return draft(database, sql, number, sweepSome(database, sql));
}

/** @param leftover whether abandoned lines are left, to be removed while this plan is written. */
function draft(database: Database, sql: PlanStatements, number: number, leftover: boolean): PlanDraft {
  const lanes = new Map<number, number>();
  let lines = 0;
  let sweeping = leftover;
  const append = database.transaction((lane: number, chunk: readonly CanonicalLine[]) => {
    requireBuilding(sql, number);
    let seq = lanes.get(lane) ?? lane * laneWidth;
    for (const { text, provenance } of chunk) {
      seq += 1;
      sql.insertLine.run(number, seq, text, provenance === null ? null : JSON.stringify(provenance));
    }
    return seq;
  });
  const finish = database.transaction((plan: FinishedPlan) => {
    requireBuilding(sql, number);
    const isCandidate = plan.candidate !== undefined;
    const envelope: StoredEnvelope = { lines, envelope: { ...plan.envelope, candidate: isCandidate } };
    if (!plan.whatIf) sql.supersede.run({ number, candidate: isCandidate ? 1 : 0 });
    sql.finish.run({
      number,
      status: plan.whatIf ? 'what-if' : 'open',
      hash: plan.hash,
      digest: plan.operationsDigest,
      header: JSON.stringify(plan.header),
      envelope: JSON.stringify(envelope),
      candidate: plan.candidate ?? null,
    });
  });
  return atBorder({
    number,
    append: (lane: number, chunk: readonly CanonicalLine[]) => {
      lanes.set(lane, append.immediate(lane, chunk));
      lines += chunk.length;
      if (sweeping) sweeping = sweep(database, sql);
    },
    blocks: () => readBlocks(sql, number),
    finish: (plan: FinishedPlan) => finish.immediate(plan),
    discard: () => {
      sql.abandonOne.run(number);
      sweepSome(database, sql);
    },
  });
}

function requirePlan(number: number, found: number): void {
  if (found === 0) throw new Error(`there is no plan ${number}`);
}

function requireBuilding(sql: PlanStatements, number: number): void {
  if (sql.isBuilding.get(number) !== undefined) return;
  throw new Error(`plan ${number} is not being built any more: it was finished, discarded, or another run began`);
}

/** As much as can be removed without holding up everything else; true when something is left. */
function sweepSome(database: Database, sql: PlanStatements): boolean {
  let left = true;
  for (let chunks = 0; left && chunks < sweepChunks; chunks += 1) left = sweep(database, sql);
  return left;
}

/** Removes a chunk of abandoned drafts; false when nothing is left to remove. */
function sweep(database: Database, sql: PlanStatements): boolean {
  return database
    .transaction(() => {
      const number = sql.abandoned.get();
      if (number === undefined) return false;
      if (removeLines(sql, number) > 0) return true;
      // The row with the highest number stays, so that no number is ever given twice.
      sql.remove.run(number);
      return sql.abandoned.get() !== undefined;
    })
    .immediate();
}

function prune(database: Database, sql: PlanStatements, keep: number): boolean {
  return database
    .transaction(() => {
      for (const status of ['superseded', 'what-if'] as const) {
        const number = sql.beyond.get(status, keep);
        if (number !== undefined) return removeLines(sql, number) > 0;
      }
      return false;
    })
    .immediate();
}

function removeLines(sql: PlanStatements, number: number): number {
  const first = sql.firstLine.get(number);
  return first === undefined ? 0 : sql.removeLines.run(number, first + pruneLines).changes;
}

function find(sql: PlanStatements, reference: string): StoredPlan | null {
  const byNumber = /^\d{1,15}$/.test(reference) ? sql.byNumber.all(Number(reference)) : [];
  const prefix = reference.toLowerCase();
  // Hashes are lower-case hexadecimal, so that `g` closes the range of everything that starts like this.
  const byHash = /^[\da-f]{8,64}$/.test(prefix) ? sql.byHash.all(prefix, `${prefix}g`) : [];
  const rows = new Map([...byNumber, ...byHash].map((row) => [row.number, row]));
  const [row, second] = rows.values();
  return row === undefined || second !== undefined ? null : storedPlan(sql, row);
}

function storedPlan(sql: PlanStatements, row: PlanRow): StoredPlan {
  const { lines } = JSON.parse(row.envelope) as StoredEnvelope;
  return { envelope: envelopeOf(row, null), lines: () => readLines(sql, row.number, lines) };
}

function* readLines(sql: PlanStatements, number: number, expected: number): Generator<StoredLine> {
  if (withSqliteErrors(() => sql.countLines.get(number)) !== expected) throw noLongerKept(number);
  for (const { line, provenance } of readRows(sql, number)) {
    yield {
      line: JSON.parse(line) as PlanLine,
      provenance: provenance === null ? null : (JSON.parse(provenance) as Provenance),
    };
  }
}

/** By pages: while a statement is being iterated its connection can write nothing. */
function* readRows(sql: PlanStatements, number: number): Generator<LineRow> {
  for (let after = -1; ;) {
    const from = after;
    const page = withSqliteErrors(() => sql.page.all(number, from, pageLines));
    const last = page.at(-1);
    if (last === undefined) return;
    yield* page;
    after = last.seq;
  }
}

/** Glued together by SQLite: no object and no text a line, since a plan may have a million of them. */
function* readBlocks(sql: PlanStatements, number: number): Generator<Uint8Array> {
  for (let after = -1; ;) {
    const from = after;
    const [lines, last] = withSqliteErrors(() => sql.block.get(number, from, blockLines)) ?? [null, null];
    if (lines === null || last === null) return;
    yield lines;
    after = last;
  }
}

function noLongerKept(number: number): TenuredError {
  return new TenuredError('TEN-4041', `The lines of plan ${number} are no longer kept.`, {
    why: 'Plans that were superseded or were for looking only lose their lines after a while.',
    hint: 'Read the report that was written for it, or make a new plan with `tenured plan`.',
  });
}

/** @param now null for the status as it is stored. */
function envelopeOf(row: PlanRow, now: Instant | null): PlanEnvelope {
  const { envelope } = JSON.parse(row.envelope) as StoredEnvelope;
  return {
    ...envelope,
    number: row.number,
    hash: row.hash as Sha256,
    header: JSON.parse(row.header) as PlanHeader,
    madeAt: formatInstant(instant(row.made_at)),
    expiresAt: formatInstant(instant(row.expires_at)),
    status: statusOf(row, now),
  };
}

/** A plan of a candidate ends with it: once that is replaced or accepted, there is nothing left to decide. */
function statusOf(row: PlanRow, now: Instant | null): PlanEnvelope['status'] {
  if (row.status !== 'open' && row.status !== 'approved') return row.status;
  if (row.candidate_status !== null && row.candidate_status !== 'candidate') return 'superseded';
  return now !== null && row.expires_at <= now ? 'expired' : row.status;
}
