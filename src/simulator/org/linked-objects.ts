/** One side of a linked object, for example `manager`. */
export interface LinkedSide {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly type: 'USER';
}

/** A relation between users: many associated users have one primary user. Okta: Linked Objects. */
export interface LinkedObject {
  readonly primary: LinkedSide;
  readonly associated: LinkedSide;
}

/** Okta: an org has at most this many definitions. */
export const linkedObjectLimit = 200;

/** The definitions of linked objects, and who is linked to whom by ids. */
export class LinkedObjects {
  readonly #definitions = new Map<string, LinkedObject>();
  /** The primary user by associated user, for every definition by its primary name. */
  readonly #primaryOf = new Map<string, Map<string, string>>();

  all(): readonly LinkedObject[] {
    return [...this.#definitions.values()];
  }

  /** The definition with a side of this name. */
  byName(name: string): LinkedObject | undefined {
    return this.all().find(({ primary, associated }) => primary.name === name || associated.name === name);
  }

  define(definition: LinkedObject): void {
    this.#definitions.set(definition.primary.name, definition);
    this.#primaryOf.set(definition.primary.name, new Map());
  }

  /** Removes a definition and every link made by it. */
  remove({ primary }: LinkedObject): void {
    this.#definitions.delete(primary.name);
    this.#primaryOf.delete(primary.name);
  }

  /** Okta: a user has one primary user; a new link takes the place of an earlier one. */
  link({ primary }: LinkedObject, associatedId: string, primaryId: string): void {
    this.#primaryOf.get(primary.name)?.set(associatedId, primaryId);
  }

  unlink({ primary }: LinkedObject, associatedId: string): void {
    this.#primaryOf.get(primary.name)?.delete(associatedId);
  }

  /** Who a user is linked to: by the primary name at most one, by the associated name any number. */
  linked(name: string, userId: string): readonly string[] {
    const definition = this.byName(name);
    if (definition === undefined) return [];
    const primaryOf = this.#primaryOf.get(definition.primary.name) ?? new Map<string, string>();
    if (name !== definition.primary.name) {
      return [...primaryOf].filter(([, primaryId]) => primaryId === userId).map(([id]) => id);
    }
    const primaryId = primaryOf.get(userId);
    return primaryId === undefined ? [] : [primaryId];
  }

  /** Every link, for a copy of the org. */
  links(): readonly { readonly name: string; readonly associated: string; readonly primary: string }[] {
    return [...this.#primaryOf].flatMap(([name, primaryOf]) =>
      [...primaryOf].map(([associated, primary]) => ({ name, associated, primary })),
    );
  }

  forgetUser(userId: string): void {
    for (const primaryOf of this.#primaryOf.values()) {
      primaryOf.delete(userId);
      for (const [associatedId, primaryId] of primaryOf) if (primaryId === userId) primaryOf.delete(associatedId);
    }
  }
}
