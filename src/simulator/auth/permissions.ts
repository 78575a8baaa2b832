import type { Org } from '../org/org.ts';
import type { GroupRecord, UserRecord } from '../org/records.ts';
import { reachOf } from '../org/iam.ts';
import type {
  CustomRoleSeed,
  PermissionCondition,
  PermissionConditions,
  ResourceSetSeed,
  RoleSeed,
  StandardRole,
} from '../org/seed.ts';

const reads = ['users', 'groups', 'roles', 'schemas', 'userTypes', 'logs', 'linkedObjects', 'realms', 'apps'] as const;

/**
 * Rights to change something. Membership can be had whole, with the group alone, or as two halves: one for the group
 * and one for the user.
 */
const writes = [
  'users.create',
  'users.profile',
  'users.activate',
  'users.deactivate',
  'users.suspend',
  'users.unsuspend',
  'users.unlock',
  'users.delete',
  'users.password',
  'users.sessions',
  'groups.create',
  'groups.manage',
  'rules',
  'membership',
  'membership.group',
  'membership.user',
  'schemas.manage',
  'userTypes.manage',
  'linkedObjects.manage',
  'realms.manage',
  'roles.manage',
  'apps.manage',
] as const;

/** What an endpoint asks of the caller's admin roles, besides a scope. */
export type Permission = (typeof reads)[number] | (typeof writes)[number];

/** What the caller's admin roles let it see. */
export interface Access {
  /** Whether the caller holds any admin role. */
  readonly isAdmin: boolean;
  may(permission: Permission): boolean;
  /** Whether every user is visible, so that nothing needs a second look. */
  readonly seesEveryUser: boolean;
  seesUser(user: UserRecord): boolean;
  seesGroup(group: GroupRecord): boolean;
  /** Whether a role with this permission reaches the user. */
  mayUser(permission: Permission, user: UserRecord): boolean;
  /** Whether a role with this permission reaches the group. */
  mayGroup(permission: Permission, group: GroupRecord): boolean;
  /** Whether a user may be made who is put into these groups: a role that does not reach everybody makes its own. */
  mayCreateIn(groups: readonly GroupRecord[]): boolean;
  /**
   * Which attributes of the user a role with this permission reaches; undefined when it is all of them, as it is unless
   * a permission of a custom role has conditions.
   */
  attributes(permission: 'users' | 'users.profile', user: UserRecord): ((name: string) => boolean) | undefined;
}

const everything: readonly Permission[] = [...reads, ...writes];

/** Okta: only super administrators give admin roles, grant scopes and rotate the keys of an app that has them. */
const superOnly = new Set<Permission>(['roles.manage', 'apps.manage']);
const ofTheOrg = new Set<Permission>([
  ...superOnly,
  'rules',
  'schemas.manage',
  'userTypes.manage',
  'linkedObjects.manage',
  'realms.manage',
]);

/** What the standard roles may do. Okta: Standard administrator roles and permissions. */
const standard: Readonly<Record<StandardRole, readonly Permission[]>> = {
  SUPER_ADMIN: everything,
  ORG_ADMIN: everything.filter((permission) => !superOnly.has(permission)),
  READ_ONLY_ADMIN: reads,
  APP_ADMIN: ['users', 'groups', 'schemas', 'userTypes', 'apps'],
  API_ACCESS_MANAGEMENT_ADMIN: ['users', 'groups', 'schemas', 'userTypes'],
  USER_ADMIN: ['users', 'groups', ...writes.filter((permission) => !ofTheOrg.has(permission))],
  HELP_DESK_ADMIN: ['users', 'groups', 'users.unlock', 'users.password', 'users.sessions'],
  GROUP_MEMBERSHIP_ADMIN: ['users', 'groups', 'membership'],
  REPORT_ADMIN: ['logs'],
};

const lifecycle = (name: string): readonly string[] => [
  `okta.users.lifecycle.${name}`,
  'okta.users.lifecycle.manage',
  'okta.users.manage',
];

