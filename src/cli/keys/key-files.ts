import { closeSync, constants, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { TenuredError } from '../../domain/kernel/errors.ts';

/** Writes a file for its owner alone; never over an existing one: a key that Okta knows would be gone. */
export function writePrivate(file: string, text: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') throw fileExists(file);
    throw new TenuredError('TEN-6001', `the key file cannot be written (${code})`, { where: { file } });
  }
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

export function fileExists(file: string): TenuredError {
  return new TenuredError('TEN-6001', 'the file exists already', {
    where: { file },
    why: 'a private key that Okta knows would be overwritten',
    hint: 'give another name with --out, or remove the file first',
  });
}

/** The text of a key file; null when there is none. */
export function readKeyFile(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw new TenuredError('TEN-6001', `the key file cannot be read (${codeOf(error)})`, { where: { file } });
  }
}

/** Puts a text into a file so that the file is there whole or not at all, whatever happens meanwhile. */
export function putPrivate(file: string, text: string): void {
  const draft = `${file}.draft`;
  rmSync(draft, { force: true });
  writePrivate(draft, text);
  replace(draft, file);
}

/** Moves a file over another in one step. */
export function replace(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    throw new TenuredError('TEN-6001', `the key file cannot be put in its place (${codeOf(error)})`, {
      where: { file: to },
    });
  }
  const folder = openSync(dirname(to), constants.O_RDONLY);
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}
