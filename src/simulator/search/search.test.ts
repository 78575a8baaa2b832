import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from '../../domain/time/instant.ts';
import type { GroupRecord, UserRecord } from '../org/records.ts';
import type { GroupType, Profile, UserStatus } from '../org/seed.ts';
import { buildUserSchema } from '../org/user-schema.ts';
import { UserTable } from '../org/user-table.ts';
import { candidatePositions } from './candidates.ts';
import { compile, type Catalogue } from './compile.ts';
import { groupSearchFields } from './group-fields.ts';
import { parse, type Expression, type Operator } from './parse.ts';
import { SearchError, tokenize } from './tokens.ts';
import { userSearchFields } from './user-fields.ts';

const schema = buildUserSchema({
  custom: {
    hrWorkerId: { unique: true },
    badges: { type: 'array', items: { type: 'string' } },
    floor: { type: 'integer' },
    remote: { type: 'boolean' },
  },
});
const fields = userSearchFields(schema);

function record(position: number, more: Partial<UserRecord> = {}, profile: Profile = {}): UserRecord {
  const created = instant(Date.UTC(2026, 0, 1));
  return {
    position,
    id: `00u${String(position).padStart(17, 'A')}`,
    status: 'ACTIVE',
    transitioningTo: undefined,
    created,
    activated: created,
    statusChanged: created,
    lastLogin: null,
    lastUpdated: created,
    passwordChanged: null,
    typeId: 'oty1',
    realmId: undefined,
    providerType: 'OKTA',
    providerName: 'OKTA',
    hasPassword: true,
    ...more,
    profile: { login: `u${position}@example.com`, email: `u${position}@example.com`, ...profile },
  };
}

const finds = (text: string, user: UserRecord): boolean => compile(parse(text), fields)(user);

describe('tokenize', () => {
  it('reads words, strings, numbers, booleans and parentheses', () => {
    expect(tokenize(String.raw`( profile.a EQ "x \"y\" é" and b gt -1.5 ) or c eq TRUE`)).toEqual([
      { kind: 'open' },
      { kind: 'word', text: 'profile.a' },
      { kind: 'word', text: 'EQ' },
      { kind: 'string', value: 'x "y" é' },
      { kind: 'word', text: 'and' },
      { kind: 'word', text: 'b' },
      { kind: 'word', text: 'gt' },
      { kind: 'number', value: -1.5 },
      { kind: 'close' },
      { kind: 'word', text: 'or' },
      { kind: 'word', text: 'c' },
      { kind: 'word', text: 'eq' },
      { kind: 'boolean', value: true },
    ]);
  });

  it.each(['"open', String.raw`"bad \x"`, "'single'", 'a == 1', '12abc', '"a\nb"'])('refuses %s', (text) => {
    expect(() => tokenize(text)).toThrow(SearchError);
  });
});

describe('parse', () => {
  it('binds and more tightly than or', () => {
    const compare = (attribute: string): Expression => ({ kind: 'compare', attribute, operator: 'eq', value: 1 });
    expect(parse('a eq 1 or b eq 1 and c eq 1')).toEqual({
      kind: 'or',
      parts: [compare('a'), { kind: 'and', parts: [compare('b'), compare('c')] }],
    });
    expect(parse('(a eq 1 OR b eq 1) AND c eq 1')).toEqual({
      kind: 'and',
      parts: [{ kind: 'or', parts: [compare('a'), compare('b')] }, compare('c')],
    });
  });

  it('refuses what is nested beyond reason', () => {
    expect(parse(`${'('.repeat(60)}a pr${')'.repeat(60)}`)).toEqual({ kind: 'present', attribute: 'a' });
    expect(() => parse(`${'('.repeat(100_000)}a pr${')'.repeat(100_000)}`)).toThrow(SearchError);
  });

  it('never throws anything but its own refusal', () => {
    const words = fc.constantFrom('a', 'eq', 'and', 'or', '(', ')', '"x"', '1', 'pr', 'not', 'true', '"', '.', '-');
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), (parts) => {
        try {
          parse(parts.join(' '));
        } catch (error) {
          expect(error).toBeInstanceOf(SearchError);
        }
      }),
    );
  });
});

