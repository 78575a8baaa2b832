import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { TenuredError } from '../../domain/kernel/errors.ts';
import type { SourceOptions } from '../options.ts';

/** Text packs about 5 to 30 times, a long row of the same letter 1,000 times. */
const largestRatio = 200;
/** Below this nobody is harmed, whatever the ratio. */
const harmlessBytes = 16 << 20;

type Chunks = AsyncIterable<Buffer>;

/**
 * Gives the text's own bytes: unpacked when the file is gzip, by its first two bytes, and never more than allowed.
 * @throws TenuredError TEN-3023 for a damaged archive or one that is not as declared, TEN-3024 when it is too large.
 */
export async function* unpack(
  chunks: Chunks,
  options: Pick<SourceOptions, 'compression' | 'largestBytes'>,
  file: string,
): AsyncGenerator<Buffer, void, undefined> {
  const packed = { bytes: 0 };
  const iterator = counted(chunks, packed)[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done === true) return;
  const rest = startingWith(first.value, iterator);
  const isGzip = first.value[0] === 0x1f && first.value[1] === 0x8b;
  if (options.compression === 'gzip' && !isGzip) throw notGzip(file);
  const unpacks = isGzip && options.compression !== 'none';
  let bytes = 0;
  for await (const chunk of unpacks ? gunzip(rest, file) : rest) {
    bytes += chunk.length;
    if (bytes > options.largestBytes) throw tooLarge(file, options.largestBytes);
    if (unpacks && bytes > harmlessBytes && bytes > packed.bytes * largestRatio) throw bomb(file);
    yield chunk;
  }
}

async function* counted(chunks: Chunks, count: { bytes: number }): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of chunks) {
    count.bytes += chunk.length;
    yield chunk;
  }
}

async function* startingWith(
  first: Buffer,
  rest: AsyncIterator<Buffer, void, undefined>,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield first;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

async function* gunzip(chunks: Chunks, file: string): AsyncGenerator<Buffer, void, undefined> {
  const unpacked = createGunzip({ chunkSize: 1 << 17 });
  // What goes wrong before it comes out of `unpacked` again.
  pipeline(Readable.from(chunks, { highWaterMark: 1 }), unpacked, () => undefined);
  try {
    for await (const chunk of unpacked) yield chunk as Buffer;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw code.startsWith('Z_') ? damaged(file, code) : error;
  }
}

function damaged(file: string, code: string): TenuredError {
  const cut = code === 'Z_BUF_ERROR';
  const what = cut ? 'it ends in the middle' : `it is damaged (${code})`;
  return new TenuredError('TEN-3023', `the gzip file cannot be unpacked: ${what}`, {
    where: { file },
    why: 'what comes out of a part of an archive is a part of the company',
    hint: 'have the file sent again, whole, and in binary mode',
  });
}

function notGzip(file: string): TenuredError {
  return new TenuredError('TEN-3023', 'the source says `compression: gzip`, and the file is not gzip', {
    where: { file },
    hint: 'remove the key, or have the file packed; zip archives and others are not read',
  });
}

function tooLarge(file: string, largest: number): TenuredError {
  return new TenuredError('TEN-3024', `the source is larger than ${String(largest)} bytes`, {
    where: { file },
    why: 'nothing that large is expected, and reading on would only harm this host',
    hint: 'set `largest` of the source when the company really has that many people',
  });
}

function bomb(file: string): TenuredError {
  return new TenuredError('TEN-3024', `the gzip file grows more than ${String(largestRatio)} times when unpacked`, {
    where: { file },
    why: 'no list of people packs that well: it is made to fill memory or disk',
    hint: 'look at who can write to the place that it comes from',
  });
}
