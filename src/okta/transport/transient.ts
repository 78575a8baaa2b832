/** Why an attempt failed in a way that another attempt may mend. */
export type TransientKind = 'network' | 'server' | 'throttled';

/** What is known beside the kind. */
export type TransientDetails = Partial<Pick<Transient, 'requestId' | 'unsent' | 'after' | 'late'>>;

/** An attempt that failed for a reason that passes. It never leaves the room: retry.ts turns it into a TenuredError. */
export class Transient extends Error {
  override readonly name = 'Transient';
  readonly kind: TransientKind;
  readonly requestId: string | null;
  /** True when it is certain that not a byte of the request left this host: there was no connection yet. */
  readonly unsent: boolean;
  /** Milliseconds that the answer asked to wait; null when it did not. */
  readonly after: number | null;
  /** True when an answer was waited for in vain: that says more about the endpoint than about the way to Okta. */
  readonly late: boolean;

  /** @param what a short word such as `ECONNREFUSED` or `503`; nothing of a body. */
  constructor(kind: TransientKind, what: string, more: TransientDetails = {}) {
    super(what);
    const { requestId = null, unsent = false, after = null, late = false } = more;
    this.kind = kind;
    this.requestId = requestId;
    this.unsent = unsent;
    this.after = after;
    this.late = late;
  }
}
