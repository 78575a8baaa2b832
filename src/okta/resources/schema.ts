import type { SchemaAttribute } from '../../domain/identity/observed.ts';
import type { Session } from '../transport/session.ts';
import { address } from './address.ts';
import { isRaw, list, oneOf, raw, untrusted, type Raw } from './trust.ts';

const what = 'the user schema';
const types = ['string', 'integer', 'number', 'boolean', 'array'] as const;
const mutabilities = ['READ_WRITE', 'READ_ONLY', 'WRITE_ONLY', 'IMMUTABLE'] as const;
const masters = ['OKTA', 'PROFILE_MASTER', 'OVERRIDE'] as const;

/** Reads the default user type's schema, base and custom attributes. [Okta: getUserSchema] */
export async function readSchema(session: Session): Promise<readonly SchemaAttribute[]> {
  const answer = await session.get({
    url: address(session.origin, ['api', 'v1', 'meta', 'schemas', 'user', 'default']),
    bucket: 'GET /api/v1/meta/schemas/user/{id}',
    what,
  });
  const definitions = raw(raw(answer.json, what, 'the schema')['definitions'], what, 'definitions');
  const attributes = [...readPart(definitions, 'base'), ...readPart(definitions, 'custom')];
  if (!attributes.some(({ name }) => name === 'login')) throw untrusted(what, 'it has no login');
  return attributes;
}

function readPart(definitions: Raw, part: 'base' | 'custom'): readonly SchemaAttribute[] {
  const definition = definitions[part];
  if (definition === undefined && part === 'custom') return [];
  const members = raw(definition, what, part);
  const required = new Set(list(members['required'] ?? [], what, 'required'));
  return Object.entries(raw(members['properties'] ?? {}, what, 'properties')).map(([name, value]) => {
    const attribute = raw(value, what, 'an attribute');
    return readAttribute(name, attribute, part === 'custom', required.has(name) || attribute['required'] === true);
  });
}

function readAttribute(name: string, attribute: Raw, custom: boolean, required: boolean): SchemaAttribute {
  return {
    name,
    type: oneOf(attribute['type'], types, what, 'a type'),
    custom,
    required,
    unique: isUnique(attribute['unique']),
    mutability: oneOf(attribute['mutability'] ?? 'READ_WRITE', mutabilities, what, 'a mutability'),
    master: readMaster(attribute['master']),
    minLength: numberOrNull(attribute['minLength']),
    maxLength: numberOrNull(attribute['maxLength']),
    pattern: textOrNull(attribute['pattern']),
    format: textOrNull(attribute['format']),
    values: readValues(attribute),
    userEditable: isUserEditable(attribute['permissions']),
  };
}

/** Uniqueness that is still being checked (`PENDING_UNIQUENESS`) is not enforced yet. [Okta: Schema] */
function isUnique(value: unknown): boolean {
  return value === true || value === 'UNIQUE_VALIDATED';
}

function readMaster(value: unknown): SchemaAttribute['master'] {
  if (value === undefined || value === null) return null;
  return oneOf(raw(value, what, 'a master')['type'], masters, what, 'a master');
}

/** Of an array the values of its elements count. */
function readValues(attribute: Raw): SchemaAttribute['values'] {
  const items = attribute['items'];
  const values = attribute['enum'] ?? (isRaw(items) ? items['enum'] : null) ?? null;
  if (values === null) return null;
  return list(values, what, 'enum').map((value) => {
    if (typeof value === 'string' || typeof value === 'number') return value;
    throw untrusted(what, 'an allowed value is neither text nor number');
  });
}

function isUserEditable(permissions: unknown): boolean {
  if (permissions === undefined || permissions === null) return false;
  return list(permissions, what, 'permissions').some(
    (entry) => isRaw(entry) && entry['principal'] === 'SELF' && entry['action'] === 'READ_WRITE',
  );
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
