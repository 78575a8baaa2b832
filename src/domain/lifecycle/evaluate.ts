import type { WorkerRecord } from '../worker/record.ts';
import {
  chooseSpell,
  contradicts,
  covers,
  hasEnded,
  isInEffect,
  isShortStay,
  spellInstants,
  type SpellInstants,
} from '../worker/employment.ts';
import type { Spell } from '../worker/record.ts';
import { day, instant, plus, type Instant } from '../time/instant.ts';
import { localDateAt, zonedInstant, type MinuteOfDay } from '../time/zone.ts';
import type { LifecyclePolicy } from './policy.ts';
import type { AccountState, LifecycleState, Reason } from './state.ts';

/** What tenured itself did and knows that a lifecycle depends on. */
export interface LifecycleFacts {
  /** When our journal says that we ended the access, and have not given it back; null when we did not. */
  readonly suspendedAt: Instant | null;
  /**
   * When the newest accepted snapshot was read; null before the first. One read after both the suspension and the end that
   * still shows the worker gone is what closing needs.
   */
  readonly acceptedAt: Instant | null;
  /** From when a person has asked that the access be cut, whatever HR says; null when nobody has. */
  readonly cutAt: Instant | null;
}

/** Where a worker stands at an instant, why, since when, and when that may change. */
export interface Lifecycle {
  readonly state: LifecycleState;
  readonly account: AccountState;
  readonly reason: Reason;
  /** When the state began; null when no instant did it. */
  readonly since: Instant | null;
  /** The next instant at which something about the worker may change; null when nothing will by itself. */
  readonly next: Instant | null;
  /** True when only a snapshot still to come can change it: every run looks again, since no date says when. */
  readonly awaitsSnapshot: boolean;
  /** The spell that attributes come from; undefined when there is none to trust. */
  readonly chosen: Spell | undefined;
  /** Every spell that holds and speaks now: groups come from all of them. */
  readonly covering: readonly Spell[];
  /** It ended within three days of the hire date: a no-show if nobody ever signed in. */
  readonly shortStay: boolean;
  /** True when a later spell begins within the gap tolerance: groups stay, nothing is closed. */
  readonly returnsSoon: boolean;
}

export const noFacts: LifecycleFacts = { suspendedAt: null, acceptedAt: null, cutAt: null };

/** Where the worker stands at `at`. Pure: the same record, instant, policy and facts give the same answer for ever. */
export function evaluateLifecycle(
  record: WorkerRecord,
  at: Instant,
  policy: LifecyclePolicy,
  facts: LifecycleFacts = noFacts,
): Lifecycle {
  const byRecord = evaluateRecord(record, at, policy, facts);
  const { cutAt } = facts;
  if (cutAt === null) return byRecord;
  if (at < cutAt) return { ...byRecord, next: earlier(byRecord.next, cutAt) };
  // Whom HR's own record has closed by now stays closed: that is no less than was asked for.
  return byRecord.account === 'closed' ? byRecord : { ...byRecord, ...cutOff(byRecord, cutAt) };
}

/** A person's word stops access, whatever the record says; a no-show is nothing that it could be. */
function cutOff({ chosen }: Lifecycle, cutAt: Instant): Partial<Lifecycle> {
  const zone = chosen === undefined ? {} : { zone: chosen.zone };
  return {
    state: 'access-stopped',
    account: 'suspended',
    reason: { rule: 'cut-access', at: cutAt, ...zone },
    since: cutAt,
    shortStay: false,
  };
}

function earlier(one: Instant | null, other: Instant): Instant {
  return one !== null && one < other ? one : other;
}

function evaluateRecord(record: WorkerRecord, at: Instant, policy: LifecyclePolicy, facts: LifecycleFacts): Lifecycle {
  const timed = spellInstants(record.spells, policy);
  const chosen = chooseSpell(timed, at);
  if (chosen === undefined) return unknownLifecycle('no-accepted-record', undefined);
  if (record.spells.some(contradicts)) return unknownLifecycle('dates-contradict', chosen.spell);
  const covering = timed.filter((one) => covers(one, at));
  const verdict =
    covering.length > 0 ? whileEmployed(chosen, timed, at, policy) : outsideEmployment(timed, at, policy, facts);
  return {
    ...verdict,
    next: nextBoundary(timed, at, policy, facts),
    awaitsSnapshot: covering.length === 0 && !isConfirmed(timed, at, facts) && mayClose(timed, at, policy, facts),
    chosen: chosen.spell,
    covering: speaking(covering, chosen, at).map((one) => one.spell),
    shortStay: isShortStay(chosen.spell),
    returnsSoon: covering.length === 0 && returnsSoon(timed, at, policy),
  };
}

