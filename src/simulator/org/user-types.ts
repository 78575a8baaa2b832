import type { Instant } from '../../domain/time/instant.ts';
import { idFor } from './ids.ts';
import type { OrgSeed, UserTypeSeed } from './seed.ts';
import { buildUserSchema, LiveSchema, type UserSchema } from './user-schema.ts';

/** A user type; every org has a default one. */
export interface UserType {
  readonly id: string;
  readonly schemaId: string;
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly default: boolean;
  readonly created: Instant;
  readonly lastUpdated: Instant;
}

function userTypesFromSeed(seeds: readonly UserTypeSeed[], orgId: string, created: Instant): readonly UserType[] {
  const implied: UserTypeSeed = {
    name: 'user',
    displayName: 'User',
    description: 'Okta user profile template with default permission settings',
    default: true,
  };
  const all = seeds.some((seed) => seed.default === true) ? seeds : [implied, ...seeds];
  const at = (Math.floor(created / 1000) * 1000) as Instant;
  return all.map((seed) => ({
    id: seed.id ?? idFor('userType', `${orgId}\n${seed.name}`),
    schemaId: idFor('schema', `${orgId}\n${seed.name}`),
    name: seed.name,
    displayName: seed.displayName,
    description: seed.description ?? '',
    default: seed.default ?? false,
    created: at,
    lastUpdated: at,
  }));
}

/**
 * The user types and the schema of each. Okta: a type that the API adds starts with the base attributes alone; a
 * seeded one has the seed's custom attributes unless it brings its own.
 */
export class UserTypes {
  readonly #types = new Map<string, UserType>();
  readonly #schemas = new Map<string, LiveSchema>();
  readonly default: UserType;

  constructor(seed: OrgSeed, orgId: string, created: Instant) {
    const seeds = seed.userTypes ?? [];
    for (const type of userTypesFromSeed(seeds, orgId, created)) {
      const own = seeds.find(({ name }) => name === type.name)?.schema;
      this.put(type, buildUserSchema(own ?? seed.schema));
    }
    this.default = defaultType(this.all());
  }

  all(): readonly UserType[] {
    return [...this.#types.values()];
  }

  byId(id: string): UserType | undefined {
    return this.#types.get(id);
  }

  /** The type whose schema is meant: by the schema's id, or `default`. */
  bySchema(schemaId: string): UserType | undefined {
    return schemaId === 'default' ? this.default : this.all().find((type) => type.schemaId === schemaId);
  }

  schemaOf(typeId: string): LiveSchema {
    return this.#schemas.get(typeId) ?? this.schemaOf(this.default.id);
  }

  put(type: UserType, schema: LiveSchema = this.schemaOf(type.id)): void {
    this.#types.set(type.id, type);
    this.#schemas.set(type.id, schema);
  }

  remove(id: string): void {
    this.#types.delete(id);
    this.#schemas.delete(id);
  }

  /** What a search may name: every attribute of every type. */
  searchable(): UserSchema {
    const [only, ...others] = this.#schemas.values();
    if (only !== undefined && others.length === 0) return only;
    const attributes = new Map([...this.#schemas.values()].flatMap((schema) => [...schema.attributes]));
    return new LiveSchema(attributes);
  }

  /** Unique attributes of any type. Okta: they share one namespace across user types. */
  uniqueAttributes(): ReadonlySet<string> {
    return new Set([...this.#schemas.values()].flatMap((schema) => schema.uniqueAttributes));
  }
}

/** The default user type, which every org has. */
export function defaultType(types: readonly UserType[]): UserType {
  const found = types.find((type) => type.default);
  if (found === undefined) throw new Error('an org has a default user type');
  return found;
}
