import { SearchError, tokenize, type Token } from './tokens.ts';

/** Okta's operators; `ne` and `ew` are for the System Log alone, and which of the others go is each field's. */
export const operators = ['eq', 'ne', 'sw', 'ew', 'co', 'gt', 'ge', 'lt', 'le'] as const;
export type Operator = (typeof operators)[number];

export type Value = string | number | boolean;

/** A parsed expression. */
export type Expression =
  | { readonly kind: 'compare'; readonly attribute: string; readonly operator: Operator; readonly value: Value }
  | { readonly kind: 'present'; readonly attribute: string }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Expression[] };

const deepest = 64;

/**
 * Parses a search or filter expression: `or` binds weaker than `and`, parentheses group. Operators are
 * case-insensitive, attribute names are not (Okta: list users, `search`).
 * @throws SearchError for anything outside the grammar.
 */
export function parse(text: string): Expression {
  const tokens = tokenize(text);
  let next = 0;

  const peekWord = (): string | undefined => {
    const token = tokens[next];
    return token?.kind === 'word' ? token.text.toLowerCase() : undefined;
  };
  const take = (): Token => {
    const token = tokens[next];
    if (token === undefined) throw new SearchError('the expression ends too early');
    next += 1;
    return token;
  };

  const parseJoined = (kind: 'and' | 'or', depth: number): Expression => {
    const parsePart = (): Expression => (kind === 'or' ? parseJoined('and', depth) : parsePrimary(depth));
    const parts = [parsePart()];
    while (peekWord() === kind) {
      next += 1;
      parts.push(parsePart());
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind, parts };
  };

  const parsePrimary = (depth: number): Expression => {
    if (depth > deepest) throw new SearchError('the expression is nested too deeply');
    const token = take();
    if (token.kind === 'open') {
      const inner = parseJoined('or', depth + 1);
      if (take().kind !== 'close') throw new SearchError('a parenthesis is not closed');
      return inner;
    }
    if (token.kind !== 'word') throw new SearchError('an attribute is expected');
    return parseComparison(token.text);
  };

  const parseComparison = (attribute: string): Expression => {
    const operator = take();
    if (operator.kind !== 'word') throw new SearchError('an operator is expected');
    const name = operator.text.toLowerCase();
    if (name === 'pr') return { kind: 'present', attribute };
    const known = operators.find((candidate) => candidate === name);
    if (known === undefined) throw new SearchError(`unknown operator ${operator.text}`);
    const value = take();
    if (value.kind === 'word' || value.kind === 'open' || value.kind === 'close') {
      throw new SearchError('a value is expected');
    }
    return { kind: 'compare', attribute, operator: known, value: value.value };
  };

  const whole = parseJoined('or', 0);
  if (next < tokens.length) throw new SearchError('something follows the expression');
  return whole;
}