const usersWritten: Readonly<Record<Extract<Permission, `users.${string}`>, readonly string[]>> = {
  'users.create': ['okta.users.create', 'okta.users.manage'],
  'users.profile': ['okta.users.userprofile.manage', 'okta.users.manage'],
  'users.activate': lifecycle('activate'),
  'users.deactivate': lifecycle('deactivate'),
  'users.suspend': lifecycle('suspend'),
  'users.unsuspend': lifecycle('unsuspend'),
  'users.unlock': lifecycle('unlock'),
  'users.delete': lifecycle('delete'),
  'users.password': ['okta.users.credentials.manage', 'okta.users.manage'],
  'users.sessions': lifecycle('clearSessions'),
};

/**
 * Okta: which permissions of a custom role allow what. A right to manage includes the right to see. A membership wants
 * `okta.groups.members.manage` and `okta.users.groupMembership.manage` together, or `okta.groups.manage`.
 */
const custom: Readonly<Record<Permission, readonly string[]>> = {
  ...usersWritten,
  users: ['okta.users.read', 'okta.users.groupMembership.manage', ...Object.values(usersWritten).flat()],
  groups: ['okta.groups.read', 'okta.groups.manage', 'okta.groups.members.manage'],
  'groups.create': ['okta.groups.create', 'okta.groups.manage'],
  'groups.manage': ['okta.groups.manage'],
  rules: ['okta.groups.manage'],
  membership: ['okta.groups.manage'],
  'membership.group': ['okta.groups.members.manage'],
  'membership.user': ['okta.users.groupMembership.manage', 'okta.users.manage'],
  roles: ['okta.iam.read'],
  schemas: ['okta.apps.manage'],
  userTypes: ['okta.apps.manage'],
  logs: ['okta.logs.read'],
  linkedObjects: [],
  realms: ['okta.realms.read', 'okta.realms.manage'],
  'realms.manage': ['okta.realms.manage'],
  apps: ['okta.apps.read', 'okta.apps.manage'],
  'schemas.manage': ['okta.apps.manage'],
  'userTypes.manage': [],
  'linkedObjects.manage': [],
  'roles.manage': [],
  'apps.manage': [],
};

/** Roles whose holders never see Everyone. Okta: list groups, "isn't returned for users with a group admin role". */
const withoutEveryone = new Set<string>(['USER_ADMIN', 'HELP_DESK_ADMIN', 'GROUP_MEMBERSHIP_ADMIN']);

interface Reach {
  readonly permissions: ReadonlySet<Permission>;
  readonly everyUser: boolean;
  readonly user: (user: UserRecord) => boolean;
  readonly group: (group: GroupRecord) => boolean;
  /** Whether whoever is put into the group is reached. */
  readonly membersOf: (group: GroupRecord) => boolean;
  /** Which attributes a permission shows; those without conditions are not in here. */
  readonly limits?: ReadonlyMap<Permission, (name: string) => boolean>;
}

/** Works out what these roles together let their holder see. */
export function accessOf(roles: readonly RoleSeed[], org: Org): Access {
  const reaches = roles.map((role) => (role.type === 'CUSTOM' ? customReach(role, org) : standardReach(role, org)));
  const seeing = (permission: Permission): readonly Reach[] =>
    reaches.filter((reach) => reach.permissions.has(permission));
  const users = seeing('users');
  const groups = seeing('groups');
  return {
    isAdmin: roles.length > 0,
    may: (permission) => seeing(permission).length > 0,
    seesEveryUser: users.some((reach) => reach.everyUser),
    seesUser: (user) => users.some((reach) => reach.everyUser || reach.user(user)),
    seesGroup: (group) => groups.some((reach) => reach.group(group)),
    mayUser: (permission, user) => seeing(permission).some((reach) => reach.everyUser || reach.user(user)),
    mayGroup: (permission, group) => seeing(permission).some((reach) => reach.group(group)),
    mayCreateIn: (into) =>
      seeing('users.create').some((reach) => reach.everyUser || into.some((group) => reach.membersOf(group))),
    attributes: (permission, user) =>
      limitsOf(
        permission,
        seeing(permission).filter((reach) => reach.everyUser || reach.user(user)),
      ),
  };
}

