import { constants, type Stats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { Clock } from '../../domain/kernel/clock.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { instant } from '../../domain/time/instant.ts';
import type { SourceFile } from '../../reconcile/ports.ts';
import { chunkBytes, type Part, type RawFile } from '../bytes/raw-file.ts';

/**
 * Opens a regular file for reading, without following a symbolic link in its last part and without waiting for a pipe.
 * @throws TenuredError TEN-3001, TEN-3002 or TEN-3003
 */
export async function openFile(path: string): Promise<RawFile> {
  const handle = await openHandle(path);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw notRegular(path, 'it is not a regular file');
    if (stats.size === 0) throw emptyFile(path);
    const file = { file: path, bytes: stats.size, modifiedAt: instant(Math.floor(stats.mtimeMs)) };
    return rawFile(handle, file, [{ start: 0, end: stats.size }], () => assertUnchanged(handle, path, stats));
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** A file that is open, as formats read it. */
export function rawFile(
  handle: FileHandle,
  file: SourceFile,
  parts: readonly Part[],
  unchanged: () => Promise<void>,
  close = (): Promise<void> => handle.close(),
): RawFile {
  return {
    file,
    parts,
    chunks: ({ start, end }) => readPart(handle, start, end),
    assertUnchanged: unchanged,
    close,
  };
}

/** The next piece is on its way while the one before it is looked at. */
async function* readPart(handle: FileHandle, start: number, end: number): AsyncGenerator<Buffer, void, undefined> {
  let at = start;
  let coming = nextPiece(handle, at, end);
  try {
    for (let piece = await coming; piece.length > 0; piece = await coming) {
      at += piece.length;
      coming = nextPiece(handle, at, end);
      yield piece;
    }
  } finally {
    // The file is not closed under a read that nobody waits for any more.
    await coming.catch(() => undefined);
  }
}

const noBytes = Buffer.alloc(0);

/** What goes wrong is told to whoever waits for the piece, and is no fault of its own until then. */
function nextPiece(handle: FileHandle, at: number, end: number): Promise<Buffer> {
  const piece = at < end ? readPiece(handle, at, end) : Promise.resolve(noBytes);
  piece.catch(() => undefined);
  return piece;
}

async function readPiece(handle: FileHandle, at: number, end: number): Promise<Buffer> {
  const wanted = Math.min(chunkBytes, end - at);
  const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, at);
  return bytesRead === wanted ? buffer : buffer.subarray(0, bytesRead);
}

async function openHandle(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw missingFile(path);
    if (code === 'ELOOP') throw notRegular(path, 'it is a symbolic link');
    throw notRegular(path, code === 'EACCES' ? 'this user may not read it' : `the system says ${code ?? 'no'}`);
  }
}

export function missingFile(path: string): TenuredError {
  return new TenuredError('TEN-3001', 'the source file is not there', {
    where: { file: path },
    why: 'without a new file, the last accepted one goes on being used and nobody new can start',
    hint: 'check the path in the configuration and whether the HR export has run',
  });
}

export function emptyFile(path: string): TenuredError {
  return new TenuredError('TEN-3003', 'the file is empty', {
    where: { file: path },
    why: 'an empty file says nothing about anybody, least of all that everybody has left',
    hint: 'ask whoever exports it to send the full file again',
  });
}

export function notRegular(path: string, what: string): TenuredError {
  return new TenuredError('TEN-3002', `the source file cannot be used: ${what}`, {
    where: { file: path },
    hint: 'give the path of a regular file that the user tenured runs as may read',
  });
}

/**
 * Refuses a file that somebody may still be writing: one modified within the settling time.
 * @throws TenuredError TEN-3012
 */
export function assertAtRest(file: SourceFile, settleSeconds: number, clock: Clock): void {
  const age = clock.now() - file.modifiedAt;
  if (settleSeconds === 0 || age >= settleSeconds * 1000) return;
  const wait = String(Math.ceil((settleSeconds * 1000 - Math.max(age, 0)) / 1000));
  throw new TenuredError('TEN-3012', `the source file was modified less than ${String(settleSeconds)} s ago`, {
    where: { file: file.file },
    why: 'it may still be being written, and half a file looks like people who have left',
    hint: `run again in ${wait} s; the time is \`settle\` of the source`,
  });
}

async function assertUnchanged(handle: FileHandle, path: string, before: Stats): Promise<void> {
  const stats = await handle.stat();
  if (stats.size !== before.size || Math.floor(stats.mtimeMs) !== Math.floor(before.mtimeMs)) throw changedFile(path);
}

export function changedFile(path: string): TenuredError {
  return new TenuredError('TEN-3011', 'the source file changed while it was read', {
    where: { file: path },
    why: 'what was read is neither the old file nor the new one',
    hint: 'run again when the export has finished; have it written under another name and renamed',
  });
}
