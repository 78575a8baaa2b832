import { judgeAge } from '../domain/guardrails/age.ts';
import { heldColumns, releasedColumns } from '../domain/guardrails/columns.ts';
import { judgeListed } from '../domain/guardrails/listed.ts';
import type { Finding } from '../domain/guardrails/finding.ts';
import { mostSubjects } from '../domain/guardrails/limit.ts';
import type { Clock } from '../domain/kernel/clock.ts';
import { TenuredError } from '../domain/kernel/errors.ts';
import type { CompiledMapping } from '../domain/mapping/compiled.ts';
import { day, formatInstant, plus, type Instant } from '../domain/time/instant.ts';
import type { Emit } from './events.ts';
import { findConflicts } from './ingest/conflicts.ts';
import { ingest, type IngestOutcome } from './ingest/ingest.ts';
import { observe, type Look, type Observation } from './observe/observe.ts';
import type { ReconcileOptions } from './options.ts';
import { resolveGroups } from './plan/groups.ts';
import { loginAllocator } from './plan/logins.ts';
import { makePlan, nameOf, type OutsideMeasures, type PlanOutcome } from './plan/make-plan.ts';
import { notFound, protectionOf } from './plan/protection.ts';
import { recorded } from './run-record.ts';
import type {
  AnnouncementStore,
  BindingStore,
  ControlStore,
  DirectoryReader,
  FeedStore,
  JournalReader,
  LoginStore,
  MirrorStore,
  OrganisationStore,
  PlanStore,
  RunRecord,
  RunStore,
  Snapshot,
  SourceReader,
  SourceWatch,
  WorkerStore,
} from './ports.ts';
import { settleSnapshot, type SettleTools } from './workers/settle.ts';
import { workOutTools } from './workers/work-out-tools.ts';
import { workOutAgain, type WorkOutTools } from './workers/work-out.ts';

/** The stores that a plan reads and writes. All of them are this side's own; none reaches Okta. */
export interface PlanStores {
  readonly feed: FeedStore;
  readonly workers: WorkerStore;
  readonly announcements: AnnouncementStore;
  readonly mirror: MirrorStore;
  readonly bindings: BindingStore;
  readonly logins: LoginStore;
  readonly journal: JournalReader;
  readonly plans: PlanStore;
  readonly runs: RunStore;
  readonly organisation: OrganisationStore;
  readonly controls: ControlStore;
  readonly watch: SourceWatch;
}

export interface PlanRunTools {
  readonly clock: Clock;
  readonly source: SourceReader;
  readonly directory: DirectoryReader;
  readonly orgUrl: string;
  readonly stores: PlanStores;
  readonly mapping: CompiledMapping;
  readonly options: ReconcileOptions;
  readonly company: string | null;
  readonly emit: Emit;
  /** Lets others run between two chunks of work. */
  readonly breathe: () => Promise<void>;
  /** Settles, by reading Okta, what an earlier apply left in doubt; before anything is planned from it. */
  readonly settleDoubts: () => Promise<unknown>;
  /** The state as it is now, apart: what is written there is gone with it. */
  readonly copyState: () => Promise<{ readonly stores: PlanStores; close(): void }>;
  /** Called before a long read of Okta and between two of its pages: whoever falls due need not wait for its end. */
  readonly interlude: () => Promise<void>;
}

/** Why a run happens. */
export type Trigger = 'command' | 'schedule' | 'boundary' | 'file' | 'request';

export interface PlanRunRequest {
  readonly trigger: Trigger;
  /** `changes` leaves HR's file and the nightly full pass for later; `nothing` plans from what is known already. */
  readonly look?: Look;
  /** An instant to look at instead of now: the plan is for looking only. */
  readonly asOf: Instant | null;
}

