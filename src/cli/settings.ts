import {
  loadConfiguration,
  loadMapping,
  placeProblems,
  type Configuration,
  type ConfiguredSource,
  type LoadedMapping,
} from '../config/index.ts';
import { TenuredError } from '../domain/kernel/errors.ts';
import type { Problem } from '../domain/kernel/problem.ts';
import { didYouMean } from '../domain/kernel/nearest.ts';
import { err, ok, type Result } from '../domain/kernel/result.ts';
import {
  compileMapping,
  runMappingTests,
  uniteMappings,
  type CompiledMapping,
  type Mappings,
} from '../domain/mapping/index.ts';
import { fieldsOfLink } from '../domain/plan/person-link.ts';
import { mappingContradictions } from './mapping-contradictions.ts';
import type { SourceInUse } from './source-in-use.ts';
import type { World } from './world.ts';

/** Configuration and mappings, checked and compiled. */
export interface Settings {
  readonly configuration: Configuration;
  /** At least one; the one that takes precedence first. */
  readonly sources: readonly SourceInUse[];
  readonly mappings: Mappings;
  readonly warnings: readonly Problem[];
}

/** Loads configuration and mappings, and gives every problem of all of them at once. */
export function loadSettings(path: string, world: World): Result<Settings, readonly Problem[]> {
  const configuration = loadConfiguration(path, world.environment);
  if (!configuration.ok) return err(configuration.error);
  const problems: Problem[] = [...configuration.value.warnings];
  const sources = configuration.value.sources.flatMap((source) => loadSource(source, problems));
  if (problems.some(({ severity }) => severity === 'error')) return err(problems);
  const warnings = [...problems, ...mappingContradictions(sources)];
  const mappings = uniteMappings(sources.map(({ name, compiled }) => ({ source: name, mapping: compiled })));
  return ok({ configuration: configuration.value, sources, mappings, warnings });
}

/** The source with its mapping; nothing, with problems, when the mapping cannot be used. */
function loadSource(source: ConfiguredSource, problems: Problem[]): readonly SourceInUse[] {
  const loaded = loadMapping(source.mapping);
  if (!loaded.ok) {
    problems.push(...loaded.error);
    return [];
  }
  const compiled = compileMapping(loaded.value.document, source.idPrefix);
  if (!compiled.ok) {
    problems.push(...placeProblems(loaded.value, compiled.error));
    return [];
  }
  const failures = runMappingTests(compiled.value, loaded.value.document);
  problems.push(
    ...removalProblems(source, compiled.value, loaded.value),
    ...placeProblems(loaded.value, compiled.value.warnings),
    ...placeProblems(loaded.value, failures),
    ...linkProblems(source, Object.keys(loaded.value.document.worker)),
  );
  return [{ ...source, name: source.settings.name, compiled: compiled.value, loaded: loaded.value }];
}

/** A link may ask for any field of the mapping, and for no other: it would be left out for everybody. */
function linkProblems({ hrLink }: ConfiguredSource, declared: readonly string[]): readonly Problem[] {
  const asked = hrLink === null ? null : fieldsOfLink(hrLink.template);
  if (asked?.ok !== true) return [];
  return asked.value
    .filter((field) => !declared.includes(field))
    .map((field) => {
      const hint = didYouMean(field, declared);
      return {
        code: 'TEN-3161' as const,
        severity: 'error' as const,
        message: `hrLink asks for {${field}}, which is no field of the mapping`,
        where: hrLink?.where ?? {},
        ...(hint === undefined ? {} : { hint }),
      };
    });
}

/** A column that nothing reads could not say that a row is gone. */
function removalProblems(
  { settings }: ConfiguredSource,
  { columns }: CompiledMapping,
  loaded: LoadedMapping,
): readonly Problem[] {
  const remove = settings.numbering?.remove ?? null;
  if (remove === null || columns.includes(remove.column)) return [];
  return [
    {
      code: 'TEN-1286',
      severity: 'error',
      message: `no field reads "${remove.column}", which \`delta.remove\` of ${settings.name} looks at`,
      where: loaded.locate(['worker']),
      why: 'only mapped columns are read, and rows that HR has removed would stay',
      hint: `add a field for it, such as \`action: ${remove.column}\`, or mend \`delta.remove.column\``,
    },
  ];
}

/** The same, for commands that cannot go on without. @throws TenuredError with every problem. */
export function requireSettings(path: string, world: World): Settings {
  const settings = loadSettings(path, world);
  if (settings.ok) return settings.value;
  const [first] = settings.error.filter((problem) => problem.severity === 'error');
  throw new TenuredError(first?.code ?? 'TEN-1003', first?.message ?? 'the configuration is invalid', {
    problems: settings.error,
    hint: 'run `tenured validate` after mending it',
  });
}

/**
 * The source of that name; null takes the only one.
 * @throws TenuredError TEN-1285 when there is none of that name, or several and none was named.
 */
export function requireSource({ sources }: Settings, name: string | null): SourceInUse {
  const found =
    name === null ? (sources.length === 1 ? sources[0] : undefined) : sources.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = sources.map((one) => one.name).join(', ');
  throw new TenuredError('TEN-1285', name === null ? 'there are several sources' : `there is no source "${name}"`, {
    hint: `name one with --source: ${names}`,
  });
}
