import type { CompiledMapping, MappingProblem } from './compiled.ts';
import { compileMapping } from './compile.ts';
import type { AttributeDocument, FieldDocument, MappingDocument } from './document.ts';

/** A field's declaration for tests, everything absent at its default. */
export function field(column: string, options: Partial<FieldDocument> = {}): FieldDocument {
  return { column, type: 'text', required: false, blank: [], openEnd: [], yes: [], no: [], trim: true, ...options };
}

export function attribute(value: string, options: Partial<AttributeDocument> = {}): AttributeDocument {
  return { value, on: 'always', onBlank: 'keep', ...options };
}

/** A document for tests that compiles without a warning; parts can be exchanged. */
export function sampleDocument(changes: Partial<MappingDocument> = {}): MappingDocument {
  return {
    version: 1,
    rows: 'one',
    worker: {
      workerId: field('Id', { required: true }),
      givenName: field('First'),
      familyName: field('Last'),
      department: field('Dept'),
      country: field('Country'),
      site: field('Site'),
      status: field('Status'),
      level: field('Level', { type: 'int' }),
      away: field('Away', { type: 'bool', yes: ['Y'], no: ['N', ''] }),
      hireDate: field('Hire', { type: 'date', format: 'yyyy-MM-dd' }),
      endDate: field('End', { type: 'date', format: 'dd.MM.yyyy', openEnd: ['9999-12-31', '00.00.0000'] }),
      managerId: field('Manager'),
    },
    employment: {
      hire: 'hireDate',
      end: { field: 'endDate', means: 'lastDay' },
      immediate: [{ reason: 'dismissed', when: 'w.status == "Dismissed"', from: 'endDate' }],
      leave: [{ kind: 'away', when: 'w.away' }],
    },
    timezone: { lookup: { table: 'zones', field: 'site' }, default: 'Europe/Berlin' },
    match: [{ okta: 'profile.hrWorkerId', field: 'workerId' }],
    login: {
      candidates: [
        'mailbox(w.givenName) + "." + mailbox(w.familyName) + "#@acme.example"',
        'mailbox(w.workerId) + "@acme.example"',
      ],
    },
    profile: {
      hrWorkerId: attribute('w.workerId'),
      firstName: attribute('w.givenName'),
      lastName: attribute('w.familyName'),
      department: attribute('w.department', { onBlank: 'clear' }),
      email: attribute('login', { on: 'create' }),
    },
    groups: [{ group: 'All' }, { group: 'Sales', when: 'w.department == "Sales"' }],
    manager: { field: 'managerId' },
    tables: { zones: { NYC: 'America/New_York' }, departments: { SAL: 'Sales' } },
    tests: [],
    ...changes,
  };
}

/** Compiles, and fails the test when that fails. */
export function compiled(document: MappingDocument): CompiledMapping {
  const result = compileMapping(document);
  if (!result.ok) throw new Error(result.error.map(({ problem }) => problem.message).join('\n'));
  return result.value;
}

/** The problems of a document that does not compile. */
export function problemsOf(changes: Partial<MappingDocument>): readonly MappingProblem[] {
  const result = compileMapping(sampleDocument(changes));
  return result.ok ? result.value.warnings : result.error;
}

/** Cells in the mapping's order from texts by header. */
export function cells(mapping: CompiledMapping, texts: Readonly<Record<string, string>>): string[] {
  return mapping.columns.map((header) => texts[header] ?? '');
}
