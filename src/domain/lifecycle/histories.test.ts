import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workerId } from '../kernel/ids.ts';
import { parseInstant, type Instant } from '../time/instant.ts';
import { addDays, parseLocalDate, type LocalDate } from '../time/local-date.ts';
import type { MinuteOfDay, ZoneId } from '../time/zone.ts';
import type { Spell } from '../worker/record.ts';
import { evaluateLifecycle, type Lifecycle } from './evaluate.ts';
import type { LifecyclePolicy } from './policy.ts';

const policy: LifecyclePolicy = {
  create: { workingDays: 5, at: 420 as MinuteOfDay },
  activate: { at: 420 as MinuteOfDay },
  cutOff: 1440 as MinuteOfDay,
  graceDays: 7,
  gapToleranceDays: 14,
  leave: {},
  staleAfterDays: 14,
};

interface Row {
  readonly job: string;
  readonly hire?: string;
  readonly last?: string;
  readonly from?: string;
  /** The first day on which the row is over; `next` where HR gives none. */
  readonly until?: string;
  readonly stop?: boolean;
  readonly prefer?: readonly (number | null)[];
}

function date(text: string | undefined): LocalDate | null {
  return text === undefined ? null : (parseLocalDate(text) ?? null);
}

function spell({ job, hire, last, from, until, stop, prefer }: Row): Spell {
  const effect = { from: date(from), until: until === 'next' ? null : date(until), untilNext: until === 'next' };
  return {
    hire: date(hire),
    lastDay: date(last),
    zone: 'UTC' as ZoneId,
    zoneOrigin: 'field',
    cutOff: null,
    immediate: stop === true ? { reason: 'terminated', from: null } : null,
    leave: null,
    fields: { job },
    ...(from === undefined && until === undefined ? {} : { effect }),
    ...(prefer === undefined ? {} : { preference: prefer }),
  };
}

function look(rows: readonly Row[], day: string): Lifecycle {
  const at = parseInstant(`${day}T12:00:00Z`) as Instant;
  return evaluateLifecycle({ id: workerId('E1'), spells: rows.map(spell) }, at, policy);
}

function seen(rows: readonly Row[], day: string): readonly [string, unknown, readonly unknown[]] {
  const { state, chosen, covering } = look(rows, day);
  return [state, chosen?.fields['job'], covering.map(({ fields }) => fields['job']).sort()];
}

const hire = '2020-01-01';
const history: readonly Row[] = [
  { job: 'clerk', hire, from: '2020-03-01', until: '2022-01-01' },
  { job: 'lead', hire, from: '2022-01-01', until: '2024-01-01' },
  { job: 'head', hire, from: '2024-01-01' },
];

describe('a history of jobs within one employment', () => {
  it.each([
    ['2019-12-30', 'preboarding', 'clerk', []],
    ['2020-01-15', 'active', 'clerk', ['clerk']],
    ['2021-12-31', 'active', 'clerk', ['clerk']],
    ['2022-01-01', 'active', 'lead', ['lead']],
    ['2023-12-31', 'active', 'lead', ['lead']],
    ['2024-01-01', 'active', 'head', ['head']],
    ['2030-01-01', 'active', 'head', ['head']],
  ])('on %s: %s as %s', (day, state, job, covering) => {
    expect(seen(history, day)).toEqual([state, job, covering]);
  });

  it('says when the next job begins', () => {
    expect(look(history, '2021-06-01').next).toBe(parseInstant('2022-01-01T00:00:00Z'));
  });

  it('goes on when the last job ends and the employment does not', () => {
    const open = [...history.slice(0, 2), { job: 'head', hire, from: '2024-01-01', until: '2025-01-01' }];
    expect(seen(open, '2026-01-01')).toEqual(['active', 'head', ['head']]);
  });

  it('ends with the employment, in the last job', () => {
    const ended = history.map((row) => ({ ...row, last: '2025-06-30' }));
    expect(seen(ended, '2025-06-30')).toEqual(['active', 'head', ['head']]);
    expect(seen(ended, '2025-07-01')).toEqual(['access-stopped', 'head', []]);
  });

  it('ends by its last row alone, though the rows before name no end', () => {
    const rows = [...history.slice(0, 2), { job: 'gone', hire, from: '2024-01-01', last: '2023-12-31' }];
    expect(seen(rows, '2023-12-31')).toEqual(['active', 'lead', ['lead']]);
    expect(seen(rows, '2024-01-01')).toEqual(['access-stopped', 'gone', []]);
    expect(look(rows, '2024-01-01').reason).toMatchObject({ rule: 'last-day-ended', date: '2023-12-31' });
  });

  it('a row that says terminated stops access when it comes into effect, and not before', () => {
    const rows = [...history.slice(0, 2), { job: 'gone', hire, from: '2024-01-01', stop: true }];
    expect(look(rows, '2023-06-01')).toMatchObject({ state: 'active', next: parseInstant('2024-01-01T00:00:00Z') });
    expect(look(rows, '2024-01-01')).toMatchObject({ state: 'access-stopped', reason: { detail: 'terminated' } });
  });

  it('a termination taken back by a later row gives access again', () => {
    const rows = [
      { job: 'lead', hire, from: '2022-01-01', until: '2024-01-01' },
      { job: 'gone', hire, from: '2024-01-01', until: '2024-03-01', stop: true },
      { job: 'back', hire, from: '2024-03-01' },
    ];
    expect(seen(rows, '2024-04-01')).toEqual(['active', 'back', ['back']]);
  });

  it('where HR gives no end of a row, the next row takes over', () => {
    const rows = history.map((row) => ({ ...row, until: 'next' }));
    expect(seen(rows, '2023-06-01')).toEqual(['active', 'lead', ['lead']]);
    expect(seen(rows, '2024-01-01')).toEqual(['active', 'head', ['head']]);
  });

  it.each([[[0, 1, 2]], [[0, 2, 1]], [[2, 1, 0]]])(
    'is over when one of two rows of a day says so, in the order %j',
    (order) => {
      const rows = [
        { job: 'was', hire, from: hire, until: hire },
        { job: 'will', hire: '2021-06-01', from: '2020-01-06' },
        { job: 'gone', hire, last: '2020-01-03', from: '2020-01-06' },
      ];
      const given = order.flatMap((index) => rows[index] ?? []);
      expect(seen(given, '2020-01-06')).toEqual(['access-stopped', 'gone', []]);
      expect(seen(given, '2021-06-01')).toEqual(['active', 'will', ['will']]);
    },
  );

  it('is a gap of employment only where the employment has one', () => {
    const rows = [
      { job: 'first', hire, last: '2021-12-31', from: '2020-01-01', until: '2022-01-01' },
      { job: 'again', hire: '2023-01-01', from: '2023-01-01' },
    ];
    expect(seen(rows, '2022-06-01')).toEqual(['access-stopped', 'first', []]);
    expect(seen(rows, '2023-06-01')).toEqual(['active', 'again', ['again']]);
  });
});

