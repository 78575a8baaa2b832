import { refuse } from '../http/errors.ts';
import { compile, type Catalogue, type Predicate } from './compile.ts';
import { parse, type Expression } from './parse.ts';
import { SearchError } from './tokens.ts';

/** What was searched for. */
export interface Criteria<Item> {
  readonly fits: Predicate<Item>;
  readonly expression: Expression;
}

/**
 * Reads a `search` or `filter`.
 * @throws Refused E0000031 for whatever is wrong with it, or the code that `code` gives for it.
 */
export function criteriaIn<Item>(
  text: string,
  fields: Catalogue<Item>,
  code: (error: SearchError) => 'E0000031' | 'E0000053' = () => 'E0000031',
): Criteria<Item> {
  try {
    const expression = parse(text);
    return { fits: compile(expression, fields), expression };
  } catch (error) {
    if (error instanceof SearchError) throw refuse(code(error));
    throw error;
  }
}
