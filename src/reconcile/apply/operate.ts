import { enabledStatuses, type ObservedUser } from '../../domain/identity/observed.ts';
import type { ApplyBrake } from '../../domain/guardrails/brake.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import type { Sha256 } from '../../domain/kernel/ids.ts';
import { membersOf } from '../../domain/plan/access.ts';
import type { Operation } from '../../domain/plan/artefact.ts';
import { recheck, type FreshFacts } from '../../domain/plan/recheck.ts';
import { instant, type Instant } from '../../domain/time/instant.ts';
import type { Settled } from '../events.ts';
import type { GroupBook } from '../plan/groups.ts';
import type { OpenIntent, WriteOutcome } from '../ports.ts';
import { afterwards, callFor } from './calls.ts';
import { conclude } from './conclude.ts';
import { disable } from './disable.ts';
import { afterSending, done, failed, refused, Unsettled, type Ended } from './ended.ts';
import type { FreshReads } from './fresh.ts';
import { settleByReading, type Unanswered } from './read-back.ts';
import type { ApplyTools } from './tools.ts';

export interface OperateTools extends ApplyTools {
  readonly fresh: FreshReads;
  readonly groups: GroupBook;
  readonly plan: Sha256;
  readonly run: number;
  readonly brake: ApplyBrake;
  /** When the plan was made: an operation done since then is done. */
  readonly since: Instant;
}

/** A lost answer that reads back as "did not happen" is tried once more; then the next run plans it again. */
const mostAttempts = 2;
const everBefore = instant(0);

/**
 * Carries out one operation at a time: fresh read, recheck, intent durable, call, outcome. Whatever happens between two
 * of these steps, the journal knows enough to settle it.
 */
export class Operator {
  readonly #tools: OperateTools;
  readonly #satisfied = new Set<Sha256>();

  constructor(tools: OperateTools) {
    this.#tools = tools;
  }

  /** @returns how it ended, and why in words for people when it did not simply work. */
  async operate(planned: Operation): Promise<{ readonly settled: Settled; readonly why: string | null }> {
    if (this.#isDone(planned.id)) return { settled: 'already', why: null };
    if (!planned.dependsOn.every((id) => this.#isDone(id))) {
      return { settled: 'dependant', why: 'what has to come before it did not happen' };
    }
    const operation = this.#withAccount(planned);
    const facts = await this.#tools.fresh.facts(operation);
    const check = recheck(operation, facts, this.#tools.clock.now());
    switch (check.kind) {
      case 'later':
        return { settled: 'later', why: null };
      case 'already':
        this.#already(operation, facts);
        return { settled: 'already', why: null };
      case 'conflict':
        return this.#conflicted(operation, check.why);
      case 'go':
        return this.#attempt(operation, facts);
    }
  }

  #isDone(id: Sha256): boolean {
    return this.#satisfied.has(id) || this.#tools.journal.outcomeSince(id, this.#tools.since) === 'done';
  }

  /** An operation behind a creation is about the account that this made. */
  #withAccount(operation: Operation): Operation {
    const { subject } = operation;
    if (subject.okta !== null || operation.kind === 'create') return operation;
    const okta = this.#tools.stores.bindings.byWorker(subject.worker)?.okta ?? null;
    return { ...operation, subject: { ...subject, okta } };
  }

  #already(operation: Operation, { user }: FreshFacts): void {
    // Not journalled as done: what somebody else did is not ours to take back later.
    this.#satisfied.add(operation.id);
    if (user !== null) this.#tools.stores.mirror.noteUser(user);
    if (operation.kind === 'clear-sessions') this.#tools.stores.owed.remove(operation.id);
  }

