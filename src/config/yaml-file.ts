import { readFileSync, statSync } from 'node:fs';
import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
} from 'yaml';
import type { Place, Problem } from '../domain/kernel/problem.ts';
import { err, ok, type Result } from '../domain/kernel/result.ts';
import { sourceOffset } from './scalar-offset.ts';

/** Keys and indexes from a document's root. */
export type Path = readonly (string | number)[];

/** Characters within a scalar's value, end exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A YAML file that parsed, with the means to say where each of its values stands. */
export interface YamlFile {
  readonly path: string;
  readonly value: unknown;
  /** Place of the value at a path, or of the nearest thing above it that exists. */
  locate(path: Path, range?: Range): Place;
  /** Place of the key itself. */
  locateKey(path: Path): Place;
  /** Every scalar text with its place, for checks that look at all of them. */
  texts(): Iterable<{ readonly text: string; readonly path: Path }>;
}

const largest = 4 * 1024 * 1024;
const aliasesAllowed = 20;

/** Reads a YAML 1.2 file: strict UTF-8, unique keys, no merge keys, no tags of its own. */
export function readYaml(path: string): Result<YamlFile, Problem[]> {
  const text = readText(path);
  if (!text.ok) return err([text.error]);
  const lines = new LineCounter();
  const document = parseDocument(text.value, {
    version: '1.2',
    schema: 'core',
    strict: true,
    uniqueKeys: true,
    stringKeys: true,
    merge: false,
    prettyErrors: false,
    lineCounter: lines,
  });
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file: path, line, column: col };
  };
  const problems = [...document.errors, ...document.warnings].map((error) =>
    syntaxProblem(error.message, place(error.pos[0])),
  );
  problems.push(...forbiddenKeys(document, place));
  if (problems.length > 0) return err(problems);
  return toValue(path, text.value, document, place);
}

function readText(path: string): Result<string, Problem> {
  try {
    if (statSync(path).size > largest) return err(unreadable(path, 'it is larger than 4 MiB'));
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)));
  } catch (error) {
    return err(unreadable(path, reason(error)));
  }
}

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES') return 'this user may not read it';
  return code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is not UTF-8' : String(error);
}

function unreadable(path: string, why: string): Problem {
  const message = `${path} cannot be read: ${why}`;
  return { code: 'TEN-1001', severity: 'error', message, where: { file: path } };
}

/** JavaScript takes this key for something else, so that it would be lost without a word. */
function forbiddenKeys(document: Document.Parsed, place: (offset: number) => Place): Problem[] {
  const found: Problem[] = [];
  visit(document, {
    Pair(_key, { key }) {
      if (!isScalar(key) || key.value !== '__proto__') return;
      found.push(syntaxProblem('"__proto__" cannot be a key', place(key.range?.[0] ?? 0)));
    },
  });
  return found;
}

function syntaxProblem(message: string, where: Place): Problem {
  const hint = message.includes('unique') ? 'Every key stands once.' : undefined;
  return { code: 'TEN-1005', severity: 'error', message, where, ...(hint === undefined ? {} : { hint }) };
}

function toValue(
  path: string,
  text: string,
  document: Document.Parsed,
  place: (offset: number) => Place,
): Result<YamlFile, Problem[]> {
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: aliasesAllowed });
  } catch (error) {
    return err([syntaxProblem(error instanceof Error ? error.message : String(error), { file: path, line: 1 })]);
  }
  return ok({
    path,
    value,
    locate: (at, range) => place(locate(document, text, at, range)),
    locateKey: (at) => place(keyOffset(document, at)),
    texts: () => texts(document),
  });
}

function locate(document: Document.Parsed, text: string, path: Path, range: Range | undefined): number {
  // A short form, `title: w.title`, is the scalar itself where the long form has a key more.
  const node = nodeAt(document, path) ?? scalarAt(document, path.slice(0, -1));
  if (node === undefined) return keyOffset(document, path.slice(0, -1));
  const start = node.range?.[0] ?? 0;
  return range === undefined || !isScalar(node) ? start : sourceOffset(text, node, range.start);
}

function nodeAt(document: Document.Parsed, path: Path): Node | undefined {
  const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  return isScalar(node) || isCollection(node) || isAlias(node) ? node : undefined;
}

function scalarAt(document: Document.Parsed, path: Path): Node | undefined {
  const node = nodeAt(document, path);
  return isScalar(node) ? node : undefined;
}

function keyOffset(document: Document.Parsed, path: Path): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const offset =
      ownKeyOffset(document, path.slice(0, depth - 1), path[depth - 1]) ?? nodeStart(document, path.slice(0, depth));
    if (offset !== undefined) return offset;
  }
  return nodeStart(document, []) ?? 0;
}

function ownKeyOffset(document: Document.Parsed, parent: Path, name: string | number | undefined): number | undefined {
  const node = nodeAt(document, parent);
  const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === name) : undefined;
  return pair !== undefined && isScalar(pair.key) ? pair.key.range?.[0] : undefined;
}

function nodeStart(document: Document.Parsed, path: Path): number | undefined {
  return nodeAt(document, path)?.range?.[0];
}

function texts(document: Document.Parsed): Iterable<{ text: string; path: Path }> {
  const found: { text: string; path: Path }[] = [];
  visit(document, {
    Scalar(key, node, ancestors) {
      if (key === 'key' || typeof node.value !== 'string') return;
      found.push({ text: node.value, path: pathOf([...ancestors, node]) });
    },
  });
  return found;
}

/** The keys and indexes on the way through a chain of nodes as `visit` reports it. */
function pathOf(chain: readonly unknown[]): Path {
  const path: (string | number)[] = [];
  chain.forEach((item, index) => {
    const next = chain[index + 1];
    if (isMap(item)) {
      const pair = item.items.find((candidate) => candidate === next);
      if (pair !== undefined && isScalar(pair.key)) path.push(String(pair.key.value));
    } else if (isCollection(item)) {
      path.push((item.items as unknown[]).indexOf(next));
    }
  });
  return path;
}
