import { TenuredError } from '../../domain/kernel/errors.ts';
import type { CsvOptions } from '../options.ts';
import type { Dialect } from './push-parser.ts';

const byteOrderMark = Buffer.from('\uFEFF');
const lineFeed = 10;
const carriageReturn = 13;

/** What the beginning of the text says about the rest. */
export interface Start {
  readonly dialect: Dialect;
  /** The text without its first line when that only says which delimiter follows. */
  readonly text: Buffer;
}

/**
 * Looks at the first line: how lines end, and whether it is Excel's `sep=;`. Null when there is not enough of it yet.
 * @throws TenuredError TEN-3029 when the line and the configuration contradict each other.
 */
export function readStart(file: string, text: Buffer, options: CsvOptions, isAll: boolean): Start | null {
  const lineEnds = lineEndsOf(text, options.quote, isAll);
  if (lineEnds === null) return null;
  const { quote, escape } = options;
  const said = separatorLine(text);
  if (said === null) return { dialect: { delimiter: options.delimiter ?? ',', quote, escape, lineEnds }, text };
  if (options.delimiter !== null && options.delimiter !== said.delimiter) throw contradicted(file, options.delimiter);
  return { dialect: { delimiter: said.delimiter, quote, escape, lineEnds }, text: text.subarray(said.length) };
}

/**
 * Lines end with a line feed, with or without a carriage return before it; in files of old Macs with that alone, which
 * is a letter like any other elsewhere.
 */
function lineEndsOf(text: Buffer, quote: string | null, isAll: boolean): readonly string[] | null {
  const quoteByte = quote === null ? -1 : quote.charCodeAt(0);
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at];
    if (byte === quoteByte) quoted = !quoted;
    if (quoted) continue;
    if (byte === lineFeed) return ['\r\n', '\n'];
    if (byte !== carriageReturn) continue;
    if (at + 1 === text.length && !isAll) return null;
    return text[at + 1] === lineFeed ? ['\r\n', '\n'] : ['\r'];
  }
  return isAll || text.length > 1 << 20 ? ['\r\n', '\n'] : null;
}

function separatorLine(text: Buffer): { readonly delimiter: string; readonly length: number } | null {
  const mark = text.subarray(0, 3).equals(byteOrderMark) ? 3 : 0;
  const found = /^"?sep=([^"\r\n])"?(?:\r\n|\n|\r)/i.exec(text.subarray(mark, mark + 16).toString('utf8'));
  if (found === null) return null;
  return { delimiter: found[1] ?? '', length: mark + Buffer.byteLength(found[0]) };
}

function contradicted(file: string, declared: string): TenuredError {
  return new TenuredError('TEN-3029', 'the first line names another delimiter than the configuration', {
    where: { file, row: 1 },
    why: 'one of the two reads every row as one cell',
    hint: `remove \`delimiter: ${JSON.stringify(declared)}\` of this source, or have the "sep=" line left out`,
  });
}
