/** The one source of randomness, handed in so that a run can be repeated from a seed. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** `size` random bytes, for identifiers and nonces. */
  bytes(size: number): Uint8Array;
}
