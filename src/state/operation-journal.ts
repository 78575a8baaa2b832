import { asJson } from '../domain/kernel/canonical-json.ts';
import type { Sha256 } from '../domain/kernel/ids.ts';
import type { Random } from '../domain/kernel/random.ts';
import type { Operation } from '../domain/plan/artefact.ts';
import { instant, type Instant } from '../domain/time/instant.ts';
import type {
  AuditLog,
  AuditNote,
  Conclusion,
  Intent,
  OpenIntent,
  OperationJournal,
  OperationOutcome,
} from '../reconcile/ports.ts';
import { atBorder } from './errors.ts';
import { endedAccess } from './ended-access.ts';
import { journal, type JournalEntry } from './journal.ts';
import { assertHeld } from './lease-store.ts';
import type { Database } from './open.ts';
import { operationsOfRun } from './operations-of-run.ts';

interface OpenRow {
  readonly id: number;
  readonly at: number;
  readonly run: number;
  readonly plan: string;
  readonly attempt: number;
  readonly okta: string | null;
  readonly body: string;
}

/**
 * The journal that operations go through, for one holder of the run lease.
 * @param lease null for whoever only reads or notes: an intent without the lease is a mistake of the program.
 */
export function operationJournal(
  database: Database,
  random: Random,
  lease: { readonly epoch: number } | null,
): OperationJournal {
  const append = appender(database, random);
  const epoch = lease === null ? {} : { leaseEpoch: lease.epoch };
  return atBorder({
    intend: intender(database, append, lease),
    conclude: concluder(database, append, epoch),
    note: noter(append, epoch),
    ofRun: operationsOfRun(database),
    ...openReader(database),
    ...lookBack(database),
  });
}

/** The journal for whoever has something to note and needs no lease. */
export function auditLog(database: Database, random: Random): AuditLog {
  return atBorder({ note: noter(appender(database, random), {}) });
}

function noter(append: Append, epoch: Epoch): AuditLog['note'] {
  return ({ at, kind, run, plan, worker, body }: AuditNote) => {
    append({
      at,
      kind,
      ...epoch,
      ...(run === undefined ? {} : { runId: run }),
      ...(plan === undefined ? {} : { planHash: plan }),
      payload: { workerId: worker ?? null, oktaId: null, body },
    });
  };
}

interface Epoch {
  readonly leaseEpoch?: number;
}

type Append = (entry: JournalEntry) => { readonly seq: number };

function appender(database: Database, random: Random): Append {
  const chain = journal(database, random);
  return (entry) => chain.append(entry);
}

function intender(
  database: Database,
  append: Append,
  lease: { readonly epoch: number } | null,
): OperationJournal['intend'] {
  const open = database.prepare<[number]>('INSERT INTO open_intent (seq) VALUES (?)');
  const intend = database.transaction((intent: Intent) => {
    if (lease === null) throw new Error('an intent is written by the holder of the run lease');
    assertHeld(database, 'run', lease.epoch);
    const { seq } = append({
      ...about(intent),
      at: intent.at,
      kind: 'intent',
      leaseEpoch: lease.epoch,
      operationKind: intent.operation.kind,
      payload: {
        workerId: intent.operation.subject.worker,
        oktaId: intent.okta,
        body: { operation: asJson(intent.operation) },
      },
    });
    open.run(seq);
    return seq;
  });
  return (intent) => intend.immediate(intent);
}

function concluder(database: Database, append: Append, epoch: Epoch): OperationJournal['conclude'] {
  const ended = database
    .prepare<[number], OperationOutcome>(
      `SELECT outcome FROM journal WHERE intent_seq = ? AND outcome <> 'in-doubt' AND operation_id IS NOT NULL`,
    )
    .pluck();
  const close = database.prepare<[number]>('DELETE FROM open_intent WHERE seq = ?');
  const followAccess = endedAccess(database);
  const conclude = database.transaction((intent: OpenIntent, conclusion: Conclusion, effects: () => void) => {
    const { outcome, at, effect = intent.operation.kind, okta = intent.okta, requestId, detail = null } = conclusion;
    const isFinal = outcome !== 'in-doubt';
    // Whoever took the lease over may have settled it by reading back: what follows is there already, and it stays
    // settled so. Only Okta's own word that it did happen is news to whoever saw that it had not.
    const before = ended.all(intent.id);
    const isNews = outcome === 'done' && typeof requestId === 'string' && !before.includes('done');
    const isLate = before.length > 0 && !isNews;
    const { operationId, ...rest } = about(intent);
    append({
      ...rest,
      ...(isLate ? {} : { operationId }),
      ...epoch,
      at,
      kind: 'outcome',
      operationKind: effect,
      outcome,
      intentSeq: intent.id,
      ...(typeof requestId === 'string' ? { requestId } : {}),
      payload: { workerId: intent.operation.subject.worker, oktaId: okta, body: { detail } },
    });
    if (isFinal) close.run(intent.id);
    if (isLate) return;
    if (outcome === 'done') followAccess({ operation: intent.operation, effect, at });
    effects();
  });
  return (intent, conclusion, effects) => {
    conclude.immediate(intent, conclusion, effects);
  };
}

function about({ operation, plan, run, attempt }: Intent) {
  return { operationId: operation.id, planHash: plan, runId: run, attempt };
}

function openReader(database: Database): Pick<OperationJournal, 'open'> {
  const rows = database.prepare<[], OpenRow>(
    `SELECT o.seq AS id, j.at, j.run_id AS run, j.plan_hash AS plan, j.attempt, p.okta_id AS okta, p.body
     FROM open_intent o JOIN journal j ON j.seq = o.seq JOIN journal_payload p ON p.seq = o.seq ORDER BY o.seq`,
  );
  return {
    open: () =>
      rows.all().map(({ body, at, plan, ...row }) => ({
        ...row,
        at: instant(at),
        plan: plan as Sha256,
        operation: (JSON.parse(body) as { readonly operation: Operation }).operation,
      })),
  };
}

function lookBack(database: Database): Pick<OperationJournal, 'outcomeSince' | 'attemptsSince'> {
  const latest = database.prepare<[string, number], { outcome: OperationOutcome | null }>(
    'SELECT outcome FROM journal WHERE operation_id = ? AND at >= ? ORDER BY seq DESC LIMIT 1',
  );
  const attempts = database
    .prepare<[string, number], number>(
      "SELECT count(*) FROM journal WHERE operation_id = ? AND at >= ? AND kind = 'intent'",
    )
    .pluck();
  return {
    outcomeSince(operation: Sha256, since: Instant) {
      const row = latest.get(operation, since);
      // Begun and nothing after it: nobody knows yet.
      return row === undefined ? null : (row.outcome ?? 'in-doubt');
    },
    attemptsSince: (operation: Sha256, since: Instant) => attempts.get(operation, since) ?? 0,
  };
}
