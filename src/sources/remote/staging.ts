import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, mkdtemp, open, rmdir, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { TenuredError } from '../../domain/kernel/errors.ts';
import type { Part } from '../bytes/raw-file.ts';

/**
 * What is fetched lies on disk without a name: readable by this process alone, and gone with it, also when it is
 * killed. Columns that nobody maps never have a file of their own.
 */
export class Staging {
  readonly handle: FileHandle;
  readonly #file: string;
  readonly #largest: number;
  readonly #parts: Part[] = [];
  #digest: Hash = createHash('sha256');
  #end = 0;
  #start: { readonly at: number; readonly digest: Hash };

  /** @throws TenuredError TEN-3039 when there is no room for it */
  static async open(directory: string, file: string, largest: number): Promise<Staging> {
    return new Staging(await keeping(file, () => nameless(directory)), file, largest);
  }

  private constructor(handle: FileHandle, file: string, largest: number) {
    this.handle = handle;
    this.#file = file;
    this.#largest = largest;
    this.#start = { at: 0, digest: this.#digest.copy() };
  }

  get bytes(): number {
    return this.#end;
  }

  get parts(): readonly Part[] {
    return this.#parts;
  }

  sha256(): string {
    return this.#digest.copy().digest('hex');
  }

  /** @throws TenuredError TEN-3024 when it is more than allowed, TEN-3039 when it cannot be kept */
  async write(chunk: Uint8Array): Promise<void> {
    if (this.#end + chunk.length > this.#largest) throw tooLarge(this.#file, this.#largest);
    await keeping(this.#file, () => this.handle.write(chunk, 0, chunk.length, this.#end));
    this.#digest.update(chunk);
    this.#end += chunk.length;
  }

  /** What came since the last part is one. */
  endPart(): void {
    this.#parts.push({ start: this.#start.at, end: this.#end });
    this.#start = { at: this.#end, digest: this.#digest.copy() };
  }

  /** Forgets what came since the last part: it will come again. */
  restartPart(): void {
    this.#end = this.#start.at;
    this.#digest = this.#start.digest.copy();
  }
}

async function nameless(directory: string): Promise<FileHandle> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(directory, 'fetch-'));
  const path = join(folder, 'content');
  try {
    const handle = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600);
    await unlink(path);
    return handle;
  } finally {
    await rmdir(folder);
  }
}

async function keeping<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'no reason';
    throw new TenuredError('TEN-3039', `what is fetched cannot be kept while it is read: ${code}`, {
      where: { file },
      why: 'it has to be whole before anything is made of it',
      hint: 'look at the space and the rights of the folder under `state.dir`',
    });
  }
}

function tooLarge(file: string, largest: number): TenuredError {
  return new TenuredError('TEN-3024', `the answer is larger than ${String(largest)} bytes`, {
    where: { file },
    why: 'nothing that large is expected, and reading on would only harm this host',
    hint: 'set `largest` of the source when the company really has that many people',
  });
}
