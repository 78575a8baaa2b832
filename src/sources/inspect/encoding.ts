import { isUtf8 } from 'node:buffer';
import type { Dialect } from '../../domain/inspection/table.ts';
import { bytesOf } from './bytes.ts';

export type Encoding = Pick<Dialect, 'encoding' | 'encodingBy'>;

/** What a pass over all bytes tells. */
export interface BytesSeen {
  readonly encoding: Encoding;
  /** The last line ends as the others do. */
  readonly endsWithLine: boolean;
}

/** Lines with letters beyond ASCII that a guess is made from, in bytes. */
const evidenceBytes = 1 << 16;

/** Finds the encoding: a mark wins, else strict UTF-8 over the whole file, else what its letters fit best. */
export async function lookAtBytes(path: string, start: Buffer): Promise<BytesSeen> {
  const { evidence, last } = await pass(path);
  return { encoding: encodingOf(start, evidence), endsWithLine: last.includes(10) };
}

function encodingOf(start: Buffer, evidence: Buffer | null): Encoding {
  const marked = byMark(start);
  if (marked !== null) return marked;
  const wide = withoutMark(start);
  if (wide !== null) return wide;
  if (evidence === null) return { encoding: 'utf-8', encodingBy: 'proven' };
  return { encoding: bestOf(evidence), encodingBy: 'guessed' };
}

function byMark(start: Buffer): Encoding | null {
  const [first, second, third] = start;
  if (first === 0xef && second === 0xbb && third === 0xbf) return { encoding: 'utf-8', encodingBy: 'mark' };
  if (first === 0xff && second === 0xfe) return { encoding: 'utf-16le', encodingBy: 'mark' };
  if (first === 0xfe && second === 0xff) return { encoding: 'utf-16be', encodingBy: 'mark' };
  return null;
}

/** Text of two bytes a letter has NULs at every other place, as long as some of it is ASCII. */
function withoutMark(start: Buffer): Encoding | null {
  let even = 0;
  let odd = 0;
  for (let at = 0; at < start.length; at += 1) {
    if (start[at] !== 0) continue;
    if (at % 2 === 0) even += 1;
    else odd += 1;
  }
  const many = start.length / 8;
  if (odd > many && even < odd / 20) return { encoding: 'utf-16le', encodingBy: 'guessed' };
  if (even > many && odd < even / 20) return { encoding: 'utf-16be', encodingBy: 'guessed' };
  return null;
}

/** Some lines that are not UTF-8, null when all are; and the last two bytes. */
async function pass(path: string): Promise<{ readonly evidence: Buffer | null; readonly last: Buffer }> {
  let last = Buffer.alloc(0);
  let carry = Buffer.alloc(0);
  const evidence: Buffer[] = [];
  let size = 0;
  const look = (piece: Buffer): void => {
    if (size > evidenceBytes || isUtf8(piece)) return;
    for (const line of linesOf(piece)) {
      if (size > evidenceBytes || isUtf8(line)) continue;
      evidence.push(line);
      size += line.length;
    }
  };
  for await (const chunk of bytesOf(path)) {
    last = Buffer.from(chunk.subarray(-2));
    const end = chunk.lastIndexOf(10) + 1;
    if (end === 0 && carry.length < 1 << 20) {
      carry = Buffer.concat([carry, chunk]);
      continue;
    }
    look(Buffer.concat([carry, chunk.subarray(0, end)]));
    carry = Buffer.from(chunk.subarray(end));
  }
  look(carry);
  return { evidence: evidence.length === 0 ? null : Buffer.concat(evidence), last };
}

function* linesOf(piece: Buffer): Generator<Buffer> {
  for (let from = 0; from < piece.length;) {
    const end = piece.indexOf(10, from);
    const to = end < 0 ? piece.length : end + 1;
    yield piece.subarray(from, to);
    from = to;
  }
}

const codePages = ['windows-1252', 'windows-1250', 'windows-1251', 'windows-1253', 'shift_jis', 'gb18030'] as const;

/** The code page in which the words look most like words; Western Europe's when several do. */
function bestOf(evidence: Buffer): string {
  let best = 'windows-1252';
  let most = -Infinity;
  for (const encoding of codePages) {
    const score = scoreOf(evidence, encoding);
    if (score > most) [best, most] = [encoding, score];
  }
  return best;
}

function scoreOf(evidence: Buffer, encoding: string): number {
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(evidence);
  } catch {
    return -Infinity;
  }
  let score = 0;
  for (const [word] of text.matchAll(/[\p{L}\p{M}\u0080-\u00bf]+/gu)) {
    // eslint-disable-next-line no-control-regex -- ASCII is what is left out
    if (!/^[\x00-\x7f]*$/.test(word)) score += wordScore(word);
  }
  return score;
}

/** A word of one script, its capital only in front, is what languages write. */
function wordScore(word: string): number {
  if (/[\u0080-\u00bf]/.test(word)) return -3;
  if (/\p{Ll}\p{Lu}/u.test(word)) return -1;
  const scripts = [
    /\p{Script=Latin}/u,
    /\p{Script=Cyrillic}/u,
    /\p{Script=Greek}/u,
    /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/u,
  ];
  const used = scripts.filter((script) => script.test(word)).length;
  if (used !== 1) return -2;
  const accents = word.replaceAll(/[\x20-\x7e]/g, '').length;
  // A Latin word of accents alone is another script read wrongly.
  if (/\p{Script=Latin}/u.test(word)) return accents > word.length / 2 && word.length > 2 ? -2 : rareLetters(word);
  return word.length > 1 ? 1.5 : 0;
}

/** Letters that Windows-1252 and Windows-1250 share count the same; the rarer ones of either a little less. */
function rareLetters(word: string): number {
  if (/[äöüßéèêàâçñóíáúôîåæøÄÖÜÉÈÀÅØÆ]/u.test(word)) return 1;
  return /[łśżźćąęńŁŚŻčšžřěůďťňČŠŽŘĚőűŐŰăţş]/u.test(word) ? 0.9 : 0.5;
}
