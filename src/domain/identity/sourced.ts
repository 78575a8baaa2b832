import { hour, minute, plus, type Instant } from '../time/instant.ts';
import { enabledStatuses, type UserStatus } from './observed.ts';

/** Profile owners under which Okta itself decides about the account. [Okta: AuthenticationProviderType] */
const okta: ReadonlySet<string> = new Set(['OKTA', 'FEDERATION', 'SOCIAL']);

/** Whether another system owns the profile: a directory, or another HR application. Its imports may undo a suspension. */
export function isSourced(provider: string): boolean {
  return !okta.has(provider);
}

/** A sourced account is suspended so often for one end of access, and then it is a person's turn. */
export const mostSuspensions = 2;

/** When a suspended account of this kind is looked at again. */
const looksAfter = [15 * minute, hour];

/** A suspension of a sourced account. */
export interface SourcedSuspension {
  readonly suspendedAt: Instant;
  /** How often the account was suspended for this end. */
  readonly suspensions: number;
  /** How often it has been looked at since. */
  readonly looks: number;
}

/** The first look after a suspension. */
export function firstLook(suspendedAt: Instant): Instant {
  return plus(suspendedAt, looksAfter[0] ?? 0);
}

/** The look after one that found this status at `at`; null when the suspension has held. */
export function nextLook({ suspendedAt, looks }: SourcedSuspension, status: UserStatus, at: Instant): Instant | null {
  // Undone: whether somebody mends it is looked at until somebody has.
  if (enabledStatuses.has(status)) return plus(at, hour);
  return (
    looksAfter
      .slice(looks + 1)
      .map((after) => plus(suspendedAt, after))
      .find((next) => next > at) ?? null
  );
}

/** Whether a suspension was undone so often that it is not repeated any more. */
export function isUndone({ suspensions }: SourcedSuspension, status: UserStatus): boolean {
  return suspensions >= mostSuspensions && enabledStatuses.has(status);
}
