import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localDate, type LocalDate } from '../time/local-date.ts';
import type { InspectionFindingId } from './finding.ts';
import { inspectionFindings } from './findings.ts';
import { Inspector, type Inspection } from './inspector.ts';
import type { Dialect } from './table.ts';

const today = localDate(2026, 11, 23) as LocalDate;
const dialect: Dialect = {
  kind: 'csv',
  encoding: 'utf-8',
  encodingBy: 'proven',
  gzip: false,
  delimiter: ',',
  separatorLine: false,
  quoted: false,
  lineEnds: 'LF',
  titleRows: 0,
  headerRow: 1,
  trailingDelimiter: false,
  endsWithLine: true,
};

const header = ['EmpNo', 'First Name', 'Last Name', 'Email', 'Start Date', 'End Date', 'Status', 'Birthday'];
type Cells = readonly string[];

/** Rows of a file in which nothing is wrong. */
function sound(count: number): Cells[] {
  return Array.from({ length: count }, (_, index) => {
    const id = String(10_001 + index);
    const end = index % 7 === 0 ? '2026-05-31' : '';
    return [
      id,
      `F${id}`,
      `L${id}`,
      `${id}@acme.test`,
      '2020-01-31',
      end,
      end === '' ? 'Active' : 'Terminated',
      '1980-02-29',
    ];
  });
}

function inspect(rows: readonly Cells[], columns = header): Inspection {
  const inspector = new Inspector({ file: '/people.csv', bytes: 1, dialect, header: columns }, today);
  inspector.take({ rows, numbers: rows.map((_, index) => index + 2) });
  return inspector.finish(true);
}

function said(rows: readonly Cells[], columns = header): readonly InspectionFindingId[] {
  return inspectionFindings(inspect(rows, columns)).map(({ id }) => id);
}

/** The first row with one cell otherwise, before the others. */
function withCell(column: number, value: string, count = 40): Cells[] {
  return sound(count).map((cells, row) =>
    row === 1 ? cells.map((cell, at) => (at === column ? value : cell)) : cells,
  );
}

describe('a file', () => {
  it('in which nothing is wrong has nothing dangerous', () => {
    expect(said(sound(40))).toEqual(['withheld']);
  });

  it.each<[InspectionFindingId, readonly Cells[]]>([
    ['blank-ids', withCell(0, '')],
    ['damaged-ids', withCell(0, '1.23E+05')],
    ['damaged-ids', withCell(0, '10002.0')],
    ['damaged-ids', withCell(0, '="10002"')],
    ['near-ids', [...sound(40), ['010001', ...(sound(1)[0] ?? []).slice(1)]]],
    ['id-of-several-people', [...sound(40), ['10001', 'Somebody', 'Else', '', '2020-01-31', '', 'Active', '']]],
    ['several-rows', [...sound(40), ...sound(1)]],
    [
      'same-person-two-ids',
      [...sound(40), ['99999', 'F10001', 'L10001', '', '2020-01-31', '', 'Active', '1980-02-29']],
    ],
    ['shared-mail', withCell(3, '10001@acme.test')],
    ['nobody-left', sound(40).map((cells) => cells.with(5, '').with(6, 'Active'))],
    ['end-before-start', withCell(5, '2019-01-31')],
    ['status-against-dates', withCell(6, 'Terminated')],
    ['mixed-dates', withCell(4, '31.01.2020')],
    ['unreadable-dates', withCell(4, '2020-02-30')],
    ['serial-dates', sound(40).map((cells) => cells.with(4, '45688'))],
    ['two-way-dates', sound(40).map((cells) => cells.with(4, '03/04/2020'))],
    ['open-ends', withCell(5, '9999-12-31')],
    ['open-ends', withCell(5, '0000-00-00')],
    ['blank-starts', withCell(4, '')],
    ['unknown-dates', sound(40).map((cells) => cells.with(5, 'week 7'))],
    ['misread-text', withCell(2, 'MÃ¼ller')],
    ['replaced-text', withCell(2, 'M\uFFFDller')],
    ['null-texts', withCell(5, 'n/a')],
    ['broken-rows', [...sound(40), ['1', '2']]],
    ['totals', [...sound(40), ['Total', '40', '', '', '', '', '', '']]],
  ])('says %s', (id, rows) => {
    expect(said(rows)).toContain(id);
  });

  it('whose numbers have lost their zeros says so', () => {
    const rows = sound(40).map((cells, row) => cells.with(0, row === 0 ? '00123' : String(row + 100)));
    expect(said(rows)).toContain('lost-zeros');
  });

  it('in which one value proves the direction of all dates asks nothing', () => {
    const rows = sound(40).map((cells, row) => cells.with(4, row === 30 ? '23/04/2020' : '03/04/2020'));
    expect(said(rows)).not.toContain('two-way-dates');
    expect(inspect(rows).columns[4]?.dates.best[0]?.format).toBe('dd/MM/yyyy');
  });

  it.each([
    ['30', '03/30/2020', '2020-03-04', '2020-03-30'],
    ['day', '30/03/2020', '2020-03-30', '2020-04-03'],
  ])('gives the days as the format that fits reads them: %s', (_case, proof, earliest, latest) => {
    const rows = sound(40).map((cells, row) => cells.with(4, row === 30 ? proof : '03/04/2020'));
    expect(inspect(rows).columns[4]?.dates).toMatchObject({ earliest, latest });
  });

  it.each([
    ['2000-01-01-08:00', 'yyyy-MM-ddXXX'],
    ['Jan 5, 2026', 'MMM d, yyyy'],
    ['January 5, 2026', 'MMMM d, yyyy'],
    ['1/31/2025 0:00', 'M/d/yyyy H:mm'],
    ['/Date(1442289263000+0000)/', 'odata'],
    ['/Date(-631152000000)/', 'odata'],
  ])('whose dates are written %s has them read as %s', (text, format) => {
    const found = inspect(sound(40).map((cells) => cells.with(4, text)));
    expect(found.columns[4]?.dates.best[0]?.format).toBe(format);
    expect(found.roles.hireDate).toBe(4);
  });

  it('whose dates have unknown names names these columns, and not those of private matters', () => {
    const columns = header.with(4, 'Foo').with(5, 'Bar');
    const found = inspectionFindings(inspect(sound(40), columns)).find(({ id }) => id === 'which-dates');
    expect(found?.message).toBe('no column is called like the first day or the last day; dates stand in "Foo", "Bar"');
  });

  it('without a personnel number says that first', () => {
    expect(said([['x', 'y']], ['Colour', 'Shape'])[0]).toBe('no-worker-id');
  });
});

