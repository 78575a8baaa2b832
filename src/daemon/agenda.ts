import type { Schedule } from '../domain/kernel/schedule.ts';
import { hour, instant, minute, plus, second, type Instant } from '../domain/time/instant.ts';
import { Backoff } from './backoff.ts';
import type { TurnRequest, Wishes } from './tools.ts';
import type { TurnOutcome } from './turn-words.ts';

/** A turn that has begun, and what was known then. */
export interface BegunTurn {
  readonly request: TurnRequest;
  readonly began: Instant;
  readonly wishes: Wishes;
  /** A date had come, or a person had asked, before it began. */
  readonly owed: boolean;
}

/** People are heard within this. */
const longestRest = second;
/** A full turn that failed is not left to a schedule that comes once a day. */
const fullAgainAfter = 15 * minute;
/** Okta's maintenance ends at no time that anybody tells: it is looked for this often. */
const readOnlyAgainAfter = minute;
/** Turns that give way without having been asked to, one after another, before they have to wait. */
const freeYields = 3;

/** The host was asleep: as after a start, what is stored may be old. */
const longAway = hour;

const noWishes: Wishes = { urgent: null, other: '' };

/**
 * What is to be done, worked out from levels, not from events: a tick, a date or a file that is noticed late or twice
 * makes one turn. Instants come as values; nothing here waits.
 */
export class Agenda {
  readonly #schedule: Schedule;
  readonly #retry = new Backoff();
  /** Dates up to here are served. At the start nobody knows since when they are not. */
  #served = instant(0);
  /** When a date was last seen to have come that no completed turn has served. Working out moves the date itself on. */
  #owedAt: Instant | null = null;
  /** A full turn is wanted; at the start, to catch up. */
  #full: 'schedule' | 'file' | null = 'schedule';
  /**
   * A full turn comes before a date's: at the start, since what is stored may be old; right after a date's, so that dates
   * that keep coming do not starve it. It serves dates in its interludes.
   */
  #fullFirst = true;
  #fullAgainAt: Instant | null = null;
  #tick: Instant | null;
  #anchor: Instant;
  #file: string | null = null;
  #wishes: Wishes | null = null;
  #handled = noWishes;
  #yields = 0;
  #seen: Instant;

  constructor(schedule: Schedule, now: Instant) {
    this.#schedule = schedule;
    this.#anchor = now;
    this.#seen = now;
    this.#tick = schedule.next(now);
  }

  /** After which instant dates are still to be served. */
  get served(): Instant {
    return this.#served;
  }

  /** When the schedule comes next. */
  get tick(): Instant | null {
    return this.#tick;
  }

