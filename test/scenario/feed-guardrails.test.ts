import { describe, expect, it } from 'vitest';
import type { Provenance } from '../../src/domain/plan/artefact.ts';
import { finding, hour, household, noon, type Household, type Planned } from '../support/household.ts';
import { cellsOf, csv, file, header, people, upcoming, type Person } from '../support/people.ts';

/** A household that accepted a file of so many people yesterday. */
async function afterAFileOf(persons: readonly Person[]): Promise<{ home: Household; first: Planned }> {
  const home = await household({ at: '2026-11-22T12:00:00Z' });
  home.deliver(persons);
  const first = await home.plan();
  expect([first.code, first.header.snapshot.count]).toEqual([0, persons.length]);
  await home.reject(first);
  home.later(24 * hour);
  return { home, first };
}

/** What a file that is not accepted leaves behind: nothing. The next good one is taken. */
async function expectUntouched(home: Household, first: Planned, persons: readonly Person[]): Promise<void> {
  home.later(hour);
  home.deliver(persons);
  const next = await home.plan();
  expect([next.code, next.stderr]).toEqual([0, '']);
  expect(next.header.snapshot).toEqual(first.header.snapshot);
  expect(next.header.workers).toEqual(first.header.workers);
  expect(next.envelope.newestFileRefused).toBe(false);
  await home.reject(next);
  const [changed, ...rest] = persons;
  home.later(hour);
  home.deliver([{ ...(changed as Person), dept: 'Finance' }, ...rest]);
  const last = await home.plan();
  expect([last.code, last.header.snapshot.count]).toEqual([0, persons.length]);
  expect(last.header.snapshot.rows).not.toBe(first.header.snapshot.rows);
}

function placeOf(provenance: Provenance | null): string {
  return `${provenance?.letter ?? ''}${String(provenance?.row)}`;
}

describe('G3: a file that lost rows', () => {
  it.each([
    { rows: 100, drop: 3, limit: 3 },
    { rows: 200, drop: 4, limit: 4 },
    { rows: 20, drop: 3, limit: 3 },
  ])('$rows rows may lose $drop', async ({ rows, drop, limit }) => {
    const persons = upcoming(rows);
    const { home } = await afterAFileOf(persons);
    home.deliver(persons.slice(drop));
    const plan = await home.plan();
    expect(plan.code).toBe(0);
    expect(finding(plan, 'G3')).toMatchObject({ verdict: 'ok', measured: drop, limit });
    expect(plan.header.snapshot.count).toBe(rows - drop);
    expect(plan.envelope.newestFileRefused).toBe(false);
  });

  it.each([
    { rows: 100, drop: 4, limit: 3 },
    { rows: 100, drop: 10, limit: 3 },
    { rows: 200, drop: 5, limit: 4 },
    { rows: 200, drop: 20, limit: 4 },
  ])('$rows rows that lose $drop wait for a person, and the plan is of the file before', async (given) => {
    const { rows, drop, limit } = given;
    const persons = upcoming(rows);
    const { home, first } = await afterAFileOf(persons);
    home.deliver(persons.slice(drop));
    const plan = await home.plan();
    expect(plan.code).toBe(4);
    expect(finding(plan, 'G3')).toMatchObject({
      verdict: 'candidate',
      scope: 'snapshot',
      measured: drop,
      limit,
      message: `${String(drop)} fewer rows than the last accepted file's ${String(rows)}`,
      remedy: 'compare the file with the last one, then approve it or ask HR for the whole file',
    });
    expect(plan.header.snapshot).toEqual(first.header.snapshot);
    expect(plan.envelope.newestFileRefused).toBe(true);
    await expectUntouched(home, first, persons);
  });

  it.each([
    { rows: 100, drop: 11, limit: 10 },
    { rows: 200, drop: 21, limit: 20 },
    { rows: 20, drop: 4, limit: 3 },
  ])('$rows rows that lose $drop are refused, and the plan is of the file before', async ({ rows, drop, limit }) => {
    const persons = upcoming(rows);
    const { home, first } = await afterAFileOf(persons);
    home.deliver(persons.slice(drop));
    const plan = await home.plan();
    expect(plan.code).toBe(13);
    expect(plan.stderr).toContain(
      `~/people.csv  TEN-3015  the source file is refused: ${String(drop)} fewer rows than the last accepted file's ` +
        `${String(rows)}\n    why:  people who are missing from a file have not left; the last accepted file goes on being ` +
        'used\n    do:   ask HR for the whole file; a real change of this size needs a person\n',
    );
    expect(finding(plan, 'G3')).toMatchObject({ verdict: 'reject', measured: drop, limit });
    expect(plan.header.snapshot).toEqual(first.header.snapshot);
    expect(plan.envelope.newestFileRefused).toBe(true);
    await expectUntouched(home, first, persons);
  });

  it('compares with the last accepted file, never with one that waits or was refused', async () => {
    const persons = upcoming(100);
    const { home } = await afterAFileOf(persons);
    for (const rest of [persons.slice(8), persons.slice(16), persons.slice(8)]) {
      home.deliver(rest);
      const plan = await home.plan();
      expect(finding(plan, 'G3').message).toBe(
        `${String(100 - rest.length)} fewer rows than the last accepted file's 100`,
      );
      await home.reject(plan);
      home.later(hour);
    }
  });
});

