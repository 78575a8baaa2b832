import type { Instant } from '../../domain/time/instant.ts';
import { idFor } from './ids.ts';
import type { ResourceSetSeed, RoleSeed } from './seed.ts';

/** One admin role held by a user, a group or a client. */
export interface RoleAssignment {
  readonly id: string;
  readonly assignee: string;
  readonly role: RoleSeed;
  readonly created: Instant;
}

/** Okta's labels of the standard roles, as role assignments show them. */
export const roleLabels: Readonly<Record<string, string>> = {
  API_ACCESS_MANAGEMENT_ADMIN: 'API Access Management Administrator',
  APP_ADMIN: 'Application Administrator',
  GROUP_MEMBERSHIP_ADMIN: 'Group Membership Administrator',
  HELP_DESK_ADMIN: 'Help Desk Administrator',
  ORG_ADMIN: 'Organization Administrator',
  READ_ONLY_ADMIN: 'Read-only Administrator',
  REPORT_ADMIN: 'Report Administrator',
  SUPER_ADMIN: 'Super Administrator',
  USER_ADMIN: 'Group Administrator',
};

export function roleAssignment(assignee: string, role: RoleSeed, created: Instant): RoleAssignment {
  return { id: role.id ?? idFor('assignment', `${assignee}\n${JSON.stringify(role)}`), assignee, role, created };
}

export function resourceSetId(set: ResourceSetSeed): string {
  return set.id ?? idFor('resourceSet', JSON.stringify(set));
}

/**
 * The assignments once an assignee is deactivated. Okta: its admin roles are revoked and do not come back with it; the
 * last super administrator of an org keeps that one.
 */
export function withoutRolesOf(assignee: string, roles: readonly RoleAssignment[]): readonly RoleAssignment[] {
  const isSuper = ({ role }: RoleAssignment): boolean => role.type === 'SUPER_ADMIN';
  const others = roles.filter((assignment) => assignment.assignee !== assignee);
  if (others.some(isSuper)) return others;
  return roles.filter((assignment) => assignment.assignee !== assignee || isSuper(assignment));
}
