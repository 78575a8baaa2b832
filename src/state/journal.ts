import { canonicalJson, type Json } from '../domain/kernel/canonical-json.ts';
import type { Random } from '../domain/kernel/random.ts';
import type { Instant } from '../domain/time/instant.ts';
import { atBorder } from './errors.ts';
import { genesis, linkHash, payloadDigest, type Link, type StoredPayload } from './journal-link.ts';
import { verifyJournal, type JournalHead, type JournalVerdict } from './journal-verify.ts';
import type { Database } from './open.ts';

export type JournalOutcome = 'done' | 'failed' | 'conflicted' | 'in-doubt' | 'cancelled';

/** What happened, without a word about a person; that goes into `payload`. */
export interface JournalEntry {
  readonly at: Instant;
  /** The writer's own vocabulary: an intent, an outcome, an approval. */
  readonly kind: string;
  readonly runId?: number;
  readonly leaseEpoch?: number;
  readonly planHash?: string;
  readonly operationId?: string;
  readonly operationKind?: string;
  readonly attempt?: number;
  readonly outcome?: JournalOutcome;
  readonly requestId?: string;
  /** The intent that an outcome belongs to. */
  readonly intentSeq?: number;
  readonly payload?: JournalPayload;
}

/** The personal part of an entry: the only part that can be erased. */
export interface JournalPayload {
  readonly workerId: string | null;
  readonly oktaId: string | null;
  readonly body: Json;
}

export interface Journal {
  /** Adds an entry, in the caller's transaction when there is one. */
  append(entry: JournalEntry): JournalHead;
  /** Null while the journal is empty. */
  head(): JournalHead | null;
  /** Reads the whole chain; with an exported `head` also proves that the chain still holds that link. */
  verify(options?: { readonly head?: JournalHead }): JournalVerdict;
  /**
   * Erases what the entries about a worker say of the person; the chain stays whole. Returns how many entries.
   * Nothing about the worker is open or ended by tenured any more after that.
   * The disk forgets with `compact`, once everything about the person is erased.
   */
  erase(workerId: string): number;
}

/** Journal and audit in one hash-linked, append-only table. */
export function journal(database: Database, random: Random): Journal {
  const newest = database.prepare<[], JournalHead>('SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1');
  const insert = database.prepare<[Link & { readonly hash: string }]>(
    `INSERT INTO journal (seq, at, kind, run_id, lease_epoch, plan_hash, operation_id, operation_kind, attempt, outcome,
       request_id, intent_seq, digest, previous_hash, hash)
     VALUES (:seq, :at, :kind, :run_id, :lease_epoch, :plan_hash, :operation_id, :operation_kind, :attempt, :outcome,
       :request_id, :intent_seq, :digest, :previous_hash, :hash)`,
  );
  const insertPayload = database.prepare<[StoredPayload & { readonly seq: number; readonly key: string }]>(
    `INSERT INTO journal_payload (seq, worker_id, okta_id, key, body)
     VALUES (:seq, :worker_id, :okta_id, :key, :body)`,
  );
  const blank = database.prepare<[string]>(
    "UPDATE journal_payload SET worker_id = NULL, okta_id = NULL, key = '', body = '' WHERE worker_id = ?",
  );
  const forgetOpen = database.prepare<[string]>(
    'DELETE FROM open_intent WHERE seq IN (SELECT seq FROM journal_payload WHERE worker_id = ?)',
  );
  const forgetEnded = database.prepare<[string]>('DELETE FROM ended_access WHERE worker_id = ?');
  const erase = database.transaction((workerId: string) => {
    forgetOpen.run(workerId);
    forgetEnded.run(workerId);
    return blank.run(workerId).changes;
  });
  const append = database.transaction((entry: JournalEntry): JournalHead => {
    // Read anew each time: another process may have added an entry since.
    const head = newest.get();
    const seq = (head?.seq ?? 0) + 1;
    const sealed = entry.payload === undefined ? null : seal(entry.payload, random);
    const link = linkOf(entry, seq, sealed?.digest ?? '', head?.hash ?? genesis);
    const hash = linkHash(link);
    insert.run({ ...link, hash });
    if (sealed !== null) insertPayload.run({ seq, key: sealed.key, ...sealed.payload });
    return { seq, hash };
  });
  return atBorder({
    append: (entry: JournalEntry) => append.immediate(entry),
    head: () => newest.get() ?? null,
    verify: (options: { readonly head?: JournalHead } = {}) => verifyJournal(database, options.head),
    erase: (workerId: string) => erase.immediate(workerId),
  });
}

function seal(
  { workerId, oktaId, body }: JournalPayload,
  random: Random,
): { readonly payload: StoredPayload; readonly key: string; readonly digest: string } {
  const payload = { worker_id: workerId, okta_id: oktaId, body: canonicalJson(body) };
  const key = Buffer.from(random.bytes(32)).toString('hex');
  return { payload, key, digest: payloadDigest(key, payload) };
}

function linkOf(entry: JournalEntry, seq: number, digest: string, previousHash: string): Link {
  const { runId = null, leaseEpoch = null, planHash = null, operationId = null, operationKind = null } = entry;
  const { attempt = null, outcome = null, requestId = null, intentSeq = null } = entry;
  return {
    seq,
    at: entry.at,
    kind: entry.kind,
    run_id: runId,
    lease_epoch: leaseEpoch,
    plan_hash: planHash,
    operation_id: operationId,
    operation_kind: operationKind,
    attempt,
    outcome,
    request_id: requestId,
    intent_seq: intentSeq,
    digest,
    previous_hash: previousHash,
  };
}
