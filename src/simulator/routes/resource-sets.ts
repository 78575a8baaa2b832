import { invalid, notFound } from '../http/errors.ts';
import { bodyOf, type Exchange, type Reply, type Route } from '../http/exchange.ts';
import { nextInBody, pageOf } from '../http/listing.ts';
import { addressOf, ornOf, resourceLimit, type Resource, type ResourceSet } from '../org/iam.ts';
import { printed } from '../views/format.ts';
import { done, iamManaging, iamPage, iamReading, labelledView, textsOf } from './labelled.ts';

const all = '/api/v1/iam/resource-sets';
const one = `${all}/:set`;

/** Resource sets and what is in them. Okta: Resource Sets, Resource Set Resources. */
export const resourceSetRoutes: readonly Route[] = [
  { ...iamReading, method: 'GET', path: all, answer: listSets },
  { ...iamManaging, method: 'POST', path: all, answer: createSet },
  { ...iamReading, method: 'GET', path: one, answer: (exchange) => single(setIn(exchange), exchange) },
  { ...iamManaging, method: 'PUT', path: one, answer: replaceSet },
  { ...iamManaging, method: 'DELETE', path: one, answer: deleteSet },
  { ...iamReading, method: 'GET', path: `${one}/resources`, answer: listResources },
  { ...iamManaging, method: 'PATCH', path: `${one}/resources`, answer: addResources },
  { ...iamManaging, method: 'DELETE', path: `${one}/resources/:resource`, answer: removeResource },
];

function view(set: ResourceSet, url: string): unknown {
  const self = `${url}${all}/${set.id}`;
  const [bindings, resources] = ['bindings', 'resources'].map((name) => ({ href: `${self}/${name}` }));
  return { ...labelledView(set), _links: { bindings, self: { href: self }, resources } };
}

/** Recorded from live orgs: a single set comes with a self link in its headers, too. */
function single(set: ResourceSet, { url }: Exchange): Reply {
  return { body: view(set, url), links: [`<${url}${all}/${set.id}>; rel="self"`] };
}

function setIn(exchange: Exchange): ResourceSet {
  const name = exchange.param('set');
  const set = exchange.org.iam.resourceSet(name);
  if (set === undefined) throw notFound(name, 'ResourceSet');
  return set;
}

function listSets(exchange: Exchange): Reply {
  const { org, url } = exchange;
  const { items, next } = pageOf(exchange, [...org.iam.resourceSets.values()], { standard: iamPage });
  return { body: { 'resource-sets': items.map((set) => view(set, url)), _links: nextInBody(next) } };
}

function resourcesOf(value: unknown, before: readonly Resource[], { org }: Exchange): readonly Resource[] {
  if (!Array.isArray(value)) throw invalid('resources', 'resources: The value must be of type array');
  const orns = value.map((each) => {
    const orn = ornOf(String(each), org.id);
    if (orn === undefined) throw invalid('resources', `resources: ${String(each)} is not a resource`);
    return orn;
  });
  const fresh = [...new Set(orns)].filter((orn) => !before.some((resource) => resource.orn === orn));
  if (before.length + fresh.length > resourceLimit) {
    throw invalid('resources', `resources: A resource set has at most ${String(resourceLimit)} resources`);
  }
  return [...before, ...fresh.map((orn) => ({ id: org.newId('resource'), orn, created: org.wholeNow() }))];
}

function createSet(exchange: Exchange): Reply {
  const { org } = exchange;
  const texts = textsOf(exchange, (label) => org.iam.resourceSet(label));
  const resources = resourcesOf(bodyOf(exchange)['resources'], [], exchange);
  if (resources.length === 0) throw invalid('resources', 'resources: The field cannot be left blank');
  const at = { created: org.wholeNow(), lastUpdated: org.wholeNow() };
  const set: ResourceSet = { id: org.newId('resourceSet'), ...texts, resources, ...at };
  org.iam.resourceSets.set(set.id, set);
  return single(set, exchange);
}

function put(exchange: Exchange, set: ResourceSet): ResourceSet {
  const after = { ...set, lastUpdated: exchange.org.wholeNow() };
  exchange.org.iam.resourceSets.set(after.id, after);
  return after;
}

function replaceSet(exchange: Exchange): Reply {
  const set = setIn(exchange);
  const texts = textsOf(exchange, (label) => exchange.org.iam.resourceSet(label), set.id);
  return single(put(exchange, { ...set, ...texts }), exchange);
}

function deleteSet(exchange: Exchange): Reply {
  exchange.org.iam.resourceSets.delete(setIn(exchange).id);
  return done;
}

function listResources(exchange: Exchange): Reply {
  const { url } = exchange;
  const set = setIn(exchange);
  const own = `${url}${all}/${set.id}`;
  const resources = set.resources.map(({ id, orn, created }) => {
    const address = addressOf(orn, url);
    const kind = orn.split(':')[4];
    return {
      id,
      orn,
      created: printed(created),
      lastUpdated: printed(created),
      _links: {
        self: { href: address },
        resource: { href: `${own}/resources/${id}` },
        ...(kind === 'users' ? { users: { href: address } } : {}),
        ...(kind === 'groups' ? { groups: { href: address } } : {}),
      },
    };
  });
  return {
    body: { resources, _links: { 'resource-set': { href: own }, self: { href: `${own}/resources` } } },
    links: [`<${own}/resources>; rel="self"`],
  };
}

/** Okta: PATCH adds to the set. */
function addResources(exchange: Exchange): Reply {
  const set = setIn(exchange);
  const resources = resourcesOf(bodyOf(exchange)['additions'], set.resources, exchange);
  return single(put(exchange, { ...set, resources }), exchange);
}

function removeResource(exchange: Exchange): Reply {
  const set = setIn(exchange);
  const id = exchange.param('resource');
  if (!set.resources.some((resource) => resource.id === id)) throw notFound(id, 'Resource');
  put(exchange, { ...set, resources: set.resources.filter((resource) => resource.id !== id) });
  return done;
}
