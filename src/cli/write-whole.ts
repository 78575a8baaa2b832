import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TenuredError } from '../domain/kernel/errors.ts';

const flushAt = 1 << 16;

/**
 * Writes a file that is there whole or not at all, readable by its owner alone; an earlier one of the name is replaced.
 * @throws TenuredError TEN-3163 when it cannot be written.
 */
export async function writeWhole(file: string, pieces: Iterable<string>): Promise<void> {
  const draft = `${file}.part`;
  try {
    await writeAll(draft, pieces);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw explained(file, error);
  }
}

/**
 * Makes the folder of a file, for its owner alone, where it is not there yet.
 * @throws TenuredError TEN-3163 when it cannot be made.
 */
export async function makeFolderOf(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw explained(file, error);
  });
}

function explained(file: string, error: unknown): unknown {
  if (error instanceof TenuredError || !(error instanceof Error) || !('code' in error)) return error;
  return new TenuredError('TEN-3163', `the file cannot be written (${String(error.code)})`, {
    where: { file },
    hint: 'look at the folder and its rights, or give another place',
    cause: error,
  });
}

async function writeAll(file: string, pieces: Iterable<string>): Promise<void> {
  // A draft that was left behind may be anybody's.
  await rm(file, { force: true });
  const handle = await open(file, 'wx', 0o600);
  try {
    let waiting = '';
    for (const piece of pieces) {
      waiting += piece;
      if (waiting.length < flushAt) continue;
      await handle.write(waiting);
      waiting = '';
    }
    await handle.write(waiting);
  } finally {
    await handle.close();
  }
}