/** What one role hides another may show. */
function limitsOf(permission: Permission, reaches: readonly Reach[]): ((name: string) => boolean) | undefined {
  const limits = reaches.map((reach) => reach.limits?.get(permission));
  if (limits.includes(undefined)) return undefined;
  return (name) => limits.some((limit) => limit?.(name) ?? false);
}

function standardReach(role: Exclude<RoleSeed, CustomRoleSeed>, org: Org): Reach {
  const permissions = new Set(standard[role.type]);
  if (role.groups !== undefined) return groupsReach(permissions, role.groups, org);
  const hidden = withoutEveryone.has(role.type);
  return {
    permissions,
    everyUser: true,
    user: () => true,
    group: (group) => !hidden || group.type !== 'BUILT_IN',
    membersOf: () => true,
  };
}

function groupsReach(permissions: ReadonlySet<Permission>, ids: readonly string[], org: Org): Reach {
  const targets = ids.map((id) => org.group(id)).filter((group) => group !== undefined);
  const targetIds = new Set(targets.map((group) => group.id));
  return {
    permissions,
    everyUser: false,
    user: (user) => targets.some((group) => org.isMember(group, user)),
    group: (group) => targetIds.has(group.id),
    membersOf: (group) => targetIds.has(group.id),
  };
}

/** The resource set as it is now where the org keeps one of that id, otherwise as it was seeded. */
function resourcesOf({ resourceSet }: CustomRoleSeed, { iam }: Org): ResourceSetSeed {
  const kept = resourceSet.id === undefined ? undefined : iam.resourceSet(resourceSet.id);
  return kept === undefined ? resourceSet : reachOf(kept);
}

function customReach(role: CustomRoleSeed, org: Org): Reach {
  const { users = [], groups = [], membersOf = [] } = resourcesOf(role, org);
  const kept = role.roleId === undefined ? undefined : org.iam.role(role.roleId);
  const { permissions: held, conditions = {} } = kept ?? role;
  const permissions = new Set(everything.filter((name) => custom[name].some((each) => held.includes(each))));
  const members = groupsReach(permissions, membersOf, org);
  const userIds = new Set(users === 'all' ? [] : users.map((user) => org.user(user)?.id));
  const groupIds = new Set(groups === 'all' ? [] : groups.map((group) => org.group(group)?.id));
  return {
    permissions,
    everyUser: users === 'all',
    user: (user) => userIds.has(user.id) || members.user(user),
    group: (group) => groups === 'all' || groupIds.has(group.id),
    membersOf: members.membersOf,
    limits: limitsIn(held, conditions),
  };
}

/** The one kind of condition there is for users. Okta: permission conditions. */
const profileAttributes = 'okta:ResourceAttribute/User/Profile';

/** The permissions that are about attributes: of two that are held, the one without conditions counts. */
const aboutAttributes = {
  users: ['okta.users.read', 'okta.users.userprofile.manage', 'okta.users.manage'],
  'users.profile': ['okta.users.userprofile.manage', 'okta.users.manage'],
} as const;

function limitsIn(
  held: readonly string[],
  conditions: PermissionConditions,
): ReadonlyMap<Permission, (name: string) => boolean> {
  const limits = new Map<Permission, (name: string) => boolean>();
  for (const permission of ['users', 'users.profile'] as const) {
    const names = aboutAttributes[permission].filter((name) => held.includes(name));
    const each = names.map((name) => limitOf(conditions[name]));
    if (each.length === 0 || each.includes(undefined)) continue;
    limits.set(permission, (name) => each.some((limit) => limit?.(name) ?? false));
  }
  return limits;
}

function limitOf({ include, exclude }: PermissionCondition = {}): ((name: string) => boolean) | undefined {
  const [shown, hidden] = [include?.[profileAttributes], exclude?.[profileAttributes]];
  if (shown !== undefined) return (name) => shown.includes(name);
  return hidden === undefined ? undefined : (name) => !hidden.includes(name);
}
