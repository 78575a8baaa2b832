import type { Sha256 } from '../domain/kernel/ids.ts';
import { instant, type Instant } from '../domain/time/instant.ts';
import type { AcceptedFinding, Consent, ConsentStore } from '../reconcile/ports.ts';
import { atBorder } from './errors.ts';
import type { Database } from './open.ts';

interface ConsentRow {
  readonly plan: number;
  readonly hash: string;
  readonly decision: Consent['decision'];
  readonly whole: number;
  readonly person: string;
  readonly reason: string | null;
  readonly at: number;
  readonly expiresAt: number;
}

/** What people allowed and refused. Nothing of it is ever changed: a later word is a later consent. */
export function consentStore(database: Database): ConsentStore {
  const any = database.prepare<[], { one: number }>(
    "SELECT 1 AS one FROM consent WHERE decision = 'approve' AND whole = 1 LIMIT 1",
  );
  const latest = database.prepare<[], number | null>('SELECT max(consent_id) FROM consent').pluck();
  const write = consentWriter(database);
  const give = database.transaction(write);
  const revoke = database.transaction(revoker(database, write));
  return atBorder({
    give: (consent: Consent, operations: Iterable<Sha256>) => give.immediate(consent, operations),
    about: consentReader(database),
    revoke: (operations: Iterable<Sha256>, person: string, at: Instant) => revoke.immediate(operations, person, at),
    latest: () => latest.get() ?? 0,
    everApproved: () => any.get() !== undefined,
  });
}

function consentWriter(database: Database): ConsentStore['give'] {
  const consent = database.prepare<[number, string, string, number, string, string | null, number, number]>(
    `INSERT INTO consent (plan_number, plan_hash, decision, whole, person, reason, given_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const operation = database.prepare<[number, string]>(
    'INSERT INTO consent_operation (consent_id, operation_id) VALUES (?, ?)',
  );
  const finding = database.prepare<[number, number, string, number | null, string]>(
    'INSERT INTO consent_finding (consent_id, ordinal, guardrail, measured, source) VALUES (?, ?, ?, ?, ?)',
  );
  return ({ plan, hash, decision, whole, person, reason, at, expiresAt, findings }, operations) => {
    const { lastInsertRowid } = consent.run(plan, hash, decision, whole ? 1 : 0, person, reason, at, expiresAt);
    const id = Number(lastInsertRowid);
    // In order: each insertion then goes to the end of the table, whose key the id begins.
    for (const one of [...new Set(operations)].sort()) operation.run(id, one);
    findings.forEach(({ guardrail, measured, source = '' }, ordinal) =>
      finding.run(id, ordinal, guardrail, measured, source),
    );
  };
}

/** The newest word counts alone: once it has expired, an older one does not come back. */
function consentReader(database: Database): ConsentStore['about'] {
  const newest = newestNaming(database);
  const read = consentById(database);
  // A plan's operations are asked about one after the other, and one consent names most of them.
  let last: { readonly id: number; readonly consent: Consent | null } | null = null;
  return (operation, now) => {
    const id = newest(operation);
    if (id === null) return null;
    // What a transaction sees of itself may be rolled back, and its number given again.
    const known = database.inTransaction || last?.id !== id ? { id, consent: read(id) } : last;
    last = database.inTransaction ? null : known;
    const { consent } = known;
    return consent === null || consent.expiresAt <= now ? null : consent;
  };
}

function newestNaming(database: Database): (operation: Sha256) => number | null {
  const newest = database
    .prepare<[string], number>(
      'SELECT consent_id FROM consent_operation WHERE operation_id = ? ORDER BY consent_id DESC LIMIT 1',
    )
    .pluck();
  return (operation) => newest.get(operation) ?? null;
}

function consentById(database: Database): (id: number) => Consent | null {
  const one = database.prepare<[number], ConsentRow>(
    `SELECT plan_number AS plan, plan_hash AS hash, decision, whole, person, reason, given_at AS at, expires_at AS expiresAt
     FROM consent WHERE consent_id = ?`,
  );
  const findings = database.prepare<[number], Required<AcceptedFinding>>(
    'SELECT guardrail, measured, source FROM consent_finding WHERE consent_id = ? ORDER BY ordinal',
  );
  return (id) => {
    const row = one.get(id);
    if (row === undefined) return null;
    const { hash, at, expiresAt, whole, ...rest } = row;
    return {
      ...rest,
      whole: whole === 1,
      hash: hash as Sha256,
      at: instant(at),
      expiresAt: instant(expiresAt),
      findings: findings.all(id).map(({ source, ...one }) => (source === '' ? one : { ...one, source })),
    };
  };
}

/** A rejection for as long as the approval would have held, of each approval that names some of them. */
function revoker(database: Database, give: ConsentStore['give']): ConsentStore['revoke'] {
  const newest = newestNaming(database);
  const read = consentById(database);
  return (operations, person, at) => {
    const named = new Map<number, Sha256[]>();
    for (const operation of operations) {
      const id = newest(operation);
      if (id !== null) group(named, id).push(operation);
    }
    for (const [id, ofOne] of named) {
      const consent = read(id);
      if (consent?.decision !== 'approve' || consent.expiresAt <= at) continue;
      give({ ...consent, decision: 'reject', whole: false, person, reason: null, at, findings: [] }, ofOne);
    }
  };
}

function group(named: Map<number, Sha256[]>, id: number): Sha256[] {
  const known = named.get(id);
  if (known !== undefined) return known;
  const made: Sha256[] = [];
  named.set(id, made);
  return made;
}
