/** A limit that is the larger of a count and a share, so that small populations have a floor (G19). */
export interface FloorOrShare {
  readonly floor: number;
  /** 0.02 for two percent. */
  readonly share: number;
}

/** The configurable numbers of the guardrails. There is no switch that turns one off. */
export interface GuardrailLimits {
  /** G3: rows against the last accepted snapshot. */
  readonly rows: {
    /** A drop above this makes the snapshot a candidate (default max(3, 2 %)). */
    readonly dropCandidate: FloorOrShare;
    /** A drop above this share rejects it (default 10 %). */
    readonly dropReject: number;
    /** A rise above this makes it a candidate (default max(40, 10 %)). */
    readonly riseCandidate: FloorOrShare;
  };
  /** G7, G8: rows put aside for their keys, of known workers (default max(3, 1 %)). */
  readonly keyProblems: FloorOrShare;
  /** G10: people who lose access without a firm announcement, in one plan: clamp(share × N, floor, cap), default clamp(1 %, 3, 100). */
  readonly disables: FloorOrShare & { readonly cap: number };
  /** G15: accounts created in one plan: max(floor, share × N, growth × the largest batch approved), default max(40, 5 %, 1.5). */
  readonly creates: FloorOrShare & { readonly growth: number };
  /** G14: hours without a completed run after which a person looks first (default 36). */
  readonly gapHours: number;
}
