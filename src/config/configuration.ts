import { dirname, resolve } from 'node:path';
import type { GuardrailLimits } from '../domain/guardrails/limits.ts';
import type { Json } from '../domain/kernel/canonical-json.ts';
import { hashOf } from '../domain/kernel/hash.ts';
import type { Sha256 } from '../domain/kernel/ids.ts';
import type { Place, Problem } from '../domain/kernel/problem.ts';
import { err, ok, type Result } from '../domain/kernel/result.ts';
import type { LifecyclePolicy } from '../domain/lifecycle/policy.ts';
import type { ConsentModes } from '../domain/plan/consent.ts';
import type { ZoneId } from '../domain/time/zone.ts';
import { configurationSchema, type ConfigurationFile } from './configuration-schema.ts';
import { literalSecretProblems } from './literal-secrets.ts';
import { environmentProblems, networkSettings, networkWarnings, type NetworkSettings } from './network-settings.ts';
import { keysOf, oktaSettings, oktaWarnings, type OktaSettings } from './okta-settings.ts';
import { problemsWith } from './secret-place.ts';
import { SecretBook, type SecretValue } from './secret-value.ts';
import type { LocalDate } from '../domain/time/local-date.ts';
import { missingForDefault } from './source-schema.ts';
import { sourceSettings, type SourceSettings } from './source-settings.ts';
import type { EnvironmentVariables } from './secret.ts';
import { readYaml, type YamlFile } from './yaml-file.ts';
import { inFileOrder, schemaProblems } from './zod-problems.ts';

/** The daemon's configuration, checked and complete. Each part is what the room of its name takes as options. */
export interface Configuration {
  readonly version: 1;
  /** The file it was read from. */
  readonly file: string;
  /** The company's name, shown in reports. */
  readonly name: string | null;
  /** SHA-256 of the effective configuration; secrets, their places, links, the state's folder, the network and how the daemon runs left out. */
  readonly fingerprint: Sha256;
  /** What works and should not stay so. */
  readonly warnings: readonly Problem[];
  readonly okta: OktaSettings;
  /** Every secret that the sources refer to. */
  readonly secrets: readonly SecretValue[];
  /** At least one; the one that takes precedence first. */
  readonly sources: readonly ConfiguredSource[];
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
    readonly sources: readonly {
      readonly name: string;
      readonly roster: 'all' | 'activeOnly' | 'delta';
      readonly remove: { readonly column: string; readonly values: readonly string[] } | null;
      readonly missing: 'ignore' | 'report' | 'endAccess';
      readonly missingFor?: { readonly files: number; readonly hours: number };
      readonly maxAgeHours: number;
      readonly expected?: { readonly weekdays: readonly number[]; readonly holidays: readonly LocalDate[] };
      readonly enableWithinHours: number;
      readonly hrLink: string | null;
    }[];
    readonly reservedLogins: readonly string[];
    readonly canary: string | null;
  };
  readonly state: { readonly dir: string };
  readonly daemon: DaemonSettings;
}

/** A source with the mapping of its rows. */
export interface ConfiguredSource {
  readonly settings: SourceSettings & { readonly network: NetworkSettings };
  /** Absolute path. */
  readonly mapping: string;
  /** Put before every worker id of the source; '' for nothing. */
  readonly idPrefix: string;
  /** Where the HR system shows a person, and where that is written; null for nowhere. */
  readonly hrLink: { readonly template: string; readonly where: Place } | null;
}

/** How the daemon runs. None of it changes what is planned. */
export interface DaemonSettings {
  readonly schedule: { readonly expression: string; readonly zone: ZoneId };
  readonly pollSeconds: number;
  readonly shutdownGraceSeconds: number;
  /** Where it tells how it is; null when it does not. */
  readonly health: { readonly host: string; readonly port: number } | null;
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
  const surroundings = environmentProblems(parsed.data.network, { environment });
  if (secrets.length + surroundings.length > 0) return err([...secrets, ...surroundings]);
  return ok(build(parsed.data, file.value, path, environment));
}

function placeKey(where: Problem['where']): string {
  return `${String(where?.line)}:${String(where?.column)}`;
}

