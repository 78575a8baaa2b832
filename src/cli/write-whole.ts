import { open, rename, rm } from 'node:fs/promises';
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
    if (error instanceof TenuredError || !(error instanceof Error) || !('code' in error)) throw error;
    throw new TenuredError('TEN-3163', `the list cannot be written (${String(error.code)})`, {
      where: { file },
      hint: 'look at the folder and its rights, or give another file',
      cause: error,
    });
  }
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
