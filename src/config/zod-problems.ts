import { z } from 'zod';
import { didYouMean, nearest } from '../domain/kernel/nearest.ts';
import type { Problem } from '../domain/kernel/problem.ts';
import type { Path, YamlFile } from './yaml-file.ts';

type Issue = z.core.$ZodIssue;

/** Says every issue that a schema found, placed in the file. */
export function schemaProblems(issues: readonly Issue[], file: YamlFile, schema: z.ZodType): Problem[] {
  return inFileOrder(issues.flatMap((issue) => problemsOf(issue, [], file, schema)));
}

/** Problems in the order in which a reader of the files meets them: file by file, then by line and column. */
export function inFileOrder(problems: readonly Problem[]): Problem[] {
  const files = [...new Set(problems.map(({ where }) => where?.file))];
  const rank = ({ where }: Problem): readonly number[] => [
    files.indexOf(where?.file),
    where?.line ?? where?.row ?? 0,
    where?.column ?? 0,
  ];
  return [...problems].sort((left, right) => {
    const theirs = rank(right);
    return rank(left).reduce((order, value, index) => (order === 0 ? value - (theirs[index] ?? 0) : order), 0);
  });
}

function problemsOf(issue: Issue, above: Path, file: YamlFile, schema: z.ZodType): Problem[] {
  const path = [...above, ...(issue.path as Path)];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, path, file, schema));
  if (issue.code === 'invalid_type') return [wrongType(issue.expected, issue.message, path, file)];
  if (issue.code === 'invalid_value') return [wrongChoice(issue.values.map(String), path, file)];
  if (issue.code !== 'invalid_union') return [invalid(issue.message, path, file)];
  // A block whose kind is not known: nothing else of it can be judged.
  if (issue.errors.length === 0) return [wrongChoice(choicesAt(schema, path), path, file)];
  return likeliest(issue.errors, valueAt(file, path)).flatMap((inner) => problemsOf(inner, path, file, schema));
}

function unknownKey(key: string, path: Path, file: YamlFile, schema: z.ZodType): Problem {
  const hint = didYouMean(key, keysAt(schema, path));
  const message = `unknown key "${dotted([...path, key])}"`;
  const where = file.locateKey([...path, key]);
  return { code: 'TEN-1002', severity: 'error', message, where, ...(hint === undefined ? {} : { hint }) };
}

function wrongType(expected: string, said: string, path: Path, file: YamlFile): Problem {
  const value = valueAt(file, path);
  if (value === undefined) {
    const message = `missing key "${dotted(path)}"`;
    return { code: 'TEN-1004', severity: 'error', message, where: file.locateKey(path.slice(0, -1)) };
  }
  // A schema that says in its own words what it wants knows better than its type does.
  if (!said.startsWith('Invalid input')) return invalid(said, path, file);
  const problem = invalid(`has to be ${kindName(expected)}, is ${kindOf(value)}`, path, file);
  const quotable = expected === 'string' && ['number', 'boolean'].includes(typeof value);
  return quotable ? { ...problem, hint: 'Quote it.' } : problem;
}

function wrongChoice(choices: readonly string[], path: Path, file: YamlFile): Problem {
  const value = valueAt(file, path);
  if (value === undefined) return wrongType('string', '', path, file);
  const problem = invalid(`has to be ${choices.join(' or ')}`, path, file);
  const near = typeof value === 'string' ? nearest(value, choices) : undefined;
  return near === undefined ? problem : { ...problem, hint: `Did you mean "${near}"?` };
}

function invalid(message: string, path: Path, file: YamlFile): Problem {
  const name = dotted(path);
  const text = name === '' ? `the document ${message}` : `${name} ${message}`;
  return { code: 'TEN-1003', severity: 'error', message: text, where: file.locate(path) };
}

/** Of a union's branches, the one whose own kind fits the value, else the one that complains least. */
function likeliest(branches: readonly (readonly Issue[])[], value: unknown): readonly Issue[] {
  const fitting = branches.filter(
    (issues) => !issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  );
  const candidates = fitting.length > 0 ? fitting : branches.filter((_, index) => index === (isObject(value) ? 1 : 0));
  return (
    [...(candidates.length > 0 ? candidates : branches)].sort((left, right) => left.length - right.length)[0] ?? []
  );
}

function isObject(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === 'object' && value !== null;
}

function valueAt(file: YamlFile, path: Path): unknown {
  let value: unknown = file.value;
  for (const key of path) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** `sources[0].roster`. */
function dotted(path: Path): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${String(key)}]` : `${index > 0 ? '.' : ''}${key}`))
    .join('');
}

function kindName(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    string: 'a text',
    number: 'a number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a block of keys',
    record: 'a block of keys',
  };
  return names[expected] ?? expected;
}

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return kindName(typeof value);
}

interface JsonNode {
  readonly properties?: Readonly<Record<string, JsonNode>>;
  readonly additionalProperties?: JsonNode | boolean;
  readonly items?: JsonNode;
  readonly prefixItems?: readonly JsonNode[];
  readonly anyOf?: readonly JsonNode[];
  readonly oneOf?: readonly JsonNode[];
  readonly const?: unknown;
}

/** The keys that a schema knows at a path, from its own description for editors. */
function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  return nodesAt(schema, path).flatMap((node) => Object.keys(node.properties ?? {}));
}

/** The words that tell kinds of blocks apart at a path. */
function choicesAt(schema: z.ZodType, path: Path): readonly string[] {
  return nodesAt(schema, path).flatMap((node) => (typeof node.const === 'string' ? [node.const] : []));
}

function nodesAt(schema: z.ZodType, path: Path): readonly JsonNode[] {
  let nodes: readonly JsonNode[] = flatten([z.toJSONSchema(schema, { io: 'input', reused: 'inline' }) as JsonNode]);
  for (const key of path) nodes = flatten(nodes.flatMap((node) => step(node, key)));
  return nodes;
}

function step(node: JsonNode, key: string | number): readonly JsonNode[] {
  const property = node.properties?.[key];
  if (property !== undefined) return [property];
  const element = typeof key === 'number' ? (node.prefixItems?.[key] ?? node.items) : undefined;
  if (element !== undefined) return [element];
  return typeof node.additionalProperties === 'object' ? [node.additionalProperties] : [];
}

function flatten(nodes: readonly JsonNode[]): readonly JsonNode[] {
  return nodes.flatMap((node) => [node, ...flatten([...(node.anyOf ?? []), ...(node.oneOf ?? [])])]);
}
