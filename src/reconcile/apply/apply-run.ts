import type { Finding } from '../../domain/guardrails/finding.ts';
import { ApplyBrake } from '../../domain/guardrails/brake.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import type { Sha256 } from '../../domain/kernel/ids.ts';
import type { Operation, StoredPlan } from '../../domain/plan/artefact.ts';
import { isHandOver, isOperationAbout } from '../../domain/plan/conversion.ts';
import { laneOf, lanes } from '../../domain/plan/lanes.ts';
import { isAhead } from '../../domain/plan/operation.ts';
import { parseInstant, type Instant } from '../../domain/time/instant.ts';
import type { Settled } from '../events.ts';
import { resolveGroups } from '../plan/groups.ts';
import type { OperationOutcome } from '../ports.ts';
import { resume } from '../resume/resume.ts';
import { recorded } from '../run-record.ts';
import { workOutTools } from '../workers/work-out-tools.ts';
import { Crew } from './crew.ts';
import { FreshReads } from './fresh.ts';
import { freshReferences } from './fresh-references.ts';
import { Operator } from './operate.ts';
import { Consents, surveyPlan, type Survey } from './survey.ts';
import type { ApplyTools } from './tools.ts';
import { verifyPlan } from './verify-plan.ts';

export interface ApplyRequest {
  readonly plan: StoredPlan;
  readonly trigger: string;
  /** Also for people who are paused: what a person takes back must not wait for itself. */
  readonly evenPaused?: boolean;
  /** Only what ends access: for people whose date falls due while something long is under way. */
  readonly endingsOnly?: boolean;
  /** HR's id of the one person whose operations are carried out; everybody else's are left for the next run. */
  readonly only?: string;
}

/** What carrying out came to. Every operation of the plan is in exactly one of the counts. */
export interface ApplyResult {
  readonly run: number;
  readonly plan: number;
  readonly counts: ApplyCounts;
  readonly survey: Survey;
  /** G18 stopped it: the finding; null when nothing did. */
  readonly braked: Finding | null;
  /** Why it ended before its end, with what is left for the next run; null when it did not. */
  readonly ended: { readonly how: 'yielded' | 'stopped'; readonly why: string } | null;
}

export type ApplyCounts = Readonly<Record<Settled | 'waiting' | 'held' | 'rejected' | 'left', number>>;

/** How many people are worked on at once; the pacer below decides how fast. */
const crewSize = 16;

/**
 * Carries out what of a plan may be carried out: settles what is in doubt, then disables, then what these owe, then the
 * rest. People whose date falls due meanwhile come in between.
 * @throws TenuredError TEN-501x when the plan as a whole is refused; nothing is written then.
 */
export async function runApply(tools: ApplyTools, request: ApplyRequest): Promise<ApplyResult> {
  const { plan, trigger } = request;
  const { stores, clock, options, mappings } = tools;
  const { number } = plan.envelope;
  const setUp = { config: options.configFingerprint, mapping: mappings.fingerprint };
  await verifyPlan(plan, stores.plans.status(number, clock.now()), setUp, tools.breathe);
  const now = clock.now();
  return recorded(tools, { trigger, asOf: now, startedAt: now, plan: number }, async (run) => {
    stores.runs.phase(run, 'apply');
    tools.emit({ type: 'phase', phase: 'apply' });
    const consents = new Consents(tools, plan);
    const survey = await surveyPlan(tools, plan, consents);
    await resume(tools);
    const keepFresh = freshReferences(tools, request.endingsOnly === true);
    if (survey.allowed > survey.later) await keepFresh();
    const result = await new ApplyRun(tools, request, { run, consents, survey, keepFresh }).execute();
    return { result, outcome: result.ended === null ? 'applied' : 'yielded', plan: number };
  });
}

/** What a run begins with. */
interface Begun {
  readonly run: number;
  readonly consents: Consents;
  readonly survey: Survey;
  /** Reads rules and administrators again when it is time. */
  readonly keepFresh: () => Promise<void>;
}

class ApplyRun {
  readonly #tools: ApplyTools;
  readonly #request: ApplyRequest;
  readonly #plan: StoredPlan;
  readonly #run: number;
  readonly #consents: Consents;
  readonly #survey: Survey;
  readonly #crew = new Crew(crewSize);
  readonly #counts = emptyCounts();
  readonly #keepFresh: () => Promise<void>;
  readonly #brake: ApplyBrake;
  readonly #operator: Operator;
  /** Access-ending operations that are allowed and fall due within the plan's horizon, soonest first. */
  #later: Operation[] = [];
  /** Clean-up owed from before: counted when it is done, not again where the plan says it, too. */
  readonly #owed = new Set<Sha256>();
  #ended: ApplyResult['ended'] = null;
  #taken = 0;