describe('G3: a file that grew', () => {
  it.each([
    { rows: 100, rise: 40, limit: 40 },
    { rows: 500, rise: 50, limit: 50 },
  ])('$rows rows may become $rise more', async ({ rows, rise, limit }) => {
    const { home } = await afterAFileOf(upcoming(rows));
    home.deliver(upcoming(rows + rise));
    const plan = await home.plan();
    expect([plan.code, plan.header.snapshot.count]).toEqual([0, rows + rise]);
    expect(finding(plan, 'G3')).toMatchObject({ verdict: 'ok', measured: rise, limit });
  });

  it.each([
    { rows: 100, rise: 41, limit: 40 },
    { rows: 500, rise: 51, limit: 50 },
  ])('$rows rows that become $rise more wait for a person', async ({ rows, rise, limit }) => {
    const { home, first } = await afterAFileOf(upcoming(rows));
    home.deliver(upcoming(rows + rise));
    const plan = await home.plan();
    expect(plan.code).toBe(4);
    expect(finding(plan, 'G3')).toMatchObject({
      verdict: 'candidate',
      measured: rise,
      limit,
      message: `${String(rise)} more rows than the last accepted file's ${String(rows)}`,
    });
    expect(plan.header.snapshot).toEqual(first.header.snapshot);
    await expectUntouched(home, first, upcoming(rows));
  });
});

describe('G5: the columns that the mapping reads', () => {
  const persons = upcoming(10);
  const rows = persons.map(cellsOf);

  function without(...columns: readonly string[]): string {
    const kept = header.map((name) => !columns.includes(name));
    const keep = (cells: readonly string[]): readonly string[] => cells.filter((_cell, index) => kept[index] === true);
    return csv(rows.map(keep), keep(header));
  }

  it('refuses a file without one of them, with what it has instead', async () => {
    const { home, first } = await afterAFileOf(persons);
    home.deliver(csv(rows, ['EmpNo', 'First', 'Last', 'Start', 'Ende', 'Dept', 'Zone']));
    const plan = await home.plan();
    expect(plan.code).toBe(13);
    expect(plan.stderr).toContain(
      '~/people.csv row 1 column "End"  TEN-3009  the mapping reads column "End", which the file does not have\n' +
        '    why:  a missing column is a changed or cut export, never a column of blanks\n' +
        '    do:   the file has "Ende": change the mapping, or ask for the old name back\n',
    );
    expect(finding(plan, 'G5')).toMatchObject({ verdict: 'reject', scope: 'snapshot', subjects: ['End'] });
    expect(plan.header.snapshot).toEqual(first.header.snapshot);
    await expectUntouched(home, first, persons);
  });

  it('names every missing column at once', async () => {
    const { home, first } = await afterAFileOf(persons);
    home.deliver(without('Start', 'End', 'Zone'));
    const plan = await home.plan();
    expect(plan.code).toBe(13);
    for (const name of ['Start', 'End', 'Zone']) {
      expect(plan.stderr).toContain(`column "${name}"  TEN-3009  the mapping reads column "${name}"`);
    }
    expect(finding(plan, 'G5')).toMatchObject({ measured: 3, subjects: ['End', 'Start', 'Zone'], subjectsTotal: 3 });
    await expectUntouched(home, first, persons);
  });

  it('refuses a file that has one of them twice, by letter', async () => {
    const { home, first } = await afterAFileOf(persons);
    home.deliver(
      csv(
        rows.map((cells) => [...cells, '2026-11-01']),
        [...header, 'End'],
      ),
    );
    const plan = await home.plan();
    expect(plan.code).toBe(13);
    expect(plan.stderr).toContain(
      '~/people.csv row 1 column H "End"  TEN-3010  the file has column "End" twice, as E and H\n' +
        '    why:  which of the two is meant cannot be known\n' +
        '    do:   have one of them renamed in the export\n',
    );
    await expectUntouched(home, first, persons);
  });

  it('takes a new column that no mapping names, and a second one of those', async () => {
    const { home } = await afterAFileOf(persons);
    home.deliver(
      csv(
        rows.map((cells) => ['1', ...cells, '2']),
        ['Grade', ...header, 'Grade'],
      ),
    );
    const plan = await home.plan();
    expect([plan.code, plan.stderr]).toEqual([0, '']);
    expect(plan.envelope.newestFileRefused).toBe(false);
  });
});

