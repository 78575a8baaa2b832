import { refuse } from '../http/errors.ts';
import { bodyOf, objectOf, type Exchange, type Reply, type Route } from '../http/exchange.ts';
import type { GroupRecord } from '../org/records.ts';
import { groupView } from '../views/group-view.ts';
import { acceptedGroupProfile } from './group-create.ts';
import { groupOf } from './groups.ts';

const onGroup = { scope: 'okta.groups.manage', path: '/api/v1/groups/:groupId', permission: 'groups.manage' } as const;

/** Groups changed and removed. Okta: replace a group, delete a group. */
export const groupUpdateRoutes: readonly Route[] = [
  { ...onGroup, method: 'PUT', answer: replaceGroup },
  { ...onGroup, method: 'DELETE', answer: deleteGroup },
];

function managed(exchange: Exchange): GroupRecord {
  const group = groupOf(exchange);
  if (!exchange.access.mayGroup('groups.manage', group)) throw refuse('E0000006');
  return group;
}

/** Okta: only groups of type OKTA_GROUP. */
function replaceGroup(exchange: Exchange): Reply {
  const { org, author, url } = exchange;
  const group = managed(exchange);
  if (group.type !== 'OKTA_GROUP') throw refuse('E0000006');
  const profile = acceptedGroupProfile(objectOf(bodyOf(exchange)['profile']) ?? {}, exchange, group.id);
  return { body: groupView(org.changeGroup(group.id, { profile }, author), org, url) };
}

/** Okta: the built-in group stays; an imported one goes unless it is pushed to. */
function deleteGroup(exchange: Exchange): Reply {
  const group = managed(exchange);
  if (group.type === 'BUILT_IN') throw refuse('E0000006');
  exchange.org.removeGroup(group.id, exchange.author);
  return { status: 204, body: undefined };
}
