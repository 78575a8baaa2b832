import {
  loadConfiguration,
  loadMapping,
  placeProblems,
  type Configuration,
  type LoadedMapping,
} from '../config/index.ts';
import { TenuredError } from '../domain/kernel/errors.ts';
import type { Problem } from '../domain/kernel/problem.ts';
import { didYouMean } from '../domain/kernel/nearest.ts';
import { err, ok, type Result } from '../domain/kernel/result.ts';
import { fieldsOfLink } from '../domain/plan/person-link.ts';
import { compileMapping, runMappingTests, type CompiledMapping } from '../domain/mapping/index.ts';
import type { World } from './world.ts';

/** Configuration and mapping, checked and compiled. */
export interface Settings {
  readonly configuration: Configuration;
  readonly mapping: CompiledMapping;
  readonly loadedMapping: LoadedMapping;
  readonly warnings: readonly Problem[];
}

/** Loads both, and gives every problem of both at once. */
export function loadSettings(path: string, world: World): Result<Settings, readonly Problem[]> {
  const configuration = loadConfiguration(path, world.environment);
  if (!configuration.ok) return err(configuration.error);
  const loaded = loadMapping(configuration.value.mapping);
  if (!loaded.ok) return err([...configuration.value.warnings, ...loaded.error]);
  const compiled = compileMapping(loaded.value.document);
  if (!compiled.ok) return err([...configuration.value.warnings, ...placeProblems(loaded.value, compiled.error)]);
  const mapping = compiled.value;
  const links = linkProblems(configuration.value, Object.keys(loaded.value.document.worker));
  const failures = placeProblems(loaded.value, runMappingTests(mapping, loaded.value.document));
  const warnings = [...configuration.value.warnings, ...placeProblems(loaded.value, mapping.warnings)];
  if (failures.length + links.length > 0) return err([...warnings, ...links, ...failures]);
  return ok({ configuration: configuration.value, mapping, loadedMapping: loaded.value, warnings });
}

/** A link may ask for any field of the mapping, and for no other: it would be left out for everybody. */
function linkProblems({ reconcile, hrLinkPlace }: Configuration, declared: readonly string[]): readonly Problem[] {
  const { hrLink } = reconcile.source;
  const asked = hrLink === null ? null : fieldsOfLink(hrLink);
  if (asked?.ok !== true) return [];
  return asked.value
    .filter((field) => !declared.includes(field))
    .map((field) => {
      const hint = didYouMean(field, declared);
      return {
        code: 'TEN-3161' as const,
        severity: 'error' as const,
        message: `hrLink asks for {${field}}, which is no field of the mapping`,
        where: hrLinkPlace,
        ...(hint === undefined ? {} : { hint }),
      };
    });
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
