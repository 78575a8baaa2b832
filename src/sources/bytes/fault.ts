import type { TenuredError } from '../../domain/kernel/errors.ts';

/**
 * Bytes that are no text, found within a chunk: the error as far as it is known here, and the text before it, from
 * which the format works out row and column.
 */
export class TextFault extends Error {
  readonly error: TenuredError;
  readonly before: Buffer;

  constructor(error: TenuredError, before: Buffer) {
    super(error.message, { cause: error });
    this.error = error;
    this.before = before;
  }
}