describe('G6: text that cannot be trusted', () => {
  const persons = upcoming(10);
  const text = file(persons);
  /** Bytes before the cell that is replaced: the last name of the fourth person, in line 5. */
  const before = Buffer.byteLength(text.slice(0, text.indexOf('Walker-U004')));

  function spoiled(bytes: readonly number[]): Buffer {
    const all = Buffer.from(text);
    return Buffer.concat([all.subarray(0, before), Buffer.from('M'), Buffer.from(bytes), all.subarray(before + 6)]);
  }

  const at = before + 1;
  it.each([
    { name: 'ü in Latin-1', bytes: [0xfc], code: 'TEN-3006', says: `is not valid UTF-8 at byte ${String(at)}` },
    { name: 'é in Latin-1', bytes: [0xe9], code: 'TEN-3006', says: `is not valid UTF-8 at byte ${String(at)}` },
    { name: '€ in Windows-1252', bytes: [0x80], code: 'TEN-3006', says: `is not valid UTF-8 at byte ${String(at)}` },
    { name: 'a NUL byte', bytes: [0], code: 'TEN-3005', says: `is not text: a NUL byte at byte ${String(at)}` },
    {
      name: 'a replaced character',
      bytes: [0xef, 0xbf, 0xbd],
      code: 'TEN-3007',
      says: `holds the replacement character U+FFFD at byte ${String(at)}`,
    },
  ])('refuses $name, with line, cell and byte', async ({ bytes, code, says }) => {
    const { home, first } = await afterAFileOf(persons);
    home.deliver(spoiled(bytes));
    const plan = await home.plan();
    expect(plan.code).toBe(13);
    expect(plan.stderr).toContain(`~/people.csv:5 row 5 column C  ${code}  the source file ${says}\n`);
    expect(plan.stderr).toMatch(/\n {4}why: {2}.+\n {4}do: {3}.+\n/);
    expect(finding(plan, 'G6')).toMatchObject({ verdict: 'reject', scope: 'snapshot' });
    expect(plan.header.snapshot).toEqual(first.header.snapshot);
    await expectUntouched(home, first, persons);
  });

  it.each([
    { name: 'little-endian', bytes: Buffer.from(`\uFEFF${text}`, 'utf16le') },
    { name: 'big-endian', bytes: Buffer.from(`\uFEFF${text}`, 'utf16le').swap16() },
  ])('takes UTF-16 that says so, $name', async ({ bytes }) => {
    const { home } = await afterAFileOf(persons);
    home.deliver(bytes);
    const plan = await home.plan();
    expect([plan.code, plan.stderr]).toEqual([0, '']);
    expect(plan.envelope.newestFileRefused).toBe(false);
  });

  it('refuses UTF-16 that does not say so', async () => {
    const { home, first } = await afterAFileOf(persons);
    home.deliver(Buffer.from(text, 'utf16le'));
    const plan = await home.plan();
    expect(plan.code).toBe(13);
    expect(plan.stderr).toContain('~/people.csv:1 row 1 column A  TEN-3005  the source file is not text');
    await expectUntouched(home, first, persons);
  });

  it('names line and byte far into a large file, too', async () => {
    const home = await household();
    const rows = csv(
      Array.from({ length: 12_000 }, (_, index) => cellsOf({ ...persons[0], id: `B${String(index)}` } as Person)),
    );
    const line = 9_877;
    const place =
      rows
        .split('\n')
        .slice(0, line - 1)
        .join('\n').length + 3;
    const bytes = Buffer.from(rows);
    bytes[place] = 0xe4;
    home.deliver(bytes);
    const { code, stderr } = await home.run('plan');
    expect(code).toBe(13);
    expect(stderr).toContain(
      `~/people.csv:${String(line)} row ${String(line)} column A  TEN-3006  the source file is not valid UTF-8 at byte ${String(place)}\n`,
    );
  });

  it('takes UTF-8 with a byte order mark', async () => {
    const { home } = await afterAFileOf(persons);
    home.deliver(`\uFEFF${text}`);
    const plan = await home.plan();
    expect([plan.code, plan.header.workers]).toMatchObject([0, { read: 10 }]);
  });
});

