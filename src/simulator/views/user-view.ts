import { hashOf } from '../../domain/kernel/hash.ts';
import type { UserRecord } from '../org/records.ts';
import type { Profile, UserStatus } from '../org/seed.ts';
import type { UserType } from '../org/user-types.ts';
import { printed, printedOrNull } from './format.ts';

/** Which parts a caller asked to leave out, by the `okta-response` parameter of its Content-Type. */
export interface UserViewOptions {
  readonly omitCredentials?: boolean;
  readonly omitCredentialsLinks?: boolean;
  readonly omitTransitioningToStatus?: boolean;
  /** Which attributes the caller may see; undefined for all of them. */
  readonly shows?: ((attribute: string) => boolean) | undefined;
}

type Json = Readonly<Record<string, unknown>>;

/** A user as an item of a list: its only link is `self`. Members in the order recorded from live orgs. */
export function userItem(user: UserRecord, url: string, options: UserViewOptions = {}): Json {
  return { ...userBody(user, options), _links: { self: { href: userUrl(user, url) } } };
}

/** A single user, whose links say what may be done with it. */
export function singleUser(
  user: UserRecord,
  url: string,
  types: readonly UserType[],
  options: UserViewOptions = {},
): Json {
  return { ...userBody(user, options), _links: singleLinks(user, url, types, options) };
}

/**
 * A weak hash of the profile's content alone: recorded ETags stay the same through activate and deactivate, and equal
 * profiles have equal ones.
 */
export function userEtag(user: UserRecord): string {
  return `W/"${hashOf(user.profile)}"`;
}

function userBody(user: UserRecord, options: UserViewOptions): Json {
  const { omitCredentials = false, omitTransitioningToStatus = false, shows } = options;
  const transitioning = user.transitioningTo !== undefined && !omitTransitioningToStatus;
  return {
    id: user.id,
    status: user.status,
    // Okta: there only while an asynchronous change of status is under way.
    ...(transitioning ? { transitioningToStatus: user.transitioningTo } : {}),
    created: printed(user.created),
    activated: printedOrNull(user.activated),
    statusChanged: printedOrNull(user.statusChanged),
    lastLogin: printedOrNull(user.lastLogin),
    lastUpdated: printed(user.lastUpdated),
    passwordChanged: printedOrNull(user.passwordChanged),
    ...(user.realmId === undefined ? {} : { realmId: user.realmId }),
    type: { id: user.typeId },
    profile: shows === undefined ? user.profile : shownOf(user.profile, shows),
    ...(omitCredentials ? {} : { credentials: credentials(user) }),
  };
}

/** Okta: what a permission's conditions hide is not there, as if it were unset. */
function shownOf(profile: Profile, shows: (attribute: string) => boolean): Profile {
  return Object.fromEntries(Object.entries(profile).filter(([name]) => shows(name)));
}

/** What answers show of a user's credentials: that there is a password, never what it is. */
export function credentials(user: UserRecord): Json {
  const provider = { type: user.providerType, name: user.providerName };
  const question = user.recoveryQuestion;
  return {
    ...(user.hasPassword ? { password: {} } : {}),
    ...(question === undefined ? {} : { recovery_question: { question } }),
    provider,
  };
}

/** Recorded from live orgs, except SUSPENDED, LOCKED_OUT, RECOVERY and PASSWORD_EXPIRED, which are inferred. */
const linksOf: Readonly<Record<UserStatus, readonly string[]>> = {
  STAGED: ['resetFactors', 'activate'],
  PROVISIONED: ['suspend', 'resetFactors', 'resetPassword', 'reactivate', 'deactivate'],
  ACTIVE: [
    'suspend',
    'resetFactors',
    'resetPassword',
    'forgotPassword',
    'expirePassword',
    'changeRecoveryQuestion',
    'changePassword',
    'deactivate',
  ],
  RECOVERY: ['resetFactors', 'resetPassword', 'reactivate', 'changePassword', 'deactivate'],
  PASSWORD_EXPIRED: ['resetFactors', 'resetPassword', 'changePassword', 'deactivate'],
  LOCKED_OUT: ['resetPassword', 'unlock', 'deactivate'],
  SUSPENDED: ['unsuspend', 'deactivate'],
  DEPROVISIONED: ['resetFactors', 'activate', 'delete'],
};

const linkPaths: Readonly<Record<string, string>> = {
  activate: '/lifecycle/activate',
  reactivate: '/lifecycle/reactivate',
  deactivate: '/lifecycle/deactivate',
  suspend: '/lifecycle/suspend',
  unsuspend: '/lifecycle/unsuspend',
  unlock: '/lifecycle/unlock',
  resetPassword: '/lifecycle/reset_password',
  expirePassword: '/lifecycle/expire_password',
  resetFactors: '/lifecycle/reset_factors',
  forgotPassword: '/credentials/forgot_password',
  changeRecoveryQuestion: '/credentials/change_recovery_question',
  changePassword: '/credentials/change_password',
};

/** Okta: what `omitCredentialsLinks` leaves out. */
const ofCredentials = new Set([
  ...['changePassword', 'changeRecoveryQuestion', 'forgotPassword', 'resetPassword', 'resetFactors', 'unlock'],
]);

function singleLinks(
  user: UserRecord,
  url: string,
  types: readonly UserType[],
  { omitCredentialsLinks = false }: UserViewOptions,
): Json {
  const own = userUrl(user, url);
  const schemaId = types.find((type) => type.id === user.typeId)?.schemaId ?? 'default';
  const links: Record<string, unknown> = {};
  for (const name of linksOf[user.status]) {
    if (omitCredentialsLinks && ofCredentials.has(name)) continue;
    links[name] =
      name === 'delete' ? { href: own, method: 'DELETE' } : { href: own + (linkPaths[name] ?? ''), method: 'POST' };
  }
  return {
    ...links,
    self: { href: own },
    schema: { href: `${url}/api/v1/meta/schemas/user/${schemaId}` },
    type: { href: `${url}/api/v1/meta/types/user/${user.typeId}` },
  };
}

function userUrl(user: UserRecord, url: string): string {
  return `${url}/api/v1/users/${user.id}`;
}
