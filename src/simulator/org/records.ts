import type { Instant } from '../../domain/time/instant.ts';
import type { GroupType, Profile, UserStatus } from './seed.ts';

/** A user as the org keeps it. Never changed in place: a change is a new record at the same position. */
export interface UserRecord {
  /** The order in which the org came to know its users; lists without a sort follow it. */
  readonly position: number;
  readonly id: string;
  readonly status: UserStatus;
  /** Where an asynchronous change of status is going; undefined when none is under way. */
  readonly transitioningTo: UserStatus | undefined;
  readonly created: Instant;
  readonly activated: Instant | null;
  readonly statusChanged: Instant | null;
  readonly lastLogin: Instant | null;
  readonly lastUpdated: Instant;
  readonly passwordChanged: Instant | null;
  readonly typeId: string;
  readonly realmId: string | undefined;
  readonly providerType: string;
  readonly providerName: string;
  readonly hasPassword: boolean;
  readonly recoveryQuestion?: string | undefined;
  readonly profile: Profile;
}

/** A group as the org keeps it, replaced on change like a user. */
export interface GroupRecord {
  readonly position: number;
  readonly id: string;
  readonly type: GroupType;
  readonly created: Instant;
  readonly lastUpdated: Instant;
  readonly lastMembershipUpdated: Instant;
  readonly sourceId: string | undefined;
  readonly profile: Profile;
}

/** What a caller may change of a user by hand. */
export type UserChange = Partial<Omit<UserRecord, 'position' | 'id' | 'created'>>;

export type GroupChange = Partial<Omit<GroupRecord, 'position' | 'id' | 'created'>>;
