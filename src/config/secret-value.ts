import type { Problem } from '../domain/kernel/problem.ts';
import { environmentWarning, secretPlace, type Surroundings } from './secret-place.ts';
import type { WrittenSecret } from './secret-schema.ts';
import type { SecretReference } from './secret.ts';
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

/** The secrets of one configuration file, each with its place in it. */
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
    const place = secretPlace(written, this.#file.locate(at), this.#around);
    const { reference } = place;
    if (reference.kind === 'env') {
      this.#warnings.push(environmentWarning(what, reference.name, this.#file.locateKey([...at, 'env'])));
    }
    const value = { reference };
    Object.defineProperty(value, 'material', { get: () => place.read(), enumerable: false });
    this.#values.push(value as SecretValue);
    return value as SecretValue;
  }
}
