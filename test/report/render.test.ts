import { describe, expect, it } from 'vitest';
import { renderPlanHtml, renderPlanJson, renderPlanList, renderPlanTerminal } from '../../src/report/index.ts';
import { peopleSections, summarise } from '../../src/report/summary.ts';
import { widthOf } from '../../src/report/terminal/width.ts';
import {
  at,
  emptyPlan,
  envelope,
  examplePlan,
  from,
  lines,
  on,
  operation,
  person,
  planOf,
  skip,
  zone,
} from './fixtures/plan.ts';

const whole = (pieces: Iterable<string>): string => [...pieces].join('');
const plain = { colour: false, unicode: true, details: true, only: null, configFlag: '' };
// eslint-disable-next-line no-control-regex -- these are what must not be there
const controls = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

const hostile = [
  '<img src=x onerror=alert(1)>',
  '"><script>alert(1)</script>',
  "' onmouseover='alert(1)",
  '</title></style><svg/onload=alert(1)>',
  '\u202egnp.exe\u202c',
  '\u2066\u2067 isolate',
  'X'.repeat(300),
  '陳'.repeat(300),
  '=HYPERLINK("http://x","y")',
  '@SUM(1+1)*cmd|/c calc!A0',
  '\u001b[2J\u001b]0;title\u0007',
  '\u009b31m',
  'two\nlines\r\nand\ttab',
  '\u0000nul',
  '\ud800lone',
  '👩‍👩‍👧‍👦'.repeat(40),
  'z\u0300\u0301\u0302'.repeat(80),
  '__proto__',
  'constructor',
  '${alert(1)} {{x}} &amp;lt;',
];

const hostilePlan = planOf(
  hostile.flatMap((text, index) => {
    const someone = person(`E${String(index)}${text}`, text, text);
    const reason = { rule: 'attributes-differ', column: text, value: text, detail: text } as const;
    return [
      from(
        operation({
          kind: 'disable',
          lifecycle: 'leaver',
          subject: someone,
          reason,
          before: text,
          needsApproval: [text],
        }),
        3,
        text,
      ),
      from(
        operation({
          kind: 'create',
          lifecycle: 'joiner',
          subject: someone,
          reason,
          after: { login: text, groups: [text], profile: { [text]: text } },
        }),
      ),
      from(
        operation({
          kind: 'update-profile',
          lifecycle: 'mover',
          subject: someone,
          reason,
          before: { [text]: text },
          after: { [text]: `${text}2` },
        }),
      ),
      from(operation({ kind: 'add-to-group', lifecycle: 'mover', subject: someone, reason, target: text })),
      from(skip(someone, 'active', 'ambiguous-match', reason, text)),
      from({
        line: 'problem',
        effect: 'put-aside',
        worker: text,
        name: text,
        column: text,
        value: text,
        problem: { code: 'TEN-9001', severity: 'error', message: text, why: text, hint: text },
      }),
      from({
        line: 'finding',
        guardrail: 'G10',
        verdict: 'hold',
        scope: 'plan',
        measured: 1,
        limit: 0,
        message: text,
        subjects: [text],
        subjectsTotal: 1,
        remedy: text,
      }),
    ];
  }),
  { company: hostile[0] ?? '', source: { ...envelope.source, file: hostile.join('') }, zone: '<b>' },
);

