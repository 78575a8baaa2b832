import { formatInstant, type Instant } from '../../domain/time/instant.ts';
import type { ServiceApp } from '../org/apps.ts';
import type { Org } from '../org/org.ts';
import type { GroupRecord, UserRecord } from '../org/records.ts';
import type {
  AppAssignmentSeed,
  GroupRuleSeed,
  GroupSeed,
  LinkedObjectSeed,
  MembershipSeed,
  RealmSeed,
  ServiceAppSeed,
  UserSchemaSeed,
  UserSeed,
  UserTypeSeed,
} from '../org/seed.ts';
import type { Attribute } from '../org/user-schema.ts';
import { documentFormat, type OrganisationDocument } from './document.ts';

/** Every member of a type, so that one that is new to it cannot be forgotten here. */
type Every<Seed> = { readonly [Name in keyof Seed]-?: unknown };

/** What there may be very many of. */
type Listed = 'users' | 'groups' | 'memberships' | 'log' | 'mails' | 'sessions';

/**
 * The organisation as a document, piece by piece: its text is the pieces one after the other. Everything is of the moment
 * of the call, however long the pieces take; a change of status that is under way counts as done.
 */
export function exportedPieces(org: Org): Iterable<string> {
  org.settle();
  const users = [...org.users.all()];
  const groups = org.groups.all().filter(({ type }) => type !== 'BUILT_IN');
  const byPosition = new Map(users.map((user) => [user.position, user]));
  const head: Readonly<Record<string, unknown>> = headOf(org);
  const lists: Readonly<Record<string, Iterable<unknown>>> = {
    users: mapped(users, userSeed),
    groups: mapped(groups, groupSeed),
    memberships: groups.flatMap((group) => membershipSeeds(group, byPosition, org)),
    log: [...org.log.events],
    mails: [...org.mails()],
    sessions: users.flatMap(({ id }) => [...org.sessions.of(id)]),
  };
  return pieces(head, lists);
}

/** The organisation as a document in one piece. */
export function exportedText(org: Org): string {
  return [...exportedPieces(org)].join('');
}

function headOf(org: Org): Omit<Every<OrganisationDocument>, Listed> {
  return {
    format: documentFormat,
    version: 1,
    exported: formatInstant(org.now()),
    orgId: org.id,
    name: org.name,
    pipeline: org.pipeline,
    switches: org.switches,
    schema: schemaSeed(org.schema.attributes),
    userTypes: org.userTypes.map((type) => userTypeSeed(type, org)),
    realms: org.realms.enabled ? org.realms.all().map(realmSeed) : undefined,
    apps: org.apps.map(appSeed),
    rules: org.rules.map(ruleSeed),
    roles: org.roles.map(({ assignee, role }) => ({ assignee, role })),
    linkedObjects: linkedObjects(org),
    appAssignments: appAssignments(org),
    customRoles: [...org.iam.roles.values()],
    resourceSets: [...org.iam.resourceSets.values()],
  };
}

function* mapped<From, To>(items: readonly From[], to: (item: From) => To): Iterable<To> {
  for (const item of items) yield to(item);
}

/** One line for each item, so that a document can be looked at and compared. */
function* pieces(
  head: Readonly<Record<string, unknown>>,
  lists: Readonly<Record<string, Iterable<unknown>>>,
): Iterable<string> {
  let before = '{\n';
  for (const [name, value] of Object.entries(head)) {
    if (value === undefined) continue;
    yield `${before}"${name}": ${JSON.stringify(value)}`;
    before = ',\n';
  }
  for (const [name, items] of Object.entries(lists)) {
    yield `${before}"${name}": [`;
    before = '\n';
    for (const item of items) {
      yield `${before}${JSON.stringify(item)}`;
      before = ',\n';
    }
    yield '\n]';
    before = ',\n';
  }
  yield '\n}\n';
}

function userSeed(user: UserRecord): Every<UserSeed> {
  return {
    id: user.id,
    status: user.transitioningTo ?? user.status,
    created: formatInstant(user.created),
    activated: printed(user.activated),
    statusChanged: printed(user.statusChanged),
    lastLogin: printed(user.lastLogin),
    lastUpdated: formatInstant(user.lastUpdated),
    passwordChanged: printed(user.passwordChanged),
    typeId: user.typeId,
    realmId: user.realmId,
    provider: { type: user.providerType, name: user.providerName },
    hasPassword: user.hasPassword,
    recoveryQuestion: user.recoveryQuestion,
    profile: user.profile,
  };
}

