import { gzipSync } from 'node:zlib';
import type { SourceOptions } from '../../src/sources/index.ts';
import { csvFile } from '../../src/sources/options.fixture.ts';
import { basisOf } from './reading.ts';

/** What HR means: ids with leading zeros, and cells with all that a dialect can stumble over. */
export const columns = ['Id', 'Name', 'Note'] as const;
export const truth: readonly (readonly string[])[] = [
  ['007', 'Zoë Müller', 'plain'],
  ['008', "O'Hara", 'comma, semi; pipe| tab\tend'],
  ['009', 'Ann "Annie" Løv', 'two\nlines'],
  ['010', '', ''],
  ['011', 'Bob', ' blanks kept '],
  ['012', 'Çelik', 'C:\\Users\\bob'],
  ['013', 'Total Recall', 'not a total'],
];

export type CsvFormat = Extract<SourceOptions['format'], { kind: 'csv' }>;

/** A file as it is going to be written; a trap changes one thing about it. */
export interface Draft {
  header: string[];
  rows: string[][];
  delimiter: string;
  quote: string | null;
  escape: string;
  quoteAll: boolean;
  lineEnd: (index: number) => string;
  above: string[];
  firstLine: string;
  below: string[];
  blankAfterHeader: number;
  /** Blank rows are written as delimiters alone, below the people, too. */
  blankRows: boolean;
  finalLineEnd: boolean;
  trailing: 'none' | 'rows' | 'header';
  encode: (text: string) => Buffer;
  mark: Buffer;
  pack: (bytes: Buffer) => Buffer;
  format: Partial<CsvFormat>;
  options: Partial<Pick<SourceOptions, 'encoding' | 'compression'>>;
  alternatives: string[][];
}

export interface Trap {
  readonly name: string;
  /** Two traps about the same thing cannot be in one file. */
  readonly about: string;
  readonly set: (draft: Draft) => void;
}

