import { parseInstant } from '../../domain/time/instant.ts';
import type { Expression, Operator, Value } from './parse.ts';
import { SearchError } from './tokens.ts';

/** What an attribute of a record can be compared as. */
export interface Field<Item> {
  readonly kind: 'text' | 'exact' | 'instant' | 'number' | 'boolean';
  readonly operators: readonly (Operator | 'pr')[];
  /** The value, or the values of an array; undefined or null when unset. */
  readonly read: (item: Item) => unknown;
}

/** Which attributes a kind of query knows. Okta: an unknown one is refused, never an empty result. */
export interface Catalogue<Item> {
  /** The field of that name, or undefined when there is none. Names are case-sensitive. */
  field(name: string): Field<Item> | undefined;
  /** Okta: string values of `search` compare without case, those of `filter` with it. Diacritics always count. */
  readonly ignoreCase: boolean;
}

export type Predicate<Item> = (item: Item) => boolean;

/**
 * Turns an expression into a function that judges one record.
 * @throws SearchError when an attribute is unknown, an operator does not suit it or the value is of another type.
 */
export function compile<Item>(expression: Expression, catalogue: Catalogue<Item>): Predicate<Item> {
  switch (expression.kind) {
    case 'and': {
      const parts = expression.parts.map((part) => compile(part, catalogue));
      return (item) => parts.every((part) => part(item));
    }
    case 'or': {
      const parts = expression.parts.map((part) => compile(part, catalogue));
      return (item) => parts.some((part) => part(item));
    }
    case 'present': {
      const field = fieldOf(expression.attribute, 'pr', catalogue);
      return (item) => isPresent(field.read(item));
    }
    case 'compare': {
      const field = fieldOf(expression.attribute, expression.operator, catalogue);
      const test = comparison(field.kind, expression.operator, expression.value, catalogue.ignoreCase);
      // Okta follows SCIM for arrays: one matching element is enough.
      return (item) => {
        const actual = field.read(item);
        return Array.isArray(actual) ? actual.some(test) : test(actual);
      };
    }
  }
}

function fieldOf<Item>(name: string, operator: Operator | 'pr', catalogue: Catalogue<Item>): Field<Item> {
  const field = catalogue.field(name);
  if (field === undefined) throw new SearchError(`unknown attribute ${name}`, 'field');
  if (!field.operators.includes(operator)) throw new SearchError(`${operator} does not apply to ${name}`, 'field');
  return field;
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
}

function comparison(
  kind: Field<unknown>['kind'],
  operator: Operator,
  value: Value,
  ignoreCase: boolean,
): (actual: unknown) => boolean {
  switch (kind) {
    case 'instant':
      return numberComparison(
        operator,
        expected(typeof value === 'string' ? parseInstant(value) : undefined, 'a date'),
      );
    case 'number':
      return numberComparison(operator, expected(typeof value === 'number' ? value : undefined, 'a number'));
    case 'boolean': {
      const wanted = expected(typeof value === 'boolean' ? value : undefined, 'true or false');
      return (actual) => actual === wanted;
    }
    case 'text':
    case 'exact': {
      const text = expected(typeof value === 'string' ? value : undefined, 'a string');
      const fold = ignoreCase && kind === 'text';
      return textComparison(operator, fold ? text.toLowerCase() : text, fold);
    }
  }
}

function expected<Wanted>(value: Wanted | undefined, what: string): Wanted {
  if (value === undefined) throw new SearchError(`${what} is expected`);
  return value;
}

function numberComparison(operator: Operator, wanted: number): (actual: unknown) => boolean {
  return (actual) => typeof actual === 'number' && ordered(operator, actual, wanted);
}

function textComparison(operator: Operator, wanted: string, fold: boolean): (actual: unknown) => boolean {
  return (actual) => {
    if (typeof actual !== 'string') return false;
    const text = fold ? actual.toLowerCase() : actual;
    if (operator === 'ew') return text.endsWith(wanted);
    if (operator === 'sw') return text.startsWith(wanted);
    if (operator === 'co') return text.includes(wanted);
    return ordered(operator, text, wanted);
  };
}

function ordered<Comparable extends string | number>(
  operator: Operator,
  actual: Comparable,
  wanted: Comparable,
): boolean {
  switch (operator) {
    case 'eq':
      return actual === wanted;
    case 'ne':
      return actual !== wanted;
    case 'gt':
      return actual > wanted;
    case 'ge':
      return actual >= wanted;
    case 'lt':
      return actual < wanted;
    case 'le':
      return actual <= wanted;
    case 'sw':
    case 'ew':
    case 'co':
      return false;
  }
}
