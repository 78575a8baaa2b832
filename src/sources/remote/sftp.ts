import { basename, dirname, join } from 'node:path';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { instant } from '../../domain/time/instant.ts';
import type { SourceFile } from '../../reconcile/ports.ts';
import { largestCompanion, type Companion, type Transport } from '../bytes/raw-file.ts';
import { matcher, newestOf, type Candidate } from '../files/newest.ts';
import { changedFile, missingFile, notRegular } from '../files/open-file.ts';
import type { SftpOptions, SourceOptions } from '../options.ts';
import type { SourceTools } from '../tools.ts';
import type { Fetched } from './memory.ts';
import { isMissing, SftpSession, type RemoteStats } from './sftp-session.ts';
import { Staging } from './staging.ts';
import { remoteTransport, type Fetch } from './transport.ts';

/** A file on an SFTP server whose host key is known. Nothing is ever written there. */
export function sftpTransport(sftp: SftpOptions, options: SourceOptions, tools: SourceTools): Transport {
  const server = `sftp://${sftp.host}${sftp.port === 22 ? '' : `:${String(sftp.port)}`}`;
  let session: SftpSession | null = null;
  let found: string | null = null;
  let chosen: string | null = null;

  async function open(): Promise<SftpSession> {
    session ??= await SftpSession.open(sftp, tools.clock, server);
    return session;
  }

  const transport = remoteTransport(
    {
      address: `${options.name} ${server}${sftp.path}`,
      async fetch(known) {
        const opened = await open();
        found = chosen ?? (await nameOf(opened, sftp, server));
        return fetchFile(opened, found, server + found, options, known);
      },
      beside: async (suffix) => companion(await open(), (found ?? sftp.path) + suffix, server),
      async close() {
        const opened = session;
        session = null;
        chosen = null;
        await opened?.close();
      },
    },
    tools.memory,
  );
  return {
    ...transport,
    names: async () => (await listed(await open(), sftp, server)).map(({ name }) => name),
    choose(name) {
      chosen = join(dirname(sftp.path), name);
    },
  };
}

async function nameOf(session: SftpSession, sftp: SftpOptions, server: string): Promise<string> {
  const { path, newest } = sftp;
  if (newest === null) return path;
  return join(dirname(path), newestOf(await listed(session, sftp, server), newest, server + path).name);
}

async function listed(session: SftpSession, { path }: SftpOptions, server: string): Promise<readonly Candidate[]> {
  const fits = matcher(basename(path));
  const entries = await absent(server + path, () => session.list(dirname(path)));
  const files = entries.filter(({ name, stats }) => fits(name) && !stats.isDirectory);
  return files.map(({ name, stats }) => ({ name, modifiedAt: stats.modifiedAt }));
}

async function fetchFile(
  session: SftpSession,
  path: string,
  shown: string,
  options: SourceOptions,
  known: Fetched | null,
): Promise<Fetch> {
  const before = await absent(shown, () => session.stat(path));
  if (!before.isFile) throw notRegular(shown, 'it is not a regular file');
  const file: SourceFile = { file: shown, bytes: before.bytes, modifiedAt: instant(before.modifiedAt) };
  const mark = `${path}\n${String(before.bytes)}\n${String(before.modifiedAt)}`;
  if (known?.mark === mark) return { kind: 'same', file };
  if (before.bytes > options.largestBytes) throw tooLarge(shown, options.largestBytes);
  const staging = await Staging.open(options.fetchInto, shown, options.largestBytes);
  let kept = false;
  try {
    await absent(shown, () => session.read(path, (chunk) => staging.write(chunk)));
    staging.endPart();
    const after = await absent(shown, () => session.stat(path));
    if (!same(before, after) || staging.bytes !== before.bytes) throw changedFile(shown);
    kept = true;
    return { kind: 'new', file, mark, staging };
  } finally {
    if (!kept) await staging.handle.close();
  }
}

function same(left: RemoteStats, right: RemoteStats): boolean {
  return left.bytes === right.bytes && left.modifiedAt === right.modifiedAt;
}

async function companion(session: SftpSession, path: string, server: string): Promise<Companion | null> {
  const stats = await session.stat(path).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (stats === null) return null;
  if (!stats.isFile || stats.bytes > largestCompanion) throw notRegular(server + path, 'it is no small regular file');
  const chunks: Uint8Array[] = [];
  await session.read(path, (chunk) => {
    chunks.push(chunk);
    return Promise.resolve();
  });
  return { name: server + path, content: Buffer.concat(chunks), modifiedAt: stats.modifiedAt };
}

async function absent<T>(shown: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isMissing(error) ? missingFile(shown) : error;
  }
}

function tooLarge(file: string, largest: number): TenuredError {
  return new TenuredError('TEN-3024', `the file is larger than ${String(largest)} bytes`, {
    where: { file },
    why: 'nothing that large is expected, and fetching it would only harm this host',
    hint: 'set `largest` of the source when the company really has that many people',
  });
}
