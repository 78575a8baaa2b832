import { Environment, EvaluationError, ParseError, type ASTNode, type ParseResult } from '@marcbachmann/cel-js';
import type { Code } from '../kernel/codes.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { FieldValue } from '../worker/record.ts';
import { survey, type Complaint, type Survey } from './expression-ast.ts';
import { afterComma, beforeComma, firstNonEmpty, like, mailbox, padLeft, part, type Tables } from './helpers.ts';
import { transliterator, type Transliterate } from './transliteration.ts';
import { WorkerValues, type CelType, type Variables } from './variables.ts';

/** What an expression has to yield: text, yes/no, or anything an attribute can take. */
export type Yields = 'text' | 'bool' | 'attribute';

/** An expression that failed for one worker. */
export interface Failed {
  readonly failure: string;
}

/** A checked expression. Plain references and constants never reach the expression language. */
export interface Expression {
  readonly kind: 'field' | 'constant' | 'cel';
  readonly source: string;
  /** Declared fields that it names. */
  readonly fields: readonly string[];
  readonly usesToday: boolean;
  /** The result type as CEL names it. */
  readonly type: string;
  /** The value for the worker loaded into the variables. Never throws. */
  evaluate(variables: Variables): FieldValue | Failed;
}

/** Compiles expressions against the declared fields of one mapping. */
export interface ExpressionEngine {
  compile(source: string, yields: Yields, allow: { readonly today: boolean }): Result<Expression, readonly Complaint[]>;
}

const longestSource = 10_000;
const longestResult = 10_000;
const limits = { maxAstNodes: 2000, maxDepth: 40, maxListElements: 100, maxMapEntries: 100, maxCallArguments: 8 };
const accepted: Readonly<Record<Yields, readonly string[]>> = {
  text: ['string'],
  bool: ['bool'],
  attribute: ['string', 'int', 'double', 'bool', 'dyn', 'null'],
};

/** True when an evaluation failed. */
export function isFailed(value: FieldValue | Failed): value is Failed {
  return typeof value === 'object' && value !== null;
}

/** The engine over CEL. */
export function celEngine(
  types: ReadonlyMap<string, CelType>,
  tables: Tables,
  variables: Variables,
  ascii: Transliterate,
): ExpressionEngine {
  const environment = newEnvironment(types, tables, ascii);
  const fields = new Set(types.keys());
  return {
    compile(source, yields, allow) {
      if (source.length > longestSource) return err([tooLong(source)]);
      const parsed = parse(environment, source);
      if (!parsed.ok) return err([parsed.error]);
      const found = survey(parsed.value.ast, { fields, tables, today: allow.today });
      if (found.complaints.length > 0) return err(found.complaints);
      const type = check(parsed.value, source, yields);
      if (!type.ok) return err([type.error]);
      return ok(build(parsed.value, source, type.value, found, types, variables));
    },
  };
}

function newEnvironment(types: ReadonlyMap<string, CelType>, tables: Tables, ascii: Transliterate): Environment {
  const environment = new Environment({ limits });
  environment.registerType('Worker', { ctor: WorkerValues, fields: Object.fromEntries(types) });
  environment.registerVariable('w', 'Worker');
  environment.registerVariable('today', 'string');
  const find = (table: string, key: string, otherwise: string): string => tables.get(table)?.get(key) ?? otherwise;
  const functions: Readonly<Record<string, (...args: never[]) => unknown>> = {
    'lower(string): string': (text: string) => text.toLowerCase(),
    'upper(string): string': (text: string) => text.toUpperCase(),
    'ascii(string): string': ascii,
    'ascii(string, string): string': (text: string, language: string) => byLanguage(language)(text),
    'mailbox(string): string': (text: string) => mailbox(text, ascii),
    'mailbox(string, string): string': (text: string, language: string) => mailbox(text, byLanguage(language)),
    'beforeComma(string): string': beforeComma,
    'afterComma(string): string': afterComma,
    'firstNonEmpty(list<string>): string': firstNonEmpty,
    'lookup(string, string): string': (table: string, key: string) => find(table, key, ''),
    'lookup(string, string, string): string': find,
    'part(string, string, int): string': (text: string, by: string, at: bigint) => part(text, by, Number(at)),
    'like(string, string): bool': like,
    'string.like(string): bool': like,
    'padLeft(string, int): string': (text: string, width: bigint) => padLeft(text, Number(width), '0'),
    'padLeft(string, int, string): string': (text: string, width: bigint, fill: string) =>
      padLeft(text, Number(width), fill),
  };
  for (const [signature, handler] of Object.entries(functions)) {
    environment.registerFunction(signature, handler as (...args: unknown[]) => unknown, { async: false });
  }
  return environment;
}

