import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
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
import type { CanonicalLine, FinishedPlan, ListedEntry, PlanDraft, PlanStore } from '../reconcile/ports.ts';
import { listFromLines } from '../domain/plan/listed-problem.ts';
import { atBorder, withSqliteErrors } from './errors.ts';
import type { Database } from './open.ts';
import { planProblems, type PlanProblems } from './plan-problems.ts';
import { planStatements, type BlockRow, type PlanRow, type PlanStatements } from './plan-statements.ts';

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
  /** Absent in plans from before the list of data problems was stored. */
  readonly problems?: number;
  readonly envelope: FinishedPlan['envelope'];
}

/** What every part of the store works with. */
interface Tables {
  readonly database: Database;
  readonly sql: PlanStatements;
  readonly lists: PlanProblems;
}

/** Sequence numbers of one lane: more than any plan has blocks. */
const laneWidth = 1_000_000_000;

const blockLines = 100;
const pruneBlocks = 200;
const sweepChunks = 3;

/** Plans in the state. A plan is immutable; of its row only the status ever changes. */
export function planStore(database: Database): SqlitePlanStore {
  const sql = planStatements(database);
  const tables: Tables = { database, sql, lists: planProblems(database) };
  return atBorder({
    begin: (madeAt: Instant, expiresAt: Instant) => begin(tables, madeAt, expiresAt),
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
    find: (reference: string) => find(tables, reference),
    newest: () => {
      const row = sql.newestMade.get();
      return row === undefined ? null : storedPlan(tables, row);
    },
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
    prune: (keep: number) => prune(tables, keep),
  });
}

function begin(tables: Tables, madeAt: Instant, expiresAt: Instant): PlanDraft {
  const { database, sql } = tables;
  const number = database
    .transaction(() => {
      // Drafts that were never finished lose their right to go on before a new one begins.
      sql.abandon.run();
      return Number(sql.insert.run(madeAt, expiresAt).lastInsertRowid);
    })
    .immediate();
  return draft(tables, number, madeAt);
}

function draft(tables: Tables, number: number, madeAt: Instant): PlanDraft {
  const { database, sql } = tables;
  const listing = tables.lists.begin(number, madeAt);
  const lanes = new Map<number, number>();
  let lines = 0;
  // Abandoned lines that are left are removed while this plan is written.
  let sweeping = sweepSome(tables);
  const append = database.transaction((lane: number, chunk: readonly CanonicalLine[]) => {
    requireBuilding(sql, number);
    let seq = lanes.get(lane) ?? lane * laneWidth;
    for (let from = 0; from < chunk.length; from += blockLines) {
      seq += 1;
      insertBlock(sql, number, seq, chunk.slice(from, from + blockLines));
    }
    return seq;
  });
  const finish = database.transaction((plan: FinishedPlan) => {
    requireBuilding(sql, number);
    const isCandidate = plan.candidate !== undefined;
    const envelope: StoredEnvelope = {
      lines,
      problems: listing.count,
      envelope: { ...plan.envelope, candidate: isCandidate },
    };
    if (!plan.whatIf) sql.supersede.run({ number, candidate: plan.candidate ?? null });
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
      if (sweeping) sweeping = sweep(tables);
    },
    list: (problems: readonly ListedEntry[]) => {
      requireBuilding(sql, number);
      listing.add(problems);
    },
    rememberListed: () => listing.remember(),
    blocks: () => readBytes(number, sql.nextBytes),
    finish: (plan: FinishedPlan) => finish.immediate(plan),
    discard: () => {
      sql.abandonOne.run(number);
      sweepSome(tables);
    },
  });
}

function requirePlan(number: number, found: number): void {
  if (found === 0) throw new Error(`there is no plan ${number}`);
}

function insertBlock(sql: PlanStatements, number: number, seq: number, lines: readonly CanonicalLine[]): void {
  const places = JSON.stringify(lines.map(({ provenance }) => provenance));
  sql.insertBlock.run(number, seq, lines.length, places, zstdCompressSync(bodyOf(lines), quickly));
}

/** An eighth is left of lines that say much the same: less time than writing, copying and reading all of them takes. */
const quickly = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
const lineFeed = 0x0a;
const bytesPerUnit = 3;