/** Of the spells that hold, those whose rows are in effect; where none is, the chosen one speaks for it. */
function speaking(covering: readonly SpellInstants[], chosen: SpellInstants, at: Instant): readonly SpellInstants[] {
  if (covering.length < 2) return covering;
  const inEffect = covering.filter((one) => isInEffect(one, at));
  return inEffect.length === 0 ? [chosen] : inEffect;
}

type Verdict = Pick<Lifecycle, 'state' | 'account' | 'reason' | 'since'>;

function unknownLifecycle(rule: 'no-accepted-record' | 'dates-contradict', spell: Spell | undefined): Lifecycle {
  return {
    state: 'unknown',
    account: 'leave-alone',
    reason: { rule },
    since: null,
    next: null,
    awaitsSnapshot: false,
    chosen: spell,
    covering: [],
    shortStay: false,
    returnsSoon: false,
  };
}

function whileEmployed(
  chosen: SpellInstants,
  timed: readonly SpellInstants[],
  at: Instant,
  policy: LifecyclePolicy,
): Verdict {
  const { spell } = chosen;
  if (chosen.activate !== null && at < chosen.activate && !hadAccessBefore(chosen, timed)) return prepared(chosen);
  const away = leaveAt(spell, at);
  if (away !== null) return onLeave(spell, away.since, policy);
  return {
    state: 'active',
    account: 'active',
    reason: {
      rule: 'hire-date-reached',
      zone: spell.zone,
      ...(spell.hire === null ? {} : { date: spell.hire }),
      ...(chosen.activate === null ? {} : { at: chosen.activate }),
    },
    since: chosen.activate,
  };
}

function prepared(chosen: SpellInstants): Verdict {
  return {
    state: 'preboarding',
    account: 'staged',
    reason: {
      rule: 'create-lead-reached',
      zone: chosen.spell.zone,
      ...(chosen.spell.hire === null ? {} : { date: chosen.spell.hire }),
      ...(chosen.create === null ? {} : { at: chosen.create }),
    },
    since: chosen.create,
  };
}

function onLeave(spell: Spell, since: Instant | null, policy: LifecyclePolicy): Verdict {
  const kind = spell.leave?.kind ?? '';
  return {
    state: 'on-leave',
    account: policy.leave[kind] === 'suspend' ? 'suspended' : 'active',
    reason: { rule: 'on-leave', detail: kind, zone: spell.zone, ...(since === null ? {} : { at: since }) },
    since,
  };
}

/** Somebody with an earlier spell that runs into this one keeps access through the first morning. */
function hadAccessBefore(chosen: SpellInstants, timed: readonly SpellInstants[]): boolean {
  const begin = chosen.begin;
  if (begin === null) return true;
  return timed.some(
    (one) => one !== chosen && (one.begin ?? -Infinity) < begin && (one.end === null || one.end >= begin),
  );
}

function outsideEmployment(
  timed: readonly SpellInstants[],
  at: Instant,
  policy: LifecyclePolicy,
  facts: LifecycleFacts,
): Verdict {
  const ended = lastEnded(timed, at);
  if (ended !== undefined) return gone(ended, timed, at, policy, facts);
  const next = chooseSpell(timed, at);
  if (next === undefined)
    return { state: 'unknown', account: 'leave-alone', reason: { rule: 'no-hire-date' }, since: null };
  if (next.create !== null && next.create <= at) return prepared(next);
  return {
    state: 'upcoming',
    account: 'none',
    reason: {
      rule: 'before-create-lead',
      zone: next.spell.zone,
      ...(next.spell.hire === null ? {} : { date: next.spell.hire }),
      ...(next.create === null ? {} : { at: next.create }),
    },
    since: null,
  };
}

function gone(
  ended: SpellInstants,
  timed: readonly SpellInstants[],
  at: Instant,
  policy: LifecyclePolicy,
  facts: LifecycleFacts,
): Verdict {
  const closeAt = closingInstant(ended, policy, facts);
  if (closeAt !== null && isConfirmed(timed, at, facts) && mayClose(timed, at, policy, facts)) {
    return {
      state: 'closed',
      account: 'closed',
      reason: { rule: 'grace-ended', at: closeAt, zone: ended.spell.zone },
      since: closeAt,
    };
  }
  return { state: 'access-stopped', account: 'suspended', ...stoppedBy(ended, at) };
}

/** Once a day that HR gave is reached as well, that is why: what HR announced needs nobody's absence. */
function stoppedBy(ended: SpellInstants, at: Instant): Pick<Verdict, 'reason' | 'since'> {
  if (ended.endedBy === 'absence') {
    const { endsAnyway } = ended;
    if (endsAnyway === null || endsAnyway.at > at) return { reason: absenceReason(ended), since: ended.end };
    const { at: since, by } = endsAnyway;
    return { reason: endReason({ ...ended, endedBy: by }, since), since };
  }
  // A stop without a day of its own has no instant to name: it holds from when it is seen.
  const since = ended.end === null || ended.end <= 0 ? null : ended.end;
  return { reason: endReason(ended, since), since };
}

