import { isUtf8 } from 'node:buffer';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { TextFault } from './fault.ts';

const replacementCharacter = Buffer.from('\uFFFD');

/** Checks a file's bytes as they pass: strict UTF-8, no NUL, no character that an earlier program replaced (G6). */
export interface TextCheck {
  /** @throws TextFault TEN-3005, TEN-3006 or TEN-3007, with the line and the byte. */
  accept(chunk: Buffer): void;
  /** Call at the end: a character cut in half is found here. */
  finish(): void;
}

export function textCheck(file: string): TextCheck {
  let carry = Buffer.alloc(0);
  let offset = 0;
  let lines = 1;

  function fault(bytes: Buffer, at: number, make: typeof binary): TextFault {
    const error = make(file, countLines(lines, bytes, at), offset + at);
    return new TextFault(error, bytes.subarray(Math.min(carry.length, at), at));
  }

  function check(bytes: Buffer): void {
    const nul = bytes.indexOf(0);
    if (nul >= 0) throw fault(bytes, nul, binary);
    if (!isUtf8(bytes)) throw fault(bytes, firstInvalid(bytes), notUtf8);
    const replaced = bytes.indexOf(replacementCharacter);
    if (replaced >= 0) throw fault(bytes, replaced, replacedCharacter);
    offset += bytes.length;
  }

  return {
    accept(chunk) {
      const bytes = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
      const whole = wholeCharacters(bytes);
      check(bytes.subarray(0, whole));
      lines = countLines(lines, bytes, whole);
      carry = Buffer.from(bytes.subarray(whole));
    },
    finish() {
      if (carry.length > 0) throw new TextFault(notUtf8(file, lines, offset), Buffer.alloc(0));
    },
  };
}

/** How many bytes end with a whole character: a multi-byte character may be cut by the end of a chunk. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] as number;
    if ((byte & 0b1100_0000) === 0b1000_0000) continue;
    return sequenceLength(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function sequenceLength(lead: number): number {
  if (lead >= 0b1111_0000) return 4;
  if (lead >= 0b1110_0000) return 3;
  return lead >= 0b1100_0000 ? 2 : 1;
}

function firstInvalid(bytes: Buffer): number {
  let from = 0;
  let to = bytes.length;
  while (to - from > 1) {
    const middle = (from + to) >> 1;
    if (isUtf8(bytes.subarray(0, wholeCharacters(bytes.subarray(0, middle))))) from = middle;
    else to = middle;
  }
  // The search takes the beginning of a broken character for one that is cut: the fault is where it begins.
  return wholeCharacters(bytes.subarray(0, from));
}

/** Line feeds before `end`, added to `before`: one pass with indexOf. */
export function countLines(before: number, bytes: Buffer, end: number): number {
  let count = before;
  for (let at = bytes.indexOf(10); at >= 0 && at < end; at = bytes.indexOf(10, at + 1)) count += 1;
  return count;
}

function binary(file: string, line: number, byte: number): TenuredError {
  return new TenuredError('TEN-3005', `the source file is not text: a NUL byte at byte ${String(byte)}`, {
    where: { file, line },
    why: 'a spreadsheet, an archive or UTF-16 read as CSV would give nonsense for people',
    hint: 'export it as CSV in UTF-8; if it is UTF-16 without a byte order mark, declare `encoding: utf-16le`',
  });
}

function notUtf8(file: string, line: number, byte: number): TenuredError {
  return new TenuredError('TEN-3006', `the source file is not valid UTF-8 at byte ${String(byte)}`, {
    where: { file, line },
    why: 'names would be damaged without anybody noticing',
    hint: 'export it as "CSV UTF-8"; a file in Windows-1252 is not read by guessing: declare `encoding: windows-1252`',
  });
}

function replacedCharacter(file: string, line: number, byte: number): TenuredError {
  return new TenuredError(
    'TEN-3007',
    `the source file holds the replacement character U+FFFD at byte ${String(byte)}`,
    {
      where: { file, line },
      why: 'an earlier program has already lost the letter that stood there',
      hint: 'export it again from HR, and look at the conversion step in between',
    },
  );
}
