import type { CompiledMapping } from '../../src/domain/mapping/compiled.ts';
import { uniteMappings, type Mappings } from '../../src/domain/mapping/mappings.ts';
import type { AttributeDocument, FieldDocument, MappingDocument } from '../../src/domain/mapping/document.ts';
import { compileMapping } from '../../src/domain/mapping/index.ts';
import { countries, sites } from './people.ts';

function field(column: string, options: Partial<FieldDocument> = {}): FieldDocument {
  return { column, type: 'text', required: false, blank: [], openEnd: [], yes: [], no: [], trim: true, ...options };
}

function attribute(value: string, options: Partial<AttributeDocument> = {}): AttributeDocument {
  return { value, on: 'always', onBlank: 'keep', ...options };
}

const types = { Employee: 'employee', Contractor: 'contractor', Intern: 'intern' };

/** Twenty-five expressions: twelve bare fields, four computed attributes, two login candidates, seven group rules. */
const document: MappingDocument = {
  version: 1,
  rows: 'one',
  worker: {
    workerId: field('Worker ID', { required: true }),
    givenName: field('First Name', { required: true }),
    familyName: field('Last Name', { required: true }),
    preferredName: field('Preferred Name'),
    jobTitle: field('Job Title'),
    department: field('Department'),
    division: field('Division'),
    costCenter: field('Cost Center'),
    company: field('Company'),
    site: field('Site'),
    country: field('Country'),
    city: field('City'),
    street: field('Street'),
    zip: field('Zip'),
    phone: field('Phone'),
    workerType: field('Worker Type', { values: types, unlisted: 'refuse', required: true }),
    managerId: field('Manager ID'),
    hireDate: field('Hire Date', { type: 'date', format: 'yyyy-MM-dd', required: true }),
    lastDay: field('Last Day', { type: 'date', format: 'yyyy-MM-dd' }),
  },
  employment: { hire: 'hireDate', end: { field: 'lastDay', means: 'lastDay' }, immediate: [], leave: [] },
  timezone: { lookup: { table: 'sites', field: 'site' } },
  match: [{ okta: 'profile.hrWorkerId', field: 'workerId' }],
  login: {
    candidates: [
      'lower(ascii(w.givenName)) + "." + lower(ascii(w.familyName)) + "#@acme.example"',
      '"emp-" + lower(w.workerId) + "@acme.example"',
    ],
  },
  profile: {
    hrWorkerId: attribute('w.workerId'),
    employeeNumber: attribute('w.workerId'),
    lastName: attribute('w.familyName'),
    title: attribute('w.jobTitle', { onBlank: 'clear' }),
    department: attribute('w.department', { onBlank: 'clear' }),
    division: attribute('w.division', { onBlank: 'clear' }),
    costCenter: attribute('w.costCenter', { onBlank: 'clear' }),
    organization: attribute('w.company', { onBlank: 'clear' }),
    streetAddress: attribute('w.street', { onBlank: 'clear' }),
    city: attribute('w.city', { onBlank: 'clear' }),
    zipCode: attribute('w.zip', { onBlank: 'clear' }),
    primaryPhone: attribute('w.phone', { onBlank: 'clear' }),
    firstName: attribute('firstNonEmpty([w.preferredName, w.givenName])'),
    displayName: attribute('firstNonEmpty([w.preferredName, w.givenName]) + " " + w.familyName'),
    countryCode: attribute('lookup("countries", w.country)'),
    userType: attribute('w.workerType == "employee" ? "Employee" : "External"'),
    email: attribute('login', { on: 'create' }),
  },
  groups: [
    { group: 'Everyone at Acme' },
    { group: 'Contractors', when: 'w.workerType == "contractor"' },
    { group: 'Interns', when: 'w.workerType == "intern"' },
    { group: 'Engineering', when: 'w.department == "Engineering" && w.workerType != "contractor"' },
    { group: 'Sales Europe', when: 'w.department == "Sales" && w.site in ["BER", "DUB", "LON", "MAD", "PAR", "WAW"]' },
    { group: 'Leadership', when: 'w.jobTitle.startsWith("Director") && w.workerType == "employee"' },
    { group: 'Finance', when: 'w.department == "Finance" || w.division == "Corporate"' },
    { group: 'Cost Center 10xx', when: 'like(w.costCenter, "^CC-10")' },
  ],
  manager: { field: 'managerId' },
  tables: { sites, countries },
  tests: [],
};

export function benchMapping(): CompiledMapping {
  const compiled = compileMapping(document);
  if (compiled.ok) return compiled.value;
  throw new Error(compiled.error.map(({ problem }) => problem.message).join('\n'));
}

export function benchMappings(): Mappings {
  return uniteMappings([{ source: 'hr', mapping: benchMapping() }]);
}
