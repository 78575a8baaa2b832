import { idFor } from '../org/ids.ts';
import { resourceSetId, roleLabels, type RoleAssignment } from '../org/roles.ts';
import { printed } from './format.ts';

type Json = Readonly<Record<string, unknown>>;

/** A role assignment as users, groups and clients list it. */
export function roleView(
  { id, role, created, assignee }: RoleAssignment,
  assignmentType: 'USER' | 'GROUP' | 'CLIENT',
  url: string,
): Json {
  const at = printed(created);
  const collection = { USER: 'api/v1/users', GROUP: 'api/v1/groups', CLIENT: 'oauth2/v1/clients' }[assignmentType];
  const shared = { status: 'ACTIVE', created: at, lastUpdated: at, assignmentType };
  const links = { assignee: { href: `${url}/${collection}/${assignee}` } };
  if (role.type !== 'CUSTOM') return { id, label: roleLabels[role.type], type: role.type, ...shared, _links: links };
  const label = role.label ?? 'Custom role';
  return {
    id,
    label,
    type: 'CUSTOM',
    ...shared,
    'resource-set': resourceSetId(role.resourceSet),
    role: role.roleId ?? idFor('role', label),
    _links: links,
  };
}
