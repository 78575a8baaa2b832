import type { OktaGroupId, OktaUserId } from '../../domain/kernel/ids.ts';
import { address } from './address.ts';
import { claimOn, type Write } from './write.ts';

/** Puts a user into a group; a member already is answered 204 too, so that it may be repeated. [Okta: assignUserToGroup] */
export function addMember(origin: string, group: OktaGroupId, user: OktaUserId): Write {
  return membership(origin, 'PUT', group, user);
}

/** Takes a user out of a group; who is no member is answered 204 too. [Okta: unassignUserFromGroup] */
export function removeMember(origin: string, group: OktaGroupId, user: OktaUserId): Write {
  return membership(origin, 'DELETE', group, user);
}

function membership(origin: string, method: 'PUT' | 'DELETE', group: OktaGroupId, user: OktaUserId): Write {
  return {
    claim: { ...claimOn(method === 'PUT' ? 'add-to-group' : 'remove-from-group', user), groups: [group] },
    call: {
      method,
      url: address(origin, ['api', 'v1', 'groups', group, 'users', user]),
      bucket: `${method} /api/v1/groups/{id}/users/{id}`,
      repeatable: true,
    },
  };
}
