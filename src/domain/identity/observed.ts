import type { OktaGroupId, OktaUserId } from '../kernel/ids.ts';
import type { Instant } from '../time/instant.ts';

/** Okta's user statuses. [Okta: UserStatus] */
export const userStatuses = [
  'STAGED',
  'PROVISIONED',
  'ACTIVE',
  'RECOVERY',
  'PASSWORD_EXPIRED',
  'LOCKED_OUT',
  'SUSPENDED',
  'DEPROVISIONED',
] as const;

export type UserStatus = (typeof userStatuses)[number];

/** Statuses of an account that can be used or brought to use by its owner; never "repaired" by tenured. */
export const enabledStatuses: ReadonlySet<UserStatus> = new Set<UserStatus>([
  'ACTIVE',
  'PROVISIONED',
  'RECOVERY',
  'PASSWORD_EXPIRED',
  'LOCKED_OUT',
]);

/** A profile attribute as Okta holds it. Absent and null are the same to Okta and to us: not in the record. */
export type ObservedValue = string | number | boolean | readonly string[];

/** An Okta user as far as tenured may know it: status, names and the attributes that the mapping owns or matches by. */
export interface ObservedUser {
  readonly id: OktaUserId;
  readonly status: UserStatus;
  readonly login: string;
  readonly email: string | null;
  readonly typeId: string;
  /** Absent in an organisation without realms. */
  readonly realmId?: string;
  /** Who owns the profile: `OKTA`, or another master such as `ACTIVE_DIRECTORY`, `LDAP`, `IMPORT`. */
  readonly provider: string;
  /** The wanted attributes by Okta's name; those without a value are left out. */
  readonly attributes: Readonly<Record<string, ObservedValue>>;
  readonly lastUpdated: Instant;
  readonly lastLogin: Instant | null;
}

/** A group as listed. */
export interface ObservedGroup {
  readonly id: OktaGroupId;
  readonly name: string;
  readonly type: 'OKTA_GROUP' | 'APP_GROUP' | 'BUILT_IN';
  readonly lastMembershipUpdated: Instant;
  /** Whether it carries an admin role; absent where the listing does not say. */
  readonly admin?: boolean;
  /** How many members Okta counts; absent where the listing does not say. Which statuses it counts is not documented. */
  readonly members?: number;
}

/** A group rule, as far as it matters: which groups it fills while active. */
export interface ObservedGroupRule {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  readonly groups: readonly OktaGroupId[];
}

/** An attribute of the live user schema. */
export interface SchemaAttribute {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'array';
  readonly custom: boolean;
  readonly required: boolean;
  /** Okta enforces uniqueness; only custom attributes can. */
  readonly unique: boolean;
  readonly mutability: 'READ_WRITE' | 'READ_ONLY' | 'WRITE_ONLY' | 'IMMUTABLE';
  /** Who may write it: Okta, or the profile's source. */
  readonly master: 'OKTA' | 'PROFILE_MASTER' | 'OVERRIDE' | null;
  readonly minLength: number | null;
  readonly maxLength: number | null;
  readonly pattern: string | null;
  readonly format: string | null;
  readonly values: readonly (string | number)[] | null;
  /** Whether the user may edit it (`permissions` for SELF is READ_WRITE). */
  readonly userEditable: boolean;
}
