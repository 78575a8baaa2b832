import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../../domain/kernel/clock.ts';
import { second } from '../../domain/time/instant.ts';

/** What is kept in a file. */
export interface Kept {
  /** Another text for every state that differs. */
  version(): string;
  pieces(): Iterable<string>;
}

/** Keeps something in a file until it is told to stop. */
export interface Keeper {
  /** Writes what is not in the file yet, and stops. */
  close(): Promise<void>;
}

const pause = second;
/** Writing takes at most this share of the time. */
const share = 0.1;
const pieceSize = 1 << 20;

/** The text of a file that was kept; undefined when there is none. */
export async function readKept(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Writes to the file within a second of every change, more rarely when that takes long. The file is replaced as a whole:
 * whoever reads it, and whoever starts after a crash, finds one complete state.
 */
export function keep(kept: Kept, { file, clock }: { readonly file: string; readonly clock: Clock }): Keeper {
  const stop = new AbortController();
  let written = '';
  const save = async (): Promise<number> => {
    const version = kept.version();
    if (version === written) return 0;
    const start = clock.now();
    await replace(file, kept.pieces());
    written = version;
    return clock.now() - start;
  };
  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      // A disk that is full now may not be in a second; the last attempt is the one that counts.
      const took = await save().catch(() => 0);
      await clock.sleep(Math.max(pause, took / share), stop.signal).catch(() => undefined);
    }
    await save();
  };
  const ended = loop();
  ended.catch(() => undefined);
  return {
    close: () => {
      stop.abort();
      return ended;
    },
  };
}

async function replace(file: string, pieces: Iterable<string>): Promise<void> {
  const beside = `${file}.new`;
  const handle = await open(beside, 'w', 0o600);
  try {
    let text = '';
    for (const piece of pieces) {
      text += piece;
      if (text.length < pieceSize) continue;
      await handle.write(text);
      text = '';
    }
    await handle.write(text);
    await handle.sync();
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  await rename(beside, file);
  await synced(dirname(file));
}

/** A rename lasts once its directory has reached the disk. */
async function synced(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  await handle.sync().finally(() => handle.close());
}
