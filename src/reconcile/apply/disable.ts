import { enabledStatuses, type ObservedUser, type UserStatus } from '../../domain/identity/observed.ts';
import type { OktaUserId } from '../../domain/kernel/ids.ts';
import { membersOf } from '../../domain/plan/access.ts';
import type { Operation } from '../../domain/plan/artefact.ts';
import { disableStep, type DisableStep } from '../../domain/plan/recheck.ts';
import type { DirectoryWriter, WriteOutcome } from '../ports.ts';
import { account } from './calls.ts';
import { afterSending, done, failed, refused, type Ended } from './ended.ts';

export interface DisableTools {
  readonly writer: DirectoryWriter;
  /** Reads the account from Okta, whatever is kept. */
  readonly again: (okta: string) => Promise<ObservedUser | null>;
}

/** What was done, for the audit: the steps, and the request ids of those that did not end it. */
type Told = Readonly<Record<'steps', readonly string[]> & Partial<Record<'requests', readonly string[]>>>;

class StepRecord {
  readonly #steps: string[] = [];
  readonly #requests: string[] = [];

  begin(step: DisableStep): void {
    this.#steps.push(step);
  }

  went(requestId: string | null): void {
    if (requestId !== null) this.#requests.push(requestId);
  }

  told(): Told {
    return { steps: this.#steps, ...(this.#requests.length === 0 ? {} : { requests: this.#requests }) };
  }

  /** What is worth keeping of a disable that breaks off. */
  doubts(): Told | null {
    return this.#requests.length === 0 ? null : this.told();
  }

  givenUp(): Ended {
    const ended = failed(`the account could not be disabled: ${this.#steps.join(', ')}`);
    return {
      ...ended,
      requestId: this.#requests.at(-1) ?? null,
      detail: { ...membersOf(ended.detail), ...this.told() },
    };
  }

  refused(outcome: WriteOutcome & { readonly kind: 'refused' }): Ended {
    const ended = refused(outcome);
    return this.#steps.length === 1 ? ended : { ...ended, detail: { ...membersOf(ended.detail), ...this.told() } };
  }
}

/** Unlock and suspend, each twice for a lost answer, and a look between: never more. */
const mostSteps = 6;

/**
 * Ends access: suspends, and where Okta refuses takes the branch that belongs to the status it then finds. A lost answer is
 * read back at once and the step repeated, since suspending twice is harmless and waiting is not.
 */
export async function disable(tools: DisableTools, operation: Operation, user: ObservedUser): Promise<Ended> {
  const okta = account(operation);
  const record = new StepRecord();
  let step = disableStep(user.status, operation.firm, false);
  let current: ObservedUser = user;
  for (let turn = 0; turn < mostSteps; turn += 1) {
    if (step === 'none') return done(current, null, record.told());
    record.begin(step);
    const call = step;
    const make = (): Promise<WriteOutcome> => callStep(tools.writer, call, okta);
    const outcome = turn === 0 ? await make() : await afterSending(make, record.doubts());
    if (outcome.kind === 'done' && step !== 'unlock') return ended(step, current, outcome.requestId, record.told());
    record.went(outcome.requestId);
    const before = current.status;
    const found = await afterSending(() => tools.again(okta), record.doubts());
    if (found === null) return failed('the account is gone');
    current = found;
    if (!enabledStatuses.has(current.status)) return alreadyEnded(current, record.told());
    const next = stepAfter(outcome, step, { before, now: current.status }, operation.firm);
    const stuck = next === 'none' || (next === step && current.status === before);
    if (outcome.kind === 'refused' && stuck) return record.refused(outcome);
    step = next;
  }
  return record.givenUp();
}

function callStep(
  writer: DirectoryWriter,
  step: Exclude<DisableStep, 'none'>,
  okta: OktaUserId,
): Promise<WriteOutcome> {
  switch (step) {
    case 'suspend':
      return writer.suspend(okta);
    case 'unlock':
      return writer.unlock(okta);
    case 'deactivate':
      return writer.deactivate(okta);
    case 'revoke':
      return writer.clearSessions(okta);
  }
}

/** The step for the status that a look behind the last one found; the account is still enabled. */
function stepAfter(
  outcome: WriteOutcome,
  step: Exclude<DisableStep, 'none'>,
  status: { readonly before: UserStatus; readonly now: UserStatus },
  firm: boolean,
): DisableStep {
  const moved = status.now !== status.before;
  // A step that moved it has happened, answered or not: what it made way for is tried now.
  if (outcome.kind !== 'refused') return moved || outcome.kind === 'done' ? 'suspend' : step;
  return moved && status.now === 'ACTIVE' ? 'suspend' : disableStep(status.now, firm, true);
}

function ended(step: DisableStep, user: ObservedUser, requestId: string | null, told: Told): Ended {
  if (step === 'deactivate') {
    return { ...done({ ...user, status: 'DEPROVISIONED' }, requestId, told), effect: 'deactivate' };
  }
  if (step !== 'revoke') return done({ ...user, status: 'SUSPENDED' }, requestId, told);
  const message = `sessions are revoked, but an account that is ${user.status} stays enabled`;
  return { outcome: 'failed', user, requestId, detail: { ...told, message } };
}

/** Our own call did it although its answer was lost or said no; or somebody else did it in the same second. */
function alreadyEnded(user: ObservedUser, told: Told): Ended {
  const ending = done(user, null, { ...told, readBack: user.status });
  return user.status === 'DEPROVISIONED' ? { ...ending, effect: 'deactivate' } : ending;
}