  #conflicted(operation: Operation, why: string): { readonly settled: Settled; readonly why: string } {
    const intent = this.#intend(operation);
    this.#conclude(intent, { outcome: 'conflicted', user: null, requestId: null, detail: { message: why } });
    if (operation.subject.okta !== null) this.#tools.fresh.forget(operation.subject.okta);
    return { settled: 'conflicted', why };
  }

  async #attempt(
    operation: Operation,
    facts: FreshFacts,
  ): Promise<{ readonly settled: Settled; readonly why: string | null }> {
    for (let turn = 1; ; turn += 1) {
      const intent = this.#intend(operation);
      const ended = await this.#perform(intent, facts);
      this.#conclude(intent, ended);
      if (ended.outcome !== 'cancelled' || turn === mostAttempts) {
        if (ended.outcome === 'done' && operation.kind === 'disable') await this.#lookAfterwards(operation);
        return { settled: ended.outcome, why: words(ended) };
      }
    }
  }

  #intend(operation: Operation): OpenIntent {
    const { journal, plan, run, clock } = this.#tools;
    const attempt = journal.attemptsSince(operation.id, everBefore) + 1;
    const intent = { operation, okta: operation.subject.okta, plan, run, attempt, at: clock.now() };
    return { ...intent, id: journal.intend(intent) };
  }

  #conclude(intent: OpenIntent, ended: Ended): void {
    conclude(this.#tools, intent, ended, this.#tools.clock.now());
    const { user } = ended;
    if (user !== null) this.#tools.fresh.note(user);
    else if (intent.okta !== null) this.#tools.fresh.forget(intent.okta);
  }

  async #perform(intent: OpenIntent, facts: FreshFacts): Promise<Ended> {
    try {
      return await this.#call(intent, facts);
    } catch (error) {
      if (error instanceof Unsettled) throw this.#inDoubt(intent, error);
      // The writer throws only when nothing was changed; once the lease is lost all conclusions are its new holder's.
      if (!(error instanceof TenuredError) || error.code === leaseLost) throw error;
      const ending: Ended = {
        outcome: ofThisSubject.has(error.code) ? 'failed' : 'cancelled',
        user: null,
        requestId: null,
        detail: { code: error.code, message: error.message },
      };
      if (ofThisSubject.has(error.code)) return ending;
      this.#conclude(intent, ending);
      throw error;
    }
  }

  /** It stays open, for the next run to look; what Okta answered is kept all the same. */
  #inDoubt(intent: OpenIntent, { cause, told }: Unsettled): unknown {
    const stillOurs = cause instanceof TenuredError && cause.code !== leaseLost;
    if (stillOurs && told !== null) {
      this.#conclude(intent, { outcome: 'in-doubt', user: null, requestId: null, detail: told });
    }
    return cause;
  }

  async #call(intent: OpenIntent, facts: FreshFacts): Promise<Ended> {
    const { operation, attempt } = intent;
    const { user } = facts;
    if (operation.kind === 'adopt') return done(user, null);
    if (operation.kind === 'disable') {
      if (user === null) return failed('the account is gone');
      return disable({ writer: this.#tools.writer, again: (okta) => this.#tools.fresh.again(okta) }, operation, user);
    }
    const call = callFor({ ...this.#tools, attributes: this.#tools.fresh.attributes }, operation);
    if ('kind' in call) return failed(call.why);
    return this.#settle(operation, user, await call, attempt);
  }

  async #settle(
    operation: Operation,
    user: ObservedUser | null,
    outcome: WriteOutcome,
    attempt: number,
  ): Promise<Ended> {
    switch (outcome.kind) {
      case 'done':
        if (outcome.user !== null) return done(outcome.user, outcome.requestId);
        if (operation.kind === 'create') {
          return this.#readBack(operation, { why: 'the answer could not be read', requestId: outcome.requestId });
        }
        return done(user === null ? null : afterwards(operation, user), outcome.requestId);
      case 'refused':
        // An earlier try, of this run or another, may have arrived after all, and this one been refused for that.
        return attempt > 1 ? this.#refusedAgain(operation, outcome) : refused(outcome);
      case 'unknown':
        return this.#readBack(operation, outcome);
    }
  }

  async #refusedAgain(operation: Operation, outcome: WriteOutcome & { readonly kind: 'refused' }): Promise<Ended> {
    const { message: why, requestId } = outcome;
    const found = await this.#readBack(operation, { why, requestId });
    return found.outcome === 'done' ? found : refused(outcome);
  }

  #readBack(operation: Operation, unanswered: Unanswered): Promise<Ended> {
    const tools = { ...this.#tools, attributes: this.#tools.fresh.attributes };
    const { requestId } = unanswered;
    const told = requestId === null ? null : { request: requestId };
    return afterSending(() => settleByReading(tools, operation, unanswered), told);
  }

  /** G18: the first disables are read back, so that a call that does nothing is noticed before it is made a hundred times. */
  async #lookAfterwards(operation: Operation): Promise<void> {
    const { brake, fresh } = this.#tools;
    if (operation.subject.okta === null || !brake.wantsReadBack(operation)) return;
    const user = await fresh.again(operation.subject.okta);
    brake.readBack(operation, user === null || !enabledStatuses.has(user.status));
  }
}

const leaseLost = 'TEN-4012';

/** The gate's refusals that are about this account alone; all other errors stop the run. */
const ofThisSubject: ReadonlySet<string> = new Set([
  'TEN-2351',
  'TEN-2402',
  'TEN-2403',
  'TEN-2404',
  'TEN-2405',
  'TEN-2406',
]);

function words({ outcome, detail }: Ended): string | null {
  const { message } = membersOf(detail);
  return outcome !== 'done' && typeof message === 'string' ? message : null;
}
