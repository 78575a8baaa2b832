import { describe, expect, it } from 'vitest';
import type { MappingDocument } from './document.ts';
import { attribute, compiled, field, problemsOf, sampleDocument } from './document.fixture.ts';
import { runMappingTests } from './mapping-tests.ts';

const { worker, employment } = sampleDocument();

function found(changes: Partial<MappingDocument>): readonly string[] {
  return problemsOf(changes).map(({ problem, path }) => `${problem.code} ${path.join('.')}`);
}

describe('compileMapping', () => {
  it('says what the document owns', () => {
    const mapping = compiled(sampleDocument());
    expect(mapping.warnings).toEqual([]);
    expect(mapping.columns).toEqual([...mapping.columns].sort());
    expect(mapping.columns[mapping.keyColumn]).toBe('Id');
    expect(mapping.columns[mapping.dateColumns.hire]).toBe('Hire');
    expect(mapping.columns[mapping.dateColumns.end]).toBe('End');
    expect(mapping.ownedAttributes).toEqual(['department', 'email', 'firstName', 'hrWorkerId', 'lastName']);
    expect(mapping.managedGroups).toEqual(['All', 'Sales']);
    expect(mapping.usesToday).toBe(false);
  });

  it('shares a column among fields', () => {
    const mapping = compiled(sampleDocument({ worker: { ...worker, again: field('First') } }));
    expect(mapping.columns.filter((column) => column === 'First')).toHaveLength(1);
  });

  it.each<[string, Partial<MappingDocument>, string]>([
    ['no worker id', { worker: { ...worker, workerId: undefined as never } }, ''],
    [
      'worker id as a number',
      { worker: { ...worker, workerId: field('Id', { type: 'int', required: true }) } },
      'TEN-1103 worker.workerId.type',
    ],
    [
      'worker id translated',
      { worker: { ...worker, workerId: field('Id', { required: true, values: {} }) } },
      'TEN-1103 worker.workerId.values',
    ],
    ['date without format', { worker: { ...worker, x: field('X', { type: 'date' }) } }, 'TEN-1102 worker.x'],
    [
      'date with a bad format',
      { worker: { ...worker, x: field('X', { type: 'date', format: 'yy' }) } },
      'TEN-1103 worker.x.format',
    ],
    [
      'format on a text',
      { worker: { ...worker, x: field('X', { format: 'yyyy-MM-dd' }) } },
      'TEN-1103 worker.x.format',
    ],
    ['bool without yes', { worker: { ...worker, x: field('X', { type: 'bool' }) } }, 'TEN-1102 worker.x'],
    [
      'bool with yes in no',
      { worker: { ...worker, x: field('X', { type: 'bool', yes: ['1'], no: ['1'] }) } },
      'TEN-1103 worker.x.no',
    ],
    [
      'otherwise without values',
      { worker: { ...worker, x: field('X', { otherwise: 'y' }) } },
      'TEN-1103 worker.x.otherwise',
    ],
    ['field called w', { worker: { ...worker, w: field('X') } }, 'TEN-1103 worker.w'],
    ['field called __proto__', { worker: { ...worker, ['__proto__']: field('X') } }, 'TEN-1103 worker.__proto__'],
    ['field called constructor', { worker: { ...worker, constructor: field('X') } }, 'TEN-1103 worker.constructor'],
    ['unknown hire field', { employment: { ...employment, hire: 'hireDat' } }, 'TEN-1101 employment.hire'],
    ['hire field of another type', { employment: { ...employment, hire: 'level' } }, 'TEN-1103 employment.hire'],
    [
      'unknown end field',
      { employment: { ...employment, end: { field: 'x', means: 'lastDay' } } },
      'TEN-1101 employment.end.field',
    ],
    [
      'rule of another type',
      { employment: { ...employment, immediate: [{ reason: 'r', when: 'w.status' }] } },
      'TEN-1202 employment.immediate.0.when',
    ],
    [
      'rule that asks for the day',
      { employment: { ...employment, leave: [{ kind: 'k', when: 'today > "x"' }] } },
      'TEN-1204 employment.leave.0.when',
    ],
    ['unknown person key', { employment: { ...employment, personKey: 'x' } }, 'TEN-1101 employment.personKey'],
    ['no zone at all', { timezone: {} }, 'TEN-1102 timezone'],
    ['unknown default zone', { timezone: { default: 'Berlin' } }, 'TEN-1103 timezone.default'],
    [
      'unknown zone in a table',
      { tables: { zones: { X: 'Nowhere/Land' }, departments: {} } },
      'TEN-1103 tables.zones.X',
    ],
    ['unknown table', { timezone: { lookup: { table: 'zons', field: 'site' } } }, 'TEN-1101 timezone.lookup.table'],
    ['no match key', { match: [] }, 'TEN-1102 match'],
    ['match by no attribute', { match: [{ okta: 'hrWorkerId', field: 'workerId' }] }, 'TEN-1103 match.0.okta'],
    ['match by an unknown field', { match: [{ okta: 'profile.x', field: 'y' }] }, 'TEN-1101 match.0.field'],
    ['match by a number', { match: [{ okta: 'profile.x', field: 'level' }] }, 'TEN-1103 match.0.field'],
    ['no candidate', { login: { candidates: [] } }, 'TEN-1102 login.candidates'],
    ['login in the profile', { profile: { login: attribute('w.workerId') } }, 'TEN-1103 profile.login'],
    [
      'attribute called __proto__',
      { profile: { ['__proto__']: attribute('w.workerId') } },
      'TEN-1103 profile.__proto__',
    ],
    [
      'number for a text attribute',
      { profile: { costCenter: attribute('w.level') } },
      'TEN-1202 profile.costCenter.value',
    ],
    ['misspelt attribute', { profile: { firstname: attribute('w.givenName') } }, 'TEN-1103 profile.firstname'],
    ['list for an attribute', { profile: { x: attribute('[w.givenName]') } }, 'TEN-1202 profile.x.value'],
    ['manager by a number', { manager: { field: 'level' } }, 'TEN-1103 manager.field'],
    ['group without a name', { groups: [{ group: '' }] }, 'TEN-1103 groups.0.group'],
    ['scope without an answer', { scope: 'w.level >= 7' }, 'TEN-1202 scope'],
    ['value without an answer', { profile: { x: attribute('w.level + 1') } }, 'TEN-1202 profile.x.value'],
  ])('%s', (_, changes, expected) => {
    if (changes.worker !== undefined && (changes.worker['workerId'] as unknown) === undefined) {
      const { workerId, ...rest } = worker;
      expect(workerId).toBeDefined();
      expect(found({ worker: rest })).toContain('TEN-1102 worker');
      return;
    }
    expect(found(changes)).toContain(expected);
  });

  it('says every problem of a document at once', () => {
    const changes = { match: [], scope: 'w.nope', login: { candidates: ['w.level', 'w.x'] }, timezone: {} };
    expect(
      found(changes)
        .filter((text) => !text.startsWith('TEN-1105'))
        .sort(),
    ).toEqual([
      'TEN-1102 match',
      'TEN-1102 timezone',
      'TEN-1202 login.candidates.0',
      'TEN-1203 login.candidates.1',
      'TEN-1203 scope',
    ]);
  });

  it('gives the characters of an unknown field and the nearest one', () => {
    const [first] = problemsOf({ scope: 'w.deparment == "Sales"' });
    expect(first).toMatchObject({
      path: ['scope'],
      range: { start: 2, end: 11 },
      problem: { code: 'TEN-1203', hint: 'Did you mean "department"?' },
    });
  });
});