  constructor(tools: ApplyTools, request: ApplyRequest, { run, consents, survey, keepFresh }: Begun) {
    this.#tools = tools;
    this.#request = request;
    this.#plan = request.plan;
    this.#run = run;
    this.#consents = consents;
    this.#survey = survey;
    this.#keepFresh = keepFresh;
    this.#brake = new ApplyBrake(survey.planned, tools.options.guardrails.brake);
    this.#operator = this.#newOperator();
  }

  async execute(): Promise<ApplyResult> {
    const survey = this.#survey;
    for (const { operation } of this.#tools.stores.owed.all()) this.#owed.add(operation.id);
    if (survey.allowed > survey.later || this.#owed.size > 0) await this.#carryOut();
    else this.#countOnly();
    this.#counts.later += this.#later.length;
    return {
      run: this.#run,
      plan: this.#plan.envelope.number,
      counts: this.#counts,
      survey,
      braked: this.#brake.verdict(),
      ended: this.#ended,
    };
  }

  /** Nothing may be carried out: what waits, and for whom, is all there is to say. */
  #countOnly(): void {
    const now = this.#tools.clock.now();
    for (const operation of this.#operations()) this.#setAside(operation, now);
  }

  async #carryOut(): Promise<void> {
    const { stores, clock, emit } = this.#tools;
    const { number } = this.#plan.envelope;
    stores.plans.begun(number, clock.now());
    try {
      let disabling = true;
      for (const operation of this.#operations()) {
        if (disabling && laneOf(operation) > lanes.disables) {
          disabling = false;
          await this.#idle();
          await this.#payOwed();
        }
        if (!(await this.#mayGoOn())) break;
        if (this.#request.endingsOnly === true && laneOf(operation) > lanes['clean-up']) break;
        await this.#keepFresh();
        await this.#turn(operation);
        emit({ type: 'progress', phase: 'apply', done: this.#taken, total: this.#survey.planned, unit: 'changes' });
      }
      if (disabling && (await this.#mayGoOn())) {
        await this.#idle();
        await this.#payOwed();
      }
      await this.#idle();
    } finally {
      // Whatever threw: what is in flight finishes.
      await this.#crew.idle();
    }
    this.#counts.left += this.#survey.planned - this.#taken;
    // Read anew: what ended since the last look may have been the last straw.
    this.#heedBrake();
    if (this.#isCarriedOut()) stores.plans.setStatus(number, 'applied');
    this.#note();
  }

  /** True when nothing of the plan waits for anybody or for its time: then it can be put away. */
  #isCarriedOut(): boolean {
    const { waiting, held, later, left } = this.#counts;
    return this.#ended === null && waiting + held + later + left + this.#later.length === 0;
  }

  #newOperator(): Operator {
    const { stores, mappings, clock } = this.#tools;
    const { hash, madeAt } = this.#plan.envelope;
    return new Operator({
      ...this.#tools,
      fresh: new FreshReads(this.#tools, workOutTools(this.#tools)),
      groups: resolveGroups(stores.mirror, mappings.managedGroups),
      plan: hash,
      run: this.#run,
      brake: this.#brake,
      since: parseInstant(madeAt) ?? clock.now(),
    });
  }

  *#operations(): Iterable<Operation> {
    for (const { line } of this.#plan.lines()) if (line.line === 'operation') yield line;
  }

  /** Sessions of people who were suspended before, by this plan or another, whatever became of that one. */
  async #payOwed(): Promise<void> {
    for (const { operation } of this.#tools.stores.owed.all()) {
      if (!this.#owed.has(operation.id)) continue;
      if (!(await this.#mayGoOn())) return;
      // What it comes behind is done, perhaps by another plan and long ago: that is why it is owed.
      this.#hand({ ...operation, dependsOn: [] });
    }
    await this.#idle();
  }

  /** Hands an operation on, or says why not; waits while there is too much to do. */
  async #turn(operation: Operation): Promise<void> {
    const now = this.#tools.clock.now();
    this.#taken += 1;
    if (this.#owed.has(operation.id) || this.#setAside(operation, now)) return;
    await this.#room();
    if (await this.#mayGoOn()) this.#hand(operation);
    else this.#counts.left += 1;
  }

  /** True when the operation is not for now: it waits for a person, a safety check or its instant. */
  #setAside(operation: Operation, now: Instant): boolean {
    const { only } = this.#request;
    if (only !== undefined && !isOperationAbout(operation, only)) {
      this.#counts.left += 1;
      return true;
    }
    if (this.#request.evenPaused !== true && this.#tools.stores.controls.pauseOf(operation.subject.worker) !== null) {
      this.#counts.waiting += 1;
      return true;
    }
    const verdict = this.#consents.judge(operation, now);
    if (verdict.kind !== 'allowed') {
      this.#counts[verdict.kind] += 1;
      return true;
    }
    if (!isAhead(operation.notBefore, now)) return false;
    if (endsAccess.has(operation.kind)) {
      this.#addLater(operation);
    } else {
      this.#counts.later += 1;
    }
    return true;
  }

  /** Behind all that fall due no later. Instants of one form compare as text. */
  #addLater(operation: Operation): void {
    const due = operation.notBefore ?? '';
    let at = this.#later.length;
    while (at > 0 && (this.#later[at - 1]?.notBefore ?? '') > due) at -= 1;
    this.#later.splice(at, 0, operation);
  }

  /** Waits until somebody's hands are free; whose date falls due meanwhile does not wait for that. */
  async #room(): Promise<void> {
    this.#handDue();
    while (this.#crew.isFull) {
      await this.#changedOrDue();
      this.#handDue();
    }
  }

  /** Waits until all that was handed on has ended; nor does anybody whose date falls due meanwhile wait for that. */
  async #idle(): Promise<void> {
    while (!this.#crew.isIdle) {
      await this.#changedOrDue();
      if (this.#later.length > 0 && (await this.#mayGoOn())) this.#handDue();
    }
    await this.#crew.idle();
  }

  async #changedOrDue(): Promise<void> {
    const { clock } = this.#tools;
    const due = this.#nextDue();
    if (due === null) {
      await this.#crew.changed();
      return;
    }
    const called = new AbortController();
    const waited = clock.sleep(Math.max(0, due - clock.now()), called.signal).catch(() => undefined);
    try {
      await Promise.race([this.#crew.changed(), waited]);
    } finally {
      called.abort();
    }
  }

  #nextDue(): Instant | null {
    const notBefore = this.#later[0]?.notBefore ?? null;
    return notBefore === null ? null : (parseInstant(notBefore) ?? null);
  }

  #handDue(): void {
    const now = this.#tools.clock.now();
    for (;;) {
      const [first] = this.#later;
      if (first === undefined || isAhead(first.notBefore, now)) return;
      this.#later.shift();
      this.#hand(first);
    }
  }

  /** One person's operations one after the other; an account that changes ids waits for what is done under the old one. */
  #hand(operation: Operation): void {
    const { worker } = operation.subject;
    const whose = isHandOver(operation) ? (operation.target ?? worker) : worker;
    this.#crew.take(whose, () => this.#operate(operation));
  }

  async #operate(operation: Operation): Promise<void> {
    if (this.#brake.verdict() !== null || this.#ended?.how === 'stopped') {
      this.#counts.left += 1;
      return;
    }
    let operated: Awaited<ReturnType<Operator['operate']>>;
    try {
      operated = await this.#operator.operate(operation);
    } catch (error) {
      if (!isPause(error)) throw error;
      // The gate was the first to see a pause that came meanwhile: nothing was sent.
      this.#ended ??= { how: 'stopped', why: this.#tools.stopped() ?? error.message };
      this.#counts.left += 1;
      return;
    }
    const { settled, why } = operated;
    this.#counts[settled] += 1;
    if (isOutcome(settled)) this.#brake.took(settled, operation);
    this.#tools.emit({ type: 'operation', operation, settled, why });
  }

  /** False once something ends the run: the brake, a pause, a signal. What is in flight finishes. */
  async #mayGoOn(): Promise<boolean> {
    await this.#tools.breathe();
    if (this.#ended !== null) return false;
    this.#heedBrake();
    const stopped = this.#tools.stopped();
    if (stopped !== null) this.#ended = { how: 'stopped', why: stopped };
    const preempted = this.#tools.preempted();
    if (this.#ended === null && preempted !== null) this.#ended = { how: 'yielded', why: preempted };
    return this.#ended === null;
  }

  #heedBrake(): void {
    const braked = this.#brake.verdict();
    if (braked !== null) this.#ended ??= { how: 'stopped', why: braked.message };
  }

  #note(): void {
    const { journal, clock } = this.#tools;
    journal.note({
      at: clock.now(),
      kind: this.#ended?.how ?? 'applied',
      run: this.#run,
      plan: this.#plan.envelope.hash,
      body: { counts: this.#counts, why: this.#ended?.why ?? null },
    });
  }
}

function isPause(error: unknown): error is TenuredError {
  return error instanceof TenuredError && error.code === 'TEN-2401';
}

function isOutcome(settled: Settled): settled is OperationOutcome {
  return settled !== 'already' && settled !== 'later' && settled !== 'dependant';
}

/** Kinds that are not left waiting when their instant comes while the run is at other things. */
const endsAccess: ReadonlySet<Operation['kind']> = new Set(['disable', 'clear-sessions', 'deactivate']);

function emptyCounts(): Record<keyof ApplyCounts, number> {
  return {
    done: 0,
    already: 0,
    failed: 0,
    conflicted: 0,
    'in-doubt': 0,
    cancelled: 0,
    dependant: 0,
    later: 0,
    waiting: 0,
    held: 0,
    rejected: 0,
    left: 0,
  };
}
