import type { LifecyclePolicy } from '../lifecycle/policy.ts';
import type { Instant } from '../time/instant.ts';
import { addDays, daysBetween, workingDaysBefore } from '../time/local-date.ts';
import { zonedInstant, type MinuteOfDay } from '../time/zone.ts';
import type { Spell } from './record.ts';

/** The instants that a spell's dates stand for. Null means that the spell has no such instant. */
export interface SpellInstants {
  readonly spell: Spell;
  /** When the account is created, staged. */
  readonly create: Instant | null;
  /** Local midnight of the hire date: the employment itself; null when it has always been. */
  readonly begin: Instant | null;
  /** When a person who had no access gets it. */
  readonly activate: Instant | null;
  /** When access ends by the end date or at once by a rule; null when open. */
  readonly end: Instant | null;
  /** What ended it. */
  readonly endedBy: 'last-day' | 'immediate' | null;
}

const midnight = 0 as MinuteOfDay;

/** A worker's spells with their instants; one that the next one continues ends where that begins. */
export function spellInstants(spells: readonly Spell[], policy: LifecyclePolicy): readonly SpellInstants[] {
  const timed = spells.map((spell) => instantsOf(spell, policy));
  return timed.length < 2 ? timed : timed.map((one) => continued(one, timed));
}

function instantsOf(spell: Spell, policy: LifecyclePolicy): SpellInstants {
  const { hire, zone } = spell;
  const end = endOf(spell, policy);
  return {
    spell,
    create:
      hire === null
        ? null
        : zonedInstant(workingDaysBefore(hire, policy.create.workingDays), policy.create.at, zone, 'later'),
    begin: hire === null ? null : zonedInstant(hire, midnight, zone, 'later'),
    activate: hire === null ? null : zonedInstant(hire, policy.activate.at, zone, 'later'),
    end: end?.at ?? null,
    endedBy: end?.by ?? null,
  };
}

function endOf(spell: Spell, policy: LifecyclePolicy): { at: Instant; by: 'last-day' | 'immediate' } | null {
  const byDate =
    spell.lastDay === null ? null : zonedInstant(spell.lastDay, spell.cutOff ?? policy.cutOff, spell.zone, 'earlier');
  const byRule = spell.immediate === null ? null : immediateInstant(spell);
  if (byRule !== null && (byDate === null || byRule <= byDate)) return { at: byRule, by: 'immediate' };
  return byDate === null ? null : { at: byDate, by: 'last-day' };
}

/** A stop without a day of its own has always held: it takes effect as soon as it is seen. */
function immediateInstant(spell: Spell): Instant {
  const from = spell.immediate?.from ?? null;
  return from === null ? (0 as Instant) : zonedInstant(from, midnight, spell.zone, 'earlier');
}

/**
 * A spell whose last day is the day before another's hire date (or later) goes on without a gap, whatever the two
 * zones' clocks say in between: a transfer must not take a person's access for some hours.
 */
function continued(one: SpellInstants, all: readonly SpellInstants[]): SpellInstants {
  if (one.end === null || one.endedBy === 'immediate') return one;
  let end: Instant = one.end;
  for (const other of all) {
    if (other !== one && other.begin !== null && other.begin > end && follows(one.spell, other.spell))
      end = other.begin;
  }
  return end === one.end ? one : { ...one, end };
}

function follows(earlier: Spell, later: Spell): boolean {
  if (earlier.lastDay === null || later.hire === null || later.immediate !== null) return false;
  return later.hire <= addDays(earlier.lastDay, 1);
}

/** True while the spell holds at `at`. */
export function covers(timed: SpellInstants, at: Instant): boolean {
  return (timed.begin === null || timed.begin <= at) && (timed.end === null || at < timed.end);
}

/** True once the spell has ended. */
export function hasEnded(timed: SpellInstants, at: Instant): boolean {
  return timed.end !== null && timed.end <= at;
}

/** True when the spell's own dates contradict: it ends before the day before it begins. */
export function contradicts(spell: Spell): boolean {
  return spell.hire !== null && spell.lastDay !== null && daysBetween(spell.hire, spell.lastDay) < -1;
}

/** True when it ended within three days of its begin: perhaps nobody ever started. */
export function isShortStay(spell: Spell): boolean {
  return spell.hire !== null && spell.lastDay !== null && daysBetween(spell.hire, spell.lastDay) <= 3;
}

/**
 * The spell that a worker's attributes come from: one that holds at `at`, else the one that ended last, else the
 * next to begin. Ties go to the later hire date, then the later end, then the canonical text of the fields, so that
 * the order of rows in a file never decides.
 */
export function chooseSpell(timed: readonly SpellInstants[], at: Instant): SpellInstants | undefined {
  let chosen: SpellInstants | undefined;
  for (const one of timed) {
    if (chosen === undefined || isBetter(one, chosen, at)) chosen = one;
  }
  return chosen;
}

function isBetter(one: SpellInstants, than: SpellInstants, at: Instant): boolean {
  const rank = rankAt(one, at) - rankAt(than, at);
  if (rank !== 0) return rank < 0;
  const order = rankAt(one, at) === 1 ? compareEnds(one, than) : compareBegins(one, than);
  if (order !== 0) return rankAt(one, at) === 2 ? order < 0 : order > 0;
  const ends = compareEnds(one, than);
  return ends === 0 ? JSON.stringify(one.spell.fields) > JSON.stringify(than.spell.fields) : ends > 0;
}

/** 0 holds now, 1 has ended, 2 is still to come. */
function rankAt(timed: SpellInstants, at: Instant): 0 | 1 | 2 {
  if (covers(timed, at)) return 0;
  return hasEnded(timed, at) ? 1 : 2;
}

function compareBegins(one: SpellInstants, than: SpellInstants): number {
  return compare(one.begin ?? -Infinity, than.begin ?? -Infinity);
}

function compareEnds(one: SpellInstants, than: SpellInstants): number {
  return compare(one.end ?? Infinity, than.end ?? Infinity);
}

/** Two infinities are equal; their difference is not a number. */
function compare(left: number, right: number): number {
  return left === right ? 0 : left - right;
}
