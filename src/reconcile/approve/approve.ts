import type { Clock } from '../../domain/kernel/clock.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { workerId, type Sha256 } from '../../domain/kernel/ids.ts';
import type { Finding } from '../../domain/guardrails/finding.ts';
import type { Operation, OperationKind, StoredPlan } from '../../domain/plan/artefact.ts';
import { isHandOver, type HandOver } from '../../domain/plan/conversion.ts';
import { parseInstant, type Instant } from '../../domain/time/instant.ts';
import { refuseAltered } from '../apply/verify-plan.ts';
import { lookAgain } from '../workers/links.ts';
import type {
  AcceptedFinding,
  AnnouncementStore,
  AuditLog,
  CandidateSnapshot,
  ClaimStore,
  ConsentStore,
  ConversionStore,
  FeedStore,
  PlanStore,
  WorkerStore,
} from '../ports.ts';

export interface ApproveTools {
  readonly clock: Clock;
  readonly stores: {
    readonly plans: PlanStore;
    readonly consents: ConsentStore;
    readonly announcements: AnnouncementStore;
    readonly feed: FeedStore;
    readonly workers: WorkerStore;
    readonly claims: ClaimStore;
    readonly conversions: ConversionStore;
    readonly audit: AuditLog;
  };
  readonly breathe: () => Promise<void>;
}

/** What a person decides about a plan. */
export interface Decision {
  readonly plan: StoredPlan;
  readonly decision: 'approve' | 'reject';
  /** Only operations about these workers, or of these kinds; null for all. */
  readonly workers: ReadonlySet<string> | null;
  readonly kinds: ReadonlySet<OperationKind> | null;
  /** The OS user: never taken from an argument. */
  readonly person: string;
  readonly reason: string | null;
}

/** What was decided. */
export interface Decided {
  readonly operations: number;
  readonly people: number;
  /** Safety checks whose measured values were accepted. */
  readonly findings: readonly Finding[];
  /** The file that the plan was made from is accepted now. */
  readonly acceptedFile: boolean;
  /** Worker ids that count as two people each from now on, the earlier one first. */
  readonly toldApart: readonly (readonly [string, string])[];
}

/**
 * Writes down a person's decision about operations of a plan, in one transaction and without a lease. It holds for the
 * same operations in later plans, too, so that a plan that was superseded while the person was reading may still be approved.
 * @throws TenuredError TEN-501x for a plan that nobody can decide about, TEN-5018 when nothing of it was chosen.
 */
export async function decideOnPlan(tools: ApproveTools, decision: Decision): Promise<Decided> {
  const { plan } = decision;
  const now = tools.clock.now();
  refuseUndecidable(plan, tools.stores.plans.status(plan.envelope.number, now));
  refusePartOfFile(decision);
  await refuseAltered(plan, tools.breathe);
  const choice = await choose(tools, decision);
  const candidate = candidateOf(tools, plan, decision);
  // A plan without any operation may be decided about as a whole: that somebody has looked counts.
  if (choice.operations === 0 && !isWhole(decision)) throw nothingChosen(plan);
  const findings = choice.findings.filter(({ verdict }) => verdict === 'hold');
  tools.stores.workers.together(() => {
    write(tools, decision, now, findings);
    if (decision.decision === 'approve') makeFirm(tools, decision, choice, findings, now);
    sayWhoIsWho(tools, decision, choice, now);
    candidate?.accept(now);
    note(tools, decision, now, choice);
  });
  const { operations, people } = choice;
  const toldApart = refusedByName(decision, choice).map(
    (one) => [one.precondition.worker, one.subject.worker] as const,
  );
  return { operations, people, findings, acceptedFile: candidate !== null, toldApart };
}

interface Choice {
  readonly operations: number;
  readonly people: number;
  readonly disabled: readonly string[];
  readonly handOvers: readonly HandOver[];
  readonly findings: readonly Finding[];
}

const linesBetweenBreaths = 2_000;

async function choose(tools: ApproveTools, decision: Decision): Promise<Choice> {
  const people = new Set<string>();
  const disabled: string[] = [];
  const handOvers: HandOver[] = [];
  const findings: Finding[] = [];
  let operations = 0;
  let lines = 0;
  for (const { line } of decision.plan.lines()) {
    lines += 1;
    if (lines % linesBetweenBreaths === 0) await tools.breathe();
    if (line.line === 'finding') findings.push(line);
    if (line.line !== 'operation' || !isChosen(line, decision)) continue;
    operations += 1;
    people.add(line.subject.worker);
    if (line.kind === 'disable') disabled.push(line.subject.worker);
    if (isHandOver(line)) handOvers.push(line);
  }
  return { operations, people: people.size, disabled, handOvers, findings };
}

function isChosen(operation: Operation, { workers, kinds }: Decision): boolean {
  return (workers?.has(operation.subject.worker) ?? true) && (kinds?.has(operation.kind) ?? true);
}

function isWhole({ workers, kinds }: Decision): boolean {
  return workers === null && kinds === null;
}

