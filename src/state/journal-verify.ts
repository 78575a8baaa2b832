import type { Statement } from 'better-sqlite3';
import { err, ok, type Result } from '../domain/kernel/result.ts';
import { genesis, linkHash, payloadDigest, type Link } from './journal-link.ts';
import type { Database } from './open.ts';

/** The chain's newest link. Kept elsewhere it proves later that nothing was cut off. */
export interface JournalHead {
  readonly seq: number;
  readonly hash: string;
}

/** The journal is whole. */
export interface JournalProof {
  readonly entries: number;
  /** Null for an empty journal. */
  readonly head: JournalHead | null;
  /** Entries whose personal part was erased. */
  readonly erased: number;
}

/** Where the journal is not what was written, and in which way. */
export interface JournalBreak {
  readonly seq: number;
  readonly why: 'entry-missing' | 'entry-altered' | 'out-of-order' | 'payload-altered' | 'cut-off' | 'other-head';
}

export type JournalVerdict = Result<JournalProof, JournalBreak>;

interface VerifyRow extends Link {
  readonly hash: string;
  readonly payload_seq: number | null;
  readonly worker_id: string | null;
  readonly okta_id: string | null;
  readonly key: string | null;
  readonly body: string | null;
}

const pageRows = 1000;

/** Reads the journal from its first entry, by pages. */
export function verifyJournal(database: Database, exported: JournalHead | undefined): JournalVerdict {
  const page = database.prepare<[number, number], VerifyRow>(
    `SELECT journal.*, payload.seq AS payload_seq, payload.worker_id, payload.okta_id, payload.key, payload.body
     FROM journal LEFT JOIN journal_payload AS payload ON payload.seq = journal.seq
     WHERE journal.seq > ? ORDER BY journal.seq LIMIT ?`,
  );
  // One read transaction, so that entries added meanwhile are no part of it.
  return database.transaction(() => walk(database, page, exported))();
}

function walk(
  database: Database,
  page: Statement<[number, number], VerifyRow>,
  exported: JournalHead | undefined,
): JournalVerdict {
  let last = { seq: 0, hash: genesis };
  let erased = 0;
  for (;;) {
    const rows = page.all(last.seq, pageRows);
    for (const row of rows) {
      const why = breakOf(row, last) ?? (row.seq === exported?.seq && row.hash !== exported.hash ? 'other-head' : null);
      if (why !== null) return err({ seq: last.seq + 1, why });
      if (isErased(row)) erased += 1;
      last = { seq: row.seq, hash: row.hash };
    }
    if (rows.length === 0) break;
  }
  if (isCutOff(database, last.seq, exported)) return err({ seq: last.seq + 1, why: 'cut-off' });
  return ok({ entries: last.seq, head: last.seq === 0 ? null : last, erased });
}

function breakOf(row: VerifyRow, previous: JournalHead): JournalBreak['why'] | null {
  if (row.seq !== previous.seq + 1) return 'entry-missing';
  if (row.hash !== linkHash(row)) return 'entry-altered';
  if (row.previous_hash !== previous.hash) return 'out-of-order';
  return isPayloadTrue(row) ? null : 'payload-altered';
}

/** An entry has the payload that it was written with, or none any more. */
function isPayloadTrue(row: VerifyRow): boolean {
  if (row.digest === '') return row.payload_seq === null;
  if (row.payload_seq === null || isErased(row)) return true;
  const { key, worker_id, okta_id, body } = row;
  // Longer keys, or other letters, can make the same digest.
  if (key === null || body === null || !/^[\da-f]{64}$/.test(key)) return false;
  return payloadDigest(key, { worker_id, okta_id, body }) === row.digest;
}

function isErased(row: VerifyRow): boolean {
  if (row.digest === '') return false;
  if (row.payload_seq === null) return true;
  return row.worker_id === null && row.okta_id === null && row.key === '' && row.body === '';
}

/** Payloads beyond the last entry give a cut away as well, even where no head was exported. */
function isCutOff(database: Database, last: number, exported: JournalHead | undefined): boolean {
  if (exported !== undefined && exported.seq > last) return true;
  const payload = database.prepare<[], number | null>('SELECT max(seq) FROM journal_payload').pluck().get() ?? 0;
  return payload > last;
}
