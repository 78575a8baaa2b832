import fc from 'fast-check';
import { operators, type Asked, type Catalogue } from './catalogues.ts';
import type { Comparison, Expression, Value } from './judge.ts';

/** What is asked, and what the answer is to be: whoever fits, or a refusal with this code. */
export type Question =
  { readonly text: string; readonly expression: Expression } | { readonly text: string; readonly code: string };

/** The values to be asked for: those that somebody has, and some that nobody has. */
export type Pool = (asked: Asked) => readonly Value[];

/** Right questions for a catalogue, written down in all the ways that there are. */
export function rightQuestions(catalogue: Catalogue, pool: Pool): fc.Arbitrary<Question> {
  return fc
    .tuple(expressions(catalogue, pool), fc.infiniteStream(fc.nat(9)))
    .map(([expression, dice]) => ({ expression, text: written(expression, styleOf(dice)) }));
}

function expressions(catalogue: Catalogue, pool: Pool): fc.Arbitrary<Expression> {
  const { whole } = fc.letrec<{ whole: Expression; joined: Expression; leaf: Expression }>((tie) => ({
    leaf: fc.constantFrom(...catalogue.attributes).chain((asked) => leaf(asked, pool)),
    joined: fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('whole'), { minLength: 2, maxLength: 4 }),
    }),
    whole: fc.oneof({ maxDepth: 4, depthSize: 'small' }, tie('leaf'), tie('joined')),
  }));
  return whole;
}

function leaf(asked: Asked, pool: Pool): fc.Arbitrary<Expression> {
  return fc
    .tuple(fc.constantFrom(...asked.operators), fc.constantFrom(...pool(asked)), fc.nat(19))
    .map(([operator, value, dice]) => ({
      ...{ kind: 'ask', asked, operator },
      value: operator === 'pr' ? undefined : twisted(asked, operator, value, dice),
    }));
}

/** A value as it is, a piece of it where pieces are asked for, and now and then in another case. */
function twisted({ kind }: Asked, operator: string, value: Value, dice: number): Value {
  if (typeof value !== 'string' || kind === 'instant') return value;
  const pieces: Readonly<Record<number, string>> = {
    0: value.slice(0, 2),
    1: value.slice(-2),
    2: value.slice(1, 4),
    3: value.slice(0, -1),
    4: value.slice(1),
  };
  const piece = ['sw', 'ew', 'co'].includes(operator) ? (pieces[dice % 6] ?? value) : value;
  if (dice >= 17) return piece.toUpperCase();
  return dice === 16 ? piece.toLowerCase() : piece;
}

/** How something is written: each time it is asked for another number from 0 to 9. */
type Style = () => number;

function styleOf(dice: Iterator<number>): Style {
  return () => Number(dice.next().value);
}

/** Writes an expression down: `or` needs parentheses inside of `and`, anything may have some. */
function written(expression: Expression, style: Style, inside: 'and' | 'or' | 'nothing' = 'nothing'): string {
  if (expression.kind === 'ask') return wrapped(comparison(expression, style), style() === 0, style);
  const { kind, parts } = expression;
  const between = (): string => `${space(style)}${cased(kind, style)}${space(style)}`;
  const text = parts.map((part) => written(part, style, kind)).reduce((all, part) => `${all}${between()}${part}`);
  return wrapped(text, (kind === 'or' && inside === 'and') || style() === 0, style);
}

function comparison({ asked, operator, value }: Comparison, style: Style): string {
  const start = `${asked.name}${space(style)}${cased(operator, style)}`;
  return value === undefined ? start : `${start}${space(style)}${literal(value, style)}`;
}

function wrapped(text: string, wraps: boolean, style: Style): string {
  return wraps ? `(${style() < 5 ? ' ' : ''}${text}${style() < 5 ? ' ' : ''})` : text;
}

function space(style: Style): string {
  return [' ', ' ', ' ', ' ', ' ', ' ', '  ', '   ', '\t', '\n'][style()] ?? ' ';
}

function cased(word: string, style: Style): string {
  return style() < 5 ? word : word.replaceAll(/./g, (one) => (style() < 5 ? one : one.toUpperCase()));
}

