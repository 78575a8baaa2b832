import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chunkBytes, type Part } from '../bytes/raw-file.ts';
import { openFile } from './open-file.ts';

let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tenured-open-'));
  path = join(directory, 'people.csv');
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

function bytes(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => index % 251));
}

async function read(part?: Part): Promise<Buffer> {
  const file = await openFile(path);
  const pieces: Buffer[] = [];
  for await (const piece of file.chunks(part ?? file.parts[0] ?? { start: 0, end: 0 })) pieces.push(piece);
  await file.close();
  return Buffer.concat(pieces);
}

describe('reading a file in pieces, each on its way while the one before is looked at', () => {
  it.each([1, chunkBytes - 1, chunkBytes, chunkBytes + 1, 3 * chunkBytes + 7])(
    'gives all of %i bytes',
    async (size) => {
      writeFileSync(path, bytes(size));
      expect((await read()).equals(bytes(size))).toBe(true);
    },
  );

  it('gives a part of it, and of one that is longer than the file what is there', async () => {
    const all = bytes(2 * chunkBytes);
    writeFileSync(path, all);
    const part = { start: 10, end: chunkBytes + 20 };
    expect((await read(part)).equals(all.subarray(part.start, part.end))).toBe(true);
    expect((await read({ start: chunkBytes, end: 5 * chunkBytes })).equals(all.subarray(chunkBytes))).toBe(true);
    expect(await read({ start: 5, end: 5 })).toHaveLength(0);
  });

  it('can be stopped in the middle, and the file be closed', async () => {
    writeFileSync(path, bytes(4 * chunkBytes));
    const file = await openFile(path);
    for await (const piece of file.chunks({ start: 0, end: 4 * chunkBytes })) {
      expect(piece).toHaveLength(chunkBytes);
      break;
    }
    await expect(file.close()).resolves.toBeUndefined();
  });

  it('tells whoever waits for a piece that it cannot be read', async () => {
    writeFileSync(path, bytes(4 * chunkBytes));
    const file = await openFile(path);
    const pieces = file.chunks({ start: 0, end: 4 * chunkBytes })[Symbol.asyncIterator]();
    await pieces.next();
    await file.close();
    await pieces.next();
    await expect(pieces.next()).rejects.toThrow();
  });
});