/** Encoded line by line: one unusual character in a hundred lines would make a slow text of all of them together. */
function bodyOf(lines: readonly CanonicalLine[]): Uint8Array {
  const longest = lines.reduce((sum, { text }) => sum + text.length * bytesPerUnit + 1, 0);
  const body = Buffer.allocUnsafe(longest);
  let end = 0;
  for (const { text } of lines) {
    if (end > 0) body[end++] = lineFeed;
    end += body.write(text, end);
  }
  return body.subarray(0, end);
}

function requireBuilding(sql: PlanStatements, number: number): void {
  if (sql.isBuilding.get(number) !== undefined) return;
  throw new Error(`plan ${number} is not being built any more: it was finished, discarded, or another run began`);
}

/** As much as can be removed without holding up everything else; true when something is left. */
function sweepSome(tables: Tables): boolean {
  let left = true;
  for (let chunks = 0; left && chunks < sweepChunks; chunks += 1) left = sweep(tables);
  return left;
}

/** Removes a chunk of abandoned drafts; false when nothing is left to remove. */
function sweep({ database, sql, lists }: Tables): boolean {
  return database
    .transaction(() => {
      const number = sql.abandoned.get();
      if (number === undefined) return false;
      if (lists.remove(number) || removeBlocks(sql, number) > 0) return true;
      // The row with the highest number stays, so that no number is ever given twice.
      sql.remove.run(number);
      return sql.abandoned.get() !== undefined;
    })
    .immediate();
}

function prune({ database, sql, lists }: Tables, keep: number): boolean {
  return database
    .transaction(() => {
      for (const status of ['superseded', 'what-if'] as const) {
        const number = sql.beyond.get(status, keep);
        if (number !== undefined) return lists.remove(number) || removeBlocks(sql, number) > 0;
      }
      return false;
    })
    .immediate();
}

function removeBlocks(sql: PlanStatements, number: number): number {
  const first = sql.firstBlock.get(number);
  return first === undefined ? 0 : sql.removeBlocks.run(number, first + pruneBlocks).changes;
}

function find(tables: Tables, reference: string): StoredPlan | null {
  const { sql } = tables;
  const byNumber = /^\d{1,15}$/.test(reference) ? sql.byNumber.all(Number(reference)) : [];
  const prefix = reference.toLowerCase();
  // Hashes are lower-case hexadecimal, so that `g` closes the range of everything that starts like this.
  const byHash = /^[\da-f]{8,64}$/.test(prefix) ? sql.byHash.all(prefix, `${prefix}g`) : [];
  const rows = new Map([...byNumber, ...byHash].map((row) => [row.number, row]));
  const [row, second] = rows.values();
  return row === undefined || second !== undefined ? null : storedPlan(tables, row);
}

function storedPlan({ sql, lists }: Tables, row: PlanRow): StoredPlan {
  const { lines, problems } = JSON.parse(row.envelope) as StoredEnvelope;
  const envelope = envelopeOf(row, null);
  const read = (): Generator<StoredLine> => readLines(sql, row.number, lines);
  return {
    envelope,
    lines: read,
    problems: function* () {
      // A list goes with its plan's lines.
      if (withSqliteErrors(() => sql.countLines.get(row.number)) !== lines) throw noLongerKept(row.number);
      yield* problems === undefined ? listFromLines(read(), envelope) : lists.read(row.number);
    },
  };
}

function* readLines(sql: PlanStatements, number: number, expected: number): Generator<StoredLine> {
  if (withSqliteErrors(() => sql.countLines.get(number)) !== expected) throw noLongerKept(number);
  for (const { body, places } of readBlocks(number, sql.nextBlock)) {
    const provenances = JSON.parse(places) as readonly (Provenance | null)[];
    for (const [index, line] of zstdDecompressSync(body).toString().split('\n').entries()) {
      yield { line: JSON.parse(line) as PlanLine, provenance: provenances[index] ?? null };
    }
  }
}

/** One at a time: while a statement is being iterated its connection can write nothing. */
function* readBlocks(number: number, next: PlanStatements['nextBlock']): Generator<BlockRow> {
  for (let after = -1; ;) {
    const from = after;
    const block = withSqliteErrors(() => next.get(number, from));
    if (block === undefined) return;
    yield block;
    after = block.seq;
  }
}

/** The lines as they are stored: no text a line, since a plan may have a million of them. */
function* readBytes(number: number, next: PlanStatements['nextBytes']): Generator<Uint8Array> {
  for (let after = -1; ;) {
    const from = after;
    const block = withSqliteErrors(() => next.get(number, from));
    if (block === undefined) return;
    yield zstdDecompressSync(block[1]);
    after = block[0];
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
