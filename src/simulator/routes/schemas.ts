import { instant } from '../../domain/time/instant.ts';
import { notFound, refuse } from '../http/errors.ts';
import { bodyOf, objectOf, type Exchange, type Reply, type Route } from '../http/exchange.ts';
import type { Org } from '../org/org.ts';
import { judgeSchemaEdit } from '../org/schema-edit.ts';
import type { UserType } from '../org/user-types.ts';
import { schemaView } from '../views/schema-view.ts';

const path = '/api/v1/meta/schemas/user/:schemaId';

/** The schemas of the user types. Okta: Schemas. */
export const schemaRoutes: readonly Route[] = [
  { method: 'GET', path, scope: 'okta.schemas.read', permission: 'schemas', answer: getSchema },
  { method: 'POST', path, scope: 'okta.schemas.manage', permission: 'schemas.manage', answer: changeSchema },
];

function typeOfSchema(exchange: Exchange): UserType {
  const id = exchange.param('schemaId');
  const type = exchange.org.types.bySchema(id);
  if (type === undefined) throw notFound(id, 'UserSchema');
  return type;
}

function getSchema(exchange: Exchange): Reply {
  const type = typeOfSchema(exchange);
  return { body: schemaView(exchange.org.types.schemaOf(type.id), type, exchange.url) };
}

/** Okta: a partial change; a property that is null is removed, and with it every user's value. */
function changeSchema(exchange: Exchange): Reply {
  const { org } = exchange;
  const type = typeOfSchema(exchange);
  const schema = org.types.schemaOf(type.id);
  const definitions = objectOf(bodyOf(exchange)['definitions']) ?? {};
  const edit = judgeSchemaEdit(
    schema,
    { custom: propertiesOf(definitions['custom']), base: propertiesOf(definitions['base']) },
    org.now(),
    (attribute) => isDuplicated(attribute, org),
  );
  if ('code' in edit) throw refuse(edit.code, edit.about, edit.causes);
  for (const [name, attribute] of edit.changes) {
    if (attribute === undefined) schema.attributes.delete(name);
    else schema.attributes.set(name, attribute);
    org.users.track(name, org.types.uniqueAttributes().has(name));
    if (attribute === undefined) forget(name, type, org);
  }
  schema.lastUpdated = org.wholeNow();
  return { body: schemaView(schema, type, exchange.url) };
}

function propertiesOf(definition: unknown): Readonly<Record<string, Readonly<Record<string, unknown>> | null>> {
  const properties = objectOf(objectOf(definition)?.['properties']) ?? {};
  return Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, objectOf(each) ?? null]));
}

function isDuplicated(attribute: string, org: Org): boolean {
  const seen = new Set<string>();
  for (const { profile } of org.users.all()) {
    const value = profile[attribute] ?? null;
    if (value === null) continue;
    if (seen.has(String(value))) return true;
    seen.add(String(value));
  }
  return false;
}

/** What was stored of the attribute is gone from sight at once, and from the store as soon as the switch says. */
function forget(name: string, type: UserType, org: Org): void {
  const { users } = org;
  const values = new Map<string, unknown>();
  for (const user of [...users.all()]) {
    if (user.typeId !== type.id || !(name in user.profile)) continue;
    values.set(user.id, user.profile[name]);
    const profile = Object.fromEntries(Object.entries(user.profile).filter(([each]) => each !== name));
    users.put({ ...user, profile }, user.lastUpdated, false);
  }
  org.stale.leave({ attribute: name, values, until: instant(org.now() + org.switches.profileCleanupMs) });
}
