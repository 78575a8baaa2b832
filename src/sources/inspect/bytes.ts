import { unpack } from '../bytes/unpack.ts';
import { openFile } from '../files/open-file.ts';

/** More than this out of a packed file is made to fill memory. */
const largestBytes = 8 * 2 ** 30;

/** The text's own bytes, unpacked when the file is gzip. @throws TenuredError TEN-3001 to TEN-3003, TEN-3023, TEN-3024 */
export async function* bytesOf(path: string): AsyncGenerator<Buffer, void, undefined> {
  const file = await openFile(path);
  try {
    for (const part of file.parts) yield* unpack(file.chunks(part), { compression: 'auto', largestBytes }, path);
  } finally {
    await file.close();
  }
}

/** How large the file is as it lies there, and whether it is gzip by its first bytes. */
export async function packing(path: string): Promise<{ readonly bytes: number; readonly gzip: boolean }> {
  const file = await openFile(path);
  try {
    for await (const start of file.chunks({ start: 0, end: Math.min(2, file.file.bytes) })) {
      return { bytes: file.file.bytes, gzip: start[0] === 0x1f && start[1] === 0x8b };
    }
    return { bytes: file.file.bytes, gzip: false };
  } finally {
    await file.close();
  }
}
