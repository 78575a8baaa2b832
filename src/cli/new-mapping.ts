import { loadMapping, placeProblems, type LoadedMapping } from '../config/index.ts';
import { TenuredError } from '../domain/kernel/errors.ts';
import type { Problem } from '../domain/kernel/problem.ts';
import { compileMapping, runMappingTests, type CompiledMapping } from '../domain/mapping/index.ts';

/** A mapping that counts for nothing yet. */
export interface NewMapping {
  readonly mapping: CompiledMapping;
  readonly loaded: LoadedMapping;
}

/**
 * Loads and compiles a mapping file and runs its tests.
 * @param idPrefix of the source that it is for.
 * @throws TenuredError with every problem, exit 10
 */
export function requireNewMapping(path: string, idPrefix: string): NewMapping {
  const loaded = loadMapping(path);
  if (!loaded.ok) throw unusable(loaded.error);
  const compiled = compileMapping(loaded.value.document, idPrefix);
  if (!compiled.ok) throw unusable(placeProblems(loaded.value, compiled.error));
  const failures = placeProblems(loaded.value, runMappingTests(compiled.value, loaded.value.document));
  if (failures.length > 0) throw unusable(failures);
  return { mapping: compiled.value, loaded: loaded.value };
}

function unusable(problems: readonly Problem[]): TenuredError {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  return new TenuredError(first?.code ?? 'TEN-1003', first?.message ?? 'the mapping is invalid', { problems: errors });
}

/** A column that the new mapping reads and the file lacks is that mapping's mistake, shown where it names the column. */
export function blameMapping(error: TenuredError, { loaded }: NewMapping): TenuredError {
  const problems = error.problems.map((problem): Problem => {
    if (problem.code !== 'TEN-3009') return problem;
    const fields = Object.entries(loaded.document.worker);
    const field = fields.find(([, { column }]) => column === problem.where?.header)?.[0];
    if (field === undefined) return problem;
    return { ...problem, code: 'TEN-1104', where: loaded.locate(['worker', field, 'column']) };
  });
  const blamed = problems.find(({ code }) => code === 'TEN-1104');
  return blamed === undefined ? error : new TenuredError('TEN-1104', blamed.message, { problems });
}
