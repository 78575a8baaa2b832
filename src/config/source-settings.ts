import { resolve } from 'node:path';
import type { SecretBook, SecretValue } from './secret-value.ts';
import type { SourceFile } from './source-schema.ts';

type Newest = 'name' | 'date';

/** A source as the room of that name takes it. */
export interface SourceSettings {
  readonly name: string;
  readonly transport: TransportSettings;
  readonly format: FormatSettings;
  readonly compression: 'auto' | 'gzip' | 'none';
  readonly encoding: string | null;
  readonly largestBytes: number;
  readonly settleSeconds: number;
  readonly proof: { readonly marker: string | null; readonly manifest: string | null; readonly leastRows: number };
  readonly numbering: {
    readonly number: string;
    readonly step: 'one' | 'day' | 'workday';
    readonly whole: string;
    readonly remove: { readonly column: string; readonly values: readonly string[] } | null;
  } | null;
  readonly fetchInto: string;
}

type TransportSettings =
  | { readonly kind: 'file'; readonly path: string; readonly newest: Newest | null }
  | {
      readonly kind: 'http';
      readonly url: string;
      readonly auth:
        | { readonly kind: 'bearer'; readonly token: SecretValue }
        | { readonly kind: 'basic'; readonly user: string; readonly password: SecretValue }
        | null;
      readonly patienceSeconds: number;
      readonly pages: PageSettings | null;
    }
  | {
      readonly kind: 'sftp';
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly hostKeys: readonly string[];
      readonly auth:
        | { readonly kind: 'key'; readonly key: SecretValue; readonly passphrase: SecretValue | null }
        | { readonly kind: 'password'; readonly password: SecretValue };
      readonly path: string;
      readonly newest: Newest | null;
      readonly patienceSeconds: number;
    };

type PageSettings = (
  | { readonly kind: 'next'; readonly path: string }
  | { readonly kind: 'link' }
  | { readonly kind: 'cursor'; readonly path: string; readonly parameter: string }
  | { readonly kind: 'number'; readonly parameter: string; readonly first: number }
  | { readonly kind: 'offset'; readonly parameter: string }
) & { readonly most: number; readonly pauseMilliseconds: number };

type FormatSettings =
  | {
      readonly kind: 'csv';
      readonly delimiter: string | null;
      readonly quote: string | null;
      readonly escape: string;
      readonly titleRows: number | 'find';
      readonly ignoreCase: boolean;
      readonly trailingDelimiter: boolean;
      readonly totals: string | null;
      readonly trailer: { readonly pattern: string; readonly extra: number } | null;
      readonly finalLineBreak: 'required' | 'optional';
    }
  | { readonly kind: 'json' | 'jsonl'; readonly records: string; readonly total: string | null };

/** Where a configuration file is, and how its secrets are had. */
export interface SourceSurroundings {
  readonly folder: string;
  readonly stateFolder: string;
  readonly secrets: SecretBook;
  readonly index: number;
}

/** The source's options as its room takes them. */
export function sourceSettings(source: SourceFile, around: SourceSurroundings): SourceSettings {
  return {
    name: source.name,
    transport: transportOf(source, around),
    format: formatOf(source),
    compression: source.compression,
    encoding: source.encoding ?? null,
    largestBytes: source.largest,
    settleSeconds: source.settle,
    proof: { marker: source.marker ?? null, manifest: source.manifest ?? null, leastRows: source.leastRows },
    numbering: source.delta === undefined ? null : { ...source.delta, remove: source.delta.remove ?? null },
    fetchInto: around.stateFolder,
  };
}

/** What it is called in a message: the path, or the address without its query. */
export function sourcePlace({ transport }: Pick<SourceSettings, 'transport'>): string {
  if (transport.kind === 'file') return transport.path;
  if (transport.kind === 'sftp') return `sftp://${transport.host}${transport.path}`;
  const { origin, pathname } = new URL(transport.url);
  return origin + pathname;
}

function transportOf(source: SourceFile, around: SourceSurroundings): TransportSettings {
  if (source.http !== undefined) return httpOf(source.http, around);
  if (source.sftp !== undefined) return sftpOf(source.sftp, newestOf(source), around);
  return { kind: 'file', path: resolve(around.folder, source.path ?? ''), newest: newestOf(source) };
}

/** Looked at without a number in mind, the last by name will do. */
function newestOf({ newest, roster }: SourceFile): Newest | null {
  return newest ?? (roster === 'delta' ? 'name' : null);
}

function httpOf(
  { url, auth, patience, pages }: NonNullable<SourceFile['http']>,
  { secrets, index }: SourceSurroundings,
): TransportSettings {
  const at = ['sources', index, 'http', 'auth'];
  return {
    kind: 'http',
    url,
    auth:
      auth === undefined
        ? null
        : 'bearer' in auth
          ? { kind: 'bearer', token: secrets.take(auth.bearer, [...at, 'bearer'], 'the bearer token') }
          : {
              kind: 'basic',
              user: auth.basic.user,
              password: secrets.take(auth.basic.password, [...at, 'basic', 'password'], 'the password'),
            },
    patienceSeconds: patience,
    pages: pages === undefined ? null : pagesOf(pages),
  };
}

function pagesOf(pages: NonNullable<NonNullable<SourceFile['http']>['pages']>): PageSettings {
  const { most, pause, by, ...rest } = pages;
  return { kind: by, ...rest, most, pauseMilliseconds: pause * 1000 } as PageSettings;
}

function sftpOf(
  sftp: NonNullable<SourceFile['sftp']>,
  newest: Newest | null,
  { secrets, index }: SourceSurroundings,
): TransportSettings {
  const { host, port, user, hostKey, key, passphrase, password, path, patience } = sftp;
  const take = (name: 'key' | 'passphrase' | 'password', what: string): SecretValue =>
    secrets.take({ key, passphrase, password }[name] ?? {}, ['sources', index, 'sftp', name], what);
  return {
    kind: 'sftp',
    host,
    port,
    user,
    hostKeys: hostKey,
    auth:
      key === undefined
        ? { kind: 'password', password: take('password', 'the password') }
        : {
            kind: 'key',
            key: take('key', 'the private key'),
            passphrase: passphrase === undefined ? null : take('passphrase', 'the passphrase'),
          },
    path,
    newest,
    patienceSeconds: patience,
  };
}

function formatOf(source: SourceFile): FormatSettings {
  if (source.type === 'jsonl') return { kind: 'jsonl', records: '$', total: null };
  if (source.type === 'json') return { kind: 'json', records: source.records, total: source.total ?? null };
  const { delimiter, quote, escape, titleRows, ignoreCase, trailingDelimiter, totals, trailer, finalLineBreak } =
    source;
  const mark = quote === 'none' ? null : quote;
  return {
    kind: 'csv',
    delimiter: delimiter ?? null,
    quote: mark,
    escape: escape ?? mark ?? '"',
    titleRows,
    ignoreCase,
    trailingDelimiter,
    totals: totals ?? null,
    trailer: trailer ?? null,
    finalLineBreak,
  };
}