describe('G7: rows whose worker id cannot be used', () => {
  const unusable = [
    { name: 'blank', id: (_index: number) => '  ' },
    { name: 'with a control character', id: (index: number) => `X\u0007${String(index)}` },
    { name: 'longer than 128 characters', id: (index: number) => `X${String(index)}`.padEnd(129, '9') },
  ];
  const sizes = [
    { known: 100, limit: 3 },
    { known: 400, limit: 4 },
  ];
  const cases = unusable.flatMap((kind) => sizes.map((size) => ({ ...kind, ...size })));

  function withUnusable(known: number, id: (index: number) => string, count: number): readonly Person[] {
    const spoiled = upcoming(count).map((one, index) => ({ ...one, id: id(index), last: `Nobody-${String(index)}` }));
    return [...upcoming(known), ...spoiled];
  }

  it.each(cases)('puts $limit of them aside beside $known known workers: $name', async ({ known, id, limit }) => {
    const { home } = await afterAFileOf(upcoming(known));
    home.deliver(withUnusable(known, id, limit));
    const plan = await home.plan();
    expect(plan.code).toBe(0);
    expect(finding(plan, 'G7')).toMatchObject({ verdict: 'ok', measured: limit, limit });
    expect(plan.problems.filter(({ effect }) => effect === 'put-aside')).toHaveLength(limit);
    expect(plan.problems[0]).toMatchObject({ column: 'EmpNo', provenance: { row: known + 2, letter: 'A' } });
    expect(plan.header.snapshot.count).toBe(known + limit);
  });

  it.each(cases)('holds a file with one more: $name, $known known', async ({ known, id, limit }) => {
    const { home, first } = await afterAFileOf(upcoming(known));
    home.deliver(withUnusable(known, id, limit + 1));
    const plan = await home.plan();
    expect(plan.code).toBe(4);
    const measured = limit + 1;
    expect(finding(plan, 'G7')).toMatchObject({
      verdict: 'candidate',
      measured,
      limit,
      message: `${String(measured)} new or changed rows without a usable worker id`,
      remedy: 'have the ids completed in HR; these rows are put aside',
    });
    expect(plan.header.snapshot).toEqual(first.header.snapshot);
    await expectUntouched(home, first, upcoming(known));
  });

  it('puts every one aside in a first file, and takes the rest', async () => {
    const home = await household();
    home.deliver(withUnusable(10, () => '', 9));
    const plan = await home.plan();
    expect([plan.code, plan.header.workers.read]).toEqual([0, 10]);
    expect(plan.problems.map(({ provenance }) => provenance?.row)).toEqual([12, 13, 14, 15, 16, 17, 18, 19, 20]);
    expect(new Set(plan.problems.map(({ problem }) => problem.code))).toEqual(new Set(['TEN-3101']));
  });
});

