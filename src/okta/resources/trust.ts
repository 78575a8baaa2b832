import { TenuredError } from '../../domain/kernel/errors.ts';
import { parseInstant, type Instant } from '../../domain/time/instant.ts';

/** JSON that is an object; its members are not believed yet. */
export type Raw = Readonly<Record<string, unknown>>;

/** An answer that does not say what it must: tenured stops rather than guess. It never quotes the answer. */
export function untrusted(what: string, how: string): TenuredError {
  return new TenuredError('TEN-2306', `Okta's answer about ${what} cannot be trusted: ${how}.`, {
    why: 'A guess here could touch the wrong person.',
    hint: 'Check whether a proxy changes the answers; otherwise report it with the version of tenured.',
  });
}

export function isRaw(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function raw(value: unknown, what: string, name: string): Raw {
  if (!isRaw(value)) throw untrusted(what, `${name} is not an object`);
  return value;
}

export function list(value: unknown, what: string, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw untrusted(what, `${name} is not a list`);
  return value;
}

export function text(value: unknown, what: string, name: string): string {
  if (typeof value !== 'string' || value === '') throw untrusted(what, `${name} is missing`);
  return value;
}

/** An id as Okta makes them, 20 letters and digits; others are taken as long as they are harmless in a path. */
export function id(value: unknown, what: string): string {
  if (typeof value !== 'string' || !/^[\w-]{1,64}$/.test(value)) throw untrusted(what, 'an id is missing or odd');
  return value;
}

export function moment(value: unknown, what: string, name: string): Instant {
  const parsed = typeof value === 'string' ? parseInstant(value) : undefined;
  if (parsed === undefined) throw untrusted(what, `${name} is not a time`);
  return parsed;
}

/** One of a closed list of words; a new one is not guessed at. */
export function oneOf<Word extends string>(value: unknown, words: readonly Word[], what: string, name: string): Word {
  const word = words.find((candidate) => candidate === value);
  if (word === undefined) throw untrusted(what, `${name} is none that tenured knows`);
  return word;
}