/** What a run came to. `refused` is set when the newest file was not accepted: the plan is of the one before. */
export interface PlanRunResult {
  readonly plan: PlanOutcome;
  readonly refused: TenuredError | null;
  /** The second plan, of a file that is held back until a person accepts it; null when there is none, or it is known already. */
  readonly candidate: PlanOutcome | null;
}

/**
 * One run up to the stored plan: ingest, settle, observe, plan, with one instant throughout. Nothing it is given can
 * write to Okta.
 */
export async function runPlan(tools: PlanRunTools, request: PlanRunRequest): Promise<PlanRunResult> {
  const now = tools.clock.now();
  const { runs, mirror } = tools.stores;
  const { trigger, asOf, look = 'all' } = request;
  const last = runs.lastCompleted();
  refuseBackwards(now, last?.startedAt ?? null);
  return recorded(tools, { trigger, asOf: asOf ?? now, startedAt: now }, async (run) => {
    const result = await new PlanRun(tools, { now, asOf, look, run, last }).execute();
    return { result, outcome: asOf === null ? 'planned' : 'looked', plan: result.plan.number, ...schemaOf(mirror) };
  });
}

function schemaOf(mirror: MirrorStore): { readonly schema?: string } {
  const { schema } = mirror.state();
  return schema === null ? {} : { schema };
}

/** G13: a clock that runs backwards makes every date wrong. */
function refuseBackwards(now: Instant, last: Instant | null): void {
  if (last === null || now >= last) return;
  throw new TenuredError(
    'TEN-5004',
    `this host's clock says ${formatInstant(now)}, earlier than the last run at ${formatInstant(last)}`,
    {
      why: 'due dates would come and go twice',
      hint: 'set the clock right and turn on NTP, then run again',
    },
  );
}

interface RunContext {
  readonly now: Instant;
  readonly asOf: Instant | null;
  readonly look: Look;
  readonly run: number;
  readonly last: RunRecord | null;
}

class PlanRun {
  readonly #tools: PlanRunTools;
  readonly #context: RunContext;
  readonly #now: Instant;
  readonly #asOf: Instant | null;
  readonly #look: Look;
  readonly #workOut: WorkOutTools;
  readonly #findings: Finding[] = [];

  constructor(tools: PlanRunTools, context: RunContext) {
    this.#tools = tools;
    this.#context = context;
    this.#now = context.now;
    this.#asOf = context.asOf;
    this.#look = context.look;
    this.#workOut = workOutTools(tools);
  }

