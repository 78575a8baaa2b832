import type { Random } from '../../domain/kernel/random.ts';
import { idFor } from '../org/ids.ts';
import type { OrgSeed, UserSeed } from '../org/seed.ts';
import { seededRandom } from '../seeded-random.ts';
import type { MadeOrganisation } from './made.ts';
import { mess } from './mess.ts';
import { anyOf, cities, departments, domain, sinceThen, staff } from './people.ts';
import { emptyOrg, group, user } from './seeds.ts';

/** The names of the organisations to start from. */
export type ReadyMade = 'empty' | 'small' | 'big' | 'messy';

const makers: Readonly<Record<ReadyMade, (random: Random) => MadeOrganisation>> = {
  empty: () => company([], []),
  small: (random) => company(staff(40, random), ['VPN', 'All-hands list'], random),
  big: (random) => company(staff(10_000, random), projects(60), random),
  messy: (random) => mess(company(staff(240, random), ['VPN', 'Payroll', 'Old intranet'], random), random),
};

/** Who runs every ready-made organisation. */
export const administrator = `okta.admin@${domain}`;

/** A ready-made organisation, the same for the same seed, with these groups besides. */
export function readyMadeOrganisation(
  name: ReadyMade,
  { seed, groups }: { readonly seed: number; readonly groups: readonly string[] },
): OrgSeed {
  const made = makers[name](seededRandom(seed));
  const there = new Set(made.groups.map(({ profile }) => profile['name']));
  const more = groups.filter((wanted) => !there.has(wanted)).map((wanted) => group(wanted));
  return emptyOrg('Simulated', { ...made, groups: [...made.groups, ...more] });
}

/** Everybody in the group of the department and of the city, and some in others. */
function company(people: readonly UserSeed[], others: readonly string[], random?: Random): MadeOrganisation {
  const boss = user(administrator, { ...sinceThen, profile: { firstName: 'Okta', lastName: 'Admin' } });
  const names = people.length === 0 ? [] : [...departments, ...cities.map((city) => `Office ${city}`), ...others];
  const members = new Map(names.map((name) => [name, [] as string[]]));
  for (const { id = '', profile } of people) {
    members.get(String(profile['department']))?.push(id);
    members.get(`Office ${String(profile['city'])}`)?.push(id);
    if (random !== undefined && random.next() < 0.3) members.get(anyOf(others, random))?.push(id);
  }
  return {
    users: [boss, ...people],
    groups: names.map((name) => group(name, { ...sinceThen, lastMembershipUpdated: sinceThen.created })),
    memberships: [...members].map(([name, users]) => ({ group: idFor('group', name), users })),
    rules: [],
    roles: [{ assignee: boss.id ?? administrator, role: { type: 'SUPER_ADMIN' } }],
  };
}

function projects(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `Project ${String(index + 1).padStart(2, '0')}`);
}
