/** Why an attempt failed in a way that another attempt may mend. */
export type TransientKind = 'network' | 'server' | 'throttled';

/** An attempt that failed for a reason that passes. It never leaves the room: retry.ts turns it into a TenuredError. */
export class Transient extends Error {
  override readonly name = 'Transient';
  readonly kind: TransientKind;
  readonly requestId: string | null;
  /** True when it is certain that not a byte of the request left this host: there was no connection yet. */
  readonly unsent: boolean;

  /** @param what a short word such as `ECONNREFUSED` or `503`; nothing of a body. */
  constructor(kind: TransientKind, what: string, requestId: string | null = null, unsent = false) {
    super(what);
    this.kind = kind;
    this.requestId = requestId;
    this.unsent = unsent;
  }
}