function absenceReason({ spell, end }: SpellInstants): Reason {
  const { absence, missingSince, zone } = spell;
  return {
    rule: 'absent-from-file',
    zone,
    ...(end === null ? {} : { at: end }),
    ...(missingSince === undefined ? {} : { date: localDateAt(missingSince, zone) }),
    ...(absence === undefined ? {} : { files: absence.files }),
    ...(spell.source === undefined ? {} : { detail: spell.source }),
  };
}

function endReason(ended: SpellInstants, since: Instant | null): Reason {
  const at = since === null ? {} : { at: since };
  const { spell } = ended;
  if (ended.endedBy === 'immediate') {
    const from = spell.immediate?.from ?? null;
    const detail = spell.immediate?.reason ?? '';
    return { rule: 'immediate-stop', detail, zone: spell.zone, ...at, ...(from === null ? {} : { date: from }) };
  }
  return {
    rule: 'last-day-ended',
    zone: spell.zone,
    ...at,
    ...(spell.lastDay === null ? {} : { date: spell.lastDay }),
  };
}

function lastEnded(timed: readonly SpellInstants[], at: Instant): SpellInstants | undefined {
  let last: SpellInstants | undefined;
  for (const one of timed) {
    if (hasEnded(one, at) && (last === undefined || (one.end ?? 0) > (last.end ?? 0))) last = one;
  }
  return last;
}

function returnsSoon(timed: readonly SpellInstants[], at: Instant, policy: LifecyclePolicy): boolean {
  const ended = lastEnded(timed, at);
  const end = ended?.end ?? null;
  if (end === null) return false;
  const limit = plus(end, policy.gapToleranceDays * day);
  return timed.some((one) => one.begin !== null && one.begin > at && one.begin <= limit);
}

/** The end of the grace: it counts from our suspension, and of somebody suspended before the end, from that. */
function closingInstant(ended: SpellInstants, policy: LifecyclePolicy, facts: LifecycleFacts): Instant | null {
  if (facts.suspendedAt === null) return null;
  return plus(instant(Math.max(facts.suspendedAt, ended.end ?? 0)), policy.graceDays * day);
}

/** A file that was written while the worker still had access says nothing about having left. */
function isConfirmed(timed: readonly SpellInstants[], at: Instant, facts: LifecycleFacts): boolean {
  const { acceptedAt, suspendedAt } = facts;
  const ended = lastEnded(timed, at);
  if (acceptedAt === null || suspendedAt === null || ended === undefined) return false;
  return acceptedAt > Math.max(suspendedAt, ended.end ?? 0);
}

/** True once the grace is over and nothing but a snapshot that still shows the worker gone is missing. */
function mayClose(
  timed: readonly SpellInstants[],
  at: Instant,
  policy: LifecyclePolicy,
  facts: LifecycleFacts,
): boolean {
  const ended = lastEnded(timed, at);
  if (ended === undefined) return false;
  const closeAt = closingInstant(ended, policy, facts);
  return closeAt !== null && closeAt <= at && !returnsSoon(timed, at, policy);
}

const midnight = 0 as MinuteOfDay;

/** The leave that holds at `at`, with its begin; null when at work. Return needs its date, or the flag to go. */
function leaveAt(spell: Spell, at: Instant): { readonly since: Instant | null } | null {
  if (spell.leave === null) return null;
  const from = spell.leave.from === null ? null : zonedInstant(spell.leave.from, midnight, spell.zone, 'earlier');
  const until = spell.leave.until === null ? null : zonedInstant(spell.leave.until, midnight, spell.zone, 'later');
  if ((from !== null && at < from) || (until !== null && at >= until)) return null;
  return { since: from };
}

/** The first instant after `at` at which any date of the worker, or the grace, may change something. */
function nextBoundary(
  timed: readonly SpellInstants[],
  at: Instant,
  policy: LifecyclePolicy,
  facts: LifecycleFacts,
): Instant | null {
  let next = Infinity;
  const consider = (candidate: Instant | null): void => {
    if (candidate !== null && candidate > at && candidate < next) next = candidate;
  };
  for (const one of timed) {
    consider(one.create);
    consider(one.begin);
    consider(one.activate);
    consider(one.end);
    consider(one.endsAnyway?.at ?? null);
    consider(one.from);
    consider(one.until);
    const { leave, zone } = one.spell;
    if (leave !== null) {
      consider(leave.from === null ? null : zonedInstant(leave.from, midnight, zone, 'earlier'));
      consider(leave.until === null ? null : zonedInstant(leave.until, midnight, zone, 'later'));
    }
  }
  const ended = lastEnded(timed, at);
  if (ended !== undefined) consider(closingInstant(ended, policy, facts));
  return next === Infinity ? null : instant(next);
}
