import { dirname, resolve } from 'node:path';
import type { Place, Problem } from '../domain/kernel/problem.ts';
import { err, ok, type Result } from '../domain/kernel/result.ts';
import type { MappingDocument, MappingProblem } from '../domain/mapping/index.ts';
import { literalSecretProblems } from './literal-secrets.ts';
import { mappingSchema } from './mapping-schema.ts';
import { readLayers, type Layers } from './layers.ts';
import { readTable, type TableFile } from './table-file.ts';
import type { Path, Range } from './yaml-file.ts';
import { inFileOrder, schemaProblems } from './zod-problems.ts';

/** A mapping file whose shape is right, with the means to place what compiling it finds. */
export interface LoadedMapping {
  readonly document: MappingDocument;
  /** Line and column of the value at a path, or of a character within it. */
  locate(path: Path, range?: Range): Place;
}

/** Reads a mapping file with its base and its tables; every problem of their shape at once, by place. */
export function loadMapping(path: string): Result<LoadedMapping, Problem[]> {
  const read = readLayers(path);
  if (!read.ok) return read;
  const layers = read.value;
  const secrets = layers.files.flatMap(literalSecretProblems);
  const parsed = mappingSchema.safeParse(layers.value);
  if (!parsed.success)
    return err(inFileOrder([...secrets, ...schemaProblems(parsed.error.issues, layers, mappingSchema)]));
  if (secrets.length > 0) return err(secrets);
  const tables = readTables(parsed.data, layers);
  if (!tables.ok) return tables;
  const { rows, places } = tables.value;
  return ok({
    document: { ...parsed.data, tables: rows },
    locate: (at, range) => places.get(String(at[1]))?.(at) ?? layers.locate(at, range),
  });
}

interface Tables {
  readonly rows: MappingDocument['tables'];
  /** Where in its file a table's value stands, by the table's name. */
  readonly places: ReadonlyMap<string, (path: Path) => Place | undefined>;
}

/** Reads the tables that stand in files of their own, each beside the mapping that names it. */
function readTables({ tables }: MappingDocument, layers: Layers): Result<Tables, Problem[]> {
  const rows: Record<string, Readonly<Record<string, string>>> = {};
  const places = new Map<string, (path: Path) => Place | undefined>();
  const problems: Problem[] = [];
  for (const [name, declared] of Object.entries(tables)) {
    if (!isTableFile(declared)) {
      rows[name] = declared;
      continue;
    }
    const path = ['tables', name, 'file'];
    const table = readTable(resolve(dirname(layers.owner(path).path), declared.file), declared);
    if (!table.ok) {
      problems.push(...table.error);
      continue;
    }
    rows[name] = table.value.rows;
    places.set(name, (at) => (at[0] === 'tables' && at.length > 2 ? table.value.place(String(at[2])) : undefined));
  }
  return problems.length === 0 ? ok({ rows, places }) : err(problems);
}

/** A table written out has other keys: these three are asked for together, or not at all. */
function isTableFile(declared: Readonly<Record<string, string>>): declared is Record<string, string> & TableFile {
  return ['file', 'key', 'value'].every((key) => Object.hasOwn(declared, key));
}

/** Gives what `compileMapping` and `runMappingTests` found its place in the file. */
export function placeProblems(mapping: LoadedMapping, problems: readonly MappingProblem[]): Problem[] {
  return inFileOrder(problems.map(({ problem, path, range }) => ({ ...problem, where: mapping.locate(path, range) })));
}
