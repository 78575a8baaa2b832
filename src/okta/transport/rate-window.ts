import { day, minute, second } from '../../domain/time/instant.ts';
import type { Lane } from './lane.ts';
import type { RateReading } from './rate-headers.ts';

type WindowReading = Extract<RateReading, { kind: 'window' }>;

/** The limit assumed when headers are there but make no sense: that of a free developer org. [Okta: Rate limits] */
const assumedLimit = 100;

/** Calls left to everybody else, whatever the share: at least this many or a tenth of the limit. */
const smallestReserve = 5;

/** After a refusal the others' share begins at what had been answered until then, and grows back by this part of the limit. */
const regained = 0.1;

/** How long a limit that only a refusal showed is believed: an administrator may raise it. */
const hiddenHolds = day;

/** `Date` and Reset are cut to whole seconds: a window is held for over only a second later. */
const margin = second;

/**
 * What is known of one bucket's window, and how much of it is ours. It holds the arithmetic and no waiting; every method
 * takes the host's time.
 */
export class RateWindow {
  #limit: number | null = null;
  #remaining = 0;
  #reset = 0;
  #endsAt: number | null = null;
  #used = 0;
  #inFlight = 0;
  #blockedUntil = 0;
  #leaversBlockedUntil = 0;
  #refusals = 0;
  #refusedAt = -Infinity;
  /** What others leave to us of a window, as refusals have taught; null while no refusal has. */
  #ceiling: number | null = null;
  #refusedInWindow = false;
  /** A smaller limit than the headers show, such as the app's own where they show the organisation's. */
  #hidden: { readonly limit: number; readonly until: number } | null = null;

  get limit(): number | null {
    return this.#limit;
  }

  get remaining(): number {
    return this.#remaining;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** The window's end as Okta names it, epoch seconds; null while no window is known to be under way. */
  get reset(): number | null {
    return this.#endsAt === null || this.#reset === 0 ? null : this.#reset;
  }

  /** Calls of this window, those under way included. */
  get used(): number {
    return this.#used;
  }

  /** How many refusals there were since the last answer that is none. */
  get refusals(): number {
    return this.#refusals;
  }

  /** Milliseconds until Okta's refusal is over; 0 when it is. */
  blockedFor(now: number, lane: Lane): number {
    return Math.max(0, (lane === 'leavers' ? this.#leaversBlockedUntil : this.#blockedUntil) - now);
  }

  block(until: number, forLeavers = until): void {
    this.#blockedUntil = Math.max(this.#blockedUntil, until);
    this.#leaversBlockedUntil = Math.max(this.#leaversBlockedUntil, Math.min(until, forLeavers));
  }

  succeeded(): void {
    this.#refusals = 0;
  }

  /** Refusals that come together, to calls that were under way at once, are one. */
  refused(now: number): void {
    if (now - this.#refusedAt >= second || now < this.#refusedAt) this.#refusals += 1;
    this.#refusals = Math.max(1, this.#refusals);
    this.#refusedAt = now;
  }

  /**
   * A refusal named a limit that the headers of other answers do not: the narrower one is in force, though it is not seen.
   * @returns false when the headers have shown none that is larger.
   */
  hide(limit: number, now: number): boolean {
    if (this.#limit === null || limit >= this.#limit) return false;
    this.#hidden = { limit, until: now + hiddenHolds };
    return true;
  }

  /** Whether more than others were found to leave has been used: then one call at a time finds out. */
  get isDoubtful(): boolean {
    return this.#ceiling !== null && this.#used >= this.#ceiling;
  }

  /** The window was refused us although our share of it was not used up: others use it. */
  exhausted(): void {
    if (this.#limit === null || this.#refusedInWindow) return;
    this.#refusedInWindow = true;
    const answered = this.#used - this.#inFlight;
    this.#ceiling = Math.max(1, Math.floor(this.#limit * regained), Math.floor(answered * 0.9));
  }

  /**
   * Milliseconds until the window gives us another call; 0 when it does now.
   * @param kin other endpoints that share Okta's window.
   */
  closedFor(now: number, share: number, lane: Lane = 'others', kin: readonly RateWindow[] = []): number {
    this.#roll(now);
    if (this.#limit === null || this.#free(this.#inForce(this.#limit, now), share, lane, kin)) return 0;
    this.#endsAt ??= now + minute;
    return Math.max(1, this.#endsAt - now);
  }

  enter(): void {
    this.#inFlight += 1;
    this.#used += 1;
    this.#remaining = Math.max(0, this.#remaining - 1);
  }

  leave(): void {
    this.#inFlight -= 1;
  }

  /** Takes in the headers of an answer. Those of a window that is over already are ignored. */
  learn(reading: WindowReading, now: number): void {
    const over = reading.reset === this.#reset && this.#endsAt === null;
    if (over || reading.reset < this.#reset) return;
    const another = reading.reset > this.#reset;
    // After a roll the calls since then belong to the window that shows itself now.
    if (another && this.#endsAt !== null) {
      this.#used = this.#inFlight + 1;
      this.#regain(reading.limit);
    }
    this.#remaining = another ? reading.remaining : Math.min(this.#remaining, reading.remaining);
    this.#limit = reading.limit;
    this.#reset = reading.reset;
    this.#endsAt = now + reading.endsIn + margin;
  }

  /** Headers that make no sense: what was known stays, and the window is taken to end in a minute. */
  assume(now: number): void {
    if (this.#limit === null) {
      this.#limit = assumedLimit;
      this.#remaining = assumedLimit - this.#used;
    }
    this.#endsAt ??= now + minute;
  }

  #roll(now: number): void {
    if (this.#endsAt === null || now < this.#endsAt) return;
    this.#endsAt = null;
    this.#used = this.#inFlight;
    this.#remaining = (this.#limit ?? 0) - this.#inFlight;
    this.#regain(this.#limit ?? 0);
  }

  #regain(limit: number): void {
    const clean = !this.#refusedInWindow;
    this.#refusedInWindow = false;
    if (this.#ceiling === null || !clean) return;
    this.#ceiling += Math.max(1, Math.floor(limit * regained));
    if (this.#ceiling >= limit) this.#ceiling = null;
  }

  #inForce(limit: number, now: number): number {
    if (this.#hidden !== null && now >= this.#hidden.until) this.#hidden = null;
    return Math.min(limit, this.#hidden?.limit ?? Infinity);
  }

  #free(limit: number, share: number, lane: Lane, kin: readonly RateWindow[]): boolean {
    const allowance = Math.max(1, Math.floor(limit * share));
    const reserve = Math.min(Math.max(smallestReserve, Math.ceil(limit / 10)), limit - allowance);
    const used = kin.reduce((sum, window) => sum + window.used, this.#used);
    const remaining = kin.reduce((least, window) => Math.min(least, window.remaining), this.#remaining);
    const most = lane === 'leavers' ? allowance : Math.min(allowance, this.#ceiling ?? Infinity);
    return used < most && remaining > reserve;
  }
}
