const modulus = 2 ** 48;

/**
 * A digest over a set of row fingerprints that does not depend on their order and can be carried from one file to the
 * next by its changes alone: two sums modulo 2^48 and the count.
 */
export class RowsDigest {
  #count = 0;
  #high = 0;
  #low = 0;

  constructor(text = '') {
    const parts = /^(\d+)-([0-9a-f]+)-([0-9a-f]+)$/.exec(text);
    if (parts === null) return;
    this.#count = Number(parts[1]);
    this.#high = parseInt(parts[2] ?? '0', 16);
    this.#low = parseInt(parts[3] ?? '0', 16);
  }

  add(hash: string): void {
    this.#count += 1;
    this.#high = (this.#high + parseInt(hash.slice(0, 12), 16)) % modulus;
    this.#low = (this.#low + parseInt(hash.slice(12, 24), 16)) % modulus;
  }

  remove(hash: string): void {
    this.#count -= 1;
    this.#high = (this.#high - parseInt(hash.slice(0, 12), 16) + modulus) % modulus;
    this.#low = (this.#low - parseInt(hash.slice(12, 24), 16) + modulus) % modulus;
  }

  toString(): string {
    return `${String(this.#count)}-${this.#high.toString(16)}-${this.#low.toString(16)}`;
  }
}
