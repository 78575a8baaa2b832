import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Concerned, DatedProblem, StoredPlan } from '../../domain/plan/artefact.ts';
import { parseInstant } from '../../domain/time/instant.ts';
import { zoneId, type ZoneId } from '../../domain/time/zone.ts';
import { consequenceText } from './consequence.ts';
import { csvText, renderProblemsCsv } from './csv.ts';
import { problemHeadings } from './row.ts';
import { ageOf, problemPerson, safeLink, wrongText } from './words.ts';

const zone = zoneId('Europe/Berlin') as ZoneId;
const seen = { at: parseInstant('2026-11-25T12:00:00Z'), zone };
const ends = '2026-11-30T23:00:00.000Z';

const concerned: Concerned = {
  account: 'ACTIVE',
  state: 'active',
  endsAt: null,
  zone,
  rowEnd: 'none',
  longPast: false,
  elsewhere: false,
};

function problem(of: Partial<DatedProblem> = {}, known: Partial<Concerned> = {}): DatedProblem {
  return {
    urgency: 'other',
    effect: 'put-aside',
    source: 'people',
    worker: 'E1',
    name: 'Sam Lee',
    column: 'End',
    value: '31.02.2026',
    kind: 'TEN-1112',
    said: { message: 'is not a date', why: 'the row is put aside', hint: 'correct it' },
    detail: null,
    link: null,
    provenance: { file: 'people.csv', row: 88, letter: 'K' },
    since: '2026-11-24T12:00:00.000Z',
    ...of,
    concerned: { ...concerned, ...known },
  };
}

const leftAlone = (kind: DatedProblem['kind']) => ({ effect: 'left-alone', kind, said: null }) as const;

describe('what follows for the person', () => {
  it.each([
    [problem({}, { account: null }), 'Sam Lee gets no account until this is mended.'],
    [problem({ name: null }, { account: null }), 'This person gets no account until this is mended.'],
    [problem({}, { account: null, state: 'closed' }), 'Sam Lee has left and has no account: nobody waits for this.'],
    [problem({}, { account: 'STAGED' }), "Sam Lee's prepared account does not become usable until this is mended."],
    [problem({}, { account: 'SUSPENDED' }), "Sam Lee's access stays stopped until this is mended."],
    [problem(), 'Sam Lee keeps access as it is; nothing of this row is used until this is mended.'],
    [
      problem({}, { endsAt: ends }),
      "Sam Lee's access still ends on Mon 30 Nov 2026 as announced; nothing else of this row is used until this is mended.",
    ],
    [problem({}, { rowEnd: 'new' }), 'Sam Lee keeps access: the end in this row does not count until this is mended.'],
    [
      problem({}, { rowEnd: 'new', endsAt: ends }),
      "Sam Lee's access still ends on Mon 30 Nov 2026 as announced; the end in this row does not count until this is mended.",
    ],
    [
      problem({}, { rowEnd: 'unreadable' }),
      'Sam Lee keeps access; whether this row says anything else about leaving cannot be read.',
    ],
    [problem({ worker: null }), 'Sam Lee gets or loses nothing by this row until this is mended.'],
    [problem({ worker: null, name: null }), 'Nobody gets or loses anything by this row until this is mended.'],
    [
      problem(
        { kind: 'TEN-3103', said: { message: 'x', why: 'all of them keep what they have', hint: null } },
        { endsAt: ends },
      ),
      "All of them keep what they have. Sam Lee's access still ends on Mon 30 Nov 2026 as announced.",
    ],
    [problem({ effect: 'warning' }), 'The row is put aside.'],
    [problem({ effect: 'warning', said: { message: 'x', why: null, hint: null } }), 'The row is used as it is.'],
    [
      problem(leftAlone('missing-from-file')),
      'Sam Lee keeps access until HR gives a last day or the person is back in the file.',
    ],
    [
      problem(leftAlone('missing-from-file'), { endsAt: ends }),
      "Sam Lee's access still ends on Mon 30 Nov 2026 as announced.",
    ],
    [problem(leftAlone('unknown'), { endsAt: ends }), 'Sam Lee keeps access: no last day counts until this is mended.'],
    [problem(leftAlone('unknown'), { account: null }), 'Sam Lee gets no account until this is mended.'],
    [
      problem(leftAlone('stale-date'), { state: 'access-stopped' }),
      'Sam Lee keeps access until the date is confirmed.',
    ],
    [problem(leftAlone('double-claim'), { account: null }), 'Sam Lee gets no account until it is clear whose it is.'],
    [
      problem(leftAlone('double-claim'), { account: null, state: 'closed' }),
      'The account stays as it is until it is clear whose it is, although Sam Lee has left.',
    ],
    [problem(leftAlone('mapping-failed')), 'Sam Lee keeps access as it is; nothing is changed until this is mended.'],
    [problem(leftAlone('manager-unresolved')), "Sam Lee's account has no manager until this is mended."],
    [problem({ since: null }, { account: null }), 'The row is put aside.'],
  ])('%#', (entry, text) => {
    expect(consequenceText(entry, zone)).toBe(text);
  });

  it('names the last day on the person’s own calendar, not the day after it', () => {
    const auckland = problem({}, { endsAt: '2026-11-30T11:00:00.000Z', zone: zoneId('Pacific/Auckland') ?? null });
    expect(consequenceText(auckland, zone)).toContain('ends on Mon 30 Nov 2026 as announced');
    const evening = problem({}, { endsAt: '2026-11-30T17:00:00.000Z' });
    expect(consequenceText(evening, zone)).toContain('ends on Mon 30 Nov 2026 as announced');
  });
});

