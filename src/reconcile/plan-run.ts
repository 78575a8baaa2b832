import { judgeAge } from '../domain/guardrails/age.ts';
import { heldColumns, releasedColumns } from '../domain/guardrails/columns.ts';
import { ofSource } from '../domain/guardrails/of-source.ts';
import { judgeListed } from '../domain/guardrails/listed.ts';
import type { Finding } from '../domain/guardrails/finding.ts';
import { mostSubjects } from '../domain/guardrails/limit.ts';
import { TenuredError } from '../domain/kernel/errors.ts';
import type { CompiledMapping } from '../domain/mapping/compiled.ts';
import { day, formatInstant, plus, type Instant } from '../domain/time/instant.ts';
import { findConflicts } from './ingest/conflicts.ts';
import { ingest, type IngestOutcome, type IngestTools } from './ingest/ingest.ts';
import { observe, type Look, type Observation } from './observe/observe.ts';
import type { SourceIdentity } from './options.ts';
import { resolveGroups } from './plan/groups.ts';
import { loginAllocator } from './plan/logins.ts';
import { makePlan, nameOf, type OutsideMeasures, type PlanOutcome, type PlanTools } from './plan/make-plan.ts';
import { notFound, protectionOf } from './plan/protection.ts';
import { recorded } from './run-record.ts';
import type { MirrorStore, RunRecord, Snapshot } from './ports.ts';
import type { PlanRunRequest, PlanRunResult, PlanRunTools } from './plan-run-tools.ts';
import { settleSnapshot, type SettleTools } from './workers/settle.ts';
import { workOutTools } from './workers/work-out-tools.ts';
import { workOutWhatIsDue } from './workers/work-out-due.ts';
import type { WorkOutTools } from './workers/work-out.ts';

