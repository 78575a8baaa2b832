import type { NotFound } from '../../domain/guardrails/listed.ts';
import { loginKey } from '../../domain/identity/login.ts';
import type { ObservedUser } from '../../domain/identity/observed.ts';
import { isSourced } from '../../domain/identity/sourced.ts';
import type { OktaGroupId, OktaUserId } from '../../domain/kernel/ids.ts';
import type { ProtectionOptions } from '../options.ts';
import type { MirrorStore } from '../ports.ts';

/** Why nobody may touch an account; null when tenured may. */
export type Protection = (user: ObservedUser) => string | null;

/**
 * Everyone with an admin role, direct or by group; listed accounts, groups and the app's owners; users of another type or
 * realm than those that tenured is for; and profiles owned elsewhere, unless these are acted upon.
 */
export function protectionOf(mirror: MirrorStore, options: ProtectionOptions): Protection {
  const administrators = mirror.administrators();
  const direct = new Set<OktaUserId>(administrators.users);
  const owners = listed(options.owners);
  const users = listed(options.users);
  const groups: { readonly id: OktaGroupId; readonly why: string }[] = [
    ...administrators.groups.map((id) => ({ id, why: 'administrator through a group' })),
    ...options.groups.flatMap((name) =>
      mirror.groupsNamed(name).map((group) => ({ id: group.id, why: `member of the protected group "${name}"` })),
    ),
  ];
  return (user) => {
    if (direct.has(user.id)) return 'administrator';
    if (owners(user)) return 'owner of the app';
    if (users(user)) return 'listed as protected';
    const elsewhere = otherKind(user, options);
    return elsewhere ?? groups.find((group) => mirror.isMember(group.id, user.id))?.why ?? null;
  };
}

function listed(names: readonly string[]): (user: ObservedUser) => boolean {
  const known = new Set(names.flatMap((name) => [name, loginKey(name)]));
  return ({ id, login }) => known.has(id) || known.has(loginKey(login));
}

function otherKind({ provider, typeId, realmId }: ObservedUser, options: ProtectionOptions): string | null {
  if (options.profileSourced === 'report' && isSourced(provider)) return `profile owned by ${provider}`;
  if (options.userTypes.length > 0 && !options.userTypes.includes(typeId)) return `of another user type (${typeId})`;
  if (options.realms.length > 0 && (realmId === undefined || !options.realms.includes(realmId))) {
    return realmId === undefined ? 'in no realm' : `in another realm (${realmId})`;
  }
  return null;
}

/** What is listed as protected and protects nobody, since Okta has no such group or account. */
export function notFound(mirror: MirrorStore, { users, owners, groups }: ProtectionOptions): NotFound {
  return {
    groups: groups.filter((name) => mirror.groupsNamed(name).length === 0),
    accounts: [...owners, ...users].filter(
      (name) => mirror.userById(name) === null && mirror.userByLogin(name) === null,
    ),
  };
}
