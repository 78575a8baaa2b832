import type { WorkerId } from '../../domain/kernel/ids.ts';
import type { CompiledMapping } from '../../domain/mapping/compiled.ts';
import type { Spell } from '../../domain/worker/record.ts';

/**
 * Whether a worker id that stood for somebody stands for somebody else now: no part of the name is the same, and no first
 * day of employment. People marry, and hire dates are corrected; nobody does all of it at once.
 */
export function isAnotherPerson(
  mapping: Pick<CompiledMapping, 'displayName'>,
  id: WorkerId,
  before: readonly Spell[],
  now: readonly Spell[],
): boolean {
  if (before.length === 0 || now.length === 0) return false;
  const days = new Set(before.map(({ hire }) => hire));
  if (days.has(null) || now.some(({ hire }) => hire === null || days.has(hire))) return false;
  const names = new Set(before.flatMap((spell) => wordsOf(mapping, id, spell)));
  return names.size > 0 && now.every((spell) => sharesNothing(wordsOf(mapping, id, spell), names));
}

function sharesNothing(words: readonly string[], names: ReadonlySet<string>): boolean {
  return words.length > 0 && words.every((word) => !names.has(word));
}

/** The words of the name; none where no name is mapped and the id stands for it. */
function wordsOf(mapping: Pick<CompiledMapping, 'displayName'>, id: WorkerId, spell: Spell): readonly string[] {
  const name = mapping.displayName(id, spell);
  return name === id
    ? []
    : name
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u)
        .filter((word) => word !== '');
}
