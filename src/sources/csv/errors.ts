import type { CsvError } from 'csv-parse';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { columnLetter } from '../rows/columns.ts';
import { largestRecordBytes } from './push-parser.ts';

/** What csv-parse says of the place where it stopped. The cells it holds as well are nobody's business. */
interface Stopped {
  readonly lines?: number;
  readonly records?: number;
  readonly column?: unknown;
}

export function brokenSyntax(file: string, error: CsvError): TenuredError {
  const { lines, records, column } = error as unknown as Stopped;
  const unclosed = error.code === 'CSV_QUOTE_NOT_CLOSED';
  return new TenuredError('TEN-3008', syntaxMessage(error.code), {
    where: {
      file,
      // A quote that is never closed is noticed at the end of the file: where it was opened is the row.
      ...(lines === undefined || unclosed ? {} : { line: lines }),
      ...(records === undefined ? {} : { row: records + 1 }),
      ...(typeof column === 'number' ? { letter: columnLetter(column) } : {}),
    },
    why: 'everything after this place would be read as something else than HR meant',
    hint: unclosed
      ? 'the file may be cut off; have it sent again'
      : 'have cells quoted that hold the delimiter, a quote or a line break, and the quotes inside doubled; where the file never quotes, declare `quote: none` of the source',
  });
}

function syntaxMessage(code: string): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'a quoted cell is never closed';
  if (code === 'CSV_MAX_RECORD_SIZE') return `a row is longer than ${String(largestRecordBytes)} bytes`;
  if (code === 'INVALID_OPENING_QUOTE') return 'a quote stands within a cell that does not begin with one';
  if (code === 'CSV_INVALID_CLOSING_QUOTE') return 'text follows a closing quote within a cell';
  return `the CSV syntax is broken (${code})`;
}

export function noRows(file: string): TenuredError {
  return new TenuredError('TEN-3004', 'the source file has a header but no rows', {
    where: { file },
    why: 'a file without people says nothing about anybody, least of all that everybody has left',
    hint: 'ask whoever exports it to send the full file again',
  });
}

export function cutOff(file: string, row: number): TenuredError {
  return new TenuredError('TEN-3013', 'the last row is incomplete: the file is cut off', {
    where: { file, row },
    why: 'the people after it are missing, and have not left',
    hint: 'have the file sent again, whole',
  });
}

/** A cut within the last cell of a row cannot be told from a row that is whole, but for the line break after it. */
export function openEnd(file: string, row: number): TenuredError {
  return new TenuredError('TEN-3013', 'the last line does not end with a line break: the file may be cut off', {
    where: { file, row },
    why: 'the last cell may be a part of what HR wrote, and people may be missing after it',
    hint:
      'have the file sent again, whole; when its last line does not always have one, take `finalLineBreak: required` ' +
      'out of this source, better with a manifest, marker or trailer in its place',
  });
}
