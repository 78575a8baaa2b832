import type { Random } from '../../domain/kernel/random.ts';
import { idFor } from '../org/ids.ts';
import type { GroupRuleSeed, UserSeed, UserStatus } from '../org/seed.ts';
import type { MadeOrganisation } from './made.ts';
import { domain, sinceThen } from './people.ts';
import { group, user } from './seeds.ts';

/** Every how manieth person is in this state. */
const states: readonly (readonly [every: number, status: UserStatus])[] = [
  [17, 'LOCKED_OUT'],
  [13, 'PASSWORD_EXPIRED'],
  [29, 'RECOVERY'],
  [11, 'SUSPENDED'],
  [7, 'DEPROVISIONED'],
  [23, 'PROVISIONED'],
  [31, 'STAGED'],
];

/** What years of hands and imports make of a company: every state, sourced people, rules, admins, twins and oddities. */
export function mess(tidy: MadeOrganisation, random: Random): MadeOrganisation {
  const users = [
    ...tidy.users.map((person, index) => worn(person, index, random)),
    ...strangers.map((stranger) => ({ ...sinceThen, ...stranger })),
  ];
  const sourced = users.filter(({ provider }) => provider !== undefined).map(({ id = '' }) => id);
  const [, first, second] = users;
  return {
    users,
    groups: [
      ...tidy.groups,
      ...[rulesGroup, adminGroup].map((name) => group(name, times)),
      group('Domain Users', { ...times, type: 'APP_GROUP', sourceId: idFor('app', 'directory') }),
    ],
    memberships: [
      ...tidy.memberships,
      { group: idFor('group', 'APP_GROUPDomain Users'), users: sourced },
      { group: idFor('group', adminGroup), users: [second?.id ?? ''] },
      { group: idFor('group', rulesGroup), users: membersOfRule(users), byRule: true },
    ],
    rules: [...rules],
    roles: [
      ...tidy.roles,
      { assignee: first?.id ?? '', role: { type: 'HELP_DESK_ADMIN' } },
      { assignee: idFor('group', adminGroup), role: { type: 'ORG_ADMIN' } },
    ],
  };
}

const times = { ...sinceThen, lastMembershipUpdated: sinceThen.created };
const rulesGroup = 'Everyone in sales (rule)';
const adminGroup = 'IT operations';

const rules: readonly GroupRuleSeed[] = [
  { name: 'Sales', expression: 'user.department=="Sales"', groupIds: [idFor('group', rulesGroup)] },
  {
    name: 'Payroll (switched off)',
    status: 'INACTIVE',
    expression: 'user.userType=="Employee"',
    groupIds: [idFor('group', 'Payroll')],
  },
  {
    name: 'Intranet (broken)',
    status: 'INVALID',
    expression: 'user.building=="1"',
    groupIds: [idFor('group', 'Old intranet')],
  },
];

function membersOfRule(users: readonly UserSeed[]): readonly string[] {
  const sales = users.filter(({ profile, status }) => profile['department'] === 'Sales' && status !== 'DEPROVISIONED');
  return sales.map(({ id = '' }) => id);
}

/** The first few stay as they are: somebody has to run the place. */
function worn(person: UserSeed, index: number, random: Random): UserSeed {
  if (index < 3) return person;
  const status = states.find(([every]) => index % every === 0)?.[1];
  const sourced = index % 5 === 0;
  const forgotten = random.next() < 0.15;
  const { hrWorkerId, ...rest } = person.profile;
  return {
    ...person,
    ...(status === undefined ? {} : { status }),
    ...(sourced ? { provider: { type: 'ACTIVE_DIRECTORY', name: 'corp.simulated.example' } } : {}),
    profile: forgotten || hrWorkerId === undefined ? rest : { ...rest, hrWorkerId },
  };
}

const strangers: readonly UserSeed[] = [
  user(`maria.silva@${domain}`, { id: idFor('user', 'twin 1'), profile: { employeeNumber: '20001' } }),
  user(`maria.silva.2@${domain}`, {
    profile: { firstName: 'Maria', lastName: 'Silva', email: `maria.silva@${domain}`, employeeNumber: '20001' },
  }),
  user(`svc-backup@${domain}`, { profile: { firstName: 'Service', lastName: 'Backup', userType: 'Service' } }),
  user(`breakglass@${domain}`, { profile: { firstName: 'Break', lastName: 'Glass' } }),
  user(`MIXED.Case@${domain.toUpperCase()}`, { profile: { firstName: 'Mixed', lastName: 'Case' } }),
  user(`o'brien@${domain}`, { profile: { firstName: 'Conor', lastName: "O'Brien" } }),
  user(`script@${domain}`, {
    profile: { firstName: '<script>alert(1)</script>', lastName: '"><img src=x onerror=alert(1)>' },
  }),
];
