import { describe, expect, it } from 'vitest';
import { guardrails, type FindingScope } from '../../src/domain/guardrails/finding.ts';
import type { StoredLine } from '../../src/domain/plan/artefact.ts';
import { needsOf } from '../../src/report/attention.ts';
import {
  renderPlanHtml,
  renderPlanJson,
  renderPlanList,
  renderPlanTerminal,
  type PlanTerminalOptions,
} from '../../src/report/index.ts';
import { summarise } from '../../src/report/summary.ts';
import {
  at,
  emptyPlan,
  envelope,
  examplePlan,
  from,
  on,
  operation,
  person,
  planOf,
  skip,
  zone,
} from './fixtures/plan.ts';

const whole = (pieces: Iterable<string>): string => [...pieces].join('');
const view: PlanTerminalOptions = {
  columns: 80,
  colour: false,
  unicode: true,
  details: false,
  only: null,
  configFlag: '',
};
const screen = (lines: readonly StoredLine[], options: Partial<PlanTerminalOptions> = {}): string =>
  whole(renderPlanTerminal(planOf(lines), { ...view, ...options }));
const page = (lines: readonly StoredLine[]): string => whole(renderPlanHtml(planOf(lines)));
const section = (html: string, id: string): string =>
  new RegExp(`<section id="${id}".*?</section>`, 's').exec(html)?.[0] ?? '';
