import type { Org } from '../org/org.ts';
import type { GroupRecord, UserRecord } from '../org/records.ts';
import type { CustomRoleSeed, RoleSeed, StandardRole } from '../org/seed.ts';

/** What an endpoint asks of the caller's admin roles, besides a scope. */
export type Permission = 'users' | 'groups' | 'roles' | 'schemas' | 'userTypes' | 'logs';

/** What the caller's admin roles let it see. */
export interface Access {
  /** Whether the caller holds any admin role. */
  readonly isAdmin: boolean;
  may(permission: Permission): boolean;
  /** Whether every user is visible, so that nothing needs a second look. */
  readonly seesEveryUser: boolean;
  seesUser(user: UserRecord): boolean;
  seesGroup(group: GroupRecord): boolean;
}

const everything: readonly Permission[] = ['users', 'groups', 'roles', 'schemas', 'userTypes', 'logs'];

/** What the standard roles may read. Okta: Standard administrator roles and permissions. */
const standard: Readonly<Record<StandardRole, readonly Permission[]>> = {
  SUPER_ADMIN: everything,
  ORG_ADMIN: everything,
  READ_ONLY_ADMIN: ['users', 'groups', 'roles', 'schemas', 'userTypes', 'logs'],
  APP_ADMIN: ['users', 'groups', 'schemas', 'userTypes'],
  API_ACCESS_MANAGEMENT_ADMIN: ['users', 'groups', 'schemas', 'userTypes'],
  USER_ADMIN: ['users', 'groups'],
  HELP_DESK_ADMIN: ['users', 'groups'],
  GROUP_MEMBERSHIP_ADMIN: ['users', 'groups'],
  REPORT_ADMIN: ['logs'],
};

/** Okta: which permissions of a custom role allow which read. A right to manage includes the right to see. */
const custom: Readonly<Record<Permission, readonly string[]>> = {
  users: ['okta.users.read', 'okta.users.manage', 'okta.users.userprofile.manage', 'okta.users.lifecycle.manage'],
  groups: ['okta.groups.read', 'okta.groups.manage', 'okta.groups.members.manage'],
  roles: ['okta.iam.read'],
  schemas: ['okta.apps.manage'],
  userTypes: ['okta.apps.manage'],
  logs: ['okta.logs.read'],
};

/** Roles whose holders never see Everyone. Okta: list groups, "isn't returned for users with a group admin role". */
const withoutEveryone = new Set<string>(['USER_ADMIN', 'HELP_DESK_ADMIN', 'GROUP_MEMBERSHIP_ADMIN']);

interface Reach {
  readonly permissions: ReadonlySet<Permission>;
  readonly everyUser: boolean;
  readonly user: (user: UserRecord) => boolean;
  readonly group: (group: GroupRecord) => boolean;
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
  };
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
  };
}

function customReach(role: CustomRoleSeed, org: Org): Reach {
  const { users = [], groups = [], membersOf = [] } = role.resourceSet;
  const permissions = new Set(
    everything.filter((name) => custom[name].some((each) => role.permissions.includes(each))),
  );
  const members = groupsReach(permissions, membersOf, org);
  const userIds = new Set(users === 'all' ? [] : users.map((user) => org.user(user)?.id));
  const groupIds = new Set(groups === 'all' ? [] : groups.map((group) => org.group(group)?.id));
  return {
    permissions,
    everyUser: users === 'all',
    user: (user) => userIds.has(user.id) || members.user(user),
    group: (group) => groups === 'all' || groupIds.has(group.id),
  };
}
