import { heirOf } from './gives-way.ts';
import type { SpellInstants } from './spell-instants.ts';

/**
 * A period of a source whose files the worker stands in no more, for as long as that source asks, ends when the file was
 * read that decided. Not so one that goes over to another source's period, nor one that HR has ended before.
 */
export function endsByAbsence(one: SpellInstants, all: readonly SpellInstants[]): SpellInstants {
  const { spell, end, endedBy, handedOver } = one;
  const at = spell.absence?.at;
  if (at === undefined || handedOver || (end !== null && end <= at)) return one;
  if (spell.missingSince !== undefined && heirOf(one, spell.missingSince, all) !== undefined) return one;
  const endsAnyway = end === null || endedBy === null || endedBy === 'absence' ? null : { at: end, by: endedBy };
  return { ...one, end: at, endedBy: 'absence', endsAnyway };
}
