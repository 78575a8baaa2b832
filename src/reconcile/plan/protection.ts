import { loginKey } from '../../domain/identity/login.ts';
import type { ObservedUser } from '../../domain/identity/observed.ts';
import type { OktaGroupId, OktaUserId } from '../../domain/kernel/ids.ts';
import type { ProtectionOptions } from '../options.ts';
import type { MirrorStore } from '../ports.ts';

/** Profile owners under which Okta itself decides about the account. [Okta: AuthenticationProviderType] */
const okta = new Set(['OKTA', 'FEDERATION', 'SOCIAL']);

/** Why nobody may touch an account; null when tenured may. */
export type Protection = (user: ObservedUser) => string | null;

/** Everyone with an admin role, direct or by group; listed accounts and groups; profiles owned elsewhere. */
export function protectionOf(mirror: MirrorStore, options: ProtectionOptions): Protection {
  const administrators = mirror.administrators();
  const direct = new Set<OktaUserId>(administrators.users);
  const listed = new Set(options.users.flatMap((user) => [user, loginKey(user)]));
  const groups: { readonly id: OktaGroupId; readonly why: string }[] = [
    ...administrators.groups.map((id) => ({ id, why: 'administrator through a group' })),
    ...options.groups.flatMap((name) =>
      mirror.groupsNamed(name).map((group) => ({ id: group.id, why: `member of the protected group "${name}"` })),
    ),
  ];
  return (user) => {
    if (direct.has(user.id)) return 'administrator';
    if (listed.has(user.id) || listed.has(loginKey(user.login))) return 'listed as protected';
    if (!okta.has(user.provider)) return `profile owned by ${user.provider}`;
    return groups.find((group) => mirror.isMember(group.id, user.id))?.why ?? null;
  };
}