describe('two jobs at once', () => {
  const first: Row = { job: 'day', hire, from: '2020-01-01', prefer: [1] };
  const second: Row = { job: 'night', hire: '2021-01-01', from: '2021-01-01', last: '2022-12-31', prefer: [0] };

  it('the preferred gives the attributes, both give groups', () => {
    expect(seen([first, second], '2021-06-01')).toEqual(['active', 'day', ['day', 'night']]);
    expect(
      seen(
        [
          { ...first, prefer: [0] },
          { ...second, prefer: [1] },
        ],
        '2021-06-01',
      )[1],
    ).toBe('night');
  });

  it('the end of one is no end of the other', () => {
    expect(seen([first, second], '2023-01-01')).toEqual(['active', 'day', ['day']]);
  });

  it('a second job never takes a working person back to prepared', () => {
    expect(look([first, second], '2021-01-01').state).toBe('active');
    const early = parseInstant('2021-01-01T02:00:00Z') as Instant;
    const plain = [
      { job: 'day', hire },
      { job: 'night', hire: '2021-01-01' },
    ].map(spell);
    expect(evaluateLifecycle({ id: workerId('E1'), spells: plain }, early, policy).state).toBe('active');
  });

  it('a preference that one of them lacks comes last, the next rule decides ties', () => {
    expect(
      seen(
        [
          { ...first, prefer: [null, 5] },
          { ...second, prefer: [-3, 0] },
        ],
        '2021-06-01',
      )[1],
    ).toBe('night');
    expect(
      seen(
        [
          { ...first, prefer: [1, 5] },
          { ...second, prefer: [1, 0] },
        ],
        '2021-06-01',
      )[1],
    ).toBe('day');
  });
});

describe('any history', () => {
  const day = fc.integer({ min: 0, max: 1500 }).map((days) => addDays(hire as LocalDate, days));
  const rows = fc.array(
    fc.record({
      job: fc.constantFrom('a', 'b', 'c', 'd'),
      hire: fc.constantFrom(hire, '2021-06-01'),
      last: fc.option(day, { nil: undefined }),
      from: day,
      until: fc.option(day, { nil: undefined }),
      stop: fc.boolean(),
      prefer: fc.tuple(fc.integer({ min: 0, max: 2 })),
    }),
    { minLength: 1, maxLength: 6 },
  );
  type Drawn = Omit<Row, 'last' | 'until'> & { last: string | undefined; until: string | undefined };
  const asRow = ({ last, until, ...row }: Drawn): Row => ({
    ...row,
    ...(last === undefined ? {} : { last }),
    ...(until === undefined ? {} : { until }),
  });

  it('is judged alike in every order of its rows', () => {
    fc.assert(
      fc.property(rows, fc.array(fc.nat(), { minLength: 6, maxLength: 6 }), day, (drawn, keys, when) => {
        const made = drawn.map(asRow);
        const shuffled = made
          .map((row, index) => [keys[index] ?? 0, row] as const)
          .sort(([left], [right]) => left - right)
          .map(([, row]) => row);
        const told = (given: readonly Row[]): unknown => {
          const { state, account, since, next, chosen } = look(given, when);
          return [state, account, since, next, chosen?.fields, seen(given, when)[2]];
        };
        expect(told(shuffled)).toEqual(told(made));
      }),
      { numRuns: 1000 },
    );
  });

  it('changes at no other instant than the one it names as next', () => {
    fc.assert(
      fc.property(rows, day, (drawn, when) => {
        const made = drawn.map(asRow);
        const now = look(made, when);
        // Whose dates contradict is left alone for as long as they do.
        fc.pre(now.state !== 'unknown');
        const until = addDays(when, 30);
        for (let next = addDays(when, 1); next <= until; next = addDays(next, 1)) {
          const at = parseInstant(`${next}T12:00:00Z`) as Instant;
          if (now.next !== null && at >= now.next) return;
          expect(seen(made, next)).toEqual(seen(made, when));
        }
      }),
      { numRuns: 1000 },
    );
  });
});