export function newDraft(): Draft {
  return {
    header: [...columns],
    rows: truth.map((row) => [...row]),
    delimiter: ',',
    quote: '"',
    escape: '"',
    quoteAll: false,
    lineEnd: () => '\n',
    above: [],
    firstLine: '',
    below: [],
    blankAfterHeader: 0,
    blankRows: false,
    finalLineEnd: true,
    trailing: 'none',
    encode: (text) => Buffer.from(text),
    mark: Buffer.alloc(0),
    pack: (bytes) => bytes,
    format: {},
    options: {},
    alternatives: columns.map(() => []),
  };
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const wide = (text: string): Buffer => Buffer.from(text, 'utf16le');
const swapped = (text: string): Buffer => wide(text).swap16();

function delimited(name: string, delimiter: string): Trap {
  return {
    name,
    about: 'delimiter',
    set: (draft) => {
      draft.delimiter = delimiter;
      draft.format = { ...draft.format, delimiter };
    },
  };
}

function encoded(name: string, encode: Draft['encode'], mark: readonly number[], encoding: string | null): Trap {
  return {
    name,
    about: 'encoding',
    set: (draft) => {
      draft.encode = encode;
      draft.mark = Buffer.from(mark);
      draft.options = { ...draft.options, encoding };
    },
  };
}

function formatted(name: string, about: string, set: (draft: Draft) => void, format: Partial<CsvFormat> = {}): Trap {
  return {
    name,
    about,
    set: (draft) => {
      set(draft);
      draft.format = { ...draft.format, ...format };
    },
  };
}

/** Everything about a dialect that the reference papers name. */
export const traps: readonly Trap[] = [
  encoded('a byte order mark', (text) => Buffer.from(text), [0xef, 0xbb, 0xbf], null),
  encoded('UTF-16 with a mark', wide, [0xff, 0xfe], null),
  encoded('UTF-16, big end first, with a mark', swapped, [0xfe, 0xff], 'windows-1252'),
  encoded('UTF-16 declared', wide, [], 'utf-16le'),
  encoded('Windows-1252 declared', latin1, [], 'windows-1252'),
  encoded('ISO-8859-1 declared', latin1, [], 'iso-8859-1'),
  encoded('ISO-8859-15 declared', latin1, [], 'iso-8859-15'),
  delimited('semicolons', ';'),
  delimited('tabs', '\t'),
  delimited('pipes', '|'),
  formatted('a sep= line', 'delimiter', (draft) => {
    draft.delimiter = ';';
    draft.firstLine = 'sep=;';
  }),
  formatted('CRLF', 'lines', (draft) => (draft.lineEnd = () => '\r\n')),
  formatted('lines of old Macs', 'lines', (draft) => (draft.lineEnd = () => '\r')),
  formatted('mixed line ends', 'lines', (draft) => (draft.lineEnd = (index) => (index % 3 === 1 ? '\n' : '\r\n'))),
  formatted('every cell quoted', 'quoting', (draft) => (draft.quoteAll = true)),
  formatted('single quotes', 'quoting', (draft) => ([draft.quote, draft.escape] = ["'", "'"]), {
    quote: "'",
    escape: "'",
  }),
  formatted('backslash before quotes', 'quoting', (draft) => (draft.escape = '\\'), { escape: '\\' }),
  formatted('title rows, counted', 'above', (draft) => (draft.above = ['People,of,2026', '', 'Confidential']), {
    titleRows: 3,
  }),
  formatted('title rows, to be found', 'above', (draft) => (draft.above = ['Report', 'made by HR', '']), {
    titleRows: 'find',
  }),
  formatted('blank lines', 'blank', (draft) => (draft.blankAfterHeader = 2)),
  formatted('rows of delimiters alone', 'blank', (draft) => ([draft.blankAfterHeader, draft.blankRows] = [2, true])),
  formatted('totals below', 'below', (draft) => (draft.below = ['Total:,7', 'Total: left,1']), { totals: '^Total:' }),
  formatted('a trailer', 'below', (draft) => (draft.below = ['TRL,20260105,8']), {
    trailer: { pattern: '^TRL.\\d{8}.(?<count>\\d+)$', extra: 1 },
  }),
  formatted('rows that end with a delimiter', 'trailing', (draft) => (draft.trailing = 'rows'), {
    trailingDelimiter: true,
  }),
  formatted('a header that ends with a delimiter', 'trailing', (draft) => (draft.trailing = 'header'), {
    trailingDelimiter: true,
  }),
  formatted('blanks around names', 'names', (draft) => (draft.header = [' Id', 'Name\u00a0', ' Note '])),
  formatted('names in other case', 'names', (draft) => (draft.header = ['ID', 'name', 'nOTE']), { ignoreCase: true }),
  formatted('other names', 'names', (draft) => {
    draft.header = ['EmpID', 'Name', 'Remark'];
    draft.alternatives = [['Worker ID', 'EmpID'], [], ['Remark']];
  }),
  formatted('columns moved and added', 'order', (draft) => {
    draft.header = ['Salary', ...draft.header.toReversed(), '__proto__', 'constructor'];
    draft.rows = draft.rows.map((row) => ['1', ...row.toReversed(), 'x', 'y']);
  }),
  formatted('no final line break', 'end', (draft) => (draft.finalLineEnd = false), { finalLineBreak: 'optional' }),
  formatted('gzip', 'packing', (draft) => (draft.pack = gzipSync)),
  formatted('gzip in two pieces, declared', 'packing', (draft) => {
    draft.pack = (bytes) => Buffer.concat([gzipSync(bytes.subarray(0, 40)), gzipSync(bytes.subarray(40))]);
    draft.options = { ...draft.options, compression: 'gzip' };
  }),
];

/** Every trap alone, and every two that can be in one file. */
export function trapSets(): readonly (readonly Trap[])[] {
  const pairs = traps.flatMap((one, index) =>
    traps
      .slice(index + 1)
      .filter((other) => other.about !== one.about)
      .map((other) => [one, other]),
  );
  return [...traps.map((one) => [one]), ...pairs];
}

/** A file as bytes, and what has to come out of it. */
export interface Rendered {
  readonly bytes: Buffer;
  readonly options: (path: string) => SourceOptions;
  readonly basis: ReturnType<typeof basisOf>;
  /** The row of each person, as a spreadsheet counts it. */
  readonly fileRows: readonly number[];
  /** The letter of each mapped column. */
  readonly letters: readonly string[];
}

export interface Spoiling {
  /** Another text of a cell, as it is written. */
  readonly cell?: { readonly person: number; readonly column: number; readonly written: string };
  readonly spoilBytes?: (bytes: Buffer) => Buffer;
}

export function render(draft: Draft, spoiling: Spoiling = {}): Rendered {
  const lines: string[] = [...draft.above];
  const ending = (which: 'header' | 'rows'): string => (draft.trailing === which ? draft.delimiter : '');
  lines.push(draft.header.map((cell) => written(draft, cell)).join(draft.delimiter) + ending('header'));
  const blankLine = draft.blankRows ? draft.delimiter.repeat(draft.header.length - 1) + ending('rows') : '';
  for (let blank = 0; blank < draft.blankAfterHeader; blank += 1) lines.push(blankLine);
  const { cell } = spoiling;
  const positions = [0, 1, 2].map((column) => positionOf(draft, column));
  const fileRows = draft.rows.map((row, person) => {
    const spoilt = cell?.person === person ? positions[cell.column] : undefined;
    const cells = row.map((text, at) => (at === spoilt ? (cell?.written ?? '') : written(draft, text)));
    lines.push(cells.join(draft.delimiter) + ending('rows'));
    return lines.length;
  });
  if (draft.blankRows) lines.push(blankLine);
  lines.push(...draft.below.map((line) => line.replaceAll(',', draft.delimiter)));
  const first = draft.firstLine === '' ? '' : draft.firstLine + draft.lineEnd(0);
  const text = lines
    .map((line, index) => line + (index < lines.length - 1 || draft.finalLineEnd ? draft.lineEnd(index) : ''))
    .join('');
  const plain = Buffer.concat([draft.mark, draft.encode(first + text)]);
  const spoilt = spoiling.spoilBytes === undefined ? plain : spoiling.spoilBytes(plain);
  return {
    bytes: draft.pack(spoilt),
    options: (path) => csvFile(path, draft.options, draft.format),
    basis: basisOf(columns, draft.alternatives),
    fileRows,
    letters: positions.map((position) => String.fromCharCode(65 + position)),
  };
}

function positionOf(draft: Draft, column: number): number {
  const name = columns[column] ?? '';
  const names = [name, ...(draft.alternatives[column] ?? [])].map((one) => one.toLowerCase());
  return draft.header.findIndex((cell) => names.includes(cell.trim().toLowerCase()));
}

function written(draft: Draft, cell: string): string {
  const { quote, escape, delimiter } = draft;
  if (quote === null) return cell;
  const needed = draft.quoteAll || [quote, delimiter, '\n', '\r'].some((part) => cell.includes(part));
  if (!needed) return cell;
  const doubled = escape === quote ? cell : cell.replaceAll(escape, escape + escape);
  return quote + doubled.replaceAll(quote, escape + quote) + quote;
}
