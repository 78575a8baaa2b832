import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { ObservedAnswer } from '../../../src/simulator/index.ts';

/** What the specification and an answer disagree on. */
export interface Violation {
  /** `POST /api/v1/users/{userId}`: the operation as the specification names it. */
  readonly operation: string;
  readonly status: number;
  /** `status`, `body`, or where in the body, for example `/0/profile/login`. */
  readonly where: string;
  readonly what: string;
}

/** A piece of the document. */
export type Json = Readonly<Record<string, unknown>>;

interface Response {
  readonly content?: Readonly<Record<string, { readonly schema?: Json }>>;
}

interface Operation {
  readonly responses: Readonly<Record<string, Response>>;
  readonly parameters?: readonly unknown[];
  readonly requestBody?: Response & { readonly required?: boolean };
}

/** As much of an OpenAPI document as is read here. */
export interface Specification {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Json;
}

/** Holds an answer against the specification: every disagreement, and undefined for a path that it does not describe. */
export type Judge = (answer: ObservedAnswer) => readonly Violation[] | undefined;

/** A path of the document. */
export interface Template {
  readonly path: string;
  readonly pattern: RegExp;
  readonly fixed: number;
}

/**
 * Compiles the specification bit by bit, as answers ask for it. Objects are taken to be closed: a property that the
 * schema does not name is a disagreement too, unless the schema says that its properties are free.
 */
export function judgeBy(specification: Specification): Judge {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'okta', components: readable(specification.components) as Json });
  const templates = Object.keys(specification.paths).map(template);
  templates.sort((one, other) => other.fixed - one.fixed);
  const compiled = new Map<string, ValidateFunction>();
  const validatorOf = (key: string, schema: Json): ValidateFunction => {
    const known = compiled.get(key) ?? ajv.compile(readable(rebased(schema)) as Json);
    compiled.set(key, known);
    return known;
  };
  return ({ method, path, status, body }) => {
    const found = templates.find(({ pattern }) => pattern.test(path));
    const operation = found === undefined ? undefined : specification.paths[found.path]?.[method.toLowerCase()];
    if (found === undefined || operation === undefined) return undefined;
    const name = `${method} ${found.path}`;
    const at = (where: string, what: string): Violation => ({ operation: name, status, where, what });
    const response = resolved(operation.responses[String(status)], specification);
    const undescribed = response === undefined ? [at('status', 'is not described')] : [];
    const schema = schemaOf(response, status, body);
    if (body === undefined) return schema === undefined ? undescribed : [at('body', 'is missing')];
    if (schema === undefined) return [...undescribed, at('body', `is not described: ${brief(body)}`)].slice(0, 1);
    const json: unknown = JSON.parse(JSON.stringify(body));
    const validate = validatorOf(`${name} ${String(status)}`, schema);
    const problems = validate(json) ? [] : (validate.errors ?? []);
    return [
      ...undescribed,
      ...problems.map(({ instancePath, message = '' }) => at(instancePath, message)),
      ...undeclared(json, schema, specification, '').map((where) => at(where, 'is not a property')),
    ];
  };
}

/** What a body has to be. Every refusal with one has Okta's error object, described for that operation or not. */
function schemaOf(response: Response | undefined, status: number, body: unknown): Json | undefined {
  if (response !== undefined) return response.content?.['application/json']?.schema;
  return status >= 400 && body !== undefined ? errorObject : undefined;
}

function brief(body: unknown): string {
  return JSON.stringify(body).slice(0, 60);
}

export function template(path: string): Template {
  const parts = path.split('/');
  const pattern = parts.map((part) => (part.startsWith('{') ? '[^/]+' : escaped(part))).join('/');
  return { path, pattern: new RegExp(`^${pattern}$`), fixed: parts.filter((part) => !part.startsWith('{')).length };
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

const errorObject: Json = { $ref: '#/components/schemas/ModelError' };

/**
 * The schema without what a validator of JSON Schema stumbles over: `nullable` beside a reference, and `oneOf` in
 * places where the document's alternatives do not exclude each other, such as standard and custom roles.
 */
export function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, oneOf, ...rest } = value as Json;
  const plain = Object.fromEntries(Object.entries(rest).map(([name, each]) => [name, readable(each)]));
  if (oneOf !== undefined) plain['anyOf'] = readable(oneOf);
  if (nullable !== true) return nullable === undefined || nullable === false ? plain : { ...plain, nullable };
  return plain['type'] === undefined ? { anyOf: [plain, { type: 'null' }] } : { ...plain, nullable };
}

/** The same schema with its references going to the registered document. */
export function rebased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rebased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      name === '$ref' && typeof each === 'string' ? each.replace(/^#/, 'okta#') : rebased(each),
    ]),
  );
}

export function resolved<Value>(value: Value | undefined, { components }: Specification): Value | undefined {
  const reference = (value as { readonly $ref?: string } | undefined)?.$ref;
  if (reference === undefined) return value;
  const [, , kind = '', name = ''] = reference.split('/');
  return resolved((components[kind] as Readonly<Record<string, Value>> | undefined)?.[name], { components, paths: {} });
}

interface Shape {
  readonly properties: Readonly<Record<string, readonly Json[]>>;
  readonly items: readonly Json[];
  /** Whether any property may be there. */
  readonly open: boolean;
}

/** Everything that a schema and its parts say of one value, alternatives taken together. */
function shapeOf(schema: Json, specification: Specification): Shape {
  const own = resolved(schema, specification) ?? {};
  const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((key) => (own[key] as readonly Json[] | undefined) ?? []);
  const shapes = parts.map((part) => shapeOf(part, specification));
  const properties: Record<string, readonly Json[]> = {};
  const named = Object.entries((own['properties'] ?? {}) as Readonly<Record<string, Json>>);
  const ofParts = shapes.flatMap((shape) => Object.entries(shape.properties));
  for (const [name, each] of named) properties[name] = [each];
  for (const [name, each] of ofParts) properties[name] = [...(properties[name] ?? []), ...each];
  const says = named.length > 0 || parts.length > 0;
  return {
    properties,
    items: [...(own['items'] === undefined ? [] : [own['items'] as Json]), ...shapes.flatMap(({ items }) => items)],
    open: !says || isExtensible(own) || shapes.some(({ open }) => open),
  };
}

function isExtensible(own: Json): boolean {
  const free = own['additionalProperties'] !== undefined && own['additionalProperties'] !== false;
  return free || own['x-okta-extensible'] === true || own['discriminator'] !== undefined;
}

export function undeclared(value: unknown, schema: Json, specification: Specification, at: string): readonly string[] {
  const shape = shapeOf(schema, specification);
  return undeclaredIn(value, [shape], specification, at);
}

function undeclaredIn(
  value: unknown,
  shapes: readonly Shape[],
  specification: Specification,
  at: string,
): readonly string[] {
  const within = (schemas: readonly Json[]): readonly Shape[] => schemas.map((each) => shapeOf(each, specification));
  if (Array.isArray(value)) {
    const items = within(shapes.flatMap((shape) => shape.items));
    if (items.length === 0) return [];
    return value.flatMap((each) => undeclaredIn(each, items, specification, `${at}/*`));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => {
    const schemas = shapes.flatMap((shape) => shape.properties[name] ?? []);
    if (schemas.length === 0) return shapes.some(({ open }) => open) ? [] : [`${at}/${name}`];
    return undeclaredIn(each, within(schemas), specification, `${at}/${name}`);
  });
}