/** JSON has several ways to write the same string. */
function literal(value: Value, style: Style): string {
  if (typeof value === 'boolean') return cased(String(value), style);
  if (typeof value === 'number' || style() > 2) return JSON.stringify(value);
  const escaped = (one: string): string => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `"${value
    .split('')
    .map((one) => (style() < 3 ? escaped(one) : JSON.stringify(one).slice(1, -1)))
    .join('')}"`;
}

type Fault = 'grammar' | 'field';

/** Questions with one thing wrong, somewhere in the midst of what is right. */
export function wrongQuestions(catalogue: Catalogue, pool: Pool): fc.Arbitrary<Question> {
  const right = rightQuestions(catalogue, pool).map(({ text }) => text);
  const wrong = fc.constantFrom(...catalogue.attributes).chain((asked) => wrongPart(asked, catalogue, pool, right));
  const joined = fc.constantFrom(' and ', ' or ');
  return fc
    .tuple(wrong, fc.array(fc.tuple(joined, right), { maxLength: 2 }), fc.boolean())
    .map(([[fault, part], more, first]) => {
      const rest = more.map(([word, text]) => (first ? `${word}${text}` : `${text}${word}`)).join('');
      return { code: catalogue.codes[fault], text: first ? part + rest : rest + part };
    });
}

function wrongPart(
  asked: Asked,
  catalogue: Catalogue,
  pool: Pool,
  right: fc.Arbitrary<string>,
): fc.Arbitrary<readonly [Fault, string]> {
  const { name } = asked;
  const value = JSON.stringify(pool(asked)[0] ?? 'x');
  const grammar = fc.constantFrom(
    ...[name, `${name} eq`, `eq ${value}`, `${name} eq 'x'`, `${name} eq x`, `${name} eq null`, `${name} = ${value}`],
    ...[`${name} in (${value})`, `not (${name} eq ${value})`, `${name} re ${value}`, `${name} eq "x`, '()', ')', '('],
    ...[`${name} eq "\\x"`, `${name} eq (${value})`, `${name} ${value}`, `"${name}" eq ${value}`, `${name} eq 1 2`],
    ...[`${name}[type eq ${value}]`, `${name} eq "line\nbreak"`, `${name} eq 1a`, `${name} eq 0x1`, `${name} && 1`],
    `${name} eq ${otherType(asked)}`,
  );
  const around = right.chain((text) =>
    fc.constantFrom(`(${text}`, `${text})`, `${text} ${text}`, `${text} and`, `or ${text}`, `${text} and or ${text}`),
  );
  const others = operators.filter((operator) => !asked.operators.includes(operator));
  const field = fc.constantFrom(
    ...[
      'pet eq "cat"',
      'profile.pet pr',
      'profile pr',
      'profile. pr',
      '_links.self pr',
      '__proto__ pr',
      'published pr',
    ],
    ...(name.startsWith('profile.') ? [`${name.slice(8)} eq ${value}`] : [`profile.${name} eq ${value}`]),
    `${otherCase(name)} eq ${value}`,
    ...others
      .filter((each) => each !== 'ne' || catalogue.codes.field === catalogue.codes.grammar || !severalOf(name))
      .map((operator) => (operator === 'pr' ? `${name} pr` : `${name} ${operator} ${value}`)),
  );
  return fc.oneof(
    fc.oneof(grammar, around).map((text) => ['grammar', text] as const),
    field.map((text) => ['field', text] as const),
  );
}

/** Of several values `ne` may be asked; what it means is not said, so it is not asked here. */
function severalOf(name: string): boolean {
  return name.startsWith('target.');
}

function otherType({ kind }: Asked): string {
  if (kind === 'number' || kind === 'boolean') return '"1"';
  return kind === 'instant' ? '"yesterday"' : '1';
}

/** Names of attributes count with their case. */
function otherCase(name: string): string {
  const last = name.slice(name.lastIndexOf('.') + 1);
  return name.slice(0, name.length - last.length) + last.charAt(0).toUpperCase() + last.slice(1);
}
