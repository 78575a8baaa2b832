import { holdsColumns } from '../../domain/guardrails/columns.ts';
import type { Finding } from '../../domain/guardrails/finding.ts';
import { mostSubjects } from '../../domain/guardrails/limit.ts';
import type { PlanMeasures, SetUp } from '../../domain/guardrails/plan-measures.ts';
import { PlanJudge } from '../../domain/guardrails/plan.ts';
import type { NamedCount } from '../../domain/guardrails/tally.ts';
import type { Sha256, WorkerId } from '../../domain/kernel/ids.ts';
import type {
  DataProblem,
  ListedProblem,
  PlanHeader,
  Provenance,
  Skip,
  WorkerCounts,
} from '../../domain/plan/artefact.ts';
import { inScope } from '../../domain/plan/consent.ts';
import { isForHr } from '../../domain/plan/listed-problem.ts';
import { hour, parseInstant, plus, type Instant } from '../../domain/time/instant.ts';
import type { Emit } from '../events.ts';
import type {
  FeedStore,
  Pair,
  PlanDraft,
  PlanStore,
  ProblemPosition,
  RunRecord,
  RunStore,
  StoredProblem,
  WorkerStore,
} from '../ports.ts';
import { planEnvelope, planHeader } from './plan-header.ts';
import { PlanWriter } from './plan-writer.ts';
import { problemLister, type ProblemLister } from './problem-list.ts';
import { provenanceBook, type ProvenanceBook } from './provenance.ts';
import { decider, type DecisionTools, type PairDecision } from './situation.ts';
import type { StoredRecord } from '../workers/stored-record.ts';

export interface PlanTools extends DecisionTools {
  readonly feed: FeedStore;
  readonly workers: WorkerStore;
  readonly plans: PlanStore;
  readonly lastRun: RunRecord | null;
  readonly runs: Pick<RunStore, 'longestSilence'>;
  readonly orgId: string;
  readonly company: string | null;
  readonly emit: Emit;
  /** Findings of the snapshot and of observing, to stand in the plan beside its own. */
  readonly findings: readonly Finding[];
  /** The sources whose newest file was not accepted. */
  readonly refusedSources: ReadonlySet<string>;
  /** The snapshot that waits for a person and that this plan is of; null for the plan of what is accepted. */
  readonly candidate: { readonly id: number; readonly source: string } | null;
  /** What the guardrails are held against beyond what planning knows; what is left out counts as nothing. */
  readonly measured?: (now: Instant) => OutsideMeasures;
  readonly breathe: () => Promise<void>;
}

/** Measures of days past and to come, that planning itself does not see. */
export type OutsideMeasures = Pick<
  PlanMeasures,
  'disabledLastDay' | 'firmEndsByDay' | 'endsWithdrawn' | 'endsDueIn30Days'
>;

/** The plan that a run ends with. */
export interface PlanOutcome {
  readonly number: number;
  readonly hash: Sha256;
  /** True when an open plan says the very same: no new one was made. */
  readonly reused: boolean;
  readonly findings: readonly Finding[];
  readonly operations: number;
  /** The sources of which a finding about columns holds any of the operations. */
  readonly columnsHold: ReadonlySet<string>;
}

const keyRange = 500;
/** How long a plan may be carried out, and a person's word about it holds. */
export const planExpiresAfter = 72 * hour;

/**
 * Makes the plan for an instant: pairs workers with accounts in key ranges, decides about each that is not settled,
 * judges the whole, and stores it line by line. Reads only: it holds nothing that could write to Okta.
 */
export async function makePlan(tools: PlanTools, at: Instant, now: Instant): Promise<PlanOutcome> {
  const draft = tools.plans.begin(now, plus(now, planExpiresAfter));
  try {
    const planning = new Planning(tools, { at, now }, new PlanWriter(draft, madeBy(tools)));
    await planning.pairs();
    await planning.dueAhead();
    await planning.dataProblems();
    await tools.allocator.keep();
    const findings = planning.findings();
    const { columnsHold } = planning;
    const operationsDigest = planning.writer.flush();
    if (!tools.whatIf && tools.candidate === null) await rememberListed(draft, tools.breathe);
    const header = planHeader(tools, at, planning.counts());
    const open = tools.whatIf || tools.candidate !== null ? null : tools.plans.open(now);
    const operations = Object.values(planning.writer.operations).reduce((sum, count) => sum + count, 0);
    if (open?.operationsDigest === operationsDigest) {
      draft.discard();
      return { number: open.number, hash: open.hash, reused: true, findings, operations, columnsHold };
    }
    const hash = await planning.writer.hash(header, tools.breathe);
    const envelope = planEnvelope(tools, planning.writer.operations);
    const { whatIf, candidate } = tools;
    draft.finish({
      hash,
      operationsDigest,
      header,
      envelope,
      whatIf,
      ...(candidate === null ? {} : { candidate: candidate.id }),
    });
    return { number: draft.number, hash, reused: false, findings, operations, columnsHold };
  } catch (error) {
    draft.discard();
    throw error;
  }
}

