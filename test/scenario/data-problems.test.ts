import { parse } from 'csv-parse/sync';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hour, household, mapping, type Household, type Wishes } from '../support/household.ts';
import { deliverContractors, sourceList, twoSources } from '../support/two-sources.ts';
import { cellsOf, csv, header, loginOf, people, person, type Person } from '../support/people.ts';

const day = 24 * hour;
const staff = people(8);
const kim = person('KIM', { first: 'Kim', last: 'Novak', end: '2026-11-30' });
const leo = person('LEO', { first: 'Leo', last: 'Brandt' });
const sam = person('SAM', { first: 'Sam', last: 'Lee', start: '2026-12-01' });
const everybody = [...staff, kim, leo, sam];
const places = `timezone:
  lookup: { field: zone, table: zones }
  default: Europe/Berlin
tables:
  zones: { Europe/Berlin: Europe/Berlin }`;
const link = 'https://hr.acme.test/people/{workerId}/job?from={department}';

/** A household whose first file was fine. */
async function started(wishes: Wishes = {}): Promise<Household> {
  const home = await household({ staff: [...staff, kim, leo], ...wishes });
  home.deliver(everybody.filter((one) => one !== sam));
  await home.plan();
  return home;
}

/** The next morning's file, and the plan that follows from it. */
async function morning(home: Household, persons: readonly Person[]): Promise<void> {
  home.later(day);
  home.deliver(persons);
  await home.plan();
}

function changed(...others: readonly Person[]): readonly Person[] {
  const ids = new Set(others.map(({ id }) => id));
  return [...everybody.filter(({ id }) => !ids.has(id)), ...others];
}

interface Entry {
  readonly person: string;
  readonly effect: string;
  readonly source: string;
  readonly wrong: string;
  readonly worker: string | null;
  readonly column: string | null;
  readonly value: string | null;
  readonly consequence: string;
  readonly days: number | null;
  readonly since: string;
  readonly urgency: string;
  readonly link: string | null;
  readonly provenance: { readonly row: number; readonly letter: string } | null;
}

async function list(home: Household, ...more: readonly string[]): Promise<readonly Entry[]> {
  const { code, stdout, stderr } = await home.run('problems', '--json', ...more);
  expect([code, stderr]).toEqual([0, '']);
  return (JSON.parse(stdout) as { readonly problems: readonly Entry[] }).problems;
}

async function table(
  home: Household,
  ...more: readonly string[]
): Promise<readonly Readonly<Record<string, string>>[]> {
  const { code, stdout, stderr } = await home.run('problems', '--csv', ...more);
  expect([code, stderr]).toEqual([0, '']);
  return parse(stdout, { bom: true, columns: true });
}

const badLeo = { ...leo, end: '2026-02-31' };
const badKim = { ...kim, start: '2020-13-01' };
const badSam = { ...sam, start: 'soon' };

/** Since when and for how many days each person's problem is known. */
async function ages(home: Household, ...more: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const entries = await list(home, ...more);
  return Object.fromEntries(
    entries.map(({ worker, since, days }) => [worker ?? '', `${since.slice(0, 10)} ${String(days)}`]),
  );
}

