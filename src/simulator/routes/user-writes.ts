import type { Permission } from '../auth/permissions.ts';
import { invalid, refuse, type Refused } from '../http/errors.ts';
import { objectOf, type Exchange } from '../http/exchange.ts';
import { judgeProfile, type ProfileProblem, type ProfileWrite } from '../org/profile-check.ts';
import { outsideRealm } from '../org/realms.ts';
import type { UserRecord } from '../org/records.ts';
import type { Profile } from '../org/seed.ts';
import { singleUser } from '../views/user-view.ts';
import { userOf } from './users.ts';

/** What every endpoint that writes users needs of Okta's scope and role gates. */
export const usersWrite = { scope: 'okta.users.manage' } as const;

/**
 * The user that a path names, to be changed by the caller.
 * @throws Refused E0000007 or E0000006 as for reading, and E0000006 when the permission does not reach the user.
 */
export function writableUser(exchange: Exchange, permission: Permission): UserRecord {
  const user = userOf(exchange);
  if (!exchange.access.mayUser(permission, user)) throw refuse('E0000006');
  return user;
}

/** Okta: E0000112, a user takes no update while it is being activated; while it is deactivated the status is wrong. */
export function refuseInTransition({ transitioningTo }: UserRecord): void {
  if (transitioningTo === undefined) return;
  throw refuse(transitioningTo === 'DEPROVISIONED' ? 'E0000038' : 'E0000112');
}

/**
 * The profile that a write leads to.
 * @throws Refused with what is wrong about it.
 */
export function acceptedProfile(
  write: ProfileWrite,
  exchange: Exchange,
  place: { readonly typeId?: string | undefined; readonly realmId?: string | undefined } = {},
): Profile {
  const { org } = exchange;
  refuseHidden(write, exchange);
  const { users, switches, types, realms } = org;
  const schema = types.schemaOf(place.typeId ?? write.user?.typeId ?? types.default.id);
  const judged = judgeProfile(write, { schema, users, switches, now: org.now() });
  if ('problem' in judged) throw refusal(judged.problem);
  const realm = realms.byId(place.realmId ?? write.user?.realmId ?? realms.defaultId ?? '');
  const outside = outsideRealm(realm, judged.profile);
  const [first] = outside;
  if (first === undefined) return judged.profile;
  throw invalid(first, ...outside.map((name) => `${name}: The domain is not one of the realm's domains`));
}

/** Okta: conditions of a custom role's permission limit what may be written of a user, too. */
function refuseHidden({ user, sent }: ProfileWrite, { access }: Exchange): void {
  const writable = user === undefined ? undefined : access.attributes('users.profile', user);
  if (writable !== undefined && !Object.keys(sent).every(writable)) throw refuse('E0000006');
}

/**
 * The realm that a body names; undefined when it names none.
 * @throws Refused E0000001 when the org has no such realm.
 */
export function realmOf(value: unknown, { org }: Exchange): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (org.realms.byId(value) === undefined) throw invalid('realmId', 'realmId: The realm does not exist');
  return value;
}

/**
 * The user type that a body names; undefined when it names none.
 * @throws Refused E0000001 when there is no such type.
 */
export function typeOf(value: Readonly<Record<string, unknown>> | undefined, exchange: Exchange): string | undefined {
  if (value === undefined) return undefined;
  const { org } = exchange;
  const type = org.types.byId(String(value['id']));
  if (type === undefined) throw invalid('type', 'type: The user type does not exist');
  // Okta: E0000253, a user type that was just made takes a while.
  if (type.created > org.created && org.now() < type.created + org.switches.typeSettlesMs) throw refuse('E0000253');
  return type.id;
}

/** Keeps what a body says a user signs in with: a password in the clear and the answer to a recovery question. */
export function keepSecrets(userId: string, body: Readonly<Record<string, unknown>>, { org }: Exchange): void {
  const credentials = objectOf(body['credentials']);
  const password = objectOf(credentials?.['password'])?.['value'];
  const answer = objectOf(credentials?.['recovery_question'])?.['answer'];
  if (typeof password === 'string') org.secrets.setPassword(userId, password);
  if (typeof answer === 'string') org.secrets.setAnswer(userId, answer);
}

/** The recovery question that a body sets; undefined when it sets none. */
export function questionOf(body: Readonly<Record<string, unknown>>): string | undefined {
  const { question } = objectOf(objectOf(body['credentials'])?.['recovery_question']) ?? {};
  return typeof question === 'string' ? question : undefined;
}

/** The user as it is now, the way that answers to writes show it: without an ETag. */
export function singleUserNow(id: string, { org, url, access }: Exchange): unknown {
  const user = org.users.byId(id);
  if (user === undefined) throw new Error(`a user that was just written is gone: ${id}`);
  return singleUser(user, url, org.userTypes, { shows: access.attributes('users', user) });
}

/** Okta: `Prefer: respond-async` lets the caller go on while a user is being deactivated. */
export function respondsAsync(exchange: Exchange): boolean {
  return /(^|[\s,])respond-async([\s,;]|$)/i.test(exchange.header('prefer') ?? '');
}

function refusal({ code, about, causes }: ProfileProblem): Refused {
  return refuse(code, about, causes);
}
