import type { Profile, ProfileValue } from './seed.ts';

/** Judges a profile. */
export type RuleTest = (profile: Profile) => boolean;

const token =
  /\s*(?:(?<text>"[^"]*"|'[^']*')|(?<number>-?\d+(?:\.\d+)?)|(?<sign>==|!=|&&|\|\||[(),!])|(?<word>[A-Za-z_][\w.]*))/y;

interface Token {
  readonly kind: 'text' | 'number' | 'sign' | 'word';
  readonly text: string;
}

/** Whether the text can be an expression at all: its words are words and its parentheses match. */
export function isExpression(text: string): boolean {
  let depth = 0;
  const tokens = tokenize(text) ?? [];
  for (const { kind, text: sign } of tokens) {
    if (kind !== 'sign') continue;
    depth += sign === '(' ? 1 : sign === ')' ? -1 : 0;
    if (depth < 0) return false;
  }
  return tokens.length > 0 && depth === 0;
}

/**
 * Compiles the part of Okta Expression Language that most group rules keep to: attributes compared with constants by
 * `==` and `!=`, the String functions that look into a text, joined by and, or, not and parentheses. Undefined for anything beyond, which this org does not evaluate.
 * Okta: group rules, Okta Expression Language.
 */
export function compileRule(expression: string): RuleTest | undefined {
  const tokens = tokenize(expression);
  if (tokens === undefined) return undefined;
  const reader = new Reader(tokens);
  const test = anyOf(reader);
  return reader.done ? test : undefined;
}

class Reader {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get done(): boolean {
    return this.#next === this.#tokens.length;
  }

  take(): Token | undefined {
    const taken = this.#tokens[this.#next];
    this.#next += 1;
    return taken;
  }

  /** Takes the token when it is one of these. */
  takes(...texts: readonly string[]): boolean {
    const { kind = 'text', text = '' } = this.#tokens[this.#next] ?? {};
    const fits = kind !== 'text' && texts.includes(text.toLowerCase());
    if (fits) this.#next += 1;
    return fits;
  }
}

function tokenize(expression: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const text = expression.trim();
  for (token.lastIndex = 0; token.lastIndex < text.length;) {
    const groups = token.exec(text)?.groups;
    if (groups === undefined) return undefined;
    for (const kind of ['text', 'number', 'sign', 'word'] as const) {
      const found = groups[kind];
      if (found !== undefined) tokens.push({ kind, text: found });
    }
  }
  return tokens;
}

function anyOf(reader: Reader): RuleTest | undefined {
  const parts = [allOf(reader)];
  while (reader.takes('||', 'or')) parts.push(allOf(reader));
  return joined(parts, (tests, profile) => tests.some((test) => test(profile)));
}

function allOf(reader: Reader): RuleTest | undefined {
  const parts = [single(reader)];
  while (reader.takes('&&', 'and')) parts.push(single(reader));
  return joined(parts, (tests, profile) => tests.every((test) => test(profile)));
}

function joined(
  parts: readonly (RuleTest | undefined)[],
  join: (tests: readonly RuleTest[], profile: Profile) => boolean,
): RuleTest | undefined {
  const tests = parts.filter((part) => part !== undefined);
  return tests.length === parts.length ? (profile) => join(tests, profile) : undefined;
}

function single(reader: Reader): RuleTest | undefined {
  if (reader.takes('!', 'not')) {
    const denied = single(reader);
    return denied === undefined ? undefined : (profile) => !denied(profile);
  }
  if (reader.takes('(')) {
    const inner = anyOf(reader);
    return reader.takes(')') ? inner : undefined;
  }
  const first = reader.take();
  const look = first?.kind === 'word' ? looks.get(first.text) : undefined;
  return look === undefined ? compared(first, reader) : looking(look, reader);
}

function compared(first: Token | undefined, reader: Reader): RuleTest | undefined {
  const left = operand(first);
  const equal = reader.takes('==');
  if (!equal && !reader.takes('!=')) return left === undefined ? undefined : (profile) => left(profile) === true;
  const right = operand(reader.take());
  if (left === undefined || right === undefined) return undefined;
  return (profile) => (left(profile) === right(profile)) === equal;
}

type Look = (text: string, part: string) => boolean;

/** Okta Expression Language: string functions that answer true or false. */
const looks: ReadonlyMap<string, Look> = new Map<string, Look>([
  ['String.startsWith', (text, part) => text.startsWith(part)],
  ['String.stringContains', (text, part) => text.includes(part)],
]);

function looking(look: Look, reader: Reader): RuleTest | undefined {
  if (!reader.takes('(')) return undefined;
  const text = operand(reader.take());
  if (!reader.takes(',')) return undefined;
  const part = operand(reader.take());
  if (!reader.takes(')') || text === undefined || part === undefined) return undefined;
  return (profile) => {
    const [whole, wanted] = [text(profile), part(profile)];
    return typeof whole === 'string' && typeof wanted === 'string' && look(whole, wanted);
  };
}

type Operand = (profile: Profile) => ProfileValue;

const constants: ReadonlyMap<string, ProfileValue> = new Map<string, ProfileValue>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

function operand(found: Token | undefined): Operand | undefined {
  if (found === undefined || found.kind === 'sign') return undefined;
  const { kind, text } = found;
  if (kind === 'text') return () => text.slice(1, -1);
  if (kind === 'number') return () => Number(text);
  const constant = constants.get(text);
  if (constant !== undefined) return () => constant;
  const attribute = /^user\.(\w+)$/.exec(text)?.[1];
  return attribute === undefined ? undefined : (profile) => profile[attribute] ?? null;
}
