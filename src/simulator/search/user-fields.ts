import type { UserRecord } from '../org/records.ts';
import type { Attribute, UserSchema } from '../org/user-schema.ts';
import type { Catalogue, Field } from './compile.ts';
import type { Operator } from './parse.ts';

type Operators = readonly (Operator | 'pr')[];

const dateOperators: Operators = ['eq', 'gt', 'ge', 'lt', 'le', 'pr'];
const textOperators: Operators = ['eq', 'sw', 'gt', 'ge', 'lt', 'le', 'pr'];
const containOperators: Operators = [...textOperators, 'co'];
const booleanOperators: Operators = ['eq', 'pr'];

/** Okta: `co` works for these attributes alone. */
const containable = new Set(['firstName', 'lastName', 'email', 'login']);

const topLevel: ReadonlyMap<string, Field<UserRecord>> = new Map<string, Field<UserRecord>>([
  ['id', { kind: 'exact', operators: textOperators, read: (user) => user.id }],
  ['status', { kind: 'text', operators: textOperators, read: (user) => user.status }],
  ['type.id', { kind: 'exact', operators: textOperators, read: (user) => user.typeId }],
  ['created', { kind: 'instant', operators: dateOperators, read: (user) => user.created }],
  ['activated', { kind: 'instant', operators: dateOperators, read: (user) => user.activated }],
  ['statusChanged', { kind: 'instant', operators: dateOperators, read: (user) => user.statusChanged }],
  ['lastUpdated', { kind: 'instant', operators: dateOperators, read: (user) => user.lastUpdated }],
]);

/**
 * What `search` of list users knows: every profile attribute of the live schema, custom ones included, and some
 * top-level properties. Okta: list users, parameter `search`.
 */
export function userSearchFields(schema: UserSchema): Catalogue<UserRecord> {
  return {
    ignoreCase: true,
    field: (name) => {
      if (!name.startsWith('profile.')) return topLevel.get(name);
      const attribute = schema.attributes.get(name.slice('profile.'.length));
      return attribute === undefined ? undefined : profileField(attribute);
    },
  };
}

function profileField({ name, type, items }: Attribute): Field<UserRecord> {
  const read = (user: UserRecord): unknown => user.profile[name];
  switch (type === 'array' ? (items?.type ?? 'string') : type) {
    case 'boolean':
      return { kind: 'boolean', operators: booleanOperators, read };
    case 'number':
    case 'integer':
      return { kind: 'number', operators: dateOperators, read };
    case 'string':
      return { kind: 'text', operators: containable.has(name) ? containOperators : textOperators, read };
  }
}

const filterProfile = ['login', 'email', 'firstName', 'lastName'];

const filterFields: ReadonlyMap<string, Field<UserRecord>> = new Map<string, Field<UserRecord>>([
  ['id', { kind: 'exact', operators: ['eq'], read: (user) => user.id }],
  ['status', { kind: 'exact', operators: ['eq'], read: (user) => user.status }],
  ['lastUpdated', { kind: 'instant', operators: ['eq', 'gt', 'ge', 'lt', 'le'], read: (user) => user.lastUpdated }],
  ...filterProfile.map((name): [string, Field<UserRecord>] => [
    `profile.${name}`,
    { kind: 'exact', operators: ['eq'], read: (user) => user.profile[name] },
  ]),
]);

/** What `filter` of list users knows; its values are case-sensitive. Okta: list users, parameter `filter`. */
export const userFilterFields: Catalogue<UserRecord> = {
  ignoreCase: false,
  field: (name) => filterFields.get(name),
};
