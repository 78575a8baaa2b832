import type { LifecyclePolicy } from '../lifecycle/policy.ts';
import { instant, type Instant } from '../time/instant.ts';
import { addDays, daysBetween, workingDaysBefore, type LocalDate } from '../time/local-date.ts';
import { zonedInstant, type MinuteOfDay } from '../time/zone.ts';
import { endsByAbsence } from './ends-by-absence.ts';
import { givesWay } from './gives-way.ts';
import type { Effect, Spell } from './record.ts';
import type { SpellInstants } from './spell-instants.ts';

export type { SpellInstants } from './spell-instants.ts';

const midnight = 0 as MinuteOfDay;

/** A worker's spells with their instants; one that the next one continues ends where that begins. */
export function spellInstants(spells: readonly Spell[], policy: LifecyclePolicy): readonly SpellInstants[] {
  const timed = spells.map((spell) => instantsOf(spell, policy));
  if (timed.length < 2) return timed.map((one) => endsByAbsence(one, timed));
  const standing = spells.some(({ missingSince }) => missingSince !== undefined)
    ? timed.map((one) => endsByAbsence(givesWay(one, timed), timed))
    : timed;
  const continuing = standing.map((one) => continued(one, standing));
  return spells.some(({ effect }) => effect !== undefined)
    ? continuing.map((one) => handedOver(one, continuing))
    : continuing;
}

function instantsOf(spell: Spell, policy: LifecyclePolicy): SpellInstants {
  const { hire, zone, effect } = spell;
  const end = endOf(spell, policy);
  const dayBegins = (date: LocalDate | null | undefined): Instant | null =>
    date === null || date === undefined ? null : zonedInstant(date, midnight, zone, 'earlier');
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
    endsAnyway: null,
    from: dayBegins(effect?.from),
    until: dayBegins(effect?.until),
    handedOver: false,
  };
}

function endOf(spell: Spell, policy: LifecyclePolicy): { at: Instant; by: 'last-day' | 'immediate' } | null {
  const byDate =
    spell.lastDay === null ? null : zonedInstant(spell.lastDay, spell.cutOff ?? policy.cutOff, spell.zone, 'earlier');
  const byRule = spell.immediate === null ? null : immediateInstant(spell);
  if (byRule !== null && (byDate === null || byRule <= byDate)) return { at: byRule, by: 'immediate' };
  return byDate === null ? null : { at: byDate, by: 'last-day' };
}

/** A stop without a day of its own holds as long as its row does: for most, it takes effect as soon as it is seen. */
function immediateInstant(spell: Spell): Instant {
  const from = spell.immediate?.from ?? spell.effect?.from ?? null;
  return from === null ? (0 as Instant) : zonedInstant(from, midnight, spell.zone, 'earlier');
}

/**
 * A spell whose last day is the day before another's hire date (or later) goes on without a gap, whatever the two
 * zones' clocks say in between: a transfer must not take a person's access for some hours.
 */
