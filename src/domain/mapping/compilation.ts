import type { Fields } from '../worker/record.ts';
import type { MappingProblem } from './compiled.ts';
import type { FieldDocument, MappingDocument } from './document.ts';
import { celEngine, isFailed, type Expression, type ExpressionEngine, type Yields } from './expression.ts';
import { comparableEntries, isFieldName } from './fields.ts';
import type { Tables } from './helpers.ts';
import { didYouMean } from '../kernel/nearest.ts';
import { mappingError, mappingWarning, type Path } from './problems.ts';
import { letterComplaint, transliterationLanguages, transliterator, type Transliterate } from './transliteration.ts';
import type { Field } from './values.ts';
import { Variables, type CelType } from './variables.ts';

/** What one compilation has found so far, handed to every part of it. */
export interface Compilation {
  readonly document: MappingDocument;
  /** The mapped columns, sorted. */
  readonly columns: readonly string[];
  readonly fields: ReadonlyMap<string, Field>;
  readonly tables: Tables;
  readonly variables: Variables;
  /** By the languages and letters that the mapping declares. */
  readonly ascii: Transliterate;
  readonly engine: ExpressionEngine;
  readonly problems: MappingProblem[];
}

export function newCompilation(
  document: MappingDocument,
  columns: readonly string[],
  fields: ReadonlyMap<string, Field>,
  problems: MappingProblem[],
): Compilation {
  const tables = new Map(
    Object.entries(document.tables).map(([name, rows]) => [name, new Map(comparableEntries(rows))]),
  );
  const usable = Object.entries(document.worker).filter(([name]) => isFieldName(name));
  const types = new Map(usable.map(([name, field]) => [name, celType(field)]));
  const variables = new Variables();
  const ascii = compileTransliteration(document, problems);
  const engine = celEngine(types, tables, variables, ascii);
  return { document, columns, fields, tables, variables, ascii, engine, problems };
}

function compileTransliteration({ transliterate }: MappingDocument, problems: MappingProblem[]): Transliterate {
  const { languages = [], letters = {} } = transliterate ?? {};
  languages.forEach((language, index) => {
    if (transliterationLanguages.includes(language)) return;
    const hint = didYouMean(language, transliterationLanguages) ?? `Known are ${transliterationLanguages.join(', ')}.`;
    const message = `no transliteration "${language}"`;
    problems.push(mappingError('TEN-1103', ['transliterate', 'languages', index], message, { hint }));
  });
  for (const [letter, plain] of Object.entries(letters)) {
    const complaint = letterComplaint(letter, plain);
    if (complaint === undefined) continue;
    problems.push(mappingError('TEN-1103', ['transliterate', 'letters', letter], complaint));
  }
  return transliterator(languages, letters);
}

/**
 * A blank int is null. Typing such a field `dyn` keeps `w.level != null && w.level >= 7` legal; choosing 0 for blank
 * would invent a value, and typing it `int` would make the blank worker fail.
 */
function celType(field: FieldDocument): CelType {
  if (field.type === 'int') return field.required ? 'int' : 'dyn';
  return field.type === 'bool' ? 'bool' : 'string';
}

/** Checks that a declared field exists and has one of the types; undefined, with a problem, when not. */
export function reference(
  compilation: Compilation,
  name: string,
  types: readonly Field['type'][],
  path: Path,
): Field | undefined {
  const field = compilation.fields.get(name);
  if (field === undefined) {
    // A field whose own declaration is wrong has its problem already.
    if (Object.hasOwn(compilation.document.worker, name)) return undefined;
    const hint = didYouMean(name, Object.keys(compilation.document.worker));
    compilation.problems.push(mappingError('TEN-1101', path, `no field "${name}" on the worker`, { hint }));
    return undefined;
  }
  if (types.includes(field.type)) return field;
  const message = `field "${name}" is of type ${field.type}, ${types.join(' or ')} is needed`;
  const isDate = types.length === 1 && types[0] === 'date';
  const hint = isDate ? `Give it a format: worker.${name}: { column: …, format: yyyy-MM-dd }.` : undefined;
  compilation.problems.push(mappingError('TEN-1103', path, message, { hint }));
  return undefined;
}

/** A declared table; undefined, with a problem, when there is none of the name. */
export function tableNamed(
  compilation: Compilation,
  name: string,
  path: Path,
): ReadonlyMap<string, string> | undefined {
  const table = compilation.tables.get(name);
  if (table === undefined) {
    const hint = didYouMean(name, compilation.tables.keys()) ?? 'Declare it under `tables`.';
    compilation.problems.push(mappingError('TEN-1101', path, `no table "${name}"`, { hint }));
  }
  return table;
}

/** How an expression is used. */
export interface Use {
  readonly yields: Yields;
  readonly today: boolean;
  /** A rule decides about access, so it has to have an answer for a worker whose every optional field is blank. */
  readonly rule: boolean;
}

/** Compiles one expression of the document; undefined, with problems, when it cannot be used. */
export function expression(compilation: Compilation, source: string, use: Use, path: Path): Expression | undefined {
  const compiled = compilation.engine.compile(source, use.yields, { today: use.today });
  if (!compiled.ok) {
    for (const { code, message, hint, range } of compiled.error) {
      const says = columnAdvice(compilation, source.slice(range.start, range.end)) ?? hint;
      compilation.problems.push(mappingError(code, path, message, { hint: says }, range));
    }
    return undefined;
  }
  probe(compilation, compiled.value, use, path);
  return compiled.value;
}

/** Newcomers write the column's header where the field's name belongs. */
function columnAdvice({ document }: Compilation, word: string): string | undefined {
  const field = Object.entries(document.worker).find(([, { column }]) => column === word)?.[0];
  return field === undefined || field === word ? undefined : `"${word}" is the column of ${field}: write w.${field}.`;
}

function probe(compilation: Compilation, compiled: Expression, use: Use, path: Path): void {
  compilation.variables.load(blankWorker(compilation), '2026-01-01');
  const value = compiled.evaluate(compilation.variables);
  if (!isFailed(value)) return;
  const hint = 'Say what a blank means, e.g. w.level != null && w.level >= 7.';
  const message = `expression fails for a worker whose optional fields are blank: ${value.failure}`;
  const why = use.rule ? 'A rule without an answer would leave such people out unseen.' : 'Such workers are put aside.';
  const build = use.rule ? mappingError : mappingWarning;
  compilation.problems.push(build('TEN-1202', path, message, { why, hint }));
}

function blankWorker(compilation: Compilation): Fields {
  const fields: Record<string, string | number | boolean | null> = {};
  for (const field of compilation.fields.values()) fields[field.name] = sample(field);
  return fields;
}

function sample(field: Field): string | number | boolean | null {
  switch (field.type) {
    case 'text':
      return field.required ? 'x' : '';
    case 'date':
      return field.required ? '2026-01-01' : '';
    case 'int':
      return field.required ? 1 : null;
    case 'bool':
      return false;
  }
}
