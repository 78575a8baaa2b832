import type { ObservedUser, ObservedValue } from '../../domain/identity/observed.ts';
import { userStatuses } from '../../domain/identity/observed.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { oktaUserId } from '../../domain/kernel/ids.ts';
import { formatInstant, instant, second, type Instant } from '../../domain/time/instant.ts';
import type { Page } from '../../reconcile/ports.ts';
import type { Lane } from '../transport/lane.ts';
import { readPages } from '../transport/pages.ts';
import type { JsonAnswer, Session } from '../transport/session.ts';
import { address } from './address.ts';
import { wholeSecond } from './whole-second.ts';
import { id, isRaw, list, moment, oneOf, raw, text, untrusted, type Raw } from './trust.ts';

const what = 'users';

/**
 * Leaves out links and transitions, which nobody here reads. `omitCredentials` would make it cheaper still, but
 * `credentials.provider` says who masters the account. [Okta: OktaResponse header of listUsers]
 */
const leaner = 'application/json; okta-response=omitCredentialsLinks,omitTransitioningToStatus';

/** For a single user it matters whether Okta is still at work on it. */
const withTransition = 'application/json; okta-response=omitCredentialsLinks';

/** How long a user that is being activated or deactivated is waited for; recorded ones were done within 2 s. */
const settling = [1, 2, 5, 15].map((seconds) => seconds * second);

/**
 * Lists users of every status: `search` includes DEPROVISIONED, the plain list does not. Unsorted, 200 a page.
 * [Okta: listUsers] `lastUpdated` has whole seconds, cut
 * off, and so has what it is compared with.
 * @throws TenuredError TEN-2203 when a complete listing is empty.
 */
export async function* listUsers(
  session: Session,
  since: Instant | null,
  attributes: readonly string[],
): AsyncGenerator<Page<ObservedUser>, void, undefined> {
  const search =
    since === null
      ? `created ge "${formatInstant(instant(0))}"`
      : `lastUpdated ge "${formatInstant(wholeSecond(since))}"`;
  const url = address(session.origin, ['api', 'v1', 'users'], { search, limit: '200' });
  let empty = true;
  for await (const answer of readPages(session, { url, bucket: 'GET /api/v1/users', what, contentType: leaner })) {
    const items = list(answer.json, what, 'the page').map((item) => readUser(item, attributes));
    if (items.length > 0) empty = false;
    yield { items, date: answer.date };
  }
  if (since === null && empty) throw nobodyVisible();
}

/**
 * Reads one user by id or login, from the database of record rather than the search index; null when there is none.
 * Okta also answers to the part of a login before the @: such a find is nobody that was asked for. While Okta is still
 * activating or deactivating it (`transitioningToStatus`) the status shown is the old one, so it is read again for a
 * while; after that it is handed out as it is. [Okta: getUser, activateUser]
 */
export async function getUser(
  session: Session,
  idOrLogin: string,
  attributes: readonly string[],
  lane: Lane = 'others',
): Promise<{ readonly user: ObservedUser | null; readonly date: Instant }> {
  if (idOrLogin.includes('/')) {
    throw new TenuredError('TEN-2308', 'Okta finds accounts whose login contains "/" by their id only.');
  }
  const answer = await getSettled(session, idOrLogin, lane);
  if (!answer.found) return { user: null, date: answer.date };
  const user = readUser(answer.json, attributes);
  const asked = user.id === idOrLogin || sameLogin(user.login, idOrLogin);
  return { user: asked ? user : null, date: answer.date };
}

async function getSettled(session: Session, idOrLogin: string, lane: Lane): Promise<JsonAnswer> {
  const get = (): Promise<JsonAnswer> =>
    session.get({
      url: address(session.origin, ['api', 'v1', 'users', idOrLogin]),
      bucket: 'GET /api/v1/users/{id}',
      what,
      contentType: withTransition,
      mayBeMissing: true,
      lane,
    });
  let answer = await get();
  for (const pause of settling) {
    if (!isRaw(answer.json) || isAbsent(answer.json['transitioningToStatus'])) break;
    await session.pause(pause);
    answer = await get();
  }
  return answer;
}

/** An organisation has at least the administrator who made it, so an empty list means a missing role. */
export function nobodyVisible(): TenuredError {
  return new TenuredError('TEN-2203', 'Okta shows not a single user to this app.', {
    why: 'An app without an admin role gets an empty list with status 200; believed, it would make everybody new.',
    hint: 'Give the app an admin role that covers the users: its "Admin roles" tab in the Okta admin console.',
  });
}

/** What it means that the account that must always be readable is not. */
export function canaryGone(idOrLogin: string): TenuredError {
  return new TenuredError('TEN-2204', `Okta does not show the account "${idOrLogin}" to this app.`, {
    why: 'Either it was deleted, or the app sees only a part of the people; that part must not pass for the whole.',
    hint: "If the account exists, widen the resource set of the app's admin role; else name another as okta.canary.",
  });
}

/** Logins are compared without regard to case and diacritics. [Okta: UserProfile] */
export function sameLogin(one: string, other: string): boolean {
  return fold(one) === fold(other);
}

function fold(login: string): string {
  return login.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Makes an observed user of Okta's, taking the wanted attributes and nothing else of the profile. */
export function readUser(value: unknown, attributes: readonly string[]): ObservedUser {
  const user = raw(value, what, 'a user');
  const profile = raw(user['profile'], what, 'a profile');
  const email = profile['email'];
  return {
    id: oktaUserId(id(user['id'], what)),
    status: oneOf(user['status'], userStatuses, what, 'a status'),
    login: text(profile['login'], what, 'a login'),
    email: typeof email === 'string' && email !== '' ? email : null,
    typeId: id(raw(user['type'], what, 'a user type')['id'], what),
    ...(isAbsent(user['realmId']) ? {} : { realmId: id(user['realmId'], what) }),
    provider: providerOf(user),
    attributes: pick(profile, attributes),
    lastUpdated: moment(user['lastUpdated'], what, 'lastUpdated'),
    lastLogin: isAbsent(user['lastLogin']) ? null : moment(user['lastLogin'], what, 'lastLogin'),
  };
}

/** An account whose master cannot be read is nobody's to write: anything but `OKTA` is sourced elsewhere. */
function providerOf(user: Raw): string {
  const credentials = user['credentials'];
  const provider = isRaw(credentials) ? credentials['provider'] : undefined;
  const type = isRaw(provider) ? provider['type'] : undefined;
  return typeof type === 'string' && /^[A-Z_]{1,40}$/.test(type) ? type : 'UNKNOWN';
}

function pick(profile: Raw, attributes: readonly string[]): Readonly<Record<string, ObservedValue>> {
  const picked = Object.create(null) as Record<string, ObservedValue>;
  for (const name of attributes) {
    const value = Object.hasOwn(profile, name) ? readValue(profile[name]) : null;
    if (value !== null) picked[name] = value;
  }
  return picked;
}

/** Absent, null and empty are all the same: no value. */
function readValue(value: unknown): ObservedValue | null {
  if (isAbsent(value) || value === '') return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(readElement);
  throw untrusted(what, 'an attribute is neither a plain value nor a list');
}

function readElement(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw untrusted(what, 'an attribute holds a list of something else than plain values');
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
