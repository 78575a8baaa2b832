import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { hour, household, steps, type Household } from '../support/household.ts';
import { cellsOf, csv, file, people, person, upcoming } from '../support/people.ts';

const persons = upcoming(12);
const text = file(persons);
const header = `${text.split('\n')[0] ?? ''}\n`;
const lastRow = text.trimEnd().lastIndexOf('\n') + 1;

interface BadFile {
  readonly name: string;
  readonly put: (home: Household) => void;
  readonly code: string;
  readonly place: string;
  readonly says: string;
  readonly todo: string;
}

const whole = 'ask whoever exports it to send the full file again';
const regular = 'give the path of a regular file that the user tenured runs as may read';

const badFiles: readonly BadFile[] = [
  {
    name: 'a file that is not there',
    put: (home) => {
      rmSync(home.source);
    },
    code: 'TEN-3001',
    place: '~/people.csv',
    says: 'the source file is not there',
    todo: 'check the path in the configuration and whether the HR export has run',
  },
  {
    name: 'a directory',
    put: (home) => {
      rmSync(home.source);
      mkdirSync(home.source);
    },
    code: 'TEN-3002',
    place: '~/people.csv',
    says: 'the source file cannot be used: it is not a regular file',
    todo: regular,
  },
  {
    name: 'a symbolic link',
    put: (home) => {
      rmSync(home.source);
      writeFileSync(`${home.source}.real`, text);
      symlinkSync(`${home.source}.real`, home.source);
    },
    code: 'TEN-3002',
    place: '~/people.csv',
    says: 'the source file cannot be used: it is a symbolic link',
    todo: regular,
  },
  {
    name: 'a named pipe that nobody writes to',
    put: (home) => {
      rmSync(home.source);
      execFileSync('/usr/bin/env', ['mkfifo', home.source]);
    },
    code: 'TEN-3002',
    place: '~/people.csv',
    says: 'the source file cannot be used: it is not a regular file',
    todo: regular,
  },
  {
    name: 'an empty file',
    put: (home) => {
      home.deliver('');
    },
    code: 'TEN-3003',
    place: '~/people.csv',
    says: 'the file is empty',
    todo: whole,
  },
  {
    name: 'a header and nobody below it',
    put: (home) => {
      home.deliver(header);
    },
    code: 'TEN-3004',
    place: '~/people.csv',
    says: 'the source file has a header but no rows',
    todo: whole,
  },
  {
    name: 'a header and blank lines',
    put: (home) => {
      home.deliver(`${header}\n\n`);
    },
    code: 'TEN-3004',
    place: '~/people.csv',
    says: 'the source file has a header but no rows',
    todo: whole,
  },
  {
    name: 'a workbook or another archive than gzip',
    put: (home) => {
      home.deliver(Buffer.from('PK\u0003\u0004\u0014\0\u0006\0'));
    },
    code: 'TEN-3005',
    place: '~/people.csv',
    says: 'this is a workbook or a zip archive, and no file of people',
    todo: 'look at what is delivered there, and at the credentials; it has to be CSV or JSON, packed with gzip or not',
  },
  {
    name: 'a part of an archive',
    put: (home) => {
      home.deliver(gzipSync(text).subarray(0, 100));
    },
    code: 'TEN-3023',
    place: '~/people.csv',
    says: 'the gzip file cannot be unpacked: it ends in the middle',
    todo: 'have the file sent again, whole, and in binary mode',
  },
  {
    name: 'a file cut off inside a quoted cell',
    put: (home) => {
      const quoted = csv(persons.map((one) => cellsOf({ ...one, last: `${one.last}, Jr` })));
      home.deliver(quoted.slice(0, quoted.lastIndexOf('Jr')));
    },
    code: 'TEN-3008',
    place: '~/people.csv row 13 column C',
    says: 'a quoted cell is never closed',
    todo: 'the file may be cut off; have it sent again',
  },
  {
    name: 'a file cut off within its last row',
    put: (home) => {
      home.deliver(text.slice(0, lastRow + 20));
    },
    code: 'TEN-3013',
    place: '~/people.csv row 13',
    says: 'the last row is incomplete: the file is cut off',
    todo: 'have the file sent again, whole',
  },
  {
    name: 'a file modified a moment ago',
    put: (home) => {
      home.deliver(text, 20_000);
    },
    code: 'TEN-3012',
    place: '~/people.csv',
    says: 'the source file was modified less than 60 s ago',
    todo: 'run again in 40 s; the time is `settle` of the source',
  },
  {
    name: 'a file from the future',
    put: (home) => {
      home.deliver(text, -hour);
    },
    code: 'TEN-3012',
    place: '~/people.csv',
    says: 'the source file was modified less than 60 s ago',
    todo: 'run again in 60 s; the time is `settle` of the source',
  },
];

