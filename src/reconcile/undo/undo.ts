import { PlanJudge } from '../../domain/guardrails/plan.ts';
import type { Finding } from '../../domain/guardrails/finding.ts';
import type { Clock } from '../../domain/kernel/clock.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import type { Sha256 } from '../../domain/kernel/ids.ts';
import type { Mappings } from '../../domain/mapping/mappings.ts';
import type { Operation, StoredPlan } from '../../domain/plan/artefact.ts';
import { reverse } from '../../domain/plan/reverse.ts';
import { plus, type Instant } from '../../domain/time/instant.ts';
import type { ApplyStores } from '../apply/tools.ts';
import type { ReconcileOptions } from '../options.ts';
import { planEnvelope, planHeader } from '../plan/plan-header.ts';
import { planExpiresAfter } from '../plan/make-plan.ts';
import { PlanWriter } from '../plan/plan-writer.ts';
import type { AuditLog, OperationJournal, PlanDraft } from '../ports.ts';

export interface UndoTools {
  readonly clock: Clock;
  readonly journal: Pick<OperationJournal, 'ofRun'>;
  readonly stores: ApplyStores & { readonly audit: AuditLog };
  readonly mappings: Mappings;
  readonly options: ReconcileOptions;
  readonly company: string | null;
  readonly breathe: () => Promise<void>;
}

/** Something that a run did and nothing takes back. */
export interface Irreversible {
  readonly operation: Operation;
  /** One sentence. */
  readonly why: string;
}

/** What taking a run back would come to. */
export interface UndoLook {
  readonly run: number;
  /** What takes it back, the first of it. */
  readonly operations: readonly Operation[];
  readonly total: number;
  readonly people: number;
  readonly cannot: readonly Irreversible[];
  readonly cannotTotal: number;
  /** The safety checks as they judge it: a person who says yes accepts them as measured. */
  readonly findings: readonly Finding[];
}

const mostShown = 200;
const operationsBetweenBreaths = 1_000;

/**
 * Looks at what can be taken back of what a run did.
 * @throws TenuredError TEN-6005 when there is no such run, or it carried nothing out.
 */
export async function lookAtUndo(tools: UndoTools, run: number): Promise<UndoLook> {
  const people = new Set<string>();
  const operations: Operation[] = [];
  const cannot: Irreversible[] = [];
  const judge = new PlanJudge();
  let total = 0;
  let cannotTotal = 0;
  for await (const { done, reversal } of reversals(tools, run)) {
    if (reversal.kind === 'operation') {
      total += 1;
      people.add(reversal.operation.subject.worker);
      judge.take(reversal.operation);
      if (operations.length < mostShown) operations.push(reversal.operation);
    } else {
      cannotTotal += 1;
      if (cannot.length < mostShown) cannot.push({ operation: done, why: reversal.why });
    }
  }
  if (total + cannotTotal === 0) throw nothingDone(run);
  const findings = judged(tools, judge);
  return { run, operations, total, people: people.size, cannot, cannotTotal, findings };
}

async function* reversals(tools: UndoTools, run: number) {
  const at = tools.clock.now();
  let seen = 0;
  for (const done of tools.journal.ofRun(run)) {
    seen += 1;
    if (seen % operationsBetweenBreaths === 0) await tools.breathe();
    if (done.outcome === 'done') yield { done: done.operation, reversal: reverse(done, run, at) };
  }
}

/** The set-up is the one that it is done with: nobody has to look at that first. */
function judged({ stores, options, mappings, clock }: UndoTools, judge: PlanJudge): readonly Finding[] {
  const { schema } = stores.mirror.state();
  const current = {
    version: options.version,
    config: options.configFingerprint,
    mapping: mappings.fingerprint,
    schema,
  };
  const size = (name: string): number =>
    stores.mirror.groupsNamed(name).reduce((sum, { id }) => sum + stores.mirror.memberCount(id), 0);
  const measures = {
    boundEnabled: stores.bindings.count(),
    approved: current,
    current,
    lastRunAt: null,
    at: clock.now(),
    largestApprovedCreates: 0,
    groupSizes: size,
    managedMemberships: () => mappings.managedGroups.reduce((sum, name) => sum + size(name), 0),
  };
  return judge.findings(measures, options.guardrails);
}

