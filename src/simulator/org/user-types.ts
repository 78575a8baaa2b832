import type { Instant } from '../../domain/time/instant.ts';
import { idFor } from './ids.ts';
import type { UserTypeSeed } from './seed.ts';

/** A user type; every org has a default one. */
export interface UserType {
  readonly id: string;
  readonly schemaId: string;
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly default: boolean;
  readonly created: Instant;
}

export function userTypesFromSeed(
  seeds: readonly UserTypeSeed[],
  orgId: string,
  created: Instant,
): readonly UserType[] {
  const implied: UserTypeSeed = {
    name: 'user',
    displayName: 'User',
    description: 'Okta user profile template with default permission settings',
    default: true,
  };
  const all = seeds.some((seed) => seed.default === true) ? seeds : [implied, ...seeds];
  return all.map((seed) => ({
    id: seed.id ?? idFor('userType', `${orgId}\n${seed.name}`),
    schemaId: idFor('schema', `${orgId}\n${seed.name}`),
    name: seed.name,
    displayName: seed.displayName,
    description: seed.description ?? '',
    default: seed.default ?? false,
    created: (Math.floor(created / 1000) * 1000) as Instant,
  }));
}

/** The default user type, which every org has. */
export function defaultType(types: readonly UserType[]): UserType {
  const found = types.find((type) => type.default);
  if (found === undefined) throw new Error('an org has a default user type');
  return found;
}