describe('the list of data problems', () => {
  it('shows on a terminal who is concerned, what follows and since when, who may keep access first', async () => {
    const home = await started({ source: { hrLink: link } });
    await morning(home, changed(badSam));
    await morning(home, changed(badLeo, badKim, badSam));
    await home.okta.close();
    const { code, stdout } = await home.run('problems');
    expect(code).toBe(0);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    await expect(stdout).toMatchFileSnapshot('golden/data-problems-80.txt');
  });

  it('counts days for as long as a problem stays, whatever else becomes of the row and of the file', async () => {
    const home = await started();
    await morning(home, changed(badSam));
    expect(await ages(home)).toEqual({ SAM: '2026-11-24 0' });
    await morning(home, [...changed(badLeo, { ...badSam, dept: 'Legal' })].reverse());
    expect(await ages(home)).toEqual({ LEO: '2026-11-25 0', SAM: '2026-11-24 1' });
    home.later(3 * day);
    expect(await ages(home)).toEqual({ LEO: '2026-11-25 3', SAM: '2026-11-24 4' });
    const screen = await home.run('problems');
    expect(screen.stdout).toMatch(/Sam Lee SAM .* 4 days\n/);
  });

  it('begins anew when another value is wrong, and when a problem that was mended comes back', async () => {
    const home = await started();
    await morning(home, changed(badLeo, badSam));
    await morning(home, changed({ ...badLeo, end: '31.02.2026' }, badSam));
    expect(await ages(home)).toEqual({ LEO: '2026-11-25 0', SAM: '2026-11-24 1' });
    await morning(home, changed(sam, badLeo));
    expect(await ages(home)).toEqual({ LEO: '2026-11-26 0' });
    await morning(home, changed(badSam, badLeo));
    expect(await ages(home)).toEqual({ LEO: '2026-11-26 1', SAM: '2026-11-27 0' });
  });

  it('stays with a plan as it was when that was made', async () => {
    const home = await started();
    await morning(home, changed(badSam));
    await morning(home, changed(badLeo, badSam));
    const second = await home.plan();
    const before = await list(home, '--plan', String(second.envelope.number));
    await morning(home, everybody);
    expect(await list(home)).toEqual([]);
    home.later(9 * day);
    expect(await list(home, '--plan', String(second.envelope.number))).toEqual(before);
    expect(before.map(({ worker, days }) => [worker, days])).toEqual([
      ['LEO', 0],
      ['SAM', 1],
    ]);
    const shown = await home.run('plan', 'show', String(second.envelope.number));
    expect(shown.stdout).toMatch(/Sam Lee SAM .* 1 day\n/);
    const document = JSON.parse((await home.run('plan', 'show', '3', '--json')).stdout) as Record<string, unknown>;
    expect(document['dataProblems']).toEqual(before);
  });

  it('leaves the hash of a plan alone: the same input gives the same one, however long a problem is known', async () => {
    const home = await started();
    await morning(home, changed(badSam));
    const young = await home.plan();
    await home.reject(young);
    home.withState(({ database }) => database.exec(`UPDATE known_problem SET since = since - 864000000`));
    const old = await home.plan();
    expect(old.envelope.number).not.toBe(young.envelope.number);
    expect(old.envelope.hash).toBe(young.envelope.hash);
    expect(await ages(home)).toEqual({ SAM: '2026-11-14 10' });
    expect(JSON.stringify(old.problems)).not.toContain('since');
  });

  it('makes no plan of its own day after day, and one when what follows for a person is another thing', async () => {
    const home = await started();
    await morning(home, changed(badLeo));
    const first = await home.plan();
    home.later(day);
    expect((await home.plan()).envelope.number).toBe(first.envelope.number);
    home.okta.org.changeUser(loginOf(leo), { status: 'SUSPENDED' });
    home.later(hour);
    expect((await home.plan()).envelope.number).not.toBe(first.envelope.number);
    expect((await list(home))[0]).toMatchObject({
      worker: 'LEO',
      account: 'SUSPENDED',
      consequence: "Leo Brandt's access stays stopped until this is mended.",
      days: 1,
      urgency: 'other',
    });
  });

  it('is not touched by a look at another time, nor by a file that is held back', async () => {
    const home = await started();
    await morning(home, changed(badSam));
    await home.plan('--as-of', '2026-12-24T12:00:00Z');
    expect(await ages(home)).toEqual({ SAM: '2026-11-24 0' });
    await morning(home, [...changed(badLeo, badSam), ...people(60, {}, 'S')]);
    expect(await ages(home)).toEqual({ SAM: '2026-11-24 1' });
    home.withState(({ database }) => {
      expect(database.prepare('SELECT count(*) FROM known_problem').pluck().get()).toBe(1);
    });
  });
});

