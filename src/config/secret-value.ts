import type { Problem } from '../domain/kernel/problem.ts';
import { environmentWarning, secretPlace, type Surroundings } from './secret-place.ts';
import type { SecretReference } from './secret.ts';
import type { WrittenSecret } from './secret-schema.ts';
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

/** The secrets of one part of a configuration file, each with its place in it. */
export class SecretBook {
  readonly #file: YamlFile;
  readonly #around: Surroundings;
  readonly #values: SecretValue[] = [];
  readonly #warnings: Problem[] = [];

  constructor(file: YamlFile, around: Surroundings) {
    this.#file = file;
    this.#around = around;
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
  take(written: WrittenSecret, at: Path, what: string): SecretValue {
    if (written.env !== undefined) {
      this.#warnings.push(environmentWarning(what, written.env, this.#file.locateKey([...at, 'env'])));
    }
    const place = secretPlace(written, this.#file.locate(at), this.#around);
    const value = Object.defineProperty({ reference: place.reference }, 'material', {
      get: () => place.read(),
      enumerable: false,
    }) as SecretValue;
    this.#values.push(value);
    return value;
  }
}
