import { TenuredError } from '../domain/kernel/errors.ts';
import { formatPlace, type Problem } from '../domain/kernel/problem.ts';
import { visible } from '../report/index.ts';
import { wrap } from './wrap.ts';
import { exitName } from './exit.ts';

/** A problem as people read it: place and code, what, why it matters, what to do. No line is wider than `columns`. */
export function formatProblem(problem: Problem, columns: number): string {
  const place = problem.where === undefined ? '' : formatPlace(problem.where);
  const severity = problem.severity === 'warning' ? 'warning ' : '';
  const head = `${place === '' ? '' : `${place}  `}${severity}${problem.code}  ${problem.message}`;
  const lines = [wrap(visible(head.trimEnd()), columns, '    ')];
  if (problem.why !== undefined) lines.push(wrap(visible(`    why:  ${problem.why}`), columns, '          '));
  if (problem.hint !== undefined) lines.push(wrap(visible(`    do:   ${problem.hint}`), columns, '          '));
  return `${lines.join('\n')}\n`;
}

/** An error as people read it, every single problem behind it included. */
export function formatError(error: TenuredError, columns: number): string {
  const problems = error.problems.length === 0 ? [asProblem(error)] : error.problems;
  return problems.map((problem) => formatProblem(problem, columns)).join('');
}

/** An error without its stack: what a person needs of it. */
export function asProblem(error: TenuredError): Problem {
  return {
    code: error.code,
    severity: 'error',
    message: error.message,
    ...(error.where === undefined ? {} : { where: error.where }),
    ...(error.why === undefined ? {} : { why: error.why }),
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  };
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

/** The last line of stderr with `--json`: why a command failed, for machines. */
export function formatExit({ exitCode, code, message, hint }: TenuredError): string {
  return exitLine(exitCode, message, hint ?? '', code);
}

/** The same for a command that did its work and yet asks for a person. */
export function exitLine(code: number, message: string, hint: string, error: string | null = null): string {
  return `${JSON.stringify({ type: 'exit', code, name: exitName(code), error, message, hint })}\n`;
}
