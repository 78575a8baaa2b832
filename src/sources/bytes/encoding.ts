import { TenuredError } from '../../domain/kernel/errors.ts';
import { TextFault } from './fault.ts';
import { countLines, textCheck } from './utf8.ts';

/**
 * Turns a file's bytes into strict UTF-8. A byte order mark wins over what was declared: it is the file's own word.
 * @throws TextFault where bytes are no letters of the encoding.
 */
export interface TextReader {
  /** The text that ends within this chunk. */
  take(chunk: Buffer): Buffer;
  finish(): Buffer;
}

const marks: readonly { readonly bytes: readonly number[]; readonly encoding: string }[] = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
];

/** Reads text in the declared encoding, UTF-8 when none is. `start` is the beginning of the file. */
export function textReader(file: string, declared: string | null, start: Buffer): TextReader {
  const mark = marks.find(({ bytes }) => bytes.every((byte, at) => start[at] === byte));
  const encoding = mark?.encoding ?? declared ?? 'utf-8';
  return encoding === 'utf-8' ? asItIs(file) : transcoded(file, encoding);
}

function asItIs(file: string): TextReader {
  const check = textCheck(file);
  return {
    take(chunk) {
      check.accept(chunk);
      return chunk;
    },
    finish() {
      check.finish();
      return Buffer.alloc(0);
    },
  };
}

const noText = Buffer.alloc(0);

/**
 * Whole lines at a time: a line feed is never part of a letter in any encoding allowed here, so each piece can be
 * decoded by itself, and a fault be found in it again.
 */
function transcoded(file: string, encoding: string): TextReader {
  const decode = lineDecoder(file, encoding);
  const wide = encoding.startsWith('utf-16');
  let carry: Buffer[] = [];
  return {
    take(chunk) {
      const last = lastLineEnd(chunk, carry, wide, encoding === 'utf-16le');
      if (last === 0) {
        carry.push(chunk);
        if (carry.reduce((sum, { length }) => sum + length, 0) > longestLine) throw endless(file);
        return noText;
      }
      const piece = Buffer.concat([...carry, chunk.subarray(0, last)]);
      carry = [Buffer.from(chunk.subarray(last))];
      return decode(piece);
    },
    finish: () => decode(Buffer.concat(carry)),
  };
}

const longestLine = 4 << 20;

/** Where behind the last line feed the chunk goes on; 0 when there is none. */
function lastLineEnd(chunk: Buffer, carry: readonly Buffer[], wide: boolean, little: boolean): number {
  if (!wide) return chunk.lastIndexOf(10) + 1;
  const odd = carry.reduce((sum, { length }) => sum + length, 0) % 2;
  for (let at = chunk.lastIndexOf(10); at >= 0; at = at === 0 ? -1 : chunk.lastIndexOf(10, at - 1)) {
    const first = little ? at : at - 1;
    const second = little ? chunk[at + 1] : chunk[at - 1];
    if (second === 0 && first >= 0 && (first + odd) % 2 === 0) return first + 2;
  }
  return 0;
}

function lineDecoder(file: string, encoding: string): (piece: Buffer) => Buffer {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const wide = encoding.startsWith('utf-16');
  let lines = 1;
  let offset = 0;
  const check = (bytes: Buffer): string | null => {
    if (encoding === 'iso-8859-1' && bytes.some((byte) => byte >= 0x80 && byte < 0xa0)) return null;
    try {
      const text = decoder.decode(bytes);
      return hasOddities(text, wide) ? null : text;
    } catch {
      return null;
    }
  };
  return (piece) => {
    const text = check(piece);
    if (text === null) throw faultIn(file, encoding, piece, check, lines, offset);
    const plain = Buffer.from(text);
    lines = countLines(lines, plain, plain.length);
    offset += piece.length;
    return plain;
  };
}

/** NUL, a lost letter, or in a code page a control character that it does not have. */
function hasOddities(text: string, wide: boolean): boolean {
  return text.includes('\0') || text.includes('\uFFFD') || (!wide && /[\u0080-\u009F]/.test(text));
}

