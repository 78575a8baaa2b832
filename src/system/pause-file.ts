import { closeSync, mkdirSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** More than a first line that anybody means to be read. */
const mostBytes = 500;

/** The file `pause` in a state's directory: while it is there nothing is written to Okta. */
export const pauseFile = {
  /** Its first line; null when there is none. One that cannot be read is there all the same. */
  read(directory: string): string | null {
    try {
      return firstLine(join(directory, 'pause'));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return null;
      return '';
    }
  },
  write(directory: string, line: string): void {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeFileSync(join(directory, 'pause'), `${line}\n`, { mode: 0o600 });
  },
  remove(directory: string): boolean {
    try {
      rmSync(join(directory, 'pause'));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  },
};

function firstLine(path: string): string {
  const descriptor = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(mostBytes);
    const size = readSync(descriptor, buffer, 0, mostBytes, 0);
    return buffer.toString('utf8', 0, size).split(/\r?\n/u)[0]?.trim() ?? '';
  } finally {
    closeSync(descriptor);
  }
}
