import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { openFile } from '../csv/file.ts';

/** More than this out of a packed file is made to fill memory. */
const largestUnpacked = 8 * 2 ** 30;

/** The text's own bytes, unpacked when the file is gzip. */
export async function* bytesOf(path: string): AsyncGenerator<Buffer, void, undefined> {
  const opened = await openFile(path);
  try {
    const magic = await opened.handle.read(Buffer.alloc(2), 0, 2, 0);
    const raw = opened.handle.createReadStream({ autoClose: false, start: 0, highWaterMark: 1 << 18 });
    yield* isGzip(magic.buffer) ? unpacked(raw, path) : (raw as AsyncIterable<Buffer>);
  } finally {
    await opened.handle.close();
  }
}

/** The first bytes say that it is gzip. */
export function isGzip(start: Buffer): boolean {
  return start[0] === 0x1f && start[1] === 0x8b;
}

async function* unpacked(raw: Readable, path: string): AsyncGenerator<Buffer, void, undefined> {
  const gunzip = createGunzip();
  raw.on('error', (error) => gunzip.destroy(error));
  raw.pipe(gunzip);
  let bytes = 0;
  try {
    for await (const data of gunzip) {
      const chunk = data as Buffer;
      bytes += chunk.length;
      if (bytes > largestUnpacked) throw tooLarge(path);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof TenuredError) throw error;
    throw damaged(path);
  } finally {
    raw.destroy();
  }
}

function damaged(path: string): TenuredError {
  return new TenuredError('TEN-3150', 'the file cannot be unpacked: it is cut off or damaged', {
    where: { file: path },
    hint: 'have it sent again, whole and in binary mode',
  });
}

function tooLarge(path: string): TenuredError {
  return new TenuredError('TEN-3150', 'the file is larger than 8 GB when unpacked', {
    where: { file: path },
    hint: 'look whether it is a list of people',
  });
}
