import { idFor } from '../org/ids.ts';
import type {
  AttributeSeed,
  GroupSeed,
  OrgSeed,
  Profile,
  ServiceAppSeed,
  SigningKeySeed,
  UserSeed,
} from '../org/seed.ts';

/** A user from a login, or from whatever is known of one; its id follows from the login. */
export function user(login: string, more: Partial<Omit<UserSeed, 'profile'>> & { profile?: Profile } = {}): UserSeed {
  const name = login.split('@')[0] ?? login;
  const [first = name, last = 'Example'] = name.split('.');
  const { profile, ...rest } = more;
  return {
    id: idFor('user', login),
    ...rest,
    profile: { firstName: capital(first), lastName: capital(last), login, email: login, ...profile },
  };
}

/** A group from its name; its id follows from type and name. */
export function group(name: string, more: Partial<Omit<GroupSeed, 'profile'>> & { profile?: Profile } = {}): GroupSeed {
  const { profile, ...rest } = more;
  return { id: idFor('group', `${rest.type ?? ''}${name}`), ...rest, profile: { name, description: null, ...profile } };
}

/** An API service app that may read what it needs to: grants and roles default to a read-only administrator's. */
export function serviceApp(
  clientId: string,
  keys: readonly SigningKeySeed[],
  more: Partial<Omit<ServiceAppSeed, 'clientId' | 'jwks'>> = {},
): ServiceAppSeed {
  return { clientId, jwks: { keys }, grantedScopes: readScopes, roles: [{ type: 'READ_ONLY_ADMIN' }], ...more };
}

/** The scopes a reader of users, groups, schema and roles asks for. */
export const readScopes: readonly string[] = [
  'okta.users.read',
  'okta.groups.read',
  'okta.schemas.read',
  'okta.roles.read',
];

/** The scopes a provisioner asks for: what it reads, and users and groups to manage. */
export const provisioningScopes: readonly string[] = [
  ...readScopes,
  'okta.users.manage',
  'okta.groups.manage',
  'okta.logs.read',
];

/** The anchor that Okta users of an HR feed need: custom, unique, read-only to the users themselves. */
const hrWorkerId: AttributeSeed = {
  title: 'HR worker id',
  type: 'string',
  unique: true,
  permissions: [{ principal: 'SELF', action: 'READ_ONLY' }],
};

/** An organisation of that name with the schema an HR feed needs and nobody in it yet. */
export function emptyOrg(name: string, more: Partial<OrgSeed> = {}): OrgSeed {
  return { name, schema: { custom: { hrWorkerId } }, ...more };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
