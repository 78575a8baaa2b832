import { workerId } from '../../domain/kernel/ids.ts';
import { instant } from '../../domain/time/instant.ts';
import { spellInstants } from '../../domain/worker/employment.ts';
import type { Spell } from '../../domain/worker/record.ts';
import type { AnnouncedEnd } from '../ports.ts';
import { hasEarlierIds, sourceOf, workerOf } from './sources-in-force.ts';
import type { StoredRecord } from './stored-record.ts';
import { isOpen, type WorkOutTools } from './work-out.ts';

/**
 * The instant at which access is announced to end, and by which source; null while any employment is open, or when no date
 * gives it.
 */
export function announcedEnd(tools: WorkOutTools, id: string, record: StoredRecord): AnnouncedEnd | null {
  const { several, home } = tools.sources;
  const plain = !several && !hasEarlierIds(record);
  if (plain && record.some(({ spell }) => spell.effect === undefined && isOpen(spell))) return null;
  let latest = 0;
  let source = home;
  // HR announces by dates; that somebody stands in no file any more is nobody's announcement.
  const spells = workerOf(tools, workerId(id), record).spells.map(({ absence: _absence, ...spell }): Spell => spell);
  for (const timed of spellInstants(spells, tools.options.lifecycle)) {
    if (timed.handedOver) continue;
    if (timed.end === null) return null;
    if (timed.end <= latest) continue;
    latest = timed.end;
    source = sourceOf(tools, timed.spell);
  }
  return latest > 0 ? { at: instant(latest), source } : null;
}
