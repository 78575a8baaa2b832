import type { UserStatus } from './seed.ts';
import type { Switches } from './switches.ts';

/** The endpoints below `/api/v1/users/{id}/lifecycle/` that the simulated org has. */
export type LifecycleOperation =
  | 'activate'
  | 'reactivate'
  | 'deactivate'
  | 'suspend'
  | 'unsuspend'
  | 'unlock'
  | 'expire_password'
  | 'expire_password_with_temp_password'
  | 'reset_password'
  | 'reset_factors';

/** What a legal call makes of the user; ENABLED is ACTIVE for who can sign in already and PROVISIONED for who cannot. */
export interface Legal {
  readonly to: UserStatus | 'ENABLED' | 'UNCHANGED';
}

/** What an illegal call is refused with. */
export interface Illegal {
  readonly code: 'E0000001' | 'E0000007' | 'E0000016' | 'E0000032' | 'E0000038';
  /** The text of the error's cause, where Okta gives one. */
  readonly cause?: string;
}

export type Outcome = Legal | Illegal;

/** Okta: the catalogue's E0000016, "Activation failed because the user is already active". */
const alreadyActive: Outcome = { code: 'E0000016' };
/** Okta: the catalogue's E0000038. Which of the wrong states answer with it is partly inferred. */
const wrongStatus: Outcome = { code: 'E0000038' };
/** Okta: the catalogue names the suspension of who is not active under E0000001; the causes' wording is inferred. */
const notActive: Outcome = { code: 'E0000001', cause: 'Cannot suspend a user that is not active' };
const notSuspended: Outcome = { code: 'E0000001', cause: 'Cannot unsuspend a user that is not suspended' };
/** Okta: the catalogue's E0000032, "Unlock is not allowed for this user." */
const notLocked: Outcome = { code: 'E0000032' };
/** Recorded from live orgs: deactivating twice answers as if there were no such user (okta-sdk-java#721). */
const gone: Outcome = { code: 'E0000007' };
const deactivated: Outcome = { to: 'DEPROVISIONED' };
const enabled: Outcome = { to: 'ENABLED' };
const unchanged: Outcome = { to: 'UNCHANGED' };
const recovering: Outcome = { to: 'RECOVERY' };

function every(otherwise: Outcome, known: Partial<Record<UserStatus, Outcome>>): Readonly<Record<UserStatus, Outcome>> {
  return {
    STAGED: otherwise,
    PROVISIONED: otherwise,
    ACTIVE: otherwise,
    RECOVERY: otherwise,
    PASSWORD_EXPIRED: otherwise,
    LOCKED_OUT: otherwise,
    SUSPENDED: otherwise,
    DEPROVISIONED: otherwise,
    ...known,
  };
}

/**
 * What every lifecycle call does to a user of every status. Okta: User Lifecycle ("the current status limits the
 * operations"), the `_links` that single users were recorded with, and the catalogue of error codes.
 */
export const transitions: Readonly<Record<LifecycleOperation, Readonly<Record<UserStatus, Outcome>>>> = {
  activate: every(alreadyActive, { STAGED: enabled, DEPROVISIONED: enabled, SUSPENDED: wrongStatus }),
  reactivate: every(wrongStatus, { PROVISIONED: unchanged, RECOVERY: unchanged }),
  deactivate: every(deactivated, { DEPROVISIONED: gone }),
  suspend: every(notActive, { ACTIVE: { to: 'SUSPENDED' } }),
  unsuspend: every(notSuspended, { SUSPENDED: { to: 'ACTIVE' } }),
  unlock: every(notLocked, { LOCKED_OUT: { to: 'ACTIVE' } }),
  expire_password: every(wrongStatus, { ACTIVE: { to: 'PASSWORD_EXPIRED' } }),
  expire_password_with_temp_password: every(wrongStatus, { ACTIVE: { to: 'PASSWORD_EXPIRED' } }),
  reset_factors: every(unchanged, {}),
  reset_password: every(wrongStatus, {
    ACTIVE: recovering,
    PROVISIONED: recovering,
    RECOVERY: recovering,
    PASSWORD_EXPIRED: recovering,
    LOCKED_OUT: recovering,
  }),
};

/** What the org answers now: the table, and the switch for the one cell that Okta contradicts itself on. */
export function outcomeOf(operation: LifecycleOperation, status: UserStatus, switches: Switches): Outcome {
  const contested = operation === 'suspend' && status === 'PROVISIONED';
  if (contested && switches.suspendProvisioned === 'accept') return { to: 'SUSPENDED' };
  if (operation === 'activate' && status === 'SUSPENDED') return { code: switches.activateSuspended };
  return transitions[operation][status];
}