/** From now on it is known since when each of the plan's problems is there. */
async function rememberListed(draft: PlanDraft, breathe: () => Promise<void>): Promise<void> {
  while (draft.rememberListed()) await breathe();
}

/** Another configuration, mapping or version, or a refused file, makes another plan of the same operations. */
function madeBy(tools: PlanTools): readonly string[] {
  const { options, mappings, refusedSources } = tools;
  const newest = refusedSources.size > 0 ? 'refused' : 'accepted';
  return [options.version, options.configFingerprint, mappings.fingerprint, newest];
}

class Planning {
  readonly writer: PlanWriter;
  readonly columnsHold = new Set<string>();
  readonly #columns: readonly Finding[];
  readonly #tools: PlanTools;
  readonly #at: Instant;
  readonly #now: Instant;
  readonly #judge = new PlanJudge();
  readonly #provenance: ProvenanceBook;
  readonly #lister: ProblemLister;
  readonly #decide: (pair: Pair) => PairDecision;
  #read = 0;
  #boundEnabled = 0;
  #changed = 0;
  #skipped = 0;
  #putAside = 0;

  constructor(tools: PlanTools, { at, now }: { readonly at: Instant; readonly now: Instant }, writer: PlanWriter) {
    this.#tools = tools;
    this.#at = at;
    this.#now = now;
    this.writer = writer;
    this.#provenance = provenanceBook(tools, tools.snapshots);
    this.#lister = problemLister(tools, at);
    this.#columns = tools.findings.filter(holdsColumns);
    this.#decide = decider(tools, at);
  }

