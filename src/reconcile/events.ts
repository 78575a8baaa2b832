import type { Finding } from '../domain/guardrails/finding.ts';
import type { Problem } from '../domain/kernel/problem.ts';

/** The phases of a run, in the order in which data flows. */
export type Phase = 'ingest' | 'observe' | 'plan';

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
  | { readonly type: 'finding'; readonly finding: Finding }
  | { readonly type: 'warning'; readonly problem: Problem }
  | { readonly type: 'planned'; readonly number: number; readonly hash: string; readonly reused: boolean };

export type Emit = (event: RunEvent) => void;