async function withYesterday(): Promise<Household> {
  const home = await household({ at: '2026-11-22T12:00:00Z' });
  home.deliver(persons);
  const first = await home.plan();
  expect(first.code).toBe(0);
  await home.reject(first);
  home.later(24 * hour);
  return home;
}

describe('a file that cannot be used', () => {
  it.each(badFiles)('is refused by code, place and remedy, and yesterday’s is planned: $name', async (bad) => {
    const home = await withYesterday();
    bad.put(home);
    const plan = await home.plan();
    expect(plan.code).toBe(13);
    expect(plan.stderr).toContain(`${bad.place}  ${bad.code}  ${bad.says}\n`);
    expect(plan.stderr).toContain(`    do:   ${bad.todo}\n`);
    expect(plan.header).toMatchObject({ snapshot: { count: 12 }, workers: { read: 12, unchanged: 12, putAside: 0 } });
    expect(plan.envelope.newestFileRefused).toBe(true);
    const { stdout } = await home.run('plan', 'show', String(plan.envelope.number));
    expect(stdout).toContain('x Newest file not used. The newest HR file was not accepted.');
  });

  it.each(badFiles)('leaves nothing half done: the next good file is taken: $name', async (bad) => {
    const home = await withYesterday();
    bad.put(home);
    await home.reject(await home.plan());
    home.later(hour);
    home.deliver([...persons, person('NEW')]);
    const plan = await home.plan();
    expect([plan.code, plan.stderr]).toEqual([0, '']);
    expect(plan.header.workers).toEqual({ read: 13, unchanged: 12, changed: 1, skipped: 0, putAside: 0 });
    expect(steps(plan)).toEqual(['create NEW', 'activate NEW']);
  });

  it.each(badFiles)('makes no plan at all when there has never been a good one: $name', async (bad) => {
    const home = await household();
    home.deliver(persons);
    bad.put(home);
    const { code, stdout, stderr } = await home.run('plan');
    expect([code, stdout]).toEqual([13, '']);
    expect(stderr).toContain(bad.code);
    expect(home.calls()).toEqual([]);
    home.later(hour);
    home.deliver(persons);
    expect((await home.plan()).code).toBe(0);
  });

  it.each(badFiles.filter(({ code }) => code !== 'TEN-3012'))(
    'is told by `validate`, which checks what is wrong with the set-up only: $name',
    async (bad) => {
      const home = await household();
      home.deliver(persons);
      bad.put(home);
      const { code, stdout } = await home.run('validate');
      expect(code).toBe(0);
      expect(stdout).toContain(`${bad.place}  warning ${bad.code}  ${bad.says}\n`);
      expect(stdout).toContain('0 errors, 1 warning\n');
    },
  );

  it('ends standard error with one line of JSON when asked for JSON', async () => {
    const home = await withYesterday();
    rmSync(home.source);
    const { code, stderr } = await home.run('plan', '--json');
    expect(code).toBe(13);
    expect(JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      type: 'exit',
      code: 13,
      name: 'source_unusable',
      error: 'TEN-3001',
      message: 'the source file is not there',
      hint: 'check the path in the configuration and whether the HR export has run',
    });
  });
});