describe('whom it names', () => {
  it('holds everything that HR can mend, with what follows from it', async () => {
    const gone = person('GON', { first: 'Gus', last: 'Gone' });
    const twin = person('TWI', { first: 'Tia', last: 'Twin' });
    const odd = person('ODD', { first: 'Odd', last: 'Berg' });
    const more = [gone, twin, odd];
    const home = await household({
      staff: [...staff, kim, leo, ...more],
      mapping: mapping.replace('timezone: { field: zone, default: Europe/Berlin }', places),
    });
    home.deliver([...everybody.filter((one) => one !== sam), ...more]);
    await home.plan();
    await morning(home, [
      ...everybody.filter((one) => one !== leo && one !== sam),
      { ...leo, start: '2026-12-01', end: '2026-11-01' },
      twin,
      { ...twin, first: 'Tom', dept: 'Legal' },
      { ...odd, zone: 'Atlantis' },
      person('', { first: 'Nia', last: 'Okoro', start: '2026-12-07' }),
    ]);
    const found = await list(home);
    expect(found.map(({ urgency, worker, column, value }) => [urgency, worker, column, value])).toEqual([
      ['leaving', 'GON', null, null],
      ['leaving', 'LEO', 'End', '2026-11-01'],
      ['starting', null, 'EmpNo', ''],
      ['other', 'ODD', 'Zone', 'Atlantis'],
      ['other', 'TWI', 'EmpNo', 'TWI'],
      ['other', 'TWI', 'EmpNo', 'TWI'],
    ]);
    expect(found.map(({ person: who, consequence }) => [who, consequence])).toEqual([
      ['Gus Gone', 'Gus Gone keeps access until HR gives a last day or the person is back in the file.'],
      ['Leo Brandt', 'Leo Brandt keeps access: no last day counts until this is mended.'],
      ['Nia Okoro', 'Nia Okoro gets or loses nothing by this row until this is mended.'],
      ['Odd Berg', 'A wrong zone moves the moment at which access begins and ends by hours.'],
      ['Tia Twin', 'Whose account it is cannot be known: all of them keep what they have.'],
      ['Tom Twin', 'Whose account it is cannot be known: all of them keep what they have.'],
    ]);
    expect(found.map(({ effect, wrong }) => [effect, wrong])).toEqual([
      ['left-alone', 'No longer in the HR file, without a last day.'],
      ['left-alone', "HR's dates contradict each other."],
      ['put-aside', 'The row has no worker id.'],
      ['warning', 'This gives no time zone, the default is used.'],
      ['put-aside', 'The worker id TWI stands in several rows that differ.'],
      ['put-aside', 'The worker id TWI stands in several rows that differ.'],
    ]);
    // Who is not in the file any more has no place in it.
    expect(found.map(({ provenance }) => provenance?.row ?? null)).toEqual([null, 11, 15, 14, 12, 13]);
  });

  it('calls a column as the header of HR’s file does, and takes a renamed one for the same', async () => {
    const aliases = mapping.replace('{ column: Start,', '{ column: Start, alsoNamed: [Hire Date],');
    const home = await started({ mapping: aliases });
    await morning(home, changed(badSam));
    home.later(day);
    const titles = header.map((name) => (name === 'Start' ? ' Hire Date ' : name));
    home.deliver(csv(changed(badSam).map(cellsOf), titles));
    await home.plan();
    expect((await list(home)).map(({ column, days }) => [column, days])).toEqual([['Hire Date', 1]]);
  });

  it('names whom the row names, and by the last good record where the row spells them wrong', async () => {
    const home = await started();
    await morning(home, changed({ ...badLeo, last: 'Brandt-Meyer' }, { ...kim, first: '' }));
    expect((await list(home)).map(({ person: who, worker }) => [who, worker])).toEqual([
      ['Leo Brandt-Meyer', 'LEO'],
      ['Kim Novak', 'KIM'],
    ]);
  });

  it.each([
    ['no login', 'mailbox(w.workerId)', 'mailbox(w.department)', "No login can be made from this person's data."],
    ['no account', 'onBlank: clear', 'onBlank: error', 'The mapping cannot work out their account'],
  ])('holds people for whom HR’s data gives %s', async (_, before, after, said) => {
    const home = await started({ mapping: mapping.replace(before, after) });
    await morning(home, changed({ ...sam, dept: '' }));
    const found = await list(home);
    expect(found.map(({ urgency, worker, consequence }) => [urgency, worker, consequence])).toEqual([
      ['starting', 'SAM', 'Sam Lee gets no account until this is mended.'],
    ]);
    expect(found[0]?.wrong).toContain(said);
  });

  it('leaves out what is for IT: accounts that are protected, not taken over or matched twice', async () => {
    const home = await household({ staff: [...staff, kim], okta: { protected: { users: [loginOf(kim)] } } });
    home.deliver([...staff, { ...kim, end: '2026-11-20' }]);
    const plan = await home.plan();
    expect(plan.skips.map(({ why }) => why)).toEqual(['protected']);
    expect(await list(home)).toEqual([]);
    expect((await home.run('problems')).stdout).toContain('+ Nothing to correct.\n');
  });

  it('says of a row without an announced end that ends access at once that it does not count', async () => {
    const stops = `\n  immediate: [{ reason: dismissed, when: 'w.department == "OUT"' }]`;
    const home = await started({ mapping: mapping.replace('means: lastDay }', `means: lastDay }${stops}`) });
    await morning(home, changed({ ...leo, dept: 'OUT', zone: 'Atlantis' }));
    expect((await list(home)).map(({ urgency, consequence }) => [urgency, consequence])).toEqual([
      ['leaving', 'Leo Brandt keeps access: the end in this row does not count until this is mended.'],
    ]);
  });
});