/** Whose word it is. */
export interface UndoConsent {
  readonly person: string;
  readonly reason: string | null;
}

/**
 * Makes a plan of what takes a run back, as a person asked: stored like every other, approved by that person, and the people
 * in it paused, so that the next run does not do it all again. To be called under the run lease.
 */
export async function storeUndo(tools: UndoTools, look: UndoLook, consent: UndoConsent): Promise<StoredPlan> {
  const { stores, clock } = tools;
  const now = clock.now();
  const draft = stores.plans.begin(now, plus(now, planExpiresAfter));
  try {
    const made = await write(tools, draft, look, now);
    stores.workers.together(() => {
      draft.finish(made.plan);
      stores.plans.setStatus(draft.number, 'approved');
      agree(tools, look, consent, { number: draft.number, now, ...made });
    });
  } catch (error) {
    draft.discard();
    throw error;
  }
  const plan = stores.plans.find(String(draft.number));
  if (plan === null) throw new Error(`plan ${String(draft.number)} was made and is not there`);
  return plan;
}

async function write(tools: UndoTools, draft: PlanDraft, look: UndoLook, now: Instant) {
  const { stores, options, company } = tools;
  const snapshots = options.sources.flatMap(({ name }) => stores.feed.accepted(name) ?? []);
  const bound = stores.organisation.bound();
  if (snapshots.length === 0 || bound === null) throw nothingDone(look.run);
  const writer = new PlanWriter(draft, [`undo ${String(look.run)}`]);
  for (const finding of look.findings) writer.add({ ...finding, line: 'finding' }, null);
  const ids: Sha256[] = [];
  const undone: Sha256[] = [];
  const people = new Set<string>();
  for await (const { done, reversal } of reversals(tools, look.run)) {
    if (reversal.kind !== 'operation') continue;
    undone.push(done.id);
    writer.add(reversal.operation, null);
    ids.push(reversal.operation.id);
    people.add(reversal.operation.subject.worker);
  }
  const operationsDigest = writer.flush();
  const counts = { read: people.size, unchanged: 0, changed: people.size, skipped: 0, putAside: 0 };
  const head = {
    mirror: stores.mirror,
    mappings: tools.mappings,
    options,
    snapshots,
    whatIf: false,
    orgId: bound.orgId,
    company,
    refusedSources: new Set<string>(),
    candidate: null,
  };
  const header = planHeader(head, now, counts);
  const hash = await writer.hash(header, tools.breathe);
  const envelope = planEnvelope(head, writer.operations);
  return { plan: { hash, operationsDigest, header, envelope, whatIf: false }, ids, undone, people };
}

interface Agreed {
  readonly number: number;
  readonly now: Instant;
  readonly plan: { readonly hash: Sha256 };
  readonly ids: readonly Sha256[];
  /** What is taken back: an approval of it must not do it again once the people are not paused any more. */
  readonly undone: readonly Sha256[];
  readonly people: ReadonlySet<string>;
}

function agree({ stores }: UndoTools, look: UndoLook, { person, reason }: UndoConsent, agreed: Agreed): void {
  const { number, now, plan, ids, undone, people } = agreed;
  const findings = look.findings
    .filter(({ verdict }) => verdict === 'hold')
    .map(({ guardrail, measured }) => ({ guardrail, measured }));
  const expiresAt = plus(now, planExpiresAfter);
  stores.consents.revoke(undone, person, now);
  stores.consents.give(
    { plan: number, hash: plan.hash, decision: 'approve', whole: false, person, reason, at: now, expiresAt, findings },
    ids,
  );
  const why = `run ${String(look.run)} was taken back`;
  for (const worker of people) {
    if (stores.controls.pauseOf(worker) !== null) continue;
    stores.controls.pause({ worker, person, reason: reason ?? why, since: now });
  }
  const body = { person, reason, undone: look.run, operations: ids.length, people: people.size };
  stores.audit.note({ at: now, kind: 'approved', plan: plan.hash, body });
}

function nothingDone(run: number): TenuredError {
  return new TenuredError('TEN-6005', `run ${String(run)} carried nothing out`, {
    why: 'there is no run of that number, or it only planned, or nothing of what it tried was done',
    hint: '`tenured status` shows the last runs; `tenured apply` prints its own number',
  });
}