function continued(one: SpellInstants, all: readonly SpellInstants[]): SpellInstants {
  if (one.end === null || one.handedOver || one.endedBy === 'immediate' || one.endedBy === 'absence') return one;
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

/**
 * A row whose own time is over leaves the rest to the row that begins next, be it a new department or the end of it all.
 * The last row of a history keeps its say: a department that ends is no end of employment. A history is of one source and id.
 */
function handedOver(one: SpellInstants, all: readonly SpellInstants[]): SpellInstants {
  const { effect, source, of } = one.spell;
  if (effect === undefined || one.handedOver) return one;
  const history = all.filter(({ spell }) => spell.source === source && spell.of === of);
  const over = effect.untilNext ? nextFrom(effect, history) : effect.until;
  if (over === null) return one;
  const heir = heirOf(one, over, history);
  if (heir === undefined) return one;
  const at = takesOverAt(heir);
  const until = effect.untilNext ? heir.from : one.until;
  return one.end !== null && one.end <= at ? { ...one, until } : { ...one, until, end: at, handedOver: true };
}

/** The day on which the next row of a history begins. */
function nextFrom({ from }: Effect, all: readonly SpellInstants[]): LocalDate | null {
  let next: LocalDate | null = null;
  for (const { spell } of all) {
    const begins = spell.effect?.from ?? null;
    if (begins !== null && (from === null || begins > from) && (next === null || begins < next)) next = begins;
  }
  return next;
}

/** The row that begins next; of several of one day the one that takes over first, wherever it stands in the file. */
function heirOf(one: SpellInstants, over: LocalDate, all: readonly SpellInstants[]): SpellInstants | undefined {
  let heir: SpellInstants | undefined;
  for (const other of all) {
    const begins = other.spell.effect?.from ?? null;
    if (other === one || begins === null || begins < over) continue;
    if (heir === undefined || isBefore(other, heir)) heir = other;
  }
  return heir;
}

function isBefore(one: SpellInstants, other: SpellInstants): boolean {
  const [day, than] = [one.spell.effect?.from ?? '', other.spell.effect?.from ?? ''];
  if (day !== than) return day < than;
  const order = takesOverAt(one) - takesOverAt(other);
  return order === 0 ? (one.from ?? 0) < (other.from ?? 0) : order < 0;
}

/** A row of an employment that is yet to begin takes nothing over before. */
function takesOverAt({ from, begin }: SpellInstants): Instant {
  return instant(Math.max(from ?? 0, begin ?? -Infinity));
}

/** True while the row speaks for its worker, whether or not the employment holds. */
export function isInEffect(timed: SpellInstants, at: Instant): boolean {
  return effectRank(timed, at) === 0;
}

/** 0 in effect, 1 was, 2 will be. */
function effectRank({ from, until }: SpellInstants, at: Instant): 0 | 1 | 2 {
  if (until !== null && until <= at) return 1;
  return from !== null && from > at ? 2 : 0;
}

/** True while the spell holds at `at`. */
export function covers(timed: SpellInstants, at: Instant): boolean {
  return (timed.begin === null || timed.begin <= at) && (timed.end === null || at < timed.end);
}

/** True once the spell has ended, other than by another row's taking over. */
export function hasEnded(timed: SpellInstants, at: Instant): boolean {
  return !timed.handedOver && timed.end !== null && timed.end <= at;
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
 * next to begin. Among those that hold, the source that takes precedence, then the row in effect, then the mapping's own
 * preference. Ties go to the later hire date, then the later end, then the canonical text of the fields, so that neither
 * the order of rows in a file nor that of the files' arrival decides.
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
  const order = orderWithin(rankAt(one, at), one, than, at);
  return order === 0 ? JSON.stringify(one.spell.fields) > JSON.stringify(than.spell.fields) : order > 0;
}

/** Positive when the first is the better of two that both hold, both have ended, or both are to come. */
function orderWithin(rank: number, one: SpellInstants, than: SpellInstants, at: Instant): number {
  const sources = compare(one.spell.precedence ?? 0, than.spell.precedence ?? 0);
  const effects = compareEffects(one, than, at);
  const preferences = comparePreferences(one.spell, than.spell);
  const begins = compareBegins(one, than);
  const ends = compareEnds(one, than);
  if (rank === 0) return decisive(sources, effects, preferences, begins, ends);
  return rank === 2
    ? decisive(-begins, sources, effects, preferences, ends)
    : decisive(ends, sources, effects, preferences);
}

/** The first that says anything. */
function decisive(...orders: readonly number[]): number {
  return orders.find((order) => order !== 0) ?? 0;
}

/** 0 holds now, 1 has ended, 2 is still to come, 3 has handed over. */
function rankAt(timed: SpellInstants, at: Instant): 0 | 1 | 2 | 3 {
  if (covers(timed, at)) return 0;
  if (hasEnded(timed, at)) return 1;
  return timed.handedOver && timed.end !== null && timed.end <= at ? 3 : 2;
}

/** The row in effect, else the one that was last, else the one that will be first. */
function compareEffects(one: SpellInstants, than: SpellInstants, at: Instant): number {
  const rank = effectRank(one, at);
  const order = effectRank(than, at) - rank;
  if (order !== 0) return order;
  if (rank === 1) return compare(one.until ?? Infinity, than.until ?? Infinity);
  return rank === 2 ? compare(than.from ?? -Infinity, one.from ?? -Infinity) : 0;
}

function comparePreferences(one: Spell, than: Spell): number {
  const theirs = than.preference;
  if (one.preference === undefined || theirs === undefined) return 0;
  for (const [index, own] of one.preference.entries()) {
    const order = compare(own ?? -Infinity, theirs[index] ?? -Infinity);
    if (order !== 0) return order;
  }
  return 0;
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