function groupSeed(group: GroupRecord): Every<GroupSeed> {
  return {
    id: group.id,
    type: group.type,
    created: formatInstant(group.created),
    lastUpdated: formatInstant(group.lastUpdated),
    lastMembershipUpdated: formatInstant(group.lastMembershipUpdated),
    sourceId: group.sourceId,
    profile: group.profile,
  };
}

/** The members that somebody put there, and those that a rule did. */
function membershipSeeds(
  group: GroupRecord,
  users: ReadonlyMap<number, UserRecord>,
  org: Org,
): readonly MembershipSeed[] {
  const members = org.memberships.usersOf(group.position).map((position) => users.get(position));
  const there = members.filter((user) => user !== undefined);
  const [byHand, byRule] = [false, true].map((fed) => there.filter((user) => org.isFedByRule(group, user) === fed));
  const ids = (some: readonly UserRecord[] = []): readonly string[] => some.map(({ id }) => id);
  return [
    { group: group.id, users: ids(byHand) },
    { group: group.id, users: ids(byRule), byRule: true },
  ].filter(({ users: some }) => some.length > 0);
}

/** What a service app is made from. */
export function appSeed(app: ServiceApp): Required<ServiceAppSeed> {
  return {
    clientId: app.clientId,
    label: app.label,
    jwks: { keys: app.keys },
    grantedScopes: [...app.grantedScopes],
    dpopBound: app.dpopBound,
    roles: app.roles,
    applicationType: app.applicationType as Required<ServiceAppSeed>['applicationType'],
    grantTypes: app.grantTypes,
    active: app.active,
  };
}

function ruleSeed(rule: Org['rules'][number]): Every<GroupRuleSeed> {
  return {
    id: rule.id,
    name: rule.name,
    status: rule.status,
    created: formatInstant(rule.created),
    lastUpdated: formatInstant(rule.lastUpdated),
    expression: rule.expression,
    groupIds: rule.groupIds,
    excludedUsers: rule.excludedUsers,
    excludedGroups: rule.excludedGroups,
  };
}

function userTypeSeed(type: Org['userTypes'][number], org: Org): Every<UserTypeSeed> {
  return {
    id: type.id,
    name: type.name,
    displayName: type.displayName,
    description: type.description,
    default: type.default,
    schema: schemaSeed(org.types.schemaOf(type.id).attributes),
  };
}

function schemaSeed(attributes: ReadonlyMap<string, Attribute>): UserSchemaSeed {
  const part = (base: boolean): NonNullable<UserSchemaSeed['custom']> =>
    Object.fromEntries(
      [...attributes].flatMap(([name, attribute]) => (attribute.base === base ? [[name, plain(attribute)]] : [])),
    );
  return { base: part(true), custom: part(false) };
}

/** Without what the schema knows of it by its place. */
function plain({ name: _name, base: _base, since: _since, ...attribute }: Attribute): Omit<Attribute, 'name' | 'base'> {
  return attribute;
}

function realmSeed(realm: ReturnType<Org['realms']['all']>[number]): Every<RealmSeed> {
  return {
    id: realm.id,
    name: realm.name,
    realmType: realm.realmType,
    domains: realm.domains,
    default: realm.isDefault,
  };
}

function linkedObjects({ linkedObjects: objects }: Org): readonly LinkedObjectSeed[] {
  const links = objects.links();
  return objects.all().map(({ primary, associated }) => ({
    primary: primary.name,
    associated: associated.name,
    links: links
      .filter(({ name }) => name === primary.name)
      .map((link) => ({ associated: link.associated, primary: link.primary })),
  }));
}

function appAssignments(org: Org): readonly AppAssignmentSeed[] {
  const users = [...org.users.all()];
  return org.appAssignments.all().map(({ id, label }) => ({
    id,
    label,
    users: users.filter((user) => org.appAssignments.of(user.id).some((app) => app.id === id)).map((user) => user.id),
  }));
}

function printed(instant: Instant | null): string | null {
  return instant === null ? null : formatInstant(instant);
}