describe('compile', () => {
  const ada = record(
    1,
    { activated: null },
    {
      firstName: 'Ada',
      lastName: 'Bröck',
      title: '',
      badges: ['Blue', 'red'],
      floor: 3,
      remote: false,
    },
  );

  it.each([
    ['profile.firstName eq "aDA"', true],
    ['profile.lastName eq "brock"', false],
    ['profile.lastName eq "BRÖCK"', true],
    ['profile.lastName co "RÖ"', true],
    ['profile.firstName sw "a"', true],
    ['profile.badges eq "RED"', true],
    ['profile.badges eq "green"', false],
    ['profile.badges sw "b" and profile.badges sw "r"', true],
    ['profile.floor ge 3', true],
    ['profile.floor lt 3', false],
    ['profile.remote eq false', true],
    ['profile.remote pr', true],
    ['profile.title pr', false],
    ['profile.city pr', false],
    ['profile.city lt "z"', false],
    ['activated pr', false],
    ['activated le "2030-01-01T00:00:00.000Z"', false],
    ['created eq "2026-01-01T01:00:00.000+01:00"', true],
    ['status EQ "active"', true],
    ['type.id eq "oty1"', true],
    ['id eq "00uAAAAAAAAAAAAAAAA1"', true],
    ['id eq "00UAAAAAAAAAAAAAAAA1"', false],
  ])('judges %s', (text, expected) => {
    expect(finds(text, ada)).toBe(expected);
  });

  it.each([
    'profile.floor eq "3"',
    'profile.remote eq "false"',
    'profile.remote gt true',
    'profile.firstName eq 3',
    'created gt 5',
    'created sw "2026"',
    'profile.title co "x"',
    'profile.floor co 3',
    'lastLogin pr',
    'profile pr',
    'profile. pr',
    '__proto__ pr',
    'profile.__proto__ pr',
  ])('refuses %s', (text) => {
    expect(() => finds(text, ada)).toThrow(SearchError);
  });
});

// A second reading of the grammar, written without a look at the first: it evaluates what it prints.
interface Case {
  readonly text: string;
  readonly judge: (user: UserRecord) => boolean;
}

const texts = ['', 'a', 'A', 'ab', 'B', 'ä', 'z'];
const instants = [0, 1, 2, 3].map((days) => Date.UTC(2026, 0, 1 + days));
const compares: Readonly<Record<Operator, (one: string | number, other: string | number) => boolean>> = {
  eq: (one, other) => one === other,
  gt: (one, other) => one > other,
  ge: (one, other) => one >= other,
  lt: (one, other) => one < other,
  le: (one, other) => one <= other,
  sw: (one, other) => String(one).startsWith(String(other)),
  co: (one, other) => String(one).includes(String(other)),
  ew: (one, other) => String(one).endsWith(String(other)),
  ne: (one, other) => one !== other,
};

const textCase = fc
  .tuple(
    fc.constantFrom('firstName', 'department', 'hrWorkerId'),
    fc.constantFrom<Operator>('eq', 'sw', 'gt', 'ge', 'lt', 'le'),
    fc.constantFrom(...texts),
  )
  .map(([name, operator, value]): Case => ({
    text: `profile.${name} ${operator} ${JSON.stringify(value)}`,
    judge: ({ profile }) => {
      const actual = profile[name];
      return typeof actual === 'string' && compares[operator](actual.toLowerCase(), value.toLowerCase());
    },
  }));
const dateCase = fc
  .tuple(
    fc.constantFrom('lastUpdated', 'created', 'activated', 'statusChanged'),
    fc.constantFrom<Operator>('eq', 'gt', 'ge', 'lt', 'le'),
    fc.constantFrom(...instants),
  )
  .map(([name, operator, value]): Case => ({
    text: `${name} ${operator} "${new Date(value).toISOString()}"`,
    judge: (user) => {
      const actual = user[name as 'lastUpdated'] as number | null;
      return actual !== null && compares[operator](actual, value);
    },
  }));
const wordCase = fc
  .tuple(
    fc.constantFrom('status', 'type.id'),
    fc.constantFrom<Operator>('eq', 'sw', 'gt', 'ge', 'lt', 'le'),
    fc.constantFrom('ACTIVE', 'staged', 'S', 'oty1', 'OTY1', 'oty'),
  )
  .map(([name, operator, value]): Case => ({
    text: `${name} ${operator} "${value}"`,
    // Ids compare with their case, everything else without.
    judge: ({ status, typeId }) =>
      name === 'status'
        ? compares[operator](status.toLowerCase(), value.toLowerCase())
        : compares[operator](typeId, value),
  }));
