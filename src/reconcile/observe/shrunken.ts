import { TenuredError } from '../../domain/kernel/errors.ts';
import type { OktaUserId } from '../../domain/kernel/ids.ts';

/** Something of which Okta shows fewer than before: more are missing than are believed gone without a person's word. */
export interface Fewer {
  readonly of: 'accounts' | 'groups' | 'members' | 'group rules' | 'administrators';
  /** The group that shows fewer members; null for anything else. */
  readonly group: string | null;
  /** How many there were. */
  readonly known: number;
  readonly missing: number;
  /** The accounts that are missing; [] for anything else. */
  readonly accounts: readonly OktaUserId[];
  /** How many of these were not deactivated when they were last seen; 0 for anything else. */
  readonly inUse: number;
}

/** Whether somebody who looked has said that it is right so. */
export type Believes = (fewer: Fewer) => boolean;

/** What is missing, where it is no accounts. */
export function fewer(of: Exclude<Fewer['of'], 'accounts'>, known: number, missing: number, group?: string): Fewer {
  return { of, group: group ?? null, known, missing, accounts: [], inUse: 0 };
}

/** Where so many are missing that not each of them is asked for: this many, from all over the list. */
export function samplesOf<Item>(items: readonly Item[], most: number): readonly Item[] {
  const step = Math.max(1, items.length / most);
  const picked = Array.from({ length: Math.min(most, items.length) }, (_, at) => items[Math.floor(at * step)]);
  return picked.filter((item) => item !== undefined);
}

/** What a listing may lack that was there before; beyond that it is not believed, whatever single reads say. */
export function mostMissing(known: number, least: number, share: number): number {
  return Math.max(least, Math.floor(known * share));
}

const why = 'an app that suddenly sees less has lost a right; what it no longer sees must not pass for gone';
const checkRole = "check the app's admin role and resource set in the Okta admin console, then run again";

/**
 * Goes on only where somebody said that Okta is right.
 * @throws TenuredError TEN-2350 otherwise.
 */
export function believe(believes: Believes | undefined, fewer: Fewer, message: string): void {
  if (believes?.(fewer) === true) return;
  const hint = `${checkRole}; if they were really deleted, say so with \`tenured okta accept-fewer\``;
  throw new TenuredError('TEN-2350', message, { why, hint });
}

/** What a listing lacks is there all the same: nothing that it lacks can be believed gone, whoever says so. */
export function contradicted(message: string): TenuredError {
  return new TenuredError('TEN-2350', message, { why, hint: checkRole });
}
