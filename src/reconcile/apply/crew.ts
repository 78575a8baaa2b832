/**
 * Works on several subjects at once, and on one subject strictly one thing after another. Whoever hands something over
 * waits while the crew has its hands full, so that a plan of any length is never in memory.
 */
export class Crew {
  readonly #size: number;
  readonly #tails = new Map<string, Promise<void>>();
  #open = 0;
  #failure: { readonly error: unknown } | null = null;
  #wake: (() => void)[] = [];

  /** @param size how many subjects are worked on, or wait their turn, at once. */
  constructor(size: number) {
    this.#size = size;
  }

  get isFull(): boolean {
    return this.#open >= this.#size;
  }

  /** True when nothing that was taken is left. A failure is told by `changed` and `idle` alone. */
  get isIdle(): boolean {
    return this.#open === 0;
  }

  /** Takes work for a subject, whether full or not. A failure ends the whole: the next `changed` or `idle` throws it. */
  take(subject: string, work: () => Promise<void>): void {
    this.#open += 1;
    const before = this.#tails.get(subject) ?? Promise.resolve();
    const mine = before.then(async () => {
      if (this.#failure === null) await work();
    });
    const tail = mine
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .then(() => {
        this.#open -= 1;
        if (this.#tails.get(subject) === tail) this.#tails.delete(subject);
        this.#notify();
      });
    this.#tails.set(subject, tail);
  }

  /** Resolves when something that was taken has ended. @throws what any work threw. */
  async changed(): Promise<void> {
    this.#throwFailure();
    if (this.#open > 0) await new Promise<void>((resolve) => this.#wake.push(resolve));
    this.#throwFailure();
  }

  /** Resolves when all that was taken has ended. @throws what any work threw, once everything has ended. */
  async idle(): Promise<void> {
    while (this.#open > 0) await new Promise<void>((resolve) => this.#wake.push(resolve));
    this.#throwFailure();
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }

  #notify(): void {
    const woken = this.#wake;
    this.#wake = [];
    for (const wake of woken) wake();
  }
}
