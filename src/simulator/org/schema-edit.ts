import type { Instant } from '../../domain/time/instant.ts';
import type { AttributeSeed } from './seed.ts';
import { completed, isUnique, uniqueLimit, type Attribute, type LiveSchema } from './user-schema.ts';

type Json = Readonly<Record<string, unknown>>;

/** A change of a schema that was judged: attributes to put, with undefined those to remove, or what is wrong. */
export type SchemaEdit =
  | { readonly changes: ReadonlyMap<string, Attribute | undefined> }
  | { readonly code: 'E0000001' | 'E0000123'; readonly about: string; readonly causes: readonly string[] };

/** The definitions of a request: properties by name, null for one to remove. */
export interface Definitions {
  readonly custom: Readonly<Record<string, Json | null>>;
  readonly base: Readonly<Record<string, Json | null>>;
}

const types = ['string', 'number', 'integer', 'boolean', 'array'];
const mutabilities = ['READ_WRITE', 'READ_ONLY', 'WRITE_ONLY', 'IMMUTABLE'];

/**
 * Judges a partial change of a user schema. Okta: add or change properties; null removes one; base attributes cannot
 * be added or removed; a type of value is never changed; at most five unique attributes.
 */
export function judgeSchemaEdit(
  schema: LiveSchema,
  { custom, base }: Definitions,
  now: Instant,
  isDuplicated: (attribute: string) => boolean,
): SchemaEdit {
  const changes = new Map<string, Attribute | undefined>();
  const causes: string[] = [];
  for (const [name, sent] of Object.entries(custom)) {
    const known = schema.attributes.get(name);
    const problem = customProblem(name, sent, known);
    if (problem !== undefined) causes.push(`${name}: ${problem}`);
    else if (sent === null) changes.set(name, undefined);
    else changes.set(name, settled({ ...known, ...(sent as AttributeSeed) }, name, known, now, isDuplicated));
  }
  for (const [name, sent] of Object.entries(base)) {
    const known = schema.attributes.get(name);
    if (known?.base !== true || sent === null) causes.push(`${name}: Base properties are neither added nor removed`);
    else changes.set(name, { ...known, ...ofBase(sent) });
  }
  if (uniqueAfter(schema, changes) > uniqueLimit) {
    causes.push(`unique: A user type has at most ${String(uniqueLimit)} unique properties`);
  }
  if (causes.length > 0) return { code: 'E0000001', about: 'schema', causes };
  const mismatched = [...changes.values()].some((attribute) => attribute !== undefined && isMismatched(attribute));
  return mismatched ? { code: 'E0000123', about: '', causes: [] } : { changes };
}

/** Okta: E0000123, where values have titles there is one for each of them. */
function isMismatched({ enum: values, oneOf }: Attribute): boolean {
  if (values === undefined || oneOf === undefined) return false;
  const titled = oneOf.map((option) => option.const);
  return values.length !== titled.length || !values.every((value) => titled.includes(value));
}

function uniqueAfter(schema: LiveSchema, changes: ReadonlyMap<string, Attribute | undefined>): number {
  const unique = new Set(schema.uniqueAttributes);
  for (const [name, attribute] of changes) {
    if (attribute !== undefined && isUnique(attribute)) unique.add(name);
    else unique.delete(name);
  }
  return unique.size;
}

function customProblem(name: string, sent: Json | null, known: Attribute | undefined): string | undefined {
  if (known?.base === true) return 'The name is that of a base property';
  if (sent === null) return known === undefined ? 'There is no such property' : undefined;
  if (!/^[A-Za-z_]\w*$/.test(name)) return 'The name is not a valid variable name';
  const type = sent['type'] ?? known?.type;
  if (typeof type !== 'string' || !types.includes(type)) return 'The type is not one of the types allowed';
  return known === undefined ? newProblem(sent, type) : changeProblem(sent, type, known);
}

function newProblem(sent: Json, type: string): string | undefined {
  if (typeof sent['title'] !== 'string') return 'The title cannot be left blank';
  if (type === 'array' && sent['items'] === undefined) return 'An array needs items';
  return memberProblem(sent);
}

function changeProblem(sent: Json, type: string, known: Attribute): string | undefined {
  return type === known.type ? memberProblem(sent) : 'The type of a property cannot be changed';
}

function memberProblem(sent: Json): string | undefined {
  const { enum: values, oneOf, mutability, minLength, maxLength, minimum, maximum } = sent;
  if (oneOf !== undefined && values === undefined) return 'oneOf needs an enum';
  if (mutability !== undefined && !mutabilities.some((each) => each === mutability)) return 'The mutability is unknown';
  if (Number(minLength ?? 0) > Number(maxLength ?? Infinity)) return 'minLength is larger than maxLength';
  return Number(minimum ?? -Infinity) > Number(maximum ?? Infinity) ? 'minimum is larger than maximum' : undefined;
}

/** Okta: `unique: true` is kept as UNIQUE_VALIDATED once every stored value was checked, and pends while some collide. */
function settled(
  { unique, ...rest }: AttributeSeed,
  name: string,
  known: Attribute | undefined,
  now: Instant,
  isDuplicated: (attribute: string) => boolean,
): Attribute {
  const wanted = unique !== undefined && unique !== false;
  const state = isDuplicated(name) ? 'PENDING_UNIQUENESS' : 'UNIQUE_VALIDATED';
  const since = known === undefined ? { since: now } : known.since === undefined ? {} : { since: known.since };
  return { ...completed(name, false, { ...rest, ...(wanted ? { unique: state } : {}) }), ...since };
}

/** Okta: of a base property its permissions, its master, and for names whether they are required. */
function ofBase(sent: Json): Partial<Attribute> {
  const allowed = ['permissions', 'master', 'required', 'pattern'];
  return Object.fromEntries(Object.entries(sent).filter(([name]) => allowed.includes(name)));
}
