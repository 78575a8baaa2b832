import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { household, steps, type Household } from '../support/household.ts';

/** As HR exports it: semicolons, German dates, Windows-1252, and a row for each period of employment. */
const file = [
  'Personalnummer;Nachname;Vorname;Eintritt;Austritt;Abteilung;Standort;Gehalt;Status;Vorgesetzter',
  '00100;Weiß;Zoë;15.01.2010;31.12.9999;Technik;München;5200,00;aktiv;',
  '00101;Müller;Jürgen;01.02.2008;30.06.2015;Vertrieb;Hamburg;3100,00;ausgeschieden;00100',
  '00101;Müller;Jürgen;01.09.2019;31.12.9999;Technik;München;4400,00;aktiv;00100',
  '00102;Öztürk;Käthe;01.03.2012;30.09.2014;Vertrieb;Wien;2900,00;ausgeschieden;00100',
  '00102;Öztürk;Käthe;01.10.2014;31.08.2026;Personal;Wien;3600,00;ausgeschieden;00100',
  '00103;Groß;André;23.11.2026;31.12.9999;Vertrieb;Werk 7;3000,00;aktiv;00100',
].join('\r\n');

async function delivered(content: string | Buffer = Buffer.from(`${file}\r\n`, 'latin1')): Promise<Household> {
  const home = await household();
  home.deliver(content);
  return home;
}

/** Takes the lines that `inspect` prints for the configuration into it. */
function useSources(home: Household, stdout: string): void {
  const text = stdout.slice(stdout.indexOf('\nsources:') + 1).replaceAll('~', home.directory);
  const [source] = (parse(text) as { readonly sources: readonly Record<string, unknown>[] }).sources;
  home.configure({ source: { ...source, settle: '0s' } });
}

/** Answers what the first mapping asks, each where its comment stands, and deletes the questions. */
function answer(home: Household): void {
  const draft = readFileSync(home.mappingFile, 'utf8');
  expect(draft.match(/DECIDE \d/g)?.length).toBeGreaterThanOrEqual(5);
  const answered = draft
    .replace(/^questions:\n(?: {2}- .*\n)+/m, '')
    .replace('means: lastDay', 'means: firstDayGone')
    .replace(/^( {4}Werk 7:) \S+/m, '$1 Europe/Vienna')
    .replaceAll('@example.com', '@acme.test');
  writeFileSync(home.mappingFile, answered);
}

describe('somebody who knows HR and not this program maps a German file with two rows a person', () => {
  it('from inspect by way of the answers to a plan', async () => {
    const home = await delivered();
    const inspected = await home.run('inspect', home.source, '--out', home.mappingFile, '--force');
    expect(inspected.code).toBe(0);
    expect(inspected.stdout).toContain('WINDOWS-1252 (a guess), delimiter ;');
    expect(inspected.stdout).toContain('2 numbers have several rows, up to 2');
    useSources(home, inspected.stdout);

    const reminded = await home.run('validate');
    expect(reminded.code).toBe(0);
    expect(reminded.stdout.match(/warning TEN-1160/g)).toHaveLength(5);

    answer(home);
    const valid = await home.run('validate');
    expect(valid.stdout).toContain('6 rows read, each usable by itself');
    expect(valid.stdout).toContain('0 errors, 0 warnings');
    expect(valid.code).toBe(0);

    const shown = await home.run('mapping', 'preview', '--row', '4');
    expect(shown.stdout).toContain('D Eintritt "01.09.2019" → hireDate 2019-09-01   dd.MM.yyyy');
    expect(shown.stdout).toContain('EMPLOYMENT (2 periods)');
    // Whoever was there before gets no account ahead of coming back.
    expect(shown.stdout.match(/account prepared/g)).toHaveLength(1);
    expect(shown.stdout).toContain('jurgen.muller@acme.test');
    expect(shown.stdout).not.toContain('4400');

    const plan = await home.plan();
    expect(steps(plan)).toEqual(
      ['00100', '00101', '00103'].flatMap((id) => [`create ${id}`, `activate ${id}`]).sort(byStep(steps(plan))),
    );
    expect(plan.operations.find(({ subject }) => subject.worker === '00100')?.subject.name).toBe('Zoë Weiß');
    expect(plan.header.workers).toMatchObject({ read: 4, putAside: 0 });
  });

  it('is told about title rows and totals, and the configuration’s lines read them', async () => {
    const framed = `Mitarbeiterliste;;;;;;;;;\r\n\r\n${file}\r\nSumme;6;;;;;;;;\r\n`;
    const home = await delivered(Buffer.from(framed, 'latin1'));
    const inspected = await home.run('inspect', home.source, '--out', home.mappingFile, '--force');
    expect(inspected.stdout).toContain('1 row of title stands above the header, which is row 3');
    useSources(home, inspected.stdout);
    const valid = await home.run('validate');
    expect(valid.stdout).toContain('6 rows read, each usable by itself');
    expect(valid.code).toBe(0);
  });

  it.each([
    ['UTF-16 with tabs', Buffer.from(`\uFEFF${file.replaceAll(';', '\t')}\r\n`, 'utf16le')],
    ['a sep= line', Buffer.from(`sep=;\r\n${file}\r\n`, 'latin1')],
    ['a delimiter behind every row', Buffer.from(`${file.replaceAll('\r\n', ';\r\n')};\r\n`, 'latin1')],
    ['no line end at its end', Buffer.from(file, 'latin1')],
  ])('in a file with %s', async (_what, content) => {
    const home = await delivered(content);
    const inspected = await home.run('inspect', home.source, '--out', home.mappingFile, '--force');
    useSources(home, inspected.stdout);
    const valid = await home.run('validate');
    expect(valid.stdout).toContain('6 rows read, each usable by itself');
    expect(valid.code).toBe(0);
  });
});

