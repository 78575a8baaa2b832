import { invalid, notFound, refuse } from '../http/errors.ts';
import { bodyOf, objectOf, type Exchange, type Reply, type Route } from '../http/exchange.ts';
import { linkedObjectLimit, type LinkedObject, type LinkedSide } from '../org/linked-objects.ts';

const all = '/api/v1/meta/schemas/user/linkedObjects';
const one = `${all}/:name`;
const reading = { scope: 'okta.linkedObjects.read', permission: 'linkedObjects' } as const;
const managing = { scope: 'okta.linkedObjects.manage', permission: 'linkedObjects.manage' } as const;

/** The definitions of linked objects. Okta: Linked Objects. */
export const linkedObjectRoutes: readonly Route[] = [
  {
    ...reading,
    method: 'GET',
    path: all,
    answer: ({ org, url }) => ({ body: org.linkedObjects.all().map(view(url)) }),
  },
  { ...managing, method: 'POST', path: all, answer: define },
  { ...reading, method: 'GET', path: one, answer: (exchange) => ({ body: view(exchange.url)(named(exchange)) }) },
  { ...managing, method: 'DELETE', path: one, answer: remove },
];

function view(url: string): (object: LinkedObject) => unknown {
  return ({ primary, associated }) => ({
    primary,
    associated,
    _links: { self: { href: `${url}${all}/${primary.name}` } },
  });
}

function named(exchange: Exchange): LinkedObject {
  const name = exchange.param('name');
  const object = exchange.org.linkedObjects.byName(name);
  if (object === undefined) throw notFound(name, 'LinkedObject');
  return object;
}

function define(exchange: Exchange): Reply {
  const { linkedObjects } = exchange.org;
  const body = bodyOf(exchange);
  const primary = sideOf(body['primary'], 'primary');
  const associated = sideOf(body['associated'], 'associated');
  const taken = [primary.name, associated.name].some((name) => linkedObjects.byName(name) !== undefined);
  if (taken || primary.name === associated.name) throw refuse('E0000127', 'The name is taken.');
  if (linkedObjects.all().length >= linkedObjectLimit) throw invalid('linkedObjects', 'The limit of 200 is reached');
  const object = { primary, associated };
  linkedObjects.define(object);
  return { status: 201, body: view(exchange.url)(object) };
}

/** Okta: the name does not start with a digit and holds letters, digits and underscores alone. */
function sideOf(value: unknown, which: 'primary' | 'associated'): LinkedSide {
  const { name, title, description = '', type } = objectOf(value) ?? {};
  if (typeof name !== 'string' || !/^[A-Za-z_]\w*$/.test(name)) throw invalid(which, `${which}.name: is not valid`);
  if (typeof title !== 'string' || title === '') throw invalid(which, `${which}.title: The field cannot be left blank`);
  if (type !== 'USER') throw invalid(which, `${which}.type: The value must be USER`);
  return { name, title, description: String(description), type };
}

function remove(exchange: Exchange): Reply {
  exchange.org.linkedObjects.remove(named(exchange));
  return { status: 204, body: undefined };
}
