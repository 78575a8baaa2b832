import { invalid, notFound, refuse } from '../http/errors.ts';
import { bodyOf, flag, objectOf, type Exchange, type Reply, type Route } from '../http/exchange.ts';
import type { GroupRecord } from '../org/records.ts';
import type { UserSeed, UserStatus } from '../org/seed.ts';
import { isFederated } from '../org/seeding.ts';
import { refuseUnwritable } from './memberships.ts';
import { acceptedProfile, keepSecrets, questionOf, realmOf, singleUserNow, typeOf, usersWrite } from './user-writes.ts';

/** `POST /api/v1/users`. Okta: create a user; it answers 200, not 201. */
export const userCreateRoutes: readonly Route[] = [
  { ...usersWrite, method: 'POST', path: '/api/v1/users', permission: 'users.create', answer: createUser },
];

/** Okta: a new user is put into at most this many groups. */
const groupLimit = 20;

interface Credentials {
  readonly hasPassword: boolean;
  readonly provider: { readonly type: string; readonly name: string };
}

function createUser(exchange: Exchange): Reply {
  const { org, author } = exchange;
  const body = bodyOf(exchange);
  const activate = flag(exchange, 'activate', true);
  const credentials = readCredentials(body);
  const expires = exchange.query('nextLogin') === 'changePassword';
  if (expires && !credentials.hasPassword) throw refuse('E0000124');
  if (expires && !activate) throw refuse('E0000125');
  const groups = readGroups(body['groupIds'], exchange);
  const typeId = typeOf(objectOf(body['type']), exchange);
  const realmId = realmOf(body['realmId'], exchange);
  const sent = objectOf(body['profile']) ?? {};
  const profile = acceptedProfile({ sent, kind: 'create', user: undefined }, exchange, { typeId, realmId });
  const question = questionOf(body);
  const seed: UserSeed = {
    id: org.newId('user'),
    status: 'STAGED',
    ...credentials,
    ...(question === undefined ? {} : { recoveryQuestion: question }),
    ...(typeId === undefined ? {} : { typeId }),
    ...(realmId === undefined ? {} : { realmId }),
    profile,
  };
  const { id } = org.addUser(seed, author);
  keepSecrets(id, body, exchange);
  for (const group of groups) org.addMember(group.id, id, author);
  if (activate) {
    const moved = org.moveUser(id, firstStatus(credentials, expires), author, org.switches.activationMs);
    if (!canSignIn(credentials)) org.sendMail('activation', moved);
  }
  return { body: singleUserNow(id, exchange) };
}

/** Okta: without credentials PROVISIONED until the user answers the mail, with a password or a provider ACTIVE. */
function firstStatus(credentials: Credentials, expires: boolean): UserStatus {
  if (expires) return 'PASSWORD_EXPIRED';
  return canSignIn(credentials) ? 'ACTIVE' : 'PROVISIONED';
}

function canSignIn({ hasPassword, provider }: Credentials): boolean {
  return hasPassword || isFederated(provider.type);
}

function readCredentials(body: Readonly<Record<string, unknown>>): Credentials {
  const credentials = objectOf(body['credentials']) ?? {};
  const password = objectOf(credentials['password']);
  const { type = 'OKTA', name = type } = objectOf(credentials['provider']) ?? {};
  const provider = { type: String(type), name: String(name) };
  const hasPassword = password !== undefined && ['value', 'hash', 'hook'].some((key) => password[key] !== undefined);
  if (password !== undefined && !hasPassword) throw invalid('password', 'password: The field cannot be left blank');
  // Okta: users of a FEDERATION or SOCIAL provider take no password.
  if (hasPassword && isFederated(provider.type)) {
    throw invalid('password', `password: A user of provider ${provider.type} has no password`);
  }
  return { hasPassword, provider };
}

function readGroups(value: unknown, exchange: Exchange): readonly GroupRecord[] {
  const groups = value === undefined || value === null ? [] : namedGroups(value, exchange);
  if (!exchange.access.mayCreateIn(groups)) throw refuse('E0000006');
  return groups;
}

function namedGroups(value: unknown, exchange: Exchange): readonly GroupRecord[] {
  if (!Array.isArray(value)) throw invalid('groupIds', 'groupIds: The value must be of type array');
  if (value.length > groupLimit) throw refuse('E0000093', '', ['The number of group targets is too large']);
  const { access, org } = exchange;
  return value.map((id) => {
    const group = org.groups.byId(String(id));
    if (group === undefined) throw notFound(String(id), 'UserGroup');
    refuseUnwritable(group, exchange);
    const may = access.mayGroup('membership', group) || access.mayGroup('membership.group', group);
    if (!may) throw refuse('E0000006');
    return group;
  });
}
