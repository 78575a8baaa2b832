import { workerId } from '../kernel/ids.ts';
import { didYouMean } from '../kernel/nearest.ts';
import { parseLocalDate, type LocalDate } from '../time/local-date.ts';
import type { FieldValue, Fields, Spell } from '../worker/record.ts';
import { formatTimeOfDay, zonedInstant, type MinuteOfDay } from '../time/zone.ts';
import { evaluateLifecycle } from '../lifecycle/evaluate.ts';
import type { LifecyclePolicy } from '../lifecycle/policy.ts';
import type { AccountShape, CompiledMapping, MappingProblem } from './compiled.ts';
import type { FieldDocument, MappingDocument, MappingTest } from './document.ts';
import { mappingError, type Path } from './problems.ts';

type Answer = string | number | boolean | null | readonly string[];

/**
 * Runs a mapping's own tests: `given` are worker fields after conversion (and `today`), `expect` names `login`,
 * `logins`, `employed`, `profile.x`, `groups`, `scope`, `manager`, `displayName`, `lastDay`, `zone`, `cutOff`, `immediate`, `leave`.
 */
export function runMappingTests(mapping: CompiledMapping, document: MappingDocument): MappingProblem[] {
  return document.tests.flatMap((test, index) => runTest(mapping, document, test, ['tests', index]));
}

function runTest(mapping: CompiledMapping, document: MappingDocument, test: MappingTest, path: Path): MappingProblem[] {
  const problems: MappingProblem[] = [];
  const several = Array.isArray(test.given);
  const rows = [test.given].flat().map((given, index) => {
    return givenFields(document, test, given, several ? [...path, 'given', index] : [...path, 'given'], problems);
  });
  const today = todayOf(test, path, problems);
  if (problems.length > 0) return problems;
  const subject = examine(mapping, rows, today);
  for (const [key, expected] of Object.entries(test.expect)) {
    const at = [...path, 'expect', key];
    const actual = answer(mapping, subject, key);
    if (actual === undefined) {
      const hint = didYouMean(key, answerable);
      problems.push(failed(test, at, `"${key}" is nothing that a test can expect`, hint));
    } else if (!same(actual, expected)) {
      problems.push(failed(test, at, `${key} is ${show(actual)}, expected ${show(expected)}`, whyOf(subject)));
    }
  }
  return problems;
}

function failed(test: MappingTest, path: Path, message: string, hint?: string): MappingProblem {
  return mappingError('TEN-1106', path, `test "${test.name}": ${message}`, { hint });
}

type Given = Readonly<Record<string, string | number | boolean | null>>;

function givenFields(
  document: MappingDocument,
  test: MappingTest,
  given: Given,
  path: Path,
  problems: MappingProblem[],
): Fields {
  const fields: Record<string, FieldValue> = {};
  for (const [name, declared] of Object.entries(document.worker)) fields[name] = blank(declared);
  for (const [name, value] of Object.entries(given)) {
    if (name === 'today' && !Array.isArray(test.given)) continue;
    const declared = Object.hasOwn(document.worker, name) ? document.worker[name] : undefined;
    const at = [...path, name];
    if (declared === undefined) {
      const hint = didYouMean(name, Object.keys(document.worker));
      problems.push(mappingError('TEN-1101', at, `no field "${name}" on the worker`, { hint }));
    } else if (fits(declared, value)) {
      fields[name] = value;
    } else {
      problems.push(
        failed(test, at, `${name} is of type ${declared.type}, ${show(value)} is not`, givenHint(declared)),
      );
    }
  }
  return fields;
}

function blank(declared: FieldDocument): FieldValue {
  if (declared.type === 'int') return null;
  return declared.type === 'bool' ? false : '';
}

function fits(declared: FieldDocument, value: FieldValue): boolean {
  switch (declared.type) {
    case 'text':
      return typeof value === 'string';
    case 'date':
      return value === '' || (typeof value === 'string' && parseLocalDate(value) !== undefined);
    case 'int':
      return value === null || (typeof value === 'number' && Number.isSafeInteger(value));
    case 'bool':
      return typeof value === 'boolean';
  }
}

function givenHint(declared: FieldDocument): string | undefined {
  if (declared.type === 'date') return 'Dates are given as YYYY-MM-DD, whatever the format of the column.';
  return declared.type === 'text' ? "Quote it: '00123'." : undefined;
}

/** The day of a test that gives no `today`. */
const someDay = '2026-01-01' as LocalDate;

