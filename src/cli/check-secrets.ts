import { checkSecrets, keysOf, type Configuration } from '../config/index.ts';
import { TenuredError } from '../domain/kernel/errors.ts';
import type { Problem } from '../domain/kernel/problem.ts';
import type { World } from './world.ts';

/** All that is wrong with the secrets that a configuration refers to: with their places, and with what is in them. */
export function secretProblems(world: World, configuration: Configuration): readonly Problem[] {
  const keys = keysOf(configuration.okta).flatMap((key) => {
    try {
      return world.keyProblems(key);
    } catch (error) {
      // That it cannot be read has been told.
      if (error instanceof TenuredError) return [];
      throw error;
    }
  });
  return [...checkSecrets(configuration), ...keys];
}