describe('a row that cannot be used', () => {
  const good = people(5, { start: '2031-02-03' });

  it.each([
    {
      what: 'a date that fits no format',
      cells: { start: '03.02.2031' },
      letter: 'D',
      column: 'Start',
      value: '03.02.2031',
      code: 'TEN-1112',
      says: 'is not a date of the form yyyy-MM-dd',
    },
    {
      what: 'a day that does not exist',
      cells: { end: '2026-02-31' },
      letter: 'E',
      column: 'End',
      value: '2026-02-31',
      code: 'TEN-1112',
      says: 'is not a date of the form yyyy-MM-dd',
    },
    {
      what: 'a blank name',
      cells: { last: ' ' },
      letter: 'C',
      column: 'Last',
      value: ' ',
      code: 'TEN-1111',
      says: 'is blank',
    },
    {
      what: 'a zone that there is not',
      cells: { zone: 'Mars/Olympus' },
      letter: 'G',
      column: 'Zone',
      value: 'Mars/Olympus',
      code: 'TEN-1114',
      says: 'is no time zone of the IANA database',
    },
  ])('is put aside by row, letter and value, and the exit code is the same: $what', async (given) => {
    const { cells, letter, column, value, code, says } = given;
    const home = await household();
    home.deliver([...good, person('BAD', cells), person('LAST', { start: '2031-02-03' })]);
    const plan = await home.plan();
    expect(plan.code).toBe(0);
    expect(plan.header.workers).toEqual({ read: 7, unchanged: 6, changed: 0, skipped: 0, putAside: 1 });
    expect(plan.problems).toMatchObject([
      {
        effect: 'put-aside',
        worker: 'BAD',
        column,
        value,
        problem: {
          code,
          severity: 'error',
          message: expect.stringContaining(says) as string,
          hint: expect.stringMatching(/./) as string,
        },
        provenance: { file: 'people.csv', row: 7, letter },
      },
    ]);
    const { stdout } = await home.run('plan', '--report', 'html');
    expect(stdout).toContain(`people.csv, row 7, column ${letter}`);
    expect(home.report('plan-1.html')).toContain(`people.csv, row 7, column ${letter}`);
  });

  it('names every problem of one file at once', async () => {
    const home = await household();
    const rows = [
      ...good.map(cellsOf),
      cellsOf(person('B1', { start: 'soon', end: 'later', last: '' })),
      cellsOf(person('B2', { zone: 'Nowhere' })),
      cellsOf(person('')),
      [...cellsOf(person('B3')), 'one too many'],
      cellsOf(person('B4')),
      cellsOf(person('B4', { first: 'Zoe' })),
      cellsOf(person('LAST', { start: '2031-02-03' })),
    ];
    home.deliver(csv(rows));
    const plan = await home.plan();
    expect(plan.code).toBe(0);
    const told = plan.problems.map(
      ({ provenance, problem }) => `${String(provenance?.row)} ${problem.code} ${provenance?.letter ?? '-'}`,
    );
    expect(new Set(told)).toEqual(
      new Set([
        '7 TEN-1111 C',
        '7 TEN-1112 D',
        '7 TEN-1112 E',
        '8 TEN-1114 G',
        '9 TEN-3101 A',
        '10 TEN-3106 -',
        '11 TEN-3103 A',
        '12 TEN-3103 A',
      ]),
    );
    expect(told).toHaveLength(8);
    expect(plan.header.workers).toEqual({ read: 10, unchanged: 6, changed: 0, skipped: 0, putAside: 4 });
    const { code, stdout } = await home.run('validate');
    expect(code).toBe(0);
    expect(stdout).toContain('~/people.csv row 10  warning TEN-3106  the row has more or fewer cells than the');
    expect(stdout).toContain('4 of them not usable as they are');
    for (const place of ['row 7 column "Start"', 'row 7 column "End"', 'row 7 column "Last"', 'row 8 column "Zone"']) {
      expect(stdout).toContain(`~/people.csv ${place}`);
    }
  });

  it('shows a row without an id by the name in it and its place', async () => {
    const home = await household();
    home.deliver([...good, person('')]);
    const { stdout } = await home.run('plan');
    expect(stdout).toContain('DATA PROBLEMS (1 put aside)\n');
    const told = stdout.slice(stdout.indexOf('DATA PROBLEMS'));
    for (const part of ['Ann Walker-', 'EmpNo', 'the row has no worker id', 'people.csv, row 7, column A']) {
      expect(told.toLowerCase()).toContain(part.toLowerCase());
    }
  });
});
