/** Remembers single-use identifiers until they could no longer be presented anyway. */
export class ReplayCache {
  readonly #expiries = new Map<string, number>();
  #nextSweep = 0;

  /** False when the identifier was used before. */
  use(identifier: string, now: number, forgetAfter: number): boolean {
    this.#sweep(now);
    const known = this.#expiries.get(identifier);
    if (known !== undefined && known > now) return false;
    this.#expiries.set(identifier, forgetAfter);
    return true;
  }

  #sweep(now: number): void {
    if (now < this.#nextSweep) return;
    this.#nextSweep = now + 60_000;
    for (const [identifier, expiry] of this.#expiries) if (expiry <= now) this.#expiries.delete(identifier);
  }
}
