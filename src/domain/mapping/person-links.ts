import { sha256 } from '../kernel/hash.ts';
import type { Fields } from '../worker/record.ts';
import type { PersonLinks } from './compiled.ts';
import { expression, reference, type Compilation, type Use } from './compilation.ts';
import { isFailed, type Expression } from './expression.ts';
import { isPlainName } from './link-fields.ts';
import type { Variables } from './variables.ts';

/** The two keys, compiled; null where the mapping names none. */
export interface LinkRules {
  readonly previous: Expression | null;
  readonly person: Expression | null;
}

const text: Use = { yields: 'text', today: false, rule: false };

/** Compiles `employment.previousWorkerId` and `employment.personKey`: each the name of a text field, or CEL over `w`. */
export function compileLinks(compilation: Compilation): LinkRules {
  return { previous: linkOf(compilation, 'previousWorkerId'), person: linkOf(compilation, 'personKey') };
}

function linkOf(compilation: Compilation, key: 'previousWorkerId' | 'personKey'): Expression | null {
  const source = compilation.document.employment[key];
  const path = ['employment', key];
  if (source === undefined) return null;
  if (!isPlainName(source)) return expression(compilation, source, text, path) ?? null;
  if (reference(compilation, source, ['text'], path) === undefined) return null;
  return expression(compilation, `w.${source}`, text, path) ?? null;
}

/** What a row's fields say; null from a mapping that names neither key. */
export function linksReader(
  { previous, person }: LinkRules,
  variables: Variables,
): ((fields: Fields) => PersonLinks) | null {
  if (previous === null && person === null) return null;
  return (fields) => {
    variables.load(fields, '');
    const key = valueOf(person, variables);
    return { previous: valueOf(previous, variables), person: key === null ? null : digestOf(key) };
  };
}

/** An expression without an answer names nobody. */
function valueOf(rule: Expression | null, variables: Variables): string | null {
  const value = rule?.evaluate(variables) ?? null;
  if (value === null || isFailed(value)) return null;
  const trimmed = String(value).trim();
  return trimmed === '' ? null : trimmed;
}

/** What stands for a person may be a national number: it is compared, and never shown. */
function digestOf(key: string): string {
  return sha256(`person ${key}`).slice(0, 32);
}
