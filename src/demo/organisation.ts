import { company, countryCodes, departments, type Employee } from './company.ts';
import type { SimulatedOrganisation } from './tools.ts';
import type { Account } from './story.ts';

interface ManagedGroup {
  readonly group: string;
  /** The mapping's rule; null for everybody. */
  readonly when: string | null;
  /** The same, of an employee. */
  readonly has: (one: Employee) => boolean;
}

/** Filled by a rule in Okta, too: tenured sees that and leaves it alone. */
const ruledGroup = 'Code Hosting';

/** The groups that the mapping names, in its order. */
export const managedGroups: readonly ManagedGroup[] = [
  { group: 'All of Longitude', when: null, has: () => true },
  ...Object.keys(departments).map((name) => ({
    group: name,
    when: `w.department == "${name}"`,
    has: (one: Employee) => one.department === name,
  })),
  {
    group: 'Customer Records',
    when: 'w.department == "Sales" && w.workerType == "employee"',
    has: (one) => one.department === 'Sales' && one.type === 'Employee',
  },
  {
    group: 'Contractors',
    when: 'w.workerType == "contractor"',
    has: (one) => one.type === 'Contractor',
  },
  {
    group: ruledGroup,
    when: 'w.department == "Engineering"',
    has: (one) => one.department === 'Engineering',
  },
];

const unmanagedGroup = 'Sailing Club';
const owner = `okta.owner@${company.domain}`;

/** The simulated Okta: these accounts, their groups, a rule, and two administrators. */
export function organisation(name: string, accounts: readonly Account[]): SimulatedOrganisation {
  const groups = managedGroups.map(({ group, has }) => ({
    name: group,
    members: accounts.filter(({ holds }) => has(holds)).map(({ holds }) => holds.email),
  }));
  return {
    name,
    users: [
      ...accounts.map((account) => ({
        login: account.holds.email,
        status: account.status,
        profile: profile(account.holds),
      })),
      { login: owner, status: 'ACTIVE', profile: { firstName: 'Okta', lastName: 'Owner' } },
    ],
    groups: [...groups, { name: unmanagedGroup, members: accounts.slice(0, 9).map(({ holds }) => holds.email) }],
    rules: [
      {
        name: 'Engineers to code hosting',
        expression: 'user.department=="Engineering"',
        groups: [ruledGroup],
      },
    ],
    administrators: [owner, ...accounts.filter(({ administrator }) => administrator).map(({ holds }) => holds.email)],
  };
}

/** What the mapping makes of them. */
function profile(one: Employee): Readonly<Record<string, string>> {
  return {
    ...(one.manager === '' ? {} : { managerId: one.manager }),
    hrWorkerId: one.id,
    employeeNumber: one.id,
    firstName: one.given,
    lastName: one.family,
    displayName: `${one.knownAs === '' ? one.given : one.knownAs} ${one.family}`,
    title: one.title,
    department: one.department,
    city: one.office,
    countryCode: countryCodes[one.country] ?? 'DE',
    userType: one.type === 'Employee' ? 'employee' : 'contractor',
  };
}
