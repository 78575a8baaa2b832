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
  /** G9: what of a column may be another than in the last accepted snapshot. */
  readonly columns: ColumnLimits;
  /**
   * G10: people who lose access without a firm announcement, in one plan: clamp(share × N, floor, cap), default
   * clamp(1 %, 3, 100); twice that in 24 h.
   */
  readonly disables: FloorOrShare & { readonly cap: number };
  /** G10f: people who lose access by a firm announcement within 24 h (default max(10, 5 %)). */
  readonly firmDisables: FloorOrShare;
  /** G11: people who lose access by absence from the file, with those of the seven days before (default max(2, 0.5 %)). */
  readonly absences: FloorOrShare;
  /**
   * G12: ends withdrawn or moved later and people who come back: max(floor, share × N, dueShare × the ends due in 30
   * days), default max(2, 0.5 %, 25 %).
   */
  readonly returns: FloorOrShare & { readonly dueShare: number };
  /** G15: accounts created in one plan: max(floor, share × N, growth × the largest batch approved), default max(40, 5 %, 1.5). */
  readonly creates: FloorOrShare & { readonly growth: number };
  /**
   * G16: memberships that one managed group loses, leavers not counted (default max(10, 25 %)); all of them in a group of
   * at least `emptied` (5); and all groups together: max(floor, total × managed memberships), total 5 %.
   */
  readonly groupRemovals: FloorOrShare & { readonly emptied: number; readonly total: number };
  /** G20: new or earlier-moved ends in one snapshot, or in 7 days (default max(5, 1 %)). */
  readonly announcements: FloorOrShare;
  /** G18: what stops a plan that is being carried out. */
  readonly brake: BrakeLimits;
  /** G14: hours without a completed run after which a person looks first (default 36). */
  readonly gapHours: number;
}

/** G9, in rows of the accepted snapshot but for `distinct`, which is in values. */
export interface ColumnLimits {
  /** More blank cells (default max(5, 2 %)). */
  readonly blank: FloorOrShare;
  /** Fewer different values (default max(3, 30 %)). */
  readonly distinct: FloorOrShare;
  /** Cells that hold another value (default max(5, 5 %)). */
  readonly changed: FloorOrShare;
  /** The same of ids, logins, e-mail addresses, dates and what else decides about access (default max(3, 0.5 %)). */
  readonly keys: FloorOrShare;
}

/** G18, while operations are carried out. */
export interface BrakeLimits {
  /** So many unexpected failures in a row stop (default 3). */
  readonly inARow: number;
  /** So do more than this share of what was tried (default 5 %), once `afterTried` operations were (20). */
  readonly failures: number;
  readonly afterTried: number;
  /** More conflicts than this, of the operations planned; leavers' conflicts are not counted (default max(10, 5 %)). */
  readonly conflicts: FloorOrShare;
  /** So many disables are read back, each, before the others are believed (default 3). */
  readonly readBack: number;
}