/** As somebody saves it from a workbook: titles, a blank row, a total with its number, no-break spaces, one single name. */
const workbook = [
  'Stadtwerke;;;;;',
  ';;;;;',
  'Pers.-Nr.;Name, Vorname;Beschäftigt\u00a0von;Beschäftigt bis;Dienstort;Geb.-Datum',
  '0001012;von der Höhe, Jörg;15.02.2016;31.03.2024;Köln;11.11.88',
  '0001012;von der Höhe, Jörg;01.04.2024;31.12.9999;Köln;11.11.88',
  '0001019;Groß, Michael;01.01.2010;30.06.2018;Köln;05.05.80',
  '0001019;Groß, Michael;02.11.2026;31.12.9999;Wien;05.05.80',
  '0001023;Weiß;01.05.2012;31.12.9999;Köln;01.02.79',
  ';;;;;',
  'Summe: 5;;;;;',
].join('\r\n');

describe('a file out of a workbook', () => {
  const content = Buffer.from(`sep=;\r\n${workbook}\r\n`, 'latin1');

  it('is mapped from inspect to a plan, tomorrow with another total', async () => {
    const home = await delivered(content);
    const inspected = await home.run('inspect', home.source, '--out', home.mappingFile, '--force');
    expect(inspected.stdout).toContain('D  Beschäftigt bis  end date: dd.MM.yyyy');
    expect(inspected.stdout).toContain('F  Geb.-Datum       date of birth: not shown');
    expect(inspected.stdout).not.toContain('1979');
    useSources(home, inspected.stdout);
    const tomorrow = workbook.replace('Summe: 5', '0001024;Löw, Eva;01.10.2026;;Köln;01.02.79\r\nSumme: 6');
    home.deliver(Buffer.from(`sep=;\r\n${tomorrow}\r\n`, 'latin1'));
    const valid = await home.run('validate');
    expect(valid.stdout).toContain('6 rows read, each usable by itself');
    expect(valid.code).toBe(0);
    const plan = await home.plan();
    const created = plan.operations.filter(({ kind }) => kind === 'create').map(({ subject }) => subject.worker);
    expect(created.toSorted()).toEqual(['0001012', '0001019', '0001023', '0001024']);
    const single = plan.operations.find(({ kind, subject }) => kind === 'create' && subject.worker === '0001023');
    expect(single?.after).toMatchObject({ profile: { firstName: 'Weiß', lastName: 'Weiß', displayName: 'Weiß' } });
  });

  it('with names in one column calls people by them in reports', async () => {
    const home = await delivered(
      'EmpNo,Name,Start Date\n1,Ann Lee,2020-01-31\n2,Bob van Day,soon\n3,Cher,2020-01-31\n',
    );
    const inspected = await home.run('inspect', home.source, '--out', home.mappingFile, '--force');
    useSources(home, inspected.stdout);
    const plan = await home.plan();
    expect(plan.stdout).toContain('"name":"Bob van Day"');
    const created = plan.operations.filter(({ kind }) => kind === 'create').map(({ subject }) => subject.name);
    expect(created.toSorted()).toEqual(['Ann Lee', 'Cher']);
  });

  it('that breaks the syntax is refused by the place, and not as no table', async () => {
    const home = await delivered('Id;Name;Start\n1;Ann;2020-01-01\n2;Bob "B" Lee;2020-01-01\n');
    const { code, stderr } = await home.run('inspect', home.source);
    expect(code).toBe(13);
    expect(stderr).toContain('row 3 column B  TEN-3008  a quote stands within a cell');
  });

  it('whose dates have names that say nothing has a line for each of them to choose from', async () => {
    const home = await delivered(
      Buffer.from(
        content.toString('latin1').replace('Beschäftigt\u00a0von', 'Z1').replace('Beschäftigt bis', 'Z2'),
        'latin1',
      ),
    );
    const inspected = await home.run('inspect', home.source, '--out', home.mappingFile, '--force');
    expect(inspected.stdout).toContain('no column is called like the first day or the last day');
    useSources(home, inspected.stdout);
    expect((await home.run('validate')).stdout).toContain('2. Which column has the first day? "Z1", "Z2"?');
    const chosen = readFileSync(home.mappingFile, 'utf8')
      .replace(/^ {2}# (hireDate: .*Z1)/m, '  $1')
      .replace(/^ {2}# (lastDay: .*Z2)/m, '  $1')
      .replace('# employment:', 'employment:')
      .replaceAll(/^# {3}(hire|end):/gm, '  $1:');
    writeFileSync(home.mappingFile, chosen);
    const shown = await home.run('mapping', 'preview', '--worker', '0001019');
    expect(shown.stdout).toContain('2010-01-01 to 2018-06-30');
    expect(shown.stdout).toContain('2026-11-02 to no end known');
  });
});

const records = [
  {
    id: '0100',
    name: { first: 'Zoë', last: 'Weiß' },
    hired: '2010-01-15',
    left: null,
    work: { city: 'Berlin' },
    pay: 7,
  },
  { id: '0101', name: { first: 'Ann', last: 'Lee' }, hired: '2012-02-01', left: '2026-06-30', work: { city: 'Paris' } },
  { id: '0102', name: { first: 'Bo', last: 'Ek' }, hired: '2019-05-06', left: null, work: null },
];

describe('JSON that nothing is known of', () => {
  it.each([
    ['a list', JSON.stringify(records)],
    ['a list within a block', JSON.stringify({ page: 1, data: { people: records } }, null, 2)],
    ['records one after the other', records.map((one) => `${JSON.stringify(one)}\n`).join('')],
    ['a list with a mark, packed', gzipSync(`\uFEFF${JSON.stringify(records)}`)],
  ])('%s gets a first mapping that validate accepts', async (_what, content) => {
    const home = await delivered(content);
    const inspected = await home.run('inspect', home.source, '--out', home.mappingFile, '--force');
    expect(inspected.stdout).toContain('3 records, 7 values');
    expect(inspected.stdout).toMatch(/name\.first +first name/);
    expect(inspected.stdout).not.toContain('Zoë');
    useSources(home, inspected.stdout);
    const valid = await home.run('validate');
    expect(valid.stdout).toContain('3 rows read, each usable by itself');
    expect(valid.code).toBe(0);
    const shown = await home.run('mapping', 'preview', '--worker', '0100');
    expect(shown.stdout).toContain('Zoë Weiß');
    expect(shown.stdout).not.toContain('pay');
  });

  it('is refused where a value is a block in another record, with the place', async () => {
    const far = [...Array.from({ length: 4_000 }, () => records[0]), { id: '0103', hired: { on: '2020-01-01' } }];
    const home = await delivered(JSON.stringify(far));
    const refused = await home.run('inspect', home.source);
    expect([refused.code, refused.stderr]).toEqual([13, expect.stringContaining('TEN-3027')]);
    expect(refused.stderr).toContain('row 4001');
  });
});

/** As the plan has them, so that the comparison is about what and not about order. */
function byStep(order: readonly string[]): (one: string, other: string) => number {
  return (one, other) => order.indexOf(one) - order.indexOf(other);
}

/** Files that nobody on this project wrote; they are not part of it. */
const others = ['entra-csv-with-1000-records.csv', 'oracle-hr-sample-employees.csv'].map((name) =>
  fileURLToPath(new URL(`../../../shared/data/${name}`, import.meta.url)),
);
const missing = !others.every((path) => existsSync(path));
if (missing) process.stderr.write('SKIPPED: the HR samples of other houses are not there\n');

describe.skipIf(missing)('a file of another house', () => {
  it.each(others)('%s gets a first mapping that validate accepts', async (path) => {
    const home = await delivered(readFileSync(path));
    const inspected = await home.run('inspect', home.source, '--out', home.mappingFile, '--force');
    useSources(home, inspected.stdout);
    const valid = await home.run('validate');
    expect(valid.stdout).toContain(', each usable by itself');
    expect(valid.code).toBe(0);
  });
});

describe('inspect', () => {
  it('leaves dates that can be read two ways open, and validate fails until they are answered', async () => {
    const home = await delivered('EmpNo,First Name,Last Name,Start Date\n1,Ann,Lee,03/04/2020\n2,Bob,Ray,05/06/2021\n');
    const inspected = await home.run('inspect', home.source, '--out', home.mappingFile, '--force');
    expect(inspected.stdout).toContain('can be read two ways: dd/MM/yyyy or MM/dd/yyyy');
    useSources(home, inspected.stdout);
    const open = await home.run('validate');
    expect(open.code).toBe(10);
    expect(open.stdout).toContain('TEN-1160  which is the format of "Start Date": dd/MM/yyyy or MM/dd/yyyy?');
    const text = readFileSync(home.mappingFile, 'utf8');
    writeFileSync(home.mappingFile, text.replace('format: dd/MM/yyyy or MM/dd/yyyy', 'format: MM/dd/yyyy'));
    expect((await home.run('validate')).code).toBe(0);
  });

  it('never overwrites a mapping without being told to', async () => {
    const home = await delivered();
    const before = readFileSync(home.mappingFile, 'utf8');
    const refused = await home.run('inspect', home.source, '--out', home.mappingFile);
    expect(refused.code).toBe(64);
    expect(refused.stderr).toContain('TEN-6060');
    expect(readFileSync(home.mappingFile, 'utf8')).toBe(before);
  });

  it('shows nobody’s private matters and no value that a person has alone', async () => {
    const home = await delivered();
    for (const flags of [[], ['--json']]) {
      const { stdout } = await home.run('inspect', home.source, ...flags);
      for (const value of ['5200', 'Zoë', 'Weiß', '00101', 'Öztürk']) expect(stdout).not.toContain(value);
    }
  });

  it.each([
    ['PK\u0003\u0004rest of a workbook', 'TEN-3151'],
    ['[1, 2]', 'TEN-3151'],
    ['{"people": []}', 'TEN-3151'],
    ['just one line of words', 'TEN-3152'],
  ])('refuses %j', async (content, code) => {
    const home = await delivered(content);
    const refused = await home.run('inspect', home.source);
    expect(refused.code).toBe(13);
    expect(refused.stderr).toContain(code);
  });
});

describe('mapping preview', () => {
  it('says who is meant when the id is not there', async () => {
    const home = await household();
    home.deliver('EmpNo,First,Last,Start,End,Dept,Zone\n0042,Ann,Lee,2020-01-01,,Ops,Europe/Berlin\n');
    const refused = await home.run('mapping', 'preview', '--worker', '42');
    expect(refused.code).toBe(13);
    expect(refused.stderr).toContain('TEN-3153  no row has the worker id "42"; there is "0042"');
    expect((await home.run('mapping', 'preview', '--row', '9')).code).toBe(13);
  });

  it('shows a problem beside the cell that it is about', async () => {
    const home = await household();
    home.deliver('EmpNo,First,Last,Start,End,Dept,Zone\n42,Ann,Lee,2020-13-01,,Ops,Europe/Berlin\n');
    const { code, stdout } = await home.run('mapping', 'preview');
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    const at = lines.findIndex((line) => line.includes('"2020-13-01" → hireDate'));
    expect(lines[at + 1]).toContain('! is not a date of the form yyyy-MM-dd');
    expect(stdout).toContain('put aside: a row cannot be read');
    expect(existsSync(join(home.state, 'tenured.db'))).toBe(false);
  });
});
