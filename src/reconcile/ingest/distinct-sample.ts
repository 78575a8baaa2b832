/** So many values are kept before the sample is thinned out; few enough values are counted exactly. */
const mostKept = 256;

/**
 * How many different values a column holds, kept up to date by what is added and removed. Up to some hundreds it counts;
 * above, it keeps the values whose fingerprints end in so many zero bits and multiplies (Gibbons' distinct sampling),
 * within a few percent. The same values give the same sample in whatever order they come.
 */
export class DistinctSample {
  #level: number;
  readonly #counts: Map<number, number>;

  constructor(stored: StoredSample = { level: 0, counts: [] }) {
    this.#level = stored.level;
    this.#counts = new Map(stored.counts);
  }

  add(value: string): void {
    const print = fingerprint(value);
    if (!this.#keeps(print)) return;
    this.#counts.set(print, (this.#counts.get(print) ?? 0) + 1);
    while (this.#counts.size > mostKept) this.#thin();
  }

  remove(value: string): void {
    const print = fingerprint(value);
    const count = this.#counts.get(print);
    if (count === undefined) return;
    if (count <= 1) this.#counts.delete(print);
    else this.#counts.set(print, count - 1);
  }

  /** How many different values there are, as far as the sample tells. */
  size(): number {
    return this.#counts.size * 2 ** this.#level;
  }

  stored(): StoredSample {
    return { level: this.#level, counts: [...this.#counts] };
  }

  #keeps(print: number): boolean {
    return (print & ((1 << this.#level) - 1)) === 0;
  }

  #thin(): void {
    this.#level += 1;
    for (const print of this.#counts.keys()) if (!this.#keeps(print)) this.#counts.delete(print);
  }
}

export interface StoredSample {
  readonly level: number;
  readonly counts: readonly (readonly [fingerprint: number, times: number])[];
}

/** FNV-1a over the code units, its bits stirred so that the lowest depend on all. */
function fingerprint(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