describe('what was found', () => {
  it('does not depend on how the rows were handed over', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (size) => {
        const rows = sound(120);
        const inspector = new Inspector({ file: '/people.csv', bytes: 1, dialect, header }, today);
        for (let from = 0; from < rows.length; from += size) {
          const part = rows.slice(from, from + size);
          inspector.take({ rows: part, numbers: part.map((_, index) => from + index + 2) });
        }
        expect(inspector.finish(true)).toEqual(inspect(rows));
      }),
      { numRuns: 25 },
    );
  });

  it('counts every row of a large file, beyond the sample that tells which column is what', () => {
    const found = inspect([...sound(5_000), ...sound(3)]);
    expect(found.rows).toBe(5_003);
    expect(found.people).toMatchObject({ ids: 5_000, repeatedIds: 3, mostRowsOfId: 2 });
  });

  it('takes headers for what they are in several languages', () => {
    const roles = (names: string[]): object => inspect([names.map(() => 'x')], names).roles;
    expect(roles(['Pers.Nr.', 'Vorname', 'Nachname'])).toMatchObject({ workerId: 0, givenName: 1, familyName: 2 });
    expect(roles(['Matricule', 'Prénom', 'Nom'])).toMatchObject({ workerId: 0, givenName: 1, familyName: 2 });
    expect(roles(['Personeelsnummer', 'Voornaam', 'Achternaam'])).toMatchObject({ workerId: 0, givenName: 1 });
  });

  it.each([
    [
      'SAP HCM',
      'PERNR NACHN VORNA BEGDA ENDDA ORGEH WERKS KOSTL GBDAT',
      'workerId familyName givenName hireDate endDate department site costCenter birthDate',
    ],
    [
      'PeopleSoft',
      'EMPLID FIRST_NAME LAST_NAME HIRE_DT TERMINATION_DT DEPTID EMPL_STATUS SUPERVISOR_ID',
      'workerId givenName familyName hireDate endDate department status managerId',
    ],
    [
      'ADP',
      'Associate_ID Position_Status Reports_To_Associate_ID Job_Title_Description Location_Description',
      'workerId status managerId title site',
    ],
    ['BambooHR', 'Employee_# Supervisor_EID Employment_Status', 'workerId managerId status'],
    [
      'Personio',
      'ID Einstellungsdatum Letzter_Arbeitstag Vorgesetzte:r Vorgesetzte:r_ID',
      'workerId hireDate endDate - managerId',
    ],
    [
      'by hand',
      'Pers.-Nr. Beschäftigt_von Beschäftigt_bis Org.-Einheit Dienstort Geb.-Datum',
      'workerId hireDate endDate department site birthDate',
    ],
  ])('knows what %s calls its columns', (_system, names, expected) => {
    const columns = names.split(' ').map((name) => name.replaceAll('_', ' '));
    const dates = new Set(['hireDate', 'endDate', 'birthDate']);
    const wanted = expected.split(' ');
    const row = wanted.map((role) => (dates.has(role) ? '2020-01-31' : 'x'));
    const places = wanted.flatMap((role, index) => (role === '-' ? [] : [[role, index]]));
    expect(inspect([row], columns).roles).toEqual(Object.fromEntries(places));
  });

  it('prefers a column that is filled to a blank one with a better name', () => {
    const columns = header.with(5, 'Last Day').concat('End Date');
    const rows = sound(40).map((cells) => [...cells.with(5, ''), cells[5] ?? '']);
    expect(inspect(rows, columns).roles.endDate).toBe(8);
  });
});
