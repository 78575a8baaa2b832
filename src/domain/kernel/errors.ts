import { codes, type Code } from './codes.ts';
import type { Place, Problem } from './problem.ts';

/** What an error says beyond its code and message. */
export interface ErrorDetails {
  readonly where?: Place;
  readonly why?: string;
  readonly hint?: string;
  readonly cause?: unknown;
  /** Every single problem behind this error, when there are several. */
  readonly problems?: readonly Problem[];
}

/** The one error that crosses a room's border on purpose. Anything else that is thrown is a bug. */
export class TenuredError extends Error {
  override readonly name = 'TenuredError';
  readonly code: Code;
  readonly where: Place | undefined;
  readonly why: string | undefined;
  readonly hint: string | undefined;
  readonly problems: readonly Problem[];

  constructor(code: Code, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.code = code;
    this.where = details.where;
    this.why = details.why;
    this.hint = details.hint;
    this.problems = details.problems ?? [];
  }

  /** The exit code that the command line gives for it. */
  get exitCode(): number {
    return codes[this.code].exit;
  }
}
