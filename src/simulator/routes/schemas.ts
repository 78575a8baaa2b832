import { notFound } from '../http/errors.ts';
import type { Exchange, Reply, Route } from '../http/exchange.ts';
import { idFor } from '../org/ids.ts';
import { schemaView, userTypeView } from '../views/schema-view.ts';

/** The user schema and the user types. Okta: Schemas, User Types. */
export const schemaRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v1/meta/schemas/user/:schemaId',
    scope: 'okta.schemas.read',
    permission: 'schemas',
    answer: getSchema,
  },
  {
    method: 'GET',
    path: '/api/v1/meta/types/user',
    scope: 'okta.userTypes.read',
    permission: 'userTypes',
    answer: listTypes,
  },
];

function getSchema(exchange: Exchange): Reply {
  const { org, url } = exchange;
  const id = exchange.param('schemaId');
  const type = org.userTypes.find((each) => (id === 'default' ? each.default : each.schemaId === id));
  if (type === undefined) throw notFound(id, 'UserSchema');
  return { body: schemaView(org.schema, type, org.created, url) };
}

function listTypes(exchange: Exchange): Reply {
  const { org, url } = exchange;
  const createdBy = idFor('user', `${org.id}\nsystem`);
  return { body: org.userTypes.map((type) => userTypeView(type, url, createdBy)) };
}
