import { isUnique, type Attribute, type LiveSchema } from '../org/user-schema.ts';
import type { UserType } from '../org/user-types.ts';
import { printed } from './format.ts';

type Json = Readonly<Record<string, unknown>>;

/** A user type's schema. Okta: Schemas; members as recorded from live orgs. */
export function schemaView(schema: LiveSchema, type: UserType, url: string): Json {
  const attributes = [...schema.attributes.values()];
  const self = `${url}/api/v1/meta/schemas/user/${type.schemaId}`;
  return {
    id: self,
    $schema: 'http://json-schema.org/draft-04/schema#',
    name: type.name,
    title: type.displayName,
    type: 'object',
    created: printed(type.created),
    lastUpdated: printed(schema.lastUpdated ?? type.created),
    definitions: {
      custom: definition(
        'custom',
        attributes.filter((attribute) => !attribute.base),
      ),
      base: definition(
        'base',
        attributes.filter((attribute) => attribute.base),
      ),
    },
    properties: { profile: { allOf: [{ $ref: '#/definitions/custom' }, { $ref: '#/definitions/base' }] } },
    _links: {
      self: { rel: 'self', href: self },
      type: { rel: 'type', href: `${url}/api/v1/meta/types/user/${type.id}` },
    },
  };
}

/** A user type. */
export function userTypeView(type: UserType, url: string, createdBy: string): Json {
  return {
    id: type.id,
    displayName: type.displayName,
    name: type.name,
    description: type.description,
    createdBy,
    lastUpdatedBy: createdBy,
    created: printed(type.created),
    lastUpdated: printed(type.lastUpdated),
    default: type.default,
    _links: {
      schema: { rel: 'schema', href: `${url}/api/v1/meta/schemas/user/${type.schemaId}`, method: 'GET' },
      self: { rel: 'self', href: `${url}/api/v1/meta/types/user/${type.id}`, method: 'GET' },
    },
  };
}

function definition(name: string, attributes: readonly Attribute[]): Json {
  return {
    id: `#${name}`,
    type: 'object',
    properties: Object.fromEntries(attributes.map((attribute) => [attribute.name, property(attribute)])),
    required: attributes.filter((attribute) => attribute.required === true).map((attribute) => attribute.name),
  };
}

const shownMembers = [
  'title',
  'description',
  'type',
  'format',
  'required',
  'minLength',
  'maxLength',
  'pattern',
  'minimum',
  'maximum',
  'enum',
  'oneOf',
  'items',
  'mutability',
  'scope',
  'permissions',
  'master',
  'externalName',
  'default',
] as const;

function property(attribute: Attribute): Json {
  const shown: Record<string, unknown> = {};
  for (const member of shownMembers) if (attribute[member] !== undefined) shown[member] = attribute[member];
  // Okta: a unique attribute reads UNIQUE_VALIDATED once every stored value has been checked.
  if (isUnique(attribute)) shown['unique'] = 'UNIQUE_VALIDATED';
  else if (attribute.unique === 'PENDING_UNIQUENESS') shown['unique'] = attribute.unique;
  return shown;
}
