import { invalid } from '../http/errors.ts';
import { bodyOf, objectOf, type Exchange, type Reply, type Route } from '../http/exchange.ts';
import { isStorable } from '../org/formats.ts';
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
  const { name, description } = objectOf(bodyOf(exchange)['profile']) ?? {};
  if (typeof name !== 'string' || name.trim() === '') throw invalid('name', 'name: The field cannot be left blank');
  if (name.length > longestName) throw invalid('name', 'name: The field is too long');
  if (![name, String(description)].every(isStorable))
    throw invalid('name', 'name: 4-byte UTF-8 characters are not supported');
  // Names are unique among Okta's own groups; an imported group may have the same.
  if (org.groups.all().some((group) => group.type === 'OKTA_GROUP' && group.profile['name'] === name)) {
    throw invalid('name', 'name: An object with this field already exists in the current organization');
  }
  const profile = { name, description: typeof description === 'string' ? description : null };
  const group = org.addGroup({ id: org.newId('group'), profile }, author);
  return { body: groupView(group, org, url) };
}