describe('fingerprint', () => {
  const base = compiled(sampleDocument()).fingerprint;

  it('stays with the order of keys and the tests', () => {
    const { version, ...rest } = sampleDocument();
    expect(compiled({ ...rest, version }).fingerprint).toBe(base);
    expect(compiled(sampleDocument({ tests: [{ name: 't', given: {}, expect: {} }] })).fingerprint).toBe(base);
  });

  it.each<[string, Partial<MappingDocument>]>([
    ['a table', { tables: { zones: { NYC: 'America/Chicago' }, departments: { SAL: 'Sales' } } }],
    ['a scope', { scope: 'true' }],
    ['a group', { groups: [{ group: 'All' }] }],
    ['a field', { worker: { ...worker, x: field('X') } }],
  ])('changes with %s', (_, changes) => {
    expect(compiled(sampleDocument(changes)).fingerprint).not.toBe(base);
  });
});

describe('runMappingTests', () => {
  function run(
    given: MappingDocument['tests'][number]['given'],
    expected: MappingDocument['tests'][number]['expect'],
  ): string[] {
    const document = sampleDocument({ tests: [{ name: 't', given, expect: expected }] });
    return runMappingTests(compiled(document), document).map(
      ({ problem, path }) => `${problem.code} ${path.join('.')}`,
    );
  }
  const given = {
    workerId: '1',
    givenName: 'Jane',
    familyName: 'Doe',
    department: 'Sales',
    status: 'Dismissed',
    site: 'NYC',
  };

  it('passes what is so', () => {
    expect(
      run(given, {
        login: 'jane.doe@acme.example',
        'profile.email': 'jane.doe@acme.example',
        'profile.department': 'Sales',
        groups: ['Sales', 'All'],
        scope: true,
        manager: null,
        displayName: 'Jane Doe',
        immediate: 'dismissed',
        leave: null,
        zone: 'America/New_York',
        cutOff: null,
        hire: null,
        lastDay: null,
      }),
    ).toEqual([]);
  });

  it('names every expectation that does not hold', () => {
    expect(run(given, { login: 'x', groups: [], 'profile.nope': 'x', nope: 'x' })).toEqual([
      'TEN-1106 tests.0.expect.login',
      'TEN-1106 tests.0.expect.groups',
      'TEN-1106 tests.0.expect.profile.nope',
      'TEN-1106 tests.0.expect.nope',
    ]);
  });

  it('refuses what is given in a wrong way', () => {
    expect(run({ workerId: 123, nope: 'x', hireDate: '31.01.2025', level: 1.5 }, {})).toEqual([
      'TEN-1106 tests.0.given.workerId',
      'TEN-1101 tests.0.given.nope',
      'TEN-1106 tests.0.given.hireDate',
      'TEN-1106 tests.0.given.level',
    ]);
  });

  it('expects null of a worker whom the mapping refuses', () => {
    const profile = { department: attribute('w.department', { onBlank: 'error' }) };
    const document = sampleDocument({
      profile,
      tests: [{ name: 't', given: { workerId: '1' }, expect: { login: null } }],
    });
    expect(runMappingTests(compiled(document), document)).toEqual([]);
  });
});

