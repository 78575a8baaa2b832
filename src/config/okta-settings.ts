import { lstatSync } from 'node:fs';
import type { Place, Problem } from '../domain/kernel/problem.ts';
import type { ConfigurationFile } from './configuration-schema.ts';
import type { NetworkSettings } from './network-settings.ts';
import { environmentWarning, placeOf, secretPlace, type SecretPlace, type Surroundings } from './secret-place.ts';
import type { SecretReference } from './secret.ts';
import type { WrittenKey } from './secret-schema.ts';
import type { YamlFile } from './yaml-file.ts';

/** Which organisation, and as whom: with `apiToken` or without. */
export type OktaSettings = ServiceAppSettings | ApiTokenSettings;

interface Organisation {
  readonly orgUrl: string;
  readonly share: number;
  /** How it is reached. */
  readonly network: NetworkSettings;
}

export interface ServiceAppSettings extends Organisation {
  readonly clientId: string;
  readonly privateKey: PrivateKey;
  /** The key that is to come: the configured one, else the file that `keys rotate` keeps beside the current one. */
  readonly nextKey: () => PrivateKey | null;
  readonly dpop: boolean;
  readonly apiToken?: undefined;
}

export interface ApiTokenSettings extends Organisation {
  readonly apiToken: {
    readonly reference: SecretReference;
    /** Read from its place at every access, and not enumerable. @throws TenuredError TEN-1006 */
    readonly value: string;
    readonly mayWrite: boolean;
  };
}

/**
 * The service app's key. `material` is read from its place at every access, and is not enumerable, so that neither
 * printing nor serialising a configuration can carry it.
 */
export interface PrivateKey {
  readonly reference: SecretReference;
  readonly kid: string | null;
  readonly where: Place;
  /** @throws TenuredError TEN-1006 when the secret cannot be used. */
  readonly material: string;
}

/** How `keys rotate` names the key that is to come, while there is one. */
export const nextSuffix = '.next';

/** Makes the room's options of what is written. */
export function oktaSettings(
  written: ConfigurationFile['okta'],
  file: YamlFile,
  around: Surroundings,
  network: NetworkSettings,
): OktaSettings {
  const { orgUrl, share, dpop, clientId = '', privateKey, nextKey, auth } = written;
  const organisation = { orgUrl, share, network };
  if (auth !== undefined) {
    const place = secretPlace(auth.sswsToken, file.locate(['okta', 'auth', 'sswsToken']), around);
    const { reference } = place;
    return { ...organisation, apiToken: hidden({ reference, mayWrite: auth.unsafeApply }, 'value', place) };
  }
  const current = keyAt(privateKey ?? {}, file.locate(['okta', 'privateKey']), around);
  const next = nextKey === undefined ? null : keyAt(nextKey, file.locate(['okta', 'nextKey']), around);
  return {
    ...organisation,
    clientId,
    privateKey: current,
    nextKey: () => next ?? keyBeside(current, around),
    dpop,
  };
}

/** Every key that there is now. */
export function keysOf(okta: OktaSettings): readonly PrivateKey[] {
  if (okta.apiToken !== undefined) return [];
  const next = okta.nextKey();
  return next === null ? [okta.privateKey] : [okta.privateKey, next];
}

/** What works and should not stay so. */
export function oktaWarnings({ okta }: ConfigurationFile, file: YamlFile): readonly Problem[] {
  const warnings: Problem[] = [];
  for (const [name, key] of [
    ['privateKey', okta.privateKey],
    ['nextKey', okta.nextKey],
  ] as const) {
    if (key?.env === undefined) continue;
    warnings.push(environmentWarning('the private key', key.env, file.locateKey(['okta', name, 'env'])));
  }
  if (okta.auth === undefined) return warnings;
  const { env } = okta.auth.sswsToken;
  if (env !== undefined) {
    warnings.push(environmentWarning('the API token', env, file.locateKey(['okta', 'auth', 'sswsToken', 'env'])));
  }
  return [...warnings, tokenWarning(file.locateKey(['okta', 'auth']))];
}

function tokenWarning(where: Place): Problem {
  return {
    code: 'TEN-1050',
    severity: 'warning',
    message: 'Okta is asked with an API token (SSWS) in place of a service app',
    where,
    why: 'It has all the rights of whoever made it, knows no scopes, is bound to no key, and dies with that account.',
    hint: 'Make a service app with a key of its own: docs/it/okta-setup.md',
  };
}

function keyAt(written: WrittenKey, where: Place, around: Surroundings): PrivateKey {
  return keyIn(secretPlace(written, where, around), written.kid ?? null);
}

function keyBeside({ reference, where }: PrivateKey, { environment }: Surroundings): PrivateKey | null {
  if (reference.kind !== 'file') return null;
  const path = `${reference.path}${nextSuffix}`;
  return isThere(path) ? keyIn(placeOf({ kind: 'file', path }, where, environment), null) : null;
}

function keyIn(place: SecretPlace, kid: string | null): PrivateKey {
  const { reference, where } = place;
  return hidden({ reference, kid, where }, 'material', place);
}

function hidden<Told extends object, Name extends string>(
  told: Told,
  name: Name,
  place: SecretPlace,
): Told & Readonly<Record<Name, string>> {
  Object.defineProperty(told, name, { get: () => place.read(), enumerable: false });
  return told as Told & Readonly<Record<Name, string>>;
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
