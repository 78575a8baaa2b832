import { leaversLane } from '../plan/access.ts';
import type { Operation } from '../plan/artefact.ts';
import type { Finding } from './finding.ts';
import { allowed, mostSubjects, roundingError } from './limit.ts';
import type { BrakeLimits } from './limits.ts';
import { counted } from './words.ts';

/** How an operation ended. A conflict and a cancellation sent nothing; `in-doubt` may or may not have happened. */
export type AppliedOutcome = 'done' | 'failed' | 'conflicted' | 'in-doubt' | 'cancelled';

/**
 * G18: what stops a plan that is being carried out. Fold every outcome in, and ask for the verdict after each; once it
 * has spoken it stays. Leavers' conflicts are not counted: a helpdesk that is quicker must not keep others' access open.
 */
export class ApplyBrake {
  readonly #limits: BrakeLimits;
  readonly #conflictsAllowed: number;
  readonly #conflicts: string[] = [];
  readonly #failures: string[] = [];
  readonly #notDisabled: string[] = [];
  #conflictCount = 0;
  #failureCount = 0;
  #tried = 0;
  #inARow = 0;
  #readBack = 0;
  #stopped: Finding | null = null;

  /** @param planned how many operations the plan has. */
  constructor(planned: number, limits: BrakeLimits) {
    this.#limits = limits;
    this.#conflictsAllowed = allowed(limits.conflicts, planned);
  }

  /** An operation ended. `failed` is a refusal by Okta that no branch of the operation knew how to go on from. */
  took(outcome: AppliedOutcome, operation: Operation): void {
    switch (outcome) {
      case 'done':
        this.#tried += 1;
        this.#inARow = 0;
        break;
      case 'failed':
        this.#tried += 1;
        this.#inARow += 1;
        this.#failureCount += 1;
        note(this.#failures, operation);
        break;
      case 'conflicted':
        if (leaversLane.has(operation.kind)) break;
        this.#conflictCount += 1;
        note(this.#conflicts, operation);
        break;
      case 'in-doubt':
        this.#tried += 1;
        break;
      case 'cancelled':
        break;
    }
    this.#stopped ??= this.#judge();
  }

  /** True for a disable that is to be read back: the first few of a run, before the others are believed. */
  wantsReadBack({ kind }: Operation): boolean {
    return kind === 'disable' && this.#readBack < this.#limits.readBack;
  }

  /** A disable was read back after Okta had acknowledged it. */
  readBack(operation: Operation, disabled: boolean): void {
    this.#readBack += 1;
    if (!disabled) note(this.#notDisabled, operation);
    this.#stopped ??= this.#judge();
  }

  /** Why nothing more is to be begun; null while everything may go on. */
  verdict(): Finding | null {
    return this.#stopped;
  }

  #judge(): Finding | null {
    return this.#judgeReadBack() ?? this.#judgeFailures() ?? this.#judgeConflicts();
  }

  #judgeReadBack(): Finding | null {
    if (this.#notDisabled.length === 0) return null;
    return stopped({
      measured: this.#notDisabled.length,
      limit: 0,
      message: 'Okta acknowledged an end of access and still shows the account enabled',
      subjects: this.#notDisabled,
      subjectsTotal: this.#notDisabled.length,
      remedy: 'look at this account in Okta and end the access by hand; find out what enables it again',
    });
  }

  #judgeFailures(): Finding | null {
    const { inARow, failures, afterTried } = this.#limits;
    const most = Math.floor(failures * this.#tried + roundingError);
    const streak = this.#inARow >= inARow;
    if (!streak && (this.#tried < afterTried || this.#failureCount <= most)) return null;
    return stopped({
      measured: streak ? this.#inARow : this.#failureCount,
      limit: streak ? inARow - 1 : most,
      message: streak
        ? `Okta refused ${counted(this.#inARow, 'change')} in a row`
        : `Okta refused ${counted(this.#failureCount, 'change')} of ${this.#tried}`,
      subjects: this.#failures,
      subjectsTotal: this.#failureCount,
      remedy: "look at what Okta refused and why, in the run's report, then run again",
    });
  }

  #judgeConflicts(): Finding | null {
    if (this.#conflictCount <= this.#conflictsAllowed) return null;
    return stopped({
      measured: this.#conflictCount,
      limit: this.#conflictsAllowed,
      message: `${counted(this.#conflictCount, 'account')} changed in Okta after the plan was made`,
      subjects: this.#conflicts,
      subjectsTotal: this.#conflictCount,
      remedy: 'find out who else changes accounts; the next plan is made from what is there then',
    });
  }
}

function note(names: string[], { subject }: Operation): void {
  if (names.length < mostSubjects) names.push(`${subject.name} (${subject.worker})`);
}

function stopped(rest: Omit<Finding, 'guardrail' | 'verdict' | 'scope'>): Finding {
  return { guardrail: 'G18', verdict: 'refuse', scope: 'plan', ...rest };
}