describe('hostile text', () => {
  it('is inert on the page', () => {
    const page = whole(renderPlanHtml(hostilePlan));
    expect(page).not.toMatch(/<(img|script|svg|iframe|object|link)\b/i);
    expect(page).not.toMatch(/<[^>"]*(?:"[^"]*"[^>"]*)*\son\w+=/i);
    expect(page).not.toMatch(controls);
    expect(page.match(/<title>/g)).toHaveLength(1);
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(page).toContain(String.raw`\u202egnp.exe`);
  });

  it.each([40, 80, 120])('is inert and fits in a terminal of %i columns', (columns) => {
    for (const unicode of [true, false]) {
      const screen = whole(renderPlanTerminal(hostilePlan, { ...plain, unicode, columns }));
      expect(screen).not.toMatch(controls);
      for (const line of screen.split('\n')) expect(widthOf(line), line).toBeLessThanOrEqual(columns);
      if (!unicode) expect(screen).toMatch(/^[\n -~]*$/);
    }
  });

  it('survives the document and is inert there', () => {
    const text = whole(renderPlanJson(hostilePlan));
    expect(text).not.toMatch(controls);
    const document = JSON.parse(text) as { operations: { subject: { name: string } }[] };
    expect(new Set(document.operations.map(({ subject }) => subject.name))).toEqual(new Set(hostile));
  });
});

describe('the terminal', () => {
  it('writes no escape byte without colour', () => {
    const text = whole(renderPlanTerminal(examplePlan, { ...plain, columns: 80 }));
    expect(text).not.toContain('\u001b');
  });

  it('says the same with colour', () => {
    const options = { ...plain, columns: 80 };
    const coloured = whole(renderPlanTerminal(examplePlan, { ...options, colour: true }));
    // eslint-disable-next-line no-control-regex -- to take the colour away again
    expect(coloured.replaceAll(/\u001b\[[\d;]*m/g, '').replaceAll(/ +$/gm, '')).toBe(
      whole(renderPlanTerminal(examplePlan, { ...options, colour: false })),
    );
  });

  it('lists nothing kindly, and long file names within the columns', () => {
    const options = { columns: 80, colour: false, unicode: true };
    expect(whole(renderPlanList([], options))).toContain('No plan yet');
    for (const line of renderPlanList([hostilePlan.envelope], options))
      expect(widthOf(line.trimEnd())).toBeLessThanOrEqual(80);
  });
});

describe('the words', () => {
  const texts = [
    whole(renderPlanHtml(examplePlan)),
    whole(renderPlanTerminal(examplePlan, { ...plain, columns: 100 })),
  ];

  it.each(['guardrail', 'quarantin', 'spell', 'hold', 'drift'])('never say "%s" to HR', (word) => {
    for (const text of texts) expect(text.toLowerCase()).not.toMatch(new RegExp(`\\b${word}`));
  });

  it('say that nothing has been changed', () => {
    for (const text of texts) expect(text).toContain('nothing has been changed in Okta');
  });

  it('name who is overdue, those included whom tenured may not touch', () => {
    for (const text of texts) expect(text).toContain('Maria Admin and Dana Ortiz should have lost access already');
  });

  it('keep "leaving" for people who are still here', () => {
    const section = /<section id="have-left">.*?<\/section>/s.exec(texts[0] ?? '')?.[0] ?? '';
    expect(section).toContain('Dana Ortiz');
    expect(section.toLowerCase()).not.toContain('leaving');
  });

  it('show absence in one line', () => {
    const page = whole(renderPlanHtml(emptyPlan));
    expect(page.match(/class="empty"/g)?.length).toBeGreaterThan(8);
    expect(page).toContain('Nobody overdue');
    expect(page).toContain('Nothing needs you');
  });

  it.each([
    [{ newestFileRefused: true }, 'Newest file not used'],
    [{ candidate: true }, 'File needs approval'],
  ])('say %j on the first screen', (changed, expected) => {
    expect(whole(renderPlanHtml(planOf([], changed)))).toContain(expected);
    expect(whole(renderPlanTerminal(planOf([], changed), { ...plain, columns: 80 }))).toContain(expected);
  });
});

describe('a large plan', () => {
  const reason = {
    rule: 'last-day-ended',
    column: 'EndDate',
    value: '20.11.2026',
    date: on('2026-11-20'),
    at: at('2026-11-21T07:00:00Z'),
    zone: zone('America/Denver'),
  } as const;
  const changes = (count: number) =>
    Array.from({ length: count }, (_, index) => {
      const subject = person(
        `E${String(10_000 + index)}`,
        `Person Number ${String(index)}`,
        `person.${String(index)}@acme.example`,
      );
      if (index % 2 === 0)
        return from(
          operation({
            kind: 'disable',
            lifecycle: 'leaver',
            subject,
            reason,
            before: 'ACTIVE',
            after: 'SUSPENDED',
            due: '2026-11-21T07:00:00Z',
          }),
          index,
          'K',
        );
      return from(
        operation({
          kind: 'update-profile',
          lifecycle: 'mover',
          subject,
          reason: { rule: 'attributes-differ' },
          before: { department: 'Sales', title: 'A' },
          after: { department: 'Research', title: 'B' },
        }),
        index,
        'H',
      );
    });

  it('stays under 1 MB at 500 changes', () => {
    expect(Buffer.byteLength(whole(renderPlanHtml(planOf(changes(500)))))).toBeLessThan(1_000_000);
  });

  it('keeps a bounded page and counts the rest', () => {
    const many = changes(5_000);
    const page = whole(renderPlanHtml(planOf(many)));
    expect(Buffer.byteLength(page)).toBeLessThan(2_000_000);
    expect(page).toContain('and 2,000 more, see');
    const screen = whole(renderPlanTerminal(planOf(many), { ...plain, details: false, columns: 80 }));
    expect(screen).toContain('and 2,460 more, see');
    expect(screen.split('\n').length).toBeLessThan(700);
  });

  it('folds 100,000 operations without keeping them', () => {
    const [some] = changes(1);
    const plan = {
      envelope,
      problems: () => [],
      *lines() {
        for (let index = 0; some !== undefined && index < 100_000; index += 1) {
          const { line } = some;
          if (line.line === 'operation')
            yield from({ ...line, subject: { ...line.subject, worker: `W${String(index)}` } });
        }
      },
    };
    const summary = summarise(plan, 500);
    expect(summary.people.haveLeft).toMatchObject({ total: 100_000, operations: 100_000 });
    expect(summary.people.haveLeft.rows).toHaveLength(500);
  });
});

it('counts every line of the example once', () => {
  const summary = summarise(examplePlan, 500);
  const operations = lines.filter(({ line }) => line.line === 'operation').length;
  expect(peopleSections.reduce((sum, name) => sum + summary.people[name].operations, 0)).toBe(operations);
  expect(Object.values(summary.byKind).reduce((sum, count) => sum + count, 0)).toBe(operations);
  expect(Object.values(summary.byKind).every((count) => count > 0)).toBe(true);
  const { read, unchanged, changed, skipped, putAside } = envelope.header.workers;
  expect(unchanged + changed + skipped + putAside).toBe(read);
});