function* chosenIds(decision: Decision): Iterable<Sha256> {
  for (const { line } of decision.plan.lines()) {
    if (line.line === 'operation' && isChosen(line, decision)) yield line.id;
  }
}

function write(tools: ApproveTools, decision: Decision, now: Instant, findings: readonly Finding[]): void {
  const { plan, person, reason } = decision;
  const { number, hash, expiresAt, status } = plan.envelope;
  tools.stores.consents.give(
    {
      plan: number,
      hash,
      decision: decision.decision,
      whole: isWhole(decision),
      person,
      reason,
      at: now,
      expiresAt: parseInstant(expiresAt) ?? now,
      findings: findings.map(accepted),
    },
    chosenIds(decision),
  );
  if (isWhole(decision) && (status === 'open' || status === 'approved')) {
    tools.stores.plans.setStatus(number, decision.decision === 'approve' ? 'approved' : 'rejected');
  }
}

function accepted({ guardrail, measured, source }: Finding): AcceptedFinding {
  return source === undefined ? { guardrail, measured } : { guardrail, measured, source };
}

/** Whoever approves that somebody loses access on a day makes that announcement firm. */
function makeFirm(
  tools: ApproveTools,
  decision: Decision,
  choice: Choice,
  findings: readonly Finding[],
  now: Instant,
): void {
  const { announcements } = tools.stores;
  const { person } = decision;
  if (isWhole(decision) && findings.some(({ guardrail }) => guardrail === 'G20'))
    announcements.makeFirm(null, person, now);
  if (choice.disabled.length > 0) announcements.makeFirm(choice.disabled, person, now);
}

/**
 * Whoever refuses by name that an account goes on under another worker id says that these are two people, and that lasts until
 * HR says something else of one of them. A plan that is refused whole says nothing about anybody.
 */
function sayWhoIsWho({ stores }: ApproveTools, decision: Decision, choice: Choice, now: Instant): void {
  const { claims } = stores;
  const refused = refusedByName(decision, choice);
  for (const { subject, precondition } of refused)
    claims.refuse(precondition.worker, subject.worker, decision.person, now);
  for (const { subject, precondition } of choice.handOvers) {
    if (decision.decision === 'approve') claims.allow(precondition.worker, subject.worker);
    for (const one of [precondition.worker, subject.worker]) lookAgain(stores, workerId(one));
  }
}

function refusedByName(decision: Decision, { handOvers }: Choice): readonly HandOver[] {
  return decision.decision === 'approve' || isWhole(decision) ? [] : handOvers;
}

/** The file behind a candidate plan, which approving the whole plan accepts. */
function candidateOf(tools: ApproveTools, plan: StoredPlan, decision: Decision): CandidateSnapshot | null {
  const { candidate, header, number } = plan.envelope;
  if (!candidate || decision.decision === 'reject') return null;
  const found = tools.stores.feed.candidate(header.snapshot.source);
  if (found?.snapshot.rowsDigest !== header.snapshot.rows) {
    throw new TenuredError('TEN-5014', `the file that plan ${String(number)} was made from has been replaced`, {
      hint: 'make a new plan with `tenured plan`',
    });
  }
  return found;
}

function note(tools: ApproveTools, decision: Decision, now: Instant, choice: Choice): void {
  const { plan, person, reason } = decision;
  tools.stores.audit.note({
    at: now,
    kind: decision.decision === 'approve' ? 'approved' : 'rejected',
    plan: plan.envelope.hash,
    body: { person, reason, operations: choice.operations, people: choice.people },
  });
}

function refuseUndecidable({ envelope }: StoredPlan, status: StoredPlan['envelope']['status']): void {
  const name = `plan ${String(envelope.number)}`;
  if (status === 'what-if') {
    throw new TenuredError('TEN-5015', `${name} is a what-if: there is nothing to decide about it`, {
      hint: 'make a plan for now with `tenured plan`',
    });
  }
  if (status === 'expired') {
    throw new TenuredError('TEN-5013', `${name} expired at ${envelope.expiresAt}`, {
      hint: 'make a new one with `tenured plan`',
    });
  }
  if (envelope.candidate && status !== 'open' && status !== 'approved') {
    throw new TenuredError('TEN-5014', `${name} is made from a file that was replaced or decided about already`, {
      hint: 'make a new one with `tenured plan`',
    });
  }
}

/** A file is accepted whole: who approves a part of what follows from it would accept all of it unseen. */
function refusePartOfFile(decided: Decision): void {
  const { candidate, number } = decided.plan.envelope;
  if (!candidate || decided.decision === 'reject' || isWhole(decided)) return;
  throw new TenuredError('TEN-5016', `plan ${String(number)} is made from a file that waits for a person's word`, {
    why: 'approving it accepts the whole file, and with it everything that follows',
    hint: `approve it without naming anybody: \`tenured plan approve ${String(number)}\``,
  });
}

function nothingChosen({ envelope }: StoredPlan): TenuredError {
  return new TenuredError('TEN-5018', `nothing in plan ${String(envelope.number)} is about what was named`, {
    hint: `see \`tenured plan show ${String(envelope.number)}\` for who is in it`,
  });
}
