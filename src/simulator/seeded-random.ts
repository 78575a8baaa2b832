import type { Random } from '../domain/kernel/random.ts';

/** Dice that fall the same way for the same seed: `splitmix32`, quick and good enough for inventing people. */
export function seededRandom(seed: number | string): Random {
  let state = typeof seed === 'number' ? seed >>> 0 : folded(seed);
  const next32 = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  return {
    next: () => next32() / 2 ** 32,
    bytes: (size) => Uint8Array.from({ length: size }, () => next32() & 0xff),
  };
}

function folded(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}