/** Whether the secrets and certificates that the configuration refers to can be read now; all problems at once. */
export function checkSecrets({ okta, secrets }: Configuration): readonly Problem[] {
  const { proxy, ca } = okta.network;
  const token = okta.apiToken;
  const credentials = proxy?.credentials ?? null;
  return [
    ...keysOf(okta).flatMap((key) => problemsWith({ read: () => key.material })),
    ...(token === undefined ? [] : problemsWith({ read: () => token.value })),
    ...(credentials === null ? [] : problemsWith({ read: credentials })),
    ...(ca === null ? [] : problemsWith(ca)),
    ...secrets.flatMap((secret) => problemsWith({ read: () => secret.material })),
  ];
}

function build(
  parsed: ConfigurationFile,
  file: YamlFile,
  path: string,
  environment: EnvironmentVariables,
): Configuration {
  const folder = dirname(resolve(path));
  const fingerprint = fingerprintOf(parsed);
  const around = { folder, environment };
  const network = networkSettings(parsed.network, file, around);
  const secrets = new SecretBook(file, around);
  const stateFolder = resolve(folder, parsed.state.dir);
  const sources = parsed.sources.map((source, index) => ({
    settings: { ...sourceSettings(source, { folder, stateFolder, secrets, index }), network },
    mapping: resolve(folder, source.mapping),
    idPrefix: source.idPrefix ?? '',
    hrLink:
      source.hrLink === undefined
        ? null
        : { template: source.hrLink, where: file.locate(['sources', index, 'hrLink']) },
  }));
  const { userTypes, realms, profileSourced } = parsed.okta;
  return {
    version: 1,
    file: path,
    name: parsed.name ?? null,
    fingerprint,
    warnings: [...oktaWarnings(parsed, file), ...networkWarnings(parsed, file), ...secrets.warnings],
    okta: oktaSettings(parsed.okta, file, around, network),
    secrets: secrets.values,
    sources,
    reconcile: {
      configFingerprint: fingerprint,
      lifecycle: lifecyclePolicy(parsed.lifecycle),
      guardrails: guardrailLimits(parsed.guardrails),
      consent: parsed.consent,
      protection: { ...parsed.okta.protected, userTypes, realms, profileSourced },
      horizonHours: parsed.plan.horizon,
      zone: parsed.timezone,
      sources: parsed.sources.map(sourceIdentity),
      reservedLogins: parsed.reservedLogins,
      canary: parsed.okta.canary ?? null,
    },
    state: { dir: resolve(folder, parsed.state.dir) },
    daemon: daemonSettings(parsed),
  };
}

/**
 * Paths count as they are written, so that moving the whole folder changes nothing; links into the HR system do not count,
 * since nothing that is done follows from them.
 */
type SourceIdentity = Configuration['reconcile']['sources'][number];

function sourceIdentity(source: ConfigurationFile['sources'][number]): SourceIdentity {
  const {
    name,
    roster,
    delta,
    missing = 'report',
    missingFor = missingForDefault,
    maxAge,
    expected,
    hrLink = null,
  } = source;
  return {
    name,
    roster,
    remove: delta?.remove ?? null,
    missing,
    ...(missing === 'endAccess' ? { missingFor: { files: missingFor.files, hours: missingFor.time } } : {}),
    maxAgeHours: maxAge,
    ...(expected === undefined ? {} : { expected: { weekdays: expected.days, holidays: expected.holidays } }),
    enableWithinHours,
    hrLink,
  };
}

function fingerprintOf(parsed: ConfigurationFile): Sha256 {
  const auth = parsed.okta.auth === undefined ? undefined : { ...parsed.okta.auth, sswsToken: undefined };
  const okta = { ...parsed.okta, privateKey: undefined, nextKey: undefined, auth };
  const sources = parsed.sources.map(withoutSecrets);
  // A limit of what nobody asked for is no part of how plans are made.
  const endsAccess = parsed.sources.some(({ missing }) => missing === 'endAccess');
  const guardrails = endsAccess ? parsed.guardrails : { ...parsed.guardrails, absences: undefined };
  const apart = { state: undefined, daemon: undefined, network: undefined };
  // Written and parsed, so that what is undefined is absent.
  return hashOf(JSON.parse(JSON.stringify({ ...parsed, okta, sources, guardrails, ...apart })) as Json);
}

function withoutSecrets(source: ConfigurationFile['sources'][number]): unknown {
  const { http, sftp } = source;
  const secrets = { key: undefined, passphrase: undefined, password: undefined };
  return {
    ...source,
    hrLink: undefined,
    ...(http === undefined
      ? {}
      : { http: { ...http, auth: http.auth === undefined ? null : Object.keys(http.auth)[0] } }),
    ...(sftp === undefined ? {} : { sftp: { ...sftp, ...secrets } }),
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