describe('G8: one worker id for several people', () => {
  /** The first of these people, and beside each a stranger with the same id. */
  function doubled(persons: readonly Person[], count: number): readonly Person[] {
    return [...persons, ...persons.slice(0, count).map((one) => ({ ...one, first: 'Zoe', last: 'Stranger' }))];
  }

  it.each([
    { known: 100, limit: 3 },
    { known: 400, limit: 4 },
  ])('puts $limit of $known known workers aside', async ({ known, limit }) => {
    const { home } = await afterAFileOf(upcoming(known));
    home.deliver(doubled(upcoming(known), limit));
    const plan = await home.plan();
    expect(plan.code).toBe(0);
    expect(finding(plan, 'G8')).toMatchObject({ verdict: 'ok', measured: limit, limit, subjectsTotal: limit });
    expect(plan.header.workers).toMatchObject({ read: known, putAside: limit });
    expect(plan.problems.map(({ problem }) => problem.code)).toEqual(
      Array.from({ length: 2 * limit }, () => 'TEN-3103'),
    );
  });

  it.each([
    { known: 100, limit: 3 },
    { known: 400, limit: 4 },
  ])('holds a file in which one more of $known lost their id', async ({ known, limit }) => {
    const persons = upcoming(known);
    const { home, first } = await afterAFileOf(persons);
    home.deliver(doubled(persons, limit + 1));
    const plan = await home.plan();
    const measured = limit + 1;
    expect(plan.code).toBe(4);
    expect(finding(plan, 'G8')).toMatchObject({
      verdict: 'candidate',
      measured,
      limit,
      message: `${String(measured)} worker ids stand for several people, ${String(measured)} of them known before`,
      remedy: 'have the ids corrected in HR; these people are put aside and keep what they have',
      subjects: persons.slice(0, measured).map(({ id }) => id),
    });
    expect(plan.header.snapshot).toEqual(first.header.snapshot);
    expect(plan.problems).toEqual([]);
    await expectUntouched(home, first, persons);
  });

  it('counts ids that differ by case alone', async () => {
    const { home } = await afterAFileOf(upcoming(100));
    const variants = upcoming(4).map((one) => ({ ...one, id: one.id.toLowerCase(), first: 'Zoe' }));
    home.deliver([...upcoming(100), ...variants]);
    const plan = await home.plan();
    expect(plan.code).toBe(4);
    expect(finding(plan, 'G8')).toMatchObject({ verdict: 'candidate', measured: 4, limit: 3 });
  });

  it('counts known workers only: strangers who share an id are put aside', async () => {
    const { home } = await afterAFileOf(upcoming(100));
    const strangers = people(10, { start: '2031-02-03' }, 'N');
    home.deliver([...upcoming(100), ...doubled(strangers, 10)]);
    const plan = await home.plan();
    expect(plan.code).toBe(0);
    expect(finding(plan, 'G8')).toMatchObject({ verdict: 'ok', measured: 0, subjectsTotal: 10 });
    expect(plan.header.workers).toMatchObject({ read: 110, putAside: 10 });
  });

  it('puts all of them aside row by row in a first file, by place', async () => {
    const home = await household();
    home.deliver(doubled(upcoming(8), 5));
    const plan = await home.plan();
    expect(plan.code).toBe(0);
    expect(plan.header.workers).toEqual({ read: 8, unchanged: 3, changed: 0, skipped: 0, putAside: 5 });
    const places = plan.problems.map(({ worker, provenance }) => `${String(worker)} in ${placeOf(provenance)}`);
    expect([...places].sort()).toEqual([
      ...['U001 in A10', 'U001 in A2', 'U002 in A11', 'U002 in A3', 'U003 in A12', 'U003 in A4'],
      ...['U004 in A13', 'U004 in A5', 'U005 in A14', 'U005 in A6'],
    ]);
    expect(plan.problems[0]?.problem).toEqual({
      code: 'TEN-3103',
      severity: 'error',
      message: 'the worker id U001 stands in several rows that differ',
      why: 'whose account it is cannot be known: all of them keep what they have',
      hint: 'give each person an id of their own in HR',
    });
  });

  it('uses a row once that stands in the file twice, and says so', async () => {
    const home = await household();
    home.deliver([...upcoming(3), ...upcoming(1)]);
    const plan = await home.plan();
    expect(plan.header.workers).toEqual({ read: 3, unchanged: 3, changed: 0, skipped: 0, putAside: 0 });
    expect(plan.problems).toMatchObject([
      {
        effect: 'warning',
        worker: 'U001',
        problem: { code: 'TEN-3107', message: 'the same row stands in the file 2 times' },
      },
    ]);
  });
});