const transliterators = new Map<string, Transliterate>();

/** Languages stand in expressions as literals and were checked when those were compiled. */
function byLanguage(language: string): Transliterate {
  let known = transliterators.get(language);
  if (known === undefined) transliterators.set(language, (known = transliterator([language])));
  return known;
}

function tooLong(source: string): Complaint {
  const message = `expression is longer than ${String(longestSource)} characters`;
  return { code: 'TEN-1204', message, hint: 'Use a lookup table.', range: { start: 0, end: source.length } };
}

function parse(environment: Environment, source: string): Result<ParseResult, Complaint> {
  try {
    return ok(environment.parse(source));
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const code: Code = error.code === 'limit_exceeded' ? 'TEN-1204' : 'TEN-1201';
    const hint =
      code === 'TEN-1204' ? 'Split it: fewer parts, a lookup table, or `values` of a field.' : mendHint(source);
    return err({ code, message: error.summary, hint, range: rangeOf(error, source) });
  }
}

/** One `=` is what newcomers write for `==`. */
function mendHint(source: string): string {
  if (/[^=!<>]=(?!=)/.test(source)) return 'Equal is written ==, as in w.status == "active".';
  return 'Mend the expression here: texts stand in quotes, every bracket is closed, a field is written w.name.';
}

function check(parsed: ParseResult, source: string, yields: Yields): Result<string, Complaint> {
  const { valid, type, error } = parsed.check();
  if (!valid || type === undefined) {
    const message = error?.summary ?? 'the expression has no type';
    const code: Code = error?.code === 'unknown_variable' ? 'TEN-1203' : 'TEN-1202';
    return err({ code, message, hint: hintFor(error?.code), range: rangeOf(error, source) });
  }
  if (accepted[yields].includes(type)) return ok(type);
  const message = `expression yields ${readable(type)}, ${wantedWords[yields]} is needed`;
  return err({ code: 'TEN-1202', message, hint: undefined, range: { start: 0, end: source.length } });
}

const wantedWords: Readonly<Record<Yields, string>> = {
  text: 'a text',
  bool: 'yes or no',
  attribute: 'a text, a number or yes/no',
};

function readable(type: string): string {
  const words: Readonly<Record<string, string>> = { string: 'a text', bool: 'yes or no', int: 'a whole number' };
  if (type === 'dyn') return 'a number that may be blank';
  return words[type] ?? `a ${type}`;
}

function hintFor(code: string | undefined): string | undefined {
  if (code === 'unknown_variable') return "Fields are named through w: w.department. Texts are quoted: 'Sales'.";
  return code === 'no_such_overload' ? 'Convert with string(…) or int(…).' : undefined;
}

function rangeOf(
  error: { readonly range?: { start: number; end: number } } | undefined,
  source: string,
): Complaint['range'] {
  const { start, end } = error?.range ?? { start: 0, end: source.length };
  return { start: Math.min(start, source.length), end: Math.min(Math.max(end, start), source.length) };
}

function build(
  parsed: ParseResult,
  source: string,
  type: string,
  found: Survey,
  types: ReadonlyMap<string, CelType>,
  variables: Variables,
): Expression {
  const about = { source, type, fields: found.fields, usesToday: found.usesToday };
  const field = bareField(parsed.ast);
  if (field !== undefined) return { ...about, kind: 'field', evaluate: (values) => values.fields[field] ?? null };
  const constant = constantOf(parsed.ast);
  if (constant !== undefined) return { ...about, kind: 'constant', evaluate: () => constant };
  for (const name of found.fields) variables.declare(name, types.get(name) as CelType);
  return { ...about, kind: 'cel', evaluate: (values) => run(parsed, values) };
}

function bareField(ast: ASTNode): string | undefined {
  return ast.op === '.' && ast.args[0].op === 'id' && ast.args[0].args === 'w' ? ast.args[1] : undefined;
}

function constantOf(ast: ASTNode): FieldValue | undefined {
  if (ast.op !== 'value') return undefined;
  const value = ast.args;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : undefined;
}

function run(parsed: ParseResult, variables: Variables): FieldValue | Failed {
  try {
    return border(parsed(variables.context()) as unknown);
  } catch (error) {
    return { failure: error instanceof EvaluationError ? error.summary : String(error) };
  }
}

/** What leaves the expression language: no BigInt, nothing that JSON cannot carry, nothing huge. */
function border(value: unknown): FieldValue | Failed {
  if (typeof value === 'string') {
    return value.length <= longestResult ? value : { failure: `the text is longer than ${String(longestResult)}` };
  }
  if (typeof value === 'boolean' || value === null) return value;
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER) {
    return number;
  }
  return { failure: 'the result is no text, no number and no yes/no that Okta can take' };
}
