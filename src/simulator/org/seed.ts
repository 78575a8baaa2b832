import type { Switches } from './switches.ts';

/** A public signing key of a service app, as `POST /api/v1/apps/{id}/credentials/jwks` takes it. */
export interface SigningKeySeed {
  readonly kid?: string;
  readonly kty?: string;
  readonly alg?: string;
  readonly use?: string;
  /** Okta: a deactivated key no longer authenticates its client. Default ACTIVE. */
  readonly status?: 'ACTIVE' | 'INACTIVE';
  readonly [member: string]: unknown;
}

/** Okta's standard admin role types, as role assignments name them. */
export type StandardRole =
  | 'API_ACCESS_MANAGEMENT_ADMIN'
  | 'APP_ADMIN'
  | 'GROUP_MEMBERSHIP_ADMIN'
  | 'HELP_DESK_ADMIN'
  | 'ORG_ADMIN'
  | 'READ_ONLY_ADMIN'
  | 'REPORT_ADMIN'
  | 'SUPER_ADMIN'
  | 'USER_ADMIN';

/** A standard role, optionally narrowed to groups (Okta: group targets of a role assignment). */
export interface StandardRoleSeed {
  readonly type: StandardRole;
  readonly id?: string;
  /** Group ids; with them the role reaches only these groups and their members. */
  readonly groups?: readonly string[];
}

/** A custom role bound to a resource set. */
export interface CustomRoleSeed {
  readonly type: 'CUSTOM';
  readonly id?: string;
  readonly label?: string;
  /** A custom role of the org's; what is written here counts while there is none of that id. */
  readonly roleId?: string;
  /** Okta's permission names, for example `okta.users.read`. */
  readonly permissions: readonly string[];
  readonly conditions?: PermissionConditions;
  readonly resourceSet: ResourceSetSeed;
}

/**
 * What narrows a permission further, by its name. Okta: with `okta:ResourceAttribute/User/Profile` reading and writing
 * users is limited to some attributes, either those included or all but those excluded.
 */
export type PermissionConditions = Readonly<Record<string, PermissionCondition>>;

export interface PermissionCondition {
  readonly include?: Readonly<Record<string, readonly string[]>>;
  readonly exclude?: Readonly<Record<string, readonly string[]>>;
}

/** What a custom role reaches: everything, single objects, or the members of groups. */
export interface ResourceSetSeed {
  readonly id?: string;
  readonly users?: 'all' | readonly string[];
  readonly groups?: 'all' | readonly string[];
  readonly membersOf?: readonly string[];
}

export type RoleSeed = StandardRoleSeed | CustomRoleSeed;

/** An API service app: the OAuth client of `client_credentials`. */
export interface ServiceAppSeed {
  readonly clientId: string;
  readonly label?: string;
  readonly jwks?: { readonly keys: readonly SigningKeySeed[] };
  /** Okta scopes granted to the app; a token carries no other. */
  readonly grantedScopes?: readonly string[];
  /** Okta: "Require Demonstrating Proof of Possession (DPoP) header in token requests", on by default. */
  readonly dpopBound?: boolean;
  readonly roles?: readonly RoleSeed[];
  /** Only `service` apps may use client_credentials with the org authorization server. */
  readonly applicationType?: 'service' | 'web' | 'native' | 'browser';
  readonly grantTypes?: readonly string[];
  readonly active?: boolean;
}

/** Okta's user statuses. */
export type UserStatus =
  'STAGED' | 'PROVISIONED' | 'ACTIVE' | 'RECOVERY' | 'PASSWORD_EXPIRED' | 'LOCKED_OUT' | 'SUSPENDED' | 'DEPROVISIONED';

export type ProfileValue = string | number | boolean | readonly string[] | readonly number[] | null;
export type Profile = Readonly<Record<string, ProfileValue>>;

export interface UserSeed {
  readonly id?: string;
  readonly status?: UserStatus;
  /** ISO instants. Okta keeps whole seconds. */
  readonly created?: string;
  readonly activated?: string | null;
  readonly statusChanged?: string | null;
  readonly lastLogin?: string | null;
  readonly lastUpdated?: string;
  readonly passwordChanged?: string | null;
  readonly typeId?: string;
  readonly realmId?: string;
  /** OKTA, or who sources the profile or password: ACTIVE_DIRECTORY, LDAP, FEDERATION, SOCIAL, IMPORT. */
  readonly provider?: { readonly type: string; readonly name: string };
  readonly hasPassword?: boolean;
  readonly recoveryQuestion?: string;
  readonly profile: Profile;
}

export type GroupType = 'OKTA_GROUP' | 'APP_GROUP' | 'BUILT_IN';

