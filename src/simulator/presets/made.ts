import type { GroupRuleSeed, GroupSeed, MembershipSeed, RoleAssignmentSeed, UserSeed } from '../org/seed.ts';

/** What a ready-made organisation is made from. */
export interface MadeOrganisation {
  readonly users: readonly UserSeed[];
  readonly groups: readonly GroupSeed[];
  readonly memberships: readonly MembershipSeed[];
  readonly rules: readonly GroupRuleSeed[];
  readonly roles: readonly RoleAssignmentSeed[];
}
