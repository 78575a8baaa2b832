import type { Code } from '../../domain/kernel/codes.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import type { Place, Problem } from '../../domain/kernel/problem.ts';

/** What is wrong with key material. Never a word of the material itself. */
export interface KeyFlaw {
  readonly code: Code;
  /** Goes behind "The private key for Okta": `is empty`. */
  readonly what: string;
  readonly hint: string;
}

/** A flaw as it is reported, at the place that refers to the key. */
export function keyProblem({ code, what, hint }: KeyFlaw, where: Place | undefined): Problem {
  const message = `The private key for Okta ${what}.`;
  return { code, severity: 'error', message, hint, ...(where === undefined ? {} : { where }) };
}

/** All flaws of a key as one error. */
export function keyError(problems: readonly Problem[]): TenuredError {
  const [first] = problems;
  if (first === undefined) throw new Error('an error needs a problem');
  const { code, message, hint, where } = first;
  return new TenuredError(code, message, {
    problems,
    ...(hint === undefined ? {} : { hint }),
    ...(where === undefined ? {} : { where }),
  });
}
