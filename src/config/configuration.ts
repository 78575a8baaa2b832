import { dirname, resolve } from 'node:path';
import type { GuardrailLimits } from '../domain/guardrails/limits.ts';
import type { Json } from '../domain/kernel/canonical-json.ts';
import { TenuredError } from '../domain/kernel/errors.ts';
import { hashOf } from '../domain/kernel/hash.ts';
import type { Sha256 } from '../domain/kernel/ids.ts';
import type { Problem } from '../domain/kernel/problem.ts';
import { err, ok, type Result } from '../domain/kernel/result.ts';
import type { LifecyclePolicy } from '../domain/lifecycle/policy.ts';
import type { ConsentModes } from '../domain/plan/consent.ts';
import type { ZoneId } from '../domain/time/zone.ts';
import { configurationSchema, type ConfigurationFile } from './configuration-schema.ts';
import { literalSecretProblems } from './literal-secrets.ts';
import { readSecret, type EnvironmentVariables, type SecretReference } from './secret.ts';
import { readYaml, type YamlFile } from './yaml-file.ts';
import { inFileOrder, schemaProblems } from './zod-problems.ts';

/** The daemon's configuration, checked and complete. Each part is what the room of its name takes as options. */
export interface Configuration {
  readonly version: 1;
  /** The file it was read from. */
  readonly file: string;
  /** The company's name, shown in reports. */
  readonly name: string | null;
  /** SHA-256 of the effective configuration; secrets, their places, the state's folder and how the daemon runs left out. */
  readonly fingerprint: Sha256;
  /** What works and should not stay so. */
  readonly warnings: readonly Problem[];
  readonly okta: {
    readonly orgUrl: string;
    readonly clientId: string;
    readonly privateKey: PrivateKey;
    readonly dpop: boolean;
    readonly share: number;
  };
  readonly source: {
    readonly name: string;
    readonly type: 'csv';
    /** Absolute. */
    readonly path: string;
    readonly delimiter: string;
    readonly settleSeconds: number;
  };
  /** Absolute path of the source's mapping. */
  readonly mapping: string;
  /** The use cases' options but for the version of tenured, which the composition root knows. */
  readonly reconcile: {
    readonly configFingerprint: Sha256;
    readonly lifecycle: LifecyclePolicy;
    readonly guardrails: GuardrailLimits;
    readonly consent: ConsentModes;
    readonly protection: {
      readonly users: readonly string[];
      readonly groups: readonly string[];
      readonly owners: readonly string[];
      readonly userTypes: readonly string[];
      readonly realms: readonly string[];
      readonly profileSourced: 'report' | 'act';
    };
    readonly horizonHours: number;
    readonly zone: ZoneId;
    readonly source: {
      readonly name: string;
      readonly roster: 'all' | 'activeOnly';
      readonly missing: 'ignore' | 'report';
      readonly maxAgeHours: number;
      readonly enableWithinHours: number;
    };
    readonly reservedLogins: readonly string[];
    readonly canary: string | null;
  };
  readonly state: { readonly dir: string };
  readonly daemon: DaemonSettings;
}

/** How the daemon runs. None of it changes what is planned. */
export interface DaemonSettings {
  readonly schedule: { readonly expression: string; readonly zone: ZoneId };
  readonly pollSeconds: number;
  readonly shutdownGraceSeconds: number;
  /** Where it tells how it is; null when it does not. */
  readonly health: { readonly host: string; readonly port: number } | null;
}

/**
 * The service app's key. `material` is read from its place at every access, and is not enumerable, so that neither
 * printing nor serialising a configuration can carry it.
 */
export interface PrivateKey {
  readonly reference: SecretReference;
  readonly kid: string | null;
  /** @throws TenuredError TEN-1006 when the secret cannot be used. */
  readonly material: string;
}

/** How long an accepted snapshot supports giving access. Fixed: it is part of the promises, not of the taste. */
const enableWithinHours = 72;

/**
 * Reads the daemon's configuration; every problem at once, as file, line and column. Secrets are not read: their
 * references are checked by `checkSecrets`, and they are read when they are used.
 */
export function loadConfiguration(path: string, environment: EnvironmentVariables): Result<Configuration, Problem[]> {
  const file = readYaml(path);
  if (!file.ok) return file;
  const secrets = literalSecretProblems(file.value);
  const parsed = configurationSchema.safeParse(file.value.value);
  if (!parsed.success) {
    const places = new Set(secrets.map(({ where }) => placeKey(where)));
    const problems = schemaProblems(parsed.error.issues, file.value, configurationSchema);
    return err(inFileOrder([...secrets, ...problems.filter(({ where }) => !places.has(placeKey(where)))]));
  }
  if (secrets.length > 0) return err(secrets);
  return ok(build(parsed.data, file.value, path, environment));
}

function placeKey(where: Problem['where']): string {
  return `${String(where?.line)}:${String(where?.column)}`;
}

