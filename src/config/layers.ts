import { dirname, resolve } from 'node:path';
import type { Problem } from '../domain/kernel/problem.ts';
import { err, ok, type Result } from '../domain/kernel/result.ts';
import { readYaml, type Path, type YamlFile } from './yaml-file.ts';

/** A file over the files that it extends, which reads like one. */
export interface Layers extends YamlFile {
  /** The files, the given one first, then the one that it extends, and so on. */
  readonly files: readonly YamlFile[];
  /** The file that the value at a path stands in. */
  owner(path: Path): YamlFile;
}

const deepest = 8;

/**
 * Reads a file and what it `extends`. Blocks are merged key by key; anything else, lists included, replaces what the
 * base says; an empty value (`~`) takes a key away. Paths in a file are relative to that file.
 */
export function readLayers(path: string): Result<Layers, Problem[]> {
  const files: YamlFile[] = [];
  let next: string | undefined = path;
  while (next !== undefined) {
    const file = readYaml(next);
    if (!file.ok) return err(files.length === 0 ? file.error : [unusable(files, reasonOf(file.error)), ...file.error]);
    files.push(file.value);
    const base = baseOf(file.value);
    if (!base.ok) return err([base.error]);
    next = base.value;
    const before = files.findIndex((one) => resolve(one.path) === resolve(next ?? ''));
    if (next !== undefined && before !== -1)
      return err([unusable(files, `it leads back to ${files[before]?.path ?? ''}`)]);
    if (files.length > deepest) return err([unusable(files, `more than ${String(deepest)} files extend each other`)]);
  }
  return ok(layersOf(files));
}

function reasonOf(problems: readonly Problem[]): string {
  return problems.length === 1 && problems[0]?.code === 'TEN-1001' ? 'it cannot be read' : 'it is not valid YAML';
}

function baseOf(file: YamlFile): Result<string | undefined, Problem> {
  const { value } = file;
  if (!isBlock(value) || !Object.hasOwn(value, 'extends')) return ok(undefined);
  const base = value['extends'];
  if (typeof base === 'string' && base.trim() !== '') return ok(resolve(dirname(file.path), base));
  const message = 'extends has to be the path of a mapping file';
  return err({ code: 'TEN-1003', severity: 'error', message, where: file.locate(['extends']) });
}

function unusable(files: readonly YamlFile[], why: string): Problem {
  const file = files.at(-1);
  const base = file !== undefined && isBlock(file.value) ? String(file.value['extends']) : '';
  const where = file?.locate(['extends']);
  const message = `${base} cannot be the base of this mapping: ${why}`;
  return { code: 'TEN-1131', severity: 'error', message, ...(where === undefined ? {} : { where }) };
}

function layersOf(files: readonly YamlFile[]): Layers {
  const [first] = files as [YamlFile, ...YamlFile[]];
  const owner = (path: Path): YamlFile => files.find((file) => holds(file.value, path)) ?? first;
  return {
    files,
    owner,
    path: first.path,
    value: files.length === 1 ? without(first.value, 'extends') : mergedValue(files),
    locate: (path, range) => owner(path).locate(path, range),
    locateKey: (path) => owner(path).locateKey(path),
    texts: () => files.flatMap((file) => [...file.texts()]),
  };
}

function mergedValue(files: readonly YamlFile[]): unknown {
  const [nearest, ...bases] = files.map(({ value }) => without(value, 'extends'));
  let merged = bases.pop();
  for (const value of [nearest, ...bases].reverse()) merged = merge(merged, value, []);
  return merged;
}

/** Whether a file has its say about a path: it names it, or a list, a text or nothing in the place of a block above it. */
function holds(value: unknown, path: Path): boolean {
  let here = value;
  for (const key of path) {
    if (!isBlock(here)) return true;
    if (!Object.hasOwn(here, key)) return false;
    here = here[key];
  }
  return true;
}

function merge(base: unknown, own: unknown, path: Path): unknown {
  if (!isBlock(base) || !isBlock(own) || isOtherTable(base, own, path)) return own;
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(own)) {
    if (value === null) merged.delete(key);
    else merged.set(key, merge(merged.get(key), value, [...path, key]));
  }
  return Object.fromEntries(merged);
}

/** A table in a file is one thing: it replaces a table written out, and is replaced by one. */
function isOtherTable(base: Block, own: Block, path: Path): boolean {
  return path.length === 2 && path[0] === 'tables' && (Object.hasOwn(base, 'file') || Object.hasOwn(own, 'file'));
}

type Block = Readonly<Record<string | number, unknown>>;

function isBlock(value: unknown): value is Block {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function without(value: unknown, key: string): unknown {
  return isBlock(value) ? Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)) : value;
}
