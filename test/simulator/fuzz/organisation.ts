import fc from 'fast-check';
import {
  group,
  user,
  type GroupSeed,
  type OrgSeed,
  type UserSeed,
  type UserStatus,
} from '../../../src/simulator/index.ts';

const words = [
  'ada',
  'Ada',
  'ADA lovelace',
  'Ähm',
  'ahm',
  'Straße',
  'STRASSE',
  'a "b" c',
  'x\\y',
  '(and)',
  'or',
  'Zoë ☂',
];
const instants = [0, 1, 2, 3].map((days) => new Date(Date.UTC(2026, 0, 1 + days, days)).toISOString());
const statuses: readonly UserStatus[] = ['ACTIVE', 'STAGED', 'SUSPENDED', 'DEPROVISIONED', 'LOCKED_OUT'];

const word = fc.constantFrom(...words);
const instant = fc.constantFrom(...instants);
const maybe = <Value>(one: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> => fc.option(one, { nil: null });

const person = fc
  .record({
    status: fc.constantFrom(...statuses),
    created: instant,
    activated: maybe(instant),
    statusChanged: maybe(instant),
    lastUpdated: instant,
    profile: fc.record({
      firstName: word,
      lastName: word,
      email: fc.constantFrom('one@acme.test', 'Two@acme.test', 'three@other.test'),
      title: maybe(word),
      badges: maybe(fc.array(word, { maxLength: 3 })),
      floor: maybe(fc.integer({ min: -2, max: 2 })),
      rate: maybe(fc.constantFrom(-0.5, 0, 0.25, 1)),
      levels: maybe(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 })),
      remote: maybe(fc.boolean()),
    }),
  })
  .map((made): Omit<UserSeed, 'profile'> & { profile: Readonly<Record<string, unknown>> } => made);

const team = fc.record({
  type: fc.constantFrom('OKTA_GROUP' as const, 'APP_GROUP' as const),
  created: instant,
  lastUpdated: instant,
  lastMembershipUpdated: instant,
  profile: fc.record({ name: word, description: maybe(word), samAccountName: maybe(word) }),
  sourceId: fc.constantFrom('0oaAdirectory0000x70', '0oaadirectory0000x70'),
});

/** People and groups of an organisation, full of what is awkward to ask for. */
export const organisations: fc.Arbitrary<Partial<OrgSeed>> = fc
  .tuple(fc.array(person, { minLength: 5, maxLength: 40 }), fc.array(team, { minLength: 1, maxLength: 12 }))
  .map(([people, teams]) => ({
    schema: {
      custom: {
        hrWorkerId: { unique: true },
        badges: { type: 'array', items: { type: 'string' } },
        floor: { type: 'integer' },
        rate: { type: 'number' },
        levels: { type: 'array', items: { type: 'integer' } },
        remote: { type: 'boolean' },
      },
    },
    users: people.map(({ profile, ...more }, index): UserSeed =>
      user(`P${String(index)}.Öst@acme.test`, {
        ...more,
        profile: { ...(profile as object), hrWorkerId: `W${String(index)}` },
      }),
    ),
    groups: teams.map(({ profile, type, sourceId, ...more }, index): GroupSeed => {
      const name = `${profile.name} ${String(index)}`;
      return group(name, {
        ...more,
        type,
        ...(type === 'APP_GROUP' ? { sourceId } : {}),
        profile: { ...profile, name },
      });
    }),
  }));

/** What nobody has. */
export const nobodys: Readonly<Record<string, readonly (string | number | boolean)[]>> = {
  text: ['nobody', 'é', 'active', 'app_group', '", "'],
  exact: ['nobody', '00u', 'SUCCESS'],
  instant: ['2025-12-31T23:59:59Z', '2026-01-02T02:00:00+01:00', '2026-01-03T00:00:00.001Z'],
  number: [-2.5, 0, 7, 1000000],
  boolean: [true, false],
};