function faultIn(
  file: string,
  encoding: string,
  piece: Buffer,
  check: (bytes: Buffer) => string | null,
  lines: number,
  offset: number,
): TextFault {
  const unit = encoding.startsWith('utf-16') ? 2 : 1;
  const lineStart = startOfBadLine(piece, check, unit);
  const end = endOfGood(piece.subarray(lineStart), check, unit) + lineStart;
  const before = piece.subarray(lineStart, end);
  const whole = Buffer.from((check(piece.subarray(0, lineStart)) ?? '') + (check(before) ?? ''));
  const line = countLines(lines, whole, whole.length);
  return new TextFault(notEncoded(file, encoding, line, offset + end), whole);
}

/** No letter of any encoding allowed here has more bytes. */
const longestLetter = 4;

/** How many bytes of a line that is not good are. */
function endOfGood(line: Buffer, check: (bytes: Buffer) => string | null, unit: 1 | 2): number {
  // A piece that ends within a letter is not good by itself: the nearest letter's end before it is looked for.
  const goodUpTo = (end: number): number => {
    for (let at = end; at > end - longestLetter && at >= 0; at -= unit) {
      if (check(line.subarray(0, at)) !== null) return at;
    }
    return -1;
  };
  let good = 0;
  let bad = line.length;
  while (bad - good > unit) {
    const middle = good + Math.max(unit, ((bad - good) >> 1) & ~(unit - 1));
    if (goodUpTo(middle) >= 0) good = middle;
    else bad = middle;
  }
  return Math.max(0, goodUpTo(good));
}

/** Every piece is decoded by itself, so the first line that cannot be is the one. */
function startOfBadLine(piece: Buffer, check: (bytes: Buffer) => string | null, unit: 1 | 2): number {
  let good = 0;
  let bad = piece.length;
  while (bad - good > 1) {
    const middle = lineEndNear(piece, good, bad, unit);
    if (middle === null) break;
    if (check(piece.subarray(good, middle)) === null) bad = middle;
    else good = middle;
  }
  return good;
}

/** A line's end between the two, as near to the middle as there is one. */
function lineEndNear(piece: Buffer, from: number, to: number, unit: 1 | 2): number | null {
  const aligned = (at: number): boolean => unit === 1 || isWideLineEnd(piece, at);
  const end = (at: number): number => (unit === 1 || at % 2 === 1 ? at + 1 : at + 2);
  const middle = (from + to) >> 1;
  for (let at = piece.indexOf(10, middle); at >= 0 && end(at) < to; at = piece.indexOf(10, at + 1)) {
    if (aligned(at)) return end(at);
  }
  for (let at = piece.lastIndexOf(10, middle); at >= from; at = at === 0 ? -1 : piece.lastIndexOf(10, at - 1)) {
    if (aligned(at) && end(at) > from && end(at) < to) return end(at);
  }
  return null;
}

function isWideLineEnd(piece: Buffer, at: number): boolean {
  return at % 2 === 0 ? piece[at + 1] === 0 : piece[at - 1] === 0;
}

function notEncoded(file: string, encoding: string, line: number, byte: number): TenuredError {
  return new TenuredError('TEN-3025', `the source file is not ${encoding} at byte ${String(byte)}`, {
    where: { file, line },
    why: 'names would be damaged without anybody noticing',
    hint:
      encoding === 'iso-8859-1'
        ? 'what Windows programs call Latin-1 is `encoding: windows-1252`'
        : 'ask how the file is written, and declare that as `encoding`; best is UTF-8',
  });
}

function endless(file: string): TenuredError {
  return new TenuredError('TEN-3008', `a line is longer than ${String(longestLine)} bytes`, {
    where: { file },
    why: 'no row about a person is that long',
    hint: 'look whether the file is text, and whether its encoding is the declared one',
  });
}
