import type { Place, Problem } from '../domain/kernel/problem.ts';
import { err, ok, type Result } from '../domain/kernel/result.ts';
import type { MappingDocument, MappingProblem } from '../domain/mapping/index.ts';
import { literalSecretProblems } from './literal-secrets.ts';
import { mappingSchema } from './mapping-schema.ts';
import { readYaml, type Path, type Range } from './yaml-file.ts';
import { inFileOrder, schemaProblems } from './zod-problems.ts';

/** A mapping file whose shape is right, with the means to place what compiling it finds. */
export interface LoadedMapping {
  readonly document: MappingDocument;
  /** Line and column of the value at a path, or of a character within it. */
  locate(path: Path, range?: Range): Place;
}

/** Reads a mapping file; every problem of its shape at once, as file, line and column. */
export function loadMapping(path: string): Result<LoadedMapping, Problem[]> {
  const file = readYaml(path);
  if (!file.ok) return file;
  const secrets = literalSecretProblems(file.value);
  const parsed = mappingSchema.safeParse(file.value.value);
  if (!parsed.success)
    return err(inFileOrder([...secrets, ...schemaProblems(parsed.error.issues, file.value, mappingSchema)]));
  if (secrets.length > 0) return err(secrets);
  return ok({ document: parsed.data, locate: (at, range) => file.value.locate(at, range) });
}

/** Gives what `compileMapping` and `runMappingTests` found its place in the file. */
export function placeProblems(mapping: LoadedMapping, problems: readonly MappingProblem[]): Problem[] {
  return inFileOrder(problems.map(({ problem, path, range }) => ({ ...problem, where: mapping.locate(path, range) })));
}
