import { resolve } from 'node:path';
import { TenuredError } from '../domain/kernel/errors.ts';
import type { Place, Problem } from '../domain/kernel/problem.ts';
import type { WrittenSecret } from './secret-schema.ts';
import { readSecret, type EnvironmentVariables, type SecretReference } from './secret.ts';

/** A place that a secret is kept in, and what in the configuration refers to it. */
export interface SecretPlace {
  readonly reference: SecretReference;
  readonly where: Place;
  /** Reads it anew. @throws TenuredError TEN-1006 with everything that is wrong with the place. */
  read(): string;
}

/** What everything that reads a secret needs to know of the configuration. */
export interface Surroundings {
  /** The configuration's own folder: relative paths are relative to it. */
  readonly folder: string;
  readonly environment: EnvironmentVariables;
}

/** The place that a configuration's reference means. */
export function secretPlace(written: WrittenSecret, where: Place, around: Surroundings): SecretPlace {
  return placeOf(referenceOf(written, around.folder), where, around.environment);
}

export function placeOf(reference: SecretReference, where: Place, environment: EnvironmentVariables): SecretPlace {
  return {
    reference,
    where,
    read: () => {
      const secret = readSecret(reference, environment);
      if (secret.ok) return secret.value;
      throw unusable(secret.error.map((problem) => ({ ...problem, where })));
    },
  };
}

/** What is wrong with the place now; empty when it can be read. */
export function problemsWith(place: { read(): string }): readonly Problem[] {
  try {
    place.read();
    return [];
  } catch (error) {
    if (!(error instanceof TenuredError)) throw error;
    return error.problems;
  }
}

/** A secret that is where others can see it, too. */
export function environmentWarning(what: string, name: string, where: Place): Problem {
  return {
    code: 'TEN-1007',
    severity: 'warning',
    message: `${what} comes from environment variable ${name}`,
    where,
    why: 'Other processes of the same user, crash dumps and child processes can read the environment.',
    hint: 'Use { file: … } with mode 0600, or { credential: … } under systemd.',
  };
}

/** Problems as one error. */
export function unusable(problems: readonly Problem[]): TenuredError {
  const [first] = problems;
  if (first === undefined) throw new Error('an error needs a problem');
  const { code, message, where, hint } = first;
  return new TenuredError(code, message, {
    problems,
    ...(where === undefined ? {} : { where }),
    ...(hint === undefined ? {} : { hint }),
  });
}

function referenceOf(written: WrittenSecret, folder: string): SecretReference {
  if (written.file !== undefined) return { kind: 'file', path: resolve(folder, written.file) };
  if (written.credential !== undefined) return { kind: 'credential', name: written.credential };
  return { kind: 'env', name: written.env ?? '' };
}
