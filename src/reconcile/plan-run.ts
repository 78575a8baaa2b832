import { judgeAge } from '../domain/guardrails/age.ts';
import type { Finding } from '../domain/guardrails/finding.ts';
import type { Clock } from '../domain/kernel/clock.ts';
import { TenuredError } from '../domain/kernel/errors.ts';
import { sha256 } from '../domain/kernel/hash.ts';
import { asJson, canonicalJson } from '../domain/kernel/canonical-json.ts';
import type { LifecycleFacts } from '../domain/lifecycle/evaluate.ts';
import type { CompiledMapping } from '../domain/mapping/compiled.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import type { Emit } from './events.ts';
import { findConflicts } from './ingest/conflicts.ts';
import { ingest, type IngestOutcome } from './ingest/ingest.ts';
import { observe, type Observation } from './observe/observe.ts';
import type { ReconcileOptions } from './options.ts';
import { resolveGroups } from './plan/groups.ts';
import { loginAllocator } from './plan/logins.ts';
import { makePlan, type PlanOutcome } from './plan/make-plan.ts';
import { protectionOf } from './plan/protection.ts';
import type {
  AnnouncementStore,
  BindingStore,
  DirectoryReader,
  FeedStore,
  JournalReader,
  LoginStore,
  MirrorStore,
  OrganisationStore,
  PlanStore,
  RunStore,
  Snapshot,
  SourceReader,
  WorkerStore,
} from './ports.ts';
import { settleSnapshot, type SettleTools } from './workers/settle.ts';
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
}

export interface PlanRunRequest {
  readonly trigger: 'command' | 'schedule' | 'boundary' | 'file';
  /** An instant to look at instead of now: the plan is for looking only. */
  readonly asOf: Instant | null;
}

/** What a run came to. `refused` is set when the newest file was not accepted: the plan is of the one before. */
export interface PlanRunResult {
  readonly plan: PlanOutcome;
  readonly refused: TenuredError | null;
}

/**
 * One run up to the stored plan: ingest, settle, observe, plan, with one instant throughout. Nothing it is given can
 * write to Okta.
 */
