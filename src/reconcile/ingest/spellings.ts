const bits = 2 ** 26;

/**
 * Finds ids that differ only by case among any number of them, in flat memory: a bit for each folded id tells whom to
 * look at again, which is hardly anybody.
 */
export class Spellings {
  readonly #seen = new Uint8Array(bits >> 3);
  readonly #suspects = new Map<string, string[]>();

  /** Shows an id for the first time; each is shown once. */
  see(key: string): void {
    const folded = fold(key);
    const bit = hashOf(folded) & (bits - 1);
    const mask = 1 << (bit & 7);
    const byte = this.#seen[bit >> 3] ?? 0;
    if ((byte & mask) === 0) this.#seen[bit >> 3] = byte | mask;
    else this.#suspects.set(folded, []);
  }

  /** True when the ids have to be shown again. */
  get suspected(): boolean {
    return this.#suspects.size > 0;
  }

  collect(key: string): void {
    this.#suspects.get(fold(key))?.push(key);
  }

  /** Ids that differ only by case, those among them that still count. */
  variants(counts: (key: string) => boolean): readonly (readonly string[])[] {
    const several = [...this.#suspects.values()].filter((keys) => keys.length > 1);
    return several.map((keys) => keys.filter(counts)).filter((keys) => keys.length > 1);
  }
}

/** ASCII alone, as databases compare without case. */
function fold(key: string): string {
  return key.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** FNV-1a over the code units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash ^ (hash >>> 15)) >>> 0;
}
