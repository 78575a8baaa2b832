import { RE2JS } from '@bufbuild/re2';
import { plainAscii, type Transliterate } from './transliteration.ts';

/** The mapping's lookup tables by name. */
export type Tables = ReadonlyMap<string, ReadonlyMap<string, string>>;

const plainMailbox = /^[a-z0-9]+$/;

/** A name as the local part of an address: `O'Hare` → `ohare`, `Zsa Zsa` → `zsazsa`, `Ann-Marie` → `ann-marie`. */
export function mailbox(text: string, ascii: Transliterate = plainAscii): string {
  const lower = ascii(text).toLowerCase();
  if (plainMailbox.test(lower)) return lower;
  return lower.replace(/[^a-z0-9._-]/g, '').replace(/^[._-]+|[._-]+$/g, '');
}

/** The first text that is not empty, or ''. */
export function firstNonEmpty(texts: Iterable<string>): string {
  for (const text of texts) if (text !== '') return text;
  return '';
}

/** The piece at `index` (from 0) between separators, or '' when there is none. */
export function part(text: string, separator: string, index: number): string {
  if (separator === '' || index < 0) return '';
  return text.split(separator)[index] ?? '';
}

/** What stands before the first comma: the family name of `Last, First`; all of a text without one. */
export function beforeComma(text: string): string {
  const comma = text.indexOf(',');
  return comma === -1 ? text : text.slice(0, comma).trim();
}

/** What stands after the first comma: the given names of `Last, First`; nothing of a text without one. */
export function afterComma(text: string): string {
  const comma = text.indexOf(',');
  return comma === -1 ? '' : text.slice(comma + 1).trim();
}

const widest = 100;

/** Fills on the left up to `width` (at most 100) with the first character of `fill`. */
export function padLeft(text: string, width: number, fill: string): string {
  return fill === '' ? text : text.padStart(Math.min(width, widest), fill.charAt(0));
}

const patterns = new Map<string, RE2JS>();
const patternsKept = 500;
const longestPattern = 300;

/** Compiles a pattern for `like`; the complaint when it cannot be used. */
export function checkPattern(pattern: string): string | undefined {
  if (pattern.length > longestPattern) return `it is longer than ${String(longestPattern)} characters`;
  try {
    compiled(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** True when the pattern (RE2: linear time, no backreferences) is found in the text. Anchor it with ^ and $. */
export function like(text: string, pattern: string): boolean {
  return compiled(pattern).test(text);
}

function compiled(pattern: string): RE2JS {
  let expression = patterns.get(pattern);
  if (expression === undefined) {
    if (patterns.size >= patternsKept) patterns.clear();
    expression = RE2JS.compile(pattern);
    patterns.set(pattern, expression);
  }
  return expression;
}
