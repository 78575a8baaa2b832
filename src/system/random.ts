import { randomBytes } from 'node:crypto';
import type { Random } from '../domain/kernel/random.ts';

/** The operating system's dice. */
export function systemRandom(): Random {
  return {
    next: () => Number(randomBytes(8).readBigUInt64BE() >> 11n) / 2 ** 53,
    bytes: (size) => new Uint8Array(randomBytes(size)),
  };
}
