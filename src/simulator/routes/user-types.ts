import { invalid, notFound, refuse } from '../http/errors.ts';
import { bodyOf, type Exchange, type Reply, type Route } from '../http/exchange.ts';
import { idFor } from '../org/ids.ts';
import { buildUserSchema } from '../org/user-schema.ts';
import type { UserType } from '../org/user-types.ts';
import { userTypeView } from '../views/schema-view.ts';

const reading = { scope: 'okta.userTypes.read', permission: 'userTypes' } as const;
const managing = { scope: 'okta.userTypes.manage', permission: 'userTypes.manage' } as const;
const all = '/api/v1/meta/types/user';
const one = '/api/v1/meta/types/user/:typeId';

/** The user types. Okta: User Types; which type a user has is changed by PUT of the user alone. */
export const userTypeRoutes: readonly Route[] = [
  { ...reading, method: 'GET', path: all, answer: listTypes },
  { ...managing, method: 'POST', path: all, answer: createType },
  { ...reading, method: 'GET', path: one, answer: (exchange) => shownOne(typeIn(exchange), exchange) },
  { ...managing, method: 'POST', path: one, answer: updateType },
  { ...managing, method: 'PUT', path: one, answer: updateType },
  { ...managing, method: 'DELETE', path: one, answer: deleteType },
];

function listTypes({ org, url }: Exchange): Reply {
  const createdBy = idFor('user', `${org.id}\nsystem`);
  return { body: org.userTypes.map((type) => userTypeView(type, url, createdBy)) };
}

function shownOne(type: UserType, { org, url }: Exchange): Reply {
  return { body: userTypeView(type, url, idFor('user', `${org.id}\nsystem`)) };
}

function typeIn(exchange: Exchange): UserType {
  const id = exchange.param('typeId');
  const type = id === 'default' ? exchange.org.types.default : exchange.org.types.byId(id);
  if (type === undefined) throw notFound(id, 'UserType');
  return type;
}

function createType(exchange: Exchange): Reply {
  const { org } = exchange;
  const { name, displayName, description } = bodyOf(exchange);
  // Okta: the name starts with a letter and holds letters, digits and underscores alone.
  if (typeof name !== 'string' || !/^[A-Za-z]\w*$/.test(name)) throw invalid('name', 'name: The field is not valid');
  if (typeof displayName !== 'string' || displayName === '') {
    throw invalid('displayName', 'displayName: The field cannot be left blank');
  }
  if (org.userTypes.some((type) => type.name === name)) {
    throw invalid('name', 'name: An object with this field already exists in the current organization');
  }
  const type: UserType = {
    id: org.newId('userType'),
    schemaId: org.newId('schema'),
    name,
    displayName,
    description: typeof description === 'string' ? description : '',
    default: false,
    created: org.wholeNow(),
    lastUpdated: org.wholeNow(),
  };
  org.types.put(type, buildUserSchema());
  return shownOne(type, exchange);
}

/** Okta: the name is read-only once the type is there. */
function updateType(exchange: Exchange): Reply {
  const { org } = exchange;
  const type = typeIn(exchange);
  const { name = type.name, displayName = type.displayName, description = type.description } = bodyOf(exchange);
  if (name !== type.name) throw invalid('name', 'name: The field is read-only');
  const after = {
    ...type,
    displayName: String(displayName),
    description: String(description),
    lastUpdated: org.wholeNow(),
  };
  org.types.put(after);
  return shownOne(after, exchange);
}

function deleteType(exchange: Exchange): Reply {
  const { org } = exchange;
  const type = typeIn(exchange);
  if (type.default) throw refuse('E0000006');
  for (const { typeId } of org.users.all()) {
    if (typeId === type.id) throw invalid('type', 'type: The user type has users');
  }
  org.types.remove(type.id);
  return { status: 204, body: undefined };
}
