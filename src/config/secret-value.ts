import { resolve } from 'node:path';
import { TenuredError } from '../domain/kernel/errors.ts';
import type { Problem } from '../domain/kernel/problem.ts';
import { readSecret, type EnvironmentVariables, type SecretReference } from './secret.ts';
import type { Path, YamlFile } from './yaml-file.ts';

/**
 * A secret that the configuration refers to. `material` is read from its place at every access, and is not enumerable,
 * so that neither printing nor serialising a configuration can carry it.
 */
export interface SecretValue {
  readonly reference: SecretReference;
  /** @throws TenuredError TEN-1006 when the secret cannot be used. */
  readonly material: string;
}

/** A reference as it is written: one of the three is there. */
export interface WrittenReference {
  readonly file?: string | undefined;
  readonly credential?: string | undefined;
  readonly env?: string | undefined;
}

/** The secrets of one configuration file, each with its place in it. */
export class SecretBook {
  readonly #file: YamlFile;
  readonly #folder: string;
  readonly #environment: EnvironmentVariables;
  readonly #values: SecretValue[] = [];
  readonly #warnings: Problem[] = [];

  constructor(file: YamlFile, folder: string, environment: EnvironmentVariables) {
    this.#file = file;
    this.#folder = folder;
    this.#environment = environment;
  }

  /** All that were taken from it so far. */
  get values(): readonly SecretValue[] {
    return this.#values;
  }

  /** What works and should not stay so. */
  get warnings(): readonly Problem[] {
    return this.#warnings;
  }

  /** `what` is said of it in a sentence: `the private key`. */
  take(written: WrittenReference, at: Path, what: string): SecretValue {
    const reference = this.#referenceOf(written);
    if (reference.kind === 'env') this.#warnings.push(environmentWarning(what, reference.name, this.#file, at));
    const value = { reference };
    const get = (): string => {
      const secret = readSecret(reference, this.#environment);
      if (secret.ok) return secret.value;
      const problem = { ...secret.error, where: this.#file.locate(at) };
      throw new TenuredError(problem.code, problem.message, {
        where: problem.where,
        problems: [problem],
        ...(problem.hint === undefined ? {} : { hint: problem.hint }),
      });
    };
    Object.defineProperty(value, 'material', { get, enumerable: false });
    this.#values.push(value as SecretValue);
    return value as SecretValue;
  }

  #referenceOf({ file, credential, env }: WrittenReference): SecretReference {
    if (file !== undefined) return { kind: 'file', path: resolve(this.#folder, file) };
    if (credential !== undefined) return { kind: 'credential', name: credential };
    return { kind: 'env', name: env ?? '' };
  }
}

function environmentWarning(what: string, name: string, file: YamlFile, at: Path): Problem {
  return {
    code: 'TEN-1007',
    severity: 'warning',
    message: `${what} comes from environment variable ${name}`,
    where: file.locateKey([...at, 'env']),
    why: 'Other processes of the same user, crash dumps and child processes can read the environment.',
    hint: 'Use { file: … } with mode 0600, or { credential: … } under systemd.',
  };
}
