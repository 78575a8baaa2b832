import type { Problem } from '../domain/kernel/problem.ts';

/** One line of `tenured doctor`. */
export interface ProbeResult {
  readonly name: string;
  readonly level: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  readonly problem?: Problem;
}

/** What a check came to. */
export type Outcome = Omit<ProbeResult, 'name'>;

/** As it should be. */
export function ok(detail: string): Outcome {
  return { level: 'ok', detail };
}

/** Worth a person's look, and no failure. */
export function warn(problem: Omit<Problem, 'severity'>): Outcome {
  return { level: 'warn', detail: problem.message, problem: { ...problem, severity: 'warning' } };
}
