import type { Finding } from '../domain/guardrails/finding.ts';
import type { Problem } from '../domain/kernel/problem.ts';
import type { Operation } from '../domain/plan/artefact.ts';
import type { OperationOutcome } from './ports.ts';

/** The phases of a run, in the order in which data flows. */
export type Phase = 'ingest' | 'observe' | 'plan' | 'apply';

/** How an operation's turn ended; beside the journal's outcomes: nothing had to be done, or nothing could be begun. */
export type Settled = OperationOutcome | 'already' | 'later' | 'dependant';

/** What happens during a run. Logs, progress and metrics feed on it; nothing of it leads inward. */
export type RunEvent =
  | { readonly type: 'phase'; readonly phase: Phase }
  | {
      readonly type: 'progress';
      readonly phase: Phase;
      readonly done: number;
      readonly total: number | null;
      readonly unit: string;
    }
  | {
      readonly type: 'snapshot';
      readonly outcome: 'accepted' | 'unchanged' | 'candidate' | 'rejected';
      readonly file: string;
      readonly rows: number;
      readonly changed: number;
    }
  /**
   * What the System Log told of a large group: what this tenured did itself by its journal, what was done with the app's
   * key and is in no journal of ours, and what others did.
   */
  | { readonly type: 'memberships'; readonly own: number; readonly elsewhere: number; readonly others: number }
  | { readonly type: 'finding'; readonly finding: Finding }
  | { readonly type: 'warning'; readonly problem: Problem }
  /** An operation's turn has ended. */
  | {
      readonly type: 'operation';
      readonly operation: Operation;
      readonly settled: Settled;
      readonly why: string | null;
    }
  /** What an earlier run left in doubt is known now. */
  | { readonly type: 'settled'; readonly operation: Operation; readonly outcome: OperationOutcome }
  | { readonly type: 'planned'; readonly number: number; readonly hash: string; readonly reused: boolean };

export type Emit = (event: RunEvent) => void;
