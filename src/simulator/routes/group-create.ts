import { invalid, refuse } from '../http/errors.ts';
import { bodyOf, objectOf, type Exchange, type Reply, type Route } from '../http/exchange.ts';
import { isStorable } from '../org/formats.ts';
import type { Profile } from '../org/seed.ts';
import { groupView } from '../views/group-view.ts';

/** `POST /api/v1/groups`. Okta: add a group; it answers 200, not 201. */
export const groupCreateRoutes: readonly Route[] = [
  {
    scope: 'okta.groups.manage',
    method: 'POST',
    path: '/api/v1/groups',
    permission: 'groups.create',
    answer: createGroup,
  },
];

/** Okta: the length of a group's name. */
const longestName = 255;

function createGroup(exchange: Exchange): Reply {
  const { org, author, url } = exchange;
  const profile = acceptedGroupProfile(objectOf(bodyOf(exchange)['profile']) ?? {}, exchange);
  const group = org.addGroup({ id: org.newId('group'), profile }, author);
  return { body: groupView(group, org, url) };
}

/**
 * The profile that is sent for a group of Okta's own, new or the one with the id `own`.
 * @throws Refused E0000001 for what is wrong with it, or the switch's code for a name that is taken.
 */
export function acceptedGroupProfile(
  { name, description }: Readonly<Record<string, unknown>>,
  { org }: Exchange,
  own?: string,
): Profile {
  if (typeof name !== 'string' || name.trim() === '') throw invalid('name', 'name: The field cannot be left blank');
  if (name.length > longestName) throw invalid('name', 'name: The field is too long');
  if (![name, String(description)].every(isStorable))
    throw invalid('name', 'name: 4-byte UTF-8 characters are not supported');
  // Names are unique among Okta's own groups; an imported group may have the same.
  const isTaken = org.groups
    .all()
    .some((group) => group.type === 'OKTA_GROUP' && group.id !== own && group.profile['name'] === name);
  if (isTaken && org.switches.duplicateGroup === 'E0000055') throw refuse('E0000055');
  if (isTaken) throw invalid('name', 'name: An object with this field already exists in the current organization');
  return { name, description: typeof description === 'string' ? description : null };
}