const floorCase = fc
  .tuple(fc.constantFrom<Operator>('eq', 'gt', 'ge', 'lt', 'le'), fc.integer({ min: -2, max: 2 }))
  .map(([operator, value]): Case => ({
    text: `profile.floor ${operator} ${String(value)}`,
    judge: ({ profile: { floor } }) => typeof floor === 'number' && compares[operator](floor, value),
  }));
const remoteCase = fc.boolean().map((value): Case => ({
  text: `profile.remote eq ${String(value)}`,
  judge: ({ profile }) => profile['remote'] === value,
}));
const badgeCase = fc
  .tuple(fc.constantFrom<Operator>('eq', 'sw'), fc.constantFrom('a', 'B', 'ab', 'z'))
  .map(([operator, value]): Case => ({
    text: `profile.badges ${operator} "${value}"`,
    judge: ({ profile: { badges } }) =>
      Array.isArray(badges) &&
      (badges as readonly string[]).some((badge) => compares[operator](badge.toLowerCase(), value.toLowerCase())),
  }));
const containCase = fc.constantFrom('', '1', '@EXAMPLE', 'u2', 'x').map((value): Case => ({
  text: `profile.email co "${value}"`,
  judge: ({ position }) => `u${position}@example.com`.includes(value.toLowerCase()),
}));
const presentCase = fc.constantFrom('firstName', 'floor', 'remote', 'badges').map((name): Case => ({
  text: `profile.${name} pr`,
  judge: ({ profile }) => {
    const value = profile[name] ?? null;
    return value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
  },
}));
const loginCase = fc.nat(30).map((index): Case => ({
  text: `profile.login eq "U${index}@example.com"`,
  judge: ({ position }) => position === index,
}));

const { cases } = fc.letrec<{ cases: Case; leaf: Case; joined: Case }>((tie) => ({
  leaf: fc.oneof(
    ...[textCase, dateCase, loginCase, wordCase, floorCase, remoteCase, badgeCase, containCase, presentCase],
  ),
  joined: fc
    .tuple(fc.constantFrom('and', 'or', 'AND', 'oR'), fc.array(tie('cases'), { minLength: 1, maxLength: 3 }))
    .map(([word, parts]) => ({
      text: parts.map(({ text }) => `(${text})`).join(` ${word} `),
      judge: (user: UserRecord): boolean =>
        word.toLowerCase() === 'and' ? parts.every(({ judge }) => judge(user)) : parts.some(({ judge }) => judge(user)),
    })),
  cases: fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('joined')),
}));

const person = fc.record({
  status: fc.constantFrom<UserStatus>('ACTIVE', 'STAGED'),
  lastUpdated: fc.constantFrom(...instants),
  firstName: fc.option(fc.constantFrom(...texts), { nil: null }),
  department: fc.option(fc.constantFrom(...texts), { nil: null }),
  worker: fc.constantFrom('w', 'W', 'a', 'A'),
  activated: fc.option(fc.constantFrom(...instants), { nil: null }),
  typeId: fc.constantFrom('oty1', 'otyB'),
  floor: fc.option(fc.integer({ min: -2, max: 2 }), { nil: null }),
  remote: fc.option(fc.boolean(), { nil: null }),
  badges: fc.array(fc.constantFrom('a', 'b', 'AB'), { maxLength: 2 }),
});