function todayOf({ given, today, name }: MappingTest, path: Path, problems: MappingProblem[]): LocalDate {
  const said = today ?? (Array.isArray(given) ? undefined : (given as Given)['today']);
  if (said === undefined) return someDay;
  const day = typeof said === 'string' ? parseLocalDate(said) : undefined;
  if (day !== undefined) return day;
  const message = `test "${name}": today is ${show(said)}, which is no day`;
  problems.push(mappingError('TEN-1106', path, message, { hint: "Write it as '2026-03-01'." }));
  return someDay;
}

interface Subject {
  readonly id: ReturnType<typeof workerId>;
  readonly spell: Spell;
  /** Some period holds on the day. */
  readonly employed: boolean;
  readonly today: LocalDate;
  readonly shape: ReturnType<CompiledMapping['shape']>;
}

/** The day's noon, and access to the very end of a last day: a test is about rows, not about hours. */
const policy: LifecyclePolicy = {
  create: { workingDays: 0, at: 0 as MinuteOfDay },
  activate: { at: 0 as MinuteOfDay },
  cutOff: 1440 as MinuteOfDay,
  graceDays: 0,
  gapToleranceDays: 0,
  leave: {},
  staleAfterDays: 0,
};

function examine(mapping: CompiledMapping, rows: readonly Fields[], today: LocalDate): Subject {
  const readings = rows.map((fields) => mapping.spellOf(fields));
  const counted = readings.filter(({ counts }) => counts).map(({ spell }) => spell);
  const id = workerId(String(rows[0]?.['workerId']));
  const spells = counted.length === 0 ? readings.map(({ spell }) => spell) : counted;
  const [first] = spells as [Spell];
  const noon = zonedInstant(today, 720 as MinuteOfDay, first.zone, 'earlier');
  const { chosen = first, covering } = evaluateLifecycle({ id, spells }, noon, policy);
  const employed = counted.length > 0 && covering.length > 0;
  return { id, spell: chosen, employed, today, shape: mapping.shape(id, chosen, covering, today) };
}

/** What a test can expect of the period of employment, and of the account beside `profile.x`. */
const ofSpell: Readonly<Record<string, (mapping: CompiledMapping, subject: Subject) => Answer>> = {
  scope: (mapping, { spell, today }) => mapping.inScope(spell, today),
  employed: (_, { employed }) => employed,
  displayName: (mapping, { id, spell }) => mapping.displayName(id, spell),
  hire: (_, { spell }) => spell.hire,
  lastDay: (_, { spell }) => spell.lastDay,
  zone: (_, { spell }) => spell.zone,
  cutOff: (_, { spell }) => (spell.cutOff === null ? null : formatTimeOfDay(spell.cutOff)),
  immediate: (_, { spell }) => spell.immediate?.reason ?? null,
  leave: (_, { spell }) => spell.leave?.kind ?? null,
};
const ofAccount: Readonly<Record<string, (shape: AccountShape) => Answer>> = {
  login: (shape) => shape.loginCandidates[0] ?? null,
  logins: (shape) => shape.loginCandidates,
  groups: (shape) => shape.groups,
  manager: (shape) => shape.manager,
};
const answerable = [...Object.keys(ofSpell), ...Object.keys(ofAccount)];

function answer(mapping: CompiledMapping, subject: Subject, key: string): Answer | undefined {
  if (Object.hasOwn(ofSpell, key)) return ofSpell[key]?.(mapping, subject);
  const attribute = key.startsWith('profile.') ? key.slice('profile.'.length) : undefined;
  const owned = attribute !== undefined && mapping.ownedAttributes.includes(attribute);
  if (!owned && !Object.hasOwn(ofAccount, key)) return undefined;
  // A worker that the mapping refuses has no account; `null` is the only expectation that holds.
  if (!subject.shape.ok) return null;
  const shape = subject.shape.value;
  return attribute === undefined ? ofAccount[key]?.(shape) : attributeOf(shape, attribute);
}

function attributeOf(shape: AccountShape, name: string): Answer {
  if (shape.loginAttributes.some((attribute) => attribute.name === name)) return shape.loginCandidates[0] ?? null;
  return shape.attributes[name] ?? shape.onCreate[name] ?? null;
}

function whyOf(subject: Subject): string | undefined {
  return subject.shape.ok ? undefined : subject.shape.error.map(({ message }) => message).join('; ');
}

function same(actual: Answer, expected: Answer): boolean {
  if (!Array.isArray(actual) || !Array.isArray(expected)) return actual === expected;
  const left = [...(actual as string[])].sort();
  const right = [...(expected as string[])].sort();
  return left.length === right.length && left.every((item, index) => item === right[index]);
}

function show(value: Answer): string {
  return JSON.stringify(value);
}