describe('how long a problem is known', () => {
  it.each([
    ['2026-11-25T11:59:00.000Z', 'today', '2026-11-25'],
    ['2026-11-24T23:30:00.000Z', 'today', '2026-11-25'],
    ['2026-11-24T22:30:00.000Z', '1 day', '2026-11-24'],
    ['2026-11-22T12:00:00.000Z', '3 days', '2026-11-22'],
    ['2023-02-28T12:00:00.000Z', '1,366 days', '2023-02-28'],
    ['2026-12-24T12:00:00.000Z', 'today', '2026-12-24'],
  ])('is counted in days of HR’s calendar: since %s', (since, text, date) => {
    expect(ageOf({ since }, seen)).toMatchObject({ text, since: date });
  });

  it('is not known of old lists', () => {
    expect(ageOf({ since: null }, seen)).toEqual({ days: null, text: 'not known', since: null });
  });
});

it('names people by what is known of them', () => {
  expect(problemPerson(problem({ name: '' }))).toBe('E1');
  expect(problemPerson(problem({ name: null, worker: null }))).toBe('Row 88');
  expect(problemPerson(problem({ name: null, worker: null, provenance: null }))).toBe('Somebody without an id');
  expect(wrongText(problem({ ...leftAlone('unknown'), detail: 'no-hire-date' }))).toBe('HR gives no start date.');
});

it('links to nothing that a template cannot have made', () => {
  expect(safeLink('https://hr.acme.example/E1')).toBe('https://hr.acme.example/E1');
  for (const link of ['javascript:alert(1)', 'http://hr/E1', 'https://hr/"onclick="x', 'https://hr/ x', null]) {
    expect(safeLink(link)).toBeNull();
  }
});

describe('as CSV', () => {
  const planOf = (problems: () => Iterable<DatedProblem>): Pick<StoredPlan, 'problems'> => ({ problems });
  const whole = (list: readonly DatedProblem[]): string =>
    [
      ...renderProblemsCsv(
        planOf(() => list),
        seen,
      ),
    ].join('');

  it('comes back from a reader as it was, but for the apostrophes', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom('"', ',', '\r', '\n', ';', "'", ' ', '=', '-', '+', '@', '\t', 'a', '\ufeff'),
      }),
    );
    const table = fc
      .integer({ min: 2, max: 5 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
      );
    fc.assert(
      fc.property(table, (rows) => {
        const text = `${csvText([rows[0]?.map(() => 'x') ?? []], true)}${csvText(rows)}`;
        const [, ...read] = parse(text, { bom: true, record_delimiter: '\r\n', skip_empty_lines: false });
        expect(read).toEqual(rows.map((row) => row.map(disarmed)));
        for (const one of read.flat()) expect(one).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
  });

  function disarmed(cell: string): string {
    return /^[=+\-@\t\r\uff0b\uff0d\uff1d\uff20]/u.test(cell) ? `'${cell}` : cell;
  }

  it('begins no formula behind a semicolon either, at which other spreadsheets split', () => {
    const list = [problem({ value: "x;=cmd|' /C calc'!A0", name: 'Ann; +1', worker: 'a;b;-c' })];
    const [, row] = parse(whole(list), { bom: true });
    expect(row).toEqual(expect.arrayContaining(["x;'=cmd|' /C calc'!A0", "Ann;' +1", "a;b;'-c"]));
    for (const cell of whole(list).split(/[;\r\n]/)) expect(cell).not.toMatch(/^\s*[=+\-@]/);
  });

  it('is one line an entry, whatever its texts are, and shows what acts instead of being read', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }))), (texts) => {
        const list = texts.map(([name, value]) => problem({ name, value, column: value, worker: name, link: value }));
        const rows = parse(whole(list), { bom: true });
        expect(rows[0]).toEqual(Object.values(problemHeadings));
        expect(rows).toHaveLength(list.length + 1);
        for (const one of rows.flat()) expect(one).not.toMatch(/^[=+\-@\t\r]|[\p{Cc}\u202e\u2028]/u);
      }),
    );
  });

  it('reads no more of a long list than it writes next', () => {
    let read = 0;
    const pieces = renderProblemsCsv(
      planOf(function* () {
        for (; read < 300_000; read += 1) yield problem({ worker: `E${String(read)}` });
      }),
      seen,
    );
    let lines = 0;
    for (const piece of pieces) {
      lines += piece.split('\r\n').length - 1;
      expect(read + 2 - lines).toBeLessThanOrEqual(201);
      if (lines > 2_000) break;
    }
    expect(read).toBeLessThan(2_500);
  });
});