const words = (html: string): string =>
  html
    .replaceAll(/<wbr>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'");

const jonas = person('E2013', 'Jonas Lindner', null);
const denver = zone('America/Denver');
const preparation = operation({
  kind: 'create',
  lifecycle: 'joiner',
  subject: jonas,
  reason: { rule: 'create-lead-reached', date: on('2026-11-23'), at: at('2026-11-16T14:00:00Z'), zone: denver },
  after: { login: 'jonas.lindner2@longitude.example', groups: [], profile: {} },
  due: '2026-11-16T14:00:00.000Z',
});
const activation = {
  ...operation({
    kind: 'activate',
    lifecycle: 'joiner',
    subject: { ...jonas, login: 'jonas.lindner2@longitude.example' },
    reason: { rule: 'hire-date-reached', date: on('2026-11-23'), at: at('2026-11-23T14:00:00Z'), zone: denver },
    due: '2026-11-23T14:00:00.000Z',
    notBefore: '2026-11-23T14:00:00.000Z',
  }),
  precondition: { kind: 'after', operation: preparation.id },
} as const;
const joining = [from(preparation), from(activation)];

describe('somebody prepared now and activated later', () => {
  it.each([false, true])('has a time for each step in the terminal, details %s', (details) => {
    const text = screen(joining, { details });
    expect(text).toContain('account      prepared now\n');
    expect(text).toMatch(/account {6}activated Mon 23 Nov 15:00 Berlin,\n +Mon 23 Nov 07:00 Denver \(14:00Z\)/);
    expect(text).toContain('first day    Mon 23 Nov 2026');
    expect(text.match(/jonas\.lindner2@/g)).toHaveLength(1);
    expect(text.match(/Why: /g)?.length ?? 0).toBe(details ? 2 : 0);
  });

  it('is there from the activation on the page, not from the preparation', () => {
    const html = section(page(joining), 'joining');
    const cell = /data-label="From"><div>(.*?)<\/div>/s.exec(html)?.[1] ?? '';
    expect(words(cell)).toContain('Mon 23 Nov 2026 15:00 Europe/Berlin Mon 23 Nov 2026 07:00 America/Denver (14:00Z)');
    expect(words(html)).toContain('account prepared now');
    expect(words(html)).toContain('account activated Mon 23 Nov 15:00 Berlin, Mon 23 Nov 07:00 Denver (14:00Z)');
  });

  it('is there from the first day while only the preparation is due', () => {
    const cell = /data-label="From"><div>(.*?)<\/div>/s.exec(section(page([from(preparation)]), 'joining'))?.[1] ?? '';
    expect(words(cell).trim()).toBe('Mon 23 Nov 2026 in Denver');
  });
});

describe('one person', () => {
  const only = (worker: string, options: Partial<PlanTerminalOptions> = {}): string =>
    whole(renderPlanTerminal(examplePlan, { ...view, only: worker, ...options }));

  it('is shown without what is said of everybody', () => {
    const text = only('E10442');
    expect(text).toContain('Showing E10442 only; everybody was judged.\n');
    expect(text).toContain('Dana Ortiz');
    expect(text).toContain('Changes  2 changes\n');
    expect(text).toMatch(/^SAFETY CHECKS {2}5 of the whole plan: 1 needs approval, 1 to look at, 3 passed$/m);
    for (const absent of [
      'Nobody is overdue',
      'JOINING',
      'GROUPS',
      'DATA PROBLEMS',
      'People ',
      'Okta call',
      'Kim Novak',
    ])
      expect(text).not.toContain(absent);
  });

  it('keeps what needs somebody for them, and their data problems', () => {
    const text = only('E11210');
    expect(text).toContain('NEEDS YOU (1)');
    expect(text).toContain('DATA PROBLEMS (1 put aside)');
  });

  it('is said to have nothing', () => {
    expect(only('nobody')).toContain('This plan says nothing about them');
  });

  it('is named in every command', () => {
    const text = only("o'neil", { configFlag: ' -c o/tenured.yaml' });
    expect(text).toContain(String.raw`tenured plan show 418 -c o/tenured.yaml --only 'o'\''neil' --details`);
    expect(text).toContain('tenured plan show 418 -c o/tenured.yaml\n');
  });

  it('keeps the whole envelope in the document', () => {
    const document = JSON.parse(whole(renderPlanJson(examplePlan, { only: 'E10442' }))) as Record<string, unknown[]>;
    const all = JSON.parse(whole(renderPlanJson(examplePlan))) as Record<string, unknown[]>;
    expect(document['only']).toBe('E10442');
    expect(document['envelope']).toEqual(all['envelope']);
    expect(document['operations']).toHaveLength(2);
    expect(document['findings']).toEqual(all['findings']);
    expect(all).not.toHaveProperty('only');
  });
});

describe('commands', () => {
  it('name the configuration, and the page does not', () => {
    const text = whole(renderPlanTerminal(examplePlan, { ...view, configFlag: ' -c o/tenured.yaml' }));
    for (const [command] of text.matchAll(/tenured plan.*/g)) expect(command).toContain(' -c o/tenured.yaml');
    expect(whole(renderPlanHtml(examplePlan))).toContain('<code>tenured plan show 418 --details</code>');
  });
});

describe('sentences', () => {
  const problem = (message: string, column: string | null, value: string | null, row: number, why = ''): StoredLine =>
    from(
      {
        line: 'problem',
        effect: 'put-aside',
        worker: '2052',
        name: null,
        column,
        value,
        problem: { code: 'TEN-9001', severity: 'error', message, why, hint: 'give each person an id of their own' },
      },
      row,
      'A',
    );

  it.each([
    ['is not a date', 'Last Day', '2027-02-30', 'Last Day says "2027-02-30", which is not a date.'],
    ['is blank', 'Last Day', '', 'Last Day is blank.'],
    ['is not among the values', 'Country', '', 'Country is blank, which is not among the values.'],
    ['the row has no worker id.', 'Employee ID', '', 'Employee ID is blank. The row has no worker id.'],
    ['the id 2052 stands twice', 'Employee ID', '2052', 'The id 2052 stands twice.'],
    ['is not a place', 'office', 'Remote', 'office says "Remote", which is not a place.'],
    ['Odd: something', 'Office', 'Remote', 'Office says "Remote". Odd: something.'],
    ['the row is too short', null, null, 'The row is too short.'],
  ])('say %j of %s %j with a subject', (message, column, value, expected) => {
    const [need] = needsOf(summarise(planOf([problem(message, column, value, 3, 'nobody can tell')]), 9), 9).rows;
    expect(need?.what).toBe(`${expected} Nobody can tell.`);
    expect(need?.todo).toBe('Give each person an id of their own.');
  });

  it('stand beside their cell with a subject', () => {
    expect(screen([problem('is not a date', 'Last Day', '2027-02-30', 3)])).toContain('\n      This is not a date.\n');
  });

  it('are said once of two rows', () => {
    const twice = [119, 120].map((row) => problem('the id 2052 stands twice', 'Employee ID', '2052', row));
    const { rows, total } = needsOf(summarise(planOf(twice), 9), 9);
    expect(total).toBe(1);
    expect(rows.map(({ place }) => place)).toEqual(['people_2026-11-22.csv, rows 119 and 120, column A']);
    expect(needsOf(summarise(planOf(twice), 9), 0).total).toBe(1);
  });

  it('hold the remedy of a safety check only where it did not pass', () => {
    const check = (verdict: 'ok' | 'hold'): StoredLine =>
      from({
        line: 'finding',
        guardrail: 'G10',
        verdict,
        scope: 'plan',
        measured: 1,
        limit: 3,
        message: 'somebody would lose access',
        subjects: [`${'Dana '.repeat(30)}Ortiz (E10442)`, 'Novak, Kim (E1)'],
        subjectsTotal: 7,
        remedy: 'look at each of them',
      });
    for (const text of [screen([check('ok')]), page([check('ok')])])
      expect(text.toLowerCase()).not.toContain('look at each');
    for (const text of [screen([check('hold')]), page([check('hold')])]) {
      expect(text).toContain('Look at each of them.');
      expect(text).toContain('Somebody would lose access.');
      expect(words(text)).toContain('... (155 characters) (E10442); Novak, Kim (E1) and 5 more');
    }
  });
});

describe('a safety check', () => {
  const check = (scope: FindingScope, verdict: 'warn' | 'hold' = 'hold'): StoredLine =>
    from({
      line: 'finding',
      guardrail: 'G16',
      verdict,
      scope,
      measured: 12,
      limit: 10,
      message: 'so many',
      subjects: [],
      subjectsTotal: 0,
      remedy: 'look',
    });

  it.each([
    ['snapshot', 'everything that follows from the file'],
    ['plan', 'every change'],
    ['creates', 'new accounts'],
    ['disables', 'ends of access that were not announced in time'],
    ['firm-disables', 'ends of access that were announced in time'],
    ['returns', 'people coming back'],
    ['group-removals', 'people taken out of groups'],
    ['mass-announcements', 'ends of access that were announced all at once'],
    ['attributes', 'changes that follow from these columns'],
    ['subject', 'changes to these people'],
  ] as const)('of scope %s says what waits: %s', (scope, waiting) => {
    for (const text of [
      screen([check(scope)], { columns: 120 }),
      words(section(page([check(scope)]), 'safety-checks')),
    ])
      expect(text).toContain(`Waits: ${waiting}.`);
    expect(screen([check(scope, 'warn')])).not.toContain('Waits:');
  });

  it('has a name for each, and no two the same', () => {
    const names = Object.values(guardrails);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[A-Z][^.]{5,60}$/);
  });
});

