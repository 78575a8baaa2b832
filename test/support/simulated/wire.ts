import type { Waiting } from '../server-clock.ts';

/** What one process asks of the simulator in the other one. */
export interface Question {
  /** The instant that it is for whoever asks. */
  readonly now: number;
  readonly do: 'start' | 'tick' | 'get' | 'set' | 'call' | 'findings';
  /** Which object: 0 is nobody's, every other number was told in an answer. */
  readonly of: number;
  readonly name: string;
  readonly values: readonly unknown[];
}

/** A value, or a number under which an object can be asked for more. */
export type Answered =
  | { readonly kind: 'value'; readonly value?: unknown }
  | { readonly kind: 'object' | 'function'; readonly of: number }
  | { readonly kind: 'error'; readonly message: string };

/** JSON leaves out what JSON cannot say; patterns are said all the same. */
export function packed(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (inner instanceof RegExp ? { $pattern: inner.source } : inner));
}

export function unpacked(text: string): unknown {
  return JSON.parse(text, (_, inner: unknown) => {
    const source = typeof inner === 'object' && inner !== null && '$pattern' in inner ? inner.$pattern : undefined;
    return typeof source === 'string' ? new RegExp(source) : inner;
  });
}

/** The most that a notice of waiting requests may take. */
export const noticeSize = 4096;

/** Whom a server lets wait, as it writes it on the board that both processes can see; always of the same length. */
export function noticeOf(waiting: readonly Waiting[]): string {
  const text = JSON.stringify(waiting);
  if (text.length >= noticeSize) throw new Error('more requests wait than the board has room for');
  return `${text.padEnd(noticeSize - 1)}\n`;
}

/** What the board says; undefined while it is being written. */
export function noticeIn(text: string): readonly Waiting[] | undefined {
  if (!text.endsWith('\n')) return undefined;
  try {
    return JSON.parse(text) as readonly Waiting[];
  } catch {
    return undefined;
  }
}
