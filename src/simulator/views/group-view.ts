import type { Org } from '../org/org.ts';
import type { GroupRecord } from '../org/records.ts';
import type { GroupRule } from '../org/rules.ts';
import { printed } from './format.ts';

type Json = Readonly<Record<string, unknown>>;

/** A group; with `stats` the counts that `expand=stats` adds. */
export function groupView(group: GroupRecord, org: Org, url: string, stats = false): Json {
  const own = `${url}/api/v1/groups/${group.id}`;
  const imported = group.type === 'APP_GROUP';
  return {
    id: group.id,
    created: printed(group.created),
    lastUpdated: printed(group.lastUpdated),
    lastMembershipUpdated: printed(group.lastMembershipUpdated),
    objectClass: [imported ? 'okta:windows_security_principal' : 'okta:user_group'],
    type: group.type,
    // The specification knows no null here, and what is null may be left out as well.
    profile: Object.fromEntries(Object.entries(group.profile).filter(([, value]) => value !== null)),
    ...(stats ? { _embedded: { stats: statsOf(group, org) } } : {}),
    _links: {
      logo: [logo(url, 'medium'), logo(url, 'large')],
      users: { href: `${own}/users` },
      apps: { href: `${own}/apps` },
      ...(group.sourceId === undefined ? {} : { source: { href: `${url}/api/v1/apps/${group.sourceId}` } }),
    },
  };
}

/** A group rule. */
export function ruleView(rule: GroupRule): Json {
  return {
    type: 'group_rule',
    id: rule.id,
    status: rule.status,
    name: rule.name,
    created: printed(rule.created),
    lastUpdated: printed(rule.lastUpdated),
    conditions: {
      people: { users: { exclude: rule.excludedUsers }, groups: { exclude: rule.excludedGroups } },
      expression: { value: rule.expression, type: 'urn:okta:expression:1.0' },
    },
    actions: { assignUserToGroups: { groupIds: rule.groupIds } },
    allGroupsValid: rule.status !== 'INVALID',
  };
}

function statsOf(group: GroupRecord, org: Org): Json {
  const everyone = group.type === 'BUILT_IN';
  return {
    usersCount: everyone ? org.users.count : org.memberships.usersOf(group.position).length,
    appsCount: 0,
    groupPushMappingsCount: 0,
    hasAdminPrivilege: org.roles.some((assignment) => assignment.assignee === group.id),
  };
}

function logo(url: string, size: string): Json {
  return { name: size, href: `${url}/assets/img/logos/groups/okta-${size}.png`, type: 'image/png' };
}
