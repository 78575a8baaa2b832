import { minute, second } from '../../domain/time/instant.ts';

/**
 * How a call ended, as far as it tells whether Okta works: it answered; it fails at this endpoint (5xx, or no answer in
 * time); it cannot be reached at all; or the call tells nothing.
 */
export type CallEnd = 'answered' | 'failing' | 'unreachable' | 'nothing';

/** Failures in a row after which calls are held back. */
const mostFailures = 5;
const firstHold = 5 * second;
/** Nobody who loses access waits longer than this for the next try. */
const longestHold = minute;

/**
 * Holds calls back while one after another fails. After a while one call is let through to see: when it is answered,
 * all are let through again; when it fails, the hold is twice as long.
 */
export class Breaker {
  #failures = 0;
  #hold = firstHold;
  #openUntil: number | null = null;
  #trying = false;

  get isOpen(): boolean {
    return this.#openUntil !== null;
  }

  /** Milliseconds until a call may be tried; 0 when one may be now. */
  heldFor(now: number): number {
    return this.#openUntil === null ? 0 : Math.max(0, this.#openUntil - now);
  }

  /** Whether there is room: everybody's while it is closed, one call's while it is open. */
  get hasRoom(): boolean {
    return this.#openUntil === null || !this.#trying;
  }

  enter(): void {
    if (this.#openUntil !== null) this.#trying = true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#hold = firstHold;
    this.#openUntil = null;
    this.#trying = false;
  }

  /** The call said nothing: another may be tried in its place. */
  abandoned(): void {
    this.#trying = false;
  }

  failed(now: number): void {
    this.#failures += 1;
    if (this.#openUntil === null) {
      if (this.#failures >= mostFailures) this.#openUntil = now + this.#hold;
    } else if (this.#trying) {
      this.#trying = false;
      this.#hold = Math.min(longestHold, this.#hold * 2);
      this.#openUntil = now + this.#hold;
    }
  }
}

/** A breaker that has opened or closed. */
export interface BreakerChange {
  /** The endpoint; null for all of Okta. */
  readonly bucket: string | null;
  readonly state: 'open' | 'closed';
  /** How long calls are held back at least. */
  readonly milliseconds: number;
}

/**
 * One breaker for all of Okta, which opens when it cannot be reached, and one for each endpoint: a listing that fails
 * must not hold a suspension back.
 */
export class Breakers {
  readonly #all = new Breaker();
  readonly #ofBucket = new Map<string, Breaker>();
  readonly #onChange: (change: BreakerChange) => void;

  constructor(onChange: (change: BreakerChange) => void) {
    this.#onChange = onChange;
  }

  isOpen(bucket: string): boolean {
    return this.#both(bucket).some(({ isOpen }) => isOpen);
  }

  /** Whether it is open because Okta cannot be reached, rather than because it fails. */
  get isUnreachable(): boolean {
    return this.#all.isOpen;
  }

  heldFor(bucket: string, now: number): number {
    return Math.max(...this.#both(bucket).map((breaker) => breaker.heldFor(now)));
  }

  hasRoom(bucket: string): boolean {
    return this.#both(bucket).every(({ hasRoom }) => hasRoom);
  }

  enter(bucket: string): void {
    for (const breaker of this.#both(bucket)) breaker.enter();
  }

  leave(bucket: string, end: CallEnd, now: number): void {
    const all = end === 'failing' ? 'answered' : end;
    this.#tell(this.#all, null, all === 'unreachable' ? 'failed' : all, now);
    const own = end === 'unreachable' ? 'nothing' : end;
    this.#tell(this.#of(bucket), bucket, own === 'failing' ? 'failed' : own, now);
  }

  #tell(breaker: Breaker, bucket: string | null, how: 'answered' | 'failed' | 'nothing', now: number): void {
    const before = breaker.isOpen;
    const held = breaker.heldFor(now);
    if (how === 'answered') breaker.succeeded();
    else if (how === 'failed') breaker.failed(now);
    else breaker.abandoned();
    const after = breaker.isOpen;
    if (after === before && (!after || breaker.heldFor(now) === held)) return;
    this.#onChange({ bucket, state: after ? 'open' : 'closed', milliseconds: breaker.heldFor(now) });
  }

  #both(bucket: string): readonly Breaker[] {
    return [this.#all, this.#of(bucket)];
  }

  #of(bucket: string): Breaker {
    const known = this.#ofBucket.get(bucket) ?? new Breaker();
    this.#ofBucket.set(bucket, known);
    return known;
  }
}