describe('what newcomers write is answered with what they meant', () => {
  const hints = (changes: Partial<MappingDocument>): string =>
    problemsOf(changes)
      .map(({ problem }) => problem.hint ?? '')
      .join('\n');
  const dated = (format: string): Partial<MappingDocument> => ({
    worker: { ...worker, hireDate: field('Start', { type: 'date', format }) },
  });

  it.each([
    ['DD.MM.YYYY', 'Did you mean dd.MM.yyyy?'],
    ['TT.MM.JJJJ', 'Did you mean dd.MM.yyyy?'],
    ['dd/mm/yyyy', 'Did you mean dd/MM/yyyy?'],
  ])('in the format %s', (format, hint) => {
    expect(hints(dated(format))).toContain(hint);
  });

  it('with one equal sign, with a header for a field, with a city for a zone', () => {
    expect(hints({ scope: 'w.department = "Sales"' })).toContain('Equal is written ==');
    const named = { ...worker, office: field('Buero') };
    expect(hints({ worker: named, scope: 'w.Buero != ""' })).toContain(
      '"Buero" is the column of office: write w.office.',
    );
    expect(hints({ timezone: { default: 'Munich' } })).toContain('Did you mean Europe/Berlin?');
  });

  it('with both readings of a date still there', () => {
    expect(found(dated('dd/MM/yyyy or MM/dd/yyyy'))).toContain('TEN-1160 worker.hireDate.format');
  });

  it('with questions left: a reminder that changes nothing', () => {
    const asked = compiled(sampleDocument({ questions: ['Which?'] }));
    expect(asked.fingerprint).toBe(compiled(sampleDocument()).fingerprint);
    expect(asked.warnings.map(({ problem }) => problem.code)).toContain('TEN-1160');
  });
});
