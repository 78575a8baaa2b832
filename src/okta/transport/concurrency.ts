import { second } from '../../domain/time/instant.ts';

const firstLimit = 4;
const largestLimit = 10;
/** Answers without a refusal after which one more call at once is tried. */
const successesForMore = 20;
const longestBackoff = 30 * second;
/** Refusals that come together are one complaint, however many calls were under way. */
const together = second;

/**
 * How many calls may be under way at once: one more after a while without a complaint, half as many after one, never
 * less than one. Okta complains by a 429 whose limit and remaining are 0. [Okta: Rate limits, concurrency]
 */
export class Concurrency {
  #limit = firstLimit;
  #underWay = 0;
  #successes = 0;
  #strikes = 0;
  #complainedAt = -Infinity;

  get limit(): number {
    return this.#limit;
  }

  get isFull(): boolean {
    return this.#underWay >= this.#limit;
  }

  enter(): void {
    this.#underWay += 1;
  }

  leave(): void {
    this.#underWay -= 1;
  }

  /** An answer that is no complaint. */
  succeeded(): void {
    this.#strikes = 0;
    this.#successes += 1;
    if (this.#successes % successesForMore === 0) this.#limit = Math.min(largestLimit, this.#limit + 1);
  }

  /** A complaint. @returns milliseconds to keep back from what it was about: a second at first, 30 at last. */
  refused(now: number): number {
    if (now - this.#complainedAt >= together || now < this.#complainedAt) {
      this.#limit = Math.max(1, Math.floor(this.#limit / 2));
      this.#strikes += 1;
      this.#successes = 0;
      this.#complainedAt = now;
    }
    return Math.min(longestBackoff, second * 2 ** Math.min(Math.max(0, this.#strikes - 1), 10));
  }
}