export async function runPlan(tools: PlanRunTools, request: PlanRunRequest): Promise<PlanRunResult> {
  const now = tools.clock.now();
  const { options, mapping, stores } = tools;
  const last = stores.runs.lastCompleted();
  refuseBackwards(now, last?.startedAt ?? null);
  const run = stores.runs.start({
    trigger: request.trigger,
    asOf: request.asOf ?? now,
    version: options.version,
    config: options.configFingerprint,
    mapping: mapping.fingerprint,
    startedAt: now,
  });
  try {
    const result = await new PlanRun(tools, now, request.asOf, run, last).execute();
    stores.runs.end(run, request.asOf === null ? 'planned' : 'looked', {
      endedAt: tools.clock.now(),
      plan: result.plan.number,
      ...schemaOf(stores.mirror),
    });
    return result;
  } catch (error) {
    const errorCode = error instanceof TenuredError ? error.code : 'TEN-9001';
    stores.runs.end(run, 'failed', { endedAt: tools.clock.now(), errorCode });
    throw error;
  }
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

class PlanRun {
  readonly #tools: PlanRunTools;
  readonly #now: Instant;
  readonly #asOf: Instant | null;
  readonly #run: number;
  readonly #last: ReturnType<RunStore['lastCompleted']>;
  readonly #workOut: WorkOutTools;
  readonly #findings: Finding[] = [];

  constructor(
    tools: PlanRunTools,
    now: Instant,
    asOf: Instant | null,
    run: number,
    last: ReturnType<RunStore['lastCompleted']>,
  ) {
    this.#tools = tools;
    this.#now = now;
    this.#asOf = asOf;
    this.#run = run;
    this.#last = last;
    this.#workOut = {
      mapping: tools.mapping,
      options: tools.options,
      basis: basisOf(tools),
      facts: factsReader(tools.stores),
    };
  }

  async execute(): Promise<PlanRunResult> {
    const { stores, options } = this.#tools;
    this.#phase('ingest');
    // Before the first worker there is nothing to work out anew.
    if (stores.workers.basis() === null) stores.workers.setBasis(this.#workOut.basis);
    await this.#finishInterrupted();
    const outcome = await ingest({ ...this.#tools, ...stores }, this.#now);
    const refused = await this.#settle(outcome);
    await this.#workOutWhatIsDue();
    const snapshot = stores.feed.accepted(options.source.name);
    if (snapshot === null) throw refused ?? nothingAccepted();
    // A file refused for its age has been spoken of already.
    if (!this.#findings.some(({ guardrail }) => guardrail === 'G4')) {
      this.#findings.push(judgeAge(snapshot.file.modifiedAt, this.#now, options.source.maxAgeHours));
    }
    this.#phase('observe');
    const observation = await observe({ ...this.#tools, ...stores });
    this.#findings.push(...observation.findings);
    this.#phase('plan');
    const plan = await this.#plan(snapshot, observation, refused !== null || outcome.kind === 'candidate');
    this.#tools.emit({ type: 'planned', number: plan.number, hash: plan.hash, reused: plan.reused });
    return { plan, refused };
  }

  #phase(phase: 'ingest' | 'observe' | 'plan'): void {
    this.#tools.stores.runs.phase(this.#run, phase);
    this.#tools.emit({ type: 'phase', phase });
  }

  /** A crash between accepting a snapshot and working it out is made good before anything else. */
  async #finishInterrupted(): Promise<void> {
    const { feed } = this.#tools.stores;
    const unfinished = feed.unfinished(this.#tools.options.source.name);
    if (unfinished === null) return;
    const conflicts = await findConflicts(unfinished, this.#tools.mapping.rows, this.#tools.breathe);
    await settleSnapshot(this.#settleTools(), unfinished, this.#now, conflicts);
  }

  async #settle(outcome: IngestOutcome): Promise<TenuredError | null> {
    const { stores } = this.#tools;
    switch (outcome.kind) {
      case 'accepted':
        this.#findings.push(...outcome.findings);
        await settleSnapshot(this.#settleTools(), outcome.draft, this.#now, outcome.conflicts);
        return null;
      case 'unchanged':
        this.#findings.push(...outcome.snapshot.findings);
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
    const { workers, announcements } = this.#tools.stores;
    return { ...this.#workOut, workers, announcements, breathe: this.#tools.breathe };
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

  async #plan(snapshot: Snapshot, observation: Observation, newestFileRefused: boolean): Promise<PlanOutcome> {
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
        ...stores,
        groups: resolveGroups(stores.mirror, mapping.managedGroups),
        protection: protectionOf(stores.mirror, options.protection),
        allocator,
        schema: writableAttributes(stores.mirror),
        snapshot,
        now: this.#now,
        whatIf: this.#asOf !== null,
        lastRun: this.#last,
        orgId: observation.orgId,
        company: this.#tools.company,
        emit: this.#tools.emit,
        findings: this.#findings,
        newestFileRefused,
        breathe: this.#tools.breathe,
      },
      at,
      this.#now,
    );
  }
}

const chunk = 500;

function basisOf(tools: PlanRunTools): string {
  const { version, lifecycle } = tools.options;
  return sha256(canonicalJson({ version, mapping: tools.mapping.fingerprint, lifecycle: asJson(lifecycle) })).slice(
    0,
    32,
  );
}

/** What the journal knows of a worker; nobody is asked for while nobody is bound. */
function factsReader(stores: PlanStores): (id: string) => LifecycleFacts {
  const anybodyBound = stores.bindings.count() > 0;
  const none: LifecycleFacts = { suspendedAt: null, goneConfirmed: false };
  return (id) => {
    const suspendedAt = anybodyBound ? stores.journal.suspendedAt(id) : null;
    if (suspendedAt === null) return none;
    return { suspendedAt, goneConfirmed: stores.feed.acceptedAfter(suspendedAt) };
  };
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
