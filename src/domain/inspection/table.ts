/** How a file's bytes become letters. */
interface Encoded {
  /** A label that the host's decoder knows, e.g. `utf-8`, `windows-1252`. */
  readonly encoding: string;
  /** `mark`: the file says so itself; `proven`: every byte fits and hardly another would; `guessed`: look at names. */
  readonly encodingBy: 'mark' | 'proven' | 'guessed';
  readonly gzip: boolean;
}

/** How a file of rows is written, as far as its bytes tell. */
export interface RowDialect extends Encoded {
  readonly kind: 'csv';
  readonly delimiter: string;
  /** The first line is Excel's `sep=;`. */
  readonly separatorLine: boolean;
  readonly quoted: boolean;
  readonly lineEnds: 'LF' | 'CRLF' | 'mixed';
  /** Rows above the header that are none, a `sep=` line and blank ones not counted. */
  readonly titleRows: number;
  /** The header's row as a spreadsheet counts it. */
  readonly headerRow: number;
  /** Every row ends with one delimiter more than it has columns. */
  readonly trailingDelimiter: boolean;
  /** The last line ends as the others do. */
  readonly endsWithLine: boolean;
}

/** Where the records of a JSON file stand. Its columns are the paths of the values within a record. */
export interface RecordDialect extends Encoded {
  /** `json`: a list in one document; `jsonl`: documents one after the other. */
  readonly kind: 'json' | 'jsonl';
  /** The list's path; `$` for the document itself. */
  readonly records: string;
}

export type Dialect = RowDialect | RecordDialect;

/** The beginning of a table understood: how it is written and what its columns are called. */
export interface TableHead {
  readonly file: string;
  readonly bytes: number;
  readonly dialect: Dialect;
  /** Trimmed, in the file's order; of records, paths in the order in which they were met. */
  readonly header: readonly string[];
}

/** Rows of a table as they come, with the row number that a spreadsheet shows, or the record's from 1. */
export interface TableRows {
  readonly rows: readonly (readonly string[])[];
  readonly numbers: readonly number[];
}

/** `A` for 0, `Z` for 25, `AA` for 26, as spreadsheets name columns. */
export function letterOf(index: number): string {
  const rest = Math.floor(index / 26) - 1;
  return (rest < 0 ? '' : letterOf(rest)) + String.fromCharCode(65 + (index % 26));
}
