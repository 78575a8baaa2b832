import type { Instant } from '../../domain/time/instant.ts';
import { idFor } from './ids.ts';
import type { RealmSeed } from './seed.ts';

/** A realm: a part of the org's users. Okta: Realms, a licensed add-on. */
export interface Realm {
  readonly id: string;
  readonly name: string;
  readonly realmType: 'DEFAULT' | 'PARTNER';
  /** Where not empty: login and email of the realm's users are of these domains. */
  readonly domains: readonly string[];
  readonly isDefault: boolean;
  readonly created: Instant;
  readonly lastUpdated: Instant;
}

/** The realms of an org that has them; an org without the add-on has none, and its users no realm. */
export class Realms {
  readonly #realms = new Map<string, Realm>();
  readonly enabled: boolean;

  constructor(seeds: readonly RealmSeed[] | undefined, orgId: string, created: Instant) {
    this.enabled = seeds !== undefined;
    if (seeds === undefined) return;
    const implied: RealmSeed = { name: 'Default Realm', default: true };
    const all = seeds.some((seed) => seed.default === true) ? seeds : [implied, ...seeds];
    for (const seed of all) {
      this.put({
        id: seed.id ?? idFor('realm', `${orgId}\n${seed.name}`),
        name: seed.name,
        realmType: seed.realmType ?? 'DEFAULT',
        domains: seed.domains ?? [],
        isDefault: seed.default ?? false,
        created,
        lastUpdated: created,
      });
    }
  }

  /** Okta: every realm-enabled org has one default realm, where users are unless told otherwise. */
  get defaultId(): string | undefined {
    return this.all().find((realm) => realm.isDefault)?.id;
  }

  all(): readonly Realm[] {
    return [...this.#realms.values()];
  }

  byId(id: string): Realm | undefined {
    return this.#realms.get(id);
  }

  put(realm: Realm): void {
    this.#realms.set(realm.id, realm);
  }

  remove(id: string): void {
    this.#realms.delete(id);
  }
}

/** Which of login and email lie outside the realm's domains. Okta: RealmProfile.domains. */
export function outsideRealm(realm: Realm | undefined, profile: Readonly<Record<string, unknown>>): readonly string[] {
  if (realm === undefined || realm.domains.length === 0) return [];
  const allowed = new Set(realm.domains.map((domain) => domain.toLowerCase()));
  return ['login', 'email'].filter((name) => {
    const value = profile[name];
    return typeof value === 'string' && !allowed.has((value.split('@').at(-1) ?? '').toLowerCase());
  });
}
