import { company, countryCodes, offices, type Employee } from './company.ts';
import { managedGroups } from './organisation.ts';

const columns: readonly (readonly [string, (one: Employee) => string])[] = [
  ['Employee ID', (one) => one.id],
  ['First Name', (one) => one.given],
  ['Last Name', (one) => one.family],
  ['Known As', (one) => one.knownAs],
  ['Work Email', (one) => one.email],
  ['Job Title', (one) => one.title],
  ['Department', (one) => one.department],
  ['Office', (one) => one.office],
  ['Country', (one) => one.country],
  ['Type', (one) => one.type],
  ['Start Date', (one) => one.start],
  ['Last Day', (one) => one.end],
  ['Status', (one) => one.status],
  ['Leave', (one) => one.leave],
  ['Leave From', (one) => one.leaveFrom],
  ['Back On', (one) => one.backOn],
  ['Manager ID', (one) => one.manager],
];

/** HR's file. */
export function peopleCsv(people: readonly Employee[]): string {
  const header = columns.map(([title]) => title);
  const rows = people.map((one) => columns.map(([, cell]) => cell(one)));
  return [header, ...rows].map((cells) => `${cells.map(quoted).join(',')}\n`).join('');
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** A configuration of the shortest kind that does all the demo shows. */
export function configurationText(orgUrl: string, clientId: string): string {
  return `# Made by \`tenured demo\`. The organisation it names is simulated and ends with the demo.
version: 1
name: ${company.name}
timezone: ${company.zone} # HR's own; people have theirs by the mapping

okta:
  orgUrl: ${orgUrl}
  clientId: ${clientId}
  privateKey: { file: okta.pem }

sources:
  - name: people
    type: csv
    path: people.csv
    settle: 0s # this file was just written; a real one has to rest first
    roster: all
    mapping: mapping.yaml

lifecycle:
  leave: { parental: keep, unpaid: suspend }

# Once a person has approved a first plan, what the rules say is done by itself, within the safety checks.
# Without these lines only announced ends of access are.
consent: { joiner: autopilot, mover: autopilot, leave: autopilot, return: autopilot }

plan: { horizon: 36h } # how far ahead people can look, and say no

daemon:
  schedule: '30 6 * * *' # HR's file comes then; people's own dates are kept whenever they fall
  health: false # no port: this daemon lives for seconds

state: { dir: state }
`;
}

/** The mapping, complete and tested. */
export function mappingText(): string {
  return `# Made by \`tenured demo\`. What HR's columns mean, and what follows from them in Okta.
# Change something and look what it does:  tenured validate
version: 1

worker:
  workerId: { column: Employee ID, required: true }
  givenName: { column: First Name, required: true }
  familyName: { column: Last Name, required: true }
  knownAs: Known As
  email: Work Email
  title: Job Title
  department: Department
  office: Office
  country:
    column: Country
    required: true
    values: { ${pairs(countryCodes)} }
    unlisted: refuse
  workerType: { column: Type, values: { Employee: employee, Contractor: contractor }, unlisted: refuse, required: true }
  hireDate: { column: Start Date, format: yyyy-MM-dd, required: true }
  lastDay: { column: Last Day, format: yyyy-MM-dd }
  status: Status
  leave: Leave
  leaveFrom: { column: Leave From, format: yyyy-MM-dd }
  backOn: { column: Back On, format: yyyy-MM-dd }
  managerId: Manager ID

employment:
  hire: hireDate
  end: { field: lastDay, means: lastDay } # access ends as that day does, on the person's own clock
  immediate:
    - { reason: dismissed without notice, when: 'w.status == "Dismissed"' }
  leave:
    - { kind: parental, when: 'w.leave == "Parental"', from: leaveFrom, until: backOn }
    - { kind: unpaid, when: 'w.leave == "Unpaid"', from: leaveFrom, until: backOn }

timezone:
  lookup: { table: zones, field: office }
  default: ${company.zone}

match:
  - { okta: profile.hrWorkerId, field: workerId }
  - { okta: profile.email, field: email }

login:
  candidates:
    - mailbox(w.givenName) + "." + mailbox(w.familyName) + "#@${company.domain}"

profile:
  hrWorkerId: w.workerId
  employeeNumber: w.workerId
  firstName: w.givenName
  lastName: w.familyName
  displayName: firstNonEmpty([w.knownAs, w.givenName]) + " " + w.familyName
  email: { value: login, on: create }
  title: { value: w.title, onBlank: clear }
  department: w.department
  city: w.office
  countryCode: w.country
  userType: w.workerType
  managerId: { value: w.managerId, onBlank: clear }

groups:
${managedGroups.map(({ group, when }) => `  - { group: ${group}${when === null ? '' : `, when: '${when}'`} }`).join('\n')}

tables:
  zones:
${Object.entries(offices)
  .map(([name, { zone }]) => `    ${name}: ${zone}`)
  .join('\n')}

tests:
  - name: names in every alphabet make a login
    given: { workerId: '1', givenName: Юлия, familyName: Щукина, office: Berlin }
    expect: { login: yuliya.shchukina@${company.domain}, zone: Europe/Berlin }
  - name: a contractor in sales has no customer records
    given: { workerId: '2', givenName: Nkechi, familyName: Eze, department: Sales, workerType: contractor }
    expect: { groups: [All of Longitude, Contractors, Sales] }
`;
}

function pairs(table: Readonly<Record<string, string>>): string {
  return Object.entries(table)
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ');
}