  async execute(): Promise<PlanRunResult> {
    const { stores, options } = this.#tools;
    this.#phase('ingest');
    // Before the first worker there is nothing to work out anew.
    if (stores.workers.basis() === null) stores.workers.setBasis(this.#workOut.basis);
    await this.#finishInterrupted();
    const outcome = this.#look === 'all' ? await ingest({ ...this.#tools, ...stores }, this.#now) : null;
    const refused = await this.#settle(outcome);
    const snapshot = stores.feed.accepted(options.source.name);
    if (snapshot === null) throw refused ?? nothingAccepted();
    this.#judgeAge(snapshot);
    this.#phase('observe');
    // What was done before decides what somebody's account should be: settled before that is worked out.
    if (this.#asOf === null) await this.#tools.settleDoubts();
    await this.#workOutWhatIsDue();
    // Okta may take its time to list anybody: whoever is due by what is known already does not wait for that.
    await this.#tools.interlude();
    const observation = await observe({ ...this.#tools, ...stores }, this.#look);
    this.#findings.push(...observation.findings, ...this.#protectionFound());
    this.#phase('plan');
    const newestFileRefused = refused !== null || outcome?.kind === 'candidate';
    const plan = await this.#plan(snapshot, observation, { newestFileRefused, candidate: null });
    this.#releaseColumns(snapshot, plan);
    this.#tools.emit({ type: 'planned', number: plan.number, hash: plan.hash, reused: plan.reused });
    if (outcome?.kind !== 'candidate') return { plan, refused, candidate: null };
    return { plan, refused, candidate: await this.#candidatePlan(observation) };
  }

  /** Columns that changed a lot hold what is made from them until that is approved or taken back: then nothing is left to hold. */
  #releaseColumns(snapshot: Snapshot, { columnsHold }: PlanOutcome): void {
    const held = heldColumns(snapshot.findings);
    if (held === null || columnsHold || this.#asOf !== null) return;
    this.#tools.stores.feed.setFindings(snapshot.id, releasedColumns(snapshot.findings));
  }

  #judgeAge(snapshot: Snapshot): void {
    // A file refused for its age has been spoken of already.
    if (this.#findings.some(({ guardrail }) => guardrail === 'G4')) return;
    this.#findings.push(judgeAge(snapshot.file.modifiedAt, this.#now, this.#tools.options.source.maxAgeHours));
  }

  /**
   * The plan that follows if a person accepts the file that is held back: worked out on a copy of the state, so that nothing
   * of the file counts before that. A candidate that has its plan already gets no other.
   */
  async #candidatePlan(observation: Observation): Promise<PlanOutcome | null> {
    const { stores, options } = this.#tools;
    const held = stores.feed.candidate(options.source.name);
    if (held === null || this.#asOf !== null || stores.plans.hasCandidatePlan(held.snapshot.id, this.#now)) return null;
    const copy = await this.#tools.copyState();
    try {
      const onCopy = { ...copy.stores, plans: stores.plans, runs: stores.runs };
      const run = new PlanRun({ ...this.#tools, stores: onCopy }, this.#context);
      return await run.#asIfAccepted(observation);
    } finally {
      copy.close();
    }
  }

  async #asIfAccepted(observation: Observation): Promise<PlanOutcome> {
    const { feed } = this.#tools.stores;
    const { name } = this.#tools.options.source;
    const held = feed.candidate(name);
    if (held === null) throw new Error('the copy of the state lacks the file that is held back');
    held.accept(this.#now);
    await this.#finishInterrupted();
    await this.#workOutWhatIsDue();
    this.#findings.push(...held.snapshot.findings, ...observation.findings, ...this.#protectionFound());
    const snapshot = feed.accepted(name) ?? held.snapshot;
    return this.#plan(snapshot, observation, { newestFileRefused: false, candidate: held.snapshot.id });
  }

  #phase(phase: 'ingest' | 'observe' | 'plan'): void {
    this.#tools.stores.runs.phase(this.#context.run, phase);
    this.#tools.emit({ type: 'phase', phase });
  }

  /** G17n: what is listed as protected and cannot be found protects nobody. */
  #protectionFound(): readonly Finding[] {
    const { stores, options } = this.#tools;
    return judgeListed(notFound(stores.mirror, options.protection));
  }

  /** A crash between accepting a snapshot and working it out is made good before anything else. */
  async #finishInterrupted(): Promise<void> {
    const { feed } = this.#tools.stores;
    const unfinished = feed.unfinished(this.#tools.options.source.name);
    if (unfinished === null) return;
    const conflicts = await findConflicts(unfinished, this.#tools.mapping.rows, this.#tools.breathe);
    await settleSnapshot(this.#settleTools(), unfinished, this.#now, conflicts);
  }

  async #settle(outcome: IngestOutcome | null): Promise<TenuredError | null> {
    const { stores, options } = this.#tools;
    if (outcome === null) {
      this.#findings.push(...standing(stores.feed.accepted(options.source.name)));
      return null;
    }
    switch (outcome.kind) {
      case 'accepted':
        this.#findings.push(...outcome.findings);
        await settleSnapshot(this.#settleTools(), outcome.draft, this.#now, outcome.conflicts);
        return null;
      case 'unchanged':
        this.#findings.push(...standing(outcome.snapshot));
        if (outcome.delivered) stores.announcements.confirmRepeated(null, this.#now);
        return null;
      case 'candidate':
        this.#findings.push(...outcome.findings);
        return null;
      case 'rejected':
        this.#findings.push(...outcome.findings);
        return outcome.error;
    }
  }

  #settleTools(): SettleTools {
    const { workers, announcements, bindings } = this.#tools.stores;
    const boundWorkers = (): number => bindings.count();
    return { ...this.#workOut, workers, announcements, boundWorkers, breathe: this.#tools.breathe };
  }

  /** Desired accounts that a date has overtaken, and all of them when mapping or policy changed. */
  async #workOutWhatIsDue(): Promise<void> {
    const { workers } = this.#tools.stores;
    const everybody = workers.basis() !== this.#workOut.basis;
    let after = '';
    for (;;) {
      const stored = everybody ? workers.after(after, chunk) : workers.due(this.#now, after, chunk);
      const last = stored.at(-1);
      if (last === undefined) break;
      after = last.id;
      const known = stored.filter((one) => one.record !== '[]');
      workers.put(known.map((one) => workOutAgain(this.#workOut, one, this.#now)));
      await this.#tools.breathe();
    }
    if (everybody) workers.setBasis(this.#workOut.basis);
  }

  async #plan(
    snapshot: Snapshot,
    observation: Observation,
    about: { readonly newestFileRefused: boolean; readonly candidate: number | null },
  ): Promise<PlanOutcome> {
    const { stores, options, mapping } = this.#tools;
    const at = this.#asOf ?? this.#now;
    const allocator = loginAllocator({
      logins: stores.logins,
      mirror: stores.mirror,
      reserved: options.reservedLogins,
      at: this.#now,
      keep: this.#asOf === null,
      breathe: this.#tools.breathe,
    });
    return makePlan(
      {
        ...this.#workOut,
        latest: workOutTools(this.#tools),
        ...stores,
        groups: resolveGroups(stores.mirror, mapping.managedGroups),
        protection: protectionOf(stores.mirror, options.protection),
        allocator,
        schema: writableAttributes(stores.mirror),
        snapshot,
        now: this.#now,
        whatIf: this.#asOf !== null,
        lastRun: this.#context.last,
        orgId: observation.orgId,
        company: this.#tools.company,
        emit: this.#tools.emit,
        findings: this.#findings,
        ...about,
        measured: (now) => this.#measured(snapshot, now),
        breathe: this.#tools.breathe,
      },
      at,
      this.#now,
    );
  }

  /** Days past and to come, which the guardrails are held against. */
  #measured(snapshot: Snapshot, now: Instant): OutsideMeasures {
    const { journal, announcements, workers } = this.#tools.stores;
    const takenBack = announcements.takenBack(snapshot.id, mostSubjects);
    return {
      disabledLastDay: journal.disabledSince(plus(now, -day)),
      firmEndsByDay: announcements.due(now, plus(now, 7 * day)).firmByDay,
      endsDueIn30Days: announcements.due(now, plus(now, 30 * day)).total,
      endsWithdrawn: { total: takenBack.total, subjects: takenBack.workers.map((id) => nameOf(workers, id)) },
    };
  }
}

const chunk = 500;

/** What was found in the accepted file. What a person accepted it in spite of is still said, and holds nothing up. */
function standing(snapshot: Snapshot | null): readonly Finding[] {
  return (snapshot?.findings ?? []).map((one) => (one.verdict === 'candidate' ? { ...one, verdict: 'warn' } : one));
}

function writableAttributes(mirror: MirrorStore): ReadonlySet<string> | null {
  const { writable } = mirror.state();
  return writable === null ? null : new Set(writable);
}

function nothingAccepted(): TenuredError {
  return new TenuredError('TEN-5001', 'there is no accepted file to plan from yet', {
    why: 'the first file needs a person before anything follows from it',
    hint: 'look at what the safety checks say of it, and have it corrected',
  });
}
