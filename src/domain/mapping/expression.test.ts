import { plainAscii } from './transliteration.ts';
import { describe, expect, it } from 'vitest';
import type { FieldValue } from '../worker/record.ts';
import { celEngine, isFailed, type Expression, type Yields } from './expression.ts';
import { Variables, type CelType } from './variables.ts';

const types = new Map<string, CelType>([
  ['department', 'string'],
  ['given', 'string'],
  ['level', 'dyn'],
  ['grade', 'int'],
  ['active', 'bool'],
]);
const tables = new Map([['departments', new Map([['SAL', 'Sales']])]]);
const variables = new Variables();
const engine = celEngine(types, tables, variables, plainAscii);

function compile(source: string, yields: Yields = 'attribute'): Expression {
  const result = engine.compile(source, yields, { today: true });
  if (!result.ok) throw new Error(`${source}: ${result.error[0]?.message ?? ''}`);
  return result.value;
}

function evaluate(source: string, fields: Readonly<Record<string, FieldValue>> = {}): unknown {
  variables.load({ department: 'Sales', given: 'Łukasz', level: 7, grade: 3, active: true, ...fields }, '2026-02-03');
  return compile(source).evaluate(variables);
}

function complaint(source: string, yields: Yields = 'attribute', today = true): readonly unknown[] {
  const result = engine.compile(source, yields, { today });
  const first = result.ok ? undefined : result.error[0];
  return [first?.code, first === undefined ? undefined : source.slice(first.range.start, first.range.end)];
}

describe('conformance: what expressions mean', () => {
  it.each<[string, unknown]>([
    ['w.department', 'Sales'],
    ['"constant"', 'constant'],
    ['42', 42],
    ['true', true],
    ['lower(w.department)', 'sales'],
    ['upper(w.department)', 'SALES'],
    ['ascii(w.given)', 'Lukasz'],
    ['mailbox("O\'Hare") + "@x"', 'ohare@x'],
    ['firstNonEmpty(["", w.given])', 'Łukasz'],
    ['firstNonEmpty([])', ''],
    ['lookup("departments", "SAL")', 'Sales'],
    ['lookup("departments", "XXX")', ''],
    ['lookup("departments", "__proto__", "none")', 'none'],
    ['lookup("departments", "constructor")', ''],
    ['part("1234-AB-77", "-", 1)', 'AB'],
    ['part("1234", "-", 1)', ''],
    ['part("1234", "-", -1)', ''],
    ['padLeft("42", 5)', '00042'],
    ['padLeft("42", 5, "x")', 'xxx42'],
    ['padLeft("42", 1000000)', `${'0'.repeat(98)}42`],
    ['like("1234-AB-7", "^[0-9]{4}-[A-Z]+-[0-9]+$")', true],
    ['w.department.like("^S")', true],
    ['w.level + 1', 8],
    ['w.grade * 2', 6],
    ['w.level != null && w.level >= 7', true],
    ['string(w.grade)', '3'],
    ['w.department in ["Sales", "IT"]', true],
    ['["ENG", "Sal"].exists(p, w.department.startsWith(p))', true],
    ['["b", "a"].map(x, x + "!").join(",")', 'b!,a!'],
    ['today', '2026-02-03'],
    ['today > "2026-01-31"', true],
    ['w.active ? "yes" : "no"', 'yes'],
    ['null', null],
    ['1.5', 1.5],
  ])('%s → %j', (source, expected) => {
    expect(evaluate(source)).toEqual(expected);
  });

  it('gives no BigInt to anybody', () => {
    expect(typeof evaluate('w.grade + 1')).toBe('number');
    expect(typeof evaluate('w.level')).toBe('number');
  });

  it('reports the fields it names and whether it depends on the day', () => {
    const expression = compile('w.department + w.given + w.department + today');
    expect(expression.fields).toEqual(['department', 'given']);
    expect(expression.usesToday).toBe(true);
    expect([compile('w.department').kind, compile('"x"').kind, expression.kind]).toEqual(['field', 'constant', 'cel']);
  });

  it('sees each worker anew', () => {
    const expression = compile('lower(w.department) + string(w.grade)');
    variables.load({ department: 'A', grade: 1 }, '2026-01-01');
    expect(expression.evaluate(variables)).toBe('a1');
    variables.load({ department: 'B', grade: 2 }, '2026-01-01');
    expect(expression.evaluate(variables)).toBe('b2');
    variables.load({}, '2026-01-01');
    expect(isFailed(expression.evaluate(variables))).toBe(true);
  });

  it('fails for one worker without throwing', () => {
    expect(evaluate('int(w.department)')).toHaveProperty('failure');
    expect(evaluate('w.department.split("x")[7]')).toHaveProperty('failure');
    expect(evaluate('w.grade / 0')).toHaveProperty('failure');
    expect(evaluate('9223372036854775807')).toHaveProperty('failure');
  });
});