describe('as CSV', () => {
  const hostile = [
    person('=1+1', { first: '=HYPERLINK("https://evil.test")', last: '@SUM(A1)', start: '-2+3' }),
    person('+49', { first: 'Comma, "Quote"', last: 'Line\nbreak', start: '\t=1' }),
    person('BIDI', { first: 'A\u202eB', last: 'Ünïcødé 陳', start: '@x' }),
  ];

  it('is a table that a spreadsheet takes for text, the place in the file last', async () => {
    const home = await started({ source: { hrLink: link } });
    await morning(home, [...everybody, ...hostile]);
    const { stdout } = await home.run('problems', '--csv');
    expect(stdout.startsWith('\ufeffPerson,Worker id,HR field,Value,')).toBe(true);
    expect(stdout.split('\r\n')[0]?.endsWith(',File,Row,Column')).toBe(true);
    const rows = await table(home);
    for (const row of rows) {
      for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      for (const cell of Object.values(row)) expect(cell).not.toMatch(/[\p{Cc}\u202e]/u);
    }
    expect(rows.map((row) => [row['Person'], row['Worker id'], row['Value']])).toEqual([
      ['Comma, "Quote" Line\\nbreak', "'+49", '\\t=1'],
      [`'=HYPERLINK("https://evil.test") @SUM(A1)`, "'=1+1", "'=1+1"],
      [`'=HYPERLINK("https://evil.test") @SUM(A1)`, "'=1+1", "'-2+3"],
      ['Ünïcødé 陳', 'BIDI', 'A\\u202eB'],
      ['Ünïcødé 陳', 'BIDI', "'@x"],
    ]);
    expect(rows[0]).toMatchObject({
      'HR field': 'Start',
      'Known for': 'today',
      'Known since': '2026-11-24',
      Link: 'https://hr.acme.test/people/%2B49/job?from=Sales',
      Source: 'people',
      File: 'people.csv',
      Column: 'D',
    });
  });

  it('goes into a file whole, for its owner alone, over the one of yesterday', async () => {
    const home = await started();
    await morning(home, changed(badSam));
    const out = join(home.directory, 'problems.csv');
    writeFileSync(out, 'yesterday');
    const { code, stdout } = await home.run('problems', '--csv', out);
    expect([code, stdout]).toEqual([0, 'List: ~/problems.csv\n']);
    expect(readFileSync(out, 'utf8')).toBe((await home.run('problems', '--csv')).stdout);
    expect((await home.run('problems', '--csv', '-')).stdout).toBe((await home.run('problems', '--csv')).stdout);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(existsSync(`${out}.part`)).toBe(false);
    const nowhere = await home.run('problems', '--csv', join(home.directory, 'missing', 'problems.csv'));
    expect([nowhere.code, nowhere.stdout]).toEqual([64, '']);
    expect(nowhere.stderr).toContain('TEN-3163');
  });

  it('shares how it is written with the reports, which say as well where they cannot be', async () => {
    const home = await started();
    await morning(home, changed(badSam));
    const file = join(home.directory, 'a-file');
    writeFileSync(file, '');
    const { code, stderr } = await home.run('plan', 'show', '1', '--report', 'html', '--out', join(file, 'reports'));
    expect([code, stderr.includes('TEN-3163')]).toEqual([64, true]);
  });

  it('holds no column that the mapping does not name, and neither do the report and the plan', async () => {
    const home = await started();
    home.later(day);
    const rows = [...everybody, badSam].map((one) => [...cellsOf(one), `salary-${one.id}`]);
    home.deliver(
      csv(
        rows.filter(([id], index) => id !== 'SAM' || index === rows.length - 1),
        [...header, 'Salary'],
      ),
    );
    await home.run('plan', '--report', 'html,json');
    const written = [
      (await home.run('problems', '--csv')).stdout,
      (await home.run('problems', '--json')).stdout,
      (await home.run('problems')).stdout,
      ...home.reports().map((name) => home.report(name)),
    ];
    for (const text of written) {
      expect(text).toContain('Sam Lee');
      expect(text).not.toContain('salary');
    }
  });
});

describe('in the report', () => {
  it('is a section with links that give nothing away', async () => {
    const home = await started({ source: { hrLink: link } });
    await morning(home, changed(badLeo, { ...badSam, first: '"><img src=x onerror=alert(1)>' }));
    await home.run('plan', '--report', 'html');
    const page = home.report('plan-2.html');
    expect(page).toContain(
      '<a href="https://hr.acme.test/people/LEO/job?from=Sales" target="_blank" rel="noopener noreferrer"',
    );
    expect(page).not.toContain('<img');
    expect(page).toContain('keeps access: the end in this row does not count until this is mended.');
  });
});

