import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { TenuredError } from '../../domain/kernel/errors.ts';
import type { Clock } from '../../domain/kernel/clock.ts';
import { instant } from '../../domain/time/instant.ts';
import type { SourceFile } from '../../reconcile/ports.ts';

/** An open source file and what it was when it was opened. */
export interface OpenFile {
  readonly handle: FileHandle;
  readonly file: SourceFile;
}

/**
 * Opens a regular file for reading, without following a symbolic link in its last part and without waiting for a pipe.
 * @throws TenuredError TEN-3001, TEN-3002 or TEN-3003
 */
export async function openFile(path: string): Promise<OpenFile> {
  const handle = await openHandle(path);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw notRegular(path, 'it is not a regular file');
    if (stats.size === 0) {
      throw new TenuredError('TEN-3003', 'the file is empty', {
        where: { file: path },
        why: 'an empty file says nothing about anybody, least of all that everybody has left',
        hint: 'ask whoever exports it to send the full file again',
      });
    }
    return { handle, file: { file: path, bytes: stats.size, modifiedAt: instant(Math.floor(stats.mtimeMs)) } };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openHandle(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new TenuredError('TEN-3001', 'the source file is not there', {
        where: { file: path },
        why: 'without a new file, the last accepted one goes on being used and nobody new can start',
        hint: 'check the path in the configuration and whether the HR export has run',
      });
    }
    if (code === 'ELOOP') throw notRegular(path, 'it is a symbolic link');
    throw notRegular(path, code === 'EACCES' ? 'this user may not read it' : `the system says ${code ?? 'no'}`);
  }
}

function notRegular(path: string, what: string): TenuredError {
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

/**
 * Refuses a file that changed under the reader.
 * @throws TenuredError TEN-3011
 */
export async function assertUnchanged(opened: OpenFile): Promise<void> {
  const stats = await opened.handle.stat();
  if (stats.size === opened.file.bytes && Math.floor(stats.mtimeMs) === opened.file.modifiedAt) return;
  throw new TenuredError('TEN-3011', 'the source file changed while it was read', {
    where: { file: opened.file.file },
    why: 'what was read is neither the old file nor the new one',
    hint: 'run again when the export has finished; have it written under another name and renamed',
  });
}

/** SHA-256 of the file's bytes in hexadecimal. */
export async function digestFile(path: string): Promise<string> {
  const opened = await openFile(path);
  try {
    const digest = createHash('sha256');
    for await (const chunk of opened.handle.createReadStream({ autoClose: false, highWaterMark: 1 << 20 })) {
      digest.update(chunk as Buffer);
    }
    await assertUnchanged(opened);
    return digest.digest('hex');
  } finally {
    await opened.handle.close();
  }
}
