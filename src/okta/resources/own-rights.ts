import { TenuredError } from '../../domain/kernel/errors.ts';
import type { Session } from '../transport/session.ts';
import { address } from './address.ts';
import { id, list, raw, text, untrusted } from './trust.ts';

const what = "the app's own roles";

/** What a right is wanted for: what writing does to an account. */
type Effect =
  | 'create'
  | 'activate'
  | 'update-profile'
  | 'suspend'
  | 'unlock'
  | 'unsuspend'
  | 'deactivate'
  | 'clear-sessions'
  | 'add-to-group'
  | 'remove-from-group';

/** What the app's admin roles allow, as far as Okta lets it know. */
export interface OwnRights {
  /** Types of all roles: `READ_ONLY_ADMIN`, `CUSTOM`. */
  readonly types: readonly string[];
  /** Permissions of its custom roles, `okta.users.read`. */
  readonly permissions: ReadonlySet<string>;
  /** Ids of the resource sets that its custom roles are bound to. */
  readonly resourceSets: readonly string[];
}

/**
 * Reads the app's roles and the permissions of its custom ones; null when Okta does not let it know.
 * [Okta: listRolesForClient, listRolePermissions]
 */
export async function readOwnRights(session: Session, clientId: string): Promise<OwnRights | null> {
  try {
    return await read(session, clientId);
  } catch (error) {
    if (error instanceof TenuredError && error.code === 'TEN-2202') return null;
    throw error;
  }
}

async function read(session: Session, clientId: string): Promise<OwnRights | null> {
  const answer = await session.get({
    url: address(session.origin, ['oauth2', 'v1', 'clients', clientId, 'roles']),
    bucket: 'GET /oauth2/v1/clients/{id}/roles',
    what,
    mayBeMissing: true,
  });
  if (!answer.found) return null;
  const roles = list(answer.json, what, 'the list').map((role) => raw(role, what, 'a role'));
  const permissions = new Set<string>();
  for (const role of roles) {
    if (role['type'] !== 'CUSTOM') continue;
    const held = await permissionsOf(session, id(role['role'], what));
    if (held === null) return null;
    for (const permission of held) permissions.add(permission);
  }
  const sets = roles.flatMap((role) => (role['type'] === 'CUSTOM' ? [role['resource-set']] : []));
  return {
    types: roles.map(({ type }) => typeOf(type)),
    permissions,
    resourceSets: [...new Set(sets.flatMap((set) => (typeof set === 'string' ? [id(set, what)] : [])))],
  };
}

async function permissionsOf(session: Session, role: string): Promise<readonly string[] | null> {
  const answer = await session.get({
    url: address(session.origin, ['api', 'v1', 'iam', 'roles', role, 'permissions']),
    bucket: 'GET /api/v1/iam/roles/{id}/permissions',
    what,
    mayBeMissing: true,
  });
  if (!answer.found) return null;
  return list(raw(answer.json, what, 'the answer')['permissions'], what, 'permissions').map((permission) =>
    text(raw(permission, what, 'a permission')['label'], what, 'a permission'),
  );
}

function typeOf(type: unknown): string {
  if (typeof type !== 'string' || !/^[A-Z_]{1,60}$/.test(type)) throw untrusted(what, 'a role has no type');
  return type;
}

/** Standard roles that may do everything tenured does. [Okta: Standard administrator roles and permissions] */
const mayEverything: ReadonlySet<string> = new Set(['SUPER_ADMIN', 'ORG_ADMIN', 'USER_ADMIN']);

/** Standard roles that write to no account and to no membership that tenured writes to. */
const mayNothing: ReadonlySet<string> = new Set([
  'READ_ONLY_ADMIN',
  'REPORT_ADMIN',
  'API_ACCESS_MANAGEMENT_ADMIN',
  'CUSTOM',
]);

const lifecycle = (name: string): readonly string[] => [`okta.users.lifecycle.${name}`, 'okta.users.lifecycle.manage'];

/** Whether a standard role lets the app write to everybody and every group. It may be limited to groups, which Okta names elsewhere. */
export function mayWriteEverywhere({ types }: OwnRights): boolean {
  return types.some((type) => type === 'SUPER_ADMIN' || type === 'ORG_ADMIN');
}

/** What one effect needs: of each list one permission. The first named is the least. [Okta: role permissions] */
const needed: Readonly<Record<Effect, readonly (readonly string[])[]>> = {
  create: [['okta.users.create', 'okta.users.manage']],
  'update-profile': [['okta.users.userprofile.manage', 'okta.users.manage']],
  activate: [[...lifecycle('activate'), 'okta.users.manage']],
  suspend: [[...lifecycle('suspend'), 'okta.users.manage']],
  unlock: [[...lifecycle('unlock'), 'okta.users.manage']],
  unsuspend: [[...lifecycle('unsuspend'), 'okta.users.manage']],
  deactivate: [[...lifecycle('deactivate'), 'okta.users.manage']],
  'clear-sessions': [[...lifecycle('clearSessions'), 'okta.users.manage']],
  'add-to-group': [
    ['okta.users.groupMembership.manage', 'okta.users.manage', 'okta.groups.manage'],
    ['okta.groups.members.manage', 'okta.groups.manage'],
  ],
  'remove-from-group': [
    ['okta.users.groupMembership.manage', 'okta.users.manage', 'okta.groups.manage'],
    ['okta.groups.members.manage', 'okta.groups.manage'],
  ],
};

/** The permissions of the least custom role for carrying out. */
export const leastToWrite: readonly string[] = [
  ...new Set(Object.values(needed).flatMap((all) => all.map(([least]) => String(least)))),
];

/** The least permissions that are certainly missing for an effect; none when it is allowed, or nobody can tell. */
export function missingFor(
  effect: Effect,
  { types, permissions }: Pick<OwnRights, 'types' | 'permissions'>,
): readonly string[] {
  if (types.some((type) => mayEverything.has(type)) || !types.every((type) => mayNothing.has(type))) return [];
  return needed[effect].filter((any) => !any.some((one) => permissions.has(one))).map(([least]) => String(least));
}

/** Everything that carrying out needs and the app certainly has not. */
export function missingToWrite(rights: OwnRights): readonly string[] {
  return [...new Set((Object.keys(needed) as Effect[]).flatMap((effect) => missingFor(effect, rights)))];
}

/** Permissions that planning takes; Okta names none for reading the profile schema alone. */
const toRead: ReadonlySet<string> = new Set(['okta.users.read', 'okta.groups.read', 'okta.iam.read']);

/** Permissions of custom roles that tenured has no use for. */
export function permissionsBeyondNeed({ permissions }: OwnRights): readonly string[] {
  return [...permissions].filter((one) => !toRead.has(one) && !leastToWrite.includes(one)).sort();
}
