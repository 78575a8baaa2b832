import { CsvError } from 'csv-parse';
import type { Dialect, TableHead, TableRows } from '../../domain/inspection/table.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import type { UnknownTable } from '../../reconcile/ports.ts';
import { openFile } from '../csv/file.ts';
import { PushParser } from '../csv/push-parser.ts';
import { bytesOf, isGzip } from './bytes.ts';
import { findEncoding, type Encoding } from './encoding.ts';
import { findLayout, isBlank, type Layout } from './layout.ts';

/** So much of the beginning tells delimiter and header. */
const headBytes = 1 << 18;

/** Finds out how a file of rows is written. @throws TenuredError as `OpenUnknownTable` says. */
export async function openUnknownTable(path: string): Promise<UnknownTable> {
  const { file, start } = await peek(path);
  const head = await beginning(path);
  refuseOthers(path, head);
  const encoding = await findEncoding(path, head);
  const text = textOf(head, encoding);
  const layout = findLayout(text);
  if (layout === null) throw noTable(path);
  const dialect: Dialect = {
    encoding: encoding.encoding,
    encodingBy: encoding.encodingBy,
    gzip: isGzip(start),
    delimiter: layout.delimiter,
    separatorLine: layout.separatorLine,
    quoted: text.includes('"'),
    lineEnds: lineEnds(text),
    titleRows: layout.titleRows,
    headerRow: layout.headerIndex + 1,
    trailingDelimiter: layout.trailingDelimiter,
  };
  const tableHead: TableHead = { file: path, bytes: file.bytes, dialect, header: layout.header };
  return { head: tableHead, rows: () => rowsOf(path, encoding, layout) };
}

async function peek(path: string): Promise<{ readonly file: { readonly bytes: number }; readonly start: Buffer }> {
  const opened = await openFile(path);
  try {
    const start = Buffer.alloc(4);
    await opened.handle.read(start, 0, 4, 0);
    return { file: opened.file, start };
  } finally {
    await opened.handle.close();
  }
}

async function beginning(path: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytesOf(path)) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= headBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, headBytes);
}

const otherFormats: readonly (readonly [string, RegExp])[] = [
  ['a workbook or a zip archive', /^PK\u0003\u0004/],
  ['an old Excel workbook', /^\u00d0\u00cf\u0011\u00e0/],
  ['a PDF', /^%PDF/],
  ['a web page: perhaps the sign-in page of the HR system', /^\s*<(?:!doctype html|html)/i],
  ['XML', /^\s*<\?xml/i],
];

function refuseOthers(path: string, head: Buffer): void {
  const start = head.subarray(0, 200).toString('latin1');
  const other = otherFormats.find(([, pattern]) => pattern.test(start))?.[0];
  if (other !== undefined) {
    throw new TenuredError('TEN-3151', `this is ${other}, no text with rows`, {
      where: { file: path },
      hint: 'export it as CSV, best as "CSV UTF-8"; a zip archive has to be unpacked first',
    });
  }
  if (!/^[\u00ef\u00bb\u00bf\s]*[[{]/.test(start)) return;
  throw new TenuredError('TEN-3151', 'this is JSON; only files of rows can be inspected', {
    where: { file: path },
    hint: 'write the mapping by hand after docs/it/mapping.md, or export CSV',
  });
}

/** The beginning as text, without a letter that is cut in half at its end. */
function textOf(head: Buffer, { encoding, markBytes }: Encoding): string {
  return new TextDecoder(encoding).decode(head.subarray(markBytes), { stream: true });
}

function lineEnds(text: string): Dialect['lineEnds'] {
  const all = text.split('\n').length - 1;
  const windows = text.split('\r\n').length - 1;
  if (windows === 0) return 'LF';
  return windows === all ? 'CRLF' : 'mixed';
}

async function* rowsOf(path: string, encoding: Encoding, layout: Layout): AsyncGenerator<TableRows, void, undefined> {
  const parser = new PushParser(layout.delimiter);
  const decoder = new TextDecoder(encoding.encoding);
  const plain = encoding.encoding === 'utf-8';
  let index = 0;
  const below = (parsed: readonly (readonly string[])[]): TableRows => {
    const rows: (readonly string[])[] = [];
    const numbers: number[] = [];
    for (const row of parsed) {
      index += 1;
      if (index <= layout.headerIndex + 1 || isBlank(row)) continue;
      rows.push(row);
      numbers.push(index);
    }
    return { rows, numbers };
  };
  try {
    for await (const chunk of bytesOf(path)) {
      yield below(parser.push(plain ? chunk : Buffer.from(decoder.decode(chunk, { stream: true }))));
    }
    yield below(await parser.finish());
  } catch (error) {
    throw error instanceof CsvError ? brokenSyntax(path, error, index) : error;
  } finally {
    parser.destroy();
  }
}

function brokenSyntax(path: string, error: CsvError, row: number): TenuredError {
  const unclosed = error.code === 'CSV_QUOTE_NOT_CLOSED';
  return new TenuredError('TEN-3008', unclosed ? 'a quoted cell is never closed' : `the CSV syntax is broken (${error.code})`, {
    where: { file: path, row: row + 1 },
    why: 'everything after this place would be read as something else than HR meant',
    hint: unclosed
      ? 'the file may be cut off; have it sent again'
      : 'quote cells that hold the delimiter, a quote or a line break, and double the quotes inside',
  });
}

function noTable(path: string): TenuredError {
  return new TenuredError('TEN-3152', 'no table was found: no delimiter makes rows of several columns', {
    where: { file: path, row: 1 },
    why: 'columns are found by the names in a header row',
    hint: 'open it in a text editor: it needs a row of names, and , ; tab or | between the columns',
  });
}