export interface GroupSeed {
  readonly id?: string;
  readonly type?: GroupType;
  readonly created?: string;
  readonly lastUpdated?: string;
  readonly lastMembershipUpdated?: string;
  /** The app an APP_GROUP was imported from. */
  readonly sourceId?: string;
  readonly profile: Profile;
}

export interface MembershipSeed {
  readonly group: string;
  readonly users: readonly string[];
  /** Whether a group rule put them there, so that the rule may take them out again; by default somebody's hand did. */
  readonly byRule?: boolean;
}

export interface GroupRuleSeed {
  readonly id?: string;
  readonly name: string;
  readonly status?: 'ACTIVE' | 'INACTIVE' | 'INVALID';
  readonly created?: string;
  readonly lastUpdated?: string;
  /** Okta Expression Language. */
  readonly expression: string;
  readonly groupIds: readonly string[];
  readonly excludedUsers?: readonly string[];
  readonly excludedGroups?: readonly string[];
}

export interface RoleAssignmentSeed {
  readonly assignee: string;
  readonly role: RoleSeed;
}

/** One attribute of the user schema, in the words of Okta's schema object. */
export interface AttributeSeed {
  readonly title?: string;
  readonly description?: string;
  readonly type?: 'string' | 'number' | 'integer' | 'boolean' | 'array';
  readonly format?: string;
  readonly required?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  /** Of numbers. Whether Okta has these two for users is not certain. */
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly (string | number)[];
  readonly oneOf?: readonly { readonly const: string | number; readonly title: string }[];
  /** What each element of an array is. */
  readonly items?: {
    readonly type: 'string' | 'number' | 'integer';
    readonly enum?: readonly (string | number)[];
    readonly oneOf?: readonly { readonly const: string | number; readonly title: string }[];
  };
  readonly mutability?: 'READ_WRITE' | 'READ_ONLY' | 'WRITE_ONLY' | 'IMMUTABLE';
  readonly scope?: 'NONE' | 'SELF';
  readonly permissions?: readonly {
    readonly principal: 'SELF';
    readonly action: 'READ_WRITE' | 'READ_ONLY' | 'HIDE';
  }[];
  readonly master?: Readonly<Record<string, unknown>>;
  /** Okta: `true` is stored and shown as UNIQUE_VALIDATED. Custom attributes only. */
  readonly unique?: boolean | 'UNIQUE_VALIDATED' | 'PENDING_UNIQUENESS';
  readonly externalName?: string;
  readonly default?: unknown;
}

export interface UserSchemaSeed {
  readonly custom?: Readonly<Record<string, AttributeSeed>>;
  /** Changes to base attributes, for example another master or a firstName that is not required. */
  readonly base?: Readonly<Record<string, Partial<AttributeSeed>>>;
}

export interface UserTypeSeed {
  readonly id?: string;
  readonly name: string;
  readonly displayName: string;
  readonly description?: string;
  readonly default?: boolean;
  /** Okta: every user type has a schema of its own; where left out here it is that of the org's seed. */
  readonly schema?: UserSchemaSeed;
}

export interface RealmSeed {
  readonly id?: string;
  readonly name: string;
  readonly realmType?: 'DEFAULT' | 'PARTNER';
  readonly domains?: readonly string[];
  readonly default?: boolean;
}

/** A linked object by its names, `manager` and `subordinate`, and who is linked: associated login to primary login. */
export interface LinkedObjectSeed {
  readonly primary: string;
  readonly associated: string;
  readonly links?: readonly { readonly associated: string; readonly primary: string }[];
}

/** An app and the logins of those who have it. */
export interface AppAssignmentSeed {
  readonly id: string;
  readonly label: string;
  readonly users: readonly string[];
}

/** The organisation to start with: plain data, nothing but `name` is needed. */
export interface OrgSeed {
  readonly orgId?: string;
  readonly name: string;
  /** `idx` is Identity Engine, `v1` Classic Engine. */
  readonly pipeline?: 'idx' | 'v1';
  readonly apps?: readonly ServiceAppSeed[];
  readonly users?: Iterable<UserSeed>;
  readonly groups?: Iterable<GroupSeed>;
  readonly memberships?: Iterable<MembershipSeed>;
  readonly rules?: readonly GroupRuleSeed[];
  /** Admin roles of users and of groups. */
  readonly roles?: readonly RoleAssignmentSeed[];
  readonly schema?: UserSchemaSeed;
  readonly userTypes?: readonly UserTypeSeed[];
  /** With them, even with none named, the org has the add-on and a default realm. */
  readonly realms?: readonly RealmSeed[];
  readonly linkedObjects?: readonly LinkedObjectSeed[];
  readonly appAssignments?: readonly AppAssignmentSeed[];
  readonly switches?: Partial<Switches>;
}
