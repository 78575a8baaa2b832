import { invalid, notFound, refuse } from '../http/errors.ts';
import { bodyOf, objectOf, type Exchange, type Reply, type Route } from '../http/exchange.ts';
import { pageOf } from '../http/listing.ts';
import type { Realm } from '../org/realms.ts';
import type { Catalogue } from '../search/compile.ts';
import { criteriaIn } from '../search/criteria.ts';
import { printed } from '../views/format.ts';

const all = '/api/v1/realms';
const one = `${all}/:realmId`;
const reading = { scope: 'okta.realms.read', permission: 'realms' } as const;
const managing = { scope: 'okta.realms.manage', permission: 'realms.manage' } as const;

/** Realms. Okta: a licensed add-on; an org without it answers E0000015. */
export const realmRoutes: readonly Route[] = [
  { ...reading, method: 'GET', path: all, answer: listRealms },
  { ...managing, method: 'POST', path: all, answer: createRealm },
  { ...reading, method: 'GET', path: one, answer: (exchange) => ({ body: view(realmIn(exchange), exchange.url) }) },
  { ...managing, method: 'PUT', path: one, answer: replaceRealm },
  { ...managing, method: 'DELETE', path: one, answer: deleteRealm },
];

function view(realm: Realm, url: string): unknown {
  const { id, created, lastUpdated, isDefault, name, realmType, domains } = realm;
  return {
    id,
    created: printed(created),
    lastUpdated: printed(lastUpdated),
    isDefault,
    profile: { name, realmType, domains },
    _links: { self: { href: `${url}${all}/${id}` } },
  };
}

function refuseUnlicensed({ org }: Exchange): void {
  if (!org.realms.enabled) throw refuse('E0000015');
}

function realmIn(exchange: Exchange): Realm {
  refuseUnlicensed(exchange);
  const id = exchange.param('realmId');
  const realm = exchange.org.realms.byId(id);
  if (realm === undefined) throw notFound(id, 'Realm');
  return realm;
}

const fields: Catalogue<Realm> = {
  ignoreCase: true,
  field: (name) =>
    name === 'profile.name' ? { kind: 'text', operators: ['eq', 'sw', 'co'], read: (realm) => realm.name } : undefined,
};

/** Okta: 200 a page, 10 with a search. */
function listRealms(exchange: Exchange): Reply {
  refuseUnlicensed(exchange);
  const { org, url } = exchange;
  const search = exchange.query('search');
  const shape = { parameters: ['search', 'sortBy', 'sortOrder'], standard: search === undefined ? 200 : 10 };
  const fits = search === undefined ? undefined : criteriaIn(search, fields).fits;
  const page = pageOf(exchange, org.realms.all(), { ...shape, maximum: 200 }, fits);
  return { body: page.items.map((realm) => view(realm, url)), links: page.links };
}

function profileOf(exchange: Exchange, but?: string): Pick<Realm, 'name' | 'realmType' | 'domains'> {
  const { name, realmType = 'DEFAULT', domains = [] } = objectOf(bodyOf(exchange)['profile']) ?? {};
  if (typeof name !== 'string' || name.trim() === '') throw invalid('name', 'name: The field cannot be left blank');
  if (realmType !== 'DEFAULT' && realmType !== 'PARTNER') throw invalid('realmType', 'realmType: DEFAULT or PARTNER');
  if (!Array.isArray(domains)) throw invalid('domains', 'domains: The value must be of type array');
  if (exchange.org.realms.all().some((realm) => realm.name === name && realm.id !== but)) {
    throw invalid('name', 'name: An object with this field already exists in the current organization');
  }
  return { name, realmType, domains: domains.map(String) };
}

function createRealm(exchange: Exchange): Reply {
  refuseUnlicensed(exchange);
  const { org, url } = exchange;
  const profile = profileOf(exchange);
  if (org.realms.all().length >= org.switches.realmLimit) throw refuse('E0000221', String(org.switches.realmLimit));
  const at = { created: org.wholeNow(), lastUpdated: org.wholeNow() };
  const realm: Realm = { id: org.newId('realm'), ...profile, isDefault: false, ...at };
  org.realms.put(realm);
  return { body: view(realm, url) };
}

function replaceRealm(exchange: Exchange): Reply {
  const { org, url } = exchange;
  const before = realmIn(exchange);
  const realm = { ...before, ...profileOf(exchange, before.id), lastUpdated: org.wholeNow() };
  org.realms.put(realm);
  return { body: view(realm, url) };
}

/** Okta: E0000178 for the default realm, and for one that still has users. */
function deleteRealm(exchange: Exchange): Reply {
  const { org } = exchange;
  const realm = realmIn(exchange);
  if (realm.isDefault) throw refuse('E0000178', 'It is the default realm.');
  for (const { realmId } of org.users.all()) {
    if (realmId === realm.id) throw refuse('E0000178', 'It has users.');
  }
  org.realms.remove(realm.id);
  return { status: 204, body: undefined };
}
