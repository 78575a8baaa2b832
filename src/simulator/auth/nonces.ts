import type { Random } from '../../domain/kernel/random.ts';
import { day } from '../../domain/time/instant.ts';
import { randomText } from '../org/ids.ts';

const renewAfter = day;
const honouredFor = 3 * day;

/**
 * The nonces of the token endpoint. Okta: Configure DPoP, "renews the value every 24 hours. The old dpop-nonce value
 * continues to work for three days after generation".
 */
export class Nonces {
  #issued: { readonly value: string; readonly at: number }[] = [];
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  current(now: number): string {
    const newest = this.#issued.at(-1);
    if (newest !== undefined && now - newest.at < renewAfter) return newest.value;
    return this.rotate(now);
  }

  /** Renews the nonce before its time; the old one stays good. */
  rotate(now: number): string {
    const value = randomText(this.#random, 32);
    this.#issued = [...this.#issued.filter((nonce) => now - nonce.at < honouredFor), { value, at: now }];
    return value;
  }

  accepts(value: unknown, now: number): boolean {
    return this.#issued.some((nonce) => nonce.value === value && now - nonce.at < honouredFor);
  }
}