describe('people', () => {
  const kim = person('E1', 'Kim Novak', 'kim.novak@acme.example');
  const change = (
    kind: 'disable' | 'deactivate' | 'unsuspend' | 'adopt',
    parts: Partial<Parameters<typeof operation>[0]>,
  ) => from(operation({ kind, lifecycle: 'leaver', subject: kim, reason: { rule: 'grace-ended' }, ...parts }));

  it('stopped at once have no last day', () => {
    const lines = [change('disable', { reason: { rule: 'immediate-stop', detail: 'dismissed' } })];
    expect(screen(lines)).toContain('stop         at once: dismissed\n');
    expect(screen(lines)).not.toContain('last day');
    expect(words(section(page(lines), 'have-left'))).toContain('Stop at once: dismissed');
    expect(screen([change('disable', { reason: { rule: 'immediate-stop', detail: '' } })])).toContain('at once\n');
  });

  it('cut off by a person have no last day, and the reason says who asked', () => {
    const cut = { rule: 'cut-access', at: at('2026-11-22T23:00:00Z'), zone: zone('Europe/Berlin') } as const;
    const lines = [change('disable', { reason: cut, due: '2026-11-22T23:00:00.000Z' })];
    expect(screen(lines)).toContain('stop         asked for by a person\n');
    expect(screen(lines)).not.toContain('last day');
    expect(words(section(page(lines), 'have-left'))).toContain('Stop asked for by a person');
    expect(words(section(page(lines), 'have-left'))).toContain('A person asked for access to be cut since');
    expect(screen(lines, { details: true })).toContain('a person asked for access to be cut since');
  });

  it('of a run that is taken back say which, and wait for approval', () => {
    const reason = { rule: 'undone', detail: 'run 12' } as const;
    const lines = [change('unsuspend', { lifecycle: 'return', reason, needsApproval: ['undo'] })];
    expect(words(page(lines))).toContain('Run 12 is taken back');
    expect(screen(lines)).toContain('An earlier run taken back');
  });

  it('announced all at once wait under the name of the check', () => {
    const lines = [change('disable', { needsApproval: ['announced-in-mass'] })];
    for (const text of [screen(lines), words(page(lines))]) expect(text).toContain('Ends announced all at once');
  });

  it('paused are told with where the account stands; who has left and has access still comes first', () => {
    const paused = (state: 'active' | 'access-stopped', status: string | null): StoredLine =>
      from(skip(kim, state, 'paused', null, status));
    const working = screen([paused('active', 'ACTIVE')]);
    expect(working).toContain('paused by a person, nothing is changed');
    expect(screen([paused('active', 'ACTIVE')], { only: 'E1' })).toContain('(the account is active)');
    expect(working).toContain('Nobody is overdue');
    expect(working).toContain('Resume them when they may be changed again.');
    expect(screen([paused('access-stopped', 'LOCKED_OUT')])).toContain('Has left and still has access: paused');
    for (const status of ['SUSPENDED', 'DEPROVISIONED', null])
      expect(screen([paused('access-stopped', status)])).not.toContain('Has left and still has access');
  });

  it('taken over are named with their login and key', () => {
    const lines = [
      change('adopt', {
        lifecycle: 'joiner',
        reason: { rule: 'matched-by-key', detail: 'profile.email' },
        after: { okta: '00u1', key: 'profile.email' },
      }),
    ];
    expect(screen(lines)).toContain('account      kim.novak@acme.example\n      matched by   email\n');
    expect(words(section(page(lines), 'take-over'))).toContain(
      'kim.novak@acme.example email The Okta account matches by email.',
    );
    expect(section(page(lines), 'take-over')).toContain('kim.<wbr>novak@<wbr>acme.<wbr>example');
  });

  it.each([
    [
      'never started: HR ended it on 22 Nov 2026, nobody signed in',
      'leaver',
      { rule: 'never-started', date: on('2026-11-22') },
    ],
    [
      'access was stopped before, the waiting time is over',
      'leaver',
      { rule: 'grace-ended', at: at('2026-11-22T23:00:00Z') },
    ],
    [
      'on leave (unpaid) since 23 Nov 2026',
      'leave',
      { rule: 'on-leave', detail: 'unpaid', at: at('2026-11-22T23:00:00Z'), zone: zone('Europe/Berlin') },
    ],
  ] as const)('have their reason in one line: %s', (expected, lifecycle, reason) => {
    expect(screen([change('deactivate', { lifecycle, reason })])).toContain(`why          ${expected}\n`);
  });

  it('left alone have a status in words', () => {
    const lines = [from(skip(kim, 'upcoming', 'upcoming', null, 'STAGED'))];
    expect(page(lines)).toContain('The account is prepared');
    expect(section(page(lines), 'not-covered')).not.toContain('STAGED');
    expect(screen(lines, { only: 'E1' })).toContain('(the account is prepared)');
  });

  it('are counted as one', () => {
    const workers = { read: 1, unchanged: 1, changed: 0, skipped: 0, putAside: 0 };
    const header = { ...envelope.header, workers, horizonHours: 1 };
    const html = words(whole(renderPlanHtml(planOf([], { header }))));
    for (const text of ['1 person read', '1 hour ahead']) expect(html).toContain(text);
  });
});

describe('the file', () => {
  const moved = { ...envelope, source: { ...envelope.source, file: '/srv/hr exports/people.csv' } };
  const plan = { ...emptyPlan, envelope: moved };

  it('goes by its own name', () => {
    expect(whole(renderPlanList([moved], view))).toMatch(/ people\.csv\n$/);
    expect(whole(renderPlanTerminal(plan, view))).toContain('from      people.csv of');
    expect(whole(renderPlanTerminal(plan, view))).not.toContain('/srv');
  });

  it('has its folder with the details, and for IT', () => {
    expect(whole(renderPlanTerminal(plan, { ...view, details: true }))).toContain('folder    /srv/hr exports/\n');
    expect(section(whole(renderPlanHtml(plan)), 'it')).toContain('/srv/hr exports/people.csv');
  });
});
