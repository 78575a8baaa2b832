import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { largestCompanion, type Companion, type RawFile, type Transport } from '../bytes/raw-file.ts';
import type { FileOptions } from '../options.ts';
import { matcher, newestOf, type Candidate } from './newest.ts';
import { missingFile, notRegular, openFile } from './open-file.ts';

/** A file on this host, under one name or the newest of several. */
export function localTransport(options: FileOptions): Transport {
  let found: string | null = null;
  let chosen: string | null = null;
  const find = async (): Promise<string> => {
    if (chosen !== null) return (found = chosen);
    found = options.newest === null ? options.path : await newestFile(options.path, options.newest);
    return found;
  };
  return {
    async look() {
      const opened = await openFile(await find());
      await opened.close();
      return opened.file;
    },
    knownDigest: () => null,
    open: async (): Promise<RawFile> => openFile(found ?? (await find())),
    beside: async (suffix) => companion((found ?? (await find())) + suffix),
    names: () => namesFitting(options.path),
    choose(name) {
      chosen = join(dirname(options.path), name);
      found = null;
    },
    close() {
      chosen = null;
      found = null;
      return Promise.resolve();
    },
  };
}

async function namesFitting(path: string): Promise<readonly string[]> {
  return (await namesIn(dirname(path), path)).filter(matcher(basename(path)));
}

async function newestFile(path: string, newest: 'name' | 'date'): Promise<string> {
  const folder = dirname(path);
  const names = await namesFitting(path);
  const candidates = newest === 'name' ? names.map((name) => ({ name, modifiedAt: 0 })) : await dated(folder, names);
  return join(folder, newestOf(candidates, newest, path).name);
}

async function namesIn(folder: string, path: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder, { withFileTypes: true })).filter((one) => !one.isDirectory()).map(({ name }) => name);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw missingFile(path);
    throw notRegular(path, code === 'EACCES' ? 'this user may not read its folder' : `the system says ${code ?? 'no'}`);
  }
}

async function dated(folder: string, names: readonly string[]): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  for (const name of names) {
    // One that is gone again by now was not the newest.
    const stats = await lstat(join(folder, name)).catch(() => null);
    if (stats !== null) found.push({ name, modifiedAt: Math.floor(stats.mtimeMs) });
  }
  return found;
}

async function companion(path: string): Promise<Companion | null> {
  let opened: RawFile;
  try {
    opened = await openFile(path);
  } catch (error) {
    if (!(error instanceof TenuredError)) throw error;
    if (error.code === 'TEN-3001') return null;
    // An empty marker is the usual one.
    if (error.code !== 'TEN-3003') throw error;
    const { mtimeMs } = await lstat(path);
    return { name: path, content: Buffer.alloc(0), modifiedAt: Math.floor(mtimeMs) };
  }
  try {
    const chunks: Buffer[] = [];
    const bytes = Math.min(opened.file.bytes, largestCompanion);
    for await (const chunk of opened.chunks({ start: 0, end: bytes })) chunks.push(chunk);
    return { name: path, content: Buffer.concat(chunks), modifiedAt: opened.file.modifiedAt };
  } finally {
    await opened.close();
  }
}
