import type { Instant } from '../../domain/time/instant.ts';
import type { UserRecord } from './records.ts';
import type { UserSchema } from './user-schema.ts';
import { typeProblem } from './value-check.ts';

/** What users still hold of an attribute that was removed from the schema of their type. */
interface Leftover {
  readonly attribute: string;
  readonly until: Instant;
  readonly values: ReadonlyMap<string, unknown>;
}

/**
 * Stored profiles that the schema of today cannot read. Okta: a list that would return such a user is refused with 409
 * E0000145, "inconsistent with their stale profile data", until the data is cleaned up or written anew.
 */
export class StaleProfiles {
  #leftovers: Leftover[] = [];

  /** Keeps what was stored of an attribute, by user, for a while. */
  leave(leftover: Leftover): void {
    if (leftover.values.size > 0) this.#leftovers.push(leftover);
  }

  /** Whether the user's profile cannot be read by this schema now. */
  isStale(user: UserRecord, schema: UserSchema, now: Instant): boolean {
    if (Object.entries(user.profile).some(([name, value]) => !isReadable(schema, name, value))) return true;
    if (this.#leftovers.length === 0) return false;
    this.#leftovers = this.#leftovers.filter(({ until }) => until > now);
    return this.#leftovers.some(
      ({ attribute, values }) =>
        (user.profile[attribute] ?? null) === null && !isReadable(schema, attribute, values.get(user.id)),
    );
  }
}

function isReadable(schema: UserSchema, name: string, value: unknown): boolean {
  const attribute = schema.attributes.get(name);
  if (attribute === undefined || value === undefined || value === null) return true;
  return typeProblem(attribute, value) === undefined;
}