describe('a link into the HR system', () => {
  it('is left out where a value is missing, and changes neither the plan nor what was approved', async () => {
    const home = await started();
    await morning(home, changed({ ...badLeo, dept: '' }, badSam));
    const plain = await home.plan();
    home.configure({ source: { hrLink: link } });
    const linked = await home.plan();
    expect(linked.header.config).toBe(plain.header.config);
    expect(linked.findings.filter(({ verdict }) => verdict !== 'ok')).toEqual(
      plain.findings.filter(({ verdict }) => verdict !== 'ok'),
    );
    expect((await list(home)).map(({ worker, link: one }) => [worker, one])).toEqual([
      ['LEO', null],
      ['SAM', 'https://hr.acme.test/people/SAM/job?from=Sales'],
    ]);
  });

  it('is refused at load when it asks for what the mapping does not have', async () => {
    const home = await household();
    home.configure({ source: { hrLink: 'https://hr.acme.test/{workerID}' } });
    const { code, stdout } = await home.run('validate');
    expect(code).toBe(10);
    expect(stdout).toContain('hrLink asks for {workerID}, which is no field of the mapping');
    expect(stdout).toMatch(/TEN-3161/);
    expect(stdout).toContain('Did you mean "workerId"?');
  });
});

describe('of two sources', () => {
  it('names source, file and link of each, and says who is served by the other one', async () => {
    const crew = people(4, {}, 'K');
    const both = person('TWO', { first: 'Tess', last: 'Two', start: '2026-12-01' });
    const links = ['https://hr.acme.test/{workerId}', 'https://crew.acme.test/?id={workerId}'];
    const sources = sourceList().map((one, index) => ({ ...one, hrLink: links[index] }));
    const home = await twoSources({ staff, configuration: { sources } });
    home.deliver([...staff, leo]);
    deliverContractors(home, crew);
    await home.plan();
    home.later(day);
    home.deliver([...staff, leo, both, badSam]);
    deliverContractors(home, [...crew, { ...both, start: 'soon' }, person('KIT', { start: 'soon' })]);
    await home.plan();
    const found = await list(home);
    expect(found.map(({ worker, source, link: one, days }) => [worker, source, one, days])).toEqual([
      ['KIT', 'contractors', 'https://crew.acme.test/?id=KIT', 0],
      ['SAM', 'people', 'https://hr.acme.test/SAM', 0],
      ['TWO', 'contractors', 'https://crew.acme.test/?id=TWO', 0],
    ]);
    expect(found[2]?.consequence).toBe(
      'Tess Two is known from another source, which counts; nothing of this row is used until this is mended.',
    );
    expect((await table(home)).map((row) => [row['Source'], row['File']])).toEqual([
      ['contractors', 'contractors.csv'],
      ['people', 'people.csv'],
      ['contractors', 'contractors.csv'],
    ]);
    expect((await home.run('problems')).stdout).toContain('from      contractors: contractors.csv of Tue 24 Nov');
  });

  it('links to a person by the id that HR gave, without what is put before it', async () => {
    const home = await twoSources({
      staff,
      contractors: { idPrefix: 'X-', hrLink: 'https://crew.acme.test/?id={workerId}' },
    });
    home.deliver(staff);
    deliverContractors(home, [person('KIT', { start: 'soon' }), ...people(4, {}, 'K')]);
    await home.plan();
    expect((await list(home)).map(({ worker, link: one }) => [worker, one])).toEqual([
      ['X-KIT', 'https://crew.acme.test/?id=KIT'],
    ]);
  });
});

describe('the command', () => {
  it.each([
    { arguments: [], code: 13, said: 'TEN-3162' },
    { arguments: ['--csv', '--json'], code: 64, said: 'TEN-6001' },
    { arguments: ['--plan', '7'], code: 64, said: 'TEN-5003' },
  ])('ends with $code before there is anything to show: $arguments', async ({ arguments: more, code, said }) => {
    const home = await household();
    const outcome = await home.run('problems', ...more);
    expect([outcome.code, outcome.stdout]).toEqual([code, '']);
    expect(outcome.stderr).toContain(said);
  });

  it('says that the newest file was not accepted', async () => {
    const home = await started();
    await morning(home, changed(badSam));
    home.later(day);
    home.deliver('');
    await home.run('plan');
    const { stdout } = await home.run('problems');
    expect(stdout).toContain('The newest HR file was not accepted: this is about the one before.\n');
    expect(stdout).toMatch(/Sam Lee SAM .* 1 day\n/);
  });
});
