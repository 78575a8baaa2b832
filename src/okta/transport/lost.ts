import { TenuredError } from '../../domain/kernel/errors.ts';
import { Transient } from './transient.ts';

/** A write went out and no answer that says anything came back: nobody knows whether it happened. Never leaves the room. */
export class Lost extends Error {
  override readonly name = 'Lost';
}

/** Certificate, proxy: told before the request itself goes out. */
const unsentCodes: ReadonlySet<string> = new Set(['TEN-2304', 'TEN-2062', 'TEN-2063']);

/**
 * What it means that sending a write failed: lost, unless it is certain that it never left this host. A certificate is
 * refused, and a proxy refuses, before the request is sent; a redirect, a clock that turns out to be off or a body that cannot be read come
 * after it, whatever Okta made of it.
 */
export function afterSending(error: unknown): unknown {
  if (error instanceof Transient) return error.unsent ? error : new Lost(error.message);
  if (error instanceof TenuredError) return unsentCodes.has(error.code) ? error : new Lost(error.message);
  return error;
}