export type { PlanRunRequest, PlanRunResult, PlanRunTools, PlanStores, Trigger } from './plan-run-tools.ts';

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
  const names = tools.options.sources.map(({ name }) => name);
  tools.stores.standings.configured(names, now);
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
  #workOut: WorkOutTools;
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
    for (const identity of options.sources) await this.#finishInterrupted(identity.name);
    const read: ReadSource[] = [];
    for (const identity of options.sources) read.push(await this.#read(identity));
    // What was known of a source before the next one was read may be another now.
    this.#workOut = workOutTools(this.#tools);
    const refused = read.flatMap((one) => one.refused ?? []);
    const snapshots = this.#accepted();
    if (snapshots.length === 0) throw refused[0] ?? nothingAccepted();
    this.#phase('observe');
    // What was done before decides what somebody's account should be: settled before that is worked out.
    if (this.#asOf === null) await this.#tools.settleDoubts();
    await this.#workOutWhatIsDue();
    // Okta may take its time to list anybody: whoever is due by what is known already does not wait for that.
    await this.#tools.interlude();
    const observation = await observe({ ...this.#tools, ...stores }, this.#look);
    this.#findings.push(...observation.findings, ...this.#protectionFound());
    this.#phase('plan');
    const notAccepted = read.filter((one) => one.refused !== null || one.held);
    const refusedSources = new Set(notAccepted.map(({ name }) => name));
    const plan = await this.#plan(snapshots, observation, { refusedSources, candidate: null });
    this.#releaseColumns(snapshots, plan);
    this.#tools.emit({ type: 'planned', number: plan.number, hash: plan.hash, reused: plan.reused });
    const candidates: PlanOutcome[] = [];
    for (const { name } of read.filter(({ held }) => held)) {
      const candidate = await this.#candidatePlan(name, observation);
      if (candidate !== null) candidates.push(candidate);
    }
    return { plan, refused: [...refused, ...read.flatMap(({ old }) => old ?? [])], candidates };
  }

  /** Reads one source and settles what comes of it: whatever is wrong with it does not keep the others from being read. */
  async #read(identity: SourceIdentity): Promise<ReadSource> {
    const outcome = this.#look === 'all' ? await this.#takeAll(identity) : null;
    const refused = await this.#settle(identity.name, outcome);
    const snapshot = this.#tools.stores.feed.accepted(identity.name);
    const old = snapshot === null ? null : this.#judgeAge(identity, snapshot, outcome);
    return { name: identity.name, refused, old, held: outcome?.kind === 'candidate' };
  }

  /** Files of changes are taken one after the other, each settled before the next: what the last one came to. */
  async #takeAll(identity: SourceIdentity): Promise<IngestOutcome> {
    for (;;) {
      const outcome = await ingest(this.#ingestTools(identity), this.#now);
      if (identity.roster !== 'delta' || outcome.kind !== 'accepted') return outcome;
      // Of the last one it is said when nothing follows.
      await settleSnapshot(this.#settleTools(identity.name), outcome.draft, this.#now, outcome.conflicts);
    }
  }

  #ingestTools(identity: SourceIdentity): IngestTools {
    const source = this.#tools.sources.get(identity.name);
    if (source === undefined) throw new Error(`nothing reads the source ${identity.name}`);
    return { ...this.#tools, ...this.#tools.stores, source, identity, mapping: this.#mappingOf(identity.name) };
  }

  #mappingOf(source: string): CompiledMapping {
    const mapping = this.#tools.mappings.of(source);
    if (mapping === undefined) throw new Error(`the source ${source} has no mapping`);
    return mapping;
  }

  /** The accepted snapshot of each source that has one. */
  #accepted(): readonly Snapshot[] {
    const { stores, options } = this.#tools;
    return options.sources.flatMap(({ name }) => stores.feed.accepted(name) ?? []);
  }

  /** Where there are several sources, what is found in one names it. */
  #found(source: string, findings: readonly Finding[]): void {
    const several = this.#tools.options.sources.length > 1;
    this.#findings.push(...(several ? findings.map((one) => ofSource(one, source)) : findings));
  }

  /** Columns that changed a lot hold what is made from them until that is approved or taken back: then nothing is left to hold. */
  #releaseColumns(snapshots: readonly Snapshot[], { columnsHold }: PlanOutcome): void {
    if (this.#asOf !== null) return;
    for (const { id, source, findings } of snapshots) {
      if (heldColumns(findings) === null || columnsHold.has(source)) continue;
      this.#tools.stores.feed.setFindings(id, releasedColumns(findings));
    }
  }

  /** Why the accepted file is too old; null when it is not. */
  #judgeAge(identity: SourceIdentity, snapshot: Snapshot, outcome: IngestOutcome | null): TenuredError | null {
    const found = judgeAge(snapshot.file.modifiedAt, this.#now, { ...identity, zone: this.#tools.options.zone });
    // A file refused for its age has been spoken of already, and one that was sent again as well.
    const said = outcome === null || outcome.kind === 'unchanged' ? snapshot.findings : outcome.findings;
    const isSaid = said.some(({ guardrail }) => guardrail === 'G4');
    const isOld = found.verdict !== 'ok';
    if (isSaid && (outcome?.kind === 'rejected' || !isOld)) return null;
    this.#found(identity.name, [found]);
    if (!isOld) return null;
    this.#tools.emit({ type: 'finding', finding: found });
    // Where a newer one was refused or waits for a person, that is what is to be mended.
    const isFollowed = outcome?.kind === 'rejected' || outcome?.kind === 'candidate';
    return isFollowed ? null : tooOld(snapshot, found);
  }

  /**
   * The plan that follows if a person accepts the file that is held back: worked out on a copy of the state, so that nothing
   * of the file counts before that. A candidate that has its plan already gets no other.
   */
  async #candidatePlan(source: string, observation: Observation): Promise<PlanOutcome | null> {
    const { stores } = this.#tools;
    const held = stores.feed.candidate(source);
    if (held === null || this.#asOf !== null || stores.plans.hasCandidatePlan(held.snapshot.id, this.#now)) return null;
    const copy = await this.#tools.copyState();
    try {
      const onCopy = { ...copy.stores, plans: stores.plans, runs: stores.runs };
      const run = new PlanRun({ ...this.#tools, stores: onCopy }, this.#context);
      return await run.#asIfAccepted(source, observation);
    } finally {
      copy.close();
    }
  }

  async #asIfAccepted(source: string, observation: Observation): Promise<PlanOutcome> {
    const { feed } = this.#tools.stores;
    const held = feed.candidate(source);
    if (held === null) throw new Error('the copy of the state lacks the file that is held back');
    held.accept(this.#now);
    await this.#finishInterrupted(source);
    await this.#workOutWhatIsDue();
    const snapshots = this.#accepted();
    for (const one of snapshots) {
      this.#found(one.source, one.source === source ? held.snapshot.findings : standing(one));
    }
    this.#findings.push(...observation.findings, ...this.#protectionFound());
    const candidate = { id: held.snapshot.id, source };
    return this.#plan(snapshots, observation, { refusedSources: new Set(), candidate });
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
  async #finishInterrupted(source: string): Promise<void> {
    const unfinished = this.#tools.stores.feed.unfinished(source);
    if (unfinished === null) return;
    const conflicts = await findConflicts(unfinished, this.#mappingOf(source).rows, this.#tools.breathe);
    await settleSnapshot(this.#settleTools(source), unfinished, this.#now, conflicts);
  }

  async #settle(source: string, outcome: IngestOutcome | null): Promise<TenuredError | null> {
    const { stores } = this.#tools;
    if (outcome === null) {
      this.#found(source, standing(stores.feed.accepted(source)));
      return null;
    }
    switch (outcome.kind) {
      case 'accepted':
        this.#found(source, outcome.findings);
        await settleSnapshot(this.#settleTools(source), outcome.draft, this.#now, outcome.conflicts);
        return null;
      case 'unchanged':
        this.#found(source, standing(outcome.snapshot));
        if (outcome.delivered) stores.announcements.confirmRepeated(source, null, this.#now);
        return null;
      case 'candidate':
        this.#found(source, outcome.findings);
        return null;
      case 'rejected':
        this.#found(source, outcome.findings);
        return outcome.error;
    }
  }

  #settleTools(source: string): SettleTools {
    const { workers, announcements, bindings, standings, claims, conversions } = this.#tools.stores;
    // A source that was settled just now may have changed what the next one's workers depend on.
    const workOut = workOutTools(this.#tools);
    const { several } = workOut.sources;
    return {
      ...workOut,
      workers,
      announcements,
      standings,
      claims,
      conversions,
      mapping: this.#mappingOf(source),
      boundWorkers: (name) => (several ? bindings.countIn(name) : bindings.count()),
      breathe: this.#tools.breathe,
    };
  }

  #workOutWhatIsDue(): Promise<void> {
    const { stores, breathe } = this.#tools;
    return workOutWhatIsDue({ ...this.#workOut, ...stores, breathe }, this.#now);
  }

  async #plan(
    snapshots: readonly Snapshot[],
    observation: Observation,
    about: Pick<PlanTools, 'refusedSources' | 'candidate'>,
  ): Promise<PlanOutcome> {
    const { stores, options, mappings } = this.#tools;
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
        groups: resolveGroups(stores.mirror, mappings.managedGroups),
        protection: protectionOf(stores.mirror, options.protection),
        allocator,
        schema: writableAttributes(stores.mirror),
        snapshots,
        now: this.#now,
        whatIf: this.#asOf !== null,
        lastRun: this.#context.last,
        orgId: observation.orgId,
        company: this.#tools.company,
        emit: this.#tools.emit,
        findings: this.#findings,
        ...about,
        measured: (now) => this.#measured(snapshots, now),
        breathe: this.#tools.breathe,
      },
      at,
      this.#now,
    );
  }

  /** Days past and to come, which the guardrails are held against. */
  #measured(snapshots: readonly Snapshot[], now: Instant): OutsideMeasures {
    const { journal, announcements, workers } = this.#tools.stores;
    const takenBack = announcements.takenBack(
      snapshots.map(({ id }) => id),
      mostSubjects,
    );
    const absence = this.#workOut.sources.absences.size > 0;
    return {
      disabledLastDay: journal.disabledSince(plus(now, -day)),
      ...(absence ? { absentLastWeek: journal.absentSince(plus(now, -7 * day)) } : {}),
      firmEndsByDay: announcements.due(now, plus(now, 7 * day)).firmByDay,
      endsDueIn30Days: announcements.due(now, plus(now, 30 * day)).total,
      endsWithdrawn: { total: takenBack.total, subjects: takenBack.workers.map((id) => nameOf(workers, id)) },
    };
  }
}

/** What reading one source came to. */
interface ReadSource {
  readonly name: string;
  readonly refused: TenuredError | null;
  /** The accepted file is older than it may be (G4). */
  readonly old: TenuredError | null;
  /** The newest file waits for a person. */
  readonly held: boolean;
}

/** What was found in the accepted file. What a person accepted it in spite of is still said, and holds nothing up. */
function standing(snapshot: Snapshot | null): readonly Finding[] {
  return (snapshot?.findings ?? []).map((one) => (one.verdict === 'candidate' ? { ...one, verdict: 'warn' } : one));
}

function writableAttributes(mirror: MirrorStore): ReadonlySet<string> | null {
  const { writable } = mirror.state();
  return writable === null ? null : new Set(writable);
}

function tooOld({ file }: Snapshot, { message, remedy, limit }: Finding): TenuredError {
  return new TenuredError('TEN-3090', message, {
    where: { file: file.file },
    why: `it may be ${String(limit)} hours old; whoever has left since is not known to have left`,
    hint: remedy,
  });
}

function nothingAccepted(): TenuredError {
  return new TenuredError('TEN-5001', 'there is no accepted file to plan from yet', {
    why: 'the first file needs a person before anything follows from it',
    hint: 'look at what the safety checks say of it, and have it corrected',
  });
}
