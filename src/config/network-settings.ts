import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Place, Problem } from '../domain/kernel/problem.ts';
import type { ConfigurationFile } from './configuration-schema.ts';
import { proxyProblem } from './proxy-url.ts';
import { environmentWarning, secretPlace, unusable, type Surroundings } from './secret-place.ts';
import type { YamlFile } from './yaml-file.ts';

/** How the outside is reached. */
export interface NetworkSettings {
  /** Null: directly. */
  readonly proxy: ProxySettings | null;
  /** Authorities that are trusted beside those that Node trusts; null when there are none. */
  readonly ca: {
    readonly file: string;
    /** Reads them, as PEM. @throws TenuredError TEN-1052 */
    read(): string;
  } | null;
}

export interface ProxySettings {
  /** Its origin, without user name and password. */
  readonly url: string;
  /** Names of hosts, `.acme.example` for a whole domain, `host:port`, or `*`: reached directly. */
  readonly except: readonly string[];
  /** Reads `user:password`; null when the proxy asks for none. @throws TenuredError TEN-1006 */
  readonly credentials: (() => string) | null;
}

const largest = 1024 * 1024;

export function networkSettings(
  written: ConfigurationFile['network'],
  file: YamlFile,
  around: Surroundings,
): NetworkSettings {
  const ca = written.ca === undefined ? null : resolve(around.folder, written.ca);
  const where = file.locate(['network', 'ca']);
  return {
    proxy: proxyOf(written, file, around),
    ca: ca === null ? null : { file: ca, read: () => authorities(ca, where) },
  };
}

/** What is wrong with what the environment says of the network, where that counts. */
export function environmentProblems(
  written: ConfigurationFile['network'],
  { environment }: Pick<Surroundings, 'environment'>,
): readonly Problem[] {
  const unchecked = environment['NODE_TLS_REJECT_UNAUTHORIZED'] === '0' ? [uncheckedProblem] : [];
  return [...unchecked, ...proxyProblems(written, environment)];
}

const uncheckedProblem: Problem = {
  code: 'TEN-1051',
  severity: 'error',
  message: 'environment variable NODE_TLS_REJECT_UNAUTHORIZED turns the check of certificates off',
  why: 'Anybody on the way could answer in the place of Okta.',
  hint: 'Unset it; an authority of your own is named as network.ca.',
};

function proxyProblems(
  written: ConfigurationFile['network'],
  environment: Surroundings['environment'],
): readonly Problem[] {
  if (written.proxy !== undefined) return [];
  const found = ofEnvironment(environment);
  if (found === null) return [];
  const problem = proxyProblem(found.value, 'environment');
  if (problem === null) return [];
  const hint = `Correct ${found.name}, or write network.proxy: none, or network.proxy.url, into the configuration.`;
  return [{ code: 'TEN-1053', severity: 'error', message: `environment variable ${found.name} ${problem}`, hint }];
}

/** What works and should not stay so. */
export function networkWarnings({ network }: ConfigurationFile, file: YamlFile): readonly Problem[] {
  const env = typeof network.proxy === 'object' ? network.proxy.credentials?.env : undefined;
  if (env === undefined) return [];
  const where = file.locateKey(['network', 'proxy', 'credentials', 'env']);
  return [environmentWarning("the proxy's password", env, where)];
}

function proxyOf({ proxy }: ConfigurationFile['network'], file: YamlFile, around: Surroundings): ProxySettings | null {
  if (proxy === 'none') return null;
  if (proxy === undefined) return proxyOfEnvironment(around);
  const { url, except, credentials } = proxy;
  const where = file.locate(['network', 'proxy', 'credentials']);
  const place = credentials === undefined ? null : secretPlace(credentials, where, around);
  return { url: new URL(url).origin, except, credentials: place === null ? null : () => place.read().trim() };
}

function proxyOfEnvironment({ environment }: Surroundings): ProxySettings | null {
  const found = ofEnvironment(environment);
  const url = found === null ? null : URL.parse(found.value);
  if (url === null) return null;
  const { username, password } = url;
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const except = environment['no_proxy'] ?? environment['NO_PROXY'] ?? '';
  return {
    url: url.origin,
    except: except.split(/[\s,]+/).filter((host) => host !== ''),
    credentials: username === '' ? null : () => credentials,
  };
}

/** The lower-case name wins, as with curl. */
function ofEnvironment(environment: Surroundings['environment']): { name: string; value: string } | null {
  for (const name of ['https_proxy', 'HTTPS_PROXY']) {
    const value = environment[name]?.trim();
    if (value !== undefined && value !== '') return { name, value };
  }
  return null;
}

function authorities(path: string, where: Place): string {
  const fail = (why: string): Error =>
    unusable([
      {
        code: 'TEN-1052',
        severity: 'error',
        message: `${path} ${why}`,
        where,
        hint: 'Give the PEM file of your proxy\'s authority: one or more "BEGIN CERTIFICATE" blocks and nothing secret.',
      },
    ]);
  const text = readAuthorities(path, fail);
  if (text.includes('PRIVATE KEY-----')) throw fail('holds a private key');
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw fail('holds no certificate in PEM form');
  for (const block of blocks) {
    if (!isCertificate(block)) throw fail('holds a certificate that cannot be read');
  }
  return blocks.join('\n');
}

function readAuthorities(path: string, fail: (why: string) => Error): string {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) throw fail('is no regular file');
    if (stats.size > largest) throw fail('is larger than 1 MiB');
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (typeof code !== 'string' || code.startsWith('TEN-')) throw error;
    throw fail(code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`);
  }
}

function isCertificate(block: string): boolean {
  try {
    return new X509Certificate(block).subject !== '';
  } catch {
    return false;
  }
}
