import { TenuredError } from '../domain/kernel/errors.ts';
import { formatPlace, type Problem } from '../domain/kernel/problem.ts';
import { visible } from '../report/index.ts';

/** A problem as people read it: place and code, what, why it matters, what to do. */
export function formatProblem(problem: Problem): string {
  const place = problem.where === undefined ? '' : formatPlace(problem.where);
  const severity = problem.severity === 'warning' ? 'warning ' : '';
  const lines = [`${place === '' ? '' : `${place}  `}${severity}${problem.code}  ${problem.message}`];
  if (problem.why !== undefined) lines.push(`    why:  ${problem.why}`);
  if (problem.hint !== undefined) lines.push(`    do:   ${problem.hint}`);
  return `${lines.map(visible).join('\n')}\n`;
}

/** An error as people read it, every single problem behind it included. */
export function formatError(error: TenuredError): string {
  const own: Problem = {
    code: error.code,
    severity: 'error',
    message: error.message,
    ...(error.where === undefined ? {} : { where: error.where }),
    ...(error.why === undefined ? {} : { why: error.why }),
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  };
  return error.problems.length === 0 ? formatProblem(own) : error.problems.map(formatProblem).join('');
}

/** Anything that was thrown, as an error with a code. A bug shows its stack only where asked for. */
export function asTenuredError(thrown: unknown): TenuredError {
  if (thrown instanceof TenuredError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new TenuredError('TEN-9001', message, {
    why: 'this is a defect of tenured, not of your data',
    hint: 'run again with -vv and report what it prints',
    cause: thrown,
  });
}
