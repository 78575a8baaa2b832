import type { Instant } from '../../domain/time/instant.ts';
import type { AttributeSeed, UserSchemaSeed } from './seed.ts';

/** One attribute of the live schema. */
export interface Attribute extends AttributeSeed {
  readonly name: string;
  readonly base: boolean;
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'array';
  /** When it came into the schema; undefined for what was there from the start. */
  readonly since?: Instant;
}

const oktaMaster = { type: 'PROFILE_MASTER' };

/**
 * Okta's 31 base attributes with their limits, in the order of the default user schema.
 * Okta: UserProfile and the default user type's schema.
 */
const baseAttributes: readonly (readonly [name: string, AttributeSeed])[] = [
  ['login', { title: 'Username', required: true, minLength: 5, maxLength: 100 }],
  ['firstName', { title: 'First name', required: true, minLength: 1, maxLength: 50 }],
  ['lastName', { title: 'Last name', required: true, minLength: 1, maxLength: 50 }],
  ['middleName', { title: 'Middle name' }],
  ['honorificPrefix', { title: 'Honorific prefix' }],
  ['honorificSuffix', { title: 'Honorific suffix' }],
  ['email', { title: 'Primary email', required: true, format: 'email', minLength: 5, maxLength: 100 }],
  ['title', { title: 'Title' }],
  ['displayName', { title: 'Display name' }],
  ['nickName', { title: 'Nickname' }],
  ['profileUrl', { title: 'Profile Url', format: 'uri' }],
  ['secondEmail', { title: 'Secondary email', format: 'email', minLength: 5, maxLength: 100 }],
  ['mobilePhone', { title: 'Mobile phone', maxLength: 100 }],
  ['primaryPhone', { title: 'Primary phone', maxLength: 100 }],
  ['streetAddress', { title: 'Street address', maxLength: 1024 }],
  ['city', { title: 'City', maxLength: 128 }],
  ['state', { title: 'State', maxLength: 128 }],
  ['zipCode', { title: 'Zip code', maxLength: 50 }],
  ['countryCode', { title: 'Country code', format: 'country-code' }],
  ['postalAddress', { title: 'Postal Address', maxLength: 4096 }],
  ['preferredLanguage', { title: 'Preferred language', format: 'language-code' }],
  ['locale', { title: 'Locale', format: 'locale' }],
  ['timezone', { title: 'Time zone', format: 'timezone' }],
  ['userType', { title: 'User type' }],
  ['employeeNumber', { title: 'Employee number' }],
  ['costCenter', { title: 'Cost center' }],
  ['organization', { title: 'Organization' }],
  ['division', { title: 'Division' }],
  ['department', { title: 'Department' }],
  ['managerId', { title: 'ManagerId' }],
  ['manager', { title: 'Manager' }],
];

const shownToUsers = new Set(['login', 'firstName', 'lastName', 'email', 'secondEmail', 'mobilePhone']);

/** A user schema: what attributes there are. Property names are case-sensitive. */
export interface UserSchema {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly uniqueAttributes: readonly string[];
}

/** Okta: a user type has at most this many unique attributes, all of them custom. */
export const uniqueLimit = 5;

/** The schema of a user type while the org runs: the API changes it, and everything goes by what it says now. */
export class LiveSchema implements UserSchema {
  readonly attributes: Map<string, Attribute>;
  /** Undefined until it is changed for the first time. */
  lastUpdated: Instant | undefined;

  constructor(attributes: Map<string, Attribute>) {
    this.attributes = attributes;
  }

  get uniqueAttributes(): readonly string[] {
    return [...this.attributes.values()].filter(isUnique).map((attribute) => attribute.name);
  }
}

/** Builds the schema of a seed. */
export function buildUserSchema(seed: UserSchemaSeed = {}): LiveSchema {
  const attributes = new Map<string, Attribute>();
  for (const [name, attribute] of baseAttributes) {
    attributes.set(name, completed(name, true, { ...attribute, ...seed.base?.[name] }));
  }
  for (const [name, attribute] of Object.entries(seed.custom ?? {})) {
    if (attributes.has(name)) throw new Error(`custom attribute ${name} is a base attribute`);
    attributes.set(name, completed(name, false, attribute));
  }
  const schema = new LiveSchema(attributes);
  if (schema.uniqueAttributes.length > uniqueLimit) {
    throw new Error('a user type has at most five unique attributes');
  }
  return schema;
}

export function isUnique(attribute: AttributeSeed): boolean {
  return attribute.unique === true || attribute.unique === 'UNIQUE_VALIDATED';
}

/** An attribute with what Okta adds where nothing is said. */
export function completed(name: string, base: boolean, attribute: AttributeSeed): Attribute {
  const action = shownToUsers.has(name) ? 'READ_WRITE' : 'READ_ONLY';
  return {
    title: name,
    mutability: 'READ_WRITE',
    scope: 'NONE',
    permissions: [{ principal: 'SELF', action: base ? action : 'READ_ONLY' }],
    master: oktaMaster,
    ...attribute,
    name,
    base,
    type: attribute.type ?? 'string',
  };
}
