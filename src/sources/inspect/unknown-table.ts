import { CsvError } from 'csv-parse';
import type { RowDialect, TableHead, TableRows } from '../../domain/inspection/table.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import type { UnknownTable } from '../../reconcile/ports.ts';
import { otherKind } from '../bytes/kind.ts';
import { brokenSyntax } from '../csv/errors.ts';
import { PushParser } from '../csv/push-parser.ts';
import { bytesOf, packing } from './bytes.ts';
import { lookAtBytes, type Encoding } from './encoding.ts';
import { dialectOf, findLayout, isBlank, syntaxFault, type Layout } from './layout.ts';
import { openUnknownRecords, noRecordsFound } from './unknown-records.ts';

/** So much of the beginning tells delimiter and header. */
const headBytes = 1 << 18;

/** Finds out how a file of rows or records is written. @throws TenuredError as `OpenUnknownTable` says. */
export async function openUnknownTable(path: string): Promise<UnknownTable> {
  const { bytes, gzip } = await packing(path);
  const head = await beginning(path);
  refuseOthers(path, head);
  const { encoding, endsWithLine } = await lookAtBytes(path, head);
  const isJson = looksLikeJson(head);
  const records = isJson ? openUnknownRecords({ path, bytes, gzip, encoding }, head) : null;
  if (records !== null) return records;
  const text = textOf(head, encoding);
  const layout = findLayout(text);
  if (layout === null) throw isJson ? noRecordsFound(path) : noTable(path, syntaxFault(text));
  const dialect = { ...dialectFound(text, layout), ...encoding, gzip, endsWithLine };
  const tableHead: TableHead = { file: path, bytes, dialect, header: layout.header };
  return { head: tableHead, rows: () => rowsOf(path, encoding, layout) };
}

function dialectFound(text: string, layout: Layout): Omit<RowDialect, keyof Encoding | 'gzip' | 'endsWithLine'> {
  return {
    kind: 'csv',
    delimiter: layout.delimiter,
    separatorLine: layout.separatorLine,
    quoted: text.includes('"'),
    lineEnds: lineEnds(text),
    titleRows: layout.titleRows,
    headerRow: layout.headerRow,
    trailingDelimiter: layout.trailingDelimiter,
  };
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

function refuseOthers(path: string, head: Buffer): void {
  const other = otherKind(head);
  if (other !== null) {
    throw new TenuredError('TEN-3151', `this is ${other}, no text with rows`, {
      where: { file: path },
      hint: 'export it as CSV, best as "CSV UTF-8"; a zip archive has to be unpacked first',
    });
  }
}

/** A header may begin with a bracket, too: what is in it decides. */
function looksLikeJson(head: Buffer): boolean {
  return /^[\u00ef\u00bb\u00bf\s]*[[{]/.test(head.subarray(0, 200).toString('latin1'));
}

/** The beginning as text, without a letter that is cut in half at its end. */
function textOf(head: Buffer, { encoding }: Encoding): string {
  return new TextDecoder(encoding).decode(head, { stream: true });
}

function lineEnds(text: string): RowDialect['lineEnds'] {
  const all = text.split('\n').length - 1;
  const windows = text.split('\r\n').length - 1;
  if (windows === 0) return 'LF';
  return windows === all ? 'CRLF' : 'mixed';
}

async function* rowsOf(path: string, encoding: Encoding, layout: Layout): AsyncGenerator<TableRows, void, undefined> {
  const parser = new PushParser(dialectOf(layout.delimiter));
  const decoder = new TextDecoder(encoding.encoding);
  const plain = encoding.encoding === 'utf-8';
  const width = layout.header.length + (layout.trailingDelimiter ? 1 : 0);
  let index = layout.separatorLine ? -1 : 0;
  const below = (parsed: readonly (readonly string[])[]): TableRows => {
    const rows: (readonly string[])[] = [];
    const numbers: number[] = [];
    for (const row of parsed) {
      index += 1;
      if (index <= layout.headerRow || isBlank(row, width)) continue;
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
    throw error instanceof CsvError ? brokenSyntax(path, error) : error;
  } finally {
    parser.destroy();
  }
}

function noTable(path: string, fault: CsvError | null): TenuredError {
  if (fault !== null) return brokenSyntax(path, fault);
  return new TenuredError('TEN-3152', 'no table was found: no delimiter makes rows of several columns', {
    where: { file: path, row: 1 },
    why: 'columns are found by the names in a header row',
    hint: 'open it in a text editor: it needs a row of names, and , ; tab or | between the columns',
  });
}