describe('G4: a file from the past', () => {
  it('refuses a file older than the accepted one', async () => {
    const { home, first } = await afterAFileOf(upcoming(10));
    home.deliver(upcoming(9), 25 * hour);
    const plan = await home.plan();
    expect(plan.code).toBe(13);
    expect(plan.stderr).toContain(
      '~/people.csv  TEN-3014  the source file is older than the one accepted last\n' +
        '    why:  an old file put back would undo what HR has said since\n' +
        '    do:   the accepted one was modified at 2026-11-22T11:50:00.000Z; have a new export written\n',
    );
    expect(finding(plan, 'G4').verdict).toBe('reject');
    expect(plan.header.asOf).toBe(new Date(noon).toISOString());
    await expectUntouched(home, first, upcoming(10));
  });
});

describe('G4: a file that no newer one follows', () => {
  const persons = upcoming(10);

  it.each([
    { hours: 29.5, code: 0, verdict: 'ok' },
    { hours: 30, code: 0, verdict: 'ok' },
    { hours: 30.01, code: 13, verdict: 'warn' },
    { hours: 80, code: 13, verdict: 'warn' },
  ])('is $verdict when it is $hours hours old', async ({ hours, code, verdict }) => {
    const { home } = await afterAFileOf(persons);
    const plan = await agedBy(home, persons, hours);
    expect([plan.code, plan.header.snapshot.count]).toEqual([code, 10]);
    // A plan that says the same as before is shown as it was made.
    const measured = code === 0 ? 0 : Math.floor(hours);
    expect(finding(plan, 'G4')).toMatchObject({ verdict, measured, limit: 30, scope: 'snapshot' });
    expect(plan.envelope.newestFileRefused).toBe(false);
    expect(plan.stderr.includes('TEN-3090')).toBe(code === 13);
    expect((await home.run('run', '--once')).code).toBe(code);
    home.columns = 200;
    expect((await home.run('status')).stdout.includes('older than the 30 hours it may be')).toBe(code === 13);
  });

  it('is said in words: how old it is, what may be missed, and whom to ask', async () => {
    const { home } = await afterAFileOf(persons);
    const plan = await agedBy(home, persons, 50);
    expect(plan.stderr).toContain(
      '~/people.csv  TEN-3090  the last accepted file is 50 hours old\n' +
        '    why:  it may be 30 hours old; whoever has left since is not known to have left\n' +
        '    do:   ask whoever exports it why no new file has come\n',
    );
  });

  it('is no older for days on which none is expected', async () => {
    const { home } = await afterAFileOf(persons);
    // Written on Friday, 27 November, at noon; looked at on Monday.
    home.later(Date.parse('2026-11-27T12:00:00Z') - home.now());
    home.deliver(persons);
    await home.plan();
    home.later(Date.parse('2026-11-30T10:00:00Z') - home.now());
    expect((await home.plan()).code).toBe(13);
    home.configure({ source: { expected: { days: 'mon-fri' } } });
    expect(finding(await home.plan(), 'G4')).toMatchObject({ verdict: 'ok', measured: 22 });
    home.later(24 * hour);
    expect(finding(await home.plan(), 'G4')).toMatchObject({ verdict: 'warn', measured: 46 });
    home.configure({ source: { expected: { days: 'mon-fri', holidays: ['2026-11-30'] } } });
    expect(finding(await home.plan(), 'G4')).toMatchObject({ verdict: 'ok', measured: 22 });
  });

  /** The same file once more, so many hours after it was written. */
  async function agedBy(home: Household, content: readonly Person[], hours: number): Promise<Planned> {
    home.deliver(content, 10 * 60_000);
    await home.plan();
    home.later(hours * hour - 10 * 60_000);
    return home.plan();
  }
});
