import { minute, second } from '../../domain/time/instant.ts';
import type { RateReading } from './rate-headers.ts';

type WindowReading = Extract<RateReading, { kind: 'window' }>;

/** The limit assumed when headers are there but make no sense: that of a free developer org. [Okta: Rate limits] */
const assumedLimit = 100;

/** Calls left to everybody else, whatever the share: at least this many or a tenth of the limit. */
const smallestReserve = 5;

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

  get limit(): number | null {
    return this.#limit;
  }

  get remaining(): number {
    return this.#remaining;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Milliseconds until Okta's refusal is over; 0 when it is. */
  blockedFor(now: number): number {
    return Math.max(0, this.#blockedUntil - now);
  }

  block(until: number): void {
    this.#blockedUntil = Math.max(this.#blockedUntil, until);
  }

  /** Milliseconds until the window gives us another call; 0 when it does now. */
  closedFor(now: number, share: number): number {
    this.#roll(now);
    if (this.#limit === null || this.#free(this.#limit, share)) return 0;
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
    if (another && this.#endsAt !== null) this.#used = this.#inFlight + 1;
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
  }

  #free(limit: number, share: number): boolean {
    const allowance = Math.max(1, Math.floor(limit * share));
    const reserve = Math.min(Math.max(smallestReserve, Math.ceil(limit / 10)), limit - allowance);
    return this.#used < allowance && this.#remaining > reserve;
  }
}
