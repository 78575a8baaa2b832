import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findingScopes, guardrails, type GuardrailId } from '../../src/domain/guardrails/finding.ts';
import type { Json } from '../../src/domain/kernel/canonical-json.ts';
import { lifecycleStates, type Reason, type ReasonRule } from '../../src/domain/lifecycle/state.ts';
import { operationKinds, type PlanLine, type StoredLine } from '../../src/domain/plan/artefact.ts';
import { localDate, type LocalDate } from '../../src/domain/time/local-date.ts';
import { instant, formatInstant } from '../../src/domain/time/instant.ts';
import { renderPlanHtml, renderPlanJson, renderPlanTerminal } from '../../src/report/index.ts';
import { peopleSections, summarise } from '../../src/report/summary.ts';
import { widthOf } from '../../src/report/terminal/width.ts';
import { skipReasons } from '../../src/report/words.ts';
import { envelope, from, operation, planOf, zone } from './fixtures/plan.ts';

const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ unit: 'grapheme', maxLength: 20 }));
const worker = fc.oneof(
  fc.integer({ min: 0, max: 9 }).map((id) => `E${String(id)}`),
  text,
);
const time = fc.integer({ min: Date.UTC(1970, 0), max: Date.UTC(2100, 0) }).map(instant);
const json = fc.jsonValue().map((value) => value as Json);
const rules = [
  'before-create-lead',
  'create-lead-reached',
  'hire-date-reached',
  'on-leave',
  'last-day-ended',
  'immediate-stop',
  'cut-access',
  'grace-ended',
  'hire-withdrawn',
  'never-started',
  'no-accepted-record',
  'dates-contradict',
  'no-hire-date',
  'stale-date',
  'end-withdrawn',
  'attributes-differ',
  'group-rule',
  'matched-by-key',
  'undone',
] as const satisfies readonly ReasonRule[];

const day = fc
  .tuple(fc.integer({ min: 2, max: 9998 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([year, month, dayOfMonth]) => localDate(year, month, dayOfMonth) as LocalDate);
const zoneName = fc
  .constantFrom('Europe/Berlin', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu', 'UTC')
  .map(zone);
const reason: fc.Arbitrary<Reason> = fc.record(
  { rule: fc.constantFrom(...rules), column: text, value: text, date: day, at: time, zone: zoneName, detail: text },
  { requiredKeys: ['rule'] },
);
const subject = fc.record({ worker, name: text, okta: fc.option(text), login: fc.option(text) });
const iso = time.map(formatInstant);

const anyLine: fc.Arbitrary<PlanLine> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({
        kind: fc.constantFrom(...operationKinds),
        lifecycle: fc.constantFrom('joiner', 'mover', 'leaver', 'leave', 'return'),
        subject,
        reason,
        before: json,
        after: json,
        needsApproval: fc.array(fc.oneof(fc.constant('G10'), text), { maxLength: 2 }),
      } as const)
      .chain((parts) =>
        fc
          .record({ target: fc.option(text), due: fc.option(fc.oneof(iso, text)), notBefore: fc.option(iso) })
          .map((times) => ({ ...operation(parts), ...times })),
      ),
  },
  fc.record({
    line: fc.constant('skip' as const),
    subject,
    state: fc.constantFrom(...lifecycleStates),
    why: fc.constantFrom(...skipReasons),
    reason: fc.option(reason),
    detail: fc.option(text),
  }),
  fc.record({
    line: fc.constant('problem' as const),
    effect: fc.constantFrom('put-aside' as const, 'warning' as const),
    worker: fc.option(worker),
    name: fc.option(text),
    column: fc.option(text),
    value: fc.option(text),
    problem: fc.record({
      code: fc.constant('TEN-9001' as const),
      severity: fc.constant('error' as const),
      message: text,
    }),
  }),
  fc.record({
    line: fc.constant('finding' as const),
    guardrail: fc.constantFrom(...(Object.keys(guardrails) as GuardrailId[])),
    verdict: fc.constantFrom('ok', 'warn', 'hold', 'candidate', 'reject', 'refuse'),
    scope: fc.constantFrom(...findingScopes),
    measured: fc.option(fc.integer()),
    limit: fc.option(fc.integer()),
    message: text,
    subjects: fc.array(text, { maxLength: 3 }),
    subjectsTotal: fc.nat(90),
    remedy: text,
  } as const),
);

const anyPlan = fc
  .array(
    fc.tuple(anyLine, fc.option(fc.nat(999))).map(([line, row]): StoredLine => from(line, row, 'C')),
    { maxLength: 30 },
  )
  .chain((stored) =>
    fc
      .record({ zone: fc.oneof(fc.constant('Europe/Berlin'), text), company: fc.option(text) })
      .map((changed) => planOf(stored, changed)),
  );

it('renders any plan, and counts every operation once', () => {
  fc.assert(
    fc.property(
      anyPlan,
      fc.constantFrom(1, 3, 500),
      fc.constantFrom(40, 80),
      fc.boolean(),
      (plan, limit, columns, unicode) => {
        const stored = [...plan.lines()];
        const operations = stored.filter(({ line }) => line.line === 'operation').length;
        const { people, byKind, findings, skips } = summarise(plan, limit);
        const problems = stored.filter(({ line }) => line.line === 'problem').length;
        expect(peopleSections.reduce((sum, name) => sum + people[name].operations, 0)).toBe(operations);
        expect(Object.values(byKind).reduce((sum, count) => sum + count, 0)).toBe(operations);
        const others = Object.values(skips).reduce((sum, { total }) => sum + total, problems + findings.total);
        expect(operations + others).toBe(stored.length);
        for (const name of peopleSections) expect(people[name].rows.length).toBe(Math.min(limit, people[name].total));

        const page = [...renderPlanHtml(plan, { rows: limit })].join('');
        expect(page.endsWith('</html>\n')).toBe(true);
        for (const line of renderPlanTerminal(plan, {
          columns,
          unicode,
          colour: false,
          details: true,
          only: null,
          configFlag: '',
        })) {
          expect(widthOf(line.slice(0, -1))).toBeLessThanOrEqual(columns);
          expect(line.indexOf('\n')).toBe(line.length - 1);
        }
        const document = JSON.parse([...renderPlanJson(plan)].join('')) as Record<string, unknown[]>;
        expect(document['operations']).toHaveLength(operations);
        expect(document['header']).toEqual(envelope.header);
      },
    ),
    { numRuns: 150 },
  );
});
