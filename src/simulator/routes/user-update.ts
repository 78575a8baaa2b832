import { refuse } from '../http/errors.ts';
import { bodyOf, objectOf, type Exchange, type Reply, type Route } from '../http/exchange.ts';
import { changeEvents } from '../org/change-events.ts';
import type { UserChange, UserRecord } from '../org/records.ts';
import { orderedProfile } from '../org/seeding.ts';
import { userEtag } from '../views/user-view.ts';
import {
  acceptedProfile,
  keepSecrets,
  questionOf,
  realmOf,
  refuseInTransition,
  singleUserNow,
  typeOf,
  usersWrite,
  writableUser,
} from './user-writes.ts';

const onUser = { ...usersWrite, path: '/api/v1/users/:userId', permission: 'users.profile' } as const;

/** Changes of a user's profile. Okta: update a user (POST), replace a user (PUT). */
export const userUpdateRoutes: readonly Route[] = [
  { ...onUser, method: 'POST', answer: (exchange) => updateUser(exchange, 'merge') },
  { ...onUser, method: 'PUT', answer: (exchange) => updateUser(exchange, 'replace') },
];

function updateUser(exchange: Exchange, kind: 'merge' | 'replace'): Reply {
  const { org, author } = exchange;
  const user = writableUser(exchange, 'users.profile');
  const body = bodyOf(exchange);
  checkMatch(exchange.header('if-match'), user);
  refuseInTransition(user);
  // Okta: editing deactivated users is a setting of the super administrator's, off in most orgs.
  if (user.status === 'DEPROVISIONED' && !org.switches.editDeactivated) throw refuse('E0000038');
  const change = changeOf(body, user, exchange, kind);
  const differs = change.recoveryQuestion !== undefined || changeEvents(user, { ...user, ...change }).length > 0;
  // Whether Okta counts a write that changes nothing as an update is not documented; here it does not.
  if (differs) org.changeUser(user.id, change, author);
  keepSecrets(user.id, body, exchange);
  return { body: singleUserNow(user.id, exchange) };
}

function changeOf(
  body: Readonly<Record<string, unknown>>,
  user: UserRecord,
  exchange: Exchange,
  kind: 'merge' | 'replace',
): UserChange {
  const sent = objectOf(body['profile']);
  const realmId = realmOf(body['realmId'], exchange);
  // Okta: the type of a user is changed by PUT alone.
  const typeId = kind === 'replace' ? typeOf(objectOf(body['type']), exchange) : undefined;
  const password = objectOf(objectOf(body['credentials'])?.['password']);
  const writes = kind === 'replace' || sent !== undefined;
  const profile = writes ? acceptedProfile({ sent: sent ?? {}, kind, user }, exchange, { typeId, realmId }) : undefined;
  const question = questionOf(body);
  return {
    ...(question === undefined ? {} : { recoveryQuestion: question }),
    ...(profile === undefined ? {} : { profile: orderedProfile(profile) }),
    ...(realmId === undefined ? {} : { realmId }),
    ...(typeId === undefined ? {} : { typeId }),
    ...(password === undefined ? {} : { hasPassword: true, passwordChanged: exchange.org.wholeNow() }),
  };
}

/** Okta: `If-Match` on POST and PUT; E0000242 for what is no ETag, E0000231 when it is another one. */
function checkMatch(header: string | undefined, user: UserRecord): void {
  if (header === undefined || header === '*') return;
  const tags = header.split(/\s*,\s*/);
  if (!tags.every((tag) => /^(W\/)?"[^"]*"$/.test(tag))) throw refuse('E0000242');
  if (!tags.includes(userEtag(user))) throw refuse('E0000231');
}
