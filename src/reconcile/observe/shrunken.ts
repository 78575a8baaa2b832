import { TenuredError } from '../../domain/kernel/errors.ts';

/** What a listing may lack that was there before; beyond that it is not believed, whatever single reads say. */
export function mostMissing(known: number, least: number, share: number): number {
  return Math.max(least, Math.floor(known * share));
}

/** Okta shows fewer than before, and nobody is known to have taken the rest away. */
export function shrunken(message: string): TenuredError {
  return new TenuredError('TEN-2350', message, {
    why: 'an app that suddenly sees less has lost a right; what it no longer sees must not pass for gone',
    hint: "check the app's admin role and resource set in the Okta admin console, then run again",
  });
}