/** Whether the secrets that the configuration refers to can be read now. */
export function checkSecrets(configuration: Configuration): Problem[] {
  try {
    return configuration.okta.privateKey.material === '' ? [] : [];
  } catch (error) {
    if (!(error instanceof TenuredError)) throw error;
    return [...error.problems];
  }
}

function build(
  parsed: ConfigurationFile,
  file: YamlFile,
  path: string,
  environment: EnvironmentVariables,
): Configuration {
  const folder = dirname(resolve(path));
  const [source] = parsed.sources;
  const fingerprint = fingerprintOf(parsed);
  const reference = referenceOf(parsed.okta.privateKey, folder);
  const { orgUrl, clientId, dpop, share, canary, userTypes, realms, profileSourced } = parsed.okta;
  return {
    version: 1,
    file: path,
    name: parsed.name ?? null,
    fingerprint,
    warnings: reference.kind === 'env' ? [environmentWarning(reference.name, file)] : [],
    okta: {
      orgUrl,
      clientId,
      privateKey: privateKey(reference, parsed.okta.privateKey.kid, file, environment),
      dpop,
      share,
    },
    source: {
      name: source.name,
      type: source.type,
      path: resolve(folder, source.path),
      delimiter: source.delimiter,
      settleSeconds: source.settle,
    },
    mapping: resolve(folder, source.mapping),
    reconcile: {
      configFingerprint: fingerprint,
      lifecycle: lifecyclePolicy(parsed.lifecycle),
      guardrails: guardrailLimits(parsed.guardrails),
      consent: parsed.consent,
      protection: { ...parsed.okta.protected, userTypes, realms, profileSourced },
      horizonHours: parsed.plan.horizon,
      zone: parsed.timezone,
      source: {
        name: source.name,
        roster: source.roster,
        missing: source.missing ?? 'report',
        maxAgeHours: source.maxAge,
        enableWithinHours,
      },
      reservedLogins: parsed.reservedLogins,
      canary: canary ?? null,
    },
    state: { dir: resolve(folder, parsed.state.dir) },
    daemon: daemonSettings(parsed),
  };
}

/** Paths count as they are written, so that moving the whole folder changes nothing. */
function fingerprintOf(parsed: ConfigurationFile): Sha256 {
  const okta = { ...parsed.okta, privateKey: undefined };
  // Written and parsed, so that what is undefined is absent.
  return hashOf(JSON.parse(JSON.stringify({ ...parsed, okta, state: undefined, daemon: undefined })) as Json);
}

function referenceOf(written: ConfigurationFile['okta']['privateKey'], folder: string): SecretReference {
  if (written.file !== undefined) return { kind: 'file', path: resolve(folder, written.file) };
  if (written.credential !== undefined) return { kind: 'credential', name: written.credential };
  return { kind: 'env', name: written.env ?? '' };
}

function privateKey(
  reference: SecretReference,
  kid: string | undefined,
  file: YamlFile,
  environment: EnvironmentVariables,
): PrivateKey {
  const key = { reference, kid: kid ?? null };
  const get = (): string => {
    const secret = readSecret(reference, environment);
    if (secret.ok) return secret.value;
    const problem = { ...secret.error, where: file.locate(['okta', 'privateKey']) };
    throw new TenuredError(problem.code, problem.message, {
      where: problem.where,
      problems: [problem],
      ...(problem.hint === undefined ? {} : { hint: problem.hint }),
    });
  };
  Object.defineProperty(key, 'material', { get, enumerable: false });
  return key as PrivateKey;
}

function environmentWarning(name: string, file: YamlFile): Problem {
  return {
    code: 'TEN-1007',
    severity: 'warning',
    message: `the private key comes from environment variable ${name}`,
    where: file.locateKey(['okta', 'privateKey', 'env']),
    why: 'Other processes of the same user, crash dumps and child processes can read the environment.',
    hint: 'Use { file: … } with mode 0600, or { credential: … } under systemd.',
  };
}

function daemonSettings({ daemon, timezone }: ConfigurationFile): DaemonSettings {
  return {
    schedule: { expression: daemon.schedule, zone: daemon.timezone ?? timezone },
    pollSeconds: daemon.poll,
    shutdownGraceSeconds: daemon.shutdownGrace,
    health: typeof daemon.health === 'boolean' ? null : daemon.health,
  };
}

function lifecyclePolicy(written: ConfigurationFile['lifecycle']): LifecyclePolicy {
  return {
    create: { workingDays: written.create.before, at: written.create.at },
    activate: { at: written.activate.at },
    cutOff: written.cutOff,
    graceDays: written.grace,
    gapToleranceDays: written.gapTolerance,
    leave: written.leave,
    staleAfterDays: written.staleAfter,
  };
}

function guardrailLimits(written: ConfigurationFile['guardrails']): GuardrailLimits {
  const { gap, ...limits } = written;
  return { ...limits, gapHours: gap };
}