describe('what does not compile, and where', () => {
  it.each<[string, string, string]>([
    ['w.department ==', 'TEN-1201', ''],
    ['"open', 'TEN-1201', '"open'],
    ['', 'TEN-1201', ''],
    ['w.deparment + "x"', 'TEN-1203', 'deparment'],
    ['lower(w.nme) + w.given', 'TEN-1203', 'nme'],
    ['department', 'TEN-1203', 'department'],
    ['nobody', 'TEN-1203', 'nobody'],
    ['w.department + 1', 'TEN-1202', 'w.department + 1'],
    ['lower(w.grade)', 'TEN-1202', 'lower(w.grade)'],
    ['["a"].map(p, p + 1)', 'TEN-1202', 'p + 1'],
    ['["a", "b"]', 'TEN-1202', '["a", "b"]'],
    ['w.department.matches("^(a+)+$")', 'TEN-1204', 'w.department.matches("^(a+)+$")'],
    ['matches(w.department, "x")', 'TEN-1204', 'matches(w.department, "x")'],
    ['["x"].exists(y, y.matches("z"))', 'TEN-1204', 'y.matches("z")'],
    [
      'timestamp("2026-01-01T00:00:00Z") > timestamp("2026-01-01T00:00:00Z")',
      'TEN-1204',
      'timestamp("2026-01-01T00:00:00Z")',
    ],
    ['dyn(w.department) == 1', 'TEN-1204', 'dyn(w.department)'],
    ['type(w.department) == string', 'TEN-1204', 'type(w.department)'],
    ['cel.bind(a, "x", a + a)', 'TEN-1204', 'cel.bind(a, "x", a + a)'],
    ['lookup(w.department, "x")', 'TEN-1204', 'lookup(w.department, "x")'],
    ['lookup("nowhere", "x")', 'TEN-1101', '"nowhere"'],
    ['like(w.department, w.given)', 'TEN-1204', 'like(w.department, w.given)'],
    ['like(w.department, "(")', 'TEN-1204', '"("'],
    ['like(w.department, "(?=x)")', 'TEN-1204', '"(?=x)"'],
    ['w', 'TEN-1204', 'w'],
    ['["a"].exists(w, w == "a")', 'TEN-1204', 'w'],
    ['w.constructor', 'TEN-1203', 'constructor'],
    ['w.__proto__', 'TEN-1203', '__proto__'],
    ['w["constructor"]', 'TEN-1204', 'w'],
    ['w.department.constructor', 'TEN-1202', 'w.department.constructor'],
    ['[[1]].map(a, a.map(b, [b].map(c, c)))[0][0][0]', 'TEN-1204', '[b].map(c, c)'],
  ])('%s: %s at %j', (source, code, text) => {
    const [found, range] = complaint(source);
    expect(found).toBe(code);
    if (source !== 'w.department.constructor') expect(range).toBe(text);
  });

  it('asks for the type that the use needs', () => {
    expect(complaint('w.department', 'bool')[0]).toBe('TEN-1202');
    expect(complaint('w.level', 'text')[0]).toBe('TEN-1202');
    expect(complaint('w.active', 'text')[0]).toBe('TEN-1202');
    expect(complaint('today', 'text', false)[0]).toBe('TEN-1204');
  });

  it('refuses what is too large or too deep', () => {
    expect(complaint(`${'('.repeat(60)}1${')'.repeat(60)}`)[0]).toBe('TEN-1204');
    expect(complaint(`w.department == "x"${' || w.department == "x"'.repeat(1500)}`)[0]).toBe('TEN-1204');
    expect(complaint(`w.department == "x"${' || true'.repeat(1100)}`, 'bool')[0]).toBe('TEN-1204');
    expect(complaint(`"${'x'.repeat(20_000)}"`)[0]).toBe('TEN-1204');
    expect(complaint(`[${'"x",'.repeat(500)}"x"].size()`)[0]).toBe('TEN-1204');
  });

  it('says every unknown field at once', () => {
    const result = engine.compile('w.a + w.b + w.department', 'text', { today: true });
    expect(result.ok ? 0 : result.error.length).toBe(2);
  });
});

describe('hostile input', () => {
  it('keeps like linear where a backtracking engine would hang', () => {
    const started = performance.now();
    expect(evaluate('like(w.department, "^(a+)+$")', { department: `${'a'.repeat(4000)}!` })).toBe(false);
    expect(evaluate('like(w.department, "(x+x+)+y")', { department: 'x'.repeat(4000) })).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('bounds what an expression can yield', () => {
    const parts = Array.from({ length: 50 }, () => 'w.department').join(' + ');
    expect(evaluate(parts, { department: 'x'.repeat(4096) })).toHaveProperty('failure');
  });
});
