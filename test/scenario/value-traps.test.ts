import { expect, it } from 'vitest';
import { household, type Household, type PlanDocument } from '../support/household.ts';

/** The columns of the file, in order: A is the worker id. */
const columns = 'EmpNo Name Iso German Short Serial OData Epoch Zoned Level Flag Kind Code'.split(' ');

const mapping = `version: 1
worker:
  workerId: { column: EmpNo, required: true }
  familyName: { column: Name, take: beforeComma, required: true }
  givenName: { column: Name, take: afterComma }
  iso: { column: Iso, format: yyyy-MM-dd, openEnd: ['9999-12-31'], blank: ['0000-00-00', N/A] }
  german: { column: German, format: d. MMMM yyyy, months: de }
  short: { column: Short, format: dd.MM.yy, pivot: 1950 }
  serial: { column: Serial, format: excel }
  odata: { column: OData, format: odata, day: utc, openEnd: ['9999-12-31'] }
  epoch: { column: Epoch, format: epoch-seconds, day: Asia/Tokyo }
  zoned: { column: Zoned, format: yyyy-MM-ddTHH:mm:ssXXX, day: Europe/Berlin }
  level: { column: Level, type: int, decimal: ',' }
  flag: { column: Flag, type: bool, yes: [J], no: [N, ''] }
  kind: { column: Kind, values: { E: employee, '': unknown }, unlisted: refuse }
  code: Code
employment: {}
timezone: { default: Europe/Berlin }
match:
  - { okta: profile.hrWorkerId, field: workerId }
  - { okta: profile.employeeNumber, field: code }
login:
  candidates: ['"w" + w.workerId + "@acme.test"']
profile:
  hrWorkerId: w.workerId
  firstName: 'firstNonEmpty([w.givenName, "-"])'
  lastName: w.familyName
  email: { value: login, on: create }
  title: w.iso
  department: w.german
  division: w.short
  costCenter: w.serial
  organization: w.odata
  userType: w.epoch
  city: w.zoned
  state: 'w.level == null ? "" : string(w.level)'
  zipCode: 'w.flag ? "yes" : "no"'
  nickName: w.kind
  employeeNumber: w.code
`;

const attributes: Readonly<Record<string, string>> = {
  Name: 'lastName',
  Iso: 'title',
  German: 'department',
  Short: 'division',
  Serial: 'costCenter',
  OData: 'organization',
  Epoch: 'userType',
  Zoned: 'city',
  Level: 'state',
  Flag: 'zipCode',
  Kind: 'nickName',
  Code: 'employeeNumber',
};

/** A cell and what becomes of it: a value, or null when the row has to be refused for it. */
type Trap = readonly [column: string, cell: string, becomes: string | null];

const traps: readonly Trap[] = [
  ['Name', 'van der Berg, Anna', 'van der Berg'],
  ['Name', '\u200b\u00a0Nair,\u00a0Priya\ufeff', 'Nair'],
  ['Name', 'Zo\u200be, Ann', null],
  ['Name', ', Ann', null],
  ['Iso', '2026-02-28', '2026-02-28'],
  ['Iso', '9999-12-31', ''],
  ['Iso', '0000-00-00', ''],
  ['Iso', '2026-02-29', null],
  ['Iso', '28.02.2026', null],
  ['Iso', '1899-12-31', null],
  ['Iso', '2026-01-01 00:00:00', null],
  ['German', '3. März 2026', '2026-03-03'],
  ['German', '3. March 2026', null],
  ['Short', '31.12.49', '2049-12-31'],
  ['Short', '01.01.50', '1950-01-01'],
  ['Short', '01.01.1950', null],
  ['Serial', '45688', '2025-01-31'],
  ['Serial', '60', null],
  ['Serial', '45688,5', null],
  ['OData', '/Date(1442289263000+0000)/', '2015-09-15'],
  ['OData', '/Date(253402214400000)/', ''],
  ['OData', '/Date(a)/', null],
  ['Epoch', '1738335600', '2025-02-01'],
  ['Epoch', '1738335600000', null],
  ['Zoned', '2025-01-31T23:30:00Z', '2025-02-01'],
  ['Zoned', '2025-01-31T23:30:00', null],
  ['Level', '1.234,00', '1234'],
  ['Level', '12,5', null],
  ['Flag', 'J', 'yes'],
  ['Flag', 'j', null],
  ['Kind', 'E', 'employee'],
  ['Kind', 'X', null],
  ['Code', '00123', '00123'],
  ['Code', '1.23E+05', null],
  ['Code', '="00123"', null],
  ['Code', '123.0', null],
];

interface Row {
  readonly traps: readonly Trap[];
  readonly id: string;
}

/** Every trap alone, and every two that stand in different columns. */
function corpus(): readonly Row[] {
  const sets: (readonly Trap[])[] = traps.map((trap) => [trap]);
  traps.forEach((one, index) => {
    for (const other of traps.slice(index + 1)) if (one[0] !== other[0]) sets.push([one, other]);
  });
  return sets.map((set, index) => ({ traps: set, id: String(index + 1).padStart(5, '0') }));
}

function cellsOf(row: Row): readonly string[] {
  return columns.map((column) => {
    if (column === 'EmpNo') return row.id;
    return row.traps.find(([name]) => name === column)?.[1] ?? (column === 'Name' ? 'Plain, Ann' : '');
  });
}

function quoted(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

async function delivered(rows: readonly Row[]): Promise<Household> {
  const home = await household({ mapping });
  home.deliver([columns, ...rows.map(cellsOf)].map((cells) => `${cells.map(quoted).join(',')}\n`).join(''));
  return home;
}

function refusedCells(plan: PlanDocument): readonly string[] {
  return plan.problems
    .filter(({ effect }) => effect === 'put-aside')
    .map(
      ({ worker, column, value, provenance }) =>
        `${worker ?? ''} | ${String(provenance?.row ?? 0)} | ${provenance?.letter ?? ''} | ${column ?? ''} | ${value ?? ''}`,
    );
}

it('every trap alone and in pairs is read exactly, or refused by row, column letter and HR’s own header', async () => {
  const rows = corpus();
  const home = await delivered(rows);
  const plan = await home.plan();
  const expected = rows.flatMap((row, index) =>
    row.traps
      .filter(([, , becomes]) => becomes === null)
      .map(([column, cell]) =>
        [row.id, String(index + 2), 'ABCDEFGHIJKLM'.charAt(columns.indexOf(column)), column, cell].join(' | '),
      ),
  );
  expect([...refusedCells(plan)].sort()).toEqual([...expected].sort());

  const created = new Map<string, Record<string, string>>(
    plan.operations
      .filter(({ kind }) => kind === 'create')
      .map(({ subject, after }) => [subject.worker, (after as { profile: Record<string, string> }).profile]),
  );
  const accepted = rows.filter((row) => row.traps.every(([, , becomes]) => becomes !== null));
  expect([...created.keys()].sort()).toEqual(accepted.map(({ id }) => id));
  for (const row of accepted) {
    for (const [column, , becomes] of row.traps) {
      expect([row.id, column, created.get(row.id)?.[attributes[column] ?? ''] ?? '']).toEqual([
        row.id,
        column,
        becomes,
      ]);
    }
  }
}, 60_000);
