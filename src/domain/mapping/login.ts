import type { Transliterate } from './transliteration.ts';

const shortest = 5;
const longest = 100;
const lastNumber = 9;

// Local part, then optionally a domain; dots only between other characters.
const usable = /^[a-z0-9_'+-]+(?:\.[a-z0-9_'+-]+)*(?:@[a-z0-9-]+(?:\.[a-z0-9-]+)*)?$/;

/**
 * Appends what a candidate text gives: transliterated, lower case, left out when Okta or a mail system would refuse it.
 * A `#` stands for nothing first and then for 2 … 9; one at the very end of an address counts before its `@`.
 */
export function addCandidates(text: string, candidates: string[], ascii: Transliterate): void {
  const candidate = ascii(text).toLowerCase();
  const mark = candidate.indexOf('#');
  if (mark === -1) {
    addUsable(candidate, candidates);
    return;
  }
  const without = candidate.slice(0, mark) + candidate.slice(mark + 1);
  const others = candidates.length;
  if (!addUsable(without, candidates)) return;
  const at = mark === candidate.length - 1 ? without.indexOf('@') : mark;
  const split = at === -1 ? mark : at;
  const before = without.slice(0, split);
  const after = without.slice(split);
  for (let number = 2; number <= lastNumber; number += 1) {
    const numbered = before + String(number) + after;
    // Numbered ones differ from each other; only earlier candidates can be the same.
    if (numbered.length <= longest && (others === 0 || !candidates.includes(numbered))) candidates.push(numbered);
  }
}

function addUsable(candidate: string, candidates: string[]): boolean {
  if (!isUsableLogin(candidate)) return false;
  if (!candidates.includes(candidate)) candidates.push(candidate);
  return true;
}

/** True for a login that Okta takes and a mail system can carry: 5 to 100 characters, no space, a local part. */
export function isUsableLogin(login: string): boolean {
  return login.length >= shortest && login.length <= longest && usable.test(login);
}