describe('a search through the indexes', () => {
  it('finds exactly whom a naive walk finds, also after changes', () => {
    fc.assert(
      fc.property(
        cases,
        fc.array(person, { minLength: 1, maxLength: 30 }),
        fc.array(fc.tuple(fc.nat(29), fc.constantFrom(...instants)), { maxLength: 5 }),
        ({ text, judge }, people, changes) => {
          const users = new UserTable(schema.uniqueAttributes);
          people.forEach(({ lastUpdated, status, worker, activated, typeId, ...profile }, position) => {
            const hrWorkerId = `${worker}${position}`;
            users.put(
              record(
                position,
                {
                  status,
                  typeId,
                  lastUpdated: instant(lastUpdated),
                  activated: activated === null ? null : instant(activated),
                },
                { ...profile, hrWorkerId },
              ),
              instant(0),
              false,
            );
          });
          users.lastUpdatedIndex.countFrom(0);
          for (const [position, lastUpdated] of changes) {
            const before = users.at(position);
            if (before !== undefined) users.put({ ...before, lastUpdated: instant(lastUpdated) }, instant(0), false);
          }
          const expression = parse(text);
          const fits = compile(expression, fields);
          const positions = candidatePositions(expression, users) ?? [...users.all()].map(({ position }) => position);
          const found = [...positions].filter((position) => {
            const user = users.at(position);
            return user !== undefined && fits(user);
          });
          expect(found).toEqual([...users.all()].filter(judge).map(({ position }) => position));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

const groupFields = groupSearchFields(new Set(['name', 'description', 'samAccountName']));
const groups = fc.record({
  type: fc.constantFrom<GroupType>('OKTA_GROUP', 'APP_GROUP'),
  lastMembershipUpdated: fc.constantFrom(...instants),
  name: fc.constantFrom(...texts),
  samAccountName: fc.option(fc.constantFrom(...texts), { nil: null }),
  sourceId: fc.option(fc.constantFrom('0oaX', '0oax'), { nil: undefined }),
});
type GroupCase = readonly [text: string, judge: (group: GroupRecord) => boolean];

const groupCase = fc.oneof(
  fc
    .tuple(
      fc.constantFrom<readonly [string, readonly Operator[]]>(
        ['name', ['eq', 'sw', 'co']],
        ['samAccountName', ['eq', 'sw']],
      ),
      fc.nat(2),
      fc.constantFrom(...texts),
    )
    .map(([[name, operators], which, value]): GroupCase => {
      const operator = operators[which % operators.length] ?? 'eq';
      return [
        `profile.${name} ${operator} ${JSON.stringify(value)}`,
        ({ profile }) =>
          typeof profile[name] === 'string' && compares[operator](profile[name].toLowerCase(), value.toLowerCase()),
      ];
    }),
  fc
    .tuple(fc.constantFrom<Operator>('eq', 'gt', 'ge', 'lt', 'le'), fc.constantFrom(...instants))
    .map(([operator, value]): GroupCase => [
      `lastMembershipUpdated ${operator} "${new Date(value).toISOString()}"`,
      ({ lastMembershipUpdated }) => compares[operator](lastMembershipUpdated, value),
    ]),
  fc
    .tuple(fc.constantFrom<Operator>('eq', 'sw'), fc.constantFrom('0oaX', '0oa', 'x'))
    .map(([operator, value]): GroupCase => [
      `source.id ${operator} "${value}"`,
      ({ sourceId }) => sourceId !== undefined && compares[operator](sourceId, value),
    ]),
);

describe('a search for groups', () => {
  it('finds exactly whom a second reading finds', () => {
    fc.assert(
      fc.property(groupCase, groupCase, fc.boolean(), fc.array(groups, { maxLength: 12 }), (one, other, both, all) => {
        const fits = compile(parse(`${one[0]} ${both ? 'and' : 'or'} ${other[0]}`), groupFields);
        for (const [position, { name, samAccountName, ...more }] of all.entries()) {
          const group: GroupRecord = {
            position,
            id: `00g${String(position)}`,
            created: instant(0),
            lastUpdated: instant(0),
            ...more,
            lastMembershipUpdated: instant(more.lastMembershipUpdated),
            profile: { name, samAccountName },
          };
          expect(fits(group)).toBe(both ? one[1](group) && other[1](group) : one[1](group) || other[1](group));
        }
      }),
    );
  });

  it.each(['profile.name ne "a"', 'profile.name ew "a"', 'profile.samAccountName co "a"', 'profile.name gt "a"'])(
    'refuses %s',
    (text) => {
      expect(() => compile(parse(text), groupFields)).toThrow(SearchError);
    },
  );
});

describe('a filter of the log', () => {
  const words: Catalogue<string> = {
    ignoreCase: false,
    field: (name) =>
      name === 'eventType'
        ? { kind: 'exact', operators: ['eq', 'ne', 'sw', 'ew', 'co'], read: (text) => text }
        : undefined,
  };

  it('knows ne and ew besides', () => {
    const operators = fc.constantFrom<Operator>('eq', 'ne', 'sw', 'ew', 'co');
    fc.assert(
      fc.property(operators, fc.constantFrom(...texts), fc.constantFrom(...texts), (operator, value, actual) => {
        const fits = compile(parse(`eventType ${operator} ${JSON.stringify(value)}`), words);
        expect(fits(actual)).toBe(compares[operator](actual, value));
      }),
    );
  });
});