  /** The clock may have been set back: nothing waits for a time that has been already. */
  noteTime(now: Instant): void {
    if (now - this.#seen > longAway) this.#fullFirst = true;
    if (now < this.#seen) this.#rewind(now);
    this.#seen = now;
    if (isDue(this.#tick, now) || isDue(this.#fullAgainAt, now)) this.#full ??= 'schedule';
  }

  /** A schedule that cannot tell its next instant is taken at its word when it comes. */
  noteTick(): void {
    if (this.#tick === null) this.#full ??= 'schedule';
  }

  noteBoundary(boundary: Instant | null, now: Instant): void {
    if (boundary !== null && boundary <= now) this.#owedAt = now;
  }

  noteFile(file: string | null): void {
    if (file === null || file === this.#file) return;
    this.#file = file;
    this.#full ??= 'file';
  }

  /** @param wishes null when they could not be looked at. */
  noteWishes(wishes: Wishes | null): void {
    if (wishes === null) return;
    // What was said before the start is heard by the first turn.
    if (this.#wishes === null) this.#handled = { urgent: null, other: wishes.other };
    this.#wishes = wishes;
  }

  /** The turn to be made now; null when there is none. */
  next(now: Instant): TurnRequest | null {
    if (
      this.#isUrgent() &&
      this.#retry.allows(now) &&
      (this.#full === null || !this.#fullFirst || this.#isCutAsked())
    ) {
      return { trigger: this.#isAsked() ? 'request' : 'boundary', look: 'changes', endingsOnly: false };
    }
    if (this.#full !== null && this.#mayYieldAgain(now)) {
      return { trigger: this.#full, look: 'all', endingsOnly: false };
    }
    this.#fullFirst = false;
    return null;
  }

  /** How long to rest at most, when there is nothing to do now; `boundary` is the next date. */
  rest(now: Instant, boundary: Instant | null): number {
    const instants = [boundary, this.#tick, this.#retry.notBefore, this.#fullAgainAt];
    const ahead = instants.filter((at): at is Instant => at !== null && at > now).map((at) => at - now);
    return Math.min(longestRest, ...ahead);
  }

  begin(request: TurnRequest, now: Instant): BegunTurn {
    const turn = { request, began: now, wishes: this.#wishes ?? noWishes, owed: this.#isUrgent() };
    if (request.look === 'all') {
      this.#full = null;
      this.#fullAgainAt = null;
      this.#setAnchor(now);
    }
    this.#fullFirst = request.look !== 'all';
    return turn;
  }

  /** @param overdue whether somebody still has access that should have ended. */
  completed(turn: BegunTurn, outcome: Exclude<TurnOutcome, 'yielded'>, now: Instant, overdue: boolean): void {
    this.#yields = 0;
    if (turn.began > this.#served) this.#served = turn.began;
    if (this.#owedAt !== null && this.#owedAt <= turn.began) this.#owedAt = null;
    this.#handled = turn.wishes;
    if (outcome === 'partly' && (overdue || turn.wishes.urgent !== null)) this.#tryAgain(now);
    else this.#retry.reset();
  }

  /** @param readOnly whether it failed because Okta takes no changes: then it is known what is to be done. */
  failed({ request }: BegunTurn, now: Instant, overdue: boolean, readOnly: boolean): void {
    if (request.look === 'all') this.#fullAgainAt = plus(now, fullAgainAfter);
    if (overdue || readOnly) this.#owedAt = now;
    if (readOnly) {
      this.#retry.failed(now, readOnlyAgainAfter);
      return;
    }
    // Nobody is waiting: the next date that comes is not held up for this.
    if (this.#isUrgent()) this.#retry.failed(now);
    else this.#retry.reset();
  }

  /** @param asked whether it gave way because it was told to. */
  yielded({ request }: BegunTurn, now: Instant, asked: boolean): void {
    if (request.look === 'all') this.#full = request.trigger === 'file' ? 'file' : 'schedule';
    else this.#owedAt ??= now;
    this.#yields = asked ? 0 : this.#yields + 1;
    if (this.#yields > freeYields) this.#retry.failed(now);
  }

  /** True when a person wants somebody's access ended who was not asked for when the turn began. */
  isCutAskedSince({ wishes }: BegunTurn): boolean {
    const urgent = this.#wishes?.urgent ?? null;
    return urgent !== null && urgent !== wishes.urgent;
  }

  /** Whether what failed may be tried again within a turn. */
  mayInterlude(now: Instant): boolean {
    return this.#retry.allows(now);
  }

  interludeFailed(now: Instant): void {
    this.#retry.failed(now);
  }

  #rewind(now: Instant): void {
    if (this.#served > now) this.#served = now;
    if (this.#owedAt !== null && this.#owedAt > now) this.#owedAt = now;
    if (this.#fullAgainAt !== null) this.#fullAgainAt = earlier(this.#fullAgainAt, plus(now, fullAgainAfter));
    this.#retry.rewind(now);
    if (this.#anchor > now) this.#setAnchor(now);
  }

  #tryAgain(now: Instant): void {
    this.#owedAt = now;
    this.#retry.failed(now);
  }

  #setAnchor(now: Instant): void {
    this.#anchor = now;
    this.#tick = this.#schedule.next(now);
  }

  #mayYieldAgain(now: Instant): boolean {
    return this.#yields <= freeYields || this.#retry.allows(now);
  }

  #isUrgent(): boolean {
    return this.#owedAt !== null || this.#isAsked();
  }

  #isAsked(): boolean {
    return this.#isCutAsked() || (this.#wishes !== null && this.#wishes.other !== this.#handled.other);
  }

  #isCutAsked(): boolean {
    const urgent = this.#wishes?.urgent ?? null;
    return urgent !== null && urgent !== this.#handled.urgent;
  }
}

function isDue(at: Instant | null, now: Instant): boolean {
  return at !== null && at <= now;
}

function earlier(one: Instant, other: Instant): Instant {
  return one < other ? one : other;
}
