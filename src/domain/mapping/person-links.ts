import { sha256 } from '../kernel/hash.ts';
import type { Fields } from '../worker/record.ts';
import { expression, reference, type Compilation, type Use } from './compilation.ts';
import type { MappingDocument } from './document.ts';
import { isFailed, type Expression } from './expression.ts';
import type { Variables } from './variables.ts';

/** What a row says of other worker ids of the same person. */
export interface PersonLinks {
  /** The id that the person had before, as tenured knows it; null when the row names none. */
  readonly previous: string | null;
  /** A digest of what stands for the person whatever the id is; null when that is blank. */
  readonly person: string | null;
}

/** The two keys, compiled; null where the mapping names none. */
export interface LinkRules {
  readonly previous: Expression | null;
  readonly person: Expression | null;
}

const text: Use = { yields: 'text', today: false, rule: false };
const plainName = /^[A-Za-z_]\w*$/;

/** Compiles `employment.previousWorkerId` and `employment.personKey`: each the name of a text field, or CEL over `w`. */
export function compileLinks(compilation: Compilation): LinkRules {
  return { previous: linkOf(compilation, 'previousWorkerId'), person: linkOf(compilation, 'personKey') };
}

function linkOf(compilation: Compilation, key: 'previousWorkerId' | 'personKey'): Expression | null {
  const source = compilation.document.employment[key];
  const path = ['employment', key];
  if (source === undefined) return null;
  if (!plainName.test(source)) return expression(compilation, source, text, path) ?? null;
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

/** The fields that the two keys are made of, before anything is compiled. */
export function linkFields({ employment }: Pick<MappingDocument, 'employment'>): readonly string[] {
  const sources = [employment.previousWorkerId, employment.personKey];
  return sources.flatMap((source) => {
    if (source === undefined) return [];
    return plainName.test(source) ? [source] : [...source.matchAll(/\bw\.([A-Za-z_]\w*)/g)].map(([, name = '']) => name);
  });
}
