import { instant, parseInstant, type Instant } from '../../domain/time/instant.ts';
import type { GroupRecord, UserRecord } from './records.ts';
import type { GroupSeed, Profile, ProfileValue, UserSeed, UserStatus } from './seed.ts';
import { defaultType, type UserType } from './user-types.ts';

/** What a user seed leaves out, filled in as Okta would have it. */
export function userFromSeed(
  seed: UserSeed,
  place: { readonly id: string; readonly position: number; readonly now: Instant; readonly types: readonly UserType[] },
): UserRecord {
  const status = seed.status ?? 'ACTIVE';
  const created = read(seed.created, place.now);
  const staged = status === 'STAGED';
  const hasPassword = seed.hasPassword ?? !neverSignedIn(status);
  return {
    position: place.position,
    id: place.id,
    status,
    transitioningTo: undefined,
    created,
    // Okta: a STAGED user has neither activated nor statusChanged, a PROVISIONED one has both.
    activated: readOptional(seed.activated, staged ? null : created),
    statusChanged: readOptional(seed.statusChanged, staged ? null : created),
    lastLogin: readOptional(seed.lastLogin, null),
    lastUpdated: read(seed.lastUpdated, created),
    passwordChanged: readOptional(seed.passwordChanged, hasPassword ? created : null),
    typeId: seed.typeId ?? defaultType(place.types).id,
    realmId: seed.realmId,
    providerType: seed.provider?.type ?? 'OKTA',
    providerName: seed.provider?.name ?? 'OKTA',
    hasPassword,
    recoveryQuestion: seed.recoveryQuestion,
    profile: orderedProfile(seed.profile),
  };
}

export function groupFromSeed(
  seed: GroupSeed,
  place: { readonly id: string; readonly position: number; readonly now: Instant },
): GroupRecord {
  const created = read(seed.created, place.now);
  return {
    position: place.position,
    id: place.id,
    type: seed.type ?? 'OKTA_GROUP',
    created,
    lastUpdated: read(seed.lastUpdated, created),
    lastMembershipUpdated: read(seed.lastMembershipUpdated, created),
    sourceId: seed.sourceId,
    profile: { ...seed.profile },
  };
}

/**
 * A profile as responses print it. Recorded from live orgs: first and last name come first, mobilePhone and
 * secondEmail are always there, null when unset, every other unset attribute is left out, login and email come last.
 */
export function orderedProfile(profile: Profile): Profile {
  const { firstName, lastName, mobilePhone, secondEmail, login, email, ...rest } = profile;
  const ordered: Record<string, ProfileValue> = {};
  if (firstName !== undefined && firstName !== null) ordered['firstName'] = firstName;
  if (lastName !== undefined && lastName !== null) ordered['lastName'] = lastName;
  ordered['mobilePhone'] = mobilePhone ?? null;
  ordered['secondEmail'] = secondEmail ?? null;
  for (const [name, value] of Object.entries(rest)) if (value !== null) ordered[name] = value;
  ordered['login'] = login ?? null;
  ordered['email'] = email ?? null;
  return ordered;
}

/** Okta: users of these providers have no password of Okta's and are ACTIVE without one. */
export function isFederated(providerType: string): boolean {
  return providerType === 'FEDERATION' || providerType === 'SOCIAL';
}

function neverSignedIn(status: UserStatus): boolean {
  return status === 'STAGED' || status === 'PROVISIONED';
}

function read(text: string | undefined, fallback: Instant): Instant {
  const value = text === undefined ? fallback : parseInstant(text);
  if (value === undefined) throw new Error(`not an ISO instant: ${String(text)}`);
  return instant(Math.floor(value / 1000) * 1000);
}

function readOptional(text: string | null | undefined, fallback: Instant | null): Instant | null {
  if (text === undefined) return fallback;
  return text === null ? null : read(text, instant(0));
}
