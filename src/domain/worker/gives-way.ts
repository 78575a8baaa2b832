import { instant } from '../time/instant.ts';
import type { Spell } from './record.ts';
import type { SpellInstants } from './spell-instants.ts';

/**
 * A period of a source that the worker is missing from gives way, from when it begins, to a period of another source, or
 * of another id of theirs, where they are: somebody who moved from one to the other has the end that is given there. That one has to begin no
 * earlier, and it has to have been open when the worker went missing: what ended before says nothing about a row that was
 * lost later. Whether absence itself ends access is for `endsByAbsence`.
 */
export function givesWay(one: SpellInstants, all: readonly SpellInstants[]): SpellInstants {
  if (one.spell.missingSince === undefined) return one;
  const heir = heirOf(one, one.spell.missingSince, all);
  if (heir === undefined) return one;
  const at = heir.begin ?? instant(0);
  return one.end !== null && one.end <= at ? one : { ...one, end: at, endedBy: null, handedOver: true };
}

/** Of another source's periods that may take over from one that is missing since then, the one that begins first. */
export function heirOf(
  one: SpellInstants,
  missingSince: number,
  all: readonly SpellInstants[],
): SpellInstants | undefined {
  let heir: SpellInstants | undefined;
  for (const other of all) {
    const { spell, end } = other;
    const isElsewhere = isOther(spell, one.spell) && spell.missingSince === undefined;
    const wasOpen = end === null || end > missingSince;
    if (!isElsewhere || !wasOpen || beginOf(other) < beginOf(one)) continue;
    if (heir === undefined || beginOf(other) < beginOf(heir)) heir = other;
  }
  return heir;
}

function isOther(one: Spell, than: Spell): boolean {
  return one.source !== than.source || one.of !== than.of;
}

/** An employment without a first day has always been. */
function beginOf({ begin }: SpellInstants): number {
  return begin ?? -Infinity;
}