  /** Every pair that is not settled; with another instant than now, every pair. */
  async pairs(): Promise<void> {
    const { workers, emit } = this.#tools;
    const total = Object.values(workers.counts()).reduce((sum, count) => sum + count, 0);
    let after = '';
    for (;;) {
      const page = this.#tools.whatIf ? everyPair(this.#tools, after) : workers.unsettledPairs(after, keyRange);
      if (page.last === null) return;
      after = page.last;
      this.#read += page.looked;
      this.#boundEnabled += page.enabled;
      const settled: string[] = [];
      workers.together(() => {
        for (const pair of page.pairs) if (this.#pair(pair)) settled.push(pair.worker.id);
      });
      if (settled.length > 0 && !this.#tools.whatIf) workers.settle(settled);
      emit({ type: 'progress', phase: 'plan', done: this.#read, total, unit: 'workers' });
      await this.#tools.allocator.keepMany();
      await this.#tools.breathe();
    }
  }

  /** Settled pairs whose dates change something within the horizon. */
  async dueAhead(): Promise<void> {
    if (this.#tools.whatIf) return;
    const until = plus(this.#at, this.#tools.options.horizonHours * hour);
    let after = '';
    for (;;) {
      const pairs = this.#tools.workers.settledDueUntil(until, after, keyRange);
      const last = pairs.at(-1);
      if (last === undefined) return;
      after = last.worker.id;
      this.#tools.workers.together(() => {
        for (const pair of pairs) this.#pair(pair);
      });
      await this.#tools.breathe();
    }
  }

  /** True when nothing is to be done or said about the pair. */
  #pair(pair: Pair): boolean {
    const decision = this.#decide(pair);
    const { record, desired } = decision;
    for (const decided of decision.operations) {
      const operation = desired.source === undefined ? decided : { ...decided, source: desired.source };
      this.#judge.take(operation);
      for (const held of this.#columns) if (inScope(operation, held)) this.columnsHold.add(this.#sourceOf(held));
      const reason = this.#provenance.explain(operation.reason, record);
      this.writer.add({ ...operation, reason }, this.#provenance.place(operation.reason, record));
    }
    for (const skip of decision.skips) {
      if (skip.why === 'protected') this.#judge.takeProtected(skip.subject);
      const place = skip.reason === null ? null : this.#provenance.place(skip.reason, record);
      this.writer.add(skip, place);
      if (isForHr(skip)) this.#listSkip(skip, record, place);
    }
    return this.#count(pair, decision);
  }

  #list(entry: ListedProblem): void {
    this.writer.list(entry, this.#provenance.header(entry.source, entry.column));
  }

  #listSkip(skip: Skip, record: StoredRecord, place: Provenance | null): void {
    const reason = skip.reason === null ? null : this.#provenance.explain(skip.reason, record);
    this.#list(this.#lister.ofSkip({ ...skip, reason }, record, place));
  }

  /** Each worker counts once, so that the numbers add up. */
  #count(pair: Pair, decision: PairDecision): boolean {
    if (decision.operations.length > 0) this.#changed += 1;
    else if (pair.worker.standing === 'put-aside') this.#putAside += 1;
    else if (decision.skips.length > 0) this.#skipped += 1;
    return decision.operations.length === 0 && decision.skips.length === 0 && pair.worker.standing !== 'put-aside';
  }

  /** By worker id, so that the order of rows in the file does not matter. */
  async dataProblems(): Promise<void> {
    let after: ProblemPosition = { worker: '', row: 0 };
    let ofOne: StoredProblem[] = [];
    for (;;) {
      const rows = this.#tools.feed.problems(after, keyRange);
      for (const row of rows) {
        if (ofOne.length > 0 && ofOne[0]?.worker !== row.worker) {
          this.#problems(ofOne);
          ofOne = [];
        }
        ofOne.push(row);
      }
      const last = rows.at(-1);
      if (last === undefined) break;
      after = { worker: last.worker, row: last.rowId };
      await this.#tools.breathe();
    }
    this.#problems(ofOne);
  }

  /** Several rows of one worker in the order of what is said of them, whichever of them stands first in the file. */
  #problems(ofOne: readonly StoredProblem[]): void {
    const found = ofOne.flatMap((row) => {
      // Nobody can mend the file of a source that is not read any more.
      const mapping = this.#tools.mappings.of(row.source);
      if (mapping === undefined) return [];
      const problem = JSON.parse(row.body) as DataProblem;
      const { source, rowId, fileRow } = row;
      const place = this.#provenance.row({ source, row: rowId, fileRow }, problem.column);
      const { line, entry } = this.#lister.ofRow(mapping, problem, row, place);
      return [{ line, place, entry, order: JSON.stringify([line, entry.source, entry.concerned, entry.link]) }];
    });
    found.sort((one, other) => (one.order < other.order ? -1 : Number(one.order > other.order)));
    for (const { line, place, entry } of found) {
      this.writer.add(line, place);
      this.#list(entry);
    }
  }

  findings(): readonly Finding[] {
    const { mirror, lastRun, options, mappings, measured } = this.#tools;
    const current: SetUp = {
      version: options.version,
      config: options.configFingerprint,
      mapping: mappings.fingerprint,
      schema: mirror.state().schema,
    };
    const own = this.#judge.findings(
      {
        ...measured?.(this.#now),
        ...this.#groupMeasures(),
        heldAnnouncements: this.#heldAnnouncements(),
        boundEnabled: this.#boundEnabled,
        approved: setUpOf(this.#tools.plans.lastApproved()),
        current,
        lastRunAt: lastRun?.endedAt ?? null,
        ...this.#silence(),
        at: this.#now,
        largestApprovedCreates: this.#tools.plans.largestApprovedCreates(plus(this.#now, -approvalsCount)),
      },
      options.guardrails,
    );
    const all = [...this.#tools.findings.map((one) => this.#standing(one)), ...own];
    for (const finding of all) this.writer.add({ ...finding, line: 'finding' }, null);
    return all;
  }

  /** Columns that hold none of the changes hold nobody up: what they were about is done, or not wanted any more. */
  #standing(finding: Finding): Finding {
    const idle = this.#columns.includes(finding) && !this.columnsHold.has(this.#sourceOf(finding));
    return idle ? { ...finding, verdict: 'warn' } : finding;
  }

  /** Where there is one source, findings do not name it. */
  #sourceOf({ source }: Finding): string {
    return source ?? this.#tools.snapshots[0]?.source ?? '';
  }

  /** A silence is made good by approving a plan that was made after it, not by running once more. */
  #silence(): Pick<PlanMeasures, 'longestSilence'> {
    const approved = this.#tools.plans.lastApproved();
    const since = approved === null ? undefined : parseInstant(approved.asOf);
    return since === undefined ? {} : { longestSilence: this.#tools.runs.longestSilence(since) };
  }

  #groupMeasures(): Required<Pick<PlanMeasures, 'groupSizes' | 'managedMemberships'>> {
    const { mirror, groups } = this.#tools;
    const groupSizes = (name: string): number => {
      const group = groups.byName.get(name);
      return group?.usable === true ? mirror.memberCount(group.id) : 0;
    };
    const managedMemberships = (): number => [...groups.byName.keys()].reduce((sum, name) => sum + groupSizes(name), 0);
    return { groupSizes, managedMemberships };
  }

  #heldAnnouncements(): NamedCount {
    const { total, workers } = this.#tools.announcements.held(mostSubjects);
    return { total, subjects: workers.map((id) => nameOf(this.#tools.workers, id)) };
  }

  counts(): WorkerCounts {
    const unchanged = this.#read - this.#changed - this.#skipped - this.#putAside;
    return {
      read: this.#read,
      unchanged,
      changed: this.#changed,
      skipped: this.#skipped,
      putAside: this.#putAside,
    };
  }
}

function setUpOf(header: PlanHeader | null): SetUp | null {
  if (header === null) return null;
  const { version, config, mapping, mirror } = header;
  return { version, config, mapping, schema: mirror.schema };
}

/** How long an approved batch counts towards the limit of creations (G15). */
const approvalsCount = 400 * 24 * hour;

function everyPair(tools: PlanTools, after: string) {
  return tools.workers.pairs(after, keyRange);
}

/** `Dana Ortiz (E10442)`: the person as the last accepted record names it; the id alone where there is none. */
export function nameOf(workers: WorkerStore, id: WorkerId): string {
  const stored = workers.get(id);
  return stored === null ? id : `${stored.name} (${id})`;
}
