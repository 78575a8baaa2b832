import type { DirectoryReader } from '../reconcile/ports.ts';
import type { OktaOptions } from './options.ts';
import { membershipLog } from './membership-log.ts';
import { getGroupRule, listGroupRules } from './resources/group-rules.ts';
import { getGroup, listChangedGroups, listGroups, listMembers } from './resources/groups.ts';
import { readOrganisation } from './resources/organisation.ts';
import { carriesRole, listAssignees, readRolesOf } from './resources/roles.ts';
import { readSchema } from './resources/schema.ts';
import { listGroupsOf } from './resources/user-groups.ts';
import { canaryGone, getUser, listUsers } from './resources/users.ts';
import type { OktaTools } from './tools.ts';
import { connect, type Connection } from './transport/connection.ts';
import type { Headroom } from './transport/pacer.ts';

/** All that planning ever asks for: none of these can write. [Okta: OAuth 2.0 scopes] */
export const readScopes = ['okta.users.read', 'okta.groups.read', 'okta.schemas.read', 'okta.roles.read'] as const;

/** The reader and what the caller watches beside it. */
export interface OktaReader extends DirectoryReader {
  readonly scopes: readonly string[];
  /** Milliseconds that this host's clock is ahead of Okta's; null before the first answer. */
  clockSkew(): number | null;
  /** Requests sent so far, without those to the token endpoint. */
  calls(): number;
  /** The rate limit windows seen so far. */
  headroom(): readonly Headroom[];
}

/**
 * Makes a reader of one organisation, with a connection of its own. Nothing is sent before the first method is called.
 * @throws TenuredError TEN-20xx when the options cannot work.
 */
export function createReader(options: OktaOptions, tools: OktaTools): OktaReader {
  return readerOn(connect(options, tools));
}

/** Reads on a connection that others may use, too. */
export function readerOn(connection: Connection): OktaReader {
  const session = connection.open(readScopes);
  return {
    scopes: readScopes,
    organisation: () => readOrganisation(session),
    canary: async (idOrLogin) => {
      const { user, date } = await getUser(session, idOrLogin, []);
      if (user === null) throw canaryGone(idOrLogin);
      return { id: user.id, date };
    },
    users: (since, attributes) => listUsers(session, since, attributes),
    user: async (idOrLogin, attributes, lane) => (await getUser(session, idOrLogin, attributes, lane)).user,
    groups: () => listGroups(session),
    changedGroups: (since, besides) => listChangedGroups(session, since, besides),
    group: (id) => getGroup(session, id),
    carriesRole: (group) => carriesRole(session, group),
    groupMembers: (group) => listMembers(session, group),
    membershipChanges: membershipLog(connection, connection.credentials.clientId),
    groupRules: () => listGroupRules(session),
    groupRule: (id) => getGroupRule(session, id),
    assignees: () => listAssignees(session),
    rolesOf: (user) => readRolesOf(session, user),
    groupsOf: (user) => listGroupsOf(session, user),
    schema: () => readSchema(session),
    clockSkew: () => connection.time.skew(),
    calls: () => session.calls(),
    headroom: () => connection.pacer.headroom(),
  };
}
