import { minute, plus, second, type Instant } from '../domain/time/instant.ts';

const waits = [5 * second, 15 * second, minute, 5 * minute] as const;
const longestWait = 5 * minute;

/** When to try again what failed: soon at first, then ever more rarely, every 5 minutes at last. */
export class Backoff {
  #failures = 0;
  #notBefore: Instant | null = null;

  /** When the next try may begin; null for at once. */
  get notBefore(): Instant | null {
    return this.#notBefore;
  }

  /** @param most never to wait longer than this, in milliseconds. */
  failed(now: Instant, most: number = longestWait): void {
    this.#notBefore = plus(now, Math.min(most, waits[this.#failures] ?? longestWait));
    this.#failures += 1;
  }

  reset(): void {
    this.#failures = 0;
    this.#notBefore = null;
  }

  allows(now: Instant): boolean {
    return this.#notBefore === null || now >= this.#notBefore;
  }

  /** The clock was set back: nobody waits for longer than the longest wait. */
  rewind(now: Instant): void {
    if (this.#notBefore !== null && this.#notBefore - now > longestWait) this.#notBefore = plus(now, longestWait);
  }
}
